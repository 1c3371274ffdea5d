"""Raise the wall between agencies on the table of corrected decisions on wages."""

from django.db import migrations

from dotline.access.wall import raise_wall

TABLES = [("case_wagecorrection", ("agency_id",))]


class Migration(migrations.Migration):
    dependencies = [("case", "0028_wage_corrections")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
