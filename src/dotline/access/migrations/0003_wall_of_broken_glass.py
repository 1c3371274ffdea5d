"""Raise the wall between agencies on broken glass."""

from django.db import migrations

from dotline.access.wall import raise_wall


class Migration(migrations.Migration):
    dependencies = [("access", "0002_break_glass")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, [("access_breakglass", ("agency_id",))]),
            migrations.RunPython.noop,
        )
    ]
