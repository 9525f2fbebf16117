"""Components are compared by what they are, no longer by the bytes of their document."""

from django.conf import settings
from django.db import migrations


def compare_anew(apps, schema_editor):
    from designer.digests import content_digest
    from designer.snapshots import SnapshotError

    for row in apps.get_model("designer", "ComponentVersion").objects.only("snapshot", "main", "digest"):
        try:
            row.digest = content_digest(settings.WORKSPACE.store, row.snapshot, row.main)
        except (OSError, SnapshotError):  # its files are gone; then nothing can be the same
            continue
        row.save(update_fields=["digest"])


class Migration(migrations.Migration):

    dependencies = [("designer", "0003_draft_source")]

    operations = [migrations.RunPython(compare_anew, migrations.RunPython.noop)]
