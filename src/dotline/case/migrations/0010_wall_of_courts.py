"""Raise the wall between agencies on the tables of courts."""

from django.db import migrations

from dotline.access.wall import raise_wall

NAMES = ("charge", "courtday", "courtorder", "proceeding", "restitutionpayment", "sentence")
TABLES = [(f"case_{name}", ("agency_id",)) for name in NAMES]


class Migration(migrations.Migration):
    dependencies = [("case", "0009_courts")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
