"""Raise the wall between agencies on keys of programs."""

from django.db import migrations

from dotline.access.wall import raise_wall


class Migration(migrations.Migration):
    dependencies = [("access", "0004_program_keys")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, [("access_apikey", ("agency_id",))]),
            migrations.RunPython.noop,
        )
    ]
