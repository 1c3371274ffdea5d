"""Raise the wall between agencies on every table of the room."""

from django.db import migrations

from dotline.access.wall import raise_wall

NAMES = (
    "casefile",
    "person",
    "identifier",
    "involvement",
    "episode",
    "fact",
    "determination",
)
TABLES = [(f"case_{name}", ("agency_id",)) for name in NAMES]


class Migration(migrations.Migration):
    dependencies = [("case", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
