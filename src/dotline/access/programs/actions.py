"""Writes of the keys of programs: making one, revoking it, opening it each day that it is used."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from dotline.access.actions import confirm_code
from dotline.access.models import Agency, ApiKey, Worker
from dotline.access.programs import policy, queries, rules
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, Refused, not_found
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader


@dataclass(frozen=True)
class NewKey:
    """What a key is made of. `form` names the form, so that one sent twice makes one key."""

    form: UUID
    name: str
    role: rules.KeyRole
    scopes: frozenset[rules.Scope]
    days: int


def make_key(*, by: Reader, key: NewKey, code: str) -> str:
    """Make a key of the reader's agency; answers it, which nothing keeps. `code` is a fresh one.

    Raises Refused, Invalid, and Conflict for a form that made one already: nobody can show it again.
    """
    done = _make_key(by=by, key=key, code=code)
    if isinstance(done, Refused):
        raise done
    return done


@action("access.make_key")
def _make_key(*, by: Reader, key: NewKey, code: str) -> str | Refused:
    # Returns the refusal of a code instead of raising it, so that the failure count survives the transaction.
    allow(policy.may_keep_keys(by))
    worker = Worker.objects.select_for_update().filter(pk=by.myself).first()
    agency = Agency.objects.select_for_update().filter(pk=by.own).first()
    if worker is None or agency is None:
        raise not_found("account")
    allow(rules.may_bind(key.role, agency.kind))
    rows = ApiKey.objects.using(Store.INSIDE).filter(agency_id=by.own)
    if rows.filter(pk=key.form).exists():
        raise Conflict(
            "This form made a key already, which is shown once.",
            "If nobody wrote it down, revoke it and make another.",
        )
    _check(key)
    now = clock.now()
    if rows.filter(revoked_at=None, expires_at__gt=now).count() >= rules.MOST_KEYS:
        raise Conflict("Your agency has {most} keys.", "Revoke one first.", most=rules.MOST_KEYS)
    confirmed = confirm_code(worker, code)
    if isinstance(confirmed, Refused):
        return confirmed
    secret = rules.new_secret()
    row = ApiKey(
        id=key.form,
        agency_id=by.own,
        digest=rules.digest(secret),
        name=key.name.strip(),
        role=key.role.value,
        scopes=" ".join(sorted(key.scopes)),
        made_by=worker.id,
        made_at=now,
        expires_at=now + timedelta(days=key.days),
    )
    row.save(force_insert=True)
    about("key", row.id)
    note(role=row.role, scopes=row.scopes, days=key.days)
    return secret


def _check(key: NewKey) -> None:
    if not 0 < len(key.name.strip()) <= rules.LONGEST_NAME:
        raise Invalid("Say in a few words which program it is.", "Name the program.")
    if not key.scopes:
        raise Invalid("A key that opens nothing is of no use.", "Choose what it reads.")
    if key.days not in rules.DAYS:
        raise Invalid("A key lasts 30, 90 or 365 days.", "Choose one of them.")


@action("access.revoke_key")
def revoke_key(*, by: Reader, key_id: UUID) -> None:
    """End a key of the reader's agency from the next question on; again does nothing. Raises Refused, NotFound."""
    allow(policy.may_keep_keys(by))
    row = queries.of_agency(by).select_for_update().filter(pk=key_id).first()
    if row is None:
        raise not_found("key")
    about("key", row.id)
    if row.revoked_at is not None:
        note(repeated=True)
        return
    row.revoked_at, row.revoked_by = clock.now(), by.worker
    row.save(update_fields=["revoked_at", "revoked_by"])


@action("access.open_key")
def _open_key(*, by: Reader, key_id: UUID) -> None:
    """Note the first use of a key on a day, or that one was refused which is over: one line for each day."""
    row = ApiKey.objects.select_for_update().get(pk=key_id)
    about("key", row.id)
    note(role=row.role)
    allow(ALLOWED)
    usable = rules.usable(queries.kept(row), clock.now())
    note(usable=bool(usable))
    if row.last_used_on != clock.today():
        row.last_used_on = clock.today()
        row.save(update_fields=["last_used_on"])
