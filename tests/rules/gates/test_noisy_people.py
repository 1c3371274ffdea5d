"""Declared tables and encoded people: the domain is public, a person is one, and nothing is left out quietly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.gates.protect.noisy.declared import Declared, declared
from dotline.gates.protect.noisy.people import encoded

PLAIN = """
unit = "{unit}"
[columns]
province = ["ON", "QC", "NU"]
form = ["sex", "labour"]
[[table]]
name = "province-form"
columns = ["province", "form"]
"""


def said(unit: str = "row") -> Declared:
    """Two columns, one table."""
    return declared(PLAIN.format(unit=unit))


@given(
    st.lists(st.tuples(st.sampled_from(["", "ON", "NU"]), st.sampled_from(["", "sex"])), min_size=1)
)
def test_each_record_is_one_row_of_codes(rows: list[tuple[str, str]]) -> None:
    """Blank is 0, the first declared value 1; every record is a person of its own."""
    people = encoded(["province,form", *(f"{a},{b}" for a, b in rows)], said())
    book = {"": 0, "ON": 1, "NU": 3, "sex": 1}
    assert people.codes.tolist() == [[book[a], book[b]] for a, b in rows]
    assert people.count == len(rows)


def test_a_person_with_several_records_is_one() -> None:
    """The unit is the person whom the column names."""
    people = encoded(["who,province,form", "a,ON,sex", "b,QC,", "a,NU,labour"], said("who"))
    assert people.person.tolist() == [0, 1, 0]
    assert (people.count, people.several) == (2, True)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["province,form"], "no record"),
        ([], "no column province"),
        (["province,kind", "ON,sex"], "no column form"),
        (["province,form,form", "ON,sex,sex"], "twice"),
        (["province,form", "ON,sex", "Toronto,sex"], "Record 2: the value of province"),
        (["province,form", "ON,sex", "ON"], "Record 2 has another number"),
        (["province,form", 'ON,"sex'], "not CSV"),
    ],
)
def test_a_file_that_breaks_the_declaration_is_refused(lines: list[str], words: str) -> None:
    """Each with the rule named and the record's number; never with the value."""
    with pytest.raises(Invalid, match=words) as refused:
        encoded(lines, said())
    assert "Toronto" not in str(refused.value)


def test_a_record_of_nobody_cannot_be_bounded() -> None:
    """A blank identifier is refused."""
    with pytest.raises(Invalid, match="Record 2 does not say whose it is"):
        encoded(["who,province,form", "a,ON,sex", " ,QC,sex"], said("who"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"ON", "QC", "NU"', ", ".join(f'"{n}"' for n in range(10_000)), "10000 values"),
        ('"ON", "QC", "NU"', '"ON", "ON"', "one twice"),
        ('"ON", "QC", "NU"', '"ON", ""', "blank value"),
        ('["province", "form"]\n', '["province", "age"]\n', "without a declared domain: age"),
        ('["province", "form"]\n', '["form", "form"]\n', "a column twice"),
        ('["province", "form"]\n', "[]\n", "needs 1 to 6 columns"),
        ('"province-form"', '"../etc"', "needs a name"),
        ('unit = "row"', "", "who is protected"),
        ('unit = "row"', 'unit = "form"', "no table can show it"),
        ('unit = "row"', 'rule = "none"', "no publication rule"),
        ('unit = "row"', 'seed = 4\nunit = "row"', "nobody knows: seed"),
        ('unit = "row"', "unit = ", "not TOML"),
    ],
)
def test_a_declaration_that_could_give_people_away_is_refused(
    old: str, new: str, words: str
) -> None:
    """Every rule of the file of tables, by name."""
    text = PLAIN.format(unit="row")
    assert old in text
    with pytest.raises(Invalid, match=words):
        declared(text.replace(old, new, 1))


def test_a_file_of_tables_needs_a_table() -> None:
    """Nothing that was not registered is ever counted."""
    with pytest.raises(Invalid, match="registers no table"):
        declared(PLAIN.format(unit="row").partition("[[table]]")[0])
