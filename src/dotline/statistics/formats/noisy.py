"""What the terminal says of a noisy release: one row for each level of tables."""

from collections.abc import Mapping
from typing import Any


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
            "fabricated": f"<= {_mean(tables, 'fabricated_share_at_most'):.0%}",
            "hidden": f"{_mean(tables, 'hidden_share_of_people'):.0%}",
        })  # fmt: skip
    return rows


def _mean(tables: list[dict[str, Any]], name: str) -> float:
    """The mean of a share over tables, each weighed by its published cells."""
    weights = [max(1, one["cells"]["published"]) for one in tables]
    shares = (one[name] * weight for one, weight in zip(tables, weights, strict=True))
    return float(sum(shares) / max(1, sum(weights)))
