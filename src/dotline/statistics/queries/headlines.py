"""The measures a minister reads, computed from the newest edition and the open directory; none is typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import NotFound
from dotline.base.reader import Reader
from dotline.directory.queries import beds
from dotline.directory.queries.assurance import Assured, assured_services
from dotline.directory.rules.beds import State
from dotline.directory.rules.freshness import is_fresh
from dotline.gates.protect import durations
from dotline.gates.protect.durations import Between
from dotline.statistics.models import Cell, Release
from dotline.statistics.queries.figures import Number, table
from dotline.statistics.queries.releases import latest_release
from dotline.statistics.rules import headlines as rules
from dotline.statistics.rules.headlines import HEADLINES, Headline, Way
from dotline.statistics.rules.measures import COUNTRY, UNKNOWN_PLACE, definitions

SHARES = {"p50": 0.5, "p90": 0.9}


@dataclass(frozen=True)
class HeadlineShown:
    """One headline with what it says now. None in `waits` or `share` means hidden or not collected.

    `numbers` are the published cells it was computed from; `places` give a share for each province,
    None where it is hidden;
    `there` says for each kind of help in which places it is.
    """

    headline: Headline
    release: Release | None = None
    numbers: tuple[Number, ...] = ()
    waits: Mapping[str, Between | None] = field(default_factory=dict)
    share: float | None = None
    part: int | None = None
    whole: int | None = None
    kinds: tuple[tuple[str, float], ...] = ()
    places: Mapping[str, float | None] = field(default_factory=dict)
    by_place: tuple[Number, ...] = ()
    there: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)

    @property
    def says_something(self) -> bool:
        """Whether any number of it is shown."""
        counted = any(one.value is not None for one in self.numbers)
        return self.share is not None or any(self.waits.values()) or (counted and not self.waits)


def headlines(reader: Reader) -> list[HeadlineShown]:
    """All headlines, in the order of the page."""
    return [headline(reader, one.code) for one in HEADLINES]


def headline(reader: Reader, code: str) -> HeadlineShown:
    """One headline. Raises NotFound."""
    found = next((one for one in HEADLINES if one.code == code), None)
    if found is None:
        raise NotFound(
            "“{code}” is not among what is published.",
            "Choose one of: {known}.",
            code=code[:40],
            known=", ".join(one.code for one in HEADLINES),
        )
    if found.way is Way.DIRECTORY:
        return _of_directory(reader, found)
    row = latest_release(reader)
    numbers = _newest(reader, row, found.table)
    if row is None or not numbers:
        return HeadlineShown(found, row)
    if found.way is Way.WAIT:
        return HeadlineShown(found, row, numbers, waits=_waits(numbers))
    if found.way is Way.SHARE:
        return _share(reader, found, row, numbers)
    places = [one for one in _newest(reader, row, "unmet-needs") if one.place.code != COUNTRY]
    return HeadlineShown(found, row, numbers, by_place=tuple(places))


def _newest(reader: Reader, row: Release | None, code: str) -> tuple[Number, ...]:
    """The cells of a table for the whole period of the newest edition; none where it has no such table."""
    if row is None:
        return ()
    try:
        found = table(reader, code, str(row.edition)).numbers
    except NotFound:
        return ()
    return tuple(one for one in found if one.time.code == row.period)


def _waits(numbers: tuple[Number, ...]) -> dict[str, Between | None]:
    """The percentiles that the published bins allow; the total is what is published or adds up."""
    codes = [one.category.code for one in numbers if one.category]
    values = [one.value for one in numbers]
    total = _total(numbers)
    return {
        name: durations.percentile(share, codes[:-1], values, total)
        for name, share in SHARES.items()
    }


def _total(numbers: tuple[Number, ...], place: str = COUNTRY) -> int | None:
    """The count of all categories together, as the same edition prints it."""
    one = numbers[0]
    rows = Cell.objects.using(Store.OPEN).filter(
        table__release=one.release,
        measure=one.measure.counts,
        part="all",
        time=one.time.code,
        place=place,
    )
    return rows.values_list("value", flat=True).first()


def _share(
    reader: Reader, found: Headline, row: Release, numbers: tuple[Number, ...]
) -> HeadlineShown:
    category = found.part.partition("=")[2]
    part = next(one.value for one in numbers if one.category and one.category.code == category)
    whole = _total(numbers)
    share = part / whole if part is not None and whole else None
    places = _by_place(reader, found, row, category)
    return HeadlineShown(found, row, numbers, share=share, part=part, whole=whole, places=places)


def _by_place(
    reader: Reader, found: Headline, row: Release, category: str
) -> dict[str, float | None]:
    """The share in each province, from published cells alone; None where one of the two is hidden."""
    shares: dict[str, float | None] = {}
    if not found.by_place:
        return shares
    for one in _newest(reader, row, found.by_place):
        if one.category and one.category.code == category and one.place.code != UNKNOWN_PLACE:
            whole = _total((one,), one.place.code)
            if whole != 0:
                shares[one.place.code] = (
                    one.value / whole if one.value is not None and whole else None
                )
    return shares


def _of_directory(reader: Reader, found: Headline) -> HeadlineShown:
    services = assured_services(reader)
    if found.code == "beds_unknown":
        return _beds(reader, found, services)
    if found.code == "coverage":
        return _coverage(found, services)
    today = clock.today()
    good = {one.service for one in services if is_fresh(one.confirmed, one.needs, today)}
    places = {}
    for place in _sizes():
        there = [one for one in services if place in one.serves]
        if there:
            places[place] = sum(one.service in good for one in there) / len(there)
    part, whole = len(good), len(services)
    share = part / whole if whole else None
    return HeadlineShown(found, share=share, part=part, whole=whole, places=places)


def _beds(reader: Reader, found: Headline, services: list[Assured]) -> HeadlineShown:
    if reader.is_public:
        return HeadlineShown(found)
    known, now = beds.known(reader), clock.now()
    shelters = [one.service for one in services if rules.offers("shelter", one.needs)]
    unknown = [
        one for one in shelters if one not in known or known[one].state(now) is State.UNKNOWN
    ]
    share = len(unknown) / len(shelters) if shelters else None
    return HeadlineShown(found, share=share, part=len(unknown), whole=len(shelters))


def _coverage(found: Headline, services: list[Assured]) -> HeadlineShown:
    sizes, today = _sizes(), clock.today()
    good = [one for one in services if is_fresh(one.confirmed, one.needs, today)]
    kinds = {
        kind: {
            place: any(one.is_for(place) and rules.offers(kind, one.needs) for one in good)
            for place in sizes
        }
        for kind in rules.KINDS
    }
    rows = tuple(rules.covered(kinds, sizes))
    places = {place: sum(there[place] for there in kinds.values()) / len(kinds) for place in sizes}
    return HeadlineShown(found, share=dict(rows)["all"], kinds=rows, places=places, there=kinds)


def _sizes() -> dict[str, int]:
    """The people of each province and territory, in thousands; the unknown place left out."""
    return {k: v for k, v in definitions().closed.sizes.items() if k != UNKNOWN_PLACE}
