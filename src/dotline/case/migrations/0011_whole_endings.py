"""A step that ended and a claim that was decided say when: NULL passed the old conditions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("case", "0010_wall_of_courts"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="plannedservice",
            name="ended_step_says_how",
        ),
        migrations.RemoveConstraint(
            model_name="wageclaim",
            name="claim_decision_is_whole",
        ),
        migrations.AddConstraint(
            model_name="plannedservice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on__isnull", True), ("outcome", "")),
                    models.Q(
                        ("ended_on__isnull", False),
                        ("ended_on__gte", models.F("start_on")),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="ended_step_says_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="wageclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("awarded_cents__isnull", True),
                        ("decided_on__isnull", True),
                        ("decision", ""),
                    ),
                    models.Q(
                        ("decided_on__isnull", False),
                        ("decided_on__gte", models.F("claimed_on")),
                        models.Q(("decision", ""), _negated=True),
                        ("awarded_cents__isnull", False),
                        ("awarded_cents__gte", 0),
                    ),
                    _connector="OR",
                ),
                name="claim_decision_is_whole",
            ),
        ),
    ]
