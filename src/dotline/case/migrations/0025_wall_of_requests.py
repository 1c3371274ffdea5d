"""Raise the wall between agencies on requests for one's own record."""

from django.db import migrations

from dotline.access.wall import raise_wall


class Migration(migrations.Migration):
    dependencies = [("case", "0024_requests")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, [("case_accessrequest", ("agency_id",))]),
            migrations.RunPython.noop,
        )
    ]
