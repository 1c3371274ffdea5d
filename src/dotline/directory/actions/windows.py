"""The window of each listing, kept whenever the listing is projected: one stands, the ones before it are met."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from dotline.base import clock
from dotline.directory.models import SearchRow, Service, Source, Verification
from dotline.directory.queries.rows import chunks
from dotline.directory.rules import verifying
from dotline.directory.rules.freshness import day_of
from dotline.directory.rules.verifying import OURS, Method
from dotline.duty import actions as duty

SUBJECT = "verification"
ANEW, OFF_LIST = "begun anew", "off the list"


def _carry_over(services: Iterable[UUID]) -> None:
    """Put back what was confirmed here where a source wrote its own older day over it."""
    for piece in chunks(services):
        ours = Verification.objects.filter(service_id__in=piece, ended_at=None)
        for key, day in ours.filter(method__in=OURS).values_list("service_id", "verified_on"):
            for service in Service.objects.filter(id=key).only("id", "assured_date"):
                told = day_of(service.assured_date)
                if day is not None and (told is None or told < day):
                    Service.objects.filter(id=key).update(assured_date=day.isoformat())


def _keep(rows: Sequence[SearchRow]) -> None:
    """Bring the windows of projected listings in line with what they say now."""
    now = clock.now()
    standing = {
        one.service_id: one
        for one in Verification.objects.filter(
            service_id__in=[row.service_id for row in rows], ended_at=None
        )
    }
    changed = [row for row in rows if not _same(standing.get(row.service_id), row)]
    ended = [standing[row.service_id] for row in changed if row.service_id in standing]
    days = {row.service_id: verifying.verified_day(row.assured, now.date()) for row in changed}
    for one in ended:
        day = days[one.service_id]
        newer = day is not None and (one.verified_on is None or day > one.verified_on)
        _end(one, now, met=newer)
    _begin(changed, {one.service_id: one for one in ended}, now)


def _same(one: Verification | None, row: SearchRow) -> bool:
    if one is None:
        return False
    day = verifying.verified_day(row.assured, clock.today())
    return one.verified_on == day and one.rule == verifying.rule_of(row.needs)


def _end(one: Verification, at: datetime, *, met: bool, why: str = ANEW) -> None:
    """A confirmation that stands no longer: its window was met by a newer one, or waived with the reason."""
    if met:
        duty.meet(rule=one.rule, subject_id=one.id, at=at)
    else:
        duty.waive(rule=one.rule, subject_id=one.id, why=why)
    Verification.objects.filter(id=one.id).update(ended_at=at)


def _begin(rows: Sequence[SearchRow], before: dict[UUID, Verification], now: datetime) -> None:
    owners = Service.objects.filter(id__in=[row.service_id for row in rows])
    said = {
        key: (agency, origin)
        for key, agency, origin in owners.values_list("id", "agency", "origin")
    }
    loads = set(Source.objects.values_list("id", flat=True)) if rows else set()
    made, holders = [], {}
    for row in rows:
        agency, origin = said.get(row.service_id, (None, None))
        day = verifying.verified_day(row.assured, now.date())
        old = before.get(row.service_id)
        one = Verification(service_id=row.service_id, verified_on=day, made_at=now)
        if day is None:
            one.method, one.by_id = Method.NEVER.value, None
        elif old is not None and old.verified_on == day:  # only its class changed
            one.method, one.by_id, one.worker_id = old.method, old.by_id, old.worker_id
            one.before = old.before
        else:
            own = agency is not None and origin not in loads
            one.method = (Method.AGENCY if own else Method.SOURCE).value
            one.by_id = agency if own else origin
        term = verifying.term(day, row.needs, now)
        one.rule, one.due_at = term.rule, term.due
        holders[one.id] = (term, agency)
        made.append(one)
    _store(made, holders)


def _store(
    made: Sequence[Verification], terms: dict[UUID, tuple[verifying.Term, UUID | None]]
) -> None:
    """Write confirmations with their windows."""
    Verification.objects.bulk_create(made, batch_size=80)
    duty.open_windows(
        duty.Start(
            terms[one.id][0].rule,
            (SUBJECT, one.id),
            terms[one.id][1],
            terms[one.id][0].opens,
            terms[one.id][0].due,
        )
        for one in made
    )


def _let_go(services: Iterable[UUID]) -> None:
    """Waive the windows of listings that are on the list no longer."""
    now = clock.now()
    for piece in chunks(services):
        for one in Verification.objects.filter(service_id__in=piece, ended_at=None):
            _end(one, now, met=False, why=OFF_LIST)
