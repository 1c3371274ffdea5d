"""Tables of courts: proceedings, court days, charges, sentences, orders for victims and witnesses, restitution paid."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.access.envelope import sealed_text
from dotline.access.sent import SentRow
from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.models.cases import CaseFile, Involvement
from dotline.case.rules.charge_days import cites_between
from dotline.case.rules.courts import OrderState


@columns(
    internal="id agency_id case level province opened_on closed_on by_worker send_key send_words",
    hidden="file_number_sealed",
)
class Proceeding(SentRow):
    """What goes on before one court. The file number is written as the court writes it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE)
    level = models.CharField(max_length=20)
    province = models.CharField(max_length=2)
    file_number_sealed = models.BinaryField(null=True)
    file_number = sealed_text("file_number_sealed", "case_id")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        """A proceeding ends after it began; a form sent twice is one proceeding."""

        ordering: ClassVar = ["opened_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="proceeding_ends_after_it_began",
            ),
            models.UniqueConstraint(fields=["case", "send_key"], name="one_proceeding_per_sending"),
        ]


@columns(internal="id agency_id proceeding kind on_date ended by_worker")
class CourtDay(models.Model):
    """A day in court. `ended` '' waits; else it was held or put off."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    proceeding = models.ForeignKey(Proceeding, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)
    on_date = models.DateField()
    ended = models.CharField(max_length=20, blank=True)
    by_worker = models.UUIDField(null=True)

    class Meta:
        """One day of one kind once in a proceeding."""

        ordering: ClassVar = ["on_date", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["agency_id", "on_date", "id"],
                condition=Q(ended=""),
                name="court_days_to_come",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["proceeding", "kind", "on_date"], name="each_court_day_once"
            )
        ]


def _within_the_law() -> Q:
    """That the days copied beside a charge lie within those of its provision, which must be one that is known."""
    found = Q()
    for (first, last), cites in cites_between().items():
        one = Q(cite__in=cites, provision_from__gte=first)
        if last is not None:
            one &= Q(provision_to__isnull=False, provision_to__lte=last)
        found |= one
    return found


@columns(
    internal=(
        "id agency_id proceeding cite provision_from provision_to charged_on disposed_on by_worker "
        "send_key send_words"
    ),
    personal="accused victim offence_first offence_last election plea disposition",
)
class Charge(SentRow):
    """One charge under one provision. `accused` is filled by police, prosecution and courts alone.

    `provision_from` and `provision_to` are the days between which the provision was law, so that the
    database itself refuses a charge under a text that did not exist yet (Charter 11(g)).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    proceeding = models.ForeignKey(Proceeding, on_delete=models.CASCADE)
    accused = models.ForeignKey(
        Involvement, null=True, on_delete=models.PROTECT, related_name="charges"
    )
    victim = models.ForeignKey(
        Involvement, null=True, on_delete=models.PROTECT, related_name="charges_about"
    )
    cite = models.CharField(max_length=40)
    provision_from = models.DateField()
    provision_to = models.DateField(null=True)
    offence_first = models.DateField()
    offence_last = models.DateField()
    charged_on = models.DateField()
    election = models.CharField(max_length=20, blank=True)
    plea = models.CharField(max_length=20, blank=True)
    disposition = models.CharField(max_length=40, blank=True)
    disposed_on = models.DateField(null=True)

    class Meta:
        """The law was in force on some day of the offence; days run forwards; who is charged is no victim of it."""

        ordering: ClassVar = ["charged_on", "id"]
        indexes: ClassVar = [models.Index(fields=["cite", "charged_on"], name="case_charges")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(offence_last__gte=F("provision_from"))
                & Q(charged_on__gte=F("provision_from"))
                & (Q(provision_to__isnull=True) | Q(offence_first__lt=F("provision_to"))),
                name="charge_under_law_in_force",
            ),
            # The days beside a charge are a copy: they never reach beyond those of the provision itself.
            models.CheckConstraint(condition=_within_the_law(), name="charge_copies_the_law"),
            models.CheckConstraint(
                condition=Q(offence_last__gte=F("offence_first"))
                & Q(charged_on__gte=F("offence_first")),
                name="charge_days_run_forwards",
            ),
            models.CheckConstraint(
                condition=Q(disposed_on__isnull=True, disposition="")
                | (
                    Q(disposed_on__isnull=False)
                    & Q(disposed_on__gte=F("charged_on"))
                    & ~Q(disposition="")
                ),
                name="disposition_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(accused__isnull=True)
                | Q(victim__isnull=True)
                | ~Q(accused=F("victim")),
                name="accused_is_not_the_victim",
            ),
            models.UniqueConstraint(
                fields=["proceeding", "send_key"], name="one_charge_per_sending"
            ),
        ]


@columns(
    internal="id agency_id charge imposed_on consecutive_to by_worker send_key send_words",
    personal="kind gross_days custody_days rate credit_reason credit_days net_days amount_cents relief",
)
class Sentence(SentRow):
    """One part of a sentence, as CC 719(3.3) has it written down: term before credit, custody, credit, what is left.

    A term below the minimum is kept as the court gave it; that it is low is shown, never refused.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    charge = models.ForeignKey(Charge, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)
    imposed_on = models.DateField()
    gross_days = models.PositiveIntegerField(null=True)
    custody_days = models.PositiveIntegerField(default=0)
    rate = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    credit_reason = models.CharField(max_length=20, blank=True, default="")
    credit_days = models.PositiveIntegerField(default=0)
    net_days = models.PositiveIntegerField(null=True)
    amount_cents = models.BigIntegerField(null=True)
    consecutive_to = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)
    relief = models.BooleanField(default=False)

    class Meta:
        """What is left is the term less the credit, and never more than the term."""

        ordering: ClassVar = ["imposed_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(gross_days__isnull=True, net_days__isnull=True)
                | (
                    Q(gross_days__isnull=False, net_days__isnull=False)
                    & (
                        Q(net_days=F("gross_days") - F("credit_days"))
                        | Q(net_days=0, gross_days__lte=F("credit_days"))
                    )
                ),
                name="net_is_gross_less_credit",
            ),
            models.CheckConstraint(
                condition=~Q(kind="imprisonment") | Q(gross_days__isnull=False, gross_days__gt=0),
                name="prison_has_a_term",
            ),
            models.CheckConstraint(
                condition=Q(amount_cents__isnull=True) | Q(amount_cents__gt=0),
                name="sentence_amount_above_nothing",
            ),
            models.UniqueConstraint(fields=["charge", "send_key"], name="one_sentence_per_sending"),
        ]


@columns(
    internal="id agency_id proceeding involvement kind state asked_on decided_on reason by_worker",
    personal="amount_cents",
)
class CourtOrder(models.Model):
    """An aid, a statement, a ban or restitution for one victim or witness: asked, granted, refused, revoked.

    CC 486.1 to 486.7, 714.1, 722, 722.2, 737.1 to 741. `amount_cents` is restitution ordered.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    proceeding = models.ForeignKey(Proceeding, on_delete=models.CASCADE)
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE)
    kind = models.CharField(max_length=30)
    state = models.CharField(max_length=20)
    asked_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    amount_cents = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    by_worker = models.UUIDField(null=True)

    class Meta:
        """One row for each kind, person and proceeding; a decision has its day."""

        ordering: ClassVar = ["kind", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["agency_id", "asked_on", "id"],
                condition=Q(state=OrderState.ASKED.value),
                name="court_orders_asked",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["proceeding", "involvement", "kind"], name="each_court_order_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in OrderState]),
                name="court_order_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "refused", "revoked"])
                | Q(decided_on__isnull=False),
                name="court_order_decision_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True)
                | Q(asked_on__isnull=True)
                | Q(decided_on__gte=F("asked_on")),
                name="court_order_decided_after_asked",
            ),
            models.CheckConstraint(
                condition=Q(amount_cents__isnull=True) | Q(amount_cents__gt=0, kind="restitution"),
                name="restitution_above_nothing",
            ),
        ]


@columns(
    internal="id agency_id order paid_on by_worker send_key send_words", personal="amount_cents"
)
class RestitutionPayment(SentRow):
    """Restitution that came in, in cents of a dollar (CC 738)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    order = models.ForeignKey(CourtOrder, on_delete=models.CASCADE)
    paid_on = models.DateField()
    amount_cents = models.BigIntegerField()

    class Meta:
        """A payment is more than nothing; a form sent twice is one payment."""

        ordering: ClassVar = ["paid_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0), name="restitution_payment_above_nothing"
            ),
            models.UniqueConstraint(
                fields=["order", "send_key"], name="one_restitution_payment_per_sending"
            ),
        ]
