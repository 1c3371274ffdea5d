"""Reads of matches: notices for their point person alone, questions, and what a reviewer sees."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.case import policy
from dotline.case.models import LinkQuestion, MatchJudgement, MatchNotice, MatchRound
from dotline.case.queries.cases import seen_through
from dotline.case.rules.asking import WORKER_SPAN, Asked
from dotline.case.rules.matches import WAITING, MatchHeld, MatchState, words_of
from dotline.gates import points
from dotline.gates.models import AgreementPoint


def notices(reader: Reader) -> QuerySet[MatchNotice]:
    """The notices that the reader judges as point person of her agency, the newest first; nobody else sees one."""
    rows = every_notice(reader)
    if reader.is_system:
        return rows
    if not policy.may_read(reader):
        return rows.none()
    return rows.filter(agreement_id__in=list(points.my_agreements(reader)))


def every_notice(reader: Reader) -> QuerySet[MatchNotice]:
    """Those of the reader's agency, for the desk's own work and for what is counted of them."""
    rows = MatchNotice.objects.using(Store.INSIDE)
    return rows if reader.is_system and reader.agency is None else rows.filter(agency_id=reader.own)


def notice(reader: Reader, notice_id: UUID) -> MatchNotice:
    """One notice. Raises NotFound, also for who is not its point person."""
    found = notices(reader).filter(pk=notice_id).first()
    if found is None:
        raise not_found("notice")
    return found


def judgements(reader: Reader, row: MatchNotice) -> list[MatchJudgement]:
    """What was said of a notice that was got for this reader, oldest first."""
    del reader
    return list(MatchJudgement.objects.using(Store.INSIDE).filter(notice=row))


def held(reader: Reader, row: MatchNotice) -> MatchHeld:
    """A notice as the rules weigh it."""
    said = words_of([one.said for one in judgements(reader, row)])
    return MatchHeld(row.first, MatchState(row.state), row.expires_at, said)


def other_point(reader: Reader, row: MatchNotice) -> AgreementPoint | None:
    """Whom to turn to on the other side, once both agreed; None before."""
    if row.state != MatchState.AGREED:
        return None
    return points.point(reader, row.agreement_id, row.other_id)


def questions(reader: Reader) -> QuerySet[LinkQuestion]:
    """What the reader's agency asked, the newest first."""
    rows = LinkQuestion.objects.using(Store.INSIDE).select_related("case")
    return rows.filter(agency_id=reader.own)


def questions_of(reader: Reader, case_id: UUID) -> QuerySet[LinkQuestion]:
    """What was asked about the people of a case that the reader may open."""
    return questions(reader).filter(seen_through(reader, "case"), case_id=case_id)


def asked_before(reader: Reader) -> list[Asked]:
    """The agency's questions as the caps weigh them."""
    rows = questions(reader).exclude(by_worker=None)
    told = rows.values_list("by_worker", "person_id", "asked_at")
    return [Asked(worker, person, at) for worker, person, at in told if worker is not None]


def question(reader: Reader, question_id: UUID) -> LinkQuestion:
    """One question of the reader's agency. Raises NotFound."""
    found = questions(reader).filter(pk=question_id).first()
    if found is None:
        raise not_found("question")
    return found


def answers(reader: Reader, rows: Iterable[LinkQuestion]) -> Mapping[UUID, bool | None]:
    """Questions to their answers: None before its hour, then whether there is a notice. It says no more than that.

    Refused, silent, expired and no match are one answer: no.
    """
    asked, now = list(rows), clock.now()
    told = every_notice(reader).filter(person_id__in=[one.person_id for one in asked])
    seen: dict[tuple[UUID | None, UUID], datetime] = {}
    for person, agreement, at in told.values_list("person_id", "agreement_id", "arrived_at"):
        seen[person, agreement] = min(at, seen.get((person, agreement), at))
    found: dict[UUID, bool | None] = {}
    for one in asked:
        at_first = seen.get((one.person_id, one.agreement_id))
        yes = at_first is not None and at_first <= one.answer_at
        found[one.id] = None if now < one.answer_at else yes
    return found


@dataclass(frozen=True)
class AskedMuch:
    """How often a worker asked, within the span of the cap and since ever."""

    worker: UUID
    lately: int
    ever: int


def by_worker(reader: Reader) -> list[AskedMuch]:
    """Who asks how often, the busiest first."""
    now, lately, ever = clock.now(), dict[UUID, int](), dict[UUID, int]()
    for one in asked_before(reader):
        ever[one.worker] = ever.get(one.worker, 0) + 1
        lately[one.worker] = lately.get(one.worker, 0) + (now - one.at < WORKER_SPAN)
    rows = [AskedMuch(worker, lately[worker], many) for worker, many in ever.items()]
    return sorted(rows, key=lambda one: (-one.lately, -one.ever, str(one.worker)))


def waiting_under(reader: Reader) -> set[tuple[UUID, UUID]]:
    """The agencies and agreements of which a notice waits for a word."""
    rows = every_notice(reader).filter(state__in=[one.value for one in WAITING])
    return set(rows.order_by().values_list("agency_id", "agreement_id").distinct())


def posted(reader: Reader, due: datetime) -> set[tuple[UUID, UUID, UUID]]:
    """The letters of a fixed hour that were posted: from, to, agreement."""
    del reader
    rows = MatchRound.objects.using(Store.INSIDE).filter(due=due)
    return set(rows.values_list("agency_id", "to_id", "agreement_id"))
