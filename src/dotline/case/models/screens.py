"""Tables of screens and safeguards: answers to instruments, help offered, steps against the person, yearly reviews.

Nothing here holds a status, and nothing that holds a status points here (a law test says so).
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.access.sent import SentRow
from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.models.cases import Involvement, _values
from dotline.case.rules.cases import Answer
from dotline.case.rules.safeguards import PROSECUTOR
from dotline.case.rules.screening import Reply, ScreenLevel

_OPEN = Q(finished_on__isnull=True, level="", score__isnull=True)
_DONE = Q(
    finished_on__isnull=False, score__isnull=False, level__in=[one.value for one in ScreenLevel]
)


@columns(
    internal="id agency_id involvement instrument version begun_on finished_on replaces by_worker "
    "recorded_at send_key send_words",
    personal="as_child level score status_in_canada",
)
class Assessment(SentRow):
    """Answers of one person to one version of an instrument. A screen: it opens an offer of help and sets no status.

    Open while `finished_on` is empty: what is answered so far is its draft. A correction is a new row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE)
    instrument = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    as_child = models.BooleanField(default=False)
    status_in_canada = models.CharField(max_length=30, default="unknown")
    begun_on = models.DateField()
    finished_on = models.DateField(null=True)
    level = models.CharField(max_length=10, blank=True)
    score = models.PositiveSmallIntegerField(null=True)
    replaces = models.OneToOneField("self", null=True, on_delete=models.CASCADE)
    recorded_at = models.DateTimeField()

    class Meta:
        """Finished with a result or open without one; corrected once; a form sent twice is one screen."""

        ordering: ClassVar = ["begun_on", "recorded_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["agency_id", "finished_on"], name="case_screens_by_year")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=_OPEN | _DONE, name="screen_is_open_or_has_a_result"),
            models.CheckConstraint(
                condition=Q(finished_on__isnull=True) | Q(finished_on__gte=F("begun_on")),
                name="screen_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["involvement", "send_key"], name="one_screen_per_sending"
            ),
        ]


@columns(internal="id agency_id assessment item recorded_at by_worker", personal="reply")
class AssessmentAnswer(models.Model):
    """One reply: yes, no, not known, or skipped. A question that was not asked has no row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    item = models.CharField(max_length=40)
    reply = models.CharField(max_length=10)
    recorded_at = models.DateTimeField()
    by_worker = models.UUIDField(null=True)

    class Meta:
        """One reply to a question."""

        ordering: ClassVar = ["recorded_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "item"], name="one_reply_to_a_question"),
            models.CheckConstraint(
                condition=Q(reply__in=_values(Reply)), name="reply_is_one_of_four"
            ),
        ]


@columns(
    internal="id agency_id assessment help on_date by_worker send_key send_words",
    personal="chosen",
)
class HelpOffer(SentRow):
    """Help that was offered after a screen, and what the person chose. Codes alone: no opinion is kept (CC 278.2)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="offers")
    help = models.CharField(max_length=20)
    chosen = models.CharField(max_length=20)
    on_date = models.DateField()

    class Meta:
        """An offer says what was offered and what was chosen; a form sent twice is one offer."""

        ordering: ClassVar = ["on_date", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(help="") & ~Q(chosen=""), name="offer_says_what_and_answer"
            ),
            models.UniqueConstraint(
                fields=["assessment", "send_key"], name="one_offer_per_sending"
            ),
        ]


@columns(
    internal="id agency_id involvement kind on_date offered_on stopped_on by_worker send_key send_words"
)
class RemovalStep(SentRow):
    """A step of immigration enforcement against the person, and what answered it: an offer, or its end."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)
    on_date = models.DateField()
    offered_on = models.DateField(null=True)
    stopped_on = models.DateField(null=True)

    class Meta:
        """A step ends after it began; a form sent twice is one step."""

        ordering: ClassVar = ["on_date", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["agency_id", "on_date", "id"],
                condition=Q(offered_on__isnull=True, stopped_on__isnull=True),
                name="removals_unanswered",
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="")
                & (Q(stopped_on__isnull=True) | Q(stopped_on__gte=F("on_date"))),
                name="removal_step_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["involvement", "send_key"], name="one_removal_step_per_sending"
            ),
        ]


@columns(
    internal="id agency_id involvement charged_on by_worker send_key send_words",
    personal="cite forced",
)
class ForcedCharge(SentRow):
    """A victim is charged with what she was, or may have been, forced to do. No accused person is kept here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE)
    cite = models.CharField(max_length=40, blank=True)
    charged_on = models.DateField()
    forced = models.CharField(max_length=10)

    class Meta:
        """Forced, not forced or not known; a form sent twice is one charge."""

        ordering: ClassVar = ["charged_on", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["agency_id", "charged_on", "id"],
                name="charges_in_order",
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(forced__in=_values(Answer)), name="forced_is_yes_no_or_unknown"
            ),
            models.UniqueConstraint(
                fields=["involvement", "send_key"], name="one_forced_charge_per_sending"
            ),
        ]


@columns(
    internal="id agency_id charge step on_date by_worker send_key send_words", personal="consented"
)
class NonPunishmentStep(SentRow):
    """What was done for a victim so charged. The prosecutor is told with her consent alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    charge = models.ForeignKey(ForcedCharge, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=30)
    on_date = models.DateField()
    consented = models.BooleanField(default=False)

    class Meta:
        """No word to the prosecutor without consent; a form sent twice is one step."""

        ordering: ClassVar = ["on_date", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(step="") & (~Q(step=PROSECUTOR) | Q(consented=True)),
                name="prosecutor_told_with_consent",
            ),
            models.UniqueConstraint(
                fields=["charge", "send_key"], name="one_punishment_step_per_sending"
            ),
        ]


@columns(internal="id agency_id year outcome reviewed_on reviewer")
class ScreenReview(models.Model):
    """The review that an agency owes of a year's screens: who looked for bias, when, and what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=20, blank=True)
    reviewed_on = models.DateField(null=True)
    reviewer = models.UUIDField(null=True)

    class Meta:
        """One review of a year; a done one names its reviewer and its outcome."""

        ordering: ClassVar = ["year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency_id", "year"], name="one_screen_review_a_year"),
            models.CheckConstraint(
                condition=Q(reviewed_on__isnull=True, reviewer__isnull=True, outcome="")
                | (Q(reviewed_on__isnull=False, reviewer__isnull=False) & ~Q(outcome="")),
                name="screen_review_names_its_reviewer",
            ),
        ]
