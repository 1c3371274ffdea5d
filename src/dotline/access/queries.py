"""Reads about agencies and workers; the reader comes first."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet

from dotline.access.models import Agency, Job, Worker
from dotline.access.roles import OPENS_RECORDS, Role, permissions_of
from dotline.audit.stores import Store
from dotline.base.errors import Invalid, not_found
from dotline.base.reader import Reader

# What a role works for, stated on every ledger line until the worker chooses another purpose.
PURPOSES: Mapping[str, str] = {
    "counsellor": "help",
    "case_worker": "help",
    "police": "help",
    "supervisor": "oversight",
    "statistician": "statistics",
    "rapporteur": "report",
    "coordinator": "plan",
    "editor": "directory",
    "data_steward": "stewardship",
    "operator": "operation",
}


def agencies(_reader: Reader) -> QuerySet[Agency]:
    """All agencies: their names and places are no secret."""
    return Agency.objects.using(Store.INSIDE).order_by("name_en")


def agency(reader: Reader, agency_id: UUID) -> Agency:
    """One agency. Raises NotFound."""
    found = agencies(reader).filter(pk=agency_id).first()
    if found is None:
        raise not_found("agency")
    return found


def agency_by_code(reader: Reader, code: str) -> Agency:
    """The agency with this code. Raises NotFound."""
    found = agencies(reader).filter(code=code).first()
    if found is None:
        raise not_found("agency")
    return found


def local_agency(reader: Reader) -> Agency:
    """The agency that runs this installation. Raises NotFound before the first migration."""
    found = agencies(reader).filter(is_local=True).first()
    if found is None:
        raise not_found("agency")
    return found


def workers(reader: Reader) -> QuerySet[Worker]:
    """Accounts of the reader's agency; the operator and machine actors see all."""
    everyone = Worker.objects.using(Store.INSIDE).select_related("agency").order_by("username")
    if reader.is_system or reader.has("access.manage"):
        return everyone
    return everyone.filter(agency_id=reader.own)


def zone_of(reader: Reader) -> str:
    """The time zone of the reader's agency, e.g. 'America/Toronto'; UTC for somebody without one."""
    return agency(reader, reader.agency).zone if reader.agency else "UTC"


def reader_of(worker: Worker) -> Reader:
    """The Reader that a signed-in worker is."""
    roles = frozenset(worker.roles.split())
    first = worker.roles.split()[0] if worker.roles else ""
    return Reader(
        worker=worker.id,
        agency=worker.agency_id,
        roles=roles,
        permissions=permissions_of(roles),
        purpose=PURPOSES.get(first, ""),
        name=worker.username,
    )


def reader_by_name(username: str) -> Reader:
    """The Reader of an account, for the command line's --as. Raises Invalid when there is none."""
    worker = Worker.objects.using(Store.INSIDE).filter(username=username, is_active=True).first()
    if worker is None:
        raise Invalid(
            "There is no active account {username}.",
            "See the accounts with: dotline access workers",
            username=username,
        )
    return reader_of(worker)


def operator() -> Reader:
    """The operator of the local agency: the default of the command line."""
    rows = Worker.objects.using(Store.INSIDE).filter(agency__is_local=True, is_active=True)
    worker = next(
        (row for row in rows.order_by("username") if "operator" in row.roles.split()), None
    )
    if worker is None:
        raise Invalid("This installation has no operator yet.", "Run: dotline migrate")
    return reader_of(worker)


def operators_who_open_records(reader: Reader) -> list[str]:
    """Operators whose further roles open people's records although somebody else works here; nobody in a sole office.

    An operator keeps accounts and keys; together with people's records that is more than one worker should hold.
    """
    active = [row for row in workers(reader) if row.is_active]
    mixed = [
        row.username
        for row in active
        if Role.OPERATOR in row.roles.split()
        and permissions_of(frozenset(row.roles.split())) & OPENS_RECORDS
    ]
    return mixed if len(active) > 1 else []


def jobs(reader: Reader) -> QuerySet[Job]:
    """Long work that the reader's agency started, newest first."""
    rows = Job.objects.using(Store.INSIDE).order_by("-started_at")
    return rows if reader.is_system else rows.filter(agency_id=reader.own)
