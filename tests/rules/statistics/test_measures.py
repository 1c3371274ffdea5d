"""The measures file and the periods: what may be asked is written down beforehand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import NotFound, Refused
from dotline.gates.protect import CellKey, CountingRow, cells_of, leaves_of_time, name_of_time
from dotline.reference import needs, vocabulary
from dotline.statistics.rules import periods
from dotline.statistics.rules.measures import definitions, roll_up
from dotline.ui.blocks.checks import typed_number


def test_every_measure_stands_in_a_table_of_the_closed_set() -> None:
    said = definitions()
    for measure in said.measures.values():
        table = said.table(measure.table)
        assert table.spec.measure == measure.counts
        assert measure.part in table.spec.part_codes()


def test_no_measure_is_described_with_a_figure_that_a_report_would_refuse() -> None:
    for measure in definitions().measures.values():
        for words in (
            *(measure.label_en, measure.definition_en, measure.rule_en, measure.coverage_en),
            *(measure.label_fr, measure.definition_fr, measure.rule_fr, measure.coverage_fr),
        ):
            assert typed_number(words) == "", words


def test_no_number_stands_in_two_tables() -> None:
    said = definitions()
    quarters = leaves_of_time("2024-Q1..2026-Q3")
    keys = [
        key for table in said.tables.values() for key in cells_of(said.closed, table.spec, quarters)
    ]
    assert len(keys) == len(set(keys))


def test_every_category_and_place_has_both_names() -> None:
    said = definitions()
    for table in said.tables.values():
        for part in table.spec.part_codes():
            label = said.category(part)
            assert label.label_en
            assert label.label_fr
    provinces = {one.code for one in vocabulary.codes("provinces")}
    assert set(said.closed.places) - {"XX"} == provinces
    assert said.place("XX").label_fr == "Non connu"


def test_every_need_of_the_taxonomy_falls_into_a_category() -> None:
    said = definitions()
    spec = said.table("unmet-needs-by-need").spec
    for need in needs.every():
        row = roll_up(CountingRow("u", "unmet_needs", {"need": need.code}), said.takes)
        assert row.dims["need"] in spec.parts
    assert roll_up(CountingRow("u", "m", {"need": "shelter"}), said.takes).dims["need"] == "housing"
    assert roll_up(CountingRow("u", "m", {"need": "no such"}), said.takes).dims["need"] == "other"


def test_what_takes_in_a_need_is_a_need() -> None:
    assert [code for code in definitions().takes if not needs.is_need(code)] == []


def test_an_unknown_measure_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="calls, cases"):
        definitions().measure("suspects")


def test_a_cell_finds_its_measure() -> None:
    said = definitions()
    in_time = CellKey("referrals_sent", "2025", "CA", "answer=in_time")
    late = CellKey("referrals_sent", "2025", "CA", "answer=late")
    assert said.measure_of(in_time).code == "referrals_acknowledged_in_time"
    assert said.measure_of(late).code == "referrals_sent"


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_each_day_lies_in_its_quarter(day: date) -> None:
    quarter = periods.quarter_of(day)
    assert periods.first_day(quarter) <= day <= periods.last_day(quarter)
    assert leaves_of_time(quarter) == (quarter,)


@given(st.integers(1990, 2030), st.integers(1, 4), st.integers(0, 30))
def test_a_run_of_quarters_has_one_name_and_reads_back(year: int, start: int, more: int) -> None:
    end = year * 4 + start - 1 + more
    quarters = leaves_of_time(f"{year}-Q{start}..{end // 4}-Q{end % 4 + 1}")
    assert len(quarters) == more + 1
    assert leaves_of_time(name_of_time(quarters)) == quarters


def test_a_year_and_its_four_quarters_are_the_same_period() -> None:
    assert periods.period("2025-Q1..2025-Q4") == periods.period(" 2025 ")


@pytest.mark.parametrize(
    ("today", "passes"),
    [(date(2026, 1, 1), True), (date(2025, 12, 31), False), (date(2025, 1, 1), False)],
)
def test_only_what_is_over_may_be_published(today: date, passes: bool) -> None:
    if passes:
        periods.check_over(periods.period("2025-Q4"), today)
        return
    with pytest.raises(Refused, match="not over"):
        periods.check_over(periods.period("2025-Q4"), today)
