"""Raise the wall between agencies on the tables of imports."""

from django.db import migrations

from dotline.access.wall import raise_wall

TABLES = [(f"case_{name}", ("agency_id",)) for name in ("importbatch", "countedcase")]


class Migration(migrations.Migration):
    dependencies = [("case", "0003_batches")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
