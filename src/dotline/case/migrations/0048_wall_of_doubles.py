"""Raise the wall between agencies on the tables of doubles."""

from django.db import migrations

from dotline.access.wall import raise_wall

NAMES = ("likelydouble", "personmerge", "movedrow")
TABLES = [(f"case_{name}", ("agency_id",)) for name in NAMES]


class Migration(migrations.Migration):
    dependencies = [("case", "0047_doubles")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
