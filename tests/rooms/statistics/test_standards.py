"""What the world asks for beside what is published here, and official series side by side."""

import io
import json
import zipfile

import pytest
from django.test import Client

from dotline.audit.stores import Store
from dotline.base.reader import Reader
from dotline.gates import outbox
from dotline.gates.protect import CountingRow
from dotline.statistics import jobs, queries
from dotline.statistics.formats import package
from dotline.statistics.rules import periods
from tests.rooms.conftest import Cast
from tests.rooms.statistics.conftest import QUARTERS, Source

PEOPLE = {"women": 30, "girls": 12, "men": 2}


@pytest.fixture
def released(cast: Cast, source: Source) -> None:
    for quarter in QUARTERS:
        for who, many in PEOPLE.items():
            for n in range(many):
                dims = {"quarter": quarter, "province": "ON", "who": who, "form": "sex"}
                unit = f"{quarter}{who}{n}"
                source.rows.append(
                    CountingRow(unit, "victims_identified", {**dims, "decided_by": "police"})
                )
        for n in range(9):
            dims = {"quarter": quarter, "province": "ON", "form": "sex", "keeper": "police"}
            source.rows.append(CountingRow(f"file{quarter}{n}", "cases", dims))
    jobs.release_period(cast.rita, periods.period("2025"))
    outbox.deliver(Store.INSIDE)


def test_every_answer_is_a_published_number_and_a_rate_is_of_all_people(released: None) -> None:
    shown = {one.standard.code: one for one in queries.answered(Reader.public())}
    by_who = {one.asked.code: one for one in shown["SDG-16-2-2"].answers}
    (all_of_them,) = by_who["rate"].numbers
    assert (all_of_them.value, by_who["rate"].rate(all_of_them)) == (176, 0.4)
    values = queries.release_values(Reader.public(), queries.release(Reader.public()))
    for one in shown.values():
        for answer in one.answers:
            assert bool(answer.numbers) is bool(answer.asked.table), answer.asked.code
            for number in answer.numbers:
                assert number.value in values.values()
                assert (answer.rate(number) is None) or number.value is not None


def test_series_stand_side_by_side_with_our_own_and_nothing_is_made_of_two(released: None) -> None:
    (found,) = queries.compared(Reader.public())
    rows = {year: (said, own) for year, said, own in found.rows}
    assert rows[2023] == ((570, 512), None)
    assert rows[2021] == ((None, 555), None)
    said, own = rows[2025]
    assert said == (None, None)
    assert own is not None
    assert own.value == 36


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "0.4 for 100,000 people"), ("fr", "0,4 pour 100")],
)
def test_anybody_reads_both_pages(
    released: None, client: Client, public_site: None, lang: str, words: str
) -> None:
    standards = client.get(f"/{lang}/statistics/standards/").content.decode()
    assert words in standards
    series = client.get(f"/{lang}/statistics/series/").content.decode()
    assert "570" in series
    assert "512" in series
    assert "541" not in series, "their average"


def test_before_the_first_release_both_pages_say_what_can_be_said(
    client: Client, public_site: None, cast: Cast
) -> None:
    assert "No whole year" in client.get("/en/statistics/standards/").content.decode()
    assert "570" in client.get("/en/statistics/series/").content.decode()


def test_the_file_of_an_edition_lists_what_is_asked_and_the_table_that_answers(
    released: None,
) -> None:
    views = queries.tables(Reader.public())
    with zipfile.ZipFile(io.BytesIO(package.package(views))) as packed:
        told = json.loads(packed.read("standards.json"))
        names = set(packed.namelist())
    asked = [one for each in told["standards"] for one in each["asked"]]
    assert {one["table"] for one in asked if one["table"]}
    assert all((one["table"] is None) == (one["missing"] is not None) for one in asked)
    assert {f"data/{one['table']}.csv" for one in asked if one["table"]} <= names
