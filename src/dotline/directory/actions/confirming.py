"""Confirming a listing, waiving its window with a reason, taking a slip back."""

from datetime import timedelta
from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, not_found
from dotline.base.progress import SilentProgress
from dotline.base.reader import Reader
from dotline.directory import policy
from dotline.directory.actions import windows
from dotline.directory.actions.projecting import Index
from dotline.directory.actions.touching import _alone
from dotline.directory.models import SearchRow, Service, Verification
from dotline.directory.queries import standing
from dotline.directory.rules import verifying
from dotline.directory.rules.verifying import Method
from dotline.duty import actions as duty

PIECE = 400  # listings at once
BEFORE = timedelta(days=7)  # before a window ends, its steward is reminded


@action("directory.confirm", store="open")
def confirm(*, by: Reader, service_id: UUID) -> Verification:
    """Write down that somebody was called and every word of a listing is right; its window begins anew today.

    Sent twice it counts once. Raises Refused without the permission or for a listing that its agency published,
    NotFound for one that is not on the list.
    """
    allow(policy.may_steward(by))
    _alone()
    about("service", service_id)
    allow(policy.may_change_listing(agencys=standing.is_agencys(by, service_id)))
    one = _standing(service_id)
    if one.verified_on == clock.today() and one.method == Method.PHONE:
        note(repeated=True)
        return one
    return _renew(service_id, Method.PHONE, by)


def _renew(service_id: UUID, method: Method, by: Reader) -> Verification:
    """Let a confirmation of today stand for a listing, inside a running action."""
    before, now = _standing(service_id), clock.now()
    row = SearchRow.objects.get(service_id=service_id)
    windows._end(before, now, met=True)
    one = Verification(
        service_id=service_id,
        verified_on=now.date(),
        method=method.value,
        by_id=by.agency,
        worker_id=by.worker,
        before=row.assured[:40],
        made_at=now,
    )
    term = verifying.term(one.verified_on, row.needs, now)
    one.rule, one.due_at = term.rule, term.due
    holder = Service.objects.filter(id=service_id).values_list("agency", flat=True).first()
    windows._store([one], {one.id: (term, _id(holder))})
    _show(service_id, now.date().isoformat())
    note(method=method.value)
    return one


def _id(holder: object) -> UUID | None:
    return holder if isinstance(holder, UUID) else None


def _show(service_id: UUID, assured: str) -> None:
    Service.objects.filter(id=service_id).update(assured_date=assured, changed_at=clock.now())
    index = Index(SilentProgress())
    index.project([service_id])
    index.new_edition()


def _standing(service_id: UUID) -> Verification:
    found = Verification.objects.filter(service_id=service_id, ended_at=None).first()
    if found is None:
        raise not_found("service")
    return found


@action("directory.waive", store="open")
def waive(*, by: Reader, service_id: UUID, why: str) -> None:
    """Let the confirmation of a listing go for this time, saying why; it stays unconfirmed and says so.

    Raises Refused without the permission, Invalid without a reason, NotFound.
    """
    allow(policy.may_steward(by))
    _alone()
    one = _standing(service_id)
    about("service", service_id)
    if len(why.strip()) > 200:  # what the column of duty holds
        raise Invalid("The reason is longer than 200 characters.", "Say it in fewer words.")
    note(changed=duty.waive(rule=one.rule, subject_id=one.id, why=why))


@action("directory.unconfirm", store="open")
def take_back(*, by: Reader, service_id: UUID) -> None:
    """Undo the last confirmation by phone: what stood before it stands again, with its window.

    Raises Refused for a colleague of another agency, Conflict when it was no confirmation by phone of hers.
    """
    allow(policy.may_steward(by))
    _alone()
    one = _standing(service_id)
    about("service", service_id)
    allow(policy.may_undo(by, one))
    if not _take_back(service_id, Method.PHONE):
        raise Conflict(
            "There is no confirmation by phone to take back.", "Confirm the listing, or ask for it."
        )


def _take_back(service_id: UUID, method: Method) -> bool:
    """Let what stood before a confirmation stand again, inside a running action; whether there was one."""
    one = _standing(service_id)
    before = Verification.objects.filter(service_id=service_id, ended_at=one.made_at).first()
    if one.method != method or before is None:
        return False
    now = clock.now()
    windows._end(one, now, met=False, why="taken back")
    Verification.objects.filter(id=one.id).update(taken_back_at=now)
    Verification.objects.filter(id=before.id).update(ended_at=None)
    duty.run_on(rule=before.rule, subject_id=before.id)
    _show(service_id, one.before)
    return True


@action("directory.begin_windows", store="open")
def begin_windows(*, by: Reader) -> int:
    """Give a window to listings that have none, as in a home that is older than the windows; returns how many."""
    allow(policy.may_take_in(by))
    _alone()
    there = set(Verification.objects.filter(ended_at=None).values_list("service_id", flat=True))
    lacking = [row for row in SearchRow.objects.all() if row.service_id not in there]
    for start in range(0, len(lacking), PIECE):
        windows._keep(lacking[start : start + PIECE])
    note(listings=len(lacking))
    return len(lacking)


@action("directory.remind", store="open")
def remind(*, by: Reader) -> int:
    """Note a reminder for each window that ends within a week, once; returns how many were new."""
    allow(policy.may_take_in(by))
    _alone()
    now = clock.now()
    ending = Verification.objects.filter(ended_at=None, due_at__gt=now, due_at__lte=now + BEFORE)
    new = sum(duty.remind(rule=one.rule, subject_id=one.id) for one in ending)
    note(reminded=new)
    return new
