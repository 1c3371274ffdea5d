"""Names of accused persons in the words of others: found, so that what tells one is withheld from a file. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dotline.case.rules.standard import Words
from dotline.matching import names

SHORTEST = 3  # letters: shorter words of a name stand in every sentence


@dataclass(frozen=True)
class AccusedNames:
    """The names of accused and suspected persons of an agency, as they are compared."""

    whole: frozenset[frozenset[str]] = field(default=frozenset())

    @classmethod
    def of(cls, told: Iterable[str]) -> "AccusedNames":
        """From names as they were written down; one without a letter is none."""
        return cls(frozenset(found for one in told if (found := frozenset(_words(one)))))

    @cached_property
    def _long(self) -> frozenset[str]:
        """Every word of a name that is long enough to tell its bearer by itself."""
        return frozenset(word for name in self.whole for word in name if len(word) >= SHORTEST)

    @cached_property
    def _by_word(self) -> Mapping[str, list[frozenset[str]]]:
        """Each name under its longest word: a text is compared with few of many thousand names."""
        found: dict[str, list[frozenset[str]]] = defaultdict(list)
        for name in self.whole:
            found[max(name, key=lambda word: (len(word), word))].append(name)
        return found

    def in_text(self, text: str) -> bool:
        """Whether free words may tell one: any word of a name that is long enough, however it is accented."""
        said = set(_words(text))
        return not self._long.isdisjoint(said) or self._any_whole(said)

    def whole_in(self, text: str) -> bool:
        """Whether a name or an address holds a whole name; a given name alone is many people's."""
        return self._any_whole(set(_words(text)))

    def _any_whole(self, said: set[str]) -> bool:
        return any(name <= said for word in said for name in self._by_word.get(word, ()))


def _words(text: str) -> list[str]:
    return names.plain(text).split()


def withheld(
    words: Words, accused: AccusedNames, free: Iterable[str], own: Iterable[str]
) -> Mapping[str, tuple[str, ...]]:
    """The fields of a row that may tell an accused person, with the values to leave out.

    `free` are fields of free words; `own` those of the row's own person, where a name she shares in
    part with an accused is hers.
    """
    if not accused.whole:
        return {}
    free, own = set(free), set(own)
    found = {}
    for name, values in words.items():
        tells = accused.whole_in if name in own or name not in free else accused.in_text
        hit = tuple(value for value in values if tells(value))
        if hit:
            found[name] = hit
    return found
