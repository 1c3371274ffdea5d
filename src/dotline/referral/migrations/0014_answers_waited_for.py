"""What an agency waits for an answer to, in the order in which it is due."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referral", "0013_forms_sent"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("contact_id__isnull", False), ("status", "requested")),
                fields=["from_agency_id", "due_at", "id"],
                name="referral_waits_for_answer",
            ),
        ),
    ]
