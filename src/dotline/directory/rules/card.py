"""What a list of results shows of a service: plain values in both languages, made once when it is indexed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dotline.directory.rules.hours import Weekly, in_words

Row = Mapping[str, Any]
SHORT: Final = 280


@dataclass(frozen=True)
class Parts:
    """The rows that a card is made of."""

    service: Row
    organization: Row
    locations: Sequence[Row]
    addresses: Sequence[Row]
    accessibility: Sequence[Row]
    phones: Sequence[Row]
    schedules: Sequence[Row]
    areas: Sequence[Row]
    hours: Sequence[Weekly]
    languages: Sequence[str]
    needs: Sequence[str]


def made(parts: Parts) -> dict[str, object]:
    """The card as JSON-able values. French stands beside the English only where the source gave it."""
    service, organization = parts.service, parts.organization
    hours = sorted(dict.fromkeys(parts.hours), key=lambda one: (one.days & -one.days, one.opens))
    return {
        "id": str(service["id"]),
        "name": service["name"],
        "name_fr": service["name_fr"],
        "description": shortened(service["description"]),
        "description_fr": shortened(service["description_fr"]),
        "organization_id": str(service["organization_id"] or ""),
        "organization": organization.get("name", ""),
        "organization_fr": organization.get("name_fr", ""),
        "agency": str(service["agency"] or ""),
        "accepts_referrals": bool(service["accepts_referrals"]),
        "sealed": bool(service["sealed"]),
        "demo": bool(service["demo"]),
        "phones": [phone(row) for row in parts.phones[:3]],
        "url": service["url"] or organization.get("website", ""),
        "email": service["email"],
        "languages": list(parts.languages),
        "needs": list(parts.needs),
        "hours": [in_words(one, "en") for one in hours[:7]],
        "hours_fr": [in_words(one, "fr") for one in hours[:7]],
        "hours_text": [] if hours else texts(parts.schedules, "description"),
        "where": "" if service["sealed"] else where(parts),
        "region": service["region_en"],
        "region_fr": service["region_fr"],
        "serves": [row["name"] for row in parts.areas],
        "access": texts(parts.accessibility, "description"),
        "access_fr": texts(parts.accessibility, "description_fr"),
        "alert": service["alert"],
        "alert_fr": service["alert_fr"],
        "fees": shortened(service["fees_description"]),
        "fees_fr": shortened(service["fees_description_fr"]),
        "apply": shortened(service["application_process"]),
        "apply_fr": shortened(service["application_process_fr"]),
        "assured": service["assured_date"],
    }


def shortened(text: str) -> str:
    """The beginning of a text, cut between words."""
    if len(text) <= SHORT:
        return text
    return text[:SHORT].rsplit(None, 1)[0] + "\u2026"


def texts(rows: Sequence[Row], name: str) -> list[str]:
    """Different texts of the rows, the first few."""
    return list(dict.fromkeys(row[name] for row in rows if row[name]))[:4]


def phone(row: Row) -> dict[str, str]:
    """A number with its extension, as it is read out."""
    extension = row["extension"]
    return {
        "number": row["number"],
        "extension": f"{extension:g}" if extension is not None else "",
        "type": row["type"],
    }


def where(parts: Parts) -> str:
    """The first street address in one line, or the name of the place."""
    for row in parts.addresses:
        if row["address_type"] != "postal":
            return ", ".join(
                part
                for part in (row["address_1"], row["address_2"], row["city"], row["state_province"])
                if part
            )
    return next((row["name"] for row in parts.locations if row["name"]), "")
