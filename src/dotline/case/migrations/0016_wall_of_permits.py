"""Raise the wall between agencies on the tables of permits."""

from django.db import migrations

from dotline.access.wall import raise_wall

TABLES = [(f"case_{name}", ("agency_id",)) for name in ("permit", "refugeeclaimrefused")]


class Migration(migrations.Migration):
    dependencies = [("case", "0015_permits")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
