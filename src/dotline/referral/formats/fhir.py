"""One referral as HL7 FHIR R4: a Task that asks for a ServiceRequest, in a collection Bundle. Pure.

Sources: FHIR R4 Task and ServiceRequest; SDOH Clinical Care 3.0.0 (value set of Task statuses). The
person is not in it: FHIR wants a subject, so an opaque id of this referral stands there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dotline.reference import vocabulary
from dotline.referral.rules import Status, Urgency

PRIORITIES = {Urgency.IMMEDIATE: "stat", Urgency.URGENT: "urgent", Urgency.ROUTINE: "routine"}
NEEDS = "urn:dotline:needs"
REASONS = "urn:dotline:referral-reasons"
OUTCOMES = "urn:dotline:referral-outcomes"
# A ServiceRequest says whether the wish stands; the Task says how far it is.
REQUESTS = {
    Status.DRAFT: "draft",
    Status.COMPLETED: "completed",
    Status.REJECTED: "revoked",
    Status.FAILED: "revoked",
    Status.CANCELLED: "revoked",
    Status.REVOKED: "revoked",
    Status.ON_HOLD: "on-hold",
}


@dataclass(frozen=True)
class Handed:
    """A referral as FHIR sees it: codes, moments and two organisations."""

    id: UUID
    status: Status
    urgency: Urgency
    needs: Sequence[str]
    reason: str
    outcome: str
    sent_at: datetime
    due_at: datetime
    changed_at: datetime
    sender: tuple[UUID, str]
    receiver: tuple[UUID, str]
    service: tuple[UUID | None, str]


def bundle(one: Handed) -> dict[str, object]:
    """The collection of Task and ServiceRequest."""
    entries = [(one.id, task(one)), (None, service_request(one))]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": one.changed_at.isoformat(),
        "entry": [
            {"fullUrl": f"urn:uuid:{key}" if key else _request_url(one), "resource": made}
            for key, made in entries
        ],
    }


def task(one: Handed) -> dict[str, object]:
    """The Task: where it stands, who asks, who owes the answer until when."""
    made: dict[str, object] = {
        "resourceType": "Task",
        "id": str(one.id),
        "status": fhir_status(one.status),
        "intent": "order",
        "priority": PRIORITIES[one.urgency],
        "code": _code("http://hl7.org/fhir/CodeSystem/task-code", "fulfill"),
        "focus": {"reference": _request_url(one)},
        "for": _subject(one),
        "authoredOn": one.sent_at.isoformat(),
        "lastModified": one.changed_at.isoformat(),
        "requester": _organization(one.sender),
        "owner": _organization(one.receiver),
        "restriction": {"period": {"end": one.due_at.isoformat()}},
    }
    if one.reason:
        made["statusReason"] = _code(REASONS, one.reason)
    if one.outcome:
        outcome = {
            "type": _code("urn:dotline:task-output", "outcome"),
            "valueCodeableConcept": _code(OUTCOMES, one.outcome),
        }
        made["output"] = [outcome]
    return made


def service_request(one: Handed) -> dict[str, object]:
    """The ServiceRequest: what is asked for."""
    service = {"display": one.service[1], **_identified(one.service[0])}
    return {
        "resourceType": "ServiceRequest",
        "id": f"{one.id}-request",
        "status": REQUESTS.get(one.status, "active"),
        "intent": "order",
        "priority": PRIORITIES[one.urgency],
        "code": {"coding": [{"system": NEEDS, "code": code} for code in one.needs]},
        "subject": _subject(one),
        "authoredOn": one.sent_at.isoformat(),
        "requester": _organization(one.sender),
        "performer": [{"type": "HealthcareService", **service}],
    }


def fhir_status(status: Status) -> str:
    """The Task status code that the code list gives."""
    found = vocabulary.find("referral_status", status.value)
    return found.more("fhir") if found else status.value


def _request_url(one: Handed) -> str:
    return f"urn:dotline:service-request:{one.id}"


def _subject(one: Handed) -> dict[str, object]:
    return {
        "type": "Patient",
        "identifier": {"system": "urn:dotline:referral", "value": str(one.id)},
        "display": "Not disclosed",
    }


def _organization(who: tuple[UUID, str]) -> dict[str, object]:
    return {"type": "Organization", **_identified(who[0]), "display": who[1]}


def _identified(key: UUID | None) -> Mapping[str, object]:
    return (
        {"identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{key}"}} if key else {}
    )


def _code(system: str, code: str) -> dict[str, object]:
    return {"coding": [{"system": system, "code": code}]}
