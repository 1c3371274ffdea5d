"""Requests to confirm: what the page of a link shows, which request a token names, and what came back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from dotline.base import clock
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.directory import policy
from dotline.directory.models import ConfirmationAnswer, ConfirmationRequest, FieldOffer
from dotline.directory.queries.pages import shown
from dotline.directory.queries.rows import Row, every
from dotline.directory.queries.sets import standing
from dotline.directory.queries.snapshot import cards
from dotline.directory.rules import asking
from dotline.directory.rules.asking import AnswerState, Asked
from dotline.directory.rules.offers import OfferKind


@dataclass(frozen=True)
class Facts:
    """What a listing says to everybody: texts by field, and where the ones beside the service lie."""

    texts: dict[str, str]
    records: dict[str, UUID]
    sealed: bool
    sets: dict[str, str]  # hours and languages as one value each, by field

    @property
    def version(self) -> str:
        """The digest of the texts."""
        return asking.version(self.texts)


def facts(reader: Reader, service_id: UUID) -> Facts:
    """The public fields of a listing as they stand. Raises NotFound.

    Of a sealed one the directory holds no address at all: only its region and its front-gate phone.
    """
    del reader
    row = every("service").filter(id=service_id).values().first()
    card = cards([service_id]).get(service_id)
    if row is None or card is None:
        raise not_found("service")
    page = shown(card, "en")
    sealed = bool(row["sealed"])
    texts = {name: str(row[name] or "") for name in asking.SERVICE_FIELDS}
    texts["hours"] = "\n".join(str(line) for line in page["hours"] or page["hours_text"] or ())
    texts["languages"] = ", ".join(page["languages"])
    texts["region"] = str(page["region"]) if sealed else ""
    texts["where"] = "" if sealed else str(page["where"] or "")
    records: dict[str, UUID] = {}
    for name, (kind, field) in asking.OTHER_FIELDS.items():
        found = None if sealed and name == "address" else _nearest(kind, service_id)
        if found is not None:
            texts[name], records[name] = str(found[field] or ""), found["id"]
    return Facts(texts, records, sealed, standing(service_id))


def _nearest(kind: str, service_id: UUID) -> Row | None:
    """The service's own first record of a kind, else that of its first place."""
    rows = every(kind).order_by("id")
    if kind == "phone":
        own = rows.filter(service_id=service_id).values().first()
        if own is not None:
            return own
    joins = every("service_at_location").filter(service_id=service_id).order_by("id")
    places = [key for key in joins.values_list("location_id", flat=True) if key]
    return rows.filter(location_id__in=places).values().first() if places else None


def request_of(reader: Reader, token: str) -> ConfirmationRequest:
    """The request that a token names. Raises NotFound, which says nothing of the token."""
    del reader
    found = ConfirmationRequest.objects.filter(digest=asking.digest(token)).first()
    if found is None:
        raise not_found("page")
    return found


def asked(row: ConfirmationRequest) -> Asked:
    """A request as a value."""
    return Asked(row.version, row.expires_at, row.used_at, row.withdrawn_at)


def waiting(reader: Reader, service_id: UUID) -> ConfirmationRequest | None:
    """The newest request of the reader's agency about a listing that can still be answered."""
    rows = ConfirmationRequest.objects.filter(service_id=service_id, agency_id=reader.own)
    rows = rows.filter(used_at=None, withdrawn_at=None, expires_at__gt=clock.now())
    return rows.order_by("-made_at").first()


def asked_of(reader: Reader, services: Sequence[UUID]) -> dict[UUID, ConfirmationRequest]:
    """Which of its own listings the reader's agency is asked to confirm, at its own desk."""
    rows = ConfirmationRequest.objects.filter(asked_id=reader.own, service_id__in=list(services))
    rows = rows.filter(used_at=None, withdrawn_at=None, expires_at__gt=clock.now())
    return {row.service_id: row for row in rows.order_by("made_at")}


def answers(reader: Reader) -> QuerySet[ConfirmationAnswer]:
    """What came back to the reader's agency, the newest first. Raises Refused."""
    policy.may_steward(reader).or_refuse()
    return ConfirmationAnswer.objects.filter(agency_id=reader.own).order_by("-arrived_at", "id")


def answer(reader: Reader, key: UUID) -> ConfirmationAnswer:
    """One answer to the reader's agency. Raises Refused, NotFound: another agency's is not there."""
    found = answers(reader).filter(id=key).first()
    if found is None:
        raise not_found("answer")
    return found


def offers(reader: Reader, row: ConfirmationAnswer) -> list[FieldOffer]:
    """The fields that an answer offers other values for, decided or not; a refused one offers nothing.

    Of one link several answers may have come: each shows its own words.
    """
    policy.may_steward(reader).or_refuse()
    if row.request_id is None or row.state == AnswerState.REFUSED:
        return []
    rows = FieldOffer.objects.filter(source_kind=OfferKind.CONFIRMATION, source_id=row.request_id)
    told = {field_of(name): words for name, words in json.loads(row.told or "{}").items()}
    return [
        one
        for one in rows.order_by("kind", "field", "id")
        if told.get(one.field) == json.loads(one.value)
    ]


def field_of(name: str) -> str:
    """The field of its record that a correction of that name is offered for."""
    return asking.OTHER_FIELDS.get(name, ("", name))[1]


def names(services: Sequence[UUID], lang: str) -> dict[UUID, str]:
    """Names of listings, also of those that are off the list."""
    rows = every("service").filter(id__in=list(services)).values_list("id", "name", "name_fr")
    return {key: (lang.startswith("fr") and fr) or en for key, en, fr in rows}
