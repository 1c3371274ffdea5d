"""Writes of screens: begin, answer, finish, correct, offer help; the yearly review. None of them sets a status."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from dotline.access import queries as access
from dotline.access.sent import signed
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import N_, Conflict, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.case import policy, queries
from dotline.case.actions.once import _before, _lock, _past
from dotline.case.models import Assessment, AssessmentAnswer, HelpOffer, Involvement, ScreenReview
from dotline.case.queries import screens
from dotline.case.rules import screening
from dotline.duty import actions as duty
from dotline.reference import obligations, vocabulary

REVIEW = "case_screen_review"


@action("case.begin_screen")
def begin_screen(
    *,
    by: Reader,
    involvement_id: UUID,
    instrument: str,
    status_in_canada: str = "unknown",
    key: UUID | None = None,
) -> Assessment:
    """Open a screen in today's version of an instrument that fits the person's age.

    `status_in_canada` serves the yearly audit for bias alone. Raises NotFound, Refused, Invalid.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_plan(by, found))
    about("case", found.case_id)
    note(instrument=instrument)
    vocabulary.label("status_in_canada", status_in_canada)
    fitting = {one.code: one for one in screens.fitting(by, found)}
    if instrument not in fitting:
        raise Invalid(
            N_("This instrument was not made for somebody of this age."),
            N_("Choose one of those that are offered."),
        )
    sent = sending(key, str(found.id), instrument, status_in_canada) if key else None
    before = _before(Assessment, sent, involvement=found)
    if before is not None:
        return before
    row = Assessment(
        **signed(sent, by),
        agency_id=found.agency_id,
        involvement_id=found.id,
        instrument=instrument,
        version=fitting[instrument].version,
        as_child=_as_child(by, found),
        status_in_canada=status_in_canada,
        begun_on=queries.today(by),
        recorded_at=clock.now(),
    )
    row.save(force_insert=True)
    return row


def _as_child(by: Reader, found: Involvement) -> bool:
    """Under 18 now, or when the case began: the means are irrelevant (Palermo art. 3(c))."""
    return screens.minor(by, found) is True or found.minor_at_start == "yes"


@action("case.answer_screen")
def answer_screen(*, by: Reader, screen_id: UUID, said: Mapping[str, str]) -> Assessment:
    """Keep replies as they are given; an empty one takes a reply back. Questions that are not named stay.

    Raises NotFound, Refused, Invalid for no question or no reply, Conflict once it is finished.
    """
    row = _held(by, screen_id)
    _not_finished(row)
    _keep(by, row, said)
    return row


def _held(by: Reader, screen_id: UUID) -> Assessment:
    row = screens.screen(by, screen_id)
    allow(policy.may_plan(by, row.involvement))
    about("case", row.involvement.case_id)
    note(instrument=row.instrument)
    _lock(row)
    return row


def _not_finished(row: Assessment) -> None:
    if row.finished_on is not None:
        raise Conflict(
            N_("This screen is finished, and its answers stay."),
            N_("Correct it as a new version."),
        )


def _keep(by: Reader, row: Assessment, said: Mapping[str, str]) -> None:
    new = screening.checked_replies(screens.form_of(row), said)
    kept = {one.item: one for one in AssessmentAnswer.objects.filter(assessment_id=row.id)}
    at = clock.now()
    for item in said:
        before, now = kept.get(item), new.get(item)
        if before is not None and (now is None or before.reply != now.value):
            before.delete()
        if now is not None and (before is None or before.reply != now.value):
            AssessmentAnswer(
                id=new_id(),
                agency_id=row.agency_id,
                assessment_id=row.id,
                item=item,
                reply=now.value,
                recorded_at=at,
                by_worker=by.worker,
            ).save(force_insert=True)


@action("case.finish_screen")
def finish_screen(*, by: Reader, screen_id: UUID, said: Mapping[str, str]) -> Assessment:
    """Keep the last replies and the result of the instrument's own rule. It sets no status and tells nobody.

    Finishing again with the same replies changes nothing. Raises NotFound, Refused, Invalid when
    nothing was answered, Conflict for other replies once it is finished.
    """
    row = _held(by, screen_id)
    if row.finished_on is not None:
        kept = {code: one.value for code, one in screens.replies(row).items()}
        if any(kept.get(code, "") != one for code, one in said.items()):
            _not_finished(row)
        return row
    _keep(by, row, said)
    result = screens.result(row)
    if result.not_asked == len(screens.form_of(row).items):
        raise Invalid(
            N_("Nothing was answered yet."),
            N_("Answer or skip one question, or leave the page: it stays open."),
        )
    row.finished_on, row.level, row.score = queries.today(by), result.level.value, result.score
    row.save(update_fields=["finished_on", "level", "score"])
    _review_owed(by, row.agency_id, row.finished_on.year)
    return row


@action("case.correct_screen")
def correct_screen(*, by: Reader, screen_id: UUID) -> Assessment:
    """Open a new version of a finished screen with the same replies; the older stays as it was.

    Raises NotFound, Refused, Invalid while it is open, Conflict when it was corrected already.
    """
    row = _held(by, screen_id)
    if row.finished_on is None:
        raise Invalid(N_("This screen is open still."), N_("Change its answers."))
    newer = screens.corrected_by(row)
    if newer is not None:
        if newer.finished_on is None:
            return newer
        raise Conflict(N_("This screen was corrected already."), N_("Correct the newest one."))
    made = Assessment(
        **signed(None, by),
        agency_id=row.agency_id,
        involvement_id=row.involvement_id,
        instrument=row.instrument,
        version=row.version,
        as_child=row.as_child,
        status_in_canada=row.status_in_canada,
        begun_on=queries.today(by),
        replaces_id=row.id,
        recorded_at=clock.now(),
    )
    made.save(force_insert=True)
    _keep(by, made, {code: one.value for code, one in screens.replies(row).items()})
    return made


@action("case.offer_help")
def offer_help(
    *,
    by: Reader,
    screen_id: UUID,
    help_: str,
    chosen: str,
    on: date | None = None,
    key: UUID | None = None,
) -> HelpOffer:
    """Write down which help was offered after a screen, and what the person chose.

    Raises NotFound, Refused, Invalid while the screen is open.
    """
    row = screens.screen(by, screen_id)
    allow(policy.may_plan(by, row.involvement))
    about("case", row.involvement.case_id)
    note(help=help_)
    vocabulary.label("help_offered", help_)
    vocabulary.label("help_choices", chosen)
    if row.finished_on is None:
        raise Invalid(N_("This screen is open still."), N_("Finish it first."))
    day = _past(by, on or queries.today(by))
    sent = sending(key, str(row.id), help_, chosen, on) if key else None
    before = _before(HelpOffer, sent, assessment=row)
    if before is not None:
        return before
    made = HelpOffer(**signed(sent, by), agency_id=row.agency_id, assessment_id=row.id)
    made.help, made.chosen, made.on_date = help_, chosen, day
    made.save(force_insert=True)
    return made


def _review_owed(by: Reader, agency: UUID, year: int) -> None:
    """The first finished screen of a year makes its review owed, from the first day of the next year."""
    rows = ScreenReview.objects.using(Store.INSIDE).filter(agency_id=agency, year=year)
    if rows.exists():
        return
    row = ScreenReview(id=new_id(), agency_id=agency, year=year)
    try:
        with transaction.atomic(using=Store.INSIDE):
            row.save(force_insert=True)
    except IntegrityError:  # another screen was finished at this very moment
        return
    zone = access.agency(by, agency).zone
    begins = datetime(year + 1, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    rule = obligations.rule(REVIEW)
    window = next(obligations.windows(rule, begins, zone))
    duty.open_window(
        rule=REVIEW,
        subject=("screen_review", row.id),
        holder=agency,
        opens=window.opens,
        due=window.due,
        basis=rule.basis[:120],
    )


@action("case.review_screens")
def review_screens(*, by: Reader, year: int, outcome: str) -> ScreenReview:
    """Note that the reader looked through a year's screens for bias, and what came of it.

    Raises NotFound, Refused, Invalid for no outcome or a year that is not over, Conflict when it was reviewed.
    """
    allow(policy.may_write(by))
    row = screens.review(by, year)
    about("screen_review", row.id)
    note(year=year, outcome=outcome)
    vocabulary.label("screen_review_outcomes", outcome)
    if queries.today(by).year <= year:
        raise Invalid(N_("This year is not over."), N_("Review it from the first of January on."))
    _lock(row)
    if row.reviewed_on is not None:
        raise Conflict(N_("This year was reviewed already."), "")
    row.outcome, row.reviewed_on, row.reviewer = outcome, queries.today(by), by.myself
    row.save(update_fields=["outcome", "reviewed_on", "reviewer"])
    duty.meet(rule=REVIEW, subject_id=row.id, at=clock.now())
    return row
