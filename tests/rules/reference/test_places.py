"""Places: names, postal areas, coordinates; rural areas and impossible degrees are refused."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import DotlineError, Invalid, NotFound
from dotline.reference import places
from dotline.reference.places import AmbiguousPlace, distance_km

POINTS = st.tuples(st.floats(-90, 90, allow_nan=False), st.floats(-180, 180, allow_nan=False))


@pytest.mark.parametrize(
    ("text", "label", "kind"),
    [
        ("London", "London, ON", "town"),
        ("london on", "London, ON", "town"),
        ("LONDON, Ontario, Canada", "London, ON", "town"),
        ("montreal", "Montréal, QC", "town"),
        ("Montréal", "Montréal, QC", "town"),
        ("Quebec", "Québec, QC", "town"),
        ("St Johns", "St. John's, NL", "town"),
        ("Saint John", "Saint John, NB", "town"),
        ("Pikangikum", "Pikangikum, ON", "northern"),
        ("Cape Dorset", "Kinngait, NU", "northern"),
        ("Clyde River, NU", "Clyde River, NU", "northern"),
        ("M5V 2T6", "Downtown Toronto (M5V), ON", "postal"),
        ("Scarborough Street 5, Toronto, ON", "Toronto, ON", "town"),
        ("Miami", "Miami, FL", "abroad"),
        ("Miami, Florida", "Miami, FL", "abroad"),
        ("33130", "33130, FL", "abroad"),
        ("45.42,-75.70", "45.4200,-75.7000", "point"),
    ],
)
def test_a_place_is_found_however_it_is_written(text: str, label: str, kind: str) -> None:
    place = places.find(text)
    assert (place.label, place.kind) == (label, kind)
    assert place.point is not None
    assert "/" in place.zone


@pytest.mark.parametrize("text", ["QC", "Ontario", "Colombie-Britannique", "new brunswick"])
def test_a_province_has_no_point_to_measure_from(text: str) -> None:
    place = places.find(text)
    assert place.kind == "province"
    assert place.point is None


@pytest.mark.parametrize("text", ["X0A", "k0a 1a0", "H0H 0H0"])
def test_a_rural_postal_area_asks_for_the_community(text: str) -> None:
    with pytest.raises(Invalid, match="name of the community"):
        places.find(text)


@pytest.mark.parametrize(
    ("text", "says"), [("900,10", "Latitude 900"), ("10,900", "Longitude 900"), ("", "No place")]
)
def test_impossible_degrees_are_refused_with_a_sentence(text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        places.find(text)


def test_namesakes_of_like_size_are_not_guessed() -> None:
    with pytest.raises(AmbiguousPlace) as caught:
        places.find("Clyde River")
    assert {place.province for place in caught.value.candidates} == {"NU", "NS", "PE"}


@pytest.mark.parametrize(
    ("text", "provinces"),
    [("Windsor", {"ON", "NS", "QC"}), ("kingston", {"ON", "NS"}), ("Cornwall", {"ON", "PE"})],
)
def test_a_town_of_its_own_in_another_province_is_asked_about(
    text: str, provinces: set[str]
) -> None:
    with pytest.raises(AmbiguousPlace) as caught:
        places.find(text)
    assert {place.province for place in caught.value.candidates} == provinces
    assert places.find(f"{text}, NS" if "NS" in provinces else f"{text}, ON").name


def test_no_kilometres_are_measured_where_no_road_leads() -> None:
    assert not places.find("Pikangikum").measured
    assert not places.find("Iqaluit").measured
    assert places.find("Red Lake, ON").measured and places.find("Ottawa").measured
    assert places.find("Pikangikum").point in places.unmeasured()


def test_a_misspelt_name_gets_near_names_but_is_never_repeated() -> None:
    with pytest.raises(NotFound) as caught:
        places.find("Torronto")
    assert "Toronto, ON" in str(caught.value)
    assert "Torronto" not in str(caught.value)


def test_a_pasted_page_is_no_place_and_is_not_compared_with_every_name() -> None:
    with pytest.raises(NotFound, match="Check the spelling"):
        places.find("Torronto " * 500)


def test_a_fly_in_community_carries_its_access_note() -> None:
    place = places.find("Pikangikum")
    assert "air" in place.access_note("en")
    assert "Red Lake" in place.access_note("en")
    assert "avion" in place.access_note("fr")
    assert places.find("Ottawa").access_note() == ""


def test_suggestions_begin_with_what_is_typed_the_largest_first() -> None:
    assert places.suggest("montr")[0].label == "Montréal, QC"
    assert places.suggest("PIKANG")[0].label == "Pikangikum, ON"
    assert places.suggest("ont")[0].kind == "province"
    assert places.suggest("") == places.suggest("x", 0) == []


@given(POINTS, POINTS)
def test_distance_is_symmetric_and_within_half_the_globe(
    here: tuple[float, float], there: tuple[float, float]
) -> None:
    apart = distance_km(here, there)
    assert apart == pytest.approx(distance_km(there, here))
    assert 0 <= apart <= 20016
    assert distance_km(here, here) == pytest.approx(0, abs=1e-6)


def test_a_known_distance_comes_out_right() -> None:
    ottawa, toronto = (45.4215, -75.6972), (43.6532, -79.3832)
    assert distance_km(ottawa, toronto) == pytest.approx(352, abs=3)


@given(st.text(max_size=25))
def test_no_text_crashes_the_search_for_a_place(text: str) -> None:
    try:
        places.find(text)
    except DotlineError as error:
        assert text.strip() == "" or len(text) < 4 or text not in error.text()
    assert len(places.suggest(text, 3)) <= 3


def test_finding_places_in_both_countries_stays_below_90_megabytes() -> None:
    # VmHWM starts afresh with the program; ru_maxrss would carry over from whoever started it.
    code = (
        "from pathlib import Path; from dotline.reference import places;"
        "places.find('Toronto'); places.find('Miami');"
        "lines = Path('/proc/self/status').read_text().splitlines();"
        "print(next(int(line.split()[1]) for line in lines if line.startswith('VmHWM')) // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert int(done.stdout) < 90
