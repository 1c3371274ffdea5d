"""Raise the wall between agencies on the tables of linkage."""

from django.db import migrations

from dotline.access.wall import raise_wall

NAMES = ("encodedperson", "linkquestion", "matchnotice", "matchjudgement", "matchround")
TABLES = [(f"case_{name}", ("agency_id",)) for name in NAMES]


class Migration(migrations.Migration):
    dependencies = [("case", "0043_linkage")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
