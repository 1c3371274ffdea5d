"""Who can receive: the service as the directory shows it, with the agency that takes referrals for it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from dotline.access import envelope
from dotline.access import queries as access
from dotline.access.models import Agency
from dotline.base import clock
from dotline.base.errors import Refused, not_found
from dotline.base.ids import parse_id
from dotline.base.reader import Reader
from dotline.directory import queries as directory
from dotline.directory.queries import snapshot
from dotline.directory.rules.query import MOST, Query
from dotline.gates import publish, refer
from dotline.gates.refer import ReferField
from dotline.intake import queries as intake
from dotline.referral import policy, rules
from dotline.referral.models import Consent, Listing, Referral, ReferralPackage
from dotline.referral.queries.rows import package


@dataclass(frozen=True)
class Target:
    """A service that may be handed to, and its agency. `needs` are what it offers."""

    service_id: UUID
    name_en: str
    name_fr: str
    agency: Agency
    needs: tuple[str, ...]


def target(reader: Reader, service_id: UUID) -> Target:
    """The service and the agency that takes referrals for it.

    Raises NotFound for a service that the directory does not know, Refused for one that no agency
    here answers for: it can be called, but nothing can be handed to it.
    """
    card = snapshot.cards([service_id]).get(service_id)
    if card is None:
        raise not_found("service")
    agency_id = parse_id(str(card.get("agency") or ""))
    if agency_id is None or not card.get("accepts_referrals"):
        raise Refused(
            "This service takes no referrals through Dotline.",
            "Call it together with the person, or give her its number.",
        )
    return _target(service_id, card, access.agency(reader, agency_id))


def candidates(reader: Reader, *, need: str = "", province: str = "") -> list[Target]:
    """Services that take referrals and belong to another agency, best first, at most forty."""
    found = directory.find(reader, Query(need=need, province=province, limit=MOST))
    cards = {hit.service: hit.card for hit in found.hits if hit.card.get("accepts_referrals")}
    ids = {key: parse_id(str(card.get("agency") or "")) for key, card in cards.items()}
    known = {
        row.id: row for row in access.agencies(reader).filter(pk__in=filter(None, ids.values()))
    }
    rows = [
        _target(key, cards[key], known[agency])
        for key, agency in ids.items()
        if agency in known and agency != reader.agency
    ]
    return rows[:40]


def _target(service_id: UUID, card: Mapping[str, object], agency: Agency) -> Target:
    needs = card.get("needs")
    return Target(
        service_id=service_id,
        name_en=str(card["name"]),
        name_fr=str(card.get("name_fr") or card["name"]),
        agency=agency,
        needs=tuple(str(code) for code in needs) if isinstance(needs, list) else (),
    )


def consent_value(row: Consent) -> refer.Consent:
    """A stored consent as the gate judges it."""
    return refer.Consent(
        recipients=frozenset(UUID(one) for one in rules.codes(row.recipients)),
        fields=frozenset(ReferField(one) for one in rules.codes(row.fields)),
        purpose=row.purpose,
        given_at=row.given_at,
        expires_at=row.expires_at,
        how=row.how,
        language=row.language,
        given_by=row.given_by,
        withdrawn_at=row.withdrawn_at,
        giver_may_be_abuser=row.giver_may_be_abuser,
    )


def package_place(row: ReferralPackage) -> str:
    """The cell that a package's seal is bound to."""
    return f"referral_referralpackage|{row.id}|sealed"


def site_place(row: Listing) -> str:
    """The cell that a true place's seal is bound to."""
    return f"referral_listing|{row.id}|site"


def listing_value(reader: Reader, row: Listing) -> publish.Listing:
    """An own listing with its true place, as the gate *publish* judges it.

    Raises Unavailable when the agency's key is not on this machine.
    """
    agency = access.agency(reader, row.agency_id)
    text = envelope.open_text(row.id, row.agency_id, row.site_sealed, site_place(row))
    return publish.Listing(
        service_id=row.service_id,
        agency=row.agency_id,
        organisation_en=agency.name_en,
        organisation_fr=agency.name_fr,
        name_en=row.name_en,
        name_fr=row.name_fr,
        description_en=row.description_en,
        description_fr=row.description_fr,
        needs=rules.codes(row.needs),
        languages=rules.codes(row.languages),
        hours=tuple((day, opens, closes) for day, opens, closes in json.loads(row.hours)),
        site=publish.Site(**json.loads(text)),
        region=publish.Region(
            row.region_en, row.region_fr, row.region_province, row.region_lat, row.region_lon
        ),
        phones=tuple((number, publish.Tier(tier)) for number, tier in json.loads(row.phones)),
        email=row.email,
        email_tier=publish.Tier(row.email_tier),
        sealed=row.is_sealed,
        serves=rules.codes(row.serves),
        accepts_referrals=row.accepts_referrals,
        approved_at=row.approved_at,
        demo=row.demo,
    )


def would_pass(
    reader: Reader, contact_id: UUID, to: Target, consent: refer.Consent
) -> Mapping[ReferField, str]:
    """What the gate would let through under a consent: shown in words before anything is sent (R-53).

    Raises Refused when the consent would not hold.
    """
    record = intake.handover_record(reader, contact_id)
    recipient = refer.Recipient(to.agency.id, to.agency.kind)
    sender = reader.agency or to.agency.id
    passage = refer.by_consent(record, consent, sender, recipient, consent.purpose, clock.now())
    return {
        name: str(passage.payload[name.value])
        for name in ReferField
        if name.value in passage.payload
    }


def package_values(reader: Reader, row: Referral) -> Mapping[ReferField, str]:
    """What was handed over. Raises Refused or NotFound. Call it through the action that notes the opening."""
    policy.may_open_package(reader, row, clock.now()).or_refuse()
    held = package(reader, row)
    values = json.loads(
        envelope.open_text(row.id, held.agency_id, held.sealed, package_place(held))
    )
    return {name: values[name.value] for name in ReferField if values.get(name.value)}
