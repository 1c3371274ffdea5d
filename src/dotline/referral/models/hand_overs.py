"""Tables of hand-overs: consents, referrals with their chain of custody, packages, own listings."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.gates.refer import LegalDuty
from dotline.referral.rules import Access, Status, Urgency


def _values(kind: type[StrEnum]) -> list[str]:
    # Plain texts, so that a migration never imports today's code.
    return [member.value for member in kind]


NEEDS_REASON = [Status.REJECTED.value, Status.FAILED.value, Status.CANCELLED.value]


@columns(
    internal=(
        "id agency_id person_id recipients fields purpose given_at expires_at how language given_by "
        "giver_may_be_abuser withdrawn_at recorded_by"
    ),
)
class Consent(models.Model):
    """What somebody agreed to: who may receive which fields, for what, until when (R-52).

    `person_id` is the opaque id of the call or person. Refusing a consent leaves no row: it never
    blocks a service.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    person_id = models.UUIDField(db_index=True)
    recipients = models.TextField()
    fields = models.TextField(blank=True)
    purpose = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    how = models.CharField(max_length=20)
    language = models.CharField(max_length=12)
    given_by = models.CharField(max_length=20)
    giver_may_be_abuser = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)
    recorded_by = models.UUIDField(null=True)

    class Meta:
        """A consent names somebody, and ends after it began."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(recipients=""), name="consent_names_recipient"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("given_at")), name="consent_has_an_end"
            ),
        ]


@columns(
    open="service_name_en service_name_fr",
    internal=(
        "id from_agency_id to_agency_id service_id contact_id group_id urgency needs status reason outcome "
        "consent duty fields passage_id sent_by sent_at due_at answered_by answered_at changed_at "
        "access_ends_at access_stopped_at reviewed_by reviewed_at upheld imported send_key "
        "send_words follows_id reminded_at escalated_at unmet alternative_id spoken"
    ),
)
class Referral(models.Model):
    """One hand-over from one agency to the queue of another; both see the row, nobody else does.

    It is addressed to an agency, never to one of its workers (R-51). `contact_id` is opaque and
    means something to the sender only. `fields` names what was handed over, never what it says.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    from_agency_id = models.UUIDField(db_index=True)
    to_agency_id = models.UUIDField(db_index=True)
    service_id = models.UUIDField(null=True)
    service_name_en = models.CharField(max_length=200)
    service_name_fr = models.CharField(max_length=200)
    contact_id = models.UUIDField(null=True, db_index=True)
    group_id = models.UUIDField(null=True, db_index=True)
    urgency = models.CharField(max_length=10)
    needs = models.CharField(max_length=400, blank=True)
    status = models.CharField(max_length=12, default=Status.REQUESTED.value)
    reason = models.CharField(max_length=30, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT)
    duty = models.CharField(max_length=30, blank=True)
    fields = models.CharField(max_length=200, blank=True)
    passage_id = models.UUIDField(null=True, unique=True)
    sent_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    access_ends_at = models.DateTimeField(null=True)
    access_stopped_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    imported = models.BooleanField(default=False)
    send_key = models.UUIDField(null=True)  # names the form, is not its key
    send_words = models.UUIDField(null=True)  # names what that form said; tells nothing of it
    follows_id = models.UUIDField(null=True)  # the unanswered one that this came of
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    unmet = models.CharField(max_length=20, blank=True)  # why help was not received
    alternative_id = models.UUIDField(null=True)  # the service that a full one named instead
    spoken = models.CharField(
        max_length=200, blank=True
    )  # languages of the service when it was sent

    class Meta:
        """The database refuses what the form refuses."""

        indexes: ClassVar = [
            models.Index(fields=["to_agency_id", "status", "due_at"], name="referral_queue"),
            models.Index(fields=["sent_at"], name="referral_sent_at"),
            models.Index(
                fields=["due_at"],
                name="referral_clock",
                condition=Q(status="requested", escalated_at__isnull=True),
            ),
            models.Index(
                fields=["from_agency_id", "due_at", "id"],
                name="referral_waits_for_answer",
                condition=Q(status="requested", contact_id__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["from_agency_id", "send_key"], name="referral_one_for_each_form"
            ),
            models.CheckConstraint(
                condition=(Q(consent__isnull=False) & Q(duty=""))
                | (Q(consent__isnull=True) & Q(duty__in=_values(LegalDuty))),
                name="consent_or_named_duty",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_values(Status)), name="referral_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(urgency__in=_values(Urgency)), name="referral_urgency_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=NEEDS_REASON) | ~Q(reason=""),
                name="referral_end_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.COMPLETED.value) | ~Q(outcome=""),
                name="completed_says_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="not_received") | ~Q(unmet="") | Q(imported=True),
                name="not_received_says_why",
            ),
            models.UniqueConstraint(fields=["follows_id"], name="referral_rerouted_once"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, upheld__isnull=True)
                | (
                    Q(reviewed_at__isnull=False, upheld__isnull=False, reviewed_by__isnull=False)
                    & ~Q(reviewed_by=F("sent_by"))
                ),
                name="review_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(from_agency_id=F("to_agency_id")), name="referral_leaves_the_agency"
            ),
        ]

    @property
    def state(self) -> Status:
        """The status as a value."""
        return Status(self.status)

    def access(self) -> Access:
        """What decides whether the package may still be opened."""
        return Access(Status(self.status), self.access_ends_at, self.access_stopped_at)


@columns(internal="id referral from_agency_id to_agency_id at agency_id worker_id what code")
class Step(models.Model):
    """One link of a referral's chain of custody: who sent, received, opened, answered it (R-61)."""

    id = models.BigAutoField(primary_key=True)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE)
    from_agency_id = models.UUIDField()
    to_agency_id = models.UUIDField()
    at = models.DateTimeField()
    agency_id = models.UUIDField(null=True)
    worker_id = models.UUIDField(null=True)
    what = models.CharField(max_length=20)
    code = models.CharField(max_length=40, blank=True)

    class Meta:
        """Oldest first."""

        ordering: ClassVar = ["at", "id"]


@columns(internal="id agency_id referral_id received_at emptied_at", hidden="sealed")
class ReferralPackage(models.Model):
    """What came through the gate, sealed with the receiver's key; only the receiver sees the row.

    When nobody may open it any more its content and key are destroyed; that it was there stays (R-52).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    referral_id = models.UUIDField(unique=True)
    received_at = models.DateTimeField()
    sealed = models.BinaryField()
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        """What is emptied holds nothing; what still holds something is found quickly."""

        indexes: ClassVar = [
            models.Index(
                fields=["referral_id"], name="package_full", condition=Q(emptied_at__isnull=True)
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(emptied_at__isnull=True) | Q(sealed=b""), name="emptied_holds_nothing"
            )
        ]


@columns(
    open="service_id name_en name_fr description_en description_fr needs languages hours serves "
    "region eligibility_en eligibility_fr welcomes age_from age_to accepts_referrals demo",
    internal="id agency_id zone phones email email_tier staff address_tier coordinates_tier record_tier "
    "is_sealed approved_by approved_at published_at withdrawn_at changed_at",
    hidden="site_sealed",
)
class Listing(models.Model):
    """A service of the agency as it keeps it: each field has a tier, the true place is sealed.

    `hours`, `phones` and `staff` are JSON texts: ((weekday, opens, closes), ...) and ((text, tier), ...).
    `region` is a code of reference.regions: all that anybody outside learns of a sealed place.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    service_id = models.UUIDField(unique=True)
    name_en = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200)
    description_en = models.TextField()
    description_fr = models.TextField()
    needs = models.CharField(max_length=400)
    languages = models.CharField(max_length=200)
    hours = models.TextField(default="[]")
    serves = models.CharField(max_length=80)
    zone = models.CharField(max_length=40)
    region = models.CharField(max_length=4, default="")
    eligibility_en = models.TextField(blank=True)
    eligibility_fr = models.TextField(blank=True)
    welcomes = models.CharField(max_length=600, blank=True, default="")
    age_from = models.PositiveSmallIntegerField(null=True)
    age_to = models.PositiveSmallIntegerField(null=True)
    phones = models.TextField(default="[]")
    email = models.CharField(max_length=200, blank=True)
    email_tier = models.CharField(max_length=10, default="partner")
    staff = models.TextField(default="[]")
    address_tier = models.CharField(max_length=10, default="public")
    coordinates_tier = models.CharField(max_length=10, default="public")
    record_tier = models.CharField(max_length=10, default="public")
    is_sealed = models.BooleanField(default=False)
    site_sealed = models.BinaryField()
    accepts_referrals = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        """Nothing is published that nobody approved."""

        ordering: ClassVar = ["name_en"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(approved_at__isnull=False),
                name="published_means_approved",
            )
        ]
