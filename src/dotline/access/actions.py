"""Writes: agencies, accounts, sign-in."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from dotline.access import keys, policy, totp
from dotline.access.models import Agency, Worker
from dotline.access.queries import reader_of
from dotline.access.roles import Role
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock, crypto
from dotline.base.errors import N_, Conflict, Invalid, Refused, not_found
from dotline.base.ids import new_id
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.reader import Reader

FREE_TRIES = 5
LONGEST_DELAY = (
    42  # seconds; GlobaLeaks' figure: slows a guesser, never locks a counsellor out of a night
)
_ONE_CHECK: Final = threading.Lock()
_STAND_IN = "argon2$argon2id$v=19$m=102400,t=2,p=8$c3RhbmRpbnN0YW5kaW4$" + "A" * 43


@dataclass(frozen=True)
class NewAgency:
    """What an agency is made of."""

    code: str
    name_en: str
    name_fr: str
    kind: str
    province: str = ""
    zone: str = "America/Toronto"
    is_local: bool = False
    demo: bool = False
    id: UUID | None = None


@action("access.add_agency")
def add_agency(*, by: Reader, agency: NewAgency) -> Agency:
    """Make an agency and its keys. Raises Conflict when the code is taken."""
    allow(policy.may_manage(by))
    if Agency.objects.filter(code=agency.code).exists():
        raise Conflict(
            "There is an agency with the code {code} already.",
            "Choose another code.",
            code=agency.code,
        )
    row = Agency(id=agency.id or new_id(), made_at=clock.now())
    for name in ("code", "name_en", "name_fr", "kind", "province", "zone", "is_local", "demo"):
        setattr(row, name, getattr(agency, name))
    row.signing_public = keys.create(row.id).verifying()
    row.save(force_insert=True)
    about("agency", row.id)
    return row


@dataclass(frozen=True)
class NewWorker:
    """What an account is made of. `password` and `secret` are made up when absent."""

    username: str
    display_name: str
    agency: UUID
    roles: tuple[Role, ...]
    password: str
    secret: bytes
    language: str = "en"


@action("access.add_worker")
def add_worker(*, by: Reader, worker: NewWorker) -> Worker:
    """Make an account. Raises Conflict when the name is taken, Invalid when the password is weak."""
    allow(policy.may_manage(by))
    if Worker.objects.filter(username=worker.username).exists():
        raise Conflict("There is an account with this name already.", "Choose another name.")
    try:
        validate_password(worker.password)
    except ValidationError as error:
        raise Invalid(
            "The password is too easy to guess.",
            "Use 15 characters or more, such as four unrelated words.",
        ) from error
    row = Worker(
        id=new_id(),
        username=worker.username,
        display_name=worker.display_name,
        agency_id=worker.agency,
        roles=" ".join(worker.roles),
        language=worker.language,
        password=make_password(worker.password),
    )
    row.totp_sealed = crypto.seal(
        keys.load(worker.agency).wrapping, worker.secret, _totp_place(row)
    )
    row.save(force_insert=True)
    about("worker", row.id)
    note(roles=row.roles)
    return row


@action("access.set_roles")
def set_roles(*, by: Reader, username: str, roles: tuple[Role, ...]) -> Worker:
    """Give an account exactly these roles, from the next request on.

    Raises NotFound for an unknown account, Conflict where nobody would be left to run the installation.
    """
    allow(policy.may_manage(by))
    row = Worker.objects.select_for_update().filter(username=username, is_active=True).first()
    if row is None:
        raise not_found("account")
    others = Worker.objects.filter(is_active=True).exclude(pk=row.pk)
    runs = any(Role.OPERATOR in other.roles.split() for other in others)
    if Role.OPERATOR not in roles and Role.OPERATOR in row.roles.split() and not runs:
        raise Conflict(
            "Nobody would be left to run this installation.",
            "Make somebody else an operator first, or keep that role.",
        )
    about("worker", row.id)
    note(before=row.roles, after=" ".join(roles))
    row.roles = " ".join(roles)
    row.save(update_fields=["roles"])
    return row


def secret_of(worker: Worker) -> bytes:
    """The TOTP secret of an account, opened with its agency's key."""
    wrapping = keys.load(worker.agency_id).wrapping
    return crypto.open_sealed(wrapping, bytes(worker.totp_sealed or b""), _totp_place(worker))


def _totp_place(worker: Worker) -> str:
    return f"access_worker|{worker.id}|totp"


_WRONG = (
    N_("Name, password or code is wrong."),
    N_("Check all three and try again; a code works once and for 30 seconds."),
)


def sign_in(*, username: str, password: str, code: str) -> Worker:
    """Check name, password and code together. Raises Refused with one sentence whichever was wrong.

    A name that does not exist costs the same time as one that does (ASVS 5.0 V6.3.8).
    """
    worker = Worker.objects.using(Store.INSIDE).filter(username=username, is_active=True).first()
    if worker is None:
        _is_password(password, _STAND_IN)
        raise Refused(*_WRONG)
    outcome = _try_sign_in(by=reader_of(worker), worker_id=worker.id, password=password, code=code)
    outcome.or_refuse()
    worker.refresh_from_db(using=Store.INSIDE)
    return worker


def _is_password(password: str, kept: str) -> bool:
    """Argon2 takes 100 MB on purpose: one check at a time in a process, whatever a morning's signing in asks."""
    with _ONE_CHECK:
        return check_password(password, kept)


@action("access.sign_in")
def _try_sign_in(*, by: Reader, worker_id: UUID, password: str, code: str) -> Decision:
    # Returns the refusal instead of raising it, so that the failure count survives the transaction.
    worker = Worker.objects.select_for_update().get(pk=worker_id)
    allow(ALLOWED)
    about("worker", worker.id)
    proven = _prove(worker, code, Refused(*_WRONG), lambda: _is_password(password, worker.password))
    if proven:
        worker.last_login = clock.now()
        worker.save(update_fields=["last_login"])
    return proven


def confirm_code(worker: Worker, code: str) -> Decision:
    """Whether somebody who is signed in is still herself: a fresh code, before a step that needs it.

    Call it inside an action, on a locked row, and return the refusal instead of raising it: each wrong code counts.
    """
    wrong = Refused(
        "The code is wrong.", "Type the newest one; a code works once and for 30 seconds."
    )
    return _prove(worker, code, wrong, lambda: True)


def _prove(worker: Worker, code: str, wrong: Refused, also: Callable[[], bool]) -> Decision:
    """Whether the code is right and `also` holds; failures are counted, and delay the next try more and more."""
    if worker.locked_until and worker.locked_until > clock.now():
        note(result="delayed")
        return _wait(_seconds_left(worker))
    step = totp.accepted_step(secret_of(worker), code, worker.totp_last)
    if not also() or step is None:
        worker.failed_count += 1
        worker.locked_until = _delay(worker.failed_count)
        worker.save(update_fields=["failed_count", "locked_until"])
        note(result="wrong")
        return wrong
    worker.failed_count, worker.locked_until, worker.totp_last = 0, None, step
    worker.save(update_fields=["failed_count", "locked_until", "totp_last"])
    note(result="in")
    return ALLOWED


def _wait(seconds: int) -> Refused:
    if seconds == 1:
        return Refused("Too many tries. Wait one second.", "Then try again.")
    return Refused("Too many tries. Wait {seconds} seconds.", "Then try again.", seconds=seconds)


def _seconds_left(worker: Worker) -> int:
    left = (worker.locked_until - clock.now()).total_seconds() if worker.locked_until else 0
    return max(1, int(left) + 1)


def _delay(failures: int) -> datetime | None:
    if failures < FREE_TRIES:
        return None
    return clock.now() + timedelta(seconds=min(LONGEST_DELAY, 2 ** (failures - FREE_TRIES)))


@action("access.sign_out")
def sign_out(*, by: Reader) -> None:
    """Note that somebody left."""
    allow(ALLOWED)
    if by.worker:
        about("worker", by.worker)
