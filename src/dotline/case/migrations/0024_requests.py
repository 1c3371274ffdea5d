import django.db.models.deletion
from django.db import migrations, models

import dotline.base.ids


class Migration(migrations.Migration):
    dependencies = [
        ("case", "0023_wall_of_own_pages"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessRequest",
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
                ("received_on", models.DateField()),
                ("due_on", models.DateField()),
                ("answered_on", models.DateField(null=True)),
                ("passage_id", models.UUIDField(null=True)),
                ("withheld", models.PositiveIntegerField(default=0)),
                ("by_worker", models.UUIDField(null=True)),
                ("send_key", models.UUIDField(null=True)),
                ("send_words", models.UUIDField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests_for_others",
                        to="case.involvement",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="case.casefile",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="case.person",
                    ),
                ),
            ],
            options={
                "ordering": ["received_on", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_on__isnull", True)),
                        fields=("person",),
                        name="one_open_request_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_on__isnull", True), ("passage_id__isnull", True)),
                            models.Q(
                                ("answered_on__gte", models.F("received_on")),
                                ("answered_on__isnull", False),
                                ("passage_id__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="answered_request_passed_the_gate",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gt", models.F("received_on"))),
                        name="request_is_due_later",
                    ),
                    models.UniqueConstraint(
                        fields=("case", "send_key"), name="one_request_per_sending"
                    ),
                ],
            },
        ),
    ]
