"""Referrals as pages show them: names instead of ids, codes in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from dotline.access.models import Agency
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.gates import stewards
from dotline.gates.refer import ReferField
from dotline.reference import vocabulary
from dotline.referral import queries, rules
from dotline.referral.forms import DUTY_LABELS, FIELD_LABELS, need_label
from dotline.referral.models import Referral, Step
from dotline.referral.rules import Status
from dotline.referral.views.clocks import Clock, clock_of
from dotline.ui.asked import lang

STATUS_KINDS = {
    Status.REQUESTED: "info",
    Status.ACCEPTED: "good",
    Status.IN_PROGRESS: "good",
    Status.COMPLETED: "good",
    Status.ON_HOLD: "warn",
    Status.FAILED: "bad",
}
URGENCY_KINDS = {"immediate": "bad", "urgent": "warn"}


@dataclass(frozen=True)
class Shown:
    """One referral as a row or a page shows it."""

    row: Referral
    service: str
    sender: str
    receiver: str
    needs: str
    status: str
    status_kind: str
    urgency: str
    urgency_kind: str
    reason: str
    clock: Clock
    unread: bool = False


def name_of(agency: Agency | None) -> str:
    """An agency's name in the language in force."""
    if agency is None:
        return _("Unknown agency")
    return agency.name_fr if lang() == "fr" else agency.name_en


def shown(reader: Reader, rows: Iterable[Referral]) -> list[Shown]:
    """Rows with names and words, looked up once for all."""
    found = list(rows)
    ids = {one for row in found for one in (row.from_agency_id, row.to_agency_id)}
    agencies, now = queries.agencies(reader, ids), clock.now()
    new = queries.with_unread(reader, found)
    return [replace(_one(row, agencies, now), unread=row.id in new) for row in found]


def _one(row: Referral, agencies: Mapping[UUID, Agency], now: datetime) -> Shown:
    return Shown(
        row=row,
        service=row.service_name_fr if lang() == "fr" else row.service_name_en,
        sender=name_of(agencies.get(row.from_agency_id)),
        receiver=name_of(agencies.get(row.to_agency_id)),
        needs=", ".join(need_label(code) for code in rules.codes(row.needs)),
        status=vocabulary.label("referral_status", row.status, lang()),
        status_kind=STATUS_KINDS.get(row.state, ""),
        urgency=vocabulary.label("urgency", row.urgency, lang()),
        urgency_kind=URGENCY_KINDS.get(row.urgency, ""),
        reason=reason_label(row.reason),
        clock=clock_of(row, now),
    )


def reason_label(code: str) -> str:
    """A reason in words."""
    return vocabulary.label("referral_reasons", code, lang()) if code else ""


def basis_label(row: Referral) -> str:
    """What makes the hand-over lawful."""
    if row.consent_id is not None:
        return _("Consent of the person")
    return next((str(label) for duty, label in DUTY_LABELS.items() if duty == row.duty), row.duty)


def in_words(reader: Reader, values: Mapping[ReferField, str]) -> list[tuple[str, str]]:
    """What is handed over as pairs of label and text, codes in words."""
    return [(str(FIELD_LABELS[name]), _value(reader, name, text)) for name, text in values.items()]


def _value(reader: Reader, name: ReferField, text: str) -> str:
    if name == ReferField.NATION:
        return dict(stewards.named(reader, lang())).get(text, text)
    lists = {ReferField.LANGUAGE: "languages", ReferField.AGE_BAND: "age_bands"}
    if name in lists and vocabulary.is_code(lists[name], text):
        return vocabulary.label(lists[name], text, lang())
    return text


@dataclass(frozen=True)
class ShownStep:
    """One link of the chain of custody in words."""

    at: datetime
    what: str
    who: str


def custody(reader: Reader, row: Referral) -> list[ShownStep]:
    """The chain of custody: workers of the reader's own agency by name, others by their agency."""
    steps = list(queries.chain_of_custody(reader, row))
    agencies = queries.agencies(reader, {step.agency_id for step in steps})
    workers = queries.workers(reader, {step.worker_id for step in steps})
    return [ShownStep(step.at, _what(step), _who(step, agencies, workers)) for step in steps]


def _who(step: Step, agencies: Mapping[UUID, Agency], workers: Mapping[UUID, str]) -> str:
    if step.agency_id is None:
        return _("The program")
    agency = name_of(agencies.get(step.agency_id))
    worker = workers.get(step.worker_id) if step.worker_id else None
    return f"{worker}, {agency}" if worker else agency


def _what(step: Step) -> str:
    words = {
        "sent": _("Sent"),
        "received": _("Sealed for the receiving agency"),
        "opened": _("Opened"),
        "exported": _("Written to a file for another system"),
        "withdrawn": _("Consent withdrawn, package closed"),
        "emptied": _("Content and key destroyed"),
        "reviewed": _("Reviewed by a second person"),
        "reminded": _("Reminded at half time"),
        "escalated": _("No answer in time: the sender decides"),
        "message": _("Message"),
        "bed_held": _("Bed held"),
        "bed_taken": _("Bed taken"),
        "bed_let_go": _("Bed let go"),
        "call_started": _("Call of all three started"),
        "call_joined": _("Receiver joined the call"),
        "call_refused": _("The person does not want a call of all three"),
        "arrived": _("The person has arrived"),
        "alternative": _("A place was confirmed at another service"),
        "none_free": _("Others were asked: nobody has a place"),
        "reveal_asked": _("Asked where the sealed place is"),
        "reveal_approved": _("A second person approved telling the place"),
        "reveal_refused": _("A second person refused to tell the place"),
        "revealed": _("The sealed place was told"),
        "reveal_opened": _("The sealed place was read"),
    }
    if step.what in words:
        return words[step.what]
    label = vocabulary.label("referral_status", step.what, lang())
    lists = ("referral_reasons", "pause_reasons", "referral_outcomes")
    why = next((name for name in lists if vocabulary.is_code(name, step.code)), "")
    return f"{label} ({vocabulary.label(why, step.code, lang())})" if why else label
