"""Reads of duplicates: what everybody may know of each listing, compared; the queue of pairs, side by side.

Sealed listings and their organizations are not compared at all: a pair would tie a place to its secret.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from dotline.base.errors import NotFound, not_found
from dotline.base.ids import stable_id
from dotline.base.outcome import ALLOWED, Decision, first_refusal
from dotline.base.progress import Progress
from dotline.base.reader import Reader
from dotline.directory import policy
from dotline.directory.models import DuplicatePair, Merge, Source
from dotline.directory.queries.owners import may_merge_away
from dotline.directory.queries.rows import every, table
from dotline.directory.rules import duplicates as rules
from dotline.directory.rules import folded
from dotline.directory.rules.duplicates import Line, Listed, Pair, Spot, Zone
from dotline.matching import names
from dotline.matching.clusters import Clusters
from dotline.matching.names import Likeness, likeness

Many = dict[UUID, list[Any]]
_SAID: Final = ("origin", "name", "name_fr", "alternate_name", "email", "description")


def pair_id(kind: str, one: UUID, two: UUID) -> UUID:
    """The id of a pair, whichever of the two is named first."""
    low, high = sorted((one, two), key=lambda key: key.bytes)
    return stable_id("duplicate", kind, str(low), str(high))


def compare(progress: Progress) -> list[Pair]:
    """Every pair of organizations and of services that may be one thing, most points first."""
    read = _Read()
    groups = (list(read.organizations()), list(read.services()))
    progress.start("Comparing listings", sum(len(group) for group in groups))
    found: list[Pair] = []
    for group in groups:
        found += rules.pairs(group)
        progress.advance(len(group))
    progress.done()
    judged = DuplicatePair.objects.filter(state="different").values_list("kind", "one", "two")
    apart = set(judged)
    return [pair for pair in found if (pair.kind, pair.one, pair.two) not in apart]


def standing(kind: str, one: UUID, two: UUID) -> tuple[UUID, UUID]:
    """Which of two keeps its id, and which is merged into it."""
    listed = {each.id: each for each in _Read([one, two]).of(kind)}
    if len(listed) < 2:
        raise not_found(kind)
    first = rules.survivor(listed[one], listed[two])
    return first, two if first == one else one


def clusters(pairs: Sequence[Pair]) -> Iterator[tuple[str, UUID, list[tuple[UUID, int]]]]:
    """What is sure, cluster by cluster: the one that stays and those that go into it, with their points."""
    for kind in ("organization", "service"):
        apart = DuplicatePair.objects.filter(kind=kind, state="different").values_list("one", "two")
        joined: Clusters[UUID] = Clusters(apart)
        points: dict[UUID, int] = {}
        for pair in pairs:
            if pair.kind == kind and joined.join(pair.one, pair.two):
                for key in (pair.one, pair.two):
                    points[key] = max(points.get(key, pair.points), pair.points)
        groups = joined.groups()
        listed = {one.id: one for one in _Read([key for group in groups for key in group]).of(kind)}
        for group in groups:
            here = [listed[key] for key in group]
            first = here[0]
            for other in here[1:]:
                first = first if rules.survivor(first, other) == first.id else other
            yield kind, first.id, [(one.id, points[one.id]) for one in here if one is not first]


class _Read:
    """Everything that is compared, read once. With ids only those."""

    def __init__(self, ids: Sequence[UUID] | None = None) -> None:
        self.ids = ids
        self.loads = set(Source.objects.values_list("id", flat=True))
        sealed = table("service").filter(sealed=True).values_list("id", "organization_id")
        self.sealed = {key for row in sealed for key in row if key}

    def of(self, kind: str) -> Iterator[Listed]:
        """Services or organizations."""
        if kind == "organization":
            return self.organizations()
        return self.services() if kind == "service" else iter(())

    def _rows(self, kind: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        rows = every(kind)
        if self.ids is not None:
            rows = rows.filter(id__in=self.ids)
        found = rows.order_by("id").values_list("id", *columns).iterator(5000)
        return (row for row in found if row[0] not in self.sealed)

    def organizations(self) -> Iterator[Listed]:
        """Organizations with their own phones and the places that name them."""
        phones = self._phones("organization_id")
        spots = _spots(_grouped("location", "organization_id", "id"))
        for key, *said in self._rows("organization", *_SAID, "website"):
            yield replace(
                self._listed("organization", key, said),
                phones=_dialled(phones.get(key, ())),
                spots=tuple(dict.fromkeys(spots.get(key, ()))),
            )

    def services(self) -> Iterator[Listed]:
        """Active services with phones and places of their own, and the names of their organization."""
        phones = self._phones("service_id")
        spots = _spots(_grouped("service_at_location", "service_id", "location_id"))
        called = every("organization").values_list("id", "name", "name_fr")
        owners = {key: _names(both) for key, *both in called}
        more = ("url", "organization_id", "minimum_age", "maximum_age", "status")
        for key, *said, owner, low, high, status in self._rows("service", *_SAID, *more):
            if status == "active":
                yield replace(
                    self._listed("service", key, said),
                    owner=owner,
                    owners=owners.get(owner, ()),
                    phones=_dialled(phones.get(key, ())),
                    spots=tuple(dict.fromkeys(spots.get(key, ()))),
                    ages=(low, high),
                )

    def _listed(self, kind: str, key: UUID, said: Sequence[Any]) -> Listed:
        origin, name, french, other, email, about, site = said
        # What a service is also called is, as often as not, what its organization is called.
        called = _names((name, french, other) if kind == "organization" else (name, french))
        return Listed(
            id=key,
            kind=kind,
            names=called,
            emails=frozenset(filter(None, [email.casefold().strip()])),
            sites=frozenset(filter(None, [folded.page(site)])),
            hosts=frozenset(filter(None, [folded.host(site)])),
            words=frozenset(names.plain(about[:600]).split()),
            source=origin,
            weight=(int(origin not in self.loads), len(called) + len(about[:600])),
        )

    def _phones(self, column: str) -> Many:
        return _grouped("phone", column, "number")


def _dialled(phones: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(folded.digits, phones)))


def _names(called: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(filter(None, (names.words(one) for one in called if one))))


def _grouped(kind: str, column: str, value: str) -> Many:
    found: Many = defaultdict(list)
    rows = every(kind).exclude(**{column: None}).order_by("id").values_list(column, value)
    for owner, said in rows.iterator(5000):
        if said:
            found[owner].append(said)
    return found


def _spots(places: Many) -> dict[UUID, list[Spot]]:
    columns = ("location_id", "address_1", "postal_code", "city")
    at: dict[UUID, list[Spot]] = defaultdict(list)
    rows = every("address").exclude(address_type="postal").order_by("id").values_list(*columns)
    for place, street, code, town in rows.iterator(5000):
        at[place].append(Spot(folded.street(street), folded.postal(code), names.plain(town)))
    return {
        owner: [spot for place in found for spot in at.get(place, ())]
        for owner, found in places.items()
    }


@dataclass(frozen=True)
class ReviewPair:
    """A pair for a page: both records side by side, the waterfall, what was decided."""

    id: UUID
    kind: str
    points: int
    zone: Zone
    state: str
    found_at: datetime
    decided_at: datetime | None
    lines: tuple[Line, ...]
    one: Mapping[str, Any]
    two: Mapping[str, Any]
    may_merge: Decision


def queue(reader: Reader, *, most: int = 50, state: str = "open") -> list[ReviewPair]:
    """The pairs that wait for a person, most points first; or those that were decided last."""
    policy.may_steward(reader).or_refuse()
    rows = DuplicatePair.objects.filter(state=state) if state == "open" else _decided()
    rows = rows.order_by("-points", "id") if state == "open" else rows.order_by("-decided_at", "id")
    return [_shown(reader, row) for row in rows[:most]]


def waiting(reader: Reader) -> int:
    """How many pairs wait."""
    del reader
    return DuplicatePair.objects.filter(state="open").count()


def pair(reader: Reader, key: UUID) -> ReviewPair:
    """One pair. Raises NotFound."""
    policy.may_steward(reader).or_refuse()
    row = DuplicatePair.objects.filter(id=key).first()
    if row is None:
        raise not_found("pair")
    return _shown(reader, row)


def kind_of(reader: Reader, key: UUID) -> str:
    """Whether an id is an organization, a service or a location. Raises NotFound."""
    policy.may_steward(reader).or_refuse()
    for kind in ("service", "organization", "location"):
        if (
            table(kind).filter(id=key).exists()
            or Merge.objects.filter(kind=kind, loser=key).exists()
        ):
            return kind
    raise not_found("record")


def called(reader: Reader, kind: str, key: UUID) -> str:
    """The name of a record, also of a merged one; '' where it has none."""
    policy.may_steward(reader).or_refuse()
    return str(table(kind).filter(id=key).values_list("name", flat=True).first() or "")


def alike(reader: Reader, kind: str, one: UUID, two: UUID) -> bool:
    """Whether the names of two records have anything in common; one without a name may be any."""
    said = likeness(called(reader, kind, one), called(reader, kind, two))
    return said is not Likeness.DIFFERENT


def _decided() -> Any:
    return DuplicatePair.objects.exclude(state="open")


def _shown(reader: Reader, row: DuplicatePair) -> ReviewPair:
    sides = {
        each["id"]: each for each in table(row.kind).filter(id__in=(row.one, row.two)).values()
    }
    zone = Zone.MERGE if row.points >= rules.MERGE else Zone.REVIEW
    return ReviewPair(
        id=row.id, kind=row.kind, points=row.points, zone=zone, state=row.state, found_at=row.found_at,
        decided_at=row.decided_at, lines=tuple(Line(*line) for line in json.loads(row.lines)),
        one=_side(row.kind, row.one, sides), two=_side(row.kind, row.two, sides),
        may_merge=_may_merge(reader, row) if len(sides) == 2 and row.state == "open" else ALLOWED,
    )  # fmt: skip


def _may_merge(reader: Reader, row: DuplicatePair) -> Decision:
    one, two = (may_merge_away(reader, row.kind, key) for key in (row.one, row.two))
    if one and two:
        return ALLOWED  # whichever is to go
    try:
        _first, loser = standing(row.kind, row.one, row.two)
    except NotFound:  # one of them is compared no more
        return first_refusal(one, two)
    return one if loser == row.one else two


def _side(kind: str, key: UUID, sides: Mapping[UUID, Mapping[str, Any]]) -> dict[str, Any]:
    """What a page shows of one record of a pair."""
    row = sides.get(key, {})
    told: dict[str, Any] = {"id": key}
    told |= {
        name: row.get(name) or ""
        for name in ("name", "name_fr", "alternate_name", "description", "email")
    }
    told["website"] = row.get("website") or row.get("url") or ""
    told["phones"] = list(
        every("phone").filter(**{f"{kind}_id": key}).order_by("id").values_list("number", flat=True)
    )
    owner = row.get("organization_id")
    if owner:
        told["organization"] = (
            table("organization").filter(id=owner).values_list("name", flat=True).first()
        )
    places = (
        table("service_at_location").filter(service_id=key).values("location_id")
        if kind == "service"
        else table("location").filter(organization_id=key).values("id")
    )
    told["places"] = [
        ", ".join(filter(None, spot))
        for spot in table("address").filter(location_id__in=places).order_by("id")
        .values_list("address_1", "city", "postal_code")[:3]
    ]  # fmt: skip
    origins = [row["origin"]] if row else []
    source = Source.objects.filter(id__in=origins).values_list("name", flat=True).first()
    told["source"] = source or ""
    return told
