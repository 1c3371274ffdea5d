"""Bringing in whole batches: listings with their approval, and a history of referrals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dotline.access.unit import action, allow, note
from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.gates import outbox, publish
from dotline.referral import policy, rules
from dotline.referral.actions.listings import _fill
from dotline.referral.models import Consent, Listing, Referral, Step
from dotline.referral.rules import Status, Urgency

BATCH = 500
CONSENT_LASTS = timedelta(days=30)


@action("referral.import_listings")
def import_listings(*, by: Reader, listings: Sequence[publish.Listing]) -> int:
    """Keep listings that their agencies approved elsewhere, and publish each; known ones stay as they are.

    Raises Invalid when one of them says nothing of its approval. Returns how many are new.
    """
    allow(policy.may_import(by))
    ids = [listing.service_id for listing in listings]
    known = set(Listing.objects.filter(service_id__in=ids).values_list("service_id", flat=True))
    fresh = [listing for listing in listings if listing.service_id not in known]
    rows = []
    for value in fresh:
        if value.approved_at is None:
            raise Invalid("An imported listing must say when its agency approved it.", "")
        row = Listing(id=new_id())
        _fill(row, value)
        row.approved_at = row.published_at = value.approved_at
        rows.append(row)
    Listing.objects.bulk_create(rows, batch_size=BATCH)
    for value in fresh:
        outbox.send(publish.publish(value, clock.now()))
        shared = publish.share(value, clock.now())
        if shared.payload["fields"]:
            outbox.send(shared)
    note(listings=len(fresh))
    return len(fresh)


@dataclass(frozen=True)
class PastReferral:
    """A hand-over of the past, from another system or the demo country. Its package stays there."""

    id: UUID
    contact_id: UUID
    from_agency: UUID
    to_agency: UUID
    service_id: UUID | None
    service_name_en: str
    service_name_fr: str
    urgency: Urgency
    needs: tuple[str, ...]
    fields: tuple[str, ...]
    language: str
    sent_at: datetime
    due_at: datetime
    status: Status
    answered_at: datetime | None = None
    reason: str = ""
    outcome: str = ""
    spoken: tuple[str, ...] = ()


@action("referral.import_history")
def import_referrals(*, by: Reader, referrals: Sequence[PastReferral]) -> int:
    """Bring in past referrals with the consents they rested on; known ones stay. Returns how many are new."""
    allow(policy.may_import(by))
    known = set(Referral.objects.filter(imported=True).values_list("id", flat=True))
    fresh = [past for past in referrals if past.id not in known]
    consents = [_consent(past) for past in fresh]
    rows = [_row(past, held) for past, held in zip(fresh, consents, strict=True)]
    Consent.objects.bulk_create(consents, batch_size=BATCH)
    Referral.objects.bulk_create(rows, batch_size=BATCH)
    Step.objects.bulk_create([step for row in rows for step in _steps(row)], batch_size=BATCH)
    note(referrals=len(fresh))
    return len(fresh)


def _consent(past: PastReferral) -> Consent:
    return Consent(
        id=new_id(),
        agency_id=past.from_agency,
        person_id=past.contact_id,
        recipients=str(past.to_agency),
        fields=rules.joined(past.fields),
        purpose="refer",
        given_at=past.sent_at,
        expires_at=past.sent_at + CONSENT_LASTS,
        how="spoken",
        language=past.language,
        given_by="self",
    )


def _row(past: PastReferral, held: Consent) -> Referral:
    return Referral(
        id=past.id,
        from_agency_id=past.from_agency,
        to_agency_id=past.to_agency,
        service_id=past.service_id,
        service_name_en=past.service_name_en,
        service_name_fr=past.service_name_fr,
        contact_id=past.contact_id,
        urgency=past.urgency.value,
        needs=rules.joined(past.needs),
        status=past.status.value,
        reason=past.reason,
        outcome=past.outcome,
        spoken=rules.joined(past.spoken),
        consent_id=held.id,
        fields=" ".join(past.fields),
        sent_at=past.sent_at,
        due_at=past.due_at,
        answered_at=past.answered_at,
        changed_at=past.answered_at or past.sent_at,
        access_ends_at=held.expires_at,
        imported=True,
    )


def _steps(row: Referral) -> Iterator[Step]:
    moments = [("sent", row.sent_at, row.from_agency_id)]
    if row.answered_at is not None:
        answer = Status.REJECTED if row.state == Status.REJECTED else Status.ACCEPTED
        moments.append((answer.value, row.answered_at, row.to_agency_id))
    for what, at, agency in moments:
        yield Step(
            referral_id=row.id,
            from_agency_id=row.from_agency_id,
            to_agency_id=row.to_agency_id,
            at=at,
            agency_id=agency,
            what=what,
        )
