"""One value at a time: kept, repaired without guessing, or refused with a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.directory.formats.cells import clean, kind_of
from dotline.directory.formats.shapes import SHAPES, Field, Kind


def cell(kind: str, value: object) -> tuple[object, str]:
    found = clean(Field("x", Kind(kind)), value)
    return found.value, found.reason


@pytest.mark.parametrize(
    ("given_time", "kept"),
    [
        ("09:00", "09:00"),
        ("9:30am", "09:30"),
        ("12:00am", "00:00"),
        ("12:15 pm", "12:15"),
        ("830am", "08:30"),
        ("9am", "09:00"),
        ("12:00pm (dispensing)", "12:00"),
        ("10:00:00", "10:00:00"),
    ],
)
def test_a_time_is_written_the_iso_way(given_time: str, kept: str) -> None:
    assert cell("time", given_time)[0] == kept


@pytest.mark.parametrize("wrong", ["5:00", "6:300pm", "8:00m", "25:00", "noon", "13pm"])
def test_an_hour_that_needs_guessing_is_refused(wrong: str) -> None:
    value, reason = cell("time", wrong)
    assert value is None and reason


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("latitude", 900),
        ("latitude", "90.5"),
        ("longitude", -181),
        ("latitude", "north"),
        ("number", "nan"),
        ("number", "inf"),
        ("uri", "javascript:alert(1)"),
        ("uri", "two words"),
        ("email", "nobody"),
        ("date", "2026-13-01"),
        ("moment", "yesterday"),
        ("id", "136"),
        ("number", ["a"]),
    ],
)
def test_what_cannot_be_true_is_refused(kind: str, value: object) -> None:
    kept, reason = cell(kind, value)
    assert kept is None and reason


def test_a_bare_host_becomes_a_web_address() -> None:
    assert cell("uri", "www.example.org/a") == (
        "http://www.example.org/a",
        "http:// put before the address",
    )


def test_an_unknown_status_is_refused_and_its_letters_may_differ() -> None:
    status = SHAPES["service"].field("status")
    assert status is not None
    assert clean(status, "Active").value == "active"
    assert clean(status, "closed for ever").refused


def test_mojibake_and_written_out_line_ends_are_mended() -> None:
    found = clean(Field("x", Kind.TEXT), "the StateGÇÖs\\noffice", escapes=True)
    assert found.value == "the State’s\noffice"


@given(st.one_of(st.text(), st.floats(), st.booleans(), st.none(), st.lists(st.integers())))
def test_any_value_whatever_gives_a_value_or_a_reason_and_never_breaks(value: object) -> None:
    for kind in Kind:
        found = clean(Field("x", kind), value)
        empty = value is None or (isinstance(value, str) and not value.strip())
        assert found.value is not None or found.reason or empty


@given(st.text())
def test_the_kind_of_a_value_tells_nothing_of_it(value: str) -> None:
    assert kind_of(value) in {"empty", "number", "text"}
