"""Phones, web addresses, postal codes and streets folded so that two ways to write one are the same. Pure."""

from typing import Final
from urllib.parse import urlsplit

from dotline.matching import names

# Hosts that many organisations share.
_SHARED: Final = "facebook.com instagram.com twitter.com x.com linkedin.com google.com sites.google.com youtube.com"
SHARED_HOSTS: Final = frozenset(_SHARED.split())


def digits(phone: str) -> str:
    """A phone number as its last ten digits; nothing for one too short to be anybody's own."""
    found = "".join(sign for sign in phone if sign.isdigit())
    return found[-10:] if len(found) >= 7 else ""


def host(address: str) -> str:
    """The host of a web address without www; nothing for one that many share."""
    found, _path = _web(address)
    return "" if found in SHARED_HOSTS else found


def page(address: str) -> str:
    """A web address as host and path; nothing for a bare host."""
    found, path = _web(address)
    return f"{found}{path}" if path else ""


def _web(address: str) -> tuple[str, str]:
    try:
        given = urlsplit(address if "//" in address else f"//{address}")
        return (given.hostname or "").removeprefix("www."), given.path.rstrip("/").casefold()
    except ValueError:  # brackets that are no address of the net
        return "", ""


def postal(code: str) -> str:
    """A postal code without spaces, in capitals."""
    return "".join(code.split()).upper()


_STREET: Final = {
    "street": "st", "rue": "st", "avenue": "ave", "av": "ave", "road": "rd", "boulevard": "blvd",
    "boul": "blvd", "drive": "dr", "lane": "ln", "court": "ct", "place": "pl", "highway": "hwy",
    "chemin": "ch", "north": "n", "south": "s", "east": "e", "west": "w", "nord": "n", "sud": "s",
    "est": "e", "ouest": "o", "suite": "unit", "apt": "unit", "bureau": "unit", "northwest": "nw",
    "northeast": "ne", "southwest": "sw", "southeast": "se",
}  # fmt: skip


def street(address: str) -> str:
    """A street address as plain words with the usual short forms; nothing without a number."""
    told = names.plain(address).split()
    if not any(word[0].isdigit() for word in told):
        return ""
    return " ".join(sorted(_STREET.get(word, word) for word in told))
