"""Raise the wall between agencies on the tables of tips, shifts and decisions."""

from django.db import migrations

from dotline.access.wall import raise_wall

NAMES = (
    "tip", "tipmessage", "sametextkey", "tipreceived", "shift", "handover", "handoveritem",
    "unmetneed", "childdutydecision", "callercode", "codetry",
)  # fmt: skip
TABLES = [(f"intake_{name}", ("agency_id",)) for name in NAMES]


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_tips")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
