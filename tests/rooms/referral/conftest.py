"""What the referral tests stand on: a call at the hotline, and a published service of the shelter."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from dotline.access.models import Agency
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.gates import outbox, publish
from dotline.gates.refer import LegalDuty, ReferField
from dotline.intake import actions as intake
from dotline.intake.rules import CallFacts
from dotline.reference import regions
from dotline.referral import actions
from dotline.referral.actions import NewConsent, Wanted
from dotline.referral.models import Listing, Referral
from dotline.referral.rules import Urgency
from tests.rooms.conftest import Cast


@pytest.fixture
def call(cast: Cast) -> UUID:
    """A call that Alice took, with a canary in every text."""
    row = intake.open_contact(by=cast.alice, channel="phone", key=new_id())
    facts = CallFacts(
        needs=("shelter",),
        place="Montréal",
        province="QC",
        language="fra",
        alias="canary-alias",
        safety="canary-safety",
        summary="canary-summary",
    )
    intake.save_contact(by=cast.alice, contact_id=row.id, facts=facts, key=new_id())
    return row.id


def listing_of(agency: Agency, *, sealed: bool = True) -> publish.Listing:
    """A service of an agency, at a made-up address."""
    return publish.Listing(
        service_id=new_id(),
        agency=agency.id,
        organisation_en=agency.name_en,
        organisation_fr=agency.name_fr,
        name_en=f"Beds of {agency.code}",
        name_fr=f"Lits de {agency.code}",
        description_en="A bed tonight.",
        description_fr="Un lit ce soir.",
        needs=("safe_house", "shelter"),
        languages=("eng", "fra"),
        hours=tuple((day, "00:00", "23:59") for day in range(7)),
        site=publish.Site("Montréal", "QC", 45.517263, -73.6, "12 Canary Lane", "H0H 0H0"),
        region=regions.get("2440"),
        sealed=sealed,
        serves=("QC",),
    )


def publish_listing(by: Reader, listing: publish.Listing) -> Listing:
    """Keep, approve and deliver a listing."""
    row = actions.save_listing(by=by, listing=listing)
    row = actions.approve_listing(by=by, listing_id=row.id)
    outbox.deliver(Store.INSIDE)
    return row


@pytest.fixture
def beds(cast: Cast) -> Listing:
    """The shelter's service, in the directory."""
    return publish_listing(cast.charlie, listing_of(cast.shelter))


def consent(*fields: ReferField, **more: object) -> NewConsent:
    """A spoken consent for a month."""
    new = NewConsent(
        fields=frozenset(fields or (ReferField.FIRST_NAME, ReferField.LANGUAGE)),
        expires_at=clock.now() + timedelta(days=30),
        how="spoken",
        language="fra",
    )
    return replace(new, **more)  # type: ignore[arg-type]  # tests name the fields they change


def wanted(beds: Listing, urgency: Urgency = Urgency.URGENT) -> Wanted:
    return Wanted(beds.service_id, ("shelter",), urgency)


def hand_over(
    by: Reader,
    call: UUID,
    beds: Listing,
    *fields: ReferField,
    duty: LegalDuty = LegalDuty.LIFE_IN_DANGER,
    urgency: Urgency = Urgency.URGENT,
    key: UUID | None = None,
) -> Referral:
    """Sent at once by a legal duty, for a second worker to review."""
    return actions.send_by_duty(
        by=by,
        contact=call,
        wanted=wanted(beds, urgency),
        duty_code=duty,
        fields=frozenset(fields),
        key=key,
    )


@pytest.fixture
def sent(cast: Cast, call: UUID, beds: Listing) -> Referral:
    """A referral from the hotline that waits at the shelter, its package delivered."""
    row = actions.send(by=cast.alice, contact=call, wanted=wanted(beds), consent=consent())
    outbox.deliver(Store.INSIDE)
    return row


@pytest.fixture(autouse=True)
def _wall_is_up() -> Iterator[None]:
    """Nobody is in force outside of an action, as at the start of a request."""
    with behind(Reader.public()):
        yield
