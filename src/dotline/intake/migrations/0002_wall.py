"""Raise the wall between agencies on the tables of the room (PostgreSQL's forced row-level security)."""

from django.db import migrations

from dotline.access.wall import raise_wall

TABLES = [(f"intake_{name}", ("agency_id",)) for name in ("contact", "contactneed", "draft")]


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
