"""Raise the wall round task forces, briefings and practices: read through seats and copies, or once approved."""

from django.db import migrations

from dotline.access.wall import OpenSince, Through, raise_wall

SEATS = Through("referral_seat", key="force_id", own="force_id", at="at")
COPIES = "referral_briefingcopy"
TABLES = (
    ("referral_seat", ("agency_id", "by_agency_id")),
    ("referral_taskforce", (), Through("referral_seat", key="force_id", own="id", at="at")),
    ("referral_rosterline", (), SEATS),
    ("referral_pointperson", (), SEATS),
    ("referral_meeting", (), SEATS),
    ("referral_minutes", (), SEATS),
    ("referral_attendance", (), SEATS),
    ("referral_jointtask", (), SEATS),
    ("referral_taskstep", (), SEATS),
    ("referral_forcemessage", (), SEATS),
    ("referral_lastcontact", (), SEATS),
    (COPIES, ("agency_id", "issuer_id")),
    ("referral_briefing", ("agency_id",), Through(COPIES, key="briefing_id", own="id")),
    ("referral_briefingtext", ("agency_id",), Through(COPIES, key="text_id", own="id")),
    ("referral_readmark", ("agency_id",)),
    ("referral_practice", ("agency_id",), OpenSince("approved_at")),
    ("referral_practicereview", ("agency_id",)),
)


class Migration(migrations.Migration):
    dependencies = [("referral", "0008_network")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
