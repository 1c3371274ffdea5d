"""Bringing the tables in line with a batch: only what differs is written, what is gone leaves a tombstone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from dotline.base import clock
from dotline.base.errors import Conflict
from dotline.base.findings import REFUSED
from dotline.base.progress import Progress
from dotline.directory.actions.inserting import _insert_rows
from dotline.directory.actions.offering import Offerer, Offers
from dotline.directory.actions.touching import Touched
from dotline.directory.formats.records import Batch, Record
from dotline.directory.formats.shapes import SHAPES, Kind, Shape
from dotline.directory.models import Service, Tombstone
from dotline.directory.models.carried import Carried
from dotline.directory.queries.rows import MODELS, chunks, table
from dotline.directory.rules.offers import OfferKind

REMEMBERED = frozenset(
    {"organization", "service", "location", "service_at_location", "taxonomy", "taxonomy_term"}
)


@dataclass
class Change:
    """What a batch did to the tables."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    services: set[UUID] = field(default_factory=set)  # whose search rows must be made anew
    gone: set[UUID] = field(default_factory=set)
    refused: int = 0  # services that belong to another source
    offered: int = 0  # values of other sources' records, new since their last sighting
    touched: Touched = field(default_factory=Touched)

    @property
    def any(self) -> bool:
        """Whether anything differs now."""
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True)
class Terms:
    """Under which terms a batch is written."""

    origin: UUID  # whose rows these are from now on
    was: UUID  # whose rows they were until now
    may_replace: Callable[[UUID], bool]
    complete: bool
    demo: bool = False
    allow_removal: bool = False
    by: Offerer | None = None  # who offers what may not be written; a load is its own source

    def may_write(self, origin: UUID) -> bool:
        """Whether rows of an origin are ours to write."""
        return origin == self.was or self.may_replace(origin)

    def write(self, batch: Batch, progress: Progress) -> Change:
        """Write a batch. Raises Conflict when more than half of a source would vanish unasked."""
        change = Change()
        Offers.shut_out(batch, self.may_write)
        by = self.by or Offerer(OfferKind.LOAD, self.origin, batch.source)
        offers = Offers.begin(by, batch)
        progress.start("Writing records", batch.total())
        for name, shape in SHAPES.items():
            _write(batch, shape, self, change, offers)
            progress.advance(len(batch.of(name)))
        progress.done()
        change.offered = offers.settle()
        change.touched.write()
        return change


def _write(batch: Batch, shape: Shape, terms: Terms, change: Change, offers: Offers) -> None:
    model = MODELS[shape.name]
    mine = model._default_manager.filter(origin=terms.was)
    own: dict[UUID, str] = dict(mine.values_list("id", "digest"))
    new = dict(batch.of(shape.name))
    _keep_others(batch, shape, terms, new, own, offers)
    if shape.name == "service":
        change.refused = len(batch.of("service")) - len(new)
    digests = {key: record.digest for key, record in new.items()}
    fresh = [key for key in new if key not in own]
    differing = [key for key in new if key in own and own[key] != digests[key]]
    gone = _gone(batch, shape, terms, own, new)
    if shape.name == "service":
        _guard(terms, own, gone)
        change.gone |= set(gone)
    old = bool(change.unchanged or change.changed or change.removed or own)
    if old:  # a source's first load touches nothing that was there before
        change.touched.records(shape.name, [*differing, *gone])
    _remember_gone(model, shape, terms, gone)
    _delete(model, [*differing, *gone])
    _insert(model, shape, terms, (new[key] for key in (*fresh, *differing)), digests)
    offers.hold(shape.name, (new[key] for key in (*fresh, *differing)))
    if old:
        change.touched.records(shape.name, [*differing, *fresh])
    if shape.name in REMEMBERED:
        _delete(Tombstone, fresh)
    if terms.origin != terms.was:
        mine.update(origin=terms.origin)
    change.added += len(fresh)
    change.changed += len(differing)
    change.removed += len(gone)
    change.unchanged += len(new) - len(fresh) - len(differing)


def _keep_others(
    batch: Batch,
    shape: Shape,
    terms: Terms,
    new: dict[UUID, Record],
    own: dict[UUID, str],
    offers: Offers,
) -> None:
    """An id that another source brought stays that source's, unless the terms let us take it over."""
    model = MODELS[shape.name]
    for piece in chunks(key for key in new if key not in own):
        for key, origin, digest in model._default_manager.filter(id__in=piece).values_list(
            "id", "origin", "digest"
        ):
            if terms.may_replace(origin):
                own[key] = digest
                model._default_manager.filter(id=key).update(origin=terms.was)
            else:
                record = offers.foreign.setdefault(shape.name, {})[key] = new.pop(key)
                batch.note(
                    record.at, "id", "text", "this id already belongs to another source", REFUSED
                )
    offers.set_aside(batch, shape.name, new, own)


def _gone(
    batch: Batch, shape: Shape, terms: Terms, own: Mapping[UUID, str], new: Mapping[UUID, Record]
) -> list[UUID]:
    if terms.complete:
        return [key for key in own if key not in new]
    if shape.field("service_id") is None or not batch.of("service"):
        return []
    # A single service tells the whole truth about itself only.
    found: list[UUID] = []
    for piece in chunks(batch.of("service")):
        rows = table(shape.name).filter(origin=terms.was, service_id__in=piece)
        found += [key for key in rows.values_list("id", flat=True) if key not in new]
    return found


def _guard(terms: Terms, own: Mapping[UUID, str], gone: list[UUID]) -> None:
    if not terms.allow_removal and len(own) >= 20 and len(gone) * 2 > len(own):
        raise Conflict(
            "This load would remove {gone} of the {had} services of its source.",
            "Nothing was changed. If that is meant, load it again with --allow-removal.",
            gone=len(gone),
            had=len(own),
        )


def _remember_gone(model: type[Carried], shape: Shape, terms: Terms, gone: list[UUID]) -> None:
    if shape.name not in REMEMBERED or not gone:
        return
    names = [name for name in ("name", "name_fr", "organization_id") if shape.field(name)]
    now = clock.now()
    for piece in chunks(gone):
        _delete(Tombstone, piece)
        Tombstone.objects.bulk_create(
            Tombstone(kind=shape.name, origin=terms.origin, removed_at=now, **row)
            for row in model._default_manager.filter(id__in=piece).values("id", *names)
        )


def _delete(model: type[Carried] | type[Tombstone], ids: Iterable[UUID]) -> None:
    for piece in chunks(ids):
        model._default_manager.filter(id__in=piece)._raw_delete("open")  # no cascades exist


def _insert(
    model: type[Carried],
    shape: Shape,
    terms: Terms,
    records: Iterable[Record],
    digests: Mapping[UUID, str],
) -> None:
    links = [field.name for field in shape.fields if field.kind is Kind.ID]
    now = clock.now()

    def rows() -> Iterable[Mapping[str, object]]:
        for record in records:
            values: dict[str, object] = dict(record.values)
            for name in links:
                if name in values:
                    values[name] = UUID(str(values[name]))
            values |= {"id": record.id, "origin": terms.origin, "digest": digests[record.id]}
            if model is Service:
                values |= {"needs": " ".join(record.needs), "tiers": record.tiers}
                values |= {"demo": terms.demo or record.demo, "changed_at": now}
            yield values

    _insert_rows(model, rows())
