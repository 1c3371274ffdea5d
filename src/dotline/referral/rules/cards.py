"""A service on a card that gives nothing away: no logo, no word about what it is for. Pure (R-60)."""

from collections.abc import Mapping
from dataclasses import dataclass

SMS = 160  # characters of one text message


@dataclass(frozen=True)
class PlainCard:
    """Name, number and hours; the short text fits one text message and names no kind of help."""

    name: str
    phones: tuple[str, ...]
    hours: tuple[str, ...]
    where: str
    short: str


def plain_card(card: Mapping[str, object], lang: str) -> PlainCard:
    """The card of a service as the directory shows it.

    A text message holds the number alone: others read a phone too.
    """
    french = lang.startswith("fr")
    phones = tuple(str(one["number"]) for one in _list(card.get("phones")) if isinstance(one, dict))
    hours = _list(card.get("hours_fr" if french else "hours"))
    name = str((card.get("name_fr") if french else "") or card.get("name") or "")
    return PlainCard(
        name=name,
        phones=phones,
        hours=tuple(str(one) for one in hours),
        where=str(card.get("where") or ""),
        short=" ".join(phones[:1])[:SMS],
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
