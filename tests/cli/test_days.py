"""A day is written in one way on the command line, and a wrong one gets one sentence."""

from datetime import date

import click
import pytest

from dotline.base.errors import Invalid
from dotline.ui.commandline import DAY
from tests.cli.commands import leaves


def test_a_day_is_year_month_day() -> None:
    assert DAY.convert("2026-01-31", None, None) == date(2026, 1, 31)


@pytest.mark.parametrize(
    "text", ["", "20260131", "2026-W05-6", "2026-02-30", "31-01-2026", "today"]
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid, match="not a day of the calendar"):
        DAY.convert(text, None, None)


def test_no_command_reads_a_day_in_another_way() -> None:
    other = [
        (path, parameter.name)
        for path, command in leaves()
        for parameter in command.params
        if isinstance(parameter.type, click.DateTime)
        or (parameter.metavar == "DATE" and parameter.type is not DAY)
    ]
    assert not other
