"""The measures a minister reads: each computed, each with its bound and its way back, none typed."""

import json
from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import NotFound
from dotline.base.reader import Reader
from dotline.directory.models import SearchRow
from dotline.directory.queries import freshness
from dotline.gates import outbox
from dotline.statistics import jobs, queries, views
from dotline.statistics.formats import headlines as files
from dotline.statistics.rules import headlines as rules
from dotline.statistics.rules import periods
from dotline.statistics.rules.headlines import HEADLINES
from dotline.ui.tilemap import PLACES
from tests.rooms.conftest import Cast
from tests.rooms.statistics.conftest import Source

PUBLIC = Reader.public()
ROW = {"tokens": "", "sort": "", "card": "{}"}


@pytest.fixture
def released(cast: Cast, source: Source) -> Cast:
    source.rows = [row for row in source.rows if row.dims["province"] in {"ON", "QC", "NU"}]
    jobs.release_period(cast.rita, periods.period("2025"))
    outbox.deliver(Store.INSIDE)
    return cast


def page(view: object, *args: object, lang: str = "en") -> str:
    request = RequestFactory().get(f"/{lang}/statistics/measures/")
    request.__dict__["reader"] = PUBLIC
    with override(lang):
        return view(request, *args).content.decode()  # type: ignore[operator,no-any-return]


def test_rates_and_waits_are_those_of_the_published_cells(released: Cast) -> None:
    for code, measure in (
        ("acknowledged_in_time", "referrals_acknowledged_in_time"),
        ("loop_closure", "referrals_closed"),
        ("language_match", "referrals_in_language"),
    ):
        found = queries.headline(PUBLIC, code)
        part = queries.number(PUBLIC, measure, "2025").value
        whole = queries.number(PUBLIC, "referrals_sent", "2025").value
        assert part and whole
        assert (found.part, found.whole, found.share) == (part, whole, part / whole)
    wait = queries.headline(PUBLIC, "call_to_help").waits
    assert wait["p50"] is not None
    assert wait["p90"] is not None
    assert wait["p50"].high <= wait["p90"].high


def test_the_page_holds_every_measure_in_both_languages_with_pictures_and_tables(
    released: Cast,
) -> None:
    for lang in ("en", "fr"):
        text = page(views.measures, lang=lang)
        for one in HEADLINES:
            assert getattr(one, f"label_{lang}").split("’")[0] in text
            back = page(views.measure, one.code, lang=lang)
            assert getattr(one, f"bound_{lang}").split("’")[0] in back
        assert text.count("<svg") == text.count("<table") > 8
        assert "style=" not in text


def test_a_small_province_is_hatched_and_never_told(released: Cast) -> None:
    text = page(views.measures)
    assert "url(#unmet-needs-map-hatch)" in text
    hidden = [one for one in queries.headline(PUBLIC, "unmet_needs").by_place if one.hidden]
    assert "NU" in {one.place.code for one in hidden}
    assert all(one.value is None for one in hidden)


def test_before_the_first_release_nothing_is_said(cast: Cast) -> None:
    assert all(not one.share and not one.numbers for one in queries.headlines(PUBLIC))
    assert "Not shown here" in page(views.measures)


def test_coverage_counts_people_where_all_four_kinds_are_confirmed(released: Cast) -> None:
    kinds = ("shelter", "legal_aid", "medical_care", "interpretation")
    for number, need in enumerate(kinds):
        for place, confirmed in (("ON", "2026-01-10"), ("QC", "2025-01-10")):
            SearchRow.objects.using(Store.OPEN).create(
                service_id=files_id(number, place), number=900 + 10 * number + ord(place[0]) % 7,
                needs=need, serves=place, assured=confirmed, **ROW,
            )  # fmt: skip
    found = queries.headline(PUBLIC, "coverage")
    sizes = {"ON": 16100}
    assert found.places["ON"] == 1.0
    assert found.places["QC"] < 1.0
    assert found.share == pytest.approx(sizes["ON"] / 41_323, rel=0.01)
    assert queries.headline(PUBLIC, "directory_verified").part is not None


def files_id(number: int, place: str) -> object:
    from dotline.base.ids import stable_id

    return stable_id("test-coverage", str(number), place)


def test_beds_are_known_at_the_desk_only(released: Cast) -> None:
    assert queries.headline(PUBLIC, "beds_unknown").share is None
    assert queries.headline(released.rita, "beds_unknown").whole is not None


def test_an_unknown_measure_is_answered_with_those_there_are(db: None) -> None:
    with pytest.raises(NotFound, match="loop_closure"):
        queries.headline(PUBLIC, "suspects")


def test_as_data_each_states_definition_coverage_period_and_bound(released: Cast) -> None:
    rows = [files.as_data(one) for one in queries.headlines(PUBLIC)]
    assert [row["measure"] for row in rows] == [one.code for one in HEADLINES]
    for row in rows:
        assert all(row[key] for key in ("definition_fr", "coverage_en", "period", "bound_en"))
    assert "call-" not in json.dumps(rows)


def test_the_measure_says_what_the_list_of_late_listings_says(released: Cast) -> None:
    today = clock.today()
    for number, (need, days) in enumerate(
        (need, days)
        for need, last in (("shelter", 30), ("counselling", 90), ("legal_aid", 365))
        for days in (0, last, last + 1, -1)
    ):
        SearchRow.objects.using(Store.OPEN).create(
            service_id=files_id(number, need), number=9_000 + number, needs=need, serves="ON",
            assured=(today - timedelta(days=days)).isoformat(), **ROW,
        )  # fmt: skip
    found = queries.headline(PUBLIC, "directory_verified")
    assert (found.part, found.whole) == (6, 12)
    counted = freshness.counted(PUBLIC)
    assert found.whole == sum(one.services for one in counted)
    assert found.part == sum(one.fresh for one in counted)


@given(
    st.dictionaries(st.sampled_from(sorted(PLACES)), st.integers(1, 20_000), min_size=1), st.data()
)
def test_all_four_kinds_cover_no_more_people_than_any_one(
    sizes: dict[str, int], data: st.DataObject
) -> None:
    there = {kind: {place: data.draw(st.booleans()) for place in sizes} for kind in rules.KINDS}
    found = dict(rules.covered(there, sizes))
    assert 0 <= found["all"] <= min(found[kind] for kind in rules.KINDS) <= 1
