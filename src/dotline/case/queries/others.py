"""Names, numbers and addresses of the other people of a case, taken out of what one of them is told."""

import re
from collections.abc import Sequence

from dotline.audit.stores import Store
from dotline.base.errors import Unavailable
from dotline.base.reader import Reader
from dotline.case.models import CaseFile, Identifier, Involvement, Person
from dotline.case.queries.cases import identifier_text

SHORTEST = 2  # letters: one letter stands in every sentence
WHOLE = 3  # letters: a shorter name is looked for as a word, a longer one with endings too
NO_SPACES = "\u0e00"  # from Thai on scripts part no words, or join endings to a name


def others(reader: Reader, person: Person, cases: Sequence[CaseFile]) -> re.Pattern[str] | None:
    """Names, numbers and addresses of the other people of her cases, the longest first; None without any."""
    del reader
    there = Involvement.objects.using(Store.INSIDE).filter(case__in=[one.id for one in cases])
    people = there.exclude(person_id=person.id).values_list("person_id", flat=True)
    found: set[str] = set()
    for row in Identifier.objects.using(Store.INSIDE).filter(person_id__in=list(people)):
        said = _text(row).strip()
        parts = said.split() if row.kind in {"name", "alias"} else []
        found |= {part for part in (said, *parts) if len(part) >= SHORTEST}
    found |= {one.casefold() for one in found}
    longest = sorted(found, key=lambda one: (-len(one), one))
    return re.compile("|".join(map(_said_as, longest)), re.IGNORECASE) if longest else None


def _said_as(name: str) -> str:
    """How a name is looked for: a very short one as a whole word, so that it takes no other word apart."""
    short = len(name) < WHOLE and all(letter < NO_SPACES for letter in name)
    return rf"(?<!\w){re.escape(name)}(?!\w)" if short else re.escape(name)


def _text(row: Identifier) -> str:
    try:
        return identifier_text(row)
    except Unavailable:
        return ""


SOMEBODY = "[…]"  # in the place of another person's name


def without(value: object, hide: re.Pattern[str] | None) -> object:
    """A text without the names and numbers of others."""
    if hide is None or not isinstance(value, str):
        return value
    return hide.sub(SOMEBODY, value)
