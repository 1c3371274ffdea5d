"""Three years of FICTIONAL referrals: one for each of the calls that the intake history ends with 'referred'."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from dotline.access.demo import PLACES, DemoPlace, agency_id
from dotline.base.ids import stable_id
from dotline.intake import demo as calls
from dotline.intake.actions import PastContact
from dotline.reference import needs as taxonomy
from dotline.referral import rules
from dotline.referral.actions import PastReferral
from dotline.referral.demo.services import OFFERS, SPOKEN, TONIGHT, Offer, names, service_id
from dotline.referral.rules import Status, Urgency

FIELDS = ("first_name", "language", "place", "safe_contact")
# How the answers came: in time, late, never. Most agencies keep their clock.
IN_TIME, LATE = 0.86, 0.09
DECLINED = 0.14
DECLINE_REASONS = ("full",) * 6 + ("ineligible", "language", "wrong_service", "too_far")
OUTCOMES = ("received",) * 7 + ("partly_received", "not_received", "unknown")
RECENT = timedelta(days=100)


def past_referrals(random: Random, seed: int, count: int) -> list[PastReferral]:
    """Exactly `count` referrals, oldest first, made of calls of the same demo country."""
    referred = [row for row in calls.history(seed) if row.disposition == "referred"]
    chosen = random.sample(referred, count)
    chosen.sort(key=lambda row: (row.started_at, str(row.id)))
    newest = chosen[-1].started_at
    return [_one(random, row, newest) for row in chosen]


def _one(random: Random, call: PastContact, newest: datetime) -> PastReferral:
    place = next(one for one in PLACES if one.province == call.facts.province)
    offer = _offer(call.facts.needs)
    urgency = Urgency(taxonomy.urgency(call.facts.needs))
    sent_at = call.ended_at - timedelta(seconds=5)
    due = rules.acknowledgement(urgency, sent_at, place.zone).due
    answered = _answered(random, sent_at, due)
    status, reason, outcome = _end(random, answered, newest - sent_at < RECENT)
    name_en, name_fr = names(offer, place)
    return PastReferral(
        id=stable_id("demo-referral", str(call.id)),
        contact_id=call.id,
        from_agency=agency_id("local"),
        to_agency=_receiver(offer, place),
        service_id=service_id(offer.code, place.province),
        service_name_en=name_en,
        service_name_fr=name_fr,
        urgency=urgency,
        needs=call.facts.needs,
        fields=FIELDS,
        language=call.facts.language or "eng",
        sent_at=sent_at,
        due_at=due,
        status=status,
        answered_at=answered,
        reason=reason,
        outcome=outcome,
        spoken=SPOKEN,
    )


def _receiver(offer: Offer, place: DemoPlace) -> UUID:
    return agency_id(f"{offer.agency}-{place.province.lower()}")


def _offer(needs: tuple[str, ...]) -> Offer:
    """The service that answers most of the needs; a room for tonight when none does."""
    return max(OFFERS, key=lambda offer: (len(set(needs) & set(offer.needs)), offer == TONIGHT))


def _answered(random: Random, sent_at: datetime, due: datetime) -> datetime | None:
    chance, share = random.random(), random.random()
    if chance < IN_TIME:
        return sent_at + (due - sent_at) * (0.05 + 0.9 * share)
    if chance < IN_TIME + LATE:
        return due + (due - sent_at) * (0.1 + 2 * share)
    return None


def _end(random: Random, answered: datetime | None, recent: bool) -> tuple[Status, str, str]:
    if answered is None:
        return Status.CANCELLED, "no_answer", ""
    if random.random() < DECLINED:
        return Status.REJECTED, random.choice(DECLINE_REASONS), ""
    if recent and random.random() < 0.4:
        return Status.IN_PROGRESS, "", ""
    if random.random() < 0.08:
        return Status.FAILED, "not_reached", ""
    return Status.COMPLETED, "", random.choice(OUTCOMES)
