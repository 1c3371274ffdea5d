"""Raise the wall between agencies on the table of what disposed files stay counted as."""

from django.db import migrations

from dotline.access.wall import raise_wall

TABLES = [("case_countleft", ("agency_id",))]


class Migration(migrations.Migration):
    dependencies = [("case", "0041_counts_left")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
