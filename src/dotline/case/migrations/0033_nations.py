"""Whom a person says she belongs to: rows of its own, for she may belong to several. The old column was never written."""

import django.db.models.deletion
from django.db import migrations, models

import dotline.base.ids

SAID_BY = ("self", "guardian")


class Migration(migrations.Migration):
    dependencies = [("case", "0029_wall_of_wage_corrections")]
    operations = [
        migrations.RemoveField("Person", "data_steward_id"),
        migrations.CreateModel(
            name="NationTie",
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
                ("nation_id", models.UUIDField()),
                ("said_by", models.CharField(max_length=12)),
                ("on_date", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("by_worker", models.UUIDField(null=True)),
                ("send_key", models.UUIDField(null=True)),
                ("send_words", models.UUIDField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nations",
                        to="case.person",
                    ),
                ),
            ],
            options={
                "ordering": ["on_date", "recorded_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["person", "nation_id"],
                        condition=models.Q(ended_on__isnull=True),
                        name="each_nation_once_at_a_time",
                    ),
                    models.UniqueConstraint(
                        fields=["person", "send_key"], name="one_nation_tie_per_sending"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(said_by__in=SAID_BY), name="nation_is_self_declared"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(ended_on__isnull=True)
                        | models.Q(ended_on__gte=models.F("on_date")),
                        name="nation_tie_ends_after_it_began",
                    ),
                ],
            },
        ),
    ]
