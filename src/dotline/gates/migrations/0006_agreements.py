"""Agreements between agencies: written by those they are between, read by every agency."""

import django.db.models.deletion
from django.db import migrations, models

import dotline.base.ids
from dotline.access.wall import OpenSince, raise_wall
from dotline.audit.stores import Store

TABLES = [
    ("gates_sharingagreement", ("agency_id",), OpenSince("made_at")),
    ("gates_agreementparty", ("owner_id", "agency_id"), OpenSince("made_at")),
    ("gates_agreementkey", ("agency_id",), OpenSince("used_at")),
]


def _raise(_apps, editor):
    if editor.connection.alias == Store.INSIDE:
        raise_wall(editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("gates", "0005_steward_grants"),
    ]

    operations = [
        migrations.CreateModel(
            name="SharingAgreement",
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
                ("reference", models.CharField(max_length=60, unique=True)),
                ("purpose", models.CharField(max_length=40)),
                ("epochs", models.CharField(max_length=400)),
                ("basis", models.CharField(max_length=40)),
                ("sources", models.CharField(max_length=400)),
                ("pia_on", models.DateField()),
                ("pia_reference", models.CharField(max_length=120)),
                ("pia_by", models.CharField(max_length=120)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                ("by_worker", models.UUIDField(null=True)),
                ("send_key", models.UUIDField(null=True)),
                ("send_words", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pia_on__lte", models.F("first_on")),
                            ("first_on__lte", models.F("last_on")),
                            models.Q(("pia_reference", ""), _negated=True),
                            models.Q(("pia_by", ""), _negated=True),
                        ),
                        name="agreement_is_assessed_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sources", ""), _negated=True),
                            models.Q(("epochs", ""), _negated=True),
                            models.Q(("sources__contains", "sex_offender_registry"), _negated=True),
                        ),
                        name="agreement_source_may_be_linked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            ("ended_on__gte", models.F("first_on")),
                            _connector="OR",
                        ),
                        name="agreement_ends_after_it_began",
                    ),
                    models.UniqueConstraint(
                        fields=("agency_id", "send_key"), name="one_agreement_per_sending"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementKey",
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
                ("mark", models.CharField(max_length=64, unique=True)),
                ("purpose", models.CharField(max_length=40)),
                ("used_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="gates.sharingagreement"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AgreementParty",
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
                ("owner_id", models.UUIDField()),
                ("agency_id", models.UUIDField()),
                ("steward", models.BooleanField()),
                ("answer", models.CharField(blank=True, max_length=8)),
                ("answered_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="gates.sharingagreement"
                    ),
                ),
            ],
            options={
                "ordering": ["steward", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "agency_id", "steward"), name="each_party_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_on__isnull", True)),
                            models.Q(
                                ("answer__in", ["agreed", "vetoed"]),
                                ("steward", True),
                                ("answered_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="party_answer_has_its_day",
                    ),
                ],
            },
        ),
        migrations.RunPython(_raise, migrations.RunPython.noop),
    ]
