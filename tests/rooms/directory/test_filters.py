"""Filters: region served, for whom, open on holidays, beds; and what is said where no road leads."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from dotline.base.reader import Reader
from dotline.directory.queries import beds, pages
from dotline.directory.queries.find import find
from dotline.directory.rules.beds import Beds
from dotline.directory.rules.query import Found, Query
from dotline.reference import places
from tests.rooms.directory.listings import key, load, service

PUBLIC = Reader.public()
NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)  # a Friday noon in Toronto
CHRISTMAS = datetime(2026, 12, 25, 17, 0, tzinfo=UTC)  # a Friday too
WEEK = "MO,TU,WE,TH,FR"
DAILY = f"{WEEK},SA,SU"
ZONE = "America/Toronto"
TORONTO, GATINEAU, OTTAWA = (43.70, -79.40), (45.48, -75.65), (45.42, -75.70)


def asked(**parts: object) -> Found:
    return find(PUBLIC, Query(**{"at": NOON, **parts}))  # type: ignore[arg-type]


def names(found: Found) -> list[str]:
    return [hit.text("name") for hit in found.hits]


def said(found: Found, name: str) -> list[str]:
    return next([one.en for one in hit.why] for hit in found.hits if hit.text("name") == name)


@pytest.fixture
def _houses() -> None:
    load(
        service("Quiet house", at=TORONTO, needs=("shelter",)),
        service("Women’s house", at=TORONTO, needs=("shelter",),
                ours={"welcomes": "gender:Feminine children:yes pets:no"}),
        service("Men’s house", at=TORONTO, needs=("shelter",), minimum_age=16,
                ours={"welcomes": "gender:Masculine children:no"}),
    )  # fmt: skip


@pytest.mark.usefixtures("_houses")
def test_what_says_no_goes_what_says_yes_is_first_and_silence_says_ask() -> None:
    found = asked(need="shelter", gender="Feminine")
    assert names(found) == ["Women’s house", "Quiet house"]
    assert "welcomes: Woman or girl" in said(found, "Women’s house")
    assert "does not say who may come: ask" in said(found, "Quiet house")
    assert names(asked(need="shelter", children=True)) == ["Women’s house", "Quiet house"]
    assert "Women’s house" not in names(asked(need="shelter", pets=True))
    assert names(asked(need="shelter", gender="Masculine", age=15)) == ["Quiet house"]


@pytest.mark.usefixtures("_houses")
def test_counts_beside_the_answer_add_up() -> None:
    found = asked(need="shelter", facets=True)
    counts = {(one.name, one.code): one.count for one in found.facets}
    assert counts["need", "shelter"] == found.total == 3
    assert counts["gender", "Feminine"] == counts["children", "yes"] == 1
    assert ("pets", "no") not in counts
    assert all(one.label_en and one.label_fr for one in found.facets)


def test_a_service_for_another_province_is_not_near_and_one_for_the_town_is() -> None:
    load(
        service("River house", at=GATINEAU, needs=("shelter",), serves="Québec"),
        service("Capital house", at=OTTAWA, needs=("shelter",)),
        service("Far desk", at=TORONTO, needs=("shelter",), serves="Ottawa, Ontario"),
        service("Valley desk", at=TORONTO, needs=("shelter",), service_areas=[
            {"id": key("shape"), "name": "Our valley", "extent_type": "geojson", "extent":
             '{"type":"Polygon","coordinates":[[[-76,45],[-75,45],[-75,46],[-76,46],[-76,45]]]}'}]),
    )  # fmt: skip
    found = asked(need="shelter", near=places.find("Ottawa"), km=50.0)
    assert set(names(found)) == {"Capital house", "Far desk", "Valley desk"}
    assert "serves Ottawa, ON" in said(found, "Far desk")
    assert "serves Ottawa, ON" in said(found, "Valley desk")


def test_on_a_holiday_weekly_hours_promise_nothing_but_day_and_night_does() -> None:
    load(
        service("Weekday desk", needs=("legal_aid",), serves="Ontario", open_=(WEEK, "09:00", "17:00", ZONE)),
        service("Always desk", needs=("legal_aid",), serves="Ontario", open_=(DAILY, "00:00", "23:59", ZONE)),
        service("Distant desk", needs=("legal_aid",), serves="Québec", open_=("SA", "09:00", "17:00", ZONE)),
    )  # fmt: skip
    open_now = asked(need="legal_aid", open_now_at=CHRISTMAS, at=CHRISTMAS)
    assert names(open_now) == ["Always desk", "Weekday desk"]
    assert "open day and night" in said(open_now, "Always desk")
    assert "usually open now, but it is Christmas Day: call first" in said(open_now, "Weekday desk")
    assert names(asked(need="legal_aid", open_now_at=NOON)) == ["Always desk", "Weekday desk"]


@pytest.fixture
def _counted() -> Iterator[None]:
    load(
        *(
            service(f"{name} house", at=TORONTO, needs=("shelter",))
            for name in ("A", "B", "C", "D")
        ),
        service("E talk", at=TORONTO, needs=("counselling",)),
    )
    counts = {
        "A": Beds(0, NOON - timedelta(minutes=5)),
        "B": Beds(2, NOON - timedelta(minutes=5)),
        "C": Beds(2, NOON - timedelta(hours=9)),
    }
    told = {UUID(key(f"{name} house")): one for name, one in counts.items()}
    before = beds.answer(lambda _reader: told)
    yield
    beds.answer(before)


@pytest.mark.usefixtures("_counted")
def test_beds_now_takes_out_the_full_and_never_believes_an_old_count() -> None:
    found = asked(need="shelter", beds_now=True)
    assert names(found) == ["B house", "C house", "D house"]
    assert "2 beds free (counted 5 min ago)" in said(found, "B house")
    assert "beds: not known, call" in said(found, "C house")
    assert "full (counted 5 min ago)" in said(asked(need="shelter"), "A house")


@pytest.mark.usefixtures("_counted")
def test_a_service_that_offers_beds_and_told_no_count_says_that_nobody_knows() -> None:
    found = asked(need="shelter")
    assert "beds: not known, call" in said(found, "D house")
    assert not any("bed" in one for one in said(asked(need="counselling"), "E talk"))
    shown = {
        name: pages.service(Reader.public(), UUID(key(name)), "en")["beds"]
        for name in ("A house", "D house", "E talk")
    }
    assert shown["D house"] == "beds: not known, call"
    assert shown["E talk"] == ""
    french = pages.service(Reader.public(), UUID(key("D house")), "fr")["beds"]
    assert french == "lits\u202f: inconnu, appelez"


def test_a_fly_in_place_shows_no_kilometres_and_its_centre_comes_next() -> None:
    lake = places.find("Red Lake, ON").point
    there = places.find("Pikangikum").point
    load(
        service("Town shelter", at=lake, needs=("shelter",)),
        service("Nursing station", at=there, needs=("medical_care",)),
    )
    found = asked(need="shelter", near=places.find("Pikangikum"), km=50.0)
    assert names(found) == ["Town shelter"] and found.hits[0].km is None
    assert "in Red Lake, the nearest centre" in said(found, "Town shelter")
    assert [one.kind for one in found.relaxed] == ["hub"]
    near = asked(need="medical_care", near=places.find("Pikangikum"), km=50.0)
    assert near.hits[0].km is not None and near.hits[0].km < 1
    away = asked(need="medical_care", near=places.find("Red Lake, ON"), km=200.0)
    assert away.hits[0].km is None
    assert not any("km" in one for one in said(away, "Nursing station"))


def test_an_unmet_need_says_what_stood_in_the_way_and_no_word_more() -> None:
    load(service("Far house", at=TORONTO, needs=("shelter",)))
    found = asked(need="shelter", near=places.find("Winnipeg"), km=50.0, words="")
    assert found.unmet is not None
    assert (found.unmet.need, found.unmet.province, found.unmet.reason) == (
        "shelter", "MB", "none_within_reach",
    )  # fmt: skip
    assert asked(need="wages").unmet.reason == "no_such_service"  # type: ignore[union-attr]
    assert asked(need="shelter").unmet is None
