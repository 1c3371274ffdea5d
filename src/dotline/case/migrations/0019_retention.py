"""Tables of legal holds, of what an agency keeps longer, and of disposals; a case says when it was disposed of."""

import django.db.models.deletion
from django.db import migrations, models

import dotline.base.ids


class Migration(migrations.Migration):
    dependencies = [
        ("case", "0018_wall_of_screens"),
    ]

    operations = [
        migrations.CreateModel(
            name="RetentionChoice",
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
                ("rule", models.CharField(max_length=40)),
                ("months", models.PositiveIntegerField()),
                ("set_by", models.UUIDField()),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["set_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="casefile",
            name="disposed_on",
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name="DisposalBatch",
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
                ("agency_id", models.UUIDField(db_index=True)),
                ("kind", models.CharField(max_length=10)),
                ("rule", models.CharField(max_length=40)),
                ("asked", models.BooleanField(default=False)),
                ("proposed_by", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("approved_by", models.UUIDField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("state", models.CharField(max_length=12)),
                ("files", models.PositiveIntegerField()),
                ("disposed", models.PositiveIntegerField(default=0)),
                ("kept_coded", models.PositiveIntegerField(default=0)),
                ("kept_back", models.PositiveIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-proposed_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["case", "contact"]),
                            ("state__in", ["proposed", "withdrawn", "running", "done"]),
                        ),
                        name="disposal_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_at__isnull", True),
                                ("approved_by__isnull", True),
                                ("disposed", 0),
                            ),
                            models.Q(
                                ("approved_by__isnull", False),
                                ("approved_at__isnull", False),
                                models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                                ("approved_at__gte", models.F("proposed_at")),
                            ),
                            _connector="OR",
                        ),
                        name="second_person_approves_disposal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["running", "done"]), _negated=True),
                            ("approved_by__isnull", False),
                            _connector="OR",
                        ),
                        name="nothing_is_disposed_of_unapproved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("disposed__lte", models.F("files")),
                            ("kept_coded__lte", models.F("disposed")),
                        ),
                        name="disposal_adds_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
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
                ("kind", models.CharField(max_length=10)),
                ("file_id", models.UUIDField(db_index=True)),
                ("reason", models.CharField(max_length=30)),
                ("sealed", models.BinaryField(null=True)),
                ("placed_by", models.UUIDField()),
                ("placed_at", models.DateTimeField()),
                ("until", models.DateField(null=True)),
                ("lifted_by", models.UUIDField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                ("send_key", models.UUIDField(null=True)),
                ("send_words", models.UUIDField(null=True)),
            ],
            options={
                "ordering": ["placed_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["case", "contact"])),
                        name="hold_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="hold_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                            models.Q(
                                ("lifted_by__isnull", False),
                                ("lifted_at__isnull", False),
                                models.Q(("lifted_by", models.F("placed_by")), _negated=True),
                                ("lifted_at__gte", models.F("placed_at")),
                            ),
                            _connector="OR",
                        ),
                        name="second_person_lifts_a_hold",
                    ),
                    models.UniqueConstraint(
                        fields=("file_id", "send_key"), name="one_hold_per_sending"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisposalItem",
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
                ("file_id", models.UUIDField()),
                ("state", models.CharField(default="waits", max_length=10)),
                ("why", models.CharField(blank=True, max_length=20)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="case.disposalbatch"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("file_id",), name="one_disposal_of_a_file"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waits", "kept_back"])),
                        name="disposal_item_state_is_known",
                    ),
                ],
            },
        ),
    ]
