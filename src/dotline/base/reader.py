"""The Reader: who asks, for which agency, in which roles, for which purpose. First argument of every query."""

from dataclasses import dataclass, field
from uuid import UUID

SYSTEM = "system"
PUBLIC = "public"


@dataclass(frozen=True)
class Reader:
    """Who reads or writes. `permissions` are strings `room.verb` that the roles carry."""

    worker: UUID | None
    agency: UUID | None
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    purpose: str = ""
    name: str = ""

    @classmethod
    def public(cls) -> "Reader":
        """Somebody on the public site: no account, no trace, open things only."""
        return cls(worker=None, agency=None, roles=frozenset({PUBLIC}), name=PUBLIC)

    @classmethod
    def system(cls, name: str, agency: UUID | None = None) -> "Reader":
        """A named machine actor (sequencer, release, courier). Its name is on the ledger instead of a worker."""
        return cls(worker=None, agency=agency, roles=frozenset({SYSTEM}), purpose=SYSTEM, name=name)

    @property
    def is_system(self) -> bool:
        """Whether a machine actor asks."""
        return SYSTEM in self.roles

    @property
    def is_public(self) -> bool:
        """Whether somebody without an account asks."""
        return PUBLIC in self.roles

    @property
    def own(self) -> UUID:
        """The agency whose rows are the reader's own; the nil id, which no agency has, for those without one."""
        return self.agency or UUID(int=0)

    @property
    def myself(self) -> UUID:
        """The worker's own id; the nil id, which nobody has, for those without an account."""
        return self.worker or UUID(int=0)

    def has(self, permission: str) -> bool:
        """Whether the roles carry a permission. Machine actors are limited by what their code calls."""
        return self.is_system or permission in self.permissions


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included, e.g. a quarter. `code` is '2024', '2024-Q1' or '2024-Q1..2026-Q3'."""

    code: str
    quarters: tuple[str, ...] = field(default=())
