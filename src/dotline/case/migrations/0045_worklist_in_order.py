"""What a worklist reads of each topic in its order, and the list of cases in its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("case", "0044_wall_of_linkage"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="casefile",
            name="case_list",
        ),
        migrations.AddIndex(
            model_name="casefile",
            index=models.Index(
                condition=models.Q(("disposed_on__isnull", True)),
                fields=["agency_id", "-opened_on", "id", "closed_on", "kind", "province"],
                name="case_list_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="casefile",
            index=models.Index(
                condition=models.Q(("contact_id__isnull", False)),
                fields=["contact_id"],
                name="case_of_contact",
            ),
        ),
        migrations.AddIndex(
            model_name="consentdecision",
            index=models.Index(
                condition=models.Q(("decision", "given"), ("expires_on__isnull", False)),
                fields=["agency_id", "expires_on", "id"],
                name="consents_that_end",
            ),
        ),
        migrations.AddIndex(
            model_name="courtday",
            index=models.Index(
                condition=models.Q(("ended", "")),
                fields=["agency_id", "on_date", "id"],
                name="court_days_to_come",
            ),
        ),
        migrations.AddIndex(
            model_name="courtorder",
            index=models.Index(
                condition=models.Q(("state", "asked")),
                fields=["agency_id", "asked_on", "id"],
                name="court_orders_asked",
            ),
        ),
        migrations.AddIndex(
            model_name="forcedcharge",
            index=models.Index(fields=["agency_id", "charged_on", "id"], name="charges_in_order"),
        ),
        migrations.AddIndex(
            model_name="ownrequest",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", True), ("done", False)),
                fields=["agency_id", "came_at", "id"],
                name="own_words_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="removalstep",
            index=models.Index(
                condition=models.Q(("offered_on__isnull", True), ("stopped_on__isnull", True)),
                fields=["agency_id", "on_date", "id"],
                name="removals_unanswered",
            ),
        ),
        migrations.AddIndex(
            model_name="returnassistance",
            index=models.Index(
                condition=models.Q(("state", "arrived")),
                fields=["agency_id", "arrived_on", "id"],
                name="returns_to_follow",
            ),
        ),
    ]
