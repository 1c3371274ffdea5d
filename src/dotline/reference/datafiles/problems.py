"""What is wrong in a data file, said so that whoever wrote the file can mend it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from dotline.base.errors import N_, Invalid, fill

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

    def text(self, say: Callable[[str], str] = str) -> str:
        """File, line, thing, reason and mend in one line; `say` is gettext for another language."""
        filled = {name: say(value) if name == "why" else value for name, value in self.params}
        where = fill(say(N_("{file}, line {line}")), {"file": self.file, "line": self.line})
        thing = f" ({self.thing})" if self.thing else ""
        reason, mend = fill(say(self.reason), filled), fill(say(self.mend), filled)
        return say(N_("{where}: {reason} {mend}")).format(
            where=f"{where}{thing}", reason=reason, mend=mend
        )


def problem(
    place: tuple[str, int], thing: str, reason: str, mend: str, **params: object
) -> Problem:
    """A fault at (file, line)."""
    filled = tuple((name, str(value)) for name, value in sorted(params.items()))
    return Problem(*place, thing, reason, mend, filled)


class BadData(Invalid):
    """A data set that cannot be used. `problems` lists every fault, by file and line."""

    title = N_("A data file cannot be used as it is")

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(
            N_("The data set {name} cannot be used. Faults: {count}\n{faults}"),
            N_(
                "Mend the lines named above and load it again; until then the last good version stays."
            ),
            name=name,
            count=len(self.problems),
            faults="\n".join(one.text() for one in self.problems[:SHOWN]),
        )
