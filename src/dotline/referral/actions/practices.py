"""Writes of the practice library: write, approve by a second person, review again. A review due is an obligation."""

from dataclasses import dataclass
from uuid import UUID

from dotline.access.unit import about, action, allow
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.duty import actions as duty
from dotline.reference import obligations
from dotline.reference.practices import KINDS, TOPICS
from dotline.referral import policy
from dotline.referral.models import Practice, PracticeReview
from dotline.referral.queries import practices as queries
from dotline.referral.queries.practices import REVIEW_RULE
from dotline.referral.rules.network import refuse_identifiers
from dotline.referral.rules.states import joined


@dataclass(frozen=True)
class NewPractice:
    """An entry to write. It has a text of its own, or a link to where it lies."""

    kind: str
    topic: str
    languages: tuple[str, ...]
    source: str
    title_en: str = ""
    title_fr: str = ""
    text_en: str = ""
    text_fr: str = ""
    link: str = ""
    demo: bool = False
    id: UUID | None = None


@action("referral.write_practice")
def write(*, by: Reader, practice: NewPractice) -> Practice:
    """Write a practice; other agencies read it once a second person has approved it. Raises Invalid."""
    allow(policy.may_take_part(by))
    _check(practice)
    row = Practice(
        id=practice.id or new_id(),
        agency_id=by.own,
        kind=practice.kind,
        topic=practice.topic,
        languages=joined(practice.languages),
        title_en=practice.title_en.strip(),
        title_fr=practice.title_fr.strip(),
        text_en=practice.text_en.strip(),
        text_fr=practice.text_fr.strip(),
        source=practice.source.strip(),
        link=practice.link,
        written_by=by.myself,
        at=clock.now(),
        demo=practice.demo,
    )
    row.save(force_insert=True)
    about("practice", row.id)
    return row


def _check(practice: NewPractice) -> None:
    if practice.kind not in KINDS or practice.topic not in TOPICS or not practice.languages:
        raise Invalid("This entry lacks its kind, topic or language.", "Choose one of each.")
    if not practice.source.strip():
        raise Invalid("A practice says where it comes from.", "Write who made it, and when.")
    if not (practice.title_en.strip() or practice.title_fr.strip()) or not (
        practice.text_en.strip() or practice.text_fr.strip() or practice.link
    ):
        raise Invalid("A practice has a title, and a text or a link.", "Write what is missing.")
    if practice.link and not practice.link.startswith("https://"):
        raise Invalid("A link begins with https://.", "Mend the link, or leave it out.")
    texts = (
        practice.title_en,
        practice.title_fr,
        practice.text_en,
        practice.text_fr,
        practice.source,
    )
    refuse_identifiers(texts, clock.now().date())


@action("referral.approve_practice")
def approve(*, by: Reader, practice_id: UUID) -> Practice:
    """Approve a practice that somebody else of the agency wrote. Its first review falls due a year on."""
    row = queries.practice(by, practice_id)
    allow(policy.may_approve_practice(by, row))
    if row.approved_at is not None:
        raise Conflict("This practice is approved already.", "Review it instead.")
    row.approved_at, row.approved_by = clock.now(), by.worker
    _reviewed(by, row)
    about("practice", row.id)
    return row


@action("referral.review_practice")
def review(*, by: Reader, practice_id: UUID) -> Practice:
    """Note that the practice was read again and is right; the next review falls due a year on."""
    row = queries.practice(by, practice_id)
    allow(policy.may_review_practice(by, row))
    if row.approved_at is None:
        raise Conflict("This practice is not approved yet.", "Approve it first.")
    _reviewed(by, row)
    about("practice", row.id)
    return row


def _reviewed(by: Reader, row: Practice) -> None:
    """Write the review, end the running clock and start the next."""
    for old in PracticeReview.objects.filter(practice_id=row.id):
        duty.meet(rule=REVIEW_RULE, subject_id=old.id)
    window = next(obligations.windows(obligations.rule(REVIEW_RULE), clock.now(), "UTC"))
    row.review_due = window.due.date()
    row.save()
    made = PracticeReview(
        practice=row,
        agency_id=row.agency_id,
        at=clock.now(),
        worker_id=by.myself,
        due_on=row.review_due,
    )
    made.save(force_insert=True)
    duty.open_window(
        rule=REVIEW_RULE,
        subject=("practice", made.id),
        holder=row.agency_id,
        opens=window.opens,
        due=window.due,
    )
