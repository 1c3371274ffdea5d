"""A screen never sets a status: no path leads from an assessment to a determination (ADR 0022)."""

import ast
from pathlib import Path

from django.apps import apps

CASE = Path(__file__).resolve().parents[2] / "src" / "dotline" / "case"
SCREEN_MODULES = {"screens", "screening", "worth"}
SCREEN_NAMES = {"Assessment", "AssessmentAnswer", "HelpOffer"}
WRITES = {"add_determination", "_determination", "NewDetermination", "PastDetermination"}


def trees() -> dict[Path, ast.Module]:
    return {
        path: ast.parse(path.read_text())
        for path in CASE.rglob("*.py")
        if "migrations" not in path.parts and path.stem != "__init__"
    }


def imported(tree: ast.Module) -> set[str]:
    """Names and modules that a module takes in."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {alias.name for alias in node.names} | {str(node.module).split(".")[-1]}
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[-1] for alias in node.names}
    return found


def called(tree: ast.Module) -> set[str]:
    """Names that a module calls, plain or as an attribute."""
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {str(getattr(one, "id", getattr(one, "attr", ""))) for one in calls}


def makes_determinations(tree: ast.Module) -> bool:
    return bool(called(tree) & {*WRITES, "Determination"})


def test_what_screens_never_writes_a_determination() -> None:
    screens = {path: tree for path, tree in trees().items() if path.stem in SCREEN_MODULES}
    assert len(screens) >= 5
    for path, tree in screens.items():
        assert not makes_determinations(tree), path.name
        assert not imported(tree) & WRITES, path.name


def test_what_writes_a_determination_never_asks_a_screen() -> None:
    writers = {path: tree for path, tree in trees().items() if makes_determinations(tree)}
    assert {"adding", "people", "imports"} <= {path.stem for path in writers}
    for path, tree in writers.items():
        if path.parent.name in {"demo", "views", "forms"}:
            continue  # they show or fill both; the actions they call are looked at above
        assert not imported(tree) & {*SCREEN_MODULES, *SCREEN_NAMES}, path.name


def test_no_table_ties_the_two_together() -> None:
    models = {one.__name__: one for one in apps.get_app_config("case").get_models()}
    tied = {
        (name, field.related_model.__name__)
        for name, model in models.items()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model is not None
        if isinstance(field.related_model, type)
    }
    for name in SCREEN_NAMES:
        assert (name, "Determination") not in tied
        assert ("Determination", name) not in tied
