"""Folding of words: accents, case, hyphens and apostrophes make no difference to a search."""

import re
import unicodedata
from collections.abc import Iterator

# Letters that Unicode does not take apart into a base letter and a mark.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "œ": "oe", "æ": "ae", "ß": "ss", "ı": "i"})
_APOSTROPHES = re.compile(r"['’ʼ‘`´]")
_REST = re.compile(r"[\W_]+", re.UNICODE)


def fold(text: str) -> str:
    """Lower case, no accents, single blanks; `Hébergement d’urgence` is `hebergement d urgence`."""
    low = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    bare = "".join(letter for letter in low if not unicodedata.combining(letter))
    return _REST.sub(" ", _APOSTROPHES.sub(" ", bare)).strip()


def phrases(words: list[str], longest: int = 5) -> Iterator[str]:
    """Every run of up to `longest` words, the longest first."""
    for size in range(min(longest, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            yield " ".join(words[start : start + size])
