from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("designer", "0002_assets")]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="source",
            field=models.BinaryField(blank=True, default=b""),
        ),
    ]
