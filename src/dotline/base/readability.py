"""How hard a text is to read, as a school grade: English by Flesch and Kincaid, French by Kandel and Moles. Pure."""

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_END: Final = re.compile(r"[.!?…:;]+(?=\s|$)|\n+")
_ENGLISH: Final = re.compile(r"[aeiouy]+")
_FRENCH: Final = re.compile(r"[aeiouyàâäéèêëîïôöùûüÿœæ]+")


def sentences(text: str) -> list[str]:
    """The parts of a text that a reader takes in at once: a line ends one too, as a list item or a label does."""
    return [part for part in _END.split(text) if _WORD.search(part)]


def syllables(word: str, lang: str) -> int:
    """How many syllables a word has, by its groups of vowels; a silent e at its end is none. At least one."""
    low = word.lower()
    found = len((_FRENCH if lang == "fr" else _ENGLISH).findall(low))
    if lang == "fr":
        silent = re.search(r"[^aeiouyéèêàâîôûœæ](?:e|es|ent)$", low)
    else:
        silent = re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[aeiouy]le$", low)
    return max(1, found - bool(silent))


def grade(text: str, lang: str) -> float:
    """The years of school that reading a text takes; 0 of none. `lang` is 'en' or 'fr'.

    English: Kincaid and others, Navy Research Branch Report 8-75 (1975). French: the reading ease of Kandel and Moles
    (1958), 207 - 1.015 words a sentence - 73.6 syllables a word, put on the school years of Flesch's own table,
    in which an ease of 90 is grade 5, 60 is grade 8 to 9 and 30 is the end of college.
    """
    parts = sentences(text)
    words = _WORD.findall(text)
    if not parts or not words:
        return 0.0
    length = len(words) / len(parts)
    spoken = sum(syllables(word, lang) for word in words) / len(words)
    if lang != "fr":
        return 0.39 * length + 11.8 * spoken - 15.59
    ease = 207 - 1.015 * length - 73.6 * spoken
    return max(0.0, 5 + (90 - ease) / 30 * 3.5)
