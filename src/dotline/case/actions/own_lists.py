"""Writes of a body's own list and counts: a line by her consent, its end, whole years counted, everything as a file."""

import json
from datetime import date, timedelta
from uuid import UUID

from dotline.access import envelope
from dotline.access import queries as access
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import N_, Invalid
from dotline.base.ids import new_id
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from dotline.case import policy, queries
from dotline.case.actions.disclosures import NewDisclosure, disclose
from dotline.case.models import CaseFile, ConsentDecision, Involvement, NationCount, NationListing
from dotline.case.queries import consents, nations
from dotline.case.queries.learned import beside
from dotline.case.rules.consents import NATION_LIST, ConsentSaid
from dotline.case.rules.disclosing import CONSENT, IDENTITY
from dotline.gates import outbox, refer, stewards
from dotline.gates.passage import Gate, Passage
from dotline.gates.protect.own import own_counts
from dotline.gates.protect.rule import Rule

MEASURES = (
    "cases",
    "victims_identified",
    "permits_issued",
    "screens_finished",
    "calls",
    "referrals_sent",
)
FIRST_YEAR = 2000
WAITS = timedelta(days=30)  # for a line that its end overtook


def _put_on_list(by: Reader, found: Involvement, row: ConsentDecision) -> None:
    """Send a line to the body that a consent names, inside the running action: her name if she agreed to it.

    That her name leaves is written down like every other disclosure.
    """
    stands = consents.fact_of(row, consents.marked_people([found.person_id])).holds(
        queries.today(by)
    )
    listing = row.purpose == NATION_LIST and row.decision == ConsentSaid.GIVEN.value
    if not (listing and stands and row.recipient_id and row.expires_on):
        return
    entry = {"consent": str(row.id), "listed_on": str(row.on_date), "ends_on": str(row.expires_on)}
    if IDENTITY in row.what.split():
        new = NewDisclosure(parts=(IDENTITY,), clause=CONSENT, to=row.recipient_id)
        disclose(by=by, involvement_id=found.id, new=new)
        entry["name"] = "; ".join(_names(by, found))
    _send(by, row.agency_id, row.recipient_id, entry)


def _take_off_list(by: Reader, given: ConsentDecision, why: str = refer.TAKEN_BACK) -> None:
    """End the line of a consent inside the running action: it was taken back, or its file goes."""
    if given.purpose == NATION_LIST and given.recipient_id is not None:
        entry = {"consent": str(given.id)}
        _send(by, given.agency_id, given.recipient_id, entry, why)


def _leave_lists(by: Reader, case: CaseFile) -> None:
    """End the lines that rest on a consent of a case that goes, inside the running action.

    Nobody would be left to take such a consent back. A line that was ended before, or whose day is over, is not
    ended again.
    """
    for given in consents.standing_on_lists(by, case.id):
        _take_off_list(by, given, refer.FILE_GONE)


def _names(by: Reader, found: Involvement) -> list[str]:
    """Her names as she is helped; what was learned of her as a suspect goes to nobody's list."""
    told = [queries.identifier_value(by, row.id)[1] for row in beside(found).filter(kind="name")]
    return list(dict.fromkeys(told))


def _send(by: Reader, sender: UUID, nation: UUID, entry: dict[str, str], ended: str = "") -> None:
    recipient = refer.Recipient(nation, access.agency(by, nation).kind)
    passage = refer.by_nation_list(entry, sender, recipient, clock.now(), ended=ended)
    outbox.send(passage)
    note(passage=passage.id)


@action("case.take_listing")
def take_listing(*, by: Reader, passage: Passage) -> None:
    """Take in a line of a body's list, or its end; the outbox calls this, what may pass was decided at the gate."""
    allow(ALLOWED)
    if passage.recipient is None or passage.sender is None:
        return
    about("passage", passage.id)
    told = {name: str(said) for name, said in passage.payload.items()}
    rows = NationListing.objects.using(Store.INSIDE)
    row = rows.filter(consent_id=told["consent"], from_agency_id=passage.sender).first()
    if "ends_on" not in told:
        _ended(row, passage, (passage.recipient, passage.sender))
        return
    if row is not None:
        return  # it was taken back before it came
    row = NationListing(
        id=passage.id,
        agency_id=passage.recipient,
        from_agency_id=passage.sender,
        consent_id=UUID(told["consent"]),
        listed_on=date.fromisoformat(told["listed_on"]),
        ends_on=date.fromisoformat(told["ends_on"]),
        passage_id=passage.id,
    )
    text = json.dumps({"name": told.get("name", "")}, ensure_ascii=False)
    row.sealed = envelope.seal_text(row.id, row.agency_id, text, nations.listing_place(row))
    row.save(using=Store.INSIDE, force_insert=True)


def _ended(row: NationListing | None, passage: Passage, between: tuple[UUID, UUID]) -> None:
    """Delete a line and its key; one that has not come yet will find its place taken."""
    if row is not None:
        envelope.shred(row.id, row.agency_id)
        row.delete()
        return
    today = clock.today()
    NationListing.objects.using(Store.INSIDE).create(
        id=passage.id,
        agency_id=between[0],
        from_agency_id=between[1],
        consent_id=UUID(str(passage.payload["consent"])),
        listed_on=today,
        ends_on=today + WAITS,
        ended_on=today,
        passage_id=passage.id,
        sealed=b"",
    )


@action("case.forget_listings")
def forget_listings(*, by: Reader) -> int:
    """Delete lines whose consent has ended, with their keys; returns how many."""
    allow(policy.may_run_disposal(by))
    gone = list(nations.old_listings(by))
    for row in gone:
        envelope.shred(row.id, row.agency_id)
        row.delete()
    note(lines=len(gone))
    return len(gone)


@action("case.count_own_people")
def count_own_people(*, by: Reader, year: int) -> list[NationCount]:
    """Count the people of the reader's own body in a whole year, once; what was counted before is given again.

    Through the gate *protect*: one number for each measure, hidden where it is small. Raises Refused, Invalid for a
    year that is not over.
    """
    allow(stewards.may_steward(by))
    about("agency", by.own)
    if not FIRST_YEAR <= year < stewards.today(by).year:
        raise Invalid(N_("Only whole years are counted."), N_("Choose a year that is over."))
    before = list(nations.own_counts(by).filter(year=year))
    if before:
        return before
    found = own_counts(nations.own_rows(year), by.own, MEASURES)
    passage = Passage(
        gate=Gate.PROTECT,
        room="case",
        sender=None,
        recipient=by.own,
        basis=Rule().code,
        fields=MEASURES,
        payload={},
        at=clock.now(),
    )
    rows = [_number(by, year, passage, measure, value) for measure, value in found.items()]
    NationCount.objects.using(Store.INSIDE).bulk_create(rows)
    note(year=year, passage=passage.id, hidden=sum(one.value is None for one in rows))
    return rows


def _number(
    by: Reader, year: int, passage: Passage, measure: str, value: int | None
) -> NationCount:
    return NationCount(
        id=new_id(),
        agency_id=by.own,
        year=year,
        measure=measure,
        value=value,
        rule=passage.basis,
        passage_id=passage.id,
        counted_at=passage.at,
        by_worker=by.worker,
    )


@action("case.export_nation")
def export_nation(*, by: Reader) -> dict[str, object]:
    """Everything that the body holds here of its own people: list, counts, grants. Possession is its own.

    Raises Refused.
    """
    allow(stewards.may_steward(by))
    about("agency", by.own)
    lines = list(nations.listings(by))
    note(lines=len(lines))
    return {
        "nation": access.agency(by, by.own).code,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "people": [
            {
                "name": nations.listing_words(row).get("name", ""),
                "agency": access.agency(by, row.from_agency_id).code,
                "listed_on": row.listed_on.isoformat(),
                "ends_on": row.ends_on.isoformat(),
            }
            for row in lines
        ],
        "counts": [
            {"year": row.year, "measure": row.measure, "value": row.value}
            for row in nations.own_counts(by)
        ],
        "grants": [
            {
                "use": row.use,
                "answer": row.answer,
                "answered_on": row.answered_on.isoformat() if row.answered_on else None,
                "last_on": row.last_on.isoformat() if row.last_on else None,
                "taken_back_on": row.taken_back_on.isoformat() if row.taken_back_on else None,
            }
            for row in stewards.grants(by).filter(nation_id=by.own)
        ],
    }
