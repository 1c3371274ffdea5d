"""From the full tables to the narrow rows that search reads: tokens, needs, languages, regions, points, hours, card."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from dotline.base import clock
from dotline.base.ids import new_id
from dotline.base.progress import Progress
from dotline.directory.actions import windows
from dotline.directory.actions.inserting import _insert_rows
from dotline.directory.actions.placing import Places
from dotline.directory.formats.zones import town
from dotline.directory.models import (
    Edition,
    SearchArea,
    SearchHours,
    SearchPoint,
    SearchRow,
    ServiceNeed,
)
from dotline.directory.queries import engine
from dotline.directory.queries.merged import names_of_merged
from dotline.directory.queries.rows import Row, by, chunks, one
from dotline.directory.rules import areas, card, languages, needs, regions, welcome, words
from dotline.directory.rules.hours import Weekly, weekly
from dotline.gates.publish import REGION
from dotline.reference import regions as reference_regions
from dotline.reference.regions import Region


class Index:
    """The search rows, written inside a running action."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    def new_edition(self) -> None:
        """Everything cached so far is out of date from now on; lists get their places."""
        Places.keep()
        Edition.objects.update_or_create(id=1, defaults={"stamp": new_id(), "made_at": clock.now()})

    def forget(self, services: Iterable[UUID]) -> None:
        """Take services off the list: out of the search, and nobody owes their confirmation any more."""
        gone = list(services)
        self._clear(gone)
        windows._let_go(gone)

    def _clear(self, services: Iterable[UUID]) -> dict[UUID, int]:
        """Take services out of the search; answers the numbers they had."""
        numbers: dict[UUID, int] = {}
        for piece in chunks(services):
            found = SearchRow.objects.filter(service_id__in=piece)
            numbers.update(found.values_list("service_id", "number"))
            for model in (SearchRow, SearchPoint, SearchHours, SearchArea, ServiceNeed):
                model._default_manager.filter(service_id__in=piece).delete()
        engine.forget(list(numbers.values()))
        return numbers

    def project(self, services: Iterable[UUID]) -> None:
        """Make the search rows of these services anew. A service that is not active gets none."""
        wanted = list(services)
        numbers = self._clear(wanted)
        windows._carry_over(wanted)
        last = SearchRow.objects.order_by("-number").values_list("number", flat=True).first() or 0
        following = max([last, *numbers.values()]) + 1
        self.progress.start("Indexing services", len(wanted))
        for piece in chunks(wanted):
            made = [_projected(gathered) for gathered in _gather(piece)]
            for part in made:
                part.row.number = numbers.get(part.row.service_id, 0) or following
                following += part.row.number == following
            _keep(made)
            windows._keep([part.row for part in made])
            windows._let_go(set(piece) - {part.row.service_id for part in made})
            self.progress.advance(len(piece))
        self.progress.done()


def _keep(made: "list[Projected]") -> None:
    _insert_rows(SearchRow, (vars(part.row) for part in made))
    for model, rows in (
        (SearchPoint, [row for part in made for row in part.points]),
        (SearchHours, [row for part in made for row in part.hours]),
        (SearchArea, [row for part in made for row in part.areas]),
        (ServiceNeed, [row for part in made for row in part.needs]),
    ):
        _insert_rows(model, (vars(row) for row in rows))
    engine.remember([(part.row.number, part.row.tokens) for part in made])


@dataclass
class Gathered:
    """Everything about one service that search or a list of results may need."""

    service: Row
    organization: Row = field(default_factory=dict)
    locations: list[Row] = field(default_factory=list)
    addresses: list[Row] = field(default_factory=list)
    accessibility: list[Row] = field(default_factory=list)
    phones: list[Row] = field(default_factory=list)
    languages: list[Row] = field(default_factory=list)
    schedules: list[Row] = field(default_factory=list)
    areas: list[Row] = field(default_factory=list)
    terms: list[Row] = field(default_factory=list)
    former: list[str] = field(default_factory=list)  # names of what was merged into it


@dataclass
class Projected:
    """The narrow rows of one service."""

    row: SearchRow
    points: list[SearchPoint]
    hours: list[SearchHours]
    areas: list[SearchArea]
    needs: list[ServiceNeed]


OWN = ("phone", "language", "schedule", "service_area")
AT_JOIN = ("phone", "schedule", "service_area")
AT_PLACE = ("address", "accessibility", "phone", "language", "schedule")


@dataclass
class _Sources:
    """The rows of many services, by whom they belong to."""

    joins: dict[UUID, list[Row]]
    locations: dict[UUID, Row]
    own: dict[str, dict[UUID, list[Row]]]
    at_join: dict[str, dict[UUID, list[Row]]]
    at_place: dict[str, dict[UUID, list[Row]]]

    def places(self, service: UUID) -> list[Row]:
        """Where a service is given."""
        found = (self.locations.get(join["location_id"]) for join in self.joins.get(service, ()))
        return [place for place in found if place]

    def rows(self, kind: str, service: UUID) -> list[Row]:
        """Rows of a kind that are the service's own, or those of its places, each once."""
        found = list(self.own.get(kind, {}).get(service, ()))
        for join in self.joins.get(service, ()):
            found += self.at_join.get(kind, {}).get(join["id"], ())
        for place in self.places(service):
            found += self.at_place.get(kind, {}).get(place["id"], ())
        return list({row["id"]: row for row in found}.values())


def _sources(services: Iterable[UUID]) -> _Sources:
    ids = list(services)
    joins = by("service_at_location", "service_id", ids)
    flat = [row for rows in joins.values() for row in rows]
    locations = one("location", (row["location_id"] for row in flat))
    return _Sources(
        joins,
        locations,
        {kind: by(kind, "service_id", ids) for kind in OWN},
        {kind: by(kind, "service_at_location_id", [row["id"] for row in flat]) for kind in AT_JOIN},
        {kind: by(kind, "location_id", locations) for kind in AT_PLACE},
    )


def _gather(ids: list[UUID]) -> Iterable[Gathered]:
    services = {key: row for key, row in one("service", ids).items() if row["status"] == "active"}
    organizations = one("organization", (row["organization_id"] for row in services.values()))
    desk = by("phone", "organization_id", organizations)
    attributes = by("attribute", "link_id", services)
    links = (row["taxonomy_term_id"] for rows in attributes.values() for row in rows)
    terms = one("taxonomy_term", links)
    sources = _sources(services)
    former = names_of_merged("service") | names_of_merged("organization")
    for key, service in services.items():
        mine = (terms.get(row["taxonomy_term_id"]) for row in attributes.get(key, ()))
        yield Gathered(
            service=service,
            organization=organizations.get(service["organization_id"], {}),
            locations=sources.places(key),
            addresses=sources.rows("address", key),
            accessibility=sources.rows("accessibility", key),
            phones=sources.rows("phone", key) or desk.get(service["organization_id"], []),
            languages=sources.rows("language", key),
            schedules=sources.rows("schedule", key),
            areas=sources.rows("service_area", key),
            terms=[term for term in mine if term],
            former=former.get(key, []) + former.get(service["organization_id"], []),
        )


def _projected(found: Gathered) -> Projected:
    service, organization = found.service, found.organization
    met = needs.met(service["needs"].split(), [row["name"] for row in found.terms], service["name"])
    spoken = sorted(
        {key for row in found.languages for key in languages.keys(row["name"], row["code"])}
    )
    hours = [one for row in found.schedules if (one := weekly(row, row["zone"])) and row["zone"]]
    provinces = {regions.province(row["state_province"]) for row in found.addresses} - {""}
    served = {code for row in found.areas for code in _served(row)}
    row = SearchRow(
        service_id=service["id"],
        organization_id=service["organization_id"],
        tokens=words.tokens(_texts(service, organization, found, met)),
        needs=" ".join(sorted(met)),
        languages=" ".join(spoken),
        provinces=" ".join(sorted(provinces or _of_region(found))),
        serves=" ".join(sorted(served)),
        welcomes=" ".join(
            welcome.tokens(service["welcomes"], [row["description"] for row in found.accessibility])
        ),
        age_from=_age(service["minimum_age"]),
        age_to=_age(service["maximum_age"]),
        sort=words.fold(service["name"])[:200],
        assured=service["assured_date"],
        card=json.dumps(card.made(_card_parts(found, hours, spoken, met)), ensure_ascii=False),
    )
    return Projected(
        row,
        _points(found),
        [_hours(service["id"], one) for one in dict.fromkeys(hours)],
        [
            SearchArea(service_id=service["id"], extent=row["extent"])
            for row in found.areas
            if areas.read(row["extent"], row["extent_type"])
        ],
        [ServiceNeed(service_id=service["id"], need=code, how=how) for code, how in met.items()],
    )


def _served(row: Row) -> frozenset[str]:
    """Province codes or a town that an area names; UNPLACED when it names what we cannot place."""
    if row["province"]:
        return frozenset({row["province"]})
    name, _, province = (part.strip() for part in row["name"].partition(","))
    place = town(name, regions.province(province)) if name and regions.province(province) else None
    if place is None or place.country != "CA" or place.kind not in ("town", "northern"):
        found = regions.served(row["name"])
        if found or areas.read(row["extent"], row["extent_type"]):
            return found
        place = town(name, "") if name and not province else None
    if place is not None and place.country == "CA" and place.kind in ("town", "northern"):
        return frozenset({regions.town_key(place.province, place.name)})
    return frozenset({regions.UNPLACED})


def _age(years: float | None) -> int | None:
    """Whole years, or nothing for what cannot be an age."""
    return int(years) if years is not None and 0 <= years <= 150 else None


def _of_region(found: Gathered) -> set[str]:
    """A place without an address (a sealed one) stands in the provinces it serves, when that is one."""
    served = {code for row in found.areas for code in _served(row) if len(code) == 2}
    served -= {regions.COUNTRY}
    return served if len(served) == 1 else set()


def _texts(
    service: Row, organization: Row, found: Gathered, met: Mapping[str, str]
) -> list[tuple[str, str]]:
    texts = [(words.NAME, service[name]) for name in ("name", "name_fr", "alternate_name")]
    texts += [
        (words.NAME, organization.get(name, "")) for name in ("name", "name_fr", "alternate_name")
    ]
    texts += [(words.TERM, name) for name in found.former]
    texts += [(words.TERM, row["name"]) for row in found.terms]
    texts += [(words.TERM, needs.vocabulary_of(code)) for code in met]
    texts += [
        (words.TEXT, service[name])
        for name in (
            "description",
            "description_fr",
            "eligibility_description",
            "eligibility_description_fr",
            "alert",
        )
    ]
    return [(letter, text) for letter, text in texts if text]


def _card_parts(
    found: Gathered, hours: list[Weekly], spoken: list[str], met: Mapping[str, str]
) -> card.Parts:
    return card.Parts(
        service=found.service,
        organization=found.organization,
        locations=found.locations,
        addresses=found.addresses,
        accessibility=found.accessibility,
        phones=found.phones,
        schedules=found.schedules,
        areas=found.areas,
        hours=hours,
        languages=spoken,
        needs=sorted(met),
    )


def _region(place: Row) -> Region | None:
    """The region that stands for a place which is not public."""
    if place["external_identifier_type"] != REGION:
        return None
    return reference_regions.find(place["external_identifier"])


def _points(found: Gathered) -> list[SearchPoint]:
    """Every place of a service; one without coordinates stands in the middle of its town, and says so."""
    made = []
    for place in found.locations:
        lat, lon, exact = place["latitude"], place["longitude"], not found.service["sealed"]
        region = _region(place)
        if region is not None:
            # A sealed place: one fixed point for the whole region, for order and radius only.
            lat, lon, exact = region.lat, region.lon, False
        if lat is None:
            homes = [row for row in found.addresses if row["location_id"] == place["id"]]
            middle = next(
                (t for row in homes if (t := town(row["city"], row["state_province"]))), None
            )
            if middle is None or middle.point is None:
                continue
            (lat, lon), exact = middle.point, False
        made.append(
            SearchPoint(
                service_id=found.service["id"],
                location_id=place["id"],
                latitude=lat,
                longitude=lon,
                exact=exact,
            )
        )
    return made


def _hours(service: UUID, one: Weekly) -> SearchHours:
    return SearchHours(
        service_id=service,
        days=one.days,
        opens=one.opens,
        closes=one.closes,
        zone=one.zone,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
    )
