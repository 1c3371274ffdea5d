"""Raise the wall between agencies on the tables of holds and disposals."""

from django.db import migrations

from dotline.access.wall import raise_wall

NAMES = ("disposalbatch", "disposalitem", "legalhold", "retentionchoice")
TABLES = [(f"case_{name}", ("agency_id",)) for name in NAMES]


class Migration(migrations.Migration):
    dependencies = [("case", "0019_retention")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
