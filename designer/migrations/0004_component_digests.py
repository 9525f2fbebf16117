"""Components are compared by what they are, no longer by the bytes of their document."""

from django.conf import settings
from django.db import migrations


def compare_anew(apps, schema_editor):
    from designer.digests import content_digest
    from designer.snapshots import SnapshotError, tree_of
    from designer.spec.canvas import plain
    from designer.spec.old import read_modern

    for row in apps.get_model("designer", "ComponentVersion").objects.only("snapshot", "main", "digest", "spec", "version"):
        try:
            row.digest = content_digest(settings.WORKSPACE.store, row.snapshot, row.main)
            text = (tree_of(settings.WORKSPACE.store, row.snapshot) / row.main).read_bytes()
        except (OSError, SnapshotError):  # its files are gone; then nothing can be the same
            continue
        root = read_modern(text, row.main, component=True).root
        row.spec = {**plain(dict(root)), "version": row.version} if isinstance(root, dict) else {}
        row.save(update_fields=["digest", "spec"])


class Migration(migrations.Migration):

    dependencies = [("designer", "0003_draft_source")]

    operations = [migrations.RunPython(compare_anew, migrations.RunPython.noop)]
