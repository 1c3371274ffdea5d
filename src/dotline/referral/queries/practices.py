"""Reads of the practice library: what is shipped, what agencies wrote; the reader comes first."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.duty.models import Obligation
from dotline.reference import practices as shipped
from dotline.referral import policy
from dotline.referral.models import Practice, PracticeReview
from dotline.referral.rules.network import found_by

REVIEW_RULE = "practice_review"  # a rule of reference.obligations
Entry = Practice | shipped.ShippedPractice


def practices(reader: Reader) -> QuerySet[Practice]:
    """What the reader's agency wrote, and what any agency wrote that a second person approved."""
    rows = Practice.objects.using(Store.INSIDE).order_by("title_en", "id")
    if reader.is_system:
        return rows
    if not policy.may_take_part(reader):
        return rows.none()
    return rows.filter(Q(agency_id=reader.own) | Q(approved_at__isnull=False))


def practice(reader: Reader, practice_id: UUID) -> Practice:
    """One practice. Raises NotFound."""
    found = practices(reader).filter(pk=practice_id).first()
    if found is None:
        raise not_found("practice")
    return found


def library(reader: Reader, words: str = "", kind: str = "") -> list[Entry]:
    """Shipped and agency-written entries that hold all the words: what is overdue last, else by title."""
    rows: list[Entry] = [*shipped.practices(), *practices(reader)]
    found = [
        row
        for row in rows
        if (not kind or row.kind == kind) and (not words.strip() or found_by(words, _text(row)))
    ]
    today = clock.now().date()
    return sorted(found, key=lambda row: (is_overdue(row, today), row.title_en or row.title_fr))


def is_overdue(row: Entry, today: date) -> bool:
    """Whether the day of review is past."""
    return row.review_due is not None and row.review_due < today


def _text(row: Entry) -> str:
    return " ".join(
        (row.title_en, row.title_fr, row.text_en, row.text_fr, row.source, row.topic, row.kind)
    )


def reviews(reader: Reader, row: Practice) -> QuerySet[PracticeReview]:
    """Who of the reader's agency read it again, newest first; other agencies see the day of review alone."""
    rows = PracticeReview.objects.using(Store.INSIDE).filter(practice_id=row.id)
    return rows.filter(agency_id=reader.own).order_by("-at", "-id")


def overdue_reviews(reader: Reader) -> int:
    """How many reviews of its own practices the reader's agency owes and has not done in time."""
    rows = Obligation.objects.using(Store.INSIDE).filter(
        rule=REVIEW_RULE, holder_id=reader.own, met_at=None, waived_at=None
    )
    return rows.filter(due_at__lt=clock.now()).count()
