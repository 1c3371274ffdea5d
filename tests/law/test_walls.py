"""The walls between rooms hold, and the contracts that say so notice a breach."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.law.tree import ROOT, SOURCE, modules, short

LINT = (
    *(sys.executable, "-P", "-c"),
    "from importlinter.cli import lint_imports_command as run; run()", "--no-logo", "--no-cache",
)  # fmt: skip

# Runs where nobody has Django: each named module must load all the same.
WITHOUT_DJANGO = """
import importlib, sys
sys.modules["django"] = None
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        LINT, cwd=folder, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("walls")
    ignored = shutil.ignore_patterns("__pycache__", "data", "templates", "static", "locale")
    shutil.copytree(SOURCE, folder / "src" / "dotline", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_import_contract_is_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("where", "line", "contract"),
    [
        ("directory", "import dotline.case", "The wall"),
        ("intake", "import dotline.report", "One way"),
        ("base", "import django", "Purity"),
        ("site/public", "import dotline.intake", "The public process"),
    ],
)
def test_a_planted_breach_is_noticed(copy: Path, where: str, line: str, contract: str) -> None:
    planted = copy / "src" / "dotline" / where / "__init__.py"
    before = planted.read_text(encoding="utf-8")
    planted.write_text(f"{before}\n{line}\n", encoding="utf-8")
    done = lint(copy)
    planted.write_text(before, encoding="utf-8")
    assert done.returncode != 0
    broken = [text for text in done.stdout.splitlines() if text.endswith("BROKEN")]
    assert any(text.startswith(contract) for text in broken), done.stdout


def is_pure(path: Path) -> bool:
    """Package entrances, rules and everything below the first room that has tables."""
    name = short(path).removeprefix("src/dotline/")
    if name.startswith(("site/", "cli/")):
        return False
    pure_gates = ("gates/refer", "gates/publish", "gates/protect", "gates/passage")
    return (
        name.startswith(("base/", "reference/", "matching/", *pure_gates))
        or (path.name == "__init__.py" and name.count("/") <= 1)
        or path.name == "rules.py"
        or "/rules/" in name
    )


def test_what_is_pure_loads_on_a_machine_without_django() -> None:
    names = [
        short(path).removeprefix("src/").removesuffix(".py").removesuffix("/__init__")
        for path in modules()
        if is_pure(path)
    ]
    assert len(names) > len(list(SOURCE.glob("*/__init__.py")))
    done = subprocess.run(
        [sys.executable, "-P", "-c", WITHOUT_DJANGO, *(name.replace("/", ".") for name in names)],
        env={"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
