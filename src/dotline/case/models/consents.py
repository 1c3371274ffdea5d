"""Tables of consent and disclosure: what a person decided, and what left about her, to whom, on which clause."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.access.sent import SentRow
from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.models.cases import CaseFile, Involvement, Person, _values
from dotline.case.rules.consents import NAMES_RECIPIENT, ConsentSaid
from dotline.case.rules.disclosing import CLAUSES, CONSENT, COURT_ORDER, WITH_REQUEST
from dotline.gates.refer import ENFORCEMENT_KINDS

WITHDRAWN = ConsentSaid.WITHDRAWN.value
GIVERS = ("self", "guardian", "substitute", "court")


@columns(
    internal=(
        "id agency_id person case purpose recipient_id what by_whom giver explained_in interpreter "
        "text on_date expires_on ends recorded_at set_aside by_worker send_key send_words"
    ),
    personal="decision",
)
class ConsentDecision(SentRow):
    """What somebody decided on one purpose and recipient, on a day: given, refused, taken back. Never overwritten.

    `what` names parts of the record. `ends` is the given one that a withdrawal takes back. `text` is the
    language and version of the reviewed text it was explained with; an interpreter is never named. `set_aside`
    names the merge of two records because of which it carries nothing while that merge stands.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20)
    recipient_id = models.UUIDField(null=True)
    what = models.CharField(max_length=200, blank=True)
    decision = models.CharField(max_length=10)
    by_whom = models.CharField(max_length=12)
    giver = models.ForeignKey(
        Involvement, null=True, on_delete=models.PROTECT, related_name="consents_for_others"
    )
    explained_in = models.CharField(max_length=12)
    interpreter = models.CharField(max_length=12, blank=True)
    text = models.CharField(max_length=20)
    on_date = models.DateField()
    expires_on = models.DateField(null=True)
    ends = models.OneToOneField("self", null=True, on_delete=models.PROTECT)
    recorded_at = models.DateTimeField()
    set_aside = models.UUIDField(null=True)  # the merge because of which it carries nothing

    class Meta:
        """A withdrawal ends a consent; passing on has recipient, parts, end; who decides for another is named."""

        ordering: ClassVar = ["recorded_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["person", "purpose", "recorded_at"], name="case_consents"),
            models.Index(
                fields=["agency_id", "expires_on", "id"],
                condition=Q(decision=ConsentSaid.GIVEN.value, expires_on__isnull=False),
                name="consents_that_end",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decision__in=_values(ConsentSaid)) & Q(by_whom__in=GIVERS),
                name="case_consent_is_known",
            ),
            models.CheckConstraint(
                condition=Q(decision=WITHDRAWN, ends__isnull=False)
                | (~Q(decision=WITHDRAWN) & Q(ends__isnull=True)),
                name="withdrawal_ends_a_consent",
            ),
            models.CheckConstraint(
                condition=~Q(purpose__in=NAMES_RECIPIENT)
                | ~Q(decision=ConsentSaid.GIVEN.value)
                | (Q(recipient_id__isnull=False, expires_on__isnull=False) & ~Q(what="")),
                name="passed_on_says_whom_what_until",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("on_date")),
                name="case_consent_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(by_whom__in=["self", "court"]) | Q(giver__isnull=False),
                name="who_decides_for_another_is_there",
            ),
            models.UniqueConstraint(fields=["case", "send_key"], name="one_consent_per_sending"),
        ]


@columns(
    internal=(
        "id agency_id person case to_agency_id to_kind basis consent stated parts withheld passage_id "
        "on_date at keep_until by_worker send_key send_words"
    ),
    personal="to_name",
    hidden="request",
)
class DisclosureRecord(SentRow):
    """What left about one person: to whom, which parts, on which clause, when, and until when this is kept.

    `request` is what was asked and why, sealed under a key of its own (`id`), so that it outlives the person's key
    for as long as the law wants it kept. The database refuses one with neither consent nor clause.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disclosures")
    case = models.ForeignKey(
        CaseFile, null=True, on_delete=models.PROTECT, related_name="disclosures"
    )
    to_agency_id = models.UUIDField(null=True)
    to_name = models.CharField(max_length=200, blank=True)
    to_kind = models.CharField(max_length=40)
    basis = models.CharField(max_length=20)
    consent = models.ForeignKey(ConsentDecision, null=True, on_delete=models.PROTECT)
    stated = models.CharField(max_length=200, blank=True)
    request = models.BinaryField(null=True)
    parts = models.CharField(max_length=200)
    withheld = models.CharField(max_length=200, blank=True)
    passage_id = models.UUIDField()
    on_date = models.DateField()
    at = models.DateTimeField()
    keep_until = models.DateField()

    class Meta:
        """Neither consent nor clause: refused; likewise a request that is not kept, and nobody who received it."""

        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["person", "at"], name="case_disclosures")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(basis=CONSENT, consent__isnull=False)
                | Q(basis__in=CLAUSES, consent__isnull=True),
                name="disclosure_on_consent_or_clause",
            ),
            models.CheckConstraint(
                condition=~Q(basis__in=WITH_REQUEST) | Q(request__isnull=False),
                name="written_request_is_kept",
            ),
            models.CheckConstraint(
                condition=~Q(to_kind__in=sorted(ENFORCEMENT_KINDS))
                | Q(basis__in=[CONSENT, COURT_ORDER]),
                name="enforcement_on_consent_or_order",
            ),
            models.CheckConstraint(
                condition=(Q(to_agency_id__isnull=False) | ~Q(to_name=""))
                & (Q(to_agency_id__isnull=True) | ~Q(to_agency_id=F("agency_id"))),
                name="disclosure_leaves_to_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(parts="") & Q(keep_until__gt=F("on_date")),
                name="disclosure_says_what_and_keeps",
            ),
            models.UniqueConstraint(
                fields=["person", "send_key"], name="one_disclosure_per_sending"
            ),
        ]
