"""Raise the wall between agencies on the registers of privacy."""

from django.db import migrations

from dotline.access.wall import raise_wall

TABLES = [(f"case_{name}", ("agency_id",)) for name in ("notesrequest", "privacybreach")]


class Migration(migrations.Migration):
    dependencies = [("case", "0026_registers")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
