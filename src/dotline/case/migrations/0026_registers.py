"""Registers of privacy: requests for notes, breaches."""

import django.db.models.deletion
from django.db import migrations, models

import dotline.base.ids


class Migration(migrations.Migration):
    dependencies = [
        ("case", "0025_wall_of_requests"),
    ]

    operations = [
        migrations.CreateModel(
            name="PrivacyBreach",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dotline.base.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("agency_id", models.UUIDField()),
                ("kind", models.CharField(max_length=20)),
                ("happened_on", models.DateField()),
                ("found_on", models.DateField()),
                ("people", models.PositiveIntegerField()),
                ("risk", models.CharField(default="open", max_length=12)),
                ("assessed_on", models.DateField(null=True)),
                ("commissioner_on", models.DateField(null=True)),
                ("told_on", models.DateField(null=True)),
                ("keep_until", models.DateField()),
                ("sealed", models.BinaryField()),
                ("by_worker", models.UUIDField(null=True)),
                ("send_key", models.UUIDField(null=True)),
                ("send_words", models.UUIDField(null=True)),
            ],
            options={
                "ordering": ["-found_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assessed_on__isnull", True), ("risk", "open")),
                            models.Q(
                                ("risk__in", ["real", "none"]),
                                ("assessed_on__gte", models.F("found_on")),
                                ("assessed_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="breach_risk_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("commissioner_on__isnull", True), ("told_on__isnull", True)),
                            ("risk", "real"),
                            _connector="OR",
                        ),
                        name="breach_notices_follow_real_risk",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("found_on__gte", models.F("happened_on")),
                            ("keep_until__gt", models.F("found_on")),
                        ),
                        name="breach_days_run_forwards",
                    ),
                    models.UniqueConstraint(
                        fields=("agency_id", "send_key"), name="one_breach_per_sending"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NotesRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=dotline.base.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("agency_id", models.UUIDField()),
                ("state", models.CharField(default="received", max_length=12)),
                ("received_on", models.DateField()),
                ("counsel_told_on", models.DateField(null=True)),
                ("decided_on", models.DateField(null=True)),
                ("produced_on", models.DateField(null=True)),
                ("parts", models.CharField(blank=True, max_length=200)),
                ("passage_id", models.UUIDField(null=True)),
                ("by_worker", models.UUIDField(null=True)),
                ("send_key", models.UUIDField(null=True)),
                ("send_words", models.UUIDField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes_requests",
                        to="case.casefile",
                    ),
                ),
                (
                    "involvement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes_requests",
                        to="case.involvement",
                    ),
                ),
            ],
            options={
                "ordering": ["received_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["received", "ordered", "refused", "dropped"])
                        ),
                        name="notes_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_on__isnull", True), ("state", "received")),
                            models.Q(
                                models.Q(("state", "received"), _negated=True),
                                ("decided_on__gte", models.F("received_on")),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="notes_decision_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("parts", ""),
                                ("passage_id__isnull", True),
                                ("produced_on__isnull", True),
                            ),
                            models.Q(
                                ("state", "ordered"),
                                ("passage_id__isnull", False),
                                ("produced_on__isnull", False),
                                ("decided_on__isnull", False),
                                ("produced_on__gte", models.F("decided_on")),
                                models.Q(("parts", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="notes_produced_on_order_alone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("counsel_told_on__isnull", True),
                            ("counsel_told_on__gte", models.F("received_on")),
                            _connector="OR",
                        ),
                        name="counsel_told_after_receipt",
                    ),
                    models.UniqueConstraint(
                        fields=("case", "send_key"), name="one_notes_per_sending"
                    ),
                ],
            },
        ),
    ]
