"""Rows made for statistics: four answers stay apart, every bit keeps its place, nothing is guessed."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.base.findings import Findings
from dotline.base.ids import new_id
from dotline.case.formats import ctdc, shapes
from dotline.case.rules import counted
from dotline.case.rules.counted import CodedCase
from dotline.reference import crosswalk, vocabulary

SCHEMES = (shapes.CTDC_2021, shapes.CTDC_2017)
FLAG_CELLS = ("", "1", "0", "-99")


def read(scheme: str, *rows: dict[str, str]) -> tuple[list[counted.CountedRow], Findings]:
    shape, findings = shapes.shape(scheme), Findings()
    lines = [list(shape.columns), *([row.get(name, "") for name in shape.columns] for row in rows)]
    found = ctdc.read(shape, enumerate(lines, start=1), "file", findings)
    return list(found), findings


def written(scheme: str, rows: list[counted.CountedRow], came_as: str = "") -> list[dict[str, str]]:
    writer = ctdc.Writer(shapes.shape(scheme))
    cells = (writer.cells(row, came_as or scheme) for row in rows)
    return list(csv.DictReader(io.StringIO("".join(ctdc.lines(writer.shape, cells)))))


def cells_of(scheme: str) -> st.SearchStrategy[dict[str, str]]:
    """Any row that a file of the scheme may hold."""
    shape, maps = shapes.shape(scheme), crosswalk.scheme(scheme)
    columns: dict[str, st.SearchStrategy[str]] = {}
    for name in shape.columns:
        if name in shape.flags:
            columns[name] = st.sampled_from(FLAG_CELLS)
        elif name in shape.texts:
            columns[name] = st.sampled_from(("", "-99", "Debt bondage;Threats"))
        elif shape.fields[name] == counted.YEAR:
            columns[name] = st.sampled_from(("", "-99", "2002", "2021"))
        elif counted.FIELD_LISTS[shape.fields[name]] == "countries":
            columns[name] = st.sampled_from(("", "-99", "CAN" if shape.alpha3 else "CA"))
        else:
            known = [value for field, value in maps.read if field == name]
            columns[name] = st.sampled_from(("", "-99", *known))
    return st.fixed_dictionaries(columns)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_row_comes_out_as_it_went_in(scheme: str) -> None:
    @given(st.lists(cells_of(scheme), max_size=5))
    def holds(rows: list[dict[str, str]]) -> None:
        found, findings = read(scheme, *rows)
        assert not findings.groups()
        assert written(scheme, found) == rows

    holds()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_yes_no_missing_blank_and_not_specified_stay_five_things(scheme: str) -> None:
    rows = [{"isForcedLabour": cell} for cell in FLAG_CELLS]
    found, _findings = read(scheme, *rows)
    assert len({(row.present, row.absent, row.missing) for row in found}) == len(FLAG_CELLS)
    labour = ("exploitation", "ForcedLabour")
    facts = [[fact for fact in row.facts() if fact[:2] == labour] for row in found]
    assert facts == [[], [(*labour, True)], [(*labour, False)], []]
    if scheme == shapes.CTDC_2017:
        said, _none = read(scheme, {"typeOfLabourNotSpecified": "1"})
        assert list(said[0].facts()) == [("counted_marks", "LabourNotSpecified", True)]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("gender", "Not specified"),
        ("gender", "female"),
        ("ageBroad", "9--17"),
        ("yearOfRegistration", "21"),
        ("yearOfRegistration", "2o21"),
        ("citizenship", "CA"),
        ("citizenship", "ZZZ"),
        ("isForcedLabour", "yes"),
        ("isForcedLabour", "2"),
        ("typeOfSexOther", " 1"),
        ("meansOfControlOther", "=1"),
    ],
)
def test_an_unknown_code_keeps_its_row_out_and_says_where(column: str, cell: str) -> None:
    found, findings = read(shapes.CTDC_2021, {"gender": "Female"}, {column: cell}, {})
    assert [row.number for row in found] == [2, 4]
    (group,) = findings.groups()
    assert (group.field, group.rows, group.value) == (column, "3", "")
    assert cell not in group.reason


def test_a_row_of_another_length_stays_out() -> None:
    shape, findings = shapes.shape(shapes.CTDC_2021), Findings()
    lines = [list(shape.columns), ["2020"], [""] * (len(shape.columns) + 1)]
    assert not list(ctdc.read(shape, enumerate(lines, start=1), "file", findings))
    assert findings.refused_rows() == 2


@pytest.mark.parametrize("spoil", ["drop", "add", "twice", "empty"])
def test_a_file_of_another_shape_loads_nothing(spoil: str) -> None:
    head = list(shapes.shape(shapes.CTDC_2021).columns)
    heads = {
        "drop": head[1:],
        "add": [*head, "surname"],
        "twice": [head[0], *head[:-1]],
        "empty": None,
    }
    lines = [] if heads[spoil] is None else [heads[spoil]]
    with pytest.raises(Invalid):
        list(
            ctdc.read(shapes.shape(shapes.CTDC_2021), enumerate(lines, start=1), "f", Findings())  # type: ignore[arg-type]  # None is left out above
        )


def test_columns_may_stand_in_another_order() -> None:
    shape = shapes.shape(shapes.CTDC_2021)
    head = list(reversed(shape.columns))
    cells = ["1" if name == "isForcedLabour" else "" for name in head]
    (row,) = ctdc.read(shape, enumerate([head, cells], start=1), "f", Findings())
    assert list(row.facts()) == [("exploitation", "ForcedLabour", True)]


def test_a_row_written_in_another_scheme_says_what_has_no_word_there() -> None:
    found, _none = read(shapes.CTDC_2017, {"typeOfLabourBegging": "0", "isAbduction": "1"})
    writer = ctdc.Writer(shapes.shape(shapes.CTDC_2021))
    cells = dict(zip(writer.shape.columns, writer.cells(found[0], shapes.CTDC_2017), strict=True))
    assert set(cells.values()) == {""}  # 'no begging' is not 'no other labour'
    assert set(writer.unsaid) == {"labour_types/Begging", "counted_marks/Abduction"}
    older, _none = read(shapes.CTDC_2021, {"isForcedLabour": "1"})
    assert written(shapes.CTDC_2017, older, shapes.CTDC_2021)[0]["isSexualExploit"] == "-99"


def test_an_own_case_is_written_as_codes_alone() -> None:
    case = CodedCase(
        2020,
        "NonConforming",
        "12-15",
        (("exploitation", "ForcedBegging", True), ("control_means", "Threats", False)),
    )
    writer = ctdc.Writer(shapes.shape(shapes.CTDC_2021))
    cells = dict(zip(writer.shape.columns, writer.own_cells(case), strict=True))
    assert {name: cell for name, cell in cells.items() if cell} == {
        "yearOfRegistration": "2020",
        "gender": "Transgender/NonConforming",
        "ageBroad": "09--17",
        "isOtherExploit": "1",
        "meansOfControlThreats": "0",
    }


def test_a_band_that_cuts_elsewhere_is_left_out_and_not_guessed() -> None:
    writer = ctdc.Writer(shapes.shape(shapes.CTDC_2021))
    cells = writer.own_cells(CodedCase(2020, "NonSpecifiedUnknown", "0-11", ()))
    assert [cell for cell in cells if cell] == ["2020"]


def test_every_bit_keeps_its_place_and_names_a_code() -> None:
    # Stored rows mean these places: this list may only grow at its end.
    assert len(counted.BITS) == len(counted.BIT_OF) == 49
    assert counted.BIT_OF["control_means", "DebtBondage"] == 1
    assert counted.BITS[17] == ("exploitation", "ForcedLabour")
    assert counted.BITS[48] == ("counted_marks", "SexOther")
    assert all(vocabulary.is_code(name, code) for name, code in counted.BITS)


@given(st.integers(0, 2**32 - 1))
def test_the_id_of_a_row_names_its_batch_and_its_number(number: int) -> None:
    batch = counted.batch_id(new_id())
    assert counted.split(counted.row_id(batch, number)) == (batch, number)


@pytest.mark.parametrize(("scheme", "columns"), [(shapes.CTDC_2021, 37), (shapes.CTDC_2017, 62)])
def test_every_column_of_a_scheme_has_a_meaning(scheme: str, columns: int) -> None:
    shape = shapes.shape(scheme)
    assert len(shape.columns) == len(set(shape.columns)) == columns
    assert set(shape.columns) == {*shape.flags, *shape.fields, *shape.texts}
    assert len(set(shape.flags.values())) == len(shape.flags)
