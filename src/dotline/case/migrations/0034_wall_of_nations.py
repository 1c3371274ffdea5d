"""Raise the wall between agencies on the table of belonging."""

from django.db import migrations

from dotline.access.wall import raise_wall

TABLES = [("case_nationtie", ("agency_id",))]


class Migration(migrations.Migration):
    dependencies = [("case", "0033_nations")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
