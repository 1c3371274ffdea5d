"""Reads of the briefing stream; the reader comes first. Who has read what is known inside an agency, by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from dotline.access import queries as access
from dotline.access.models import Agency, Worker
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.duty.models import Obligation
from dotline.referral import policy
from dotline.referral.models import Briefing, BriefingCopy, BriefingText, ReadMark
from dotline.referral.rules.network import RANK, Audience, Severity, runs_on
from dotline.referral.rules.states import codes

READ_RULE = "briefing_read"  # a rule of reference.obligations


def audience(row: Briefing) -> Audience:
    """Whom a briefing is for, as a value."""
    return Audience(*(frozenset(codes(text)) for text in (row.kinds, row.provinces, row.roles)))


def _texts(reader: Reader) -> QuerySet[BriefingText]:
    """Versions that lie on the desk of the reader's agency, or that it issued."""
    rows = BriefingText.objects.using(Store.INSIDE).select_related("briefing")
    if reader.is_system:
        return rows
    if not policy.may_take_part(reader):
        return rows.none()
    copies = BriefingCopy.objects.using(Store.INSIDE).filter(agency_id=reader.own)
    return rows.filter(Q(pk__in=copies.values("text_id")) | Q(agency_id=reader.own))


def versions(reader: Reader, briefing_id: UUID) -> list[BriefingText]:
    """All versions of one briefing, the one that holds first. Raises NotFound."""
    found = list(_texts(reader).filter(briefing_id=briefing_id).order_by("-version"))
    if not found:
        raise not_found("briefing")
    return found


@dataclass(frozen=True)
class Shown:
    """The version that holds, and whether this worker has read it and should."""

    text: BriefingText
    read: bool
    mine: bool
    runs: bool

    @property
    def unread(self) -> bool:
        """Whether it waits for this worker."""
        return self.mine and self.runs and not self.read


def stream(reader: Reader) -> list[Shown]:
    """Every briefing of the reader's agency in the version that holds: unread first, then by weight, then newest."""
    newest: dict[UUID, BriefingText] = {}
    for text in _texts(reader).order_by("version"):
        newest[text.briefing_id] = text
    marks = ReadMark.objects.using(Store.INSIDE).filter(worker_id=reader.myself)
    done = set(marks.filter(text__in=newest.values()).values_list("text_id", flat=True))
    day = clock.now().date()
    rows = [_shown(reader, text, done, day) for text in newest.values()]
    return sorted(
        rows,
        key=lambda one: (
            not one.unread,
            not one.runs,
            RANK[Severity(one.text.severity)],
            -one.text.at.timestamp(),
        ),
    )


def _shown(reader: Reader, text: BriefingText, done: set[UUID], day: date) -> Shown:
    runs = runs_on(day, text.starts_on, text.ends_on)
    mine = copy_of(reader, text) is not None and audience(text.briefing).takes_worker(reader.roles)
    return Shown(text, text.id in done, mine, runs)


def one(reader: Reader, briefing_id: UUID) -> Shown:
    """One briefing in the version that holds. Raises NotFound."""
    text = versions(reader, briefing_id)[0]
    marks = ReadMark.objects.using(Store.INSIDE).filter(worker_id=reader.myself, text_id=text.id)
    return _shown(reader, text, set(marks.values_list("text_id", flat=True)), clock.now().date())


def copy_of(reader: Reader, text: BriefingText) -> BriefingCopy | None:
    """The copy on the desk of the reader's agency, or None where it only issued it."""
    rows = BriefingCopy.objects.using(Store.INSIDE).filter(agency_id=reader.own)
    return rows.filter(text_id=text.id).first()


def addressed(reader: Reader, who: Audience) -> list[Agency]:
    """The agencies that an audience takes in."""
    return [row for row in access.agencies(reader) if who.takes_agency(row.kind, row.province)]


def missing(reader: Reader, day: date) -> list[tuple[BriefingText, list[UUID]]]:
    """Briefings that hold on a day, with the agencies they are for that have no copy: those that came later."""
    newest: dict[UUID, BriefingText] = {}
    for text in _texts(reader).order_by("version"):
        newest[text.briefing_id] = text
    copies: dict[UUID, set[UUID]] = {}
    rows = BriefingCopy.objects.using(Store.INSIDE).filter(text__in=newest.values())
    for text_id, agency in rows.values_list("text_id", "agency_id"):
        copies.setdefault(text_id, set()).add(agency)
    found = []
    for text in newest.values():
        if text.ends_on is None or text.ends_on >= day:
            meant = [row.id for row in addressed(reader, audience(text.briefing))]
            lacking = [key for key in meant if key not in copies.get(text.id, set())]
            found += [(text, lacking)] if lacking else []
    return found


def officers(agencies: Iterable[UUID], who: Audience) -> list[Worker]:
    """Active workers of agencies whom an audience means: the issuing action counts them, no page lists them."""
    rows = access.workers(Reader.system("briefing")).filter(is_active=True)
    return [
        row
        for row in rows.filter(agency_id__in=list(agencies))
        if who.takes_worker(row.roles.split())
    ]


@dataclass(frozen=True)
class Readers:
    """Who of one's own agency has read a version, and who has not."""

    read: tuple[tuple[str, ReadMark], ...]
    unread: tuple[str, ...]


def readers(reader: Reader, text: BriefingText) -> Readers:
    """Who of the reader's agency has read a version; empty for whoever may not see it."""
    if not policy.may_brief(reader) or copy_of(reader, text) is None:
        return Readers((), ())
    workers = officers([reader.own], audience(text.briefing))
    marks = {
        mark.worker_id: mark
        for mark in ReadMark.objects.using(Store.INSIDE).filter(
            text_id=text.id, agency_id=reader.own
        )
    }
    return Readers(
        tuple((row.display_name, marks[row.id]) for row in workers if row.id in marks),
        tuple(row.display_name for row in workers if row.id not in marks),
    )


def agencies_reading(reader: Reader, text: BriefingText) -> list[tuple[UUID, Obligation]]:
    """For the issuing agency: how each addressed agency stands with its duty to read. No worker is named."""
    if reader.agency != text.agency_id or not policy.may_brief(reader):
        return []
    copies = BriefingCopy.objects.using(Store.INSIDE).filter(text_id=text.id, issuer_id=reader.own)
    owner = dict(copies.values_list("id", "agency_id"))
    rows = Obligation.objects.using(Store.INSIDE).filter(rule=READ_RULE, subject_id__in=owner)
    return [(owner[row.subject_id], row) for row in rows.order_by("met_at", "due_at")]


def overdue(reader: Reader) -> int:
    """How many briefings somebody of the reader's agency should have read by now and has not."""
    rows = Obligation.objects.using(Store.INSIDE).filter(
        rule=READ_RULE, holder_id=reader.own, met_at=None, waived_at=None
    )
    return rows.filter(due_at__lt=clock.now()).count()
