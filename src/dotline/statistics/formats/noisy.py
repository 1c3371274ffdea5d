"""What the terminal says of a noisy release: its levels of tables, its attacks, its tables beside rows."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dotline.ui.commandline import columns_named

if TYPE_CHECKING:  # loads NumPy
    from dotline.gates.protect.noisy.attacking import Attacked
    from dotline.gates.protect.noisy.synthetic.agreeing import Apart

columns_named("columns", "tables", "possible", "published", "sigma", "fabricated", "hidden")
columns_named("attack", "figure", "bound", "broken")
columns_named("table", "cells", "greatest", "mean", "unpublished")
columns_named("account", "noise", "membership", "singling_out")


def summary(told: Mapping[str, Any]) -> list[dict[str, object]]:
    """One row for each number of columns: tables, cells that left, noise, and both shares."""
    rows = []
    for level in told["accounting"]["levels"]:
        tables = [one for one in told["tables"] if len(one["columns"]) == level["columns"]]
        published = sum(one["cells"]["published"] for one in tables)
        rows.append({
            "columns": level["columns"],
            "tables": len(tables),
            "possible": sum(one["cells"]["possible"] for one in tables),
            "published": published,
            "sigma": f"{level['sigma']:.1f}",
            "fabricated": f"<= {_made_up(tables):.0%}",
            "hidden": f"{_hidden(tables):.0%}",
        })  # fmt: skip
    return rows


def agreement(told: Mapping[str, Any]) -> str:
    """Which rule holds between the tables and rows of made-up people."""
    if told["agreement"]["numbers"] == "rows":
        return _(
            "Every number is counted from rows of made-up people: all tables and the rows agree."
        )
    return _(
        "The tables stand as measured: they and rows that are made of them agree within noise, not exactly."
    )


def comparison(found: "Sequence[Apart]") -> list[dict[str, object]]:
    """One row for each table: its cells, the greatest and mean difference, people in cells that are not published."""
    return [
        {
            "table": one.table,
            "cells": one.cells,
            "greatest": round(one.greatest, 3),
            "mean": round(one.mean, 3),
            "unpublished": round(one.unpublished, 3),
        }
        for one in found
    ]


def attacks(found: "Sequence[Attacked]") -> list[dict[str, object]]:
    """One row for each attack: how far it got, how far it may get, and whether that breaks the release."""
    return [
        {
            "attack": one.name,
            "figure": round(one.figure, 4),
            "bound": round(one.bound, 4),
            "broken": one.broken,
        }
        for one in found
    ]


def _made_up(tables: list[dict[str, Any]]) -> float:
    """The largest expected share of made-up cells among all that are published."""
    published = sum(one["cells"]["published"] for one in tables)
    false = sum(one["fabricated_share_at_most"] * one["cells"]["published"] for one in tables)
    return float(false / max(1, published))


def _hidden(tables: list[dict[str, Any]]) -> float:
    """The share of people in hidden cells, each table counting the same."""
    return float(sum(one["hidden_share_of_people"] for one in tables) / max(1, len(tables)))
