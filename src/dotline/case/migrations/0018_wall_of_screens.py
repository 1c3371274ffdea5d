"""Raise the wall between agencies on the tables of screens and safeguards."""

from django.db import migrations

from dotline.access.wall import raise_wall

NAMES = (
    "assessment",
    "assessmentanswer",
    "forcedcharge",
    "helpoffer",
    "nonpunishmentstep",
    "removalstep",
    "screenreview",
)
TABLES = [(f"case_{name}", ("agency_id",)) for name in NAMES]


class Migration(migrations.Migration):
    dependencies = [("case", "0017_screens")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
