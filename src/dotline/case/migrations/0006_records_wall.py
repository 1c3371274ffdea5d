"""Raise the wall between agencies on what standards say of people."""

from django.db import migrations

from dotline.access.wall import raise_wall

TABLES = [("case_standardrecord", ("agency_id",))]


class Migration(migrations.Migration):
    dependencies = [("case", "0005_standard_records")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
