"""A body's own list of its people and its own counts of them, behind its wall."""

from django.db import migrations, models

import dotline.base.ids
from dotline.access.wall import raise_wall

TABLES = [(f"case_{name}", ("agency_id",)) for name in ("nationlisting", "nationcount")]


class Migration(migrations.Migration):
    dependencies = [
        ("case", "0036_open_cases"),
    ]

    operations = [
        migrations.CreateModel(
            name="NationCount",
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
                ("year", models.PositiveSmallIntegerField()),
                ("measure", models.CharField(max_length=40)),
                ("value", models.PositiveIntegerField(null=True)),
                ("rule", models.CharField(max_length=40)),
                ("passage_id", models.UUIDField()),
                ("counted_at", models.DateTimeField()),
                ("by_worker", models.UUIDField(null=True)),
            ],
            options={
                "ordering": ["-year", "measure"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency_id", "year", "measure"), name="nation_counts_a_year_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__isnull", True), ("value__gte", 5), _connector="OR"
                        ),
                        name="nation_count_is_not_small",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NationListing",
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
                ("from_agency_id", models.UUIDField()),
                ("consent_id", models.UUIDField(unique=True)),
                ("listed_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("passage_id", models.UUIDField()),
                ("sealed", models.BinaryField()),
            ],
            options={
                "ordering": ["listed_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("listed_on"))),
                        name="listing_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True), ("sealed", b""), _connector="OR"
                        ),
                        name="ended_listing_is_empty",
                    ),
                ],
            },
        ),
        migrations.RunPython(
            lambda apps, editor: raise_wall(editor, TABLES), migrations.RunPython.noop
        ),
    ]
