"""A release ready to pass the gate: protected tables as plain values, and nothing that was
counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

LONGEST_REFERENCE = 100
"""Characters of an agreement's reference."""

Row = tuple[str, str, str, int | None, bool]  # time, place, part, value, known zero


@dataclass(frozen=True)
class Prepared:
    """What withstood the attack, together with the editions in `earlier`.

    The number of counting rows is not here on purpose: it would be a total that no table prints.
    """

    period: str
    rule: str
    digest: str
    definitions: str
    agreement: str
    tables: Mapping[str, tuple[str, tuple[Row, ...]]]  # code -> measure of the cells, cells
    revised: bool
    fictional: bool
    earlier: tuple[str, ...]
    made_at: datetime

    @property
    def cells(self) -> int:
        """How many numbers and signs there are."""
        return sum(len(rows) for _, rows in self.tables.values())

    @property
    def hidden(self) -> int:
        """How many of them are hidden."""
        return sum(row[3] is None for _, rows in self.tables.values() for row in rows)

    def payload(self, release: UUID) -> dict[str, object]:
        """What stands in the passage (JSON)."""
        return {
            "release": str(release),
            "period": self.period,
            "rule": self.rule,
            "digest": self.digest,
            "definitions": self.definitions,
            "agreement": self.agreement,
            "spent": "closed set",
            "cells": self.cells,
            "hidden": self.hidden,
            "revised": self.revised,
            "fictional": self.fictional,
            "earlier": list(self.earlier),
            "made_at": self.made_at.isoformat(),
            "tables": [
                {"code": code, "measure": measure, "cells": [list(row) for row in rows]}
                for code, (measure, rows) in self.tables.items()
            ],
        }
