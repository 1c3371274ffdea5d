"""Languages by ISO 639-3 code, whatever a source or a caller calls them."""

from functools import lru_cache

from dotline.directory.rules.words import fold, words
from dotline.reference import vocabulary

# ISO 639-1 to ISO 639-3, for the languages that sources write with two letters.
SHORT = dict(
    pair.split(":")
    for pair in [
        "en:eng",
        "fr:fra",
        "es:spa",
        "pt:por",
        "it:ita",
        "de:deu",
        "nl:nld",
        "el:ell",
        "ru:rus",
        "uk:ukr",
        "pl:pol",
        "ro:ron",
        "hu:hun",
        "cs:ces",
        "ar:ara",
        "he:heb",
        "fa:fas",
        "ps:pus",
        "ur:urd",
        "hi:hin",
        "pa:pan",
        "gu:guj",
        "bn:ben",
        "ta:tam",
        "te:tel",
        "ne:nep",
        "si:sin",
        "ml:mal",
        "zh:cmn",
        "ja:jpn",
        "ko:kor",
        "vi:vie",
        "th:tha",
        "lo:lao",
        "km:khm",
        "my:mya",
        "tl:tgl",
        "id:ind",
        "ms:msa",
        "so:som",
        "am:amh",
        "ti:tir",
        "sw:swa",
        "yo:yor",
        "ig:ibo",
        "ha:hau",
        "rw:kin",
        "rn:run",
        "ht:hat",
        "cr:cre",
        "oj:oji",
        "iu:iku",
        "tr:tur",
        "ku:kur",
        "sq:sqi",
        "sr:srp",
        "hr:hrv",
        "bs:bos",
        "bg:bul",
        "mk:mkd",
        "sk:slk",
        "sl:slv",
        "lt:lit",
        "lv:lav",
        "et:est",
        "fi:fin",
        "sv:swe",
        "no:nor",
        "da:dan",
        "mn:mon",
    ]
)
# Names that vocabularies do not list as labels but sources use.
OTHER_NAMES = {
    "creole": "hat",
    "haitian": "hat",
    "chinese": "cmn",
    "sign language": "ase",
    "asl": "ase",
}


@lru_cache(maxsize=1)
def _names() -> dict[tuple[str, ...], str]:
    """Folded words of each name -> code; longer names first when they are searched."""
    found: dict[tuple[str, ...], str] = {}
    for other, meant in OTHER_NAMES.items():
        found[tuple(other.split())] = meant
    for code in vocabulary.codes("languages"):
        for name in (code.label_en, code.label_fr, code.more("endonym")):
            key = tuple(fold(word) for word in words(name.partition("(")[0]))
            if key:
                found[key] = code.code
    return found


def one(given: str) -> str:
    """The language that a caller names by code or name: its ISO 639-3 code, else the folded name itself."""
    plain = fold(given.strip())
    if plain in SHORT:
        return SHORT[plain]
    if vocabulary.is_code("languages", plain):
        return plain
    return next(iter(sorted(inside(given))), plain)


@lru_cache(maxsize=8192)
def inside(text: str) -> frozenset[str]:
    """All languages that a free text names: 'English and Spanish (limited)' -> eng, spa."""
    said = [fold(word) for word in words(text)]
    found: set[str] = set()
    at = 0
    while at < len(said):
        for length in (3, 2, 1):
            code = _names().get(tuple(said[at : at + length])) if at + length <= len(said) else None
            if code:
                found.add(code)
                at += length - 1
                break
        at += 1
    return frozenset(found)


def keys(name: str, code: str) -> frozenset[str]:
    """What a listing's language is found under: its code, the languages its name tells, or the name itself."""
    plain = fold(code.strip())
    if plain:
        return frozenset({SHORT.get(plain, plain)})
    found = inside(name)
    short = fold(name.strip())
    return found or (
        frozenset({"-".join(short.split())}) if short and len(short.split()) <= 2 else frozenset()
    )


def label(code: str, lang: str) -> str:
    """The name of a language in English or French; an unknown code is shown as it is."""
    found = vocabulary.find("languages", code)
    return found.label(lang) if found else code
