"""The glossary's terms are the code's names."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TERM = re.compile(r"^- \*\*(\w+)\*\* – ", re.MULTILINE)


def class_names() -> set[str]:
    """Every class of the package."""
    trees = (ast.parse(path.read_text()) for path in (ROOT / "src" / "dotline").rglob("*.py"))
    return {
        node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    }


def test_every_term_is_the_name_of_a_class_and_stands_once() -> None:
    terms = TERM.findall((ROOT / "GLOSSARY.md").read_text())
    assert len(terms) > 40
    assert len(terms) == len(set(terms))
    assert set(terms) - class_names() == set()
