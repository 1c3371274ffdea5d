"""Whom a service is for, by province: read from service areas and addresses."""

from functools import lru_cache

from dotline.directory.rules.words import fold
from dotline.reference import vocabulary
from dotline.reference.places import place_key

COUNTRY = "CA"
_WHOLE = (
    "canada",
    "canada-wide",
    "all of canada",
    "tout le canada",
    "pancanadien",
    "national",
    "ca",
)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for code in vocabulary.codes("provinces"):
        found[fold(code.code)] = code.code
        found[fold(code.label_en)] = code.code
        found[fold(code.label_fr)] = code.code
    return found


@lru_cache(maxsize=4096)
def province(given: str) -> str:
    """The code of a province or state by code or name; what is not known comes back in capitals."""
    plain = " ".join(fold(given).split())
    return _names().get(plain, plain.upper() if len(plain) <= 3 else "")


@lru_cache(maxsize=4096)
def served(name: str) -> frozenset[str]:
    """The provinces that the name of a service area tells; COUNTRY for the whole of Canada."""
    plain = " ".join(fold(name).split())
    if plain in _WHOLE:
        return frozenset({COUNTRY})
    if plain in _names():
        return frozenset({_names()[plain]})
    padded = f" {plain.replace(',', ' ')} "
    found = {code for word, code in _names().items() if len(word) > 2 and f" {word} " in padded}
    return frozenset(found | ({COUNTRY} if "canada" in padded.split() and not found else set()))


UNPLACED = "?"


def town_key(province: str, name: str) -> str:
    """The word for one town in the column of regions served: ON/thunder-bay."""
    return f"{province}/{'-'.join(place_key(name).split())}"


def label(code: str, lang: str) -> str:
    """The name of a province in English or French; another country's code as it is."""
    if code == COUNTRY:
        return "tout le Canada" if lang.startswith("fr") else "all of Canada"
    found = vocabulary.find("provinces", code)
    return found.label(lang) if found else code
