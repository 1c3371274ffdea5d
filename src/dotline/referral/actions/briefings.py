"""Writes of the briefing stream: issue, correct, mark as read. Each addressed agency owes that its officers read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import Invalid, Refused
from dotline.base.ids import new_id
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from dotline.duty import actions as duty
from dotline.referral import policy
from dotline.referral.models import Briefing, BriefingCopy, BriefingText, ReadMark
from dotline.referral.queries import briefings as queries
from dotline.referral.queries.briefings import READ_RULE
from dotline.referral.rules.network import Audience, Severity, refuse_identifiers
from dotline.referral.rules.states import joined


@dataclass(frozen=True)
class NewText:
    """What a briefing says, from when until when, and until when it must have been read."""

    severity: Severity
    starts_on: date
    read_by: datetime
    title_en: str = ""
    text_en: str = ""
    title_fr: str = ""
    text_fr: str = ""
    ends_on: date | None = None


@action("referral.issue_briefing")
def issue(
    *,
    by: Reader,
    text: NewText,
    audience: Audience = Audience(),  # noqa: B008 - a frozen value
    demo: bool = False,
    key: UUID | None = None,
) -> BriefingText:
    """Issue a briefing to every agency that the audience takes in. Raises Invalid for a half text or nobody."""
    allow(policy.may_brief(by))
    row = Briefing(
        id=key or new_id(),
        agency_id=by.own,
        kinds=joined(sorted(audience.kinds)),
        provinces=joined(sorted(audience.provinces)),
        roles=joined(sorted(audience.roles)),
        at=clock.now(),
        demo=demo,
    )
    row.save(force_insert=True)
    about("briefing", row.id)
    return _lay_out(by, row, text, 1, "")


@action("referral.correct_briefing")
def correct(*, by: Reader, briefing_id: UUID, text: NewText, why: str) -> BriefingText:
    """Correct a briefing: a new version that says why and is unread again; the older one stays readable."""
    before = queries.versions(by, briefing_id)[0]
    allow(policy.may_brief(by, before.agency_id))
    if not why.strip():
        raise Invalid("A correction says why.", "Write in a few words what changed.")
    for copy in BriefingCopy.objects.filter(text_id=before.id):
        duty.waive(rule=READ_RULE, subject_id=copy.id, why="corrected")
    about("briefing", briefing_id)
    return _lay_out(by, before.briefing, text, before.version + 1, why.strip())


@action("referral.read_briefing")
def mark_read(*, by: Reader, briefing_id: UUID, version: int) -> ReadMark:
    """Note that the reader has read the version that holds. Twice is the same as once.

    Raises Refused when it was corrected meanwhile, so that nobody signs for words she has not seen.
    """
    allow(policy.may_take_part(by))
    shown = queries.one(by, briefing_id)
    copy = queries.copy_of(by, shown.text)
    if shown.text.version != version:
        raise Refused("This briefing was corrected meanwhile.", "Read the new version first.")
    allow(ALLOWED if copy is not None and shown.mine else _not_meant())
    about("briefing", briefing_id)
    found = ReadMark.objects.filter(text_id=shown.text.id, worker_id=by.myself).first()
    if found is None:
        found = ReadMark(text=shown.text, agency_id=by.own, worker_id=by.myself, at=clock.now())
        found.save(force_insert=True)
    if copy is not None and _everybody_has_read(by, shown.text):
        duty.meet(rule=READ_RULE, subject_id=copy.id)
    return found


def _not_meant() -> Refused:
    return Refused("This briefing is not for your role.", "You can read it all the same.")


def _everybody_has_read(by: Reader, text: BriefingText) -> bool:
    meant = {row.id for row in queries.officers([by.own], queries.audience(text.briefing))}
    marks = ReadMark.objects.filter(text_id=text.id, agency_id=by.own)
    return meant <= set(marks.values_list("worker_id", flat=True))


def _lay_out(by: Reader, row: Briefing, text: NewText, version: int, why: str) -> BriefingText:
    """Write a version and lay a copy on the desk of each agency that is meant."""
    made = _text(by, row, text, version, why)
    who = queries.audience(row)
    agencies = queries.addressed(by, who)
    if not agencies:
        raise Invalid("This briefing is for nobody.", "Choose a wider audience.")
    _lay_on_desks(made, [one.id for one in agencies], made.at)
    note(agencies=len(agencies), version=version)
    return made


def _lay_on_desks(text: BriefingText, agencies: list[UUID], at: datetime) -> None:
    """Lay a copy on the desk of each agency; whoever has an officer that is meant owes that it is read.

    An agency that comes later has as long as the first ones had.
    """
    officers = queries.officers(agencies, queries.audience(text.briefing))
    owing = {worker.agency_id for worker in officers}
    for agency in agencies:
        copy = BriefingCopy(
            briefing=text.briefing, text=text, agency_id=agency, issuer_id=text.agency_id, at=at
        )
        copy.save(force_insert=True)
        if agency in owing:
            duty.open_window(
                rule=READ_RULE,
                subject=("briefing", copy.id),
                holder=agency,
                opens=at,
                due=text.read_by + (at - text.at),
            )


@action("referral.hand_on_briefings")
def hand_on(*, by: Reader) -> int:
    """Lay what still holds on the desks of agencies that came after it was issued; returns how many copies."""
    allow(policy.may_bring_in(by))
    laid = 0
    for text, agencies in queries.missing(by, clock.now().date()):
        _lay_on_desks(text, agencies, clock.now())
        laid += len(agencies)
    note(copies=laid)
    return laid


def _text(by: Reader, row: Briefing, text: NewText, version: int, why: str) -> BriefingText:
    words = {
        name: getattr(text, name).strip() for name in ("title_en", "text_en", "title_fr", "text_fr")
    }
    _check(text, (*words.values(), why))
    made = BriefingText(
        briefing=row,
        agency_id=by.own,
        version=version,
        severity=text.severity.value,
        starts_on=text.starts_on,
        ends_on=text.ends_on,
        read_by=text.read_by,
        why=why,
        at=clock.now(),
        worker_id=by.worker,
        **words,
    )
    made.save(force_insert=True)
    return made


def _check(text: NewText, words: Iterable[str]) -> None:
    pairs = ((text.title_en, text.text_en), (text.title_fr, text.text_fr))
    if any(bool(title.strip()) != bool(body.strip()) for title, body in pairs) or not any(
        title.strip() for title, _body in pairs
    ):
        raise Invalid(
            "A briefing has a title and a text in English, in French, or in both.",
            "Fill in both fields of a language, or leave both empty.",
        )
    if text.ends_on is not None and text.ends_on < text.starts_on:
        raise Invalid("A briefing ends after it begins.", "Mend one of the two days.")
    if text.read_by < clock.now():
        raise Invalid("The time to read it is over already.", "Choose a day that is ahead.")
    refuse_identifiers(words, clock.now().date())
