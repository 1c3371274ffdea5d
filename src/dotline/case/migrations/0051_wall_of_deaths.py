"""Raise the wall between agencies on the table of deaths."""

from django.db import migrations

from dotline.access.wall import raise_wall

TABLES = [("case_persondeath", ("agency_id",))]


class Migration(migrations.Migration):
    dependencies = [("case", "0050_deaths")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
