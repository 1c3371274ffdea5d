"""Tables of linkage in a case room: who was encoded, who asks about whom, notices of a match and what was judged."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.access.sent import SentRow
from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.models.cases import CaseFile, Person, _values
from dotline.case.rules.asking import AskReason, AskVerdict
from dotline.case.rules.matches import MatchSaid, MatchState


@columns(internal="id agency_id batch_id person joined")
class EncodedPerson(models.Model):
    """That a person is in an encoded file. The id is what the owner's list of that file calls her, and nothing else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    batch_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="encodings")
    joined = models.BooleanField(default=False)  # came with a record that was merged into this one

    class Meta:
        """Each person once in a file."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["batch_id", "person"],
                condition=Q(joined=False),
                name="each_person_once_in_a_file",
            )
        ]


@columns(
    internal=(
        "id agency_id case person agreement_id reason asked_at answer_at reviewed_by reviewed_at verdict "
        "by_worker send_key send_words"
    )
)
class LinkQuestion(SentRow):
    """That a worker asks whether a person is known elsewhere, why, and when the answer comes whatever it is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="questions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="questions")
    agreement_id = models.UUIDField()
    reason = models.CharField(max_length=20)
    asked_at = models.DateTimeField(db_index=True)
    answer_at = models.DateTimeField()
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=12, blank=True)

    class Meta:
        """The newest first; an answer comes later; a second person reviews, and says what she found."""

        ordering: ClassVar = ["-asked_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "send_key"], name="one_question_per_sending"),
            models.CheckConstraint(
                condition=Q(reason__in=_values(AskReason)), name="question_reason_is_known"
            ),
            models.CheckConstraint(
                condition=Q(answer_at__gt=F("asked_at")), name="question_is_answered_later"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, verdict="")
                | (
                    Q(reviewed_at__isnull=False, reviewed_by__isnull=False)
                    & Q(verdict__in=_values(AskVerdict))
                ),
                name="question_review_is_whole",
            ),
        ]


@columns(
    internal=(
        "id agency_id person agreement_id batch_id match other_id first state arrived_at expires_at closed_at told_at"
    ),
    hidden="onward",
)
class MatchNotice(models.Model):
    """That a record of this agency and one of another seem to be of one person. It tells nothing of the other record.

    `first` is the side that is asked first. `onward` is what the linkage unit sealed for the other side, which only
    a confirmation sends on. `person` is None for a record that is in no case here. `told_at` is when the other side
    was last told something.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    person = models.ForeignKey(
        Person, null=True, on_delete=models.CASCADE, related_name="match_notices"
    )
    agreement_id = models.UUIDField()
    batch_id = models.UUIDField()
    match = models.UUIDField()
    other_id = models.UUIDField()
    first = models.BooleanField()
    state = models.CharField(max_length=16)
    onward = models.BinaryField(blank=True)
    arrived_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    closed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        """Each match once at an agency; a closed one has its moment."""

        ordering: ClassVar = ["-arrived_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency_id", "match"], name="each_match_once"),
            models.CheckConstraint(
                condition=Q(state=MatchState.CLOSED.value, closed_at__isnull=False)
                | (
                    Q(state__in=[one for one in _values(MatchState) if one != "closed"])
                    & Q(closed_at__isnull=True)
                ),
                name="closed_match_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("arrived_at")) & ~Q(other_id=F("agency_id")),
                name="match_is_with_another_for_a_time",
            ),
        ]


@columns(internal="id agency_id notice number at by_worker", personal="said")
class MatchJudgement(models.Model):
    """What a point person said of a notice, and what was undone. Never overwritten: the newest holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    notice = models.ForeignKey(MatchNotice, on_delete=models.CASCADE, related_name="judgements")
    number = models.PositiveSmallIntegerField()
    said = models.CharField(max_length=10)
    at = models.DateTimeField()
    by_worker = models.UUIDField(null=True)

    class Meta:
        """The oldest first."""

        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "number"], name="match_judgements_in_order"),
            models.CheckConstraint(
                condition=Q(said__in=_values(MatchSaid)), name="match_judgement_is_known"
            ),
        ]


@columns(internal="id agency_id to_id agreement_id due at")
class MatchRound(models.Model):
    """That an agency posted its letter of a fixed hour to another, whatever was in it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    to_id = models.UUIDField()
    agreement_id = models.UUIDField()
    due = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        """One letter for each hour, pair and agreement."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency_id", "to_id", "agreement_id", "due"],
                name="one_letter_for_each_hour",
            )
        ]
