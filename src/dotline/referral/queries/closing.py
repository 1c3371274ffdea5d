"""Loop-closure by service and by region, for the reader's own agency alone (R-59)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dotline.access import queries as access
from dotline.base.reader import Reader
from dotline.referral import rules
from dotline.referral.queries.rows import visible_to
from dotline.referral.rules import Closure, Ended

PASSED_ON = ("rerouted", "another_accepted")
UNKNOWN_PLACE = "XX"


@dataclass(frozen=True)
class OfService:
    """What became of the referrals to one service."""

    service_en: str
    service_fr: str
    closure: Closure


@dataclass(frozen=True)
class Closures:
    """By service, most sent first; by province of the receiving agency, in the order of the codes."""

    services: tuple[OfService, ...]
    regions: tuple[tuple[str, Closure], ...]


def closures(reader: Reader, since: datetime) -> Closures:
    """Referrals that the reader's agency sent or received; those passed on count where they went."""
    rows = visible_to(reader).filter(sent_at__gte=since).exclude(reason__in=PASSED_ON)
    places = {row.id: row.province or UNKNOWN_PLACE for row in access.agencies(reader)}
    services: dict[UUID | None, list[Ended]] = {}
    regions: dict[str, list[Ended]] = {}
    names: dict[UUID | None, tuple[str, str]] = {}
    columns = ("service_id", "service_name_en", "service_name_fr", "to_agency_id")
    for key, name_en, name_fr, agency, *ended in rows.order_by("sent_at", "id").values_list(
        *columns, *Ended._fields
    ):
        names[key] = (name_en, name_fr)
        services.setdefault(key, []).append(Ended(*ended))
        regions.setdefault(places.get(agency, UNKNOWN_PLACE), []).append(Ended(*ended))
    made = [OfService(*names[key], rules.closure(ends)) for key, ends in services.items()]
    return Closures(
        tuple(sorted(made, key=lambda one: (-one.closure.sent, one.service_en))),
        tuple((place, rules.closure(ends)) for place, ends in sorted(regions.items())),
    )
