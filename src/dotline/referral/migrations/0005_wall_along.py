"""Raise the wall around what goes along with a referral: both sides see what is between them, only the owner the rest."""

from django.db import migrations

from dotline.access.wall import raise_wall

BOTH = ("from_agency_id", "to_agency_id")
TABLES = (
    ("referral_pause", BOTH),
    ("referral_handoff", BOTH),
    ("referral_message", ("agency_id",)),
    ("referral_followup", ("agency_id",)),
    ("referral_bedcount", ("agency_id",)),
    ("referral_bedhold", ("agency_id", "from_agency_id")),
    ("referral_exclusion", ("agency_id",)),
    ("referral_outsidereferral", ("agency_id",)),
)


class Migration(migrations.Migration):
    dependencies = [("referral", "0004_along")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
