"""Findings keep rows, and rows stay readable."""

from hypothesis import given
from hypothesis import strategies as st

from dotline.base.findings import Finding, Findings, compact, spelled


@given(st.lists(st.integers(min_value=0, max_value=10_000), unique=True))
def test_rows_written_short_are_the_same_rows(rows: list[int]) -> None:
    assert list(spelled(compact(rows))) == sorted(rows)


def test_the_same_finding_in_many_rows_is_one_group_that_lists_each_row() -> None:
    findings = Findings()
    for row in (2, 3, 4, 9):
        findings.add(Finding("a.csv", row, "url", "text", "not a web address", "refused"))
    (group,) = findings.groups()
    assert (group.rows, group.count, len(findings)) == ("2-4,9", 4, 4)
    assert [one.row for one in group.each()] == [2, 3, 4, 9]
