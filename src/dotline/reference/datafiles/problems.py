"""What is wrong in a data file, said so that whoever wrote the file can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from dotline.base.errors import Invalid, fill

SHOWN = 20


@dataclass(frozen=True, order=True)
class Problem:
    """One fault. `reason` and `mend` are English msgids; `params` fills their {named} fields."""

    file: str
    line: int
    thing: str
    reason: str
    mend: str
    params: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def text(self) -> str:
        """File, line, thing, reason and mend in one English line."""
        filled = dict(self.params)
        where = f"{self.file}, line {self.line}"
        thing = f" ({self.thing})" if self.thing else ""
        return f"{where}{thing}: {fill(self.reason, filled)} {fill(self.mend, filled)}"


def problem(
    place: tuple[str, int], thing: str, reason: str, mend: str, **params: object
) -> Problem:
    """A fault at (file, line)."""
    filled = tuple((name, str(value)) for name, value in sorted(params.items()))
    return Problem(*place, thing, reason, mend, filled)


class BadData(Invalid):
    """A data set that cannot be used. `problems` lists every fault, by file and line."""

    title = "A data file cannot be used as it is"

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(
            "The data set {name} has {count} faults:\n{faults}",
            "Mend the lines named above and load it again; until then the last good version stays.",
            name=name,
            count=len(self.problems),
            faults="\n".join(one.text() for one in self.problems[:SHOWN]),
        )
