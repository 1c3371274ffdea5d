"""Forgetting what others said of a listing when its agency seals it: any of it may tell where it is (R-26)."""

from uuid import UUID

from django.db.models import Q

from dotline.access.unit import action, allow, note
from dotline.base import clock
from dotline.base.progress import SilentProgress
from dotline.base.reader import Reader
from dotline.directory import policy
from dotline.directory.actions.merging import Merged, _lift
from dotline.directory.actions.projecting import Index
from dotline.directory.actions.touching import _alone
from dotline.directory.formats.records import Batch
from dotline.directory.models import (
    ConfirmationAnswer,
    DuplicatePair,
    FieldOffer,
    Merge,
    Service,
    Source,
    Tombstone,
)
from dotline.directory.queries.rows import chunks, table
from dotline.directory.queries.sealed import Owners, reach_of, runs_of, shown_by_loads, unforgotten


def _seal(
    service_id: UUID, keeps: UUID, agency: UUID | None = None, told: Batch | None = None
) -> Owners:
    """Forget all that stands beside a listing that its agency seals; answers what must be shown anew, by kind.

    Runs before the sealed listing is written: what was taken of an offer would be held in it otherwise, and its
    places would be gone from the tables. Rows of another origin than `keeps` go whole: a load that brought the
    listing first, or an earlier edition, would leave its address beside the sealed one. `told`: what the
    sealed listing says, whose place such an edition may have left without any link to it.
    """
    reach = reach_of(service_id, agency, told.of("location") if told else ())
    touched = _unsay(service_id, reach)
    loads = set(Source.objects.values_list("id", flat=True))
    for kind, ids in reach.items():
        for piece in chunks(ids):
            rows = table(kind).filter(id__in=piece).exclude(origin=keeps)
            # An organization is shared by all listings of its agency; only what a load says of it goes.
            rows = rows.filter(origin__in=loads) if kind == "organization" else rows
            if rows._raw_delete("open"):  # no cascades exist
                touched.setdefault("organization", set()).update(reach["organization"])
        Tombstone.objects.filter(kind=kind, id__in=ids - {service_id}).update(name="", name_fr="")
    return touched


def _unsay(service_id: UUID, reach: Owners) -> Owners:
    """Delete offers and pairs about a sealed listing, blank the answers, lift its merges; answers whose."""
    owners = {kind: reach[kind] for kind in ("service", "location", "organization")}
    owners["organization"] = owners["organization"] | runs_of(service_id)
    lifted: Owners = {}
    for kind, ids in owners.items():
        merges = Merge.objects.filter(kind=kind, undone_at=None)
        for row in merges.filter(Q(loser__in=ids) | Q(survivor__in=ids)):
            _lift(row)
            lifted.setdefault(kind, set()).update((row.loser, row.survivor))
        pairs = DuplicatePair.objects.filter(kind=kind)
        pairs.filter(Q(one__in=ids) | Q(two__in=ids)).delete()
    listing = set().union(*owners.values())
    for piece in chunks(set().union(*reach.values(), listing)):
        mine = Q(listing_id__in=piece) | Q(record_id__in=piece) | Q(source_id__in=piece)
        FieldOffer.objects.filter(mine).delete()
    answers = ConfirmationAnswer.objects.filter(service_id=service_id)
    answers.exclude(told="{}").update(told="{}")
    return lifted


def _seal_loaded(batch: Batch, origin: UUID) -> Owners:
    """Before a load seals listings of its own that were open until now: forget what stands beside them."""
    touched: Owners = {}
    sealed = [key for key, one in batch.of("service").items() if one.values.get("sealed")]
    for piece in chunks(sealed):
        mine = Service.objects.filter(id__in=piece, origin=origin).exclude(sealed=True)
        for key in mine.values_list("id", flat=True):
            _add(touched, _seal(key, origin))
    return touched


def _add(touched: Owners, more: Owners) -> None:
    for kind, ids in more.items():
        touched.setdefault(kind, set()).update(ids)


@action("directory.keep_sealed", store="open")
def keep_sealed(*, by: Reader) -> int:
    """Forget what is left beside listings that were sealed before sealing forgot it; returns how many had any."""
    allow(policy.may_take_in(by))
    _alone()
    touched: Owners = {}
    leaking = shown_by_loads(by)
    for key, passage in leaking.items():
        _add(touched, _take_off(key, passage))
    found = unforgotten(by)
    for key, origin in found.items():
        _add(touched, _seal(key, origin))
    if found or leaking:
        Index(SilentProgress()).forget(leaking)
        Merged.settle(SilentProgress(), changed=True, kinds=touched | {"service": set(found)})
    note(listings=len(found), taken_off=len(leaking))
    return len(found) + len(leaking)


def _take_off(service_id: UUID, passage: UUID) -> Owners:
    """Take a load's open row of a sealed listing off the list; no load brings it back, its agency publishes again."""
    touched = _seal(service_id, passage)
    Tombstone.objects.filter(id=service_id).delete()
    Tombstone(id=service_id, kind="service", origin=passage, removed_at=clock.now()).save()
    return touched
