"""Codes as people type them: other digits, full-width letters, spaces and hyphens mean the same (NFKC, UAX #15)."""

import unicodedata

_SILENT = frozenset({"Cf", "Cc"})  # direction marks, joiners, control characters


def folded(text: str) -> str:
    """A typed word in one spelling: small letters, ASCII digits, one space for each space, hyphen or dash."""
    letters = [_letter(one) for one in unicodedata.normalize("NFKC", text).casefold()]
    return " ".join(unicodedata.normalize("NFC", "".join(letters)).split())


def digits(text: str) -> str:
    """A typed number as ASCII digits without spaces and hyphens; any letter stays, for the caller to refuse."""
    return folded(text).replace(" ", "")


def _letter(one: str) -> str:
    value = unicodedata.decimal(one, None)
    if value is not None:
        return str(value)
    kind = unicodedata.category(one)
    if kind == "Pd" or one in {"_", "\u2212"} or one.isspace():
        return " "
    return "" if kind in _SILENT else one
