"""Raise the wall between agencies on the tables of plans, returns and redress."""

from django.db import migrations

from dotline.access.wall import raise_wall

NAMES = (
    "clockpause",
    "dependantneed",
    "namehint",
    "plannedservice",
    "planreview",
    "representative",
    "returnassistance",
    "safetyplan",
    "wageclaim",
    "wagepayment",
)
TABLES = [(f"case_{name}", ("agency_id",)) for name in NAMES]


class Migration(migrations.Migration):
    dependencies = [("case", "0007_plans")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
