"""From text to plain tokens that SQLite and PostgreSQL index alike, and from a question to alternatives.

A word is indexed under its folded stem and under the stem of its folded form, in English and in
French; a question uses the stems of the folded word only. So `hébergement` and `hebergement` find
exactly the same, plurals meet, and neither engine has a language of its own to disagree about.
"""

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import Stemmer

NAME, TERM, TEXT = "n", "t", "d"
FIELDS: Final = (NAME, TERM, TEXT)

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ELIDED = re.compile(r"^(?:l|d|j|n|s|c|m|t|qu|lorsqu|puisqu|jusqu|quoiqu)['’]")
_POSSESSIVE = re.compile(r"['’]s?$|['’]s\b|['’]")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"})

STOP: Final = frozenset(
    """
    a an and are as at be by can do for from get has have how i if in is it me my need of on or our
    that the their them they this to us want was we what where which who will with you your
    au aux avec ce ces cette comme dans de des donc du elle elles en est et eux il ils j je la le
    les leur leurs ma mes moi mon ne nos notre nous on ou ou par pas pour que qui sa se ses son sont
    sur ta te tes toi ton tu un une veux vos votre vous y besoin
    d l j n s c m t qu
    """.split()  # noqa: SIM905 - a hundred lines else
)

_local = threading.local()


def fold(text: str) -> str:
    """Small letters without accents or ligatures: `Hébergement` -> `hebergement`."""
    if text.isascii():  # most words: nothing to take apart
        return text.lower()
    low = text.casefold().translate(_LIGATURES)
    return "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))


def _stemmers() -> tuple[Stemmer.Stemmer, Stemmer.Stemmer]:
    # The C stemmer keeps state between calls, so each thread has its own.
    if not hasattr(_local, "pair"):
        _local.pair = (Stemmer.Stemmer("english"), Stemmer.Stemmer("french"))
    pair: tuple[Stemmer.Stemmer, Stemmer.Stemmer] = _local.pair
    return pair


def words(text: str) -> Iterator[str]:
    """The words of a text in small letters, elisions and stop words dropped, accents kept."""
    for match in _WORD.finditer(text.casefold()):
        if word := _said(match[0]):
            yield word


@lru_cache(maxsize=65536)
def _said(word: str) -> str:
    """A word without its elision or possessive; empty for a stop word."""
    bare = _POSSESSIVE.sub("", _ELIDED.sub("", word))
    return "" if fold(bare) in STOP else bare


@lru_cache(maxsize=65536)
def stems(word: str) -> tuple[str, ...]:
    """The stems under which a question looks for a word: of its folded form, both languages."""
    plain = fold(word)
    return tuple(sorted({_plain(one.stemWord(plain)) for one in _stemmers()} - {""}))


@lru_cache(maxsize=65536)
def indexed(word: str) -> tuple[str, ...]:
    """The stems under which a word of a listing is kept."""
    kept = {_plain(fold(one.stemWord(word.translate(_LIGATURES)))) for one in _stemmers()}
    return tuple(sorted((kept | set(stems(word))) - {""}))


def _plain(stem: str) -> str:
    """ASCII letters and digits only; other scripts by their bytes, so that no tokenizer can split them."""
    if stem.isascii() and stem.isalnum():
        return stem
    kept = "".join(c for c in stem if c.isalnum())
    return kept if kept.isascii() else f"u{kept.encode().hex()}"


def tokens(fields: Iterable[tuple[str, str]]) -> str:
    """The index line of a listing: each stem once per field, the field's letter in front."""
    found = {
        letter + stem for letter, text in fields for word in words(text) for stem in indexed(word)
    }
    return " ".join(sorted(found))


@dataclass(frozen=True)
class Asked:
    """One term of a question. Each way is a list of words that must all be there; each word a set of stems."""

    said: str
    ways: tuple[tuple[tuple[str, ...], ...], ...]


Ring = Callable[[str], frozenset[str]]


def asked(text: str, ring: Ring) -> tuple[Asked, ...]:
    """A question as terms: each a word or a known phrase, with everything that may stand for it."""
    said = list(words(text))
    terms: list[Asked] = []
    at = 0
    while at < len(said):
        for length in (3, 2, 1):
            phrase = " ".join(said[at : at + length])
            if at + length <= len(said) and (length == 1 or len(ring(phrase)) > 1):
                terms.append(_term(phrase, ring))
                at += length
                break
    return tuple(terms)


def _term(phrase: str, ring: Ring) -> Asked:
    ways = {tuple(stems(word) for word in words(one)) for one in {phrase, *ring(phrase)}}
    return Asked(phrase, tuple(sorted(way for way in ways if way)))
