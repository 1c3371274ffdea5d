"""Raise the wall between agencies: sender and receiver see a referral, only the owner the rest."""

from django.db import migrations

from dotline.access.wall import raise_wall

BOTH = ("from_agency_id", "to_agency_id")
TABLES = (
    ("referral_consent", ("agency_id",)),
    ("referral_referral", BOTH),
    ("referral_step", BOTH),
    ("referral_referralpackage", ("agency_id",)),
    ("referral_listing", ("agency_id",)),
)


class Migration(migrations.Migration):
    dependencies = [("referral", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
