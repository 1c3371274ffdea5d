"""French as it is written: what a word before another one becomes. Needs no Django."""

VOWELS = frozenset("aàâäeéèêëiîïoôöuùûüœæ")
# An h that elides nothing before it ("le haut, la Hongrie"); every other h is mute.
ASPIRATED = ("hai", "hal", "ham", "han", "har", "has", "hau", "hon", "hor", "hui")


def colon(lang: str) -> str:
    """The colon after a word: French keeps it a narrow no-break space away (Le guide du rédacteur, 7.2)."""
    return "\u202f:" if lang == "fr" else ":"


def de(word: str) -> str:
    """'de' before a word: 'd’octobre 2023', 'de janvier 2024', 'd’hiver', 'de Halifax'."""
    first = word[:1].casefold()
    mute = first == "h" and not word.casefold().startswith(ASPIRATED)
    return f"d’{word}" if first in VOWELS or mute else f"de {word}"
