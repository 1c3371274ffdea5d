"""Whether we know what is asked for by name: a filter that nobody understands must not look like an empty answer."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from dotline.base.errors import Invalid
from dotline.base.reader import Reader
from dotline.directory.queries.snapshot import current
from dotline.directory.rules import languages
from dotline.directory.rules import needs as rules
from dotline.directory.rules.words import fold
from dotline.reference import needs, vocabulary

NEAR: Final = 4


def understood(reader: Reader, *, need: str = "", language: str = "") -> None:
    """Raise Invalid, with near terms, for a need or a language that means nothing here."""
    del reader
    for part in filter(None, (one.strip() for one in need.split(","))):
        if rules.meant(part) is None:
            raise Invalid(
                "There is no need called {name}.",
                "Near ones: {near}.",
                name=part[:40],
                near=_near(part, (word for one in needs.every() for word in (one.code, *one.words)))
                or ", ".join(needs.COMMONEST),
            )
    if not language.strip():
        return
    code = languages.one(language)
    if not vocabulary.is_code("languages", code) and code not in current().languages:
        known = (
            name
            for one in vocabulary.codes("languages")
            for name in (one.code, one.label_en, one.label_fr, one.more("endonym"))
        )
        raise Invalid(
            "There is no language called {name}.",
            "Near ones: {near}.",
            name=language[:40],
            near=_near(language, known) or "eng, fra",
        )


def _near(given: str, words: Iterable[str]) -> str:
    by_fold = {fold(word): word for word in words if word}
    found = get_close_matches(fold(given.strip()), by_fold, NEAR, 0.6)
    return ", ".join(by_fold[word] for word in found)
