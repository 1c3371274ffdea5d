"""Raise the wall between agencies on consents and disclosures."""

from django.db import migrations

from dotline.access.wall import raise_wall

TABLES = [(f"case_{name}", ("agency_id",)) for name in ("consentdecision", "disclosurerecord")]


class Migration(migrations.Migration):
    dependencies = [("case", "0013_consents")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        )
    ]
