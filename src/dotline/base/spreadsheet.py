"""Cells that a spreadsheet would run as a formula: made harmless on the way out, restored on the way in."""

import re
from typing import Final

# The signs that begin a formula in a spreadsheet, in their full width too (OWASP, CSV injection).
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_RUNS = re.compile(f"'*[{''.join(map(re.escape, FORMULA))}]")


def guarded(cell: str) -> str:
    """A text that a spreadsheet would run as a formula, made harmless by one apostrophe in front."""
    return f"'{cell}" if _RUNS.match(cell) else cell


def plain(cell: str) -> str:
    """The text that `guarded` was given: takes off the apostrophe that guards a formula, and no other."""
    rest = cell.lstrip("'")
    return cell[1:] if rest != cell and rest[:1] in FORMULA and rest else cell
