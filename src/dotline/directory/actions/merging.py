"""Merging records, undoing it, and judging pairs. Nothing of either record is written: a merge is a row beside them.

So loads go on writing what their source says, and undoing a merge gives back both records byte for byte.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, not_found
from dotline.base.ids import stable_id
from dotline.base.outcome import ALLOWED
from dotline.base.progress import Progress, SilentProgress
from dotline.base.reader import Reader
from dotline.directory import policy
from dotline.directory.actions.deciding import _there, _withdraw
from dotline.directory.actions.offering import Offerer, Offers
from dotline.directory.actions.projecting import Index
from dotline.directory.actions.touching import Touched, _alone
from dotline.directory.formats.shapes import SHAPES, Kind
from dotline.directory.models import DuplicatePair, Merge, MovedLink, Tombstone
from dotline.directory.queries import duplicates as found
from dotline.directory.queries.merged import MERGEABLE, active, stands_for
from dotline.directory.queries.owners import may_merge_away, seals
from dotline.directory.queries.rows import Row, chunks, every, table
from dotline.directory.rules.duplicates import Pair, Zone
from dotline.directory.rules.offers import OfferKind, Said, offered_fields
from dotline.directory.rules.sets import SETS

# Which links follow a merged record to the one that stands for it.
_FOLLOW: Final = {
    "organization": (
        ("service", "organization_id"),
        ("program", "organization_id"),
        ("location", "organization_id"),
        ("organization", "parent_organization_id"),
    ),
    "location": (("service_at_location", "location_id"),),
    "service": (),
}
# What hangs on a merged record and is offered to the one that stands for it.
_FURTHER: Final = ("phone", "language", "url", "contact", "service_at_location")


@action("directory.merge", store="open")
def merge(*, by: Reader, kind: str, survivor: UUID, loser: UUID) -> UUID:
    """Let one record stand for another; answers the merge. Raises Refused, NotFound, Invalid, Conflict."""
    allow(policy.may_steward(by))
    _alone()
    about(kind, survivor)
    if kind not in MERGEABLE:
        raise Invalid("Only organizations, services and locations are merged.", "Name one of them.")
    made = _merge(by, kind, survivor, loser, None)
    pair = DuplicatePair.objects.filter(id=found.pair_id(kind, survivor, loser))
    pair.update(state="same", decided_at=clock.now(), decided_by=by.worker)
    Merged.settle(SilentProgress(), changed=True, kinds={kind: [survivor, loser]})
    return made.id


@action("directory.unmerge", store="open")
def unmerge(*, by: Reader, kind: str, loser: UUID) -> UUID:
    """Give a merged record its own place back; answers what stood for it. Raises Refused, NotFound."""
    allow(policy.may_steward(by))
    _alone()
    row = Merge.objects.select_for_update().filter(kind=kind, loser=loser, undone_at=None).first()
    if row is None:
        raise not_found("merge")
    about(kind, loser)
    _lift(row)
    pair = DuplicatePair.objects.filter(id=found.pair_id(kind, row.survivor, loser))
    pair.update(state="open", decided_at=None, decided_by=None)
    Merged.settle(SilentProgress(), changed=True, kinds={kind: [row.survivor, loser]})
    return row.survivor


@action("directory.judge_pair", store="open")
def judge(*, by: Reader, pair: UUID, same: bool) -> None:
    """Say of a pair that it is one thing (it is merged) or two (it is never asked again)."""
    allow(policy.may_steward(by))
    _alone()
    row = _pair(pair)
    about("pair", row.id)
    note(same=same)
    if row.state != "open":
        raise Conflict("Somebody decided about this pair already.", "Load the page again.")
    row.state = "same" if same else "different"
    row.decided_at, row.decided_by = clock.now(), by.worker
    row.save()
    if same:
        survivor, loser = found.standing(row.kind, row.one, row.two)
        _merge(by, row.kind, survivor, loser, row.points)
        Merged.settle(SilentProgress(), changed=True, kinds={row.kind: [survivor, loser]})


@action("directory.reopen_pair", store="open")
def reopen(*, by: Reader, pair: UUID) -> None:
    """Take back what was said of a pair; a merge that came of it is undone."""
    allow(policy.may_steward(by))
    _alone()
    row = _pair(pair)
    about("pair", row.id)
    if row.state == "open":
        raise Conflict("Nobody decided about this pair yet.", "Load the page again.")
    merges = Merge.objects.filter(kind=row.kind, loser__in=(row.one, row.two), undone_at=None)
    mine = [one for one in merges if one.survivor in (row.one, row.two)]
    for one in mine:
        _lift(one)
    row.state, row.decided_at, row.decided_by = "open", None, None
    row.save()
    if mine:
        Merged.settle(SilentProgress(), changed=True, kinds={row.kind: [row.one, row.two]})


@action("directory.find_duplicates", store="open")
def look(*, by: Reader, merge_sure: bool = False, progress: Progress | None = None) -> list[Pair]:
    """Compare the whole directory and keep what may be twice there; answers the pairs, most points first.

    `merge_sure` merges those from the first threshold on, never one that somebody said to be two.
    """
    allow(policy.may_steward(by) if not by.is_system else ALLOWED)
    watch = progress or SilentProgress()
    pairs = found.compare(watch)  # takes long on a large directory, and writes nothing
    _alone()
    _remember(pairs)
    merged = _merge_sure(by, pairs, watch) if merge_sure else 0
    note(pairs=len(pairs), merged=merged)
    return pairs


def _pair(key: UUID) -> DuplicatePair:
    row = DuplicatePair.objects.select_for_update().filter(id=key).first()
    if row is None:
        raise not_found("pair")
    return row


def _remember(pairs: Iterable[Pair]) -> None:
    """Keep the pairs that were found; what was decided stays, what is no candidate any more goes."""
    known = dict(DuplicatePair.objects.values_list("id", "state"))
    now = clock.now()
    fresh = {found.pair_id(pair.kind, pair.one, pair.two): pair for pair in pairs}
    for piece in chunks(key for key, state in known.items() if state == "open"):
        DuplicatePair.objects.filter(id__in=piece).delete()
    DuplicatePair.objects.bulk_create(
        (
            DuplicatePair(
                id=key, kind=pair.kind, one=pair.one, two=pair.two, points=pair.points,
                lines=json.dumps([[line.what, line.how, line.points] for line in pair.lines]),
                found_at=now,
            )
            for key, pair in fresh.items()
            if known.get(key, "open") == "open"
        ),
        batch_size=200,
    )  # fmt: skip


def _merge_sure(by: Reader, pairs: Iterable[Pair], watch: Progress) -> int:
    """Merge cluster by cluster what is sure, each into the one that stands for all of them."""
    sure = [pair for pair in pairs if pair.zone is Zone.MERGE]
    merged = 0
    touched: dict[str, list[UUID]] = {}
    watch.start("Merging duplicates", len(sure))
    for kind, survivor, losers in found.clusters(sure):
        for loser, points in losers:
            if not may_merge_away(by, kind, loser):
                continue  # the pair waits for somebody of its agency
            _merge(by, kind, survivor, loser, points)
            touched.setdefault(kind, []).extend((survivor, loser))
            pair = DuplicatePair.objects.filter(id=found.pair_id(kind, survivor, loser))
            pair.update(state="same", decided_at=clock.now(), decided_by=by.worker)
            merged += 1
            watch.advance(1)
    watch.done()
    if merged:
        Merged.settle(watch, changed=True, kinds=touched)
    return merged


def _merge(by: Reader, kind: str, survivor: UUID, loser: UUID, points: int | None) -> Merge:
    rows = {row["id"]: row for row in table(kind).filter(id__in=[survivor, loser]).values()}
    if survivor == loser:
        raise Invalid("A record cannot be merged with itself.", "Name two records.")
    if len(rows) < 2:
        raise not_found(kind)
    merged = active(kind)
    if loser in merged:
        raise Conflict("This record was merged already.", "Undo that first: directory unmerge ID")
    if stands_for(survivor, merged) == loser:
        raise Conflict(
            "The other record was merged into this one.", "Undo that first: directory unmerge ID"
        )
    if seals(kind, {survivor, loser}):
        raise Conflict(
            "A sealed listing is not merged: what stands beside it would tell where it is.",
            "Its agency withdraws the one that is too many.",
        )
    may_merge_away(by, kind, loser).or_refuse()
    row = Merge(
        kind=kind, loser=loser, survivor=survivor, merged_at=clock.now(), merged_by=by.worker, points=points
    )  # fmt: skip
    row.save(force_insert=True)
    _offer(kind, rows[survivor], rows[loser])
    return row


def _offer(kind: str, survivor: Row, loser: Row) -> None:
    """Keep what the merged record says as offers to the one that stands for it (R-11)."""
    by = Offerer(OfferKind.MERGE, loser["id"], str(loser.get("name") or loser["id"]))
    told: dict[str, Said] = {name: loser[name] for name in offered_fields(kind)}
    further: dict[tuple[str, UUID], dict[str, Any]] = {}
    for child in _FURTHER:
        column = f"{kind}_id"
        if SHAPES[child].field(column) is None or (child, kind) == (
            "service_at_location",
            "location",
        ):
            continue
        # Joins of a merged listing are read by nobody else; of a set that was decided only the decision counts.
        rows = every(child) if child in SETS.values() else table(child)
        for row in rows.filter(**{column: loser["id"]}).values():
            key = stable_id("merge", str(survivor["id"]), str(row["id"]))
            further[child, key] = _values(child, row) | {column: str(survivor["id"])}
    Offers.offer(by, kind, survivor["id"], told, further)


def _offer_again(kind: str, merged: dict[UUID, UUID], origin: UUID) -> None:
    for piece in chunks(merged):
        for loser in table(kind).filter(id__in=piece, origin=origin).values():
            for survivor in table(kind).filter(id=merged[loser["id"]]).values():
                _offer(kind, survivor, loser)


def _values(kind: str, row: Row) -> dict[str, Any]:
    told = {
        one.name: row[one.name] for one in SHAPES[kind].fields if row[one.name] not in (None, "")
    }
    links = {one.name for one in SHAPES[kind].fields if one.kind is Kind.ID}
    return {name: str(said) if name in links else said for name, said in told.items()}


def _lift(row: Merge) -> None:
    """Undo one merge: what was taken of the merged record goes back too."""
    row.undone_at = clock.now()
    row.save(update_fields=["undone_at"])
    if table(row.kind).filter(id=row.loser).exists():  # one that its source took away stays buried
        Tombstone.objects.filter(id=row.loser, kind=row.kind).delete()
    _withdraw(OfferKind.MERGE, row.loser)


class Merged:
    """What follows from the merges in force: links, tombstones and the search, brought in line inside an action."""

    @staticmethod
    def settle(
        watch: Progress,
        *,
        changed: bool = False,
        kinds: Mapping[str, Iterable[UUID]] | None = None,
        origin: UUID | None = None,
    ) -> None:
        """Bring all in line after a merge, its undoing or a load. Without any merge it costs one read.

        `origin`: whose records were just written; what merged ones of them say anew is offered.
        """
        if not changed and not Merge.objects.filter(undone_at=None).exists():
            return
        touched = Touched()
        for kind, ids in (kinds or {}).items():
            touched.records(kind, ids)
        _lift_orphans(touched)
        for kind in MERGEABLE:
            merged = active(kind)
            _bury(kind, merged)
            if origin is not None:
                _offer_again(kind, merged, origin)
            for child, column in _FOLLOW[kind]:
                _follow(child, column, merged, touched)
        services = touched.services()
        touched.write()
        if services or changed:
            index = Index(watch)
            index.forget(active("service"))
            index.project(_there(services))
            index.new_edition()


def _lift_orphans(touched: Touched) -> None:
    """A merged record comes back when what stood for it is gone: nothing vanishes with another's listing."""
    for kind in MERGEABLE:
        merged = active(kind)
        there: set[UUID] = set()
        for piece in chunks(set(merged.values())):
            there.update(table(kind).filter(id__in=piece).values_list("id", flat=True))
        for loser, survivor in merged.items():
            if survivor not in there:
                for row in Merge.objects.filter(kind=kind, loser=loser, undone_at=None):
                    _lift(row)
                touched.records(kind, [loser])


def _bury(kind: str, merged: dict[UUID, UUID]) -> None:
    """A tombstone for each merged record, so that those who keep a copy hear of it."""
    known = set(Tombstone.objects.filter(kind=kind).values_list("id", flat=True))
    new = [key for key in merged if key not in known]
    names = [name for name in ("name", "name_fr", "organization_id") if SHAPES[kind].field(name)]
    now = clock.now()
    for piece in chunks(new):
        Tombstone.objects.bulk_create(
            Tombstone(kind=kind, removed_at=now, **row)
            for row in table(kind).filter(id__in=piece).values("id", "origin", *names)
        )


def _follow(child: str, column: str, merged: dict[UUID, UUID], touched: Touched) -> None:
    """Point links at what stands for their target now; what their source said stays known."""
    moved = {row.record_id: row for row in MovedLink.objects.filter(kind=child, column=column)}
    said = _said(child, column, merged, moved)
    gone = [row.id for key, row in moved.items() if key not in said]
    MovedLink.objects.filter(id__in=gone).delete()
    ends: dict[UUID, list[UUID]] = {}
    for key, (link, leads) in said.items():
        end = stands_for(link, merged)
        row = moved.get(key)
        if row is not None and (row.said, row.now) == (link, end) and leads == end != link:
            continue
        if row is not None:
            row.delete()
        if end != link:
            MovedLink(kind=child, record_id=key, column=column, said=link, now=end).save()
        ends.setdefault(end, []).append(key)
    for end, keys in ends.items():
        touched.records(child, keys)
        for piece in chunks(keys):
            table(child).filter(id__in=piece).update(**{column: end})
        touched.records(child, keys)


def _said(
    child: str, column: str, merged: dict[UUID, UUID], moved: dict[UUID, MovedLink]
) -> dict[UUID, tuple[UUID, UUID]]:
    """What the sources say of the links that were moved, or must be; and where each leads now."""
    said: dict[UUID, tuple[UUID, UUID]] = {}
    for piece in chunks(moved):
        for key, now in table(child).filter(id__in=piece).values_list("id", column):
            # Where its source wrote it anew, the source's word counts.
            link = moved[key].said if now == moved[key].now else now
            if link is not None:
                said[key] = (link, now)
    for piece in chunks(merged):
        for key, now in table(child).filter(**{f"{column}__in": piece}).values_list("id", column):
            said.setdefault(key, (now, now))
    return said
