"""Tokens: what two records of one person have in common, each from at least two things said of her. Pure.

No token rests on one column, so none is the code of a phone or of a name, which a list of them all would give away.
A kind is made only where every part is there: the set adapts to the columns of a file and to the gaps of a record.
Sources: research/linkage.md 2.3 and 3.2 (about 20 combinations for each record).
"""

from collections.abc import Iterator
from itertools import islice, product
from typing import Final

from dotline.matching.identity import Identity, PersonName, given_root, sound

Token = tuple[str, str]  # kind, what is combined
MOST: Final = 48
"""Tokens of one record at most, aliases and several phones included."""
EACH: Final = 20
"""Kinds that a record has under each of its names: the first of KINDS whose parts are there."""
START: Final = 2
"""Letters of each name in `starts_sorted`, which stands also where given and family name were swapped."""
STREET_START: Final = 4
"""Letters of a street, behind its number, in `street_start`."""
PHONE_END: Final = 6
"""Digits of a phone in `phone_end`."""
_JOIN: Final = "\x1f"

Parts = dict[str, tuple[str, ...]]

# What each kind combines. Names of parts: see `_shared` and `_name_parts`. Kinds whose parts come from one column only,
# or from names and sex alone, or from a date and the sex alone, are not allowed.
# The first come first: chosen by what each finds that none before it finds where of each token one person of a million
# stays, on people to learn from whose records have errors and gaps of many sorts and whose files lack columns. Those of
# a document, an e-mail or a death, which hardly any of these have, stand early by judgment.
KINDS: Final = (
    ("given_start", "birth"),
    ("place_sound", "postal_sorted"),
    ("names_sorted", "birth_year"),
    ("document", "birth_year"),
    ("email", "birth_year"),
    ("family_sound", "birth_day"),
    ("street_start", "birth_year"),
    ("sex", "phone"),
    ("document", "given_sound"),
    ("email", "given_sound"),
    ("given_start", "postal_sorted"),
    ("names_sorted", "place_sound"),
    ("middle_sound", "birth_day"),
    ("starts_sorted", "birth_year"),
    ("postal_sorted", "birth_year"),
    ("given_sound", "birth_day"),
    ("family", "given", "middle_start"),
    ("birth", "place_sound"),
    ("death", "family_sound"),
    ("street", "sex"),
    ("given_sound", "middle_sound", "birth_year"),
    ("family_sound", "birth_month"),
    ("family_start", "postal_sorted"),
    ("phone_end", "birth_year"),
    ("starts_sorted", "birth_day"),
    ("birth_place", "occupation"),
    ("given_start", "phone_end"),
    ("document", "family_sound"),
    ("email", "family_sound"),
    ("family_sound", "place_sound", "birth_year"),
    ("names_sorted", "street_start"),
    ("postal_sorted", "street_start"),
    ("starts_sorted", "postal_area"),
    ("place_sound", "street_start"),
    ("given_sound", "place_sound", "birth_year"),
    ("given_sound", "middle_sound", "place_sound"),
    ("birth_place", "birth_year"),
    ("names_sorted", "occupation"),
    ("family_sound", "birth_reversed"),
    ("given_sound", "birth_reversed"),
    ("family_sound", "phone_end"),
    ("family_start", "birth_day", "place_sound"),
    ("given_start", "street_start"),
    ("sex", "postal_sorted"),
    ("given_sound", "birth_month"),
    ("family_sound", "street_start"),
    ("occupation", "birth"),
    ("names_sorted", "birth_place"),
    ("birth_place", "postal"),
    ("given_start", "postal_area", "birth_year"),
    ("sex", "postal_area", "birth"),
    ("occupation", "family_sound"),
    ("occupation", "birth_year", "given_start"),
)
# Which column each part comes from: parts of one column never stand alone.
COLUMNS: Final = {
    **dict.fromkeys(("given", "given_sound", "given_start"), "given"),
    **dict.fromkeys(("family", "family_sound", "family_start"), "family"),
    **dict.fromkeys(
        ("birth", "birth_year", "birth_month", "birth_day", "birth_reversed"),
        "birth",
    ),
    **dict.fromkeys(("postal", "postal_area", "postal_sorted"), "postal"),
    **dict.fromkeys(("names_sorted", "starts_sorted"), "given and family"),
    **dict.fromkeys(("place", "place_sound"), "place"),
    **dict.fromkeys(("street", "street_start"), "street"),
    **dict.fromkeys(("phone", "phone_end"), "phone"),
    **dict.fromkeys(("middle_start", "middle_sound"), "middle"),
    **{one: one for one in ("birth_place", "sex", "email", "document", "occupation", "death")},
}


def tokens(who: Identity) -> tuple[Token, ...]:
    """Every token of a record, each once; none for a nickname alone."""
    return tuple(one for _name, found in by_name(who) for one in found)


def by_name(who: Identity) -> Iterator[tuple[PersonName, tuple[Token, ...]]]:
    """The tokens of a record under each of its names; one that several names give stands with the first."""
    shared, seen = _shared(who), set[Token]()
    for name in who.names or (PersonName(),):
        found: list[Token] = []
        for reading in _readings(name):
            parts = shared | _name_parts(reading)
            there = (kind for kind, parts_of in _KINDS if parts_of <= parts.keys())
            for kind in islice(there, EACH):
                found += [(kind, told) for told in _combined(parts, kind)]
        fresh = [one for one in dict.fromkeys(found) if one not in seen][: MOST - len(seen)]
        seen.update(fresh)
        if fresh:
            yield name, tuple(fresh)


def is_turned(name: PersonName, token: Token) -> bool:
    """Whether the rows of a token hold a name the other way round: given name as family name.

    Rows whose token has both names in order write them in that order too, so that two records in one of which they were
    swapped agree in those rows. Not where either is of several words: which of them was meant is open.
    """
    kind, _value = token
    if not name.given or not name.family or " " in name.given or " " in name.family:
        return False
    given = given_root(name)
    if "names_sorted" in kind:
        return sound(given) > sound(name.family)
    return "starts_sorted" in kind and given[:START] > name.family[:START]


def turned(name: PersonName) -> PersonName:
    """A name the other way round."""
    return PersonName(name.family, name.middle, name.given)


_KINDS: Final = tuple(("+".join(kind), frozenset(kind)) for kind in KINDS)


def _combined(parts: Parts, kind: str) -> Iterator[str]:
    """Each combination of the values of the parts of a kind."""
    values = [parts[part] for part in kind.split("+")]
    if all(len(one) == 1 for one in values):
        yield _JOIN.join([one[0] for one in values])
    else:
        yield from (_JOIN.join(one) for one in product(*values))


def _readings(name: PersonName) -> tuple[PersonName, ...]:
    """A name as it stands, and with each end of a double family name alone."""
    halves = [word for word in name.family.split() if len(word) > 2]
    ends = (halves[0], halves[-1]) if len(halves) > 1 else ()
    return (name, *(PersonName(name.given, name.middle, half) for half in ends))


def _name_parts(name: PersonName) -> Parts:
    given, family = given_root(name), name.family.replace(" ", "")
    heard, heard_family = sound(given), sound(family)
    middle = name.middle.split(" ", 1)[0]
    parts = {
        "given": given if len(given) > 1 else "",
        "given_sound": heard if len(given) > 1 else "",
        "given_start": given[:3],
        "family": family,
        "family_sound": heard_family,
        "family_start": family[:3],
        "middle_start": name.middle[:1],
        "middle_sound": sound(middle) if len(middle) > 1 else "",
        "names_sorted": _JOIN.join(sorted((heard, heard_family))) if given and family else "",
        "starts_sorted": _JOIN.join(sorted((given[:START], family[:START])))
        if given and family
        else "",
    }
    return {part: (value,) for part, value in parts.items() if value}


def _shared(who: Identity) -> Parts:
    """The parts that do not depend on the name."""
    single = {
        "postal": who.postal,
        "postal_area": _postal_area(who.postal),
        "postal_sorted": "".join(sorted(who.postal)),
        "place": who.place,
        "place_sound": sound(who.place),
        "birth_place": who.birth_place,
        "street": who.street.replace(" ", ""),
        "street_start": _street_start(who.street),
        "email": who.email,
        "sex": who.sex,
        "occupation": who.occupation,
        "death": f"{who.death.year:04}{who.death.month:02}{who.death.day:02}"
        if who.death and who.death.whole
        else "",
        **_birth(who),
    }
    several = {
        "phone": who.phones,
        "phone_end": tuple(dict.fromkeys(one[-PHONE_END:] for one in who.phones)),
        "document": who.documents,
    }
    return {part: (value,) for part, value in single.items() if value} | {
        part: values for part, values in several.items() if values
    }


def _postal_area(postal: str) -> str:
    """The first three letters of a code; a code of four, as some countries have, is an area as a whole."""
    return postal[:3] if len(postal) > 4 else postal if len(postal) == 4 else ""


def _street_start(street: str) -> str:
    """The number of a house, and the first letters of its street without spaces."""
    number, _space, rest = street.partition(" ")
    if not number[:1].isdigit():
        number, rest = "", street
    return number + rest.replace(" ", "")[:STREET_START]


def _birth(who: Identity) -> dict[str, str]:
    birth = who.birth
    if birth is None:
        return {}
    year, month, day = f"{birth.year:04}", f"{birth.month:02}", f"{birth.day:02}"
    parts = {"birth_year": year}
    if birth.month:
        parts["birth_month"] = year + month
    if birth.whole:
        digits = "".join(sorted(year[2:] + month + day))
        parts |= {
            "birth": year + month + day,
            "birth_day": month + day,
            "birth_reversed": year[:2] + digits,
        }
    return parts


FIELDS: Final = ("given", "middle", "family", "birth", "phone", "area", "street", "sex")
GRAMS: Final = 24
"""Pieces of one field at most; what lies beyond says little more."""


def grams(who: Identity, name: PersonName) -> tuple[tuple[str, ...], ...]:
    """For each of FIELDS the small pieces that a filter holds: of names pairs of letters, of dates and numbers places.

    None for a field that is not given.
    """
    birth = who.birth
    dated = (
        [] if birth is None else [f"y{birth.year}", f"d{birth.year // 10}", f"u{birth.year % 10}"]
    )
    if birth is not None and birth.month:
        dated += [f"m{birth.month}", f"n{birth.month}"]
    if birth is not None and birth.whole:
        dated += [f"t{birth.day}", f"s{birth.day}", *sorted((f"x{birth.month}", f"x{birth.day}"))]
    found = (
        [*_pairs(name.given), *(f"={given_root(name)[:5]}", f"~{sound(given_root(name))}")]
        if name.given
        else [],
        _pairs(name.middle),
        [*_pairs(name.family.replace(" ", "")), f"~{sound(name.family)}"] if name.family else [],
        dated,
        [f"{at}{digit}" for at, digit in enumerate(who.phones[0][::-1])] if who.phones else [],
        [
            *(f"{at}{letter}" for at, letter in enumerate(who.postal[:6])),
            *(_pairs(who.place or who.birth_place)[:12]),
        ],
        _pairs(who.street),
        [f"{who.sex}{at}" for at in range(6)] if who.sex else [],
    )
    return tuple(tuple(dict.fromkeys(pieces))[:GRAMS] for pieces in found)


def _pairs(word: str) -> list[str]:
    """The pairs of letters of a word, its beginning and end marked."""
    return [a + b for a, b in zip(f"_{word}", f"{word}_", strict=True)] if word else []
