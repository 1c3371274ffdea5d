"""What stands in no count: read and written by the desk's own work alone."""

from django.db import migrations, models

from dotline.access.wall import raise_wall
from dotline.audit.stores import Store

TABLES = [("gates_uncounted", ())]


def _raise(_apps, editor):
    if editor.connection.alias == Store.INSIDE:
        raise_wall(editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("gates", "0008_agreement_points"),
    ]

    operations = [
        migrations.CreateModel(
            name="Uncounted",
            fields=[
                ("subject_id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
            ],
        ),
        migrations.RunPython(_raise, migrations.RunPython.noop),
    ]
