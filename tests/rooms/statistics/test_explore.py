"""The explorer: a part of a released table as a picture, without a script, and never a number that was not released."""

import re

import pytest
from django.test import Client

from dotline.audit.stores import Store
from dotline.base.reader import Reader
from dotline.gates import outbox
from dotline.statistics import jobs, queries
from dotline.statistics.formats import explored
from dotline.statistics.models import Release
from dotline.statistics.rules import periods
from dotline.ui.charts import Chart, Kind
from dotline.ui.tilemap import TileMap
from tests.rooms.conftest import Cast
from tests.rooms.statistics.conftest import Source


@pytest.fixture
def released(cast: Cast, source: Source) -> Release:
    jobs.release_period(cast.rita, periods.period("2025"))
    outbox.deliver(Store.INSIDE)
    return queries.release(Reader.public())


def test_what_is_not_chosen_is_the_whole_period_in_every_province_as_a_map(
    released: Release,
) -> None:
    found = queries.explore(Reader.public(), "calls")
    assert (found.time, found.place) == ("2025", "provinces")
    assert {one.place.code for one in found.numbers} >= {"ON", "NU"}
    picture = explored.picture(found)
    assert isinstance(picture, TileMap)
    assert "hatch" in picture.svg("en")


def test_times_are_a_line_categories_are_bars_and_too_much_is_no_picture(released: Release) -> None:
    def kind(code: str, **choice: str) -> Kind | None:
        found = explored.picture(queries.explore(Reader.public(), code, **choice))
        assert not isinstance(found, TileMap)
        return found.kind if isinstance(found, Chart) else None

    assert kind("calls", time="quarters", place="CA") is Kind.LINES
    assert kind("cases-by-form") is Kind.BARS
    assert kind("referrals-answered", time="quarters") is Kind.LINES
    assert kind("referrals-answered-by-place") is Kind.STACKED
    assert kind("calls", time="quarters", place="provinces") is None


def test_every_number_of_every_choice_is_one_that_was_released(released: Release) -> None:
    shown = {}
    for view in queries.tables(Reader.public()):
        for time in ("", "quarters", "years", "2025-Q2", "1999"):
            for place in ("", "CA", "ON", "provinces", "XX", "suspects"):
                found = queries.explore(Reader.public(), view.table.code, time=time, place=place)
                assert found.numbers
                shown |= {one.id: one.value for one in found.numbers}
                explored.picture(found)
    edition = {
        one.id: one.value for view in queries.tables(Reader.public()) for one in view.numbers
    }
    assert shown.items() <= edition.items()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_works_by_a_plain_form_and_keeps_what_was_chosen(
    released: Release, client: Client, public_site: None, lang: str
) -> None:
    page = client.get(
        f"/{lang}/statistics/explore/", {"table": "calls", "time": "quarters", "place": "CA"}
    ).content.decode()
    assert re.search(r'value="quarters" selected', page)
    assert "<svg" in page
    assert page.count("/statistics/numbers/") == len(
        queries.explore(Reader.public(), "calls", time="quarters", place="CA").numbers
    )
    other = client.get(f"/{lang}/statistics/explore/", {"table": "suspects", "time": "<b>"})
    assert other.status_code == 200
    assert "<b>" not in other.content.decode()


def test_before_the_first_release_the_page_says_so(
    cast: Cast, client: Client, public_site: None
) -> None:
    assert "No figures were published yet" in client.get("/en/statistics/explore/").content.decode()
