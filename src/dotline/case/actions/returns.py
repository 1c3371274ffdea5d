"""Writes of episodes, assisted returns and wage claims."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dotline.access.sent import insert, signed
from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import N_, Conflict, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import Sending, sending
from dotline.case import policy, queries, rules
from dotline.case.actions.once import _before, _lock, _past
from dotline.case.models import (
    CaseFile,
    Episode,
    ReturnAssistance,
)
from dotline.case.queries import returns
from dotline.reference import vocabulary


@dataclass(frozen=True)
class NewEpisode:
    """Where and when something happened, as far as it is known."""

    kind: str
    first_day: date | None = None
    last_day: date | None = None
    months_band: str = ""
    country: str = ""
    province: str = ""
    place: str = ""


@action("case.add_episode")
def add_episode(
    *,
    by: Reader,
    case_id: UUID,
    new: NewEpisode,
    replaces: UUID | None = None,
    key: UUID | None = None,
) -> Episode:
    """Write down an episode, or the correction of one; the older row stays.

    `key` names the form. Raises NotFound, Refused, Invalid for unknown codes and days that run
    backwards or lie ahead, Conflict when the episode was corrected already.
    """
    row = queries.case(by, case_id)
    allow(policy.may_change(by, row))
    about("case", row.id)
    note(kind=new.kind, correction=replaces is not None)
    _check_episode(by, new)
    sent = sending(key, str(row.id), str(replaces), repr(new)) if key else None
    known = _before(Episode, sent, case=row)
    if known is not None:
        return known
    made = _episode(by, row, new, sent)
    if replaces is not None:
        old = returns.episode(by, replaces)
        made.replaces_id = old.id if old.case_id == row.id else None
    insert(made, Conflict(N_("This episode was corrected already."), N_("Correct the newest one.")))
    return made


def _episode(by: Reader, row: CaseFile, new: NewEpisode, sent: Sending | None) -> Episode:
    made = Episode(
        **signed(sent, by),
        agency_id=row.agency_id,
        case_id=row.id,
        kind=new.kind,
        first_day=new.first_day,
        last_day=new.last_day,
        months_band=new.months_band,
        country=_country(new.country) if new.country else "",
        province=new.province,
        recorded_at=clock.now(),
    )
    made.place = " ".join(new.place.split())[:120]
    return made


def _country(code: str) -> str:
    """The code of a country in capitals. Raises Invalid for two letters that are none, as QC or ZZ."""
    if not vocabulary.is_code("countries", code.upper()):
        raise Invalid(
            N_("A country is written as two letters."), N_("Write CA for Canada (ISO 3166).")
        )
    return code.upper()


def _check_episode(by: Reader, new: NewEpisode) -> None:
    vocabulary.label("episode_kinds", new.kind)
    if new.months_band:
        vocabulary.label("month_bands", new.months_band)
    if new.province:
        vocabulary.label("provinces", new.province)
    if new.country:
        _country(new.country)
    for day in (new.first_day, new.last_day):
        if day is not None:
            _past(by, day)
    if new.first_day and new.last_day and new.last_day < new.first_day:
        raise Invalid(N_("An episode cannot end before it begins."), "Check the days.")


@action("case.ask_return")
def ask_return(*, by: Reader, involvement_id: UUID, country: str) -> ReturnAssistance:
    """Write down that a person asks for help to return home.

    Raises NotFound, Refused, Invalid for a country that is none, Conflict while another runs.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_plan(by, found))
    about("case", found.case_id)
    row = ReturnAssistance(
        id=new_id(),
        agency_id=found.agency_id,
        involvement_id=found.id,
        country=_country(country),
        state=rules.RETURNS.start.value,
        requested_on=queries.today(by),
    )
    insert(
        row,
        Conflict(N_("A return of this person is under way already."), N_("Go on with that one.")),
    )
    return row


@action("case.assess_return")
def assess_return(
    *, by: Reader, return_id: UUID, found: rules.ReturnSafety, agreed: bool
) -> ReturnAssistance:
    """Write down the safety assessment of today, and whether the person herself decided to go.

    Raises NotFound, Refused once she travels.
    """
    row = _returning(by, return_id, rules.ReturnState.ASSESSED)
    today = queries.today(by)
    row.assessed_on, row.assessed_by, row.safety = today, by.myself, found.value
    row.agreed_on = today if agreed else None
    row.documents_on = None
    row.state = rules.ReturnState.ASSESSED.value
    row.save(
        update_fields=["assessed_on", "assessed_by", "safety", "agreed_on", "documents_on", "state"]
    )
    note(safety=found.value, agreed=agreed)
    return row


@action("case.move_return")
def move_return(*, by: Reader, return_id: UUID, to: rules.ReturnState) -> ReturnAssistance:
    """Take the next step of a return today.

    Raises NotFound, and Refused for a step that does not follow, for travel without a safety
    assessment, after one that found it unsafe, or without the person's own decision.
    """
    row = _returning(by, return_id, to)
    if to is rules.ReturnState.ASSESSED:
        raise Invalid(N_("Say what the assessment found."), "")
    today = queries.today(by)
    row.state = to.value
    column = {
        rules.ReturnState.DOCUMENTS: "documents_on",
        rules.ReturnState.RELEASED: "released_on",
        rules.ReturnState.ARRIVED: "arrived_on",
        rules.ReturnState.FOLLOWED_UP: "followed_up_on",
    }.get(to, "ended_on")
    setattr(row, column, today)
    row.save(update_fields=["state", column])
    note(to=to.value)
    return row


def _returning(by: Reader, return_id: UUID, to: rules.ReturnState) -> ReturnAssistance:
    row = returns.assisted_return(by, return_id)
    allow(policy.may_change(by, row.involvement.case))
    about("case", row.involvement.case_id)
    _lock(row)  # an assessment that found it unsafe must not be missed by who moves meanwhile
    allow(rules.may_move(returns.facts_of(row), to, queries.today(by)))
    return row
