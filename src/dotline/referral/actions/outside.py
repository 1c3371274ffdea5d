"""Services set apart for one person, and services outside of the network that she or he was told of."""

from dataclasses import dataclass
from uuid import UUID

from dotline.access.sent import sent_as, sent_before
from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.ids import new_id, parse_id
from dotline.base.reader import Reader
from dotline.base.sendings import Sending, sending
from dotline.intake import queries as intake
from dotline.reference import needs as taxonomy
from dotline.reference import vocabulary
from dotline.referral import policy, queries, rules
from dotline.referral.models import Exclusion, OutsideReferral


@action("referral.exclude")
def exclude(
    *, by: Reader, contact: UUID, service_id: UUID, reason: str, whole_agency: bool = False
) -> Exclusion:
    """Set a service, or all of its agency, apart for one person; nobody there can tell (R-63).

    What waits there is not taken back by itself: that would be an answer to them.
    """
    allow(policy.may_exclude(by, intake.contact(by, contact).agency_id))
    vocabulary.label("exclusion_reasons", reason)
    card = queries.card_of(service_id)
    rows = Exclusion.objects.filter(agency_id=by.own, contact_id=contact)
    row = rows.filter(service_id=service_id).first() or Exclusion(
        id=new_id(), agency_id=by.own, contact_id=contact, service_id=service_id
    )
    row.excluded_agency_id = parse_id(str(card.get("agency") or "")) if whole_agency else None
    row.reason, row.made_at, row.made_by = reason, clock.now(), by.worker
    row.save()
    about("call", contact)
    return row


@action("referral.include_again")
def include_again(*, by: Reader, contact: UUID, service_id: UUID) -> None:
    """Take an exclusion back. One that is not there stays not there."""
    allow(policy.may_exclude(by, intake.contact(by, contact).agency_id))
    rows = Exclusion.objects.filter(agency_id=by.own, contact_id=contact)
    rows.filter(service_id=service_id).delete()
    about("call", contact)


@dataclass(frozen=True)
class Told:
    """How somebody was told of a service, and for which needs."""

    service_id: UUID
    means: str
    needs: tuple[str, ...] = ()


@action("referral.tell")
def tell(*, by: Reader, contact: UUID, told: Told, key: UUID | None = None) -> OutsideReferral:
    """Write down that the person was told of a service that takes no referrals here (R-60).

    Nothing about the person leaves. `key` names the form: sent twice it is one. Raises Refused for
    a service that is closed or set apart, Invalid for a code that is none, SentAlready when the
    form said something else before.
    """
    allow(policy.may_tell(by, intake.contact(by, contact).agency_id))
    vocabulary.label("outside_means", told.means)
    unknown = [code for code in told.needs if not taxonomy.is_need(code)]
    if unknown:
        raise Invalid("A need is not in the list.", "Pick it from the list of needs.")
    sent = _sent_as(by, contact, told, key)
    mine = OutsideReferral.objects.filter(agency_id=by.own)
    if (before := sent_before(mine, sent)) is not None:
        note(repeated=True)
        return before
    card = queries.outside_card(by, contact, told.service_id)
    row = OutsideReferral(
        id=new_id(),
        agency_id=by.own,
        contact_id=contact,
        service_id=told.service_id,
        service_name_en=str(card["name"])[:200],
        service_name_fr=str(card.get("name_fr") or card["name"])[:200],
        needs=rules.joined(told.needs),
        means=told.means,
        at=clock.now(),
        worker_id=by.worker,
        **sent_as(sent),
    )
    row.save(force_insert=True)
    about("call", contact)
    note(means=told.means)
    return row


def _sent_as(by: Reader, contact: UUID, told: Told, key: UUID | None) -> Sending | None:
    """The form's names, where one was sent; what is sent of one call meanwhile follows."""
    if key is None:
        return None
    intake.held(by, contact)
    return sending(key, contact, told.service_id, told.means, sorted(set(told.needs)))


@action("referral.outside_outcome")
def outside_outcome(
    *, by: Reader, outside_id: UUID, outcome: str, unmet: str = ""
) -> OutsideReferral:
    """Write down what came of it. Raises Invalid when help was not received and nothing says why."""
    row = queries.outside_referral(by, outside_id)
    allow(policy.may_follow_outside(by, row))
    vocabulary.label("referral_outcomes", outcome)
    if outcome == "not_received":
        vocabulary.label("unmet_reasons", unmet)
    row.outcome, row.outcome_at = outcome, clock.now()
    row.unmet = unmet if outcome == "not_received" else ""
    row.save()
    about("call", row.contact_id)
    note(outcome=outcome)
    return row
