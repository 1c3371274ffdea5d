"""Postal areas: Canadian forward sortation areas and ZIP codes (countrystatecity-postal-codes, ODbL)."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from dotline.base.errors import Invalid
from dotline.reference.places.gazetteer import CHUNK, data_file

PACKAGE = "countrystatecity_postal_codes"
FIRST_LETTER = "[ABCEGHJ-NPRSTVXY]"
AREA = re.compile(rf"{FIRST_LETTER}[0-9][ABCEGHJ-NPRSTV-Z]", re.IGNORECASE)
CODE = re.compile(rf"\b({AREA.pattern})[ -]?[0-9][ABCEGHJ-NPRSTV-Z][0-9]\b", re.IGNORECASE)
ZIP = re.compile(r"([0-9]{5})(?:-[0-9]{4})?")


def area_of(text: str) -> str | None:
    """The forward sortation area that a text is, or that a full postal code inside it begins with."""
    if AREA.fullmatch(text):
        return text.upper()
    inside = CODE.search(text)
    return inside.group(1).upper() if inside else None


@lru_cache(maxsize=1)
def _areas() -> Mapping[str, Mapping[str, Any]]:
    file = data_file(PACKAGE, "by-country", "CA", "postcodes.json")
    return {entry["code"]: entry for entry in json.loads(file.read_text(encoding="utf-8"))}


def area(code: str) -> tuple[str, str, float, float]:
    """(name, province, latitude, longitude) of an urban forward sortation area.

    Raises Invalid for a rural one: second character 0, median error 57 km, up to 750 km in Nunavut.
    """
    if code[1] == "0":
        raise Invalid(
            "The postal area {code} is rural and too wide to measure from.",
            "Give the name of the community instead.",
            code=code,
        )
    found = _areas().get(code)
    if found is None or found["latitude"] is None:
        raise Invalid(
            "There is no postal area {code}.", "Check the first three characters.", code=code
        )
    name = str(found["localityName"] or code).partition("(")[0].strip()
    return name, str(found["stateCode"]), float(found["latitude"]), float(found["longitude"])


def zip_code(code: str) -> tuple[str, float, float]:
    """(state, latitude, longitude) of a ZIP code. Reads 6 MB in pieces and keeps nothing."""
    wanted = f'"code": "{code}"'.encode()
    carry = b""
    with data_file(PACKAGE, "by-country", "US", "postcodes.json").open("rb") as file:
        while chunk := file.read(CHUNK):
            block = carry + chunk + (file.read(400) if wanted in carry + chunk else b"")
            place = block.find(wanted)
            if place >= 0:
                text = block[block.rfind(b"{", 0, place) : block.index(b"}", place) + 1]
                entry = json.loads(text)
                return str(entry["stateCode"]), float(entry["latitude"]), float(entry["longitude"])
            carry = chunk[-64:]
    raise Invalid("There is no ZIP code {code}.", "Check the five digits.", code=code)
