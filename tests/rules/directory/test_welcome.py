"""Whom a service takes: silence is never a refusal; a no is; and areas and bed counts mean what they say."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.directory.rules import areas, beds, welcome
from dotline.directory.rules.welcome import Fit

NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
SQUARE = '{"type":"Polygon","coordinates":[[[-80,43],[-79,43],[-79,44],[-80,44],[-80,43]]]}'
HOLED = (
    '{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,9]],'
    "[[4,4],[5,4],[5,5],[4,5]]]]}}"
)


@pytest.mark.parametrize(
    ("stated", "facet", "value", "said"),
    [
        ((), "gender", "Feminine", Fit.UNSAID),
        (("gender:Feminine",), "gender", "Feminine", Fit.YES),
        (("gender:Feminine",), "gender", "Masculine", Fit.NO),
        (("gender:any",), "gender", "Masculine", Fit.YES),
        (("gender:Feminine",), "gender", "TransgenderFeminine", Fit.UNSAID),
        (("gender:Masculine",), "gender", "TransgenderFeminine", Fit.NO),
        (("pets:no",), "pets", "yes", Fit.NO),
        (("pets:yes",), "children", "yes", Fit.UNSAID),
        (("status:none", "status:claimant"), "status", "worker", Fit.NO),
    ],
)
def test_a_listing_says_yes_no_or_nothing(
    stated: tuple[str, ...], facet: str, value: str, said: Fit
) -> None:
    assert welcome.fit(stated, welcome.wish(facet, value)) is said


@given(st.sampled_from(["gender", "status", "exploitation", "children", "pets", "wheelchair"]))
def test_who_says_nothing_is_never_taken_for_a_refusal(facet: str) -> None:
    assert welcome.fit((), welcome.wish(facet, "yes")) is Fit.UNSAID
    assert all(welcome.asks(facet)) and welcome.asks(facet)[0] != welcome.asks(facet)[1]


def test_only_known_words_count_and_a_note_with_a_no_in_it_says_nothing() -> None:
    assert welcome.tokens("pets:yes pets:perhaps colour:red gender:Feminine", []) == (
        "gender:Feminine", "pets:yes",
    )  # fmt: skip
    assert welcome.tokens("", ["Wheelchair access by the side door"]) == ("wheelchair:yes",)
    assert welcome.tokens("", ["Accès en fauteuil roulant"]) == ("wheelchair:yes",)
    assert welcome.tokens("", ["No ramp, 12 steps"]) == ()
    assert welcome.tokens("wheelchair:no", ["ramp"]) == ("wheelchair:no",)


def test_an_area_holds_what_lies_inside_and_not_in_its_holes() -> None:
    square, holed = areas.read(SQUARE, "geojson"), areas.read(HOLED, "GeoJSON")
    assert square is not None and holed is not None
    assert square.contains(43.7, -79.4) and not square.contains(45.4, -75.7)
    assert holed.contains(2, 2) and not holed.contains(4.5, 4.5) and not holed.contains(10, 10)


@given(st.text(max_size=60), st.sampled_from(["geojson", "kml", "text", ""]))
def test_no_extent_breaks_the_reading_of_areas(extent: str, kind: str) -> None:
    assert areas.read(extent, kind) is None


@pytest.mark.parametrize(
    "broken",
    ['{"type":"Point","coordinates":[1,2]}', '{"type":"Polygon","coordinates":[[[0,0],[1]]]}',
     '{"type":"Polygon","coordinates":[[[0,0],[500,0],[500,1]]]}', '{"type":"Polygon"}', "[]"],
)  # fmt: skip
def test_what_is_no_polygon_is_no_area(broken: str) -> None:
    assert areas.read(broken, "geojson") is None


@pytest.mark.parametrize(
    ("free", "minutes", "en"),
    [
        (2, 0, "2 beds free (counted just now)"),
        (1, 25, "1 bed free (counted 25 min ago)"),
        (0, 25, "full (counted 25 min ago)"),
        (3, 241, "beds: not known, call"),
        (3, -1, "beds: not known, call"),
    ],
)
def test_a_count_is_shown_with_its_age_and_not_at_all_when_it_is_too_old(
    free: int, minutes: int, en: str
) -> None:
    counted = beds.Beds(free, NOW - timedelta(minutes=minutes))
    assert beds.reason(counted, NOW).en == en
    assert beds.reason(None, NOW).en == "beds: not known, call"
