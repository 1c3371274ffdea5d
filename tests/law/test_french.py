"""French is complete: nobody who reads French meets an English sentence."""

import re
from collections.abc import Iterator
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


STRAIGHT = re.compile(r"(?<=[A-Za-zÀ-ÿ])'(?=[A-Za-zÀ-ÿ])")


def french_of(value: object) -> Iterator[str]:
    """Every `x_fr` of a data file, however deep."""
    if isinstance(value, list):
        for one in value:
            yield from french_of(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if isinstance(one, str) and str(key).endswith("_fr"):
                yield one
            else:
                yield from french_of(one)


@pytest.mark.parametrize(
    "path",
    sorted(PACKAGE.glob("*/data/**/*.yaml")),
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_the_french_of_a_data_file_is_set_as_french_is(path: Path) -> None:
    texts = list(french_of(yaml.safe_load(path.read_text(encoding="utf-8"))))
    assert [one for one in texts if STRAIGHT.search(one)] == []
    assert [one for one in texts if re.search(r"\bde (?=octobre|avril|août)", one)] == []
