"""The command line of statistics."""

import json

import pytest
from click.testing import CliRunner, Result

from dotline.audit.stores import Store
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.gates import outbox
from dotline.statistics.cli import group
from dotline.statistics.models import Cell, Table
from dotline.statistics.rules.measures import definitions
from tests.rooms.conftest import Cast
from tests.rooms.statistics.conftest import Source


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(group, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def data(*arguments: str) -> dict[str, object]:
    found = json.loads(run(*arguments, "--json").output)
    assert isinstance(found, dict)
    return found


def test_release_table_and_attack_answer_in_json(cast: Cast, source: Source) -> None:
    made = data("release", "2025", "--as", "rita")
    outbox.deliver(Store.INSIDE)
    table = data("table", "calls")
    attack = data("attack", "1", "--as", "rita")
    told = Table.objects.using(Store.OPEN).filter(cells__gt=0)
    codes = set(told.values_list("code", flat=True))
    assert codes < set(definitions().tables)  # one year holds no table of two
    assert made["hidden"] == sum(one["value"] is None for code in codes for one in numbers(code))
    assert table["release"]["edition"] == 1  # type: ignore[index]
    assert attack["found_out"] == 0
    assert int(str(attack["narrowest_width"])) >= 1


def numbers(code: str) -> list[dict[str, object]]:
    found = data("table", code)["numbers"]
    assert isinstance(found, list)
    return found


def test_a_table_prints_an_x_for_what_is_hidden_and_says_what_it_means(
    cast: Cast, source: Source
) -> None:
    run("release", "2025")
    outbox.deliver(Store.INSIDE)
    text = run("table", "calls").output
    assert "x" in text
    assert "does not mean zero" in text
    assert run("table", "calls", "--csv").output.startswith("table,edition,measure")


def test_a_number_put_back_by_hand_is_what_the_attack_finds(cast: Cast, source: Source) -> None:
    """Somebody prints all but one hidden number of a quarter: the last one follows."""
    run("release", "2025")
    outbox.deliver(Store.INSIDE)
    cells = Cell.objects.using(Store.OPEN).filter(measure="calls", value=None, time="2025-Q1")
    places = {"ON": 80, "QC": 50, "BC": 30, "AB": 24, "NS": 14, "NU": 2}
    for cell in list(cells.order_by("place"))[1:]:
        if cell.place in places or cell.place != "CA":
            cell.value, cell.reason = places.get(cell.place, 0), ""
            cell.save(using=Store.OPEN)
    with pytest.raises(Conflict, match="can be computed"):
        run("attack", "1")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("release", "2025-Q9"), Invalid),
        (("release", "2030"), Refused),
        (("release", "2025", "--as", "bob"), Refused),
        (("release", "2025", "--as", "nobody"), Invalid),
        (("table", "suspects"), NotFound),
        (("table", "calls", "--edition", "x"), NotFound),
        (("table", "calls", "--json", "--csv"), Invalid),
        (("attack", "7"), NotFound),
        (("attack", "1", "--as", "bob"), Refused),
    ],
)
def test_bad_input_is_refused_with_a_reason_and_a_next_step(
    cast: Cast, source: Source, arguments: tuple[str, ...], error: type[Exception]
) -> None:
    with pytest.raises(error) as refusal:
        run(*arguments)
    assert str(refusal.value)
