"""Point persons of an agreement: whom each party names to judge a match, and nobody else."""

from uuid import UUID

from django.db.models import QuerySet

from dotline.access import queries as access
from dotline.access.unit import about, action, allow
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import N_, Invalid, Refused, not_found
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.gates import agreements
from dotline.gates.agreements import LONGEST_NAME
from dotline.gates.models import AgreementPoint


def points(reader: Reader) -> QuerySet[AgreementPoint]:
    """Everybody who was named, the newest first; the first of an agency and an agreement holds."""
    del reader  # a name and a way to reach her, given for the other parties
    return AgreementPoint.objects.using(Store.INSIDE).order_by("-since", "-id")


def point(reader: Reader, agreement_id: UUID, agency: UUID) -> AgreementPoint | None:
    """Whom an agency names under an agreement today; None while nobody."""
    return points(reader).filter(agreement_id=agreement_id, agency_id=agency).first()


def my_agreements(reader: Reader) -> frozenset[UUID]:
    """The agreements under which the reader is the point person of her agency."""
    held: dict[UUID, UUID] = {}
    for one in points(reader).filter(agency_id=reader.own):
        held.setdefault(one.agreement_id, one.worker_id)
    return frozenset(key for key, worker in held.items() if worker == reader.worker)


@action("gates.name_point")
def name_point(*, by: Reader, agreement_id: UUID, worker_id: UUID, contact: str) -> AgreementPoint:
    """Name the point person of the reader's agency under an agreement, with the way the other party reaches her.

    Raises Refused for an agency that is no party; NotFound for who is no worker of the agency; Invalid.
    """
    allow(agreements.may_agree(by))
    row = agreements.agreements(by).filter(pk=agreement_id).first()
    if row is None:
        raise not_found("agreement")
    about("agreement", agreement_id)
    if by.own not in agreements.terms(by, row).parties:
        raise Refused(N_("Your agency is no party to this agreement."), N_("Choose another one."))
    worker = access.workers(by).filter(pk=worker_id, agency_id=by.own, is_active=True).first()
    if worker is None:
        raise not_found("worker")
    said = " ".join(contact.split())
    if not said or len(said) > LONGEST_NAME:
        raise Invalid(
            N_("Say how the other party reaches her."), N_("Write a phone number or an address.")
        )
    named = AgreementPoint(
        id=new_id(),
        agreement=row,
        agency_id=by.own,
        worker_id=worker.id,
        name=worker.display_name,
        contact=said,
        since=clock.now(),
    )
    named.save(using=Store.INSIDE, force_insert=True)
    return named
