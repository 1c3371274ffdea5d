"""What a reader repaired or refused: file, row, field, kind of value and reason. Never the value itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

REPAIRED = "repaired"
REFUSED = "refused"


@dataclass(frozen=True)
class Finding:
    """One field of one row. `value` is the kind of value (empty, text, number ...), never what it says."""

    file: str
    row: int
    field: str
    value: str
    reason: str
    action: str


@dataclass(frozen=True)
class FindingGroup:
    """The same finding in many rows; `rows` is written like '2-40,44,51-60'."""

    file: str
    field: str
    value: str
    reason: str
    action: str
    rows: str
    count: int

    def each(self) -> Iterator[Finding]:
        """Every row by itself."""
        for row in spelled(self.rows):
            yield Finding(self.file, row, self.field, self.value, self.reason, self.action)


Key = tuple[str, str, str, str, str]


@dataclass
class Findings:
    """Collects findings while a file is read; keeps rows, not texts, so that 100,000 stay small."""

    _rows: dict[Key, list[int]] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        """Remember one finding."""
        key = (finding.file, finding.field, finding.value, finding.reason, finding.action)
        self._rows.setdefault(key, []).append(finding.row)

    def groups(self) -> tuple[FindingGroup, ...]:
        """All findings, the same ones together, in the order of file, first row and field."""
        made = [
            FindingGroup(file, name, value, reason, action, compact(rows), len(rows))
            for (file, name, value, reason, action), rows in self._rows.items()
        ]
        return tuple(
            sorted(made, key=lambda group: (group.file, next(spelled(group.rows)), group.field))
        )

    def refused_rows(self) -> int:
        """How many rows have something that was refused."""
        return len({row for key, rows in self._rows.items() if key[-1] == REFUSED for row in rows})

    def __len__(self) -> int:
        return sum(len(rows) for rows in self._rows.values())


def compact(rows: Iterable[int]) -> str:
    """Row numbers as '2-40,44'. A row that holds the same finding twice is written twice."""
    spans: list[list[int]] = []
    for row in sorted(rows):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def spelled(text: str) -> Iterator[int]:
    """The row numbers that `compact` wrote."""
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first:
            yield from range(int(first), int(last or first) + 1)
