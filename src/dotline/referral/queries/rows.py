"""Referrals, consents, packages, listings of the reader's agency."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from dotline.access import queries as access
from dotline.access.models import Agency
from dotline.audit.stores import Store
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.referral import policy, rules
from dotline.referral.models import Consent, Listing, Referral, ReferralPackage, Step
from dotline.referral.rules import Status

NOBODY = UUID(int=0)


def own(reader: Reader) -> UUID:
    """The reader's agency; for somebody without one an id that no row carries."""
    return reader.agency or NOBODY


def visible_to(reader: Reader) -> QuerySet[Referral]:
    """Referrals that the reader's agency sent or received."""
    rows = Referral.objects.using(Store.INSIDE)
    if reader.is_system:
        return rows
    if not policy.may_read(reader):
        return rows.none()
    return rows.filter(Q(from_agency_id=own(reader)) | Q(to_agency_id=own(reader)))


def get(reader: Reader, referral_id: UUID) -> Referral:
    """One referral. Raises NotFound."""
    row = visible_to(reader).filter(pk=referral_id).first()
    if row is None:
        raise not_found("referral")
    return row


def waiting(reader: Reader) -> QuerySet[Referral]:
    """The queue of the reader's agency: unanswered, what is due first (so what is late) on top."""
    return (
        visible_to(reader)
        .filter(to_agency_id=own(reader), status=Status.REQUESTED)
        .order_by("due_at", "id")
    )


def running(reader: Reader) -> QuerySet[Referral]:
    """Referrals that the reader's agency accepted and has not ended, newest first."""
    rows = visible_to(reader).filter(to_agency_id=own(reader), status__in=rules.RUNNING)
    return rows.order_by("-answered_at", "id")


def ended(reader: Reader) -> QuerySet[Referral]:
    """Referrals to the reader's agency that are over, newest first."""
    rows = visible_to(reader).filter(to_agency_id=own(reader), status__in=rules.FINAL)
    return rows.order_by("-changed_at", "id")


def sent(reader: Reader) -> QuerySet[Referral]:
    """Referrals that the reader's agency sent, newest first."""
    rows = visible_to(reader).filter(from_agency_id=own(reader))
    return rows.order_by("-sent_at", "id")


def of_contact(reader: Reader, contact_id: UUID) -> QuerySet[Referral]:
    """What the reader's agency sent for one call, newest first."""
    return sent(reader).filter(contact_id=contact_id)


def open_to(reader: Reader, contact_id: UUID, services: Iterable[UUID]) -> QuerySet[Referral]:
    """What the reader's agency sent for one call to any of these services and is not over, newest first."""
    rows = of_contact(reader, contact_id).filter(service_id__in=list(services))
    return rows.exclude(status__in=rules.FINAL)


def to_review(reader: Reader) -> QuerySet[Referral]:
    """Emergency hand-overs of the reader's agency that no second person has reviewed, oldest first."""
    rows = visible_to(reader).filter(from_agency_id=own(reader), reviewed_at=None)
    return rows.exclude(duty="").filter(imported=False).order_by("sent_at", "id")


def clocks_due(reader: Reader, at: datetime) -> list[UUID]:
    """Unanswered referrals whose clock may ask for a step, what is due first on top."""
    rows = visible_to(reader).filter(
        status=Status.REQUESTED, escalated_at=None, imported=False, sent_at__lte=at
    )
    found = rows.order_by("due_at", "id").values_list("id", "sent_at", "due_at", "reminded_at")
    return [
        key
        for key, sent_at, due, reminded in found
        if rules.step_due(sent_at, due, at, reminded=reminded is not None, moved_on=False)
    ]


def tried(reader: Reader, row: Referral) -> frozenset[UUID]:
    """Agencies that were asked on the way to this referral, its own receiver among them."""
    asked, here = {row.to_agency_id}, row
    while here.follows_id is not None:
        here = get(reader, here.follows_id)
        asked.add(here.to_agency_id)
    return frozenset(asked)


def unanswered(reader: Reader) -> QuerySet[Referral]:
    """What the reader's agency sent, nobody answered and the clock could not pass on: somebody must decide."""
    rows = visible_to(reader).filter(from_agency_id=own(reader), status=Status.REQUESTED)
    return rows.exclude(escalated_at=None).order_by("due_at", "id")


def follower(reader: Reader, row: Referral) -> Referral | None:
    """The referral that an unanswered one was passed on as, for the agency that sent both."""
    return visible_to(reader).filter(follows_id=row.id, from_agency_id=own(reader)).first()


def chain_of_custody(reader: Reader, row: Referral) -> QuerySet[Step]:
    """Who sent, received, opened and answered one referral, oldest first (R-61)."""
    del reader  # the row was got for this reader
    return Step.objects.using(Store.INSIDE).filter(referral_id=row.pk)


def opened_before(reader: Reader, row: Referral) -> bool:
    """Whether this worker stands in the chain of custody as having opened the package."""
    return chain_of_custody(reader, row).filter(what="opened", worker_id=reader.worker).exists()


def package(reader: Reader, row: Referral) -> ReferralPackage:
    """The sealed package of a referral to the reader's agency. Raises NotFound."""
    found = (
        ReferralPackage.objects.using(Store.INSIDE)
        .filter(referral_id=row.pk, agency_id=own(reader))
        .first()
    )
    if found is None:
        raise not_found("package")
    return found


def to_empty(reader: Reader, at: datetime) -> list[Referral]:
    """Referrals whose package nobody may open any more and that still hold its content."""
    full = ReferralPackage.objects.using(Store.INSIDE).filter(emptied_at=None)
    rows = visible_to(reader).filter(pk__in=full.values("referral_id"))
    closed = Q(status__in=rules.CLOSES_PACKAGE) | Q(access_stopped_at__lte=at)
    return list(rows.filter(closed | Q(access_ends_at__lte=at)).order_by("pk"))


def emptied_lately(reader: Reader, since: datetime) -> bool:
    """Whether a package was emptied since a moment."""
    rows = ReferralPackage.objects.using(Store.INSIDE).filter(emptied_at__gte=since)
    return reader.is_system and rows.exists()


def has_package(reader: Reader, row: Referral) -> bool:
    """Whether something was handed over that the reader's agency still holds."""
    rows = ReferralPackage.objects.using(Store.INSIDE)
    return rows.filter(referral_id=row.pk, agency_id=own(reader)).exists()


def consent(reader: Reader, consent_id: UUID) -> Consent:
    """A consent that the reader's agency recorded. Raises NotFound."""
    rows = Consent.objects.using(Store.INSIDE).filter(agency_id=own(reader))
    found = rows.filter(pk=consent_id).first() if policy.may_read(reader) else None
    if found is None:
        raise not_found("consent")
    return found


def consents_of(reader: Reader, person_id: UUID) -> QuerySet[Consent]:
    """What one person agreed to at the reader's agency, newest first."""
    rows = Consent.objects.using(Store.INSIDE).filter(agency_id=own(reader))
    rows = rows if policy.may_read(reader) else rows.none()
    return rows.filter(person_id=person_id).order_by("-given_at")


def agencies(reader: Reader, ids: Iterable[UUID | None]) -> Mapping[UUID, Agency]:
    """Names and places of agencies, by id."""
    wanted = {one for one in ids if one}
    return {row.id: row for row in access.agencies(reader).filter(pk__in=wanted)}


def own_agency(reader: Reader) -> Agency:
    """The reader's agency. Raises NotFound for somebody without one."""
    return access.agency(reader, own(reader))


def workers(reader: Reader, ids: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """Names of workers of the reader's own agency; others stay nameless to her."""
    wanted = {one for one in ids if one}
    return {row.id: row.display_name for row in access.workers(reader).filter(pk__in=wanted)}


def listings(reader: Reader) -> QuerySet[Listing]:
    """The agency's own listings, by name."""
    rows = Listing.objects.using(Store.INSIDE)
    if reader.is_system:
        return rows
    allowed = policy.may_list(reader) or reader.has("referral.approve_listing")
    return rows.filter(agency_id=own(reader)) if allowed else rows.none()


def listing(reader: Reader, listing_id: UUID) -> Listing:
    """One own listing. Raises NotFound."""
    found = listings(reader).filter(pk=listing_id).first()
    if found is None:
        raise not_found("listing")
    return found
