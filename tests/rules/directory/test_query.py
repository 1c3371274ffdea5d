"""A question is widened by a stated rule, one loosening at a time, and never loses what is needed."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from dotline.directory.rules import languages, needs, regions
from dotline.directory.rules.query import Query, widened
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
def test_no_widening_ever_drops_the_need(query: Query) -> None:
    assert all(wider.need == query.need for wider, _reason in widened(query))


@given(queries)
def test_each_widening_is_said_in_both_languages(query: Query) -> None:
    assert all(
        reason.en and reason.fr and reason.en != reason.fr for _wider, reason in widened(query)
    )


def test_the_order_is_open_now_then_language_then_distance_then_province_then_country() -> None:
    query = Query(
        "legal aid", "shelter", HERE, 10.0, "spa", datetime(2026, 11, 22, tzinfo=UTC), "ON"
    )
    assert [reason.kind for _wider, reason in widened(query)] == [
        "words", "open", "language", "km", "province", "nationwide",
    ]  # fmt: skip
    assert widened(query)[3][0].km == 20.0


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
