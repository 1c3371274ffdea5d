"""What stewards were asked and granted: written by those it is between, read by every agency once answered."""

from django.db import migrations, models

import dotline.base.ids
from dotline.access.wall import OpenSince, raise_wall
from dotline.audit.stores import Store

TABLES = [("gates_stewardgrant", ("nation_id", "asked_by_id"), OpenSince("answered_on"))]


def _raise(_apps, editor):
    if editor.connection.alias == Store.INSIDE:
        raise_wall(editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("gates", "0004_own_box_times"),
    ]

    operations = [
        migrations.CreateModel(
            name="StewardGrant",
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
                ("nation_id", models.UUIDField(db_index=True)),
                ("use", models.CharField(max_length=12)),
                ("asked_by_id", models.UUIDField(null=True)),
                ("asked_on", models.DateField(null=True)),
                ("words", models.CharField(blank=True, max_length=500)),
                ("answer", models.CharField(blank=True, max_length=8)),
                ("answered_on", models.DateField(null=True)),
                ("last_on", models.DateField(null=True)),
                ("taken_back_on", models.DateField(null=True)),
                ("by_worker", models.UUIDField(null=True)),
                ("send_key", models.UUIDField(null=True)),
                ("send_words", models.UUIDField(null=True)),
            ],
            options={
                "ordering": ["asked_on", "answered_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("use__in", ["counts", "audit", "files"])),
                        name="steward_use_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_on__isnull", True)),
                            models.Q(
                                ("answer__in", ["granted", "vetoed"]),
                                ("answered_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="steward_answer_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_by_id__isnull", True), ("asked_on__isnull", True)),
                            models.Q(
                                ("asked_by_id__isnull", False),
                                ("asked_on__isnull", False),
                                models.Q(("words", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="steward_was_asked_what_for",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_by_id__isnull", False),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="steward_grant_was_asked_or_given",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("last_on__isnull", True), ("taken_back_on__isnull", True)),
                            ("answer", "granted"),
                            _connector="OR",
                        ),
                        name="only_a_grant_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken_back_on__isnull", True),
                            ("taken_back_on__gte", models.F("answered_on")),
                            _connector="OR",
                        ),
                        name="steward_grant_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_on__isnull", True),
                            ("last_on__gte", models.F("answered_on")),
                            _connector="OR",
                        ),
                        name="steward_grant_lasts_forwards",
                    ),
                    models.UniqueConstraint(
                        fields=("nation_id", "send_key"), name="one_steward_grant_per_sending"
                    ),
                ],
            },
        ),
        migrations.RunPython(_raise, migrations.RunPython.noop),
    ]
