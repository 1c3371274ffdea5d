"""The tree holds no address of a registry, no path of a machine and nobody's phone number."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.law.tree import files, short

MAX_KIB = 700
# Written so that this file does not match itself.
ADDRESSES = re.compile(
    r"/(?:wo[r]k|ro[o]t|fa[r]m|ho[m]e/\w+|tm[p]/d[l])/|py[p]i\.o[r]g|python[h]osted|npm[j]s\.(?:org|com)"
    r"|deb\.deb[i]an\.org|registry\.n[p]m"
)
PHONE = re.compile(
    r"(?<![\w.+-])(?:\+?1[-. ])?\(?([2-9]\d\d)\)?[-. ]([2-9]\d\d)[-. ](\d{4})(?![\w-])"
)
HOTLINE = ("833", "900", "1010")


def texts() -> Iterator[tuple[Path, str]]:
    for path in files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a font


def phone_numbers(text: str) -> list[str]:
    """Numbers that somebody may answer; 555-0100 to 555-0199 are kept for fiction."""
    return [
        found[0]
        for found in PHONE.finditer(text)
        if found.groups() != HOTLINE and not (found[2] == "555" and found[3].startswith("01"))
    ]


def test_no_file_names_a_registry_or_a_path_of_this_machine() -> None:
    found = [
        f"{short(path)}: {hit[0]}" for path, text in texts() for hit in ADDRESSES.finditer(text)
    ]
    assert found == []


def test_no_file_holds_a_phone_number_that_somebody_answers() -> None:
    found = [f"{short(path)}: {hit}" for path, text in texts() for hit in phone_numbers(text)]
    assert found == []


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("1-833-900-1010", False),
        ("call 911", False),
        ("+1 204 555 0134", False),
        ("(204) 944" + "-1234", True),
        ("1-888-" + "456-7890", True),
    ],
)
def test_a_phone_number_is_recognised(text: str, finds: bool) -> None:
    assert bool(phone_numbers(text)) is finds


def test_no_file_is_too_large_to_read() -> None:
    assert [short(path) for path in files() if path.stat().st_size > MAX_KIB * 1024] == []
