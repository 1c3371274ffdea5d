"""Reads of the keys of programs; the reader comes first."""

from django.db.models import QuerySet

from dotline.access.models import ApiKey
from dotline.access.programs import policy, rules
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base.reader import Reader

LOCK = "keys"  # the machine actor that looks for a key before anybody knows whose it is


def of_agency(reader: Reader) -> QuerySet[ApiKey]:
    """The keys of the reader's agency, newest first. Raises Refused."""
    policy.may_keep_keys(reader).or_refuse()
    rows = ApiKey.objects.using(Store.INSIDE).filter(agency_id=reader.own)
    return rows.order_by("-made_at", "id")


def named(secret: str) -> ApiKey | None:
    """The key that a program sent, expired and revoked ones too."""
    with behind(Reader.system(LOCK)):
        rows = ApiKey.objects.using(Store.INSIDE).filter(digest=rules.digest(secret))
        return rows.first()


def kept(row: ApiKey | None) -> rules.KeyFacts | None:
    """A key as the rules judge it."""
    return rules.KeyFacts(row.expires_at, row.revoked_at) if row else None


def reader_of(row: ApiKey) -> Reader:
    """Who asks with this key: its agency's program, with what its role and scopes open and nothing else."""
    role = rules.KeyRole(row.role)
    scopes = frozenset(rules.Scope(one) for one in row.scopes.split())
    return Reader(
        worker=None,
        agency=row.agency_id,
        roles=frozenset({f"program:{role}"}),
        permissions=rules.permissions(role, scopes),
        purpose="directory",
        name=f"key {row.id}",
    )
