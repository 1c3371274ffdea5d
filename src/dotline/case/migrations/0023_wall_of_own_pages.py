"""Raise the wall between agencies on the tables of people's own pages."""

from django.db import migrations

from dotline.access.wall import raise_wall

TABLES = [(f"case_{name}", ("agency_id",)) for name in ("owncode", "ownrequest")]


class Migration(migrations.Migration):
    dependencies = [("case", "0022_own_pages")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
