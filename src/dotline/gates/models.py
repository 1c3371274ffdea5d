"""Tables of the outbox (in each store), of what was received, and of the letterbox (in the drop)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.access.sent import SentRow
from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.gates.stewardship import StewardUse


@columns(
    internal="id gate room sender_id recipient_id basis fields at delivered_at tries problem sealed",
    hidden="payload",
)
class Outbox(models.Model):
    """A passage on its way. A payload for an agency is sealed to its letterbox key."""

    id = models.UUIDField(primary_key=True, editable=False)
    gate = models.CharField(max_length=10)
    room = models.CharField(max_length=20)
    sender_id = models.UUIDField(null=True)
    recipient_id = models.UUIDField(null=True)
    basis = models.CharField(max_length=40)
    fields = models.TextField()
    payload = models.BinaryField()
    sealed = models.BooleanField()
    at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, db_index=True)
    tries = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)


@columns(internal="passage_id room at")
class Received(models.Model):
    """A passage that a room has taken in: the unique key that makes 'at least once' count once."""

    passage_id = models.UUIDField(primary_key=True)
    room = models.CharField(max_length=20)
    at = models.DateTimeField()


@columns(open="agency_id public name_en name_fr takes_tips takes_comments")
class PostKey(models.Model):
    """The public key that anybody may seal a letter to this agency with."""

    agency_id = models.UUIDField(primary_key=True)
    public = models.BinaryField()
    name_en = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200)
    takes_tips = models.BooleanField(default=False)
    takes_comments = models.BooleanField(default=False)


@columns(internal="id agency_id kind posted_on", hidden="sealed")
class Letter(models.Model):
    """A sealed letter. Only the day is kept, so that nobody can match it with a visit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=40)
    sealed = models.BinaryField()
    posted_on = models.DateField()

    class Meta:
        """Newest last."""

        ordering: ClassVar = ["posted_on", "id"]


@columns(internal="id agency_id posted_on", hidden="sealed")
class SealedComment(models.Model):
    """A comment of the public, sealed to the office that moderates; on what and in which words, it alone reads."""

    id = models.UUIDField(primary_key=True, editable=False)
    agency_id = models.UUIDField(db_index=True)
    sealed = models.BinaryField()
    posted_on = models.DateField(db_index=True)


@columns(open="id salt")
class BoxSalt(models.Model):
    """What receipt codes of this site are stretched with: one row, made once, no secret."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    salt = models.BinaryField()


@columns(internal="id agency_id opened_on", open="public")
class TipBox(models.Model):
    """Where whoever sent a tip finds an answer. The id and the key come from the receipt code, which nobody keeps."""

    id = models.UUIDField(primary_key=True, editable=False)
    agency_id = models.UUIDField()
    public = models.BinaryField()
    opened_on = models.DateField(db_index=True)


@columns(internal="id box_id agency_id direction posted_on", hidden="sealed")
class TipNote(models.Model):
    """A tip or a later word, sealed to the agency, until the desk has fetched it; or an answer, sealed to the box."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    box_id = models.UUIDField(db_index=True)
    agency_id = models.UUIDField()
    direction = models.CharField(max_length=3)
    sealed = models.BinaryField()
    posted_on = models.DateField()

    class Meta:
        """The agency fetches what came in; the box holds what goes out."""

        indexes: ClassVar = [
            models.Index(fields=["agency_id", "direction"], name="gates_note_waiting")
        ]


@columns(internal="id agency_id made_on ends_on at", hidden="sealed")
class OwnBox(models.Model):
    """What stands about a person, sealed so that only her code opens it. The id comes from the code, kept nowhere."""

    id = models.UUIDField(primary_key=True, editable=False)
    agency_id = models.UUIDField()
    sealed = models.BinaryField()
    made_on = models.DateField()
    ends_on = models.DateField()
    at = models.DateTimeField(null=True)  # of the passage that laid it: an older one comes too late


@columns(internal="id kind hour")
class DropCount(models.Model):
    """One post or one wrong code within an hour: a limit on floods that knows no address."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10)
    hour = models.DateTimeField(db_index=True)


@columns(
    open="id nation_id use asked_by_id asked_on answer answered_on last_on taken_back_on",
    internal="words by_worker send_key send_words",
)
class StewardGrant(SentRow):
    """What a body was asked, or gave by itself, for the data of its people: a dated answer, a dated end.

    `asked_by_id` is who asked, and then whom the grant is for; a grant without one is for every agency. `words`
    says what for. An answer is never changed: it is taken back, or given anew in a further row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    nation_id = models.UUIDField(db_index=True)
    use = models.CharField(max_length=12)
    asked_by_id = models.UUIDField(null=True)
    asked_on = models.DateField(null=True)
    words = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=8, blank=True)
    answered_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    taken_back_on = models.DateField(null=True)

    class Meta:
        """An answer has its day; a veto has no end; only what was granted is taken back."""

        ordering: ClassVar = ["asked_on", "answered_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(use__in=[one.value for one in StewardUse]),
                name="steward_use_is_known",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True)
                | (Q(answer__in=["granted", "vetoed"]) & Q(answered_on__isnull=False)),
                name="steward_answer_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(asked_by_id__isnull=True, asked_on__isnull=True)
                | (Q(asked_by_id__isnull=False, asked_on__isnull=False) & ~Q(words="")),
                name="steward_was_asked_what_for",
            ),
            models.CheckConstraint(
                condition=Q(asked_by_id__isnull=False) | ~Q(answer=""),
                name="steward_grant_was_asked_or_given",
            ),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True, taken_back_on__isnull=True) | Q(answer="granted"),
                name="only_a_grant_ends",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_on__isnull=True) | Q(taken_back_on__gte=F("answered_on")),
                name="steward_grant_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("answered_on")),
                name="steward_grant_lasts_forwards",
            ),
            models.UniqueConstraint(
                fields=["nation_id", "send_key"], name="one_steward_grant_per_sending"
            ),
        ]


@columns(
    open=(
        "id agency_id reference purpose epochs basis sources pia_on pia_reference pia_by first_on last_on "
        "ended_on made_at"
    ),
    internal="by_worker send_key send_words",
)
class SharingAgreement(SentRow):
    """An agreement under which agencies encode records: who, what for, from where, on which law, how long.

    `agency_id` is the agency that wrote it down. It is never changed, only ended.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    reference = models.CharField(max_length=60, unique=True)
    purpose = models.CharField(max_length=40)
    epochs = models.CharField(max_length=400)
    basis = models.CharField(max_length=40)
    sources = models.CharField(max_length=400)
    pia_on = models.DateField()
    pia_reference = models.CharField(max_length=120)
    pia_by = models.CharField(max_length=120)
    first_on = models.DateField()
    last_on = models.DateField()
    ended_on = models.DateField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        """Assessed before it begins; an end; sources, but never the registry of sex offenders (SOIRA 16(3.1))."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(pia_on__lte=F("first_on"))
                & Q(first_on__lte=F("last_on"))
                & ~Q(pia_reference="")
                & ~Q(pia_by=""),
                name="agreement_is_assessed_first",
            ),
            models.CheckConstraint(
                condition=~Q(sources="")
                & ~Q(epochs="")
                & ~Q(sources__contains="sex_offender_registry"),
                name="agreement_source_may_be_linked",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("first_on")),
                name="agreement_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["agency_id", "send_key"], name="one_agreement_per_sending"
            ),
        ]


@columns(open="id agreement owner_id agency_id steward answer answered_on made_at")
class AgreementParty(models.Model):
    """An agency in an agreement: a party, or the body whose people it concerns, with its answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(SharingAgreement, on_delete=models.CASCADE)
    owner_id = models.UUIDField()
    agency_id = models.UUIDField()
    steward = models.BooleanField()
    answer = models.CharField(max_length=8, blank=True)
    answered_on = models.DateField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        """Each agency once in each role; only a steward answers, and an answer has its day."""

        ordering: ClassVar = ["steward", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "agency_id", "steward"], name="each_party_once"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True)
                | (Q(steward=True, answer__in=["agreed", "vetoed"]) & Q(answered_on__isnull=False)),
                name="party_answer_has_its_day",
            ),
        ]


@columns(internal="id agency_id agreement mark purpose used_at")
class AgreementKey(models.Model):
    """That a key was used under an agreement. `mark` is a digest of its secret: no secret serves two purposes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    agreement = models.ForeignKey(SharingAgreement, on_delete=models.PROTECT)
    mark = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=40)
    used_at = models.DateTimeField()


@columns(open="id agency_id agreement digest purpose epoch key_id source at")
class EncodedBatch(models.Model):
    """An encoded file that passed the gate: whose it is, and under which agreement and key. It names nobody.

    Whoever compares files asks here by their digests.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    agreement = models.ForeignKey(SharingAgreement, on_delete=models.PROTECT)
    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=40)
    epoch = models.CharField(max_length=40)
    key_id = models.CharField(max_length=16)
    source = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        """The newest first; nothing of the registry of sex offenders (SOIRA 16(3.1))."""

        ordering: ClassVar = ["-at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(source="sex_offender_registry") & ~Q(digest=""),
                name="encoded_batch_may_be_linked",
            )
        ]


@columns(open="id agreement agency_id worker_id name contact since")
class AgreementPoint(models.Model):
    """Whom a party names to judge matches under an agreement, and how the other party reaches her. The newest holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(SharingAgreement, on_delete=models.CASCADE)
    agency_id = models.UUIDField()
    worker_id = models.UUIDField()
    name = models.CharField(max_length=120)
    contact = models.CharField(max_length=120)
    since = models.DateTimeField()


@columns(internal="subject_id")
class Uncounted(models.Model):
    """A call, a referral or a case that stands in no count. Not why, nor since when, nor whose."""

    subject_id = models.UUIDField(primary_key=True, editable=False)
