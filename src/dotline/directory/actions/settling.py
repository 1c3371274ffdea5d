"""Writing hours or languages that a person decided beside the rows of their source, which stay as they are."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from dotline.base import clock
from dotline.base.ids import stable_id
from dotline.directory.formats.records import Place, Record
from dotline.directory.formats.zones import town
from dotline.directory.models import Source
from dotline.directory.queries import sets as queries
from dotline.directory.queries.rows import MODELS, SETTLED, every, table
from dotline.directory.rules import hours, languages, sets


def _settle(service_id: UUID, field: str, said: str) -> None:
    """Let a set stand for a listing. What its sources say themselves needs no rows of ours."""
    kind = sets.SETS[field]
    table(kind).filter(origin=SETTLED, service_id=service_id).delete()
    if not said or said == queries.sources_say(field, service_id):
        return
    Source.objects.get_or_create(
        id=SETTLED,
        defaults={"name": sets.SETTLED, "format": "offers", "loaded_at": clock.now()},
    )
    made = _languages if field == sets.LANGUAGES else _schedules
    for values in made(service_id, said):
        key = stable_id("settled", str(service_id), kind, str(sorted(values.items())))
        record = Record(kind, key, values, Place("offer", 1))
        owned = {"origin": SETTLED, "digest": record.digest, "service_id": service_id}
        MODELS[kind](id=key, **owned, **values).save(force_insert=True)


def _languages(service_id: UUID, said: str) -> Iterator[dict[str, Any]]:
    """A row for each; the words that a source has for one of them are kept."""
    told = ("name", "code", "note", "note_fr")
    known = {
        keys: {name: row[name] for name in told}
        for row in queries.rows_of(sets.LANGUAGES, service_id, decided=False)
        if (keys := languages.keys(row["name"], row["code"]))
    }
    for code in said.split():
        named = languages.label(code, "en")
        yield known.get(frozenset({code})) or {
            "name": named,
            "code": code if named != code else "",
        }


def _schedules(service_id: UUID, said: str) -> Iterator[dict[str, Any]]:
    """A row for the days that share their hours. Without a zone they are told in words, and never 'open now'."""
    zone = _zone(service_id)
    for one in sets.weeklies(said, zone):
        closes = "23:59" if one.closes == hours.DAY else sets.clock_of(one.closes)
        yield {
            "freq": "WEEKLY",
            "byday": ",".join(hours.WEEK[day] for day in range(7) if one.days >> day & 1),
            "opens_at": sets.clock_of(one.opens),
            "closes_at": closes,
            "zone": zone,
            "description": "" if zone else hours.in_words(one, "en"),
            "description_fr": "" if zone else hours.in_words(one, "fr"),
        }


def _zone(service_id: UUID) -> str:
    """The zone in which a source told hours of this listing, else the one of its town; '' where neither is known."""
    rows = queries.rows_of(sets.HOURS, service_id, decided=False)
    found = next((row["zone"] for row in rows if row["zone"]), "")
    joins = every("service_at_location").filter(service_id=service_id)
    homes = every("address").filter(location_id__in=joins.values("location_id")).order_by("id")
    places = (town(row["city"], row["state_province"]) for row in homes.values())
    return found or next((place.zone for place in places if place), "")
