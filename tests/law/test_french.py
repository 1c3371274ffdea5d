"""French is complete: nobody who reads French meets an English sentence."""

import ast
import re
from collections.abc import Iterator
from itertools import starmap
from pathlib import Path

import pytest
import yaml

from dotline.cli import messages
from dotline.ui.catalogue import PACKAGE


@pytest.mark.parametrize("room", messages.rooms())
def test_the_french_of_a_room_is_complete(room: str) -> None:
    assert [str(problem) for problem in messages.problems_of(room)] == []


def test_no_two_rooms_translate_the_same_words_differently() -> None:
    assert [str(problem) for problem in messages.disagreements()] == []


BARE = messages.NO_SPACE
STRAIGHT = re.compile(r"(?<=[A-Za-zÀ-ÿ])'(?=[A-Za-zÀ-ÿ])")


def french_of(value: object) -> Iterator[tuple[str, str]]:
    """Every `x_fr` of a data file, however deep, with its English."""
    if isinstance(value, list):
        for one in value:
            yield from french_of(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if isinstance(one, str) and str(key).endswith("_fr"):
                yield one, str(value.get(f"{str(key)[:-3]}_en", ""))
            else:
                yield from french_of(one)


@pytest.mark.parametrize(
    "path",
    sorted(PACKAGE.glob("*/data/**/*.yaml")),
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_the_french_of_a_data_file_is_set_as_french_is(path: Path) -> None:
    pairs = list(french_of(yaml.safe_load(path.read_text(encoding="utf-8"))))
    texts = [french for french, _english in pairs]
    assert [one for one in starmap(messages.without_codes, pairs) if BARE.search(one)] == []
    assert [one for one in texts if STRAIGHT.search(one)] == []
    assert [one for one in texts if re.search(r"\bde (?=octobre|avril|août)", one)] == []


OWN_TEXT = re.compile(r"\{% blocktranslate.*?endblocktranslate %\}", re.DOTALL)
AFTER_A_WORD = re.compile(r"[%}]\}:(?=\s|<|\{)")


def test_a_template_sets_its_colon_as_the_language_does() -> None:
    """French wants a space before it, so a template says `{% colon %}` where the text itself says none."""
    found = [
        f"{path.relative_to(PACKAGE)}: {hit.group()}"
        for path in sorted(PACKAGE.glob("*/templates/**/*.html"))
        for hit in AFTER_A_WORD.finditer(OWN_TEXT.sub("", path.read_text(encoding="utf-8")))
    ]
    assert found == []


BOTH = {"Text", "Words"}  # a text in both languages: English, French


def test_french_beside_its_english_in_the_code_keeps_its_colon_away() -> None:
    found = [
        french
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BOTH
        for french in [one.value for one in node.args[1:2] if isinstance(one, ast.Constant)]
        if isinstance(french, str) and BARE.search(french)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("french", "english", "bare"),
    [
        ("Note: oui", "Note: yes", True),
        ("Note\u202f: oui", "Note: yes", False),
        ("À 14:30, voir https://exemple.example/a:b", "", False),
        ("Écrivez verified: true", "Write verified: true", False),
        ("Transmis à:", "Passed on to:", True),
    ],
)
def test_a_bare_colon_is_found(french: str, english: str, *, bare: bool) -> None:
    assert bool(BARE.search(messages.without_codes(french, english))) is bare
