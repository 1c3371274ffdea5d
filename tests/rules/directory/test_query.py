"""A question is widened by a stated rule, one loosening at a time, and never loses what is needed."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from dotline.directory.rules import languages, needs, regions
from dotline.directory.rules.query import Query
from dotline.directory.rules.widening import widened
from dotline.reference import places
from dotline.reference.places import Place

HERE = Place("Ottawa", "ON", 45.42, -75.7, "America/Toronto", "town")

queries = st.builds(
    Query,
    words=st.sampled_from(["", "legal aid", "avocat"]),
    need=st.sampled_from(["", "shelter"]),
    near=st.sampled_from([None, HERE]),
    km=st.sampled_from([None, 10.0]),
    language=st.sampled_from(["", "spa"]),
    open_now_at=st.sampled_from([None, datetime(2026, 11, 22, tzinfo=UTC)]),
    province=st.sampled_from(["", "ON"]),
)


@given(queries)
def test_no_widening_ever_drops_what_is_needed_or_whom_a_service_takes(query: Query) -> None:
    query = replace(query, gender="Feminine", age=17, children=True)
    for wider, _reasons in widened(query):
        assert (wider.need, wider.gender, wider.age, wider.children) == (
            query.need,
            "Feminine",
            17,
            True,
        )


@given(queries)
def test_each_widening_is_said_in_both_languages_and_none_is_asked_twice(query: Query) -> None:
    asked = [query]
    for wider, reasons in widened(query):
        assert reasons and all(one.en and one.fr and one.en != one.fr for one in reasons)
        assert wider not in asked
        asked.append(wider)


def test_the_place_grows_first_then_one_condition_falls_and_the_place_starts_small_again() -> None:
    query = Query("legal aid", "shelter", HERE, 10.0, "spa", datetime(2026, 11, 22, tzinfo=UTC))
    steps = [[reason.kind for reason in reasons] for _wider, reasons in widened(query)]
    places = [["km"], ["province"], ["nationwide"], ["anywhere"]]
    assert steps[:4] == places
    assert steps[4:9] == [["open"], *(["open", *one] for one in places)]
    assert [one[:-1] for one in steps if one[-1] == "language"] == [["open"]]
    assert steps[-1] == ["open", "language", "words", "anywhere"]
    first, last = next(widened(query))[0], list(widened(query))[-1][0]
    assert (first.km, first.language) == (20.0, "spa")
    assert (last.need, last.language, last.open_now_at) == ("shelter", "", None)


def test_from_a_place_without_a_road_the_nearest_centre_comes_before_any_kilometres() -> None:
    query = Query(need="shelter", near=places.find("Pikangikum"), km=50.0)
    wider, reasons = next(widened(query))
    assert wider.hub is not None and wider.hub.name == "Red Lake"
    assert reasons[0].kind == "hub"
    assert "km" not in {one.kind for _wider, many in widened(query) for one in many}


def test_languages_are_known_by_code_name_and_either_language() -> None:
    assert {languages.one(name) for name in ("es", "spa", "Spanish", "espagnol", "Español")} == {
        "spa"
    }
    assert languages.keys("English and Spanish (limited)", "") == {"eng", "spa"}
    assert languages.keys("other languages available upon request", "") == frozenset()


def test_regions_are_read_from_codes_names_and_sentences() -> None:
    assert regions.served("Québec") == {"QC"}
    assert regions.served("Residents of Ontario and Manitoba") == {"ON", "MB"}
    assert regions.served("Canada") == {"CA"}
    assert regions.province("FL") == "FL"


def test_needs_are_meant_by_code_by_word_and_by_several() -> None:
    assert needs.wanted("shelter") == {"shelter"}
    assert needs.wanted("housing") >= {"shelter", "safe_house"}
    assert needs.wanted("shelter,food") == {"shelter", "food"}
    assert (
        needs.met(["shelter"], ["Homeless Shelter"], "Invented food bank")["shelter"] == needs.SAID
    )
