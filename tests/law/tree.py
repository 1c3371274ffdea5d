"""The source tree as the law tests read it: files of the repository, modules, functions."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "dotline"
NUMBERED = ("directory", "intake", "referral", "case", "link", "statistics", "plan", "report")
INSIDE = ("access", "intake", "referral", "case")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or may be committed; in a copy without git, every file of ours."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    names = listed.stdout.split("\0") if listed.returncode == 0 else []
    paths = [ROOT / name for name in names if name] or [
        path
        for folder in ("src", "tests", "docs", "requirements", "benchmarks")
        for path in (ROOT / folder).rglob("*")
        if "__pycache__" not in path.parts
    ]
    return tuple(sorted(path for path in paths if path.is_file()))


@cache
def modules(*, migrations: bool = False) -> tuple[Path, ...]:
    """Every Python file of the package."""
    return tuple(
        path
        for path in sorted(SOURCE.rglob("*.py"))
        if migrations or "migrations" not in path.parts
    )


@cache
def parsed(path: Path) -> ast.Module:
    """A module as a syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a module."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, Function):
            yield node


def short(path: Path) -> str:
    """A path as people write it in this repository."""
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    """The room that a module of the package stands in."""
    return path.relative_to(SOURCE).parts[0]
