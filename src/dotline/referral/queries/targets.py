"""Who can receive: the service as the directory shows it, with the agency that takes referrals for it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dotline.access import envelope
from dotline.access import queries as access
from dotline.access.models import Agency
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Refused, not_found
from dotline.base.ids import parse_id
from dotline.base.outcome import Decision
from dotline.base.reader import Reader
from dotline.directory.queries import beds, snapshot
from dotline.directory.queries import rows as services
from dotline.directory.queries.find import find
from dotline.directory.rules import hours
from dotline.directory.rules.beds import Beds, State
from dotline.directory.rules.freshness import day_of
from dotline.directory.rules.query import MOST, Query
from dotline.gates import publish, refer
from dotline.gates.refer import ReferField
from dotline.intake import queries as intake
from dotline.intake.rules import CallFacts, Way
from dotline.intake.rules import may_consent as marked_may_consent
from dotline.intake.rules import may_receive as marked_may_receive
from dotline.reference import regions
from dotline.referral import policy, rules
from dotline.referral.models import Consent, Exclusion, Listing, Referral, ReferralPackage
from dotline.referral.queries.rows import NOBODY, own, package
from dotline.ui.asked import lang

LONGEST_CODE, MOST_LANGUAGES = (
    8,
    22,
)  # what the column `spoken` holds; a code of ISO 639-3 has three letters


@dataclass(frozen=True)
class Target:
    """A service that may be handed to, and its agency. `needs` are what it offers."""

    service_id: UUID
    name_en: str
    name_fr: str
    agency: Agency
    needs: tuple[str, ...]
    verified: date | None = None
    spoken: str = ""

    def may_receive(self) -> Decision:
        """Whether anything may be handed to it, and why not: what the greyed-out button says."""
        return policy.may_receive(takes_referrals=True, verified=self.verified)


APART = Refused(
    "This service is set apart for this person.",
    "Choose another one. Nobody at that service can see this.",
)


def target(
    reader: Reader, service_id: UUID, *, contact: UUID | None = None, emergency: bool = False
) -> Target:
    """The service and the agency that takes referrals for it, for the person of a call.

    Raises NotFound for a service that the directory does not know, Refused for one that is closed,
    unverified, set apart for this person, or that no agency here answers for. In an emergency an
    unverified one will do.
    """
    card = card_of(service_id)
    agency_id = parse_id(str(card.get("agency") or ""))
    if contact is not None and excluded(reader, contact).covers(service_id, agency_id):
        raise Refused(APART.template, APART.next_step)
    takes = agency_id is not None and bool(card.get("accepts_referrals"))
    checked = clock.today() if emergency else _verified(card)
    policy.may_receive(takes_referrals=takes, verified=checked).or_refuse()
    return _target(service_id, card, access.agency(reader, agency_id or NOBODY))


def card_of(service_id: UUID) -> Mapping[str, object]:
    """What the directory says of a service. Raises Refused when it is closed, NotFound when unknown."""
    card = snapshot.cards([service_id]).get(service_id)
    if card is not None:
        return card
    if services.every("service").filter(pk=service_id).exclude(status="active").exists():
        raise Refused(
            "This service is closed for now, so nothing is handed to it.", "Choose another service."
        )
    raise not_found("service")


def _verified(card: Mapping[str, object]) -> date | None:
    return day_of(str(card.get("assured") or ""))


def service_names(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Names of services that the directory still lists, in the language in force."""
    french = lang() == "fr"
    cards = snapshot.cards(ids)
    return {
        key: str((card.get("name_fr") if french else "") or card["name"])
        for key, card in cards.items()
    }


def excluded(reader: Reader, contact: UUID) -> rules.Excluded:
    """What the reader's agency set apart for the person of a call (R-63)."""
    rows = Exclusion.objects.using(Store.INSIDE).filter(agency_id=own(reader), contact_id=contact)
    pairs = list(rows.values_list("service_id", "excluded_agency_id"))
    return rules.Excluded(
        frozenset(one for one, _agency in pairs if one),
        frozenset(one for _service, one in pairs if one),
    )


def next_targets(reader: Reader, agencies: Iterable[UUID]) -> list[rules.Candidate]:
    """Every service of some agencies, as the choice of the next recipient judges it."""
    held, wanted, at = snapshot.current(), set(agencies), clock.now()
    places = [place for place, one in enumerate(held.organizations) if one in wanted]
    cards = snapshot.cards([held.ids[place] for place in places])
    counts = beds.known(reader)
    kinds = dict(access.agencies(reader).filter(pk__in=wanted).values_list("id", "kind"))
    rows = []
    for place in places:
        service, card = held.ids[place], cards[held.ids[place]]
        agency = parse_id(str(card.get("agency") or ""))
        if agency not in kinds:
            continue
        weekly = held.hours(place)
        rows.append(
            rules.Candidate(
                service=service,
                agency=agency,
                kind=kinds[agency],
                needs=frozenset(_needs(card)),
                takes_referrals=bool(card.get("accepts_referrals")),
                verified=_verified(card),
                open_now=hours.opening(weekly, at) is not None if weekly else None,
                free_beds=_free(counts.get(service), at),
            )
        )
    return rows


def _free(count: Beds | None, at: datetime) -> int | None:
    return None if count is None or count.state(at) == State.UNKNOWN else count.free


def candidates(
    reader: Reader, *, need: str = "", province: str = "", contact: UUID | None = None
) -> list[Target]:
    """Services that take referrals and belong to another agency, best first, at most forty.

    What is set apart for the person of the call is not among them.
    """
    apart = excluded(reader, contact) if contact is not None else rules.Excluded()
    found = find(reader, Query(need=need, province=province, limit=MOST))
    cards = {hit.service: hit.card for hit in found.hits if hit.card.get("accepts_referrals")}
    ids = {key: parse_id(str(card.get("agency") or "")) for key, card in cards.items()}
    known = {
        row.id: row for row in access.agencies(reader).filter(pk__in=filter(None, ids.values()))
    }
    rows = [
        _target(key, cards[key], known[agency])
        for key, agency in ids.items()
        if agency in known and agency != reader.agency and not apart.covers(key, agency)
    ]
    return rows[:40]


@dataclass(frozen=True)
class Outsider:
    """A service that takes no referrals here: somebody can be told of it."""

    service_id: UUID
    name_en: str
    name_fr: str


def outsiders(
    reader: Reader, *, need: str = "", province: str = "", contact: UUID
) -> list[Outsider]:
    """Services that take no referrals here, best first, at most ten; none that is set apart."""
    apart = excluded(reader, contact)
    found = find(reader, Query(need=need, province=province, limit=40))
    hits = [hit for hit in found.hits if not hit.card.get("accepts_referrals")]
    fit = [
        hit
        for hit in hits
        if not apart.covers(hit.service, parse_id(str(hit.card.get("agency") or "")))
    ]
    return [Outsider(hit.service, hit.text("name"), hit.text("name", "fr")) for hit in fit[:10]]


def _target(service_id: UUID, card: Mapping[str, object], agency: Agency) -> Target:
    return Target(
        service_id=service_id,
        name_en=str(card["name"]),
        name_fr=str(card.get("name_fr") or card["name"]),
        agency=agency,
        needs=_needs(card),
        verified=_verified(card),
        spoken=_spoken(card),
    )


def _spoken(card: Mapping[str, object]) -> str:
    said = card.get("languages")
    codes = (
        (str(code) for code in said if len(str(code)) <= LONGEST_CODE)
        if isinstance(said, list)
        else ()
    )
    return rules.joined(list(codes)[:MOST_LANGUAGES])


def _needs(card: Mapping[str, object]) -> tuple[str, ...]:
    needs = card.get("needs")
    return tuple(str(code) for code in needs) if isinstance(needs, list) else ()


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
        region=regions.get(row.region),
        phones=tuple((number, publish.Tier(tier)) for number, tier in json.loads(row.phones)),
        email=row.email,
        email_tier=publish.Tier(row.email_tier),
        staff=tuple((name, publish.Tier(tier)) for name, tier in json.loads(row.staff)),
        address_tier=publish.Tier(row.address_tier),
        coordinates_tier=publish.Tier(row.coordinates_tier),
        record_tier=publish.Tier(row.record_tier),
        eligibility_en=row.eligibility_en,
        eligibility_fr=row.eligibility_fr,
        welcomes=rules.codes(row.welcomes),
        age_from=row.age_from,
        age_to=row.age_to,
        sealed=row.is_sealed,
        serves=rules.codes(row.serves),
        accepts_referrals=row.accepts_referrals,
        approved_at=row.approved_at,
        demo=row.demo,
    )


def call_of(reader: Reader, contact_id: UUID) -> CallFacts:
    """What a call says, read and opened once for all that a hand-over asks of it. Raises NotFound."""
    return intake.facts_of(reader, intake.contact(reader, contact_id))


def may_consent(call: CallFacts, given_by: str) -> Decision:
    """Whether who gives a consent may: nobody who was marked as a possible abuser, nor through one."""
    through = "interpreter" if call.interpreter_mode else ""
    return marked_may_consent(given_by, call.marks, through=through)


def handover(call: CallFacts) -> Mapping[ReferField, str]:
    """What could be handed over of a call. A way of contact that leads to a possible abuser is not among it."""
    record = dict(intake.record_of(call))
    through_somebody = Way.TRUSTED_PERSON in call.plan.ways
    if through_somebody and not marked_may_receive("trusted_person", call.marks):
        record.pop(ReferField.SAFE_CONTACT, None)
    return record


def would_pass(
    reader: Reader, call: CallFacts, to: Target, consent: refer.Consent
) -> Mapping[ReferField, str]:
    """What the gate would let through under a consent: shown in words before anything is sent (R-53).

    Raises Refused when the consent would not hold.
    """
    may_consent(call, consent.given_by).or_refuse()
    record = handover(call)
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
