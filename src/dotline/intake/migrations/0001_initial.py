"""Tables of the room as they first stood."""

from django.db import migrations, models

import dotline.base.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Contact",
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
                ("worker_id", models.UUIDField(null=True)),
                ("channel", models.CharField(max_length=20)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("quarter", models.CharField(max_length=7)),
                ("status", models.CharField(default="open", max_length=10)),
                ("disposition", models.CharField(blank=True, max_length=20)),
                ("urgency", models.CharField(default="routine", max_length=10)),
                ("demo", models.BooleanField(default=False)),
                ("open_key", models.UUIDField()),
                ("save_key", models.UUIDField(null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(null=True)),
                ("record_type", models.CharField(blank=True, max_length=20)),
                ("safe_now", models.CharField(default="unknown", max_length=10)),
                ("danger", models.BooleanField(default=False)),
                ("wants_911", models.CharField(default="unknown", max_length=10)),
                ("caller_kind", models.CharField(default="unknown", max_length=20)),
                ("place", models.CharField(blank=True, max_length=80)),
                ("province", models.CharField(blank=True, max_length=2)),
                ("language", models.CharField(blank=True, max_length=10)),
                ("interpreter", models.BooleanField(default=False)),
                ("age_band", models.CharField(blank=True, max_length=10)),
                ("alias", models.BinaryField(null=True)),
                ("children", models.BinaryField(null=True)),
                ("access_needs", models.BinaryField(null=True)),
                ("safety", models.BinaryField(null=True)),
                ("summary", models.BinaryField(null=True)),
                ("plan", models.BinaryField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["agency_id", "status", "started_at"], name="intake_contact_queue"
                    ),
                    models.Index(fields=["quarter", "status"], name="intake_contact_quarter"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency_id", "open_key"), name="intake_one_contact_per_opening"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "closed"])),
                        name="intake_contact_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("disposition", ""), ("ended_at", None), ("status", "open")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("status", "closed"),
                                models.Q(("disposition", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="intake_closed_says_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactNeed",
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
                ("contact_id", models.UUIDField()),
                ("need", models.CharField(max_length=40)),
                ("outcome", models.CharField(default="open", max_length=10)),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contact_id", "need"), name="intake_each_need_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "unmet"), models.Q(("reason", ""), _negated=True)),
                            models.Q(("outcome__in", ["open", "met"]), ("reason", "")),
                            _connector="OR",
                        ),
                        name="intake_unmet_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
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
                ("contact_id", models.UUIDField()),
                ("worker_id", models.UUIDField(null=True)),
                ("revision", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contact_id", "worker_id"), name="intake_one_draft_per_worker"
                    )
                ],
            },
        ),
    ]
