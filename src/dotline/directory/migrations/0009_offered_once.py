"""One row for each value that one source offers for one field, also when two loads offer it at once."""

from django.db import migrations, models

from dotline.base import crypto

KEY = ("source_kind", "source_id", "kind", "record_id", "field", "value")
RANK = {"taken": 0, "kept": 1, "open": 2, "lapsed": 3}


def fill(apps, editor):
    rows = apps.get_model("directory", "FieldOffer").objects.using(editor.connection.alias)
    known = set()
    for row in sorted(rows.all(), key=lambda row: (RANK[row.state], row.offered_at, row.id)):
        key = tuple(getattr(row, name) for name in KEY)
        if key in known:
            row.delete()  # the decided one of two that say the same stays
            continue
        known.add(key)
        row.digest = crypto.digest(row.value.encode())
        row.save(update_fields=["digest"])


class Migration(migrations.Migration):
    dependencies = [("directory", "0008_merges")]
    operations = [
        migrations.AddField(
            "fieldoffer",
            "digest",
            models.CharField(max_length=64, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            "fieldoffer",
            models.UniqueConstraint(
                fields=("source_kind", "source_id", "kind", "record_id", "field", "digest"),
                name="directory_offered_once",
            ),
        ),
    ]
