"""May I hand over, answer, review, publish, and why not."""

from datetime import date, datetime
from uuid import UUID

from dotline.access.policy import may
from dotline.base.errors import Refused
from dotline.base.outcome import ALLOWED, Decision, first_refusal
from dotline.base.reader import Reader
from dotline.gates.publish import Tier
from dotline.referral import rules
from dotline.referral.models import Listing, OutsideReferral, Practice, Referral, Reveal
from dotline.referral.rules.network import SeatRole


def may_read(reader: Reader) -> Decision:
    """Whether the reader's roles open referrals at all."""
    return may(reader, "referral.read")


def may_send(reader: Reader, to_agency: UUID) -> Decision:
    """Whether the reader may hand over to that agency."""
    return first_refusal(may(reader, "referral.send"), _to_another(reader, to_agency))


def may_record(reader: Reader, agency: UUID) -> Decision:
    """Whether the reader may record what somebody agreed to: at the agency that she spoke with."""
    if reader.agency != agency:
        return Refused("A consent is recorded by the agency that it was given to.", "")
    return may(reader, "referral.send")


def may_send_by_duty(reader: Reader, to_agency: UUID) -> Decision:
    """Whether the reader may act at once on a legal duty; a second person reviews afterwards."""
    return first_refusal(may(reader, "referral.emergency"), _to_another(reader, to_agency))


def _to_another(reader: Reader, to_agency: UUID) -> Decision:
    if reader.agency == to_agency:
        return Refused(
            "This service belongs to your own agency, so nothing needs to be handed over.",
            "Open a case for the person instead.",
        )
    return ALLOWED


def may_answer(reader: Reader, row: Referral) -> Decision:
    """Whether the reader may accept, decline or go on with a referral: the receiving agency only."""
    if not reader.is_system and reader.agency != row.to_agency_id:
        return Refused(
            "Only the receiving agency can answer a referral.", "You can follow it under 'Sent'."
        )
    return may(reader, "referral.answer")


def may_open_package(reader: Reader, row: Referral, at: datetime) -> Decision:
    """Whether the reader may read what was handed over, now."""
    if reader.agency != row.to_agency_id:
        return Refused("Only the receiving agency reads what was handed over.", "")
    return first_refusal(may(reader, "referral.answer"), rules.may_open(row.access(), at))


def may_run_emptier(reader: Reader) -> Decision:
    """Whether packages that nobody may open are destroyed for this reader: the desk's own work."""
    return ALLOWED if reader.is_system else Refused("Only the desk's own work does this.", "")


def may_empty(reader: Reader, row: Referral, at: datetime) -> Decision:
    """Whether a package may be destroyed: the desk's own work does it, once nobody may open it (R-52)."""
    still_open = rules.may_open(row.access(), at)
    stays = Refused("This package may still be opened, so it stays.", "") if still_open else ALLOWED
    return first_refusal(may_run_emptier(reader), stays)


def may_take_back(reader: Reader, from_agency: UUID) -> Decision:
    """Whether the reader may cancel a referral or withdraw a consent: the sending agency only."""
    if reader.agency != from_agency:
        return Refused("Only the agency that sent it can take it back.", "")
    return may(reader, "referral.send")


def may_review(reader: Reader, row: Referral) -> Decision:
    """Whether the reader may review an emergency hand-over: a second person of the sending agency."""
    if reader.agency != row.from_agency_id:
        return Refused("Only the agency that sent it can review it.", "")
    if row.sent_by is not None and row.sent_by == reader.worker:
        return Refused(
            "Nobody reviews their own emergency hand-over.", "Ask a second person of your agency."
        )
    return may(reader, "referral.review")


def may_receive(*, takes_referrals: bool, verified: date | None) -> Decision:
    """Whether anything may be handed to a service: it takes referrals, and somebody verified it.

    The page greys out the button with this same reason.
    """
    if not takes_referrals:
        return Refused(
            "This service takes no referrals through Dotline.",
            "Call it together with the person, or give her its number.",
        )
    if verified is None:
        return Refused(
            "Nobody has verified this service, so nothing is handed to it.",
            "Call it first, or choose another service.",
        )
    return ALLOWED


def may_move_clocks(reader: Reader) -> Decision:
    """Whether the reader may run the clocks: the program itself, or who runs the installation."""
    return may(reader, "referral.clocks")


def may_exclude(reader: Reader, agency: UUID) -> Decision:
    """Whether the reader may set a service apart for somebody whom her agency spoke with."""
    if reader.agency != agency:
        return Refused("Only the agency that the person spoke with can do this.", "")
    return may(reader, "referral.send")


def may_tell(reader: Reader, agency: UUID) -> Decision:
    """Whether the reader may write down that somebody was told of a service outside of the network."""
    return may_exclude(reader, agency)


def may_follow_outside(reader: Reader, row: OutsideReferral) -> Decision:
    """Whether the reader may write down what came of it."""
    return may_exclude(reader, row.agency_id)


def may_keep_beds(reader: Reader, agency: UUID) -> Decision:
    """Whether the reader may count beds: at the agency whose beds they are."""
    if reader.agency != agency:
        return Refused("Only the agency whose beds they are can count them.", "")
    return may(reader, "referral.beds")


def may_hold_bed(reader: Reader, row: Referral) -> Decision:
    """Whether the reader may hold a bed for a referral: either side of it, while it runs."""
    if row.state in rules.FINAL:
        return Refused("This referral is over, so no bed is held for it.", "")
    if reader.agency not in {row.from_agency_id, row.to_agency_id}:
        return Refused("Only the two agencies of a referral hold a bed for it.", "")
    return may_either(reader)


def may_either(reader: Reader) -> Decision:
    """Whether the reader sends or answers referrals."""
    return ALLOWED if reader.has("referral.answer") else may(reader, "referral.send")


def may_write(reader: Reader, row: Referral, at: datetime) -> Decision:
    """Whether the reader may write to the other side: while the consent behind the referral holds."""
    if reader.agency not in {row.from_agency_id, row.to_agency_id}:
        return Refused("Only the two agencies of a referral write to each other about it.", "")
    return first_refusal(may_either(reader), rules.may_open(row.access(), at))


def may_start_call(reader: Reader, row: Referral) -> Decision:
    """Whether the reader may bring the person and the receiver together on one line."""
    if reader.agency != row.from_agency_id:
        return Refused("The agency that sends brings both together.", "")
    if row.state in rules.FINAL:
        return Refused("This referral is over.", "")
    return may(reader, "referral.send")


def may_follow_up(reader: Reader, agency: UUID) -> Decision:
    """Whether the reader may do a follow-up: of her own agency's promise."""
    if reader.agency != agency:
        return Refused("Only the agency that promised it follows up.", "")
    return may(reader, "referral.send")


def may_list(reader: Reader) -> Decision:
    """Whether the reader may keep the agency's own listings."""
    return may(reader, "referral.list_site")


def may_approve(reader: Reader, row: Listing) -> Decision:
    """Whether the reader may approve a listing of her own agency for everybody to read."""
    if reader.agency != row.agency_id:
        return Refused("Only the agency itself can approve its listing.", "")
    return may(reader, "referral.approve_listing")


def may_import(reader: Reader) -> Decision:
    """Whether the reader may bring in whole batches."""
    return may(reader, "referral.import")


def may_bring_in(reader: Reader) -> Decision:
    """Only the courier brings in what agencies share."""
    if reader.is_system:
        return ALLOWED
    return Refused("Shared fields come in through the gate only.", "Publish the listing again.")


def clearance(reader: Reader) -> Tier:
    """The narrowest circle whose fields the reader may read. Nobody is cleared for sealed: that takes a reveal."""
    if reader.is_system:
        return Tier.PUBLIC  # machines move rows; none of them reads a field
    if reader.has("referral.read_hotline"):
        return Tier.HOTLINE
    return Tier.PARTNER if reader.has("referral.read_partner") else Tier.PUBLIC


def may_read_shared(reader: Reader) -> Decision:
    """Whether the reader stands in any circle that services tell more than everybody."""
    return ALLOWED if clearance(reader).rank else may(reader, "referral.read_partner")


def may_ask_reveal(reader: Reader, row: Referral) -> Decision:
    """Whether the reader may ask for the sealed place of a referral's service: hers, and accepted."""
    if reader.agency != row.from_agency_id:
        return Refused("Only the agency that sent the referral can ask where the place is.", "")
    if row.state not in rules.RUNNING:
        return Refused(
            "The place is told only for a referral that was accepted and is not over.",
            "Wait for the answer, or call the front-gate phone.",
        )
    return may(reader, "referral.reveal")


def may_approve_reveal(reader: Reader, row: Reveal) -> Decision:
    """Whether the reader may be the second person of a reveal, before it or, if nobody was there, after it."""
    if reader.agency != row.agency_id:
        return Refused("Only a second person of the asking agency can approve this.", "")
    if reader.worker is None or reader.worker == row.asked_by:
        return Refused("Nobody approves their own request.", "Ask a second person of your agency.")
    return may(reader, "referral.review")


def may_open_reveal(reader: Reader, row: Reveal, at: datetime) -> Decision:
    """Whether the reader may read the place now: who asked or approved, until it ends."""
    if reader.agency != row.agency_id or reader.worker not in {row.asked_by, row.approved_by}:
        return Refused("Only the two people who asked and approved can read the place.", "")
    if row.refused_at is not None:
        return Refused("A second person refused this request.", "Talk to her, or ask again.")
    if row.ends_at is None:
        return Refused(
            "A second person of your agency has not approved this yet.",
            "Ask her now, or say that nobody else is there.",
        )
    if at >= row.ends_at:
        return Refused("The time to read this place is over.", "Ask again if you still need it.")
    return may(reader, "referral.reveal")


def may_note_reveal(reader: Reader, row: Reveal) -> Decision:
    """Whether the reader may note that her agency's place was told: its supervisors."""
    if reader.agency != row.owner_agency_id:
        return Refused("Only the agency whose place it is can note this.", "")
    return may(reader, "referral.list_site")


def may_take_part(reader: Reader) -> Decision:
    """Whether the reader works with other agencies at all: task forces, briefings, the practice library."""
    return may(reader, "referral.network")


def may_write_among(reader: Reader, role: str | None) -> Decision:
    """Whether the reader may write in a task force, given her agency's role there now (None: it has no seat)."""
    if role is None and not reader.is_system:
        return Refused(
            "Your agency has left this task force.", "What was there before stays readable."
        )
    if role == SeatRole.OBSERVER:
        return Refused(
            "Your agency only observes here.", "Ask the lead agency for a member's seat."
        )
    return may_take_part(reader)


def may_found(reader: Reader) -> Decision:
    """Whether the reader may found a task force."""
    return may(reader, "referral.convene")


def may_lead(reader: Reader, role: str | None) -> Decision:
    """Whether the reader may give and end seats, given her agency's role in the task force."""
    if role != SeatRole.LEAD and not reader.is_system:
        return Refused(
            "Only the agency that leads the task force can do this.", "Write it a message."
        )
    return may(reader, "referral.convene")


def may_name(reader: Reader, role: str | None) -> Decision:
    """Whether the reader may name her own agency's point person."""
    return first_refusal(may_write_among(reader, role), may(reader, "referral.convene"))


def may_brief(reader: Reader, issuer: UUID | None = None) -> Decision:
    """Whether the reader may issue briefings, or correct one that `issuer` issued."""
    if issuer is not None and not reader.is_system and reader.agency != issuer:
        return Refused("Only the agency that issued a briefing can correct it.", "")
    return may(reader, "referral.brief")


def may_approve_practice(reader: Reader, row: Practice) -> Decision:
    """Whether the reader may approve a practice: a second person of the agency that wrote it."""
    if reader.agency != row.agency_id:
        return Refused("Only the agency that wrote it can approve it.", "")
    if reader.worker == row.written_by:
        return Refused("Nobody approves what they wrote.", "Ask a second person of your agency.")
    return may(reader, "referral.approve_practice")


def may_review_practice(reader: Reader, row: Practice) -> Decision:
    """Whether the reader may note that a practice was read again: her own agency's, by whoever may approve."""
    if reader.agency != row.agency_id:
        return Refused("Only the agency that wrote it can review it.", "")
    return may(reader, "referral.approve_practice")
