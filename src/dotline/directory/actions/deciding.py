"""Deciding conflicts: take what is offered, keep what stands, take a decision back. Each is one line on the ledger."""

import json
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, not_found
from dotline.base.ids import new_id
from dotline.base.progress import SilentProgress
from dotline.base.reader import Reader
from dotline.directory import policy
from dotline.directory.actions.offering import _stored, _write
from dotline.directory.actions.projecting import Index
from dotline.directory.actions.touching import Touched, _alone
from dotline.directory.formats.records import Place, Record
from dotline.directory.formats.shapes import SHAPES, Kind
from dotline.directory.models import ConfirmationRequest, FieldOffer, Service, Source
from dotline.directory.queries import sets as set_queries
from dotline.directory.queries.rows import MODELS, SETTLED, Row, chunks, table
from dotline.directory.rules import sets
from dotline.directory.rules.offers import OFFERS, WHOLE, OfferKind, OfferState, Said, said_of
from dotline.directory.rules.sources import source_id
from dotline.gates.publish import may_correct

STEWARDS = "stewards"  # the source of what a person added to another's listing


@action("directory.take_offer", store="open")
def take(*, by: Reader, offers: Sequence[UUID]) -> UUID:
    """Put offered values in the place of those that stand, all or none; answers the decision, for `undo`.

    Raises Refused where only the agency decides or a text would give a sealed place away, NotFound, Conflict.
    """
    allow(policy.may_steward(by))
    _alone()
    rows = _open(by, offers)
    changed = _Changed()
    decision = _decision(rows)
    for row in rows:
        _may(row)
        changed.before(row)
        row.stood = json.dumps(_take(row), ensure_ascii=False)
        _close(row, by, OfferState.TAKEN, decision)
        changed.after(row)
    changed.publish()
    note(offers=len(rows), decided="taken")
    return decision


@action("directory.keep_current", store="open")
def keep(*, by: Reader, offers: Sequence[UUID]) -> UUID:
    """Let what stands stand: the same value of the same source is never asked again; answers the decision."""
    allow(policy.may_steward(by))
    _alone()
    rows = _open(by, offers)
    decision = _decision(rows)
    for row in rows:
        _close(row, by, OfferState.KEPT, decision)
    note(offers=len(rows), decided="kept")
    return decision


@action("directory.undo_decision", store="open")
def undo(*, by: Reader, decision: UUID) -> int:
    """Take a decision back whole; answers how many offers are open again. Raises NotFound, Conflict."""
    allow(policy.may_steward(by))
    _alone()
    rows = list(FieldOffer.objects.filter(decision=decision))
    if not rows:
        raise not_found("decision")
    _hers(by, rows)
    about("decision", decision)
    changed = _Changed()
    for row in rows:
        if row.state == OfferState.TAKEN:
            changed.before(row)
            _put_back(row)
            changed.after(row)
        OFFERS.move(OfferState(row.state), OfferState.OPEN)
        row.state, row.decision, row.decided_at, row.decided_by = OfferState.OPEN, None, None, None
        row.save()
    changed.publish()
    note(offers=len(rows))
    return len(rows)


def _open(by: Reader, offers: Sequence[UUID]) -> list[FieldOffer]:
    if not offers:
        raise Invalid("Nothing was chosen.", "Choose at least one offer.")
    rows = list(FieldOffer.objects.select_for_update().filter(id__in=offers).order_by("id"))
    if len(rows) != len(set(offers)):
        raise not_found("offer")
    _hers(by, rows)
    return rows


def _hers(by: Reader, rows: Sequence[FieldOffer]) -> None:
    """What came back through a link is decided by the agency that asked, and by no other."""
    asked = [row.source_id for row in rows if row.source_kind == OfferKind.CONFIRMATION]
    found = ConfirmationRequest.objects.filter(id__in=asked)
    for agency in found.values_list("agency_id", flat=True):
        policy.may_decide_answer(by, agency).or_refuse()


def _decision(rows: Sequence[FieldOffer]) -> UUID:
    about("offer", rows[0].id)
    return new_id()


def _close(row: FieldOffer, by: Reader, state: OfferState, decision: UUID) -> None:
    OFFERS.move(OfferState(row.state), state)
    row.state, row.decision = state, decision
    row.decided_at, row.decided_by = clock.now(), by.worker
    row.save()


def _record(row: FieldOffer) -> Row:
    found = table(row.kind).filter(id=row.record_id).values().first()
    if found is None:
        raise Conflict(
            "The record that this offer speaks of is gone.",
            "Load the page again to see what is left.",
        )
    return found


def _may(row: FieldOffer) -> None:
    """Whether this offer may be taken: not where an agency alone decides, not what the gate would stop."""
    kind, key = (
        (row.listing_kind, row.listing_id) if row.field == WHOLE else (row.kind, row.record_id)
    )
    origin = table(kind).filter(id=key).values_list("origin", flat=True).first()
    agencys = origin is not None and not Source.objects.filter(id=origin).exists()
    policy.may_change_listing(agencys=agencys).or_refuse()
    sealed = Service.objects.filter(id=row.listing_id, sealed=True).exists()
    may_correct(row.field or row.kind, row.value, sealed=sealed).or_refuse()


def _take(row: FieldOffer) -> object:
    """Write the offered value; answers what stood there, nothing for a whole record."""
    if row.field == WHOLE:
        _insert(row)
        return None
    stood = _stood(row)
    others = FieldOffer.objects.filter(
        kind=row.kind, record_id=row.record_id, field=row.field, state=OfferState.TAKEN
    ).exclude(id=row.id)
    before = others.order_by("-decided_at").first()
    # What its own source says is known from the first decision on; after it, what stands is a person's word.
    row.own_said = before.own_said if before else json.dumps(stood, ensure_ascii=False)
    others.update(state=OfferState.LAPSED)
    _set(row, said_of(row.value))
    return stood


def _set(row: FieldOffer, said: Said) -> None:
    _write(row.kind, row.record_id, row.field, said)


def _stood(row: FieldOffer) -> object:
    """What stands in the field by now: a set is read from many rows."""
    if row.field in sets.SETS:
        return set_queries.standing(_record(row)["id"])[row.field]
    return _record(row)[row.field]


def _insert(row: FieldOffer) -> None:
    values = json.loads(row.value)
    _guard_sets(row, values)
    shape = SHAPES[row.kind]
    record = Record(row.kind, row.record_id, values, Place("offer", 1))
    links = {one.name for one in shape.fields if one.kind is Kind.ID}
    told = {name: UUID(str(said)) if name in links else said for name, said in values.items()}
    model = MODELS[row.kind]
    if table(row.kind).filter(id=row.record_id).exists():
        raise Conflict("This is there already.", "Load the page again.")
    model(id=record.id, origin=_origin(row), digest=record.digest, **told).save(force_insert=True)


def _guard_sets(row: FieldOffer, values: Mapping[str, object]) -> None:
    """A further language would stand unseen beside a set that somebody decided whole."""
    service = values.get("service_id")
    if row.kind not in sets.SETS.values() or not service:
        return
    if table(row.kind).filter(origin=SETTLED, service_id=service).exists():
        raise Conflict(
            "The hours or languages of this listing were decided as a whole.",
            "Keep what stands, or take that decision back first.",
        )


def _origin(row: FieldOffer) -> UUID:
    """A record that a load offered is that source's from now on; what people told is the stewards'."""
    if row.source_kind == OfferKind.LOAD:
        return row.source_id
    origin = source_id(STEWARDS)
    Source.objects.get_or_create(
        id=origin, defaults={"name": STEWARDS, "format": "offers", "loaded_at": clock.now()}
    )
    return origin


def _as_stored(row: FieldOffer) -> object:
    said = said_of(row.value)
    return said if row.field in sets.SETS else _stored(row.kind, row.field, said)


def _put_back(row: FieldOffer) -> None:
    if row.field == WHOLE:
        table(row.kind).filter(id=row.record_id).delete()
        return
    stands = _stood(row)
    if stands != _as_stored(row):
        raise Conflict(
            "The field was changed again since this decision.", "Undo the later decision first."
        )
    stood = said_of(row.stood)
    _set(row, stood)
    earlier = FieldOffer.objects.filter(
        kind=row.kind, record_id=row.record_id, field=row.field, state=OfferState.LAPSED
    ).exclude(decision=None)
    held = next(
        (one for one in earlier.order_by("-decided_at") if said_of(one.value) == stood), None
    )
    if held is not None:
        FieldOffer.objects.filter(id=held.id).update(state=OfferState.TAKEN, own_said=row.own_said)


class _Changed:
    """Which services show something else now."""

    def __init__(self) -> None:
        self.touched = Touched()

    def before(self, row: FieldOffer) -> None:
        """Note whose record this was."""
        self.touched.records(row.kind, [row.record_id])

    after = before

    def publish(self) -> None:
        """Make their search rows anew, and let everything cached be out of date."""
        services = self.touched.services()
        if not services:
            return
        self.touched.write()
        index = Index(SilentProgress())
        index.project(_there(services))
        index.new_edition()


def _there(services: Iterable[UUID]) -> list[UUID]:
    found: list[UUID] = []
    for piece in chunks(services):
        found += Service.objects.filter(id__in=piece).values_list("id", flat=True)
    return found


def _withdraw(kind: OfferKind, source: UUID) -> None:
    """Let all that somebody offered lapse; what was taken of it goes back unless it was changed again."""
    rows = FieldOffer.objects.filter(source_kind=kind, source_id=source)
    for row in rows.filter(state=OfferState.TAKEN).order_by("-decided_at"):
        if row.field == WHOLE or _stands(row):
            _put_back(row)
    rows.update(state=OfferState.LAPSED, decision=None)


def _stands(row: FieldOffer) -> bool:
    found = table(row.kind).filter(id=row.record_id).values().first()
    if found is None:
        return False
    if row.field in sets.SETS:
        found = set_queries.standing(row.record_id)
    return bool(found[row.field] == _as_stored(row))
