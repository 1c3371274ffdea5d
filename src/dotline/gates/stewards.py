"""The register of what stewards were asked and what they granted: its reads and writes.

A body writes its own rows. What it answered, every agency may read, so that whoever counts or sends can ask.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from dotline.access import queries as access
from dotline.access.models import Agency
from dotline.access.policy import may
from dotline.access.sent import insert_once, sent_before, signed
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import N_, Conflict, Invalid, not_found
from dotline.base.outcome import Decision, first_refusal
from dotline.base.reader import Reader
from dotline.base.sendings import Sending, sending
from dotline.gates.models import StewardGrant
from dotline.gates.stewardship import STEWARD_KINDS, Granted, StewardUse, agreed, may_govern

GRANTED, VETOED = "granted", "vetoed"
LONGEST = 500


def may_steward(reader: Reader) -> Decision:
    """Whether the reader governs the data of the people of her own agency."""
    allowed = may(reader, "gates.steward")
    if not allowed or reader.agency is None:
        return allowed
    return first_refusal(allowed, may_govern(access.agency(reader, reader.agency).kind))


def may_ask(reader: Reader) -> Decision:
    """Whether the reader may ask stewards for a use of data."""
    return may(reader, "gates.ask_steward")


def bodies(reader: Reader) -> QuerySet[Agency]:
    """The agencies that may govern data: First Nations, Inuit and Métis bodies."""
    return access.agencies(reader).filter(kind__in=sorted(STEWARD_KINDS))


def body(reader: Reader, nation: UUID) -> Agency:
    """One of them. Raises NotFound for any other agency."""
    found = bodies(reader).filter(pk=nation).first()
    if found is None:
        raise not_found("agency")
    return found


def named(reader: Reader, lang: str) -> list[tuple[str, str]]:
    """These bodies by id and name, in the order of their names."""
    names = ((str(one.id), one.name_fr if lang == "fr" else one.name_en) for one in bodies(reader))
    return sorted(names, key=lambda one: one[1])


def today(reader: Reader) -> date:
    """The day in the zone of the reader's agency."""
    return clock.today(access.zone_of(reader))


def grants(reader: Reader) -> QuerySet[StewardGrant]:
    """What the reader may see: what was answered, and the questions that her own agency asked or was asked."""
    rows = StewardGrant.objects.using(Store.INSIDE)
    if reader.is_system:
        return rows
    return rows.filter(
        Q(answered_on__isnull=False) | Q(nation_id=reader.own) | Q(asked_by_id=reader.own)
    )


def grant(reader: Reader, grant_id: UUID) -> StewardGrant:
    """One of them. Raises NotFound."""
    found = grants(reader).filter(pk=grant_id).first()
    if found is None:
        raise not_found("grant")
    return found


def value_of(row: StewardGrant) -> Granted | None:
    """A row as the rules weigh it; None for what was not granted."""
    if row.answer != GRANTED or row.answered_on is None:
        return None
    return Granted(
        row.nation_id,
        StewardUse(row.use),
        row.answered_on,
        row.last_on,
        row.taken_back_on,
        row.asked_by_id,
    )


def state_of(row: StewardGrant, day: date) -> str:
    """How a row stands on a day, as a code of the list steward_answers."""
    if row.taken_back_on is not None:
        return "taken_back"
    if row.last_on is not None and row.last_on < day:
        return "over"
    return row.answer or "asked"


@dataclass(frozen=True)
class Agreed:
    """The bodies that agree to a use, and the grants that say so."""

    nations: frozenset[UUID]
    grants: tuple[UUID, ...]


def who_agrees(reader: Reader, use: StewardUse) -> Agreed:
    """The bodies whose grant lets the reader's agency do this today; a machine actor has those for every agency."""
    rows = grants(reader).filter(use=use.value, answer=GRANTED, taken_back_on=None)
    agency = None if reader.is_system else reader.own
    day = clock.today() if agency is None else today(reader)
    held = {row.id: value for row in rows if (value := value_of(row)) is not None}
    standing = [key for key, one in held.items() if one.holds(use, agency, day)]
    return Agreed(agreed(held.values(), use, day, agency), tuple(standing))


@action("gates.ask_steward")
def ask_steward(
    *, by: Reader, nation: UUID, use: StewardUse, words: str, key: UUID | None = None
) -> StewardGrant:
    """Ask a body for a use of its people's data, and say what for.

    Raises Refused, NotFound for what is no such body, Invalid without words, Conflict while the same question waits.
    """
    allow(may_ask(by))
    about("agency", body(by, nation).id)
    note(use=use.value)
    said = " ".join(words.split())
    if not said or len(said) > LONGEST:
        raise Invalid(N_("Say what it is for."), N_("A few words, without anybody’s name."))
    sent = sending(key, str(nation), use.value, said) if key else None
    if (before := _before(nation, sent)) is not None:
        return before
    waiting = grants(by).filter(nation_id=nation, use=use.value, asked_by_id=by.own, answer="")
    if waiting.exists():
        raise Conflict(
            N_("Your agency asked this already, and waits for the answer."),
            N_("Wait, or speak with the steward."),
        )
    row = StewardGrant(
        **signed(sent, by),
        nation_id=nation,
        use=use.value,
        asked_by_id=by.own,
        asked_on=today(by),
        words=said,
    )
    return insert_once(row, lambda: _before(row.nation_id, sent))


@action("gates.answer_steward")
def answer_steward(
    *, by: Reader, grant_id: UUID, granted: bool, last: date | None = None
) -> StewardGrant:
    """Grant what was asked, until a last day or without end, or veto it.

    Raises Refused, NotFound, Invalid for a last day that is past, Conflict when it was answered before.
    """
    row = _own(by, grant_id)
    if row.answer:
        raise Conflict(N_("This question was answered already."), N_("Reload the page."))
    row.answer, row.answered_on = GRANTED if granted else VETOED, today(by)
    row.last_on = _last(by, last) if granted else None
    row.save(update_fields=["answer", "answered_on", "last_on"])
    note(use=row.use, answer=row.answer)
    return row


@action("gates.give_grant")
def give_grant(
    *, by: Reader, use: StewardUse, last: date | None = None, key: UUID | None = None
) -> StewardGrant:
    """Grant a use to every agency without having been asked. Raises Refused, Invalid, Conflict while one stands."""
    allow(may_steward(by))
    note(use=use.value, answer=GRANTED)
    sent = sending(key, use.value, last) if key else None
    if (before := _before(by.own, sent)) is not None:
        return before
    if by.own in who_agrees(Reader.system("steward"), use).nations:
        raise Conflict(
            N_("This is granted already."), N_("Take the grant back first to give it anew.")
        )
    row = StewardGrant(
        **signed(sent, by),
        nation_id=by.own,
        use=use.value,
        answer=GRANTED,
        answered_on=today(by),
        last_on=_last(by, last),
    )
    about("agency", by.own)
    return insert_once(row, lambda: _before(row.nation_id, sent))


@action("gates.take_back_grant")
def take_back_grant(*, by: Reader, grant_id: UUID) -> StewardGrant:
    """Take a grant back: from this moment nothing new leaves on it. Raises Refused, NotFound, Conflict."""
    row = _own(by, grant_id)
    if row.answer != GRANTED or row.taken_back_on is not None:
        raise Conflict(N_("Only a grant that stands is taken back."), N_("Reload the page."))
    row.taken_back_on = max(today(by), row.answered_on or today(by))
    row.save(update_fields=["taken_back_on"])
    note(use=row.use, answer="taken_back")
    return row


def _own(by: Reader, grant_id: UUID) -> StewardGrant:
    """A row of the reader's own body, held until the action ends. Raises Refused, NotFound."""
    allow(may_steward(by))
    rows = grants(by).select_for_update().filter(pk=grant_id, nation_id=by.own)
    found = rows.first()
    if found is None:
        raise not_found("grant")
    about("grant", found.id)
    return found


def _last(by: Reader, last: date | None) -> date | None:
    if last is not None and last < today(by):
        raise Invalid(N_("This day is past."), N_("Choose today or a later day."))
    return last


def _before(nation: UUID, sent: Sending | None) -> StewardGrant | None:
    return sent_before(StewardGrant.objects.using(Store.INSIDE).filter(nation_id=nation), sent)
