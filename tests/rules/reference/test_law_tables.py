"""The Table of Public Statutes is read clause by clause, and bears our dated rows out but for one known misprint."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from dotline.base.errors import Invalid
from dotline.reference import law
from dotline.reference.law import tables

PAGE = (
    "<TOPS><Statute><Section><Label>9</Label><Text>ajouté, 2005, ch. 43, art. 3; 2014, ch. 25, art. 18"
    ", ch. 31, par. 2(1)</Text></Section>"
    "<CIF><Text>EEV, 2005, ch. 43, art. 1 à 9 en vigueur à la sanction 25.11.2005</Text></CIF>"
    "<CIF><Text>EEV, 2014, ch. 25, art. 46 en vigueur à la sanction 06.11.2014; art. 2 à 33 et 45.1 "
    "en vigueur 06.12.2014 voir art. 49</Text></CIF>"
    "<CIF><Text>EEV, 2014, ch. 31 (sanction : 09.12.2014)</Text><List><Item><Text>— art. 1 et 2 abrogé "
    "avant son entrée en vigueur 31.12.2025</Text></Item></List></CIF></Statute></TOPS>"
)


def page(place: Path, text: str = PAGE) -> Path:
    place.write_text(text, encoding="utf-8")
    return place


def row(start: str, source: str) -> dict[str, tuple[law.Provision, ...]]:
    span = law.HOLDER.value().provisions["CC 279.04"][0].span.__class__(date.fromisoformat(start))
    return {"CC 9(1)": (law.Provision("CC 9(1)", "rule", "a", "b", span, source),)}


def test_each_amendment_is_law_since_the_day_of_its_own_clause(tmp_path: Path) -> None:
    found = tables.read_table(page(tmp_path / "t.xml"))
    assert found.amended["9"] == {("2005, c. 43", "3"), ("2014, c. 25", "18"), ("2014, c. 31", "2")}
    assert found.in_force(("2014, c. 25", "18")) == {date(2014, 12, 6)}
    assert found.in_force(("2014, c. 25", "46")) == {date(2014, 11, 6)}
    assert found.in_force(("2014, c. 25", "40")) == frozenset()
    assert found.in_force(("2014, c. 31", "2")) == frozenset()  # never in force


@pytest.mark.parametrize(
    ("start", "source", "days"),
    [
        ("2014-12-06", "S.C. 2014, c. 25, s. 18", None),
        ("2014-12-05", "S.C. 2014, c. 25, s. 18", (date(2014, 12, 6),)),
        (
            "2015-07-23",
            "S.C. 2015, c. 13, s. 14",
            (),
        ),  # the table lists no such amendment of section 9
        ("2014-12-05", "Our policy", None),
    ],
)
def test_a_row_whose_day_the_table_does_not_bear_out_is_told(
    tmp_path: Path, start: str, source: str, days: tuple[date, ...] | None
) -> None:
    table = tables.read_table(page(tmp_path / "t.xml"))
    found = tables.differences(table, "CC", row(start, source))
    assert [one.table for one in found] == ([] if days is None else [days])
    assert tables.differences(table, "IRPA", row(start, source)) == ()


def test_what_is_no_page_of_the_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        tables.read_table(page(tmp_path / "t.xml", "<Statute/>"))


@pytest.mark.shared_data
def test_our_dates_are_those_of_the_table_but_for_its_misprint_of_2021(shared: Path) -> None:
    table = tables.read_table(shared / "laws" / "TOPS_C-46_fr_2026-06-26.xml")
    found = tables.differences(table, "CC", law.HOLDER.value().provisions)
    # The table prints 2021 for the day that S.C. 2019, c. 25, s. 386 and its assent make 2019-06-21.
    assert {one.cite for one in found} == {"CC 279.01(3)", "CC 462.37(2.02)"}
    assert {one.table for one in found} == {(date(2021, 6, 21),)}


def test_aids_to_testimony_are_law_that_can_be_looked_up() -> None:
    for cite in (
        "486.1",
        "486.2",
        "486.3",
        "486.31",
        "486.4",
        "486.5",
        "486.7",
        "714.1",
        "719(3.1)",
    ):
        assert law.law(f"CC {cite}", date(2026, 1, 1)).in_force, cite
    assert not law.law("CC 486.7", date(2015, 6, 17)).in_force
    assert law.law("CC 486.7", date(2015, 6, 18)).in_force
    young = law.testimonial_aid("support_person", 17, disability=False, on=date(2010, 1, 1))
    assert young is law.Aid.SHALL
    early = law.testimonial_aid("support_person", 17, disability=False, on=date(2006, 1, 1))
    assert early is law.Aid.NONE


@pytest.mark.parametrize(
    ("cite", "first"),
    [
        ("IRPA 117(1)", "2002-06-28"),
        ("IRPA 121", "2002-06-28"),
        ("IRPA 127", "2002-06-28"),
        ("IRPR 63", "2002-06-28"),
        ("IRPR 207.1", "2019-06-04"),
        ("YCJA 119", "2003-04-01"),
        ("Privacy Act 8(2)(e)", "1983-07-01"),
        ("CVBR 4", "2015-07-23"),
        ("CC 279.04(2)", "2012-06-28"),
        ("CC 787(1)", "1988-12-12"),
        ("CC 278.2", "1997-05-12"),
    ],
)
def test_a_rule_that_something_rests_on_is_in_force_from_its_first_day_on(
    cite: str, first: str
) -> None:
    day = date.fromisoformat(first)
    assert not law.law(cite, day - timedelta(days=1)).in_force
    for years in range(2027 - day.year):
        on = date(day.year + years, day.month, day.day)
        assert on > date(2026, 11, 23) or law.law(cite, on).in_force, on


@pytest.mark.parametrize(
    ("cite", "on", "longest", "fine"),
    [
        ("CC 787(1)", "2019-09-18", 6, 5_000),
        ("CC 787(1)", "2019-09-19", 24, 5_000),
        ("IRPA 122(1)(b)", "2020-01-01", 168, None),
        ("IRPA 124(1)(c)", "2020-01-01", 24, 50_000),
        ("IRPA 125", "2020-01-01", 24, 50_000),
        ("IRPA 126", "2020-01-01", 60, 100_000),
        ("IRPA 128(b)", "2020-01-01", 24, 50_000),
        ("IRPA 129", "2020-01-01", 60, 50_000),
    ],
)
def test_penalties_that_victims_and_employers_face_are_those_of_the_act(
    cite: str, on: str, longest: int, fine: int | None
) -> None:
    found = law.law(cite, date.fromisoformat(on))
    assert (found.in_force, found.maximum_months, found.maximum_fine) == (True, longest, fine)
