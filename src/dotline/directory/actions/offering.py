"""Keeping what others say of a record beside what stands: conflicts are stored, never written over (R-11)."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from dotline.base import clock, crypto
from dotline.base.findings import REFUSED
from dotline.directory.actions.settling import _settle
from dotline.directory.formats.records import Batch, Place, Record, tidy
from dotline.directory.formats.shapes import OWNERS, SHAPES, TARGETS, Kind
from dotline.directory.models import FieldOffer, Service, Source, Tombstone
from dotline.directory.queries import sets as set_queries
from dotline.directory.queries.offers import listing_of
from dotline.directory.queries.owners import sealed_ids
from dotline.directory.queries.rows import MODELS, Row, chunks, table
from dotline.directory.rules import sets
from dotline.directory.rules.offers import (
    NEEDS,
    WHOLE,
    Effect,
    OfferKind,
    OfferState,
    Said,
    effect,
    offered_fields,
    said_of,
)

Key = tuple[str, UUID, str]  # kind, record, field

# What tells a thing apart where more than its words may differ.
_SAME_BY: Final = {"phone": ("number",), "language": ("code",), "url": ("url",)}
SEALED: Final = "this listing is sealed: only its agency speaks of it"
WITHDRAWN: Final = "its agency withdrew this listing: only the agency publishes it again"
_HANGS: Final = frozenset({*OWNERS, "service_area", "url", "funding", "attribute"})


@dataclass(frozen=True)
class Offerer:
    """Who offers: how it came, whose it is, and the name that a page shows."""

    kind: OfferKind
    id: UUID
    name: str


@dataclass
class Offers:
    """What one writing of a batch has to offer instead of writing it."""

    by: Offerer
    complete: bool
    held: dict[tuple[str, UUID], list[FieldOffer]] = field(default_factory=dict)
    foreign: dict[str, dict[UUID, Record]] = field(default_factory=dict)
    further: dict[str, dict[UUID, Record]] = field(default_factory=dict)
    mine: dict[str, Mapping[UUID, str]] = field(default_factory=dict)
    wanted: dict[Key, Said | Row] = field(default_factory=dict)

    @classmethod
    def begin(cls, by: Offerer, batch: Batch) -> "Offers":
        """With the fields that a person decided, which even their own source may only offer to change."""
        # A passage tells of one listing of its agency, never of all.
        made = cls(by, batch.complete and by.kind is OfferKind.LOAD)
        decided = FieldOffer.objects.filter(state=OfferState.TAKEN).exclude(field=WHOLE)
        for row in decided.exclude(source_id=by.id):
            made.held.setdefault((row.kind, row.record_id), []).append(row)
        return made

    def set_aside(
        self, batch: Batch, kind: str, new: dict[UUID, Record], own: Mapping[UUID, str]
    ) -> None:
        """Take out of `new` what would hang on other sources' records only: it is offered, not added."""
        self.mine[kind] = own
        if not self.foreign or kind not in _HANGS:
            return
        for key, record in list(new.items()):
            if key not in own and self._hangs(record):
                self.further.setdefault(kind, {})[key] = new.pop(key)
                batch.note(
                    record.at,
                    "(whole record)",
                    "text",
                    "speaks of another source's record: kept as an offer",
                    REFUSED,
                )

    def _hangs(self, record: Record) -> bool:
        owners = [
            (TARGETS.get(name, ""), UUID(str(record.values[name])))
            for name in (*OWNERS.get(record.shape, ("service_id", "organization_id")), "link_id")
            if record.values.get(name)
        ]
        return bool(owners) and all(self._theirs(*owner) for owner in owners)

    def _theirs(self, kind: str, key: UUID) -> bool:
        kinds = (kind,) if kind else ("service", "organization", "location")
        return any(
            key in found.get(one, ()) for found in (self.foreign, self.further) for one in kinds
        )

    def hold(self, kind: str, records: Iterable[Record]) -> None:
        """Put back what a person decided in records that their own source has just written anew."""
        if not self.held:
            return
        for record in records:
            for row in self.held.get((kind, record.id), ()):
                if row.field not in sets.SETS:
                    self._hold(row, _value(record, row.field))

    def _hold_sets(self) -> None:
        """Hear what its own source says of hours or languages that a person decided, now that all is written."""
        own = self.mine.get("service", {})
        for (kind, key), rows in self.held.items():
            for row in rows if kind == "service" and key in own else ():
                if row.field in sets.SETS:
                    self._hold(row, set_queries.sources_say(row.field, key) or None)

    def _hold(self, row: FieldOffer, said: Said) -> None:
        before, decided = said_of(row.own_said), said_of(row.value)
        if said == decided:
            row.state = OfferState.LAPSED  # its own source says so too by now
            row.save(update_fields=["state"])
        _write(row.kind, row.record_id, row.field, decided)
        if said == decided:
            return
        if said != before:
            outcome = effect(said=said, current=decided, own_source=True, decided=True)
            if outcome is Effect.OFFERS:
                self.wanted[row.kind, row.record_id, row.field] = said
            row.own_said = json.dumps(said)
            row.save(update_fields=["own_said"])

    def settle(self) -> int:
        """Write down what is offered anew and what nobody offers any more; answers how many conflicts are new."""
        self._hold_sets()
        self._compare()
        if self.complete or self.wanted or self.foreign:
            return _keep(self.by, self.wanted, self._lapses)
        return 0

    def _lapses(self, row: FieldOffer) -> bool:
        """Whether an open offer of ours that we do not repeat has lapsed; our own records tell nothing about that."""
        if self.complete:
            return row.record_id not in self.mine.get(row.kind, ())
        return row.record_id in self.foreign.get(row.kind, ())

    def _compare(self) -> None:
        for kind, records in self.foreign.items():
            for row in _rows(kind, records):
                told = {name: _value(records[row["id"]], name) for name in offered_fields(kind)}
                self.wanted |= _differing(kind, row, told)
        for kind, records in self.further.items():
            known = list(_beside(kind, records.values()))
            for key, record in records.items():
                if not any(_same(kind, record.values, row) for row in known):
                    self.wanted[kind, key, WHOLE] = dict(record.values)

    @staticmethod
    def offer(
        by: Offerer,
        kind: str,
        record_id: UUID,
        told: Mapping[str, Said],
        further: Mapping[tuple[str, UUID], Row] | None = None,
    ) -> int:
        """Offer values for fields of one record inside a running action; answers how many are new conflicts.

        `further`: whole records that would hang on it, by kind and the id they would get. What says nothing,
        what stands already and what was decided before is no offer.
        """
        found = next(iter(_rows(kind, [record_id])), None)
        if found is None:
            return 0
        names = offered_fields(kind)
        if kind == "service":
            found |= set_queries.standing(record_id)
            names += tuple(sets.SETS)
        allowed = {name: told[name] for name in names if name in told}
        wanted = _differing(kind, found, allowed)
        for (child, key), values in (further or {}).items():
            there = list(_beside(child, [Record(child, key, values, Place("offer", 1))]))
            if not any(_same(child, values, row) for row in there):
                wanted[child, key, WHOLE] = values
        return _keep(by, wanted, lambda _row: False)

    @staticmethod
    def shut_out(batch: Batch, may_write: Callable[[UUID], bool]) -> None:
        """Drop what a batch says of sealed listings that are not its own, before anything is written."""
        _shut_out(batch, may_write)


def _differing(kind: str, row: Row, told: Mapping[str, Said]) -> dict[Key, Said | Row]:
    """The told values that somebody else may offer for a record, since they are not what stands."""
    return {
        (kind, row["id"], name): said
        for name, said in told.items()
        if effect(said=said, current=row[name], own_source=False, decided=False) is Effect.OFFERS
    }


def _value(record: Record, name: str) -> Said:
    if name == NEEDS:
        return " ".join(record.needs) or None
    found = record.values.get(name)
    return None if found == "" else found


def _write(kind: str, key: UUID, name: str, said: Said) -> None:
    """Let a value stand in a field of a record, or a set in a listing."""
    if name in sets.SETS:
        _settle(key, name, str(said or ""))
    else:
        table(kind).filter(id=key).update(**{name: _stored(kind, name, said)})


def _stored(kind: str, name: str, said: Said) -> object:
    """A value as its column has it: texts are never null."""
    if said is not None:
        return said
    column = MODELS[kind]._meta.get_field(name)
    return None if getattr(column, "null", False) else ""


def _rows(kind: str, ids: Iterable[UUID]) -> Iterator[Row]:
    for piece in chunks(ids):
        yield from table(kind).filter(id__in=piece).values()


def _beside(kind: str, records: Iterable[Record]) -> Iterator[Row]:
    """What hangs there already, on the same owners."""
    for column in OWNERS.get(kind, ("service_id", "organization_id", "link_id")):
        if SHAPES[kind].field(column) is None:
            continue
        owners = {UUID(str(one.values[column])) for one in records if one.values.get(column)}
        for piece in chunks(owners):
            yield from table(kind).filter(**{f"{column}__in": piece}).values()


def _same(kind: str, values: Mapping[str, Any], row: Row) -> bool:
    names = _SAME_BY.get(kind)
    links = [
        one.name for one in SHAPES[kind].fields if one.kind is Kind.ID and values.get(one.name)
    ]
    if not any(str(values[name]) == str(row[name]) for name in links):
        return False
    told = names or tuple(name for name, said in values.items() if name not in links and said)
    return all(_plain(values.get(name)) == _plain(row[name]) for name in told)


def _plain(said: object) -> str:
    """A number as dialled, anything else as it is."""
    words = str(said or "").casefold().strip()
    digits = "".join(letter for letter in words if letter.isdigit())
    return digits if len(digits) >= 7 and len(digits) * 2 > len(words) else words


def _keep(
    by: Offerer, wanted: Mapping[Key, Said | Row], lapses: Callable[[FieldOffer], bool]
) -> int:
    rows = FieldOffer.objects.filter(source_id=by.id, source_kind=by.kind)
    known: dict[tuple[Key, str], FieldOffer] = {}
    stale: list[UUID] = []
    told = {
        key: json.dumps(said, ensure_ascii=False, sort_keys=True) for key, said in wanted.items()
    }
    for row in rows:
        key = (row.kind, row.record_id, row.field)
        known[key, row.value] = row
        repeats = told.get(key)
        if row.state == OfferState.OPEN and (
            lapses(row) if repeats is None else repeats != row.value
        ):
            stale.append(row.id)
    again = [
        known[key, value].id
        for key, value in told.items()
        if (key, value) in known and known[key, value].state == OfferState.LAPSED
    ]
    for ids, state in ((stale, OfferState.LAPSED), (again, OfferState.OPEN)):
        for piece in chunks(ids):
            FieldOffer.objects.filter(id__in=piece).update(state=state)
    fresh = {key: value for key, value in told.items() if (key, value) not in known}
    closed = {} if by.kind is OfferKind.CONFIRMATION or not fresh else sealed_ids()
    made = [one for one in _made(by, fresh, wanted) if not _sealed(by, one, closed)]
    FieldOffer.objects.bulk_create(made, batch_size=200)
    return len(made) + len(again)


def _sealed(by: Offerer, one: FieldOffer, closed: Mapping[str, set[UUID]]) -> bool:
    """Whether nobody may even offer this: it speaks of a sealed listing, its place or whoever runs it.

    Its own source may, and so may the answer to a request, which was read for addresses before it came here.
    """
    if one.listing_id not in closed.get(one.listing_kind, ()):
        return False
    return not table(one.listing_kind).filter(id=one.listing_id, origin=by.id).exists()


def _made(
    by: Offerer, fresh: Mapping[Key, str], wanted: Mapping[Key, Said | Row]
) -> Iterator[FieldOffer]:
    now = clock.now()
    for key, value in fresh.items():
        kind, record, name = key
        told = wanted[key]
        about = listing_of(kind, record, told if isinstance(told, dict) else None)
        yield FieldOffer(
            kind=kind,
            record_id=record,
            field=name,
            value=value,
            digest=crypto.digest(value.encode()),
            listing_kind=about[0],
            listing_id=about[1],
            source_kind=by.kind,
            source_id=by.id,
            source_name=by.name[:200],
            offered_at=now,
        )


def _shut_out(batch: Batch, may_write: Callable[[UUID], bool]) -> None:
    """Drop what a batch says of sealed listings that are not its own: nobody but their agency speaks of them.

    Not even as an offer: an address that a careless source knows would stand on the page of conflicts. A listing
    that its agency withdrew does not come back through a load either: it may have been sealed.
    """
    sealed, withdrawn, runs = _closed(batch, may_write)
    _only_names(batch, withdrawn)
    closed = sealed | withdrawn
    if not closed and not runs:
        return
    joins = batch.of("service_at_location")
    theirs = {key for key, one in joins.items() if _names(one, "service_id") in closed}
    kept = {_names(one, "location_id") for key, one in joins.items() if key not in theirs}
    services = {key: one for key, one in batch.of("service").items() if key not in closed}
    places = {_names(joins[key], "location_id") for key in theirs} | _of(batch, "location", runs)
    programs = _of(batch, "program", runs) - {_names(o, "program_id") for o in services.values()}
    for kind, ids in (
        ("service", closed),
        ("location", places - kept),
        ("service_at_location", theirs),
        ("program", programs),
        ("metadata", _of(batch, "metadata", runs, "resource_id")),
    ):
        found = batch.of(kind)
        for key in ids:
            record = found.pop(key, None) if key else None
            if record is not None and kind == "service":
                why = SEALED if key in sealed else WITHDRAWN
                batch.note(record.at, "(whole record)", "text", why, REFUSED)
    tidy(batch)


def _closed(
    batch: Batch, may_write: Callable[[UUID], bool]
) -> tuple[set[UUID], set[UUID], set[UUID]]:
    """The sealed and the withdrawn listings of which a batch may not speak, and who runs sealed ones."""
    rows = Service.objects.filter(sealed=True).values_list("id", "origin", "organization_id")
    shut = [(key, runs) for key, origin, runs in rows if not may_write(origin)]
    sealed = {key for key, _runs in shut if key in batch.of("service")}
    withdrawn: set[UUID] = set()
    graves = Tombstone.objects.filter(kind="service").exclude(
        origin__in=Source.objects.values("id")
    )
    for piece in chunks(batch.of("service")):
        found = graves.filter(id__in=piece).values_list("id", "origin")
        withdrawn |= {key for key, origin in found if not may_write(origin)}
    runs = {runs for _key, runs in shut}
    runs |= {_names(batch.of("service")[key], "organization_id") for key in withdrawn}
    theirs = {key for key in runs if key and key in batch.of("organization")}
    return sealed, withdrawn - sealed, theirs


def _only_names(batch: Batch, withdrawn: set[UUID]) -> None:
    """Whoever ran a listing that is withdrawn keeps a name for its other listings, and no word more."""
    found = batch.of("organization")
    told = {_names(batch.of("service")[key], "organization_id") for key in withdrawn}
    for key in told:
        if key in found:
            kept = {name: found[key].values.get(name) for name in ("name", "name_fr")}
            values = {name: said for name, said in kept.items() if said}
            found[key] = replace(found[key], values=values)


def _of(
    batch: Batch, kind: str, owners: set[UUID], column: str = "organization_id"
) -> set[UUID | None]:
    return {key for key, one in batch.of(kind).items() if _names(one, column) in owners}


def _names(record: Record, column: str) -> UUID | None:
    said = record.values.get(column)
    return UUID(str(said)) if said else None
