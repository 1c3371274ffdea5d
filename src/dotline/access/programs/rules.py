"""Keys of programs: what a key opens, for how long, why one is refused, and how often it may ask. Pure."""

import hashlib
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from dotline.base.errors import N_, Refused
from dotline.base.outcome import ALLOWED, Decision

START: Final = "dotline-"  # so that whoever finds one in a file knows what it is
BYTES: Final = 32
HELPLINE: Final = "Helpline"  # the kind of agency that reads what services tell the help line only
DAYS: Final = (30, 90, 365)
MOST_KEYS: Final = 20  # of one agency at a time
LONGEST_NAME: Final = 80


class KeyRole(StrEnum):
    """In which circle of readers a program stands. There is none that reads what is sealed: that takes a reveal."""

    PARTNER = "partner"
    HOTLINE = "hotline"


class Scope(StrEnum):
    """What of its circle a key opens."""

    LISTINGS = "listings"  # what everybody may read
    SHARED = "shared"  # what services tell this circle only


_READS: Final[Mapping[KeyRole, frozenset[str]]] = {
    KeyRole.PARTNER: frozenset({"referral.read_partner"}),
    KeyRole.HOTLINE: frozenset({"referral.read_partner", "referral.read_hotline"}),
}


def permissions(role: KeyRole, scopes: frozenset[Scope]) -> frozenset[str]:
    """What a program may do: read the directory, and with the scope `shared` what its circle is told."""
    shared = _READS[role] if Scope.SHARED in scopes else frozenset()
    return shared | ({"directory.read"} if Scope.LISTINGS in scopes else frozenset())


def may_bind(role: KeyRole, kind: str) -> Decision:
    """Whether an agency of this kind may bind a key to a role: what hotlines are told is for hotlines."""
    if role is not KeyRole.HOTLINE or kind == HELPLINE:
        return ALLOWED
    return Refused(
        "Only a help line makes a key that reads what services tell help lines.",
        "Choose the circle of partners.",
    )


def roles_for(kind: str) -> tuple[KeyRole, ...]:
    """The circles that an agency of this kind may bind keys to."""
    return tuple(role for role in KeyRole if may_bind(role, kind))


def new_secret() -> str:
    """A key: 256 random bits."""
    return START + secrets.token_urlsafe(BYTES)


def digest(secret: str) -> str:
    """What is kept of a key. It is random, so a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def bearer(header: str) -> str:
    """The key in an Authorization header (RFC 6750 section 2.1); '' for anything else."""
    scheme, _space, given = header.strip().partition(" ")
    return given.strip() if scheme.casefold() == "bearer" else ""


class NoKey(Refused):
    """A request without a key that counts (RFC 9110 section 15.5.2)."""

    status = 401
    title = N_("A key is needed")

    headers: Mapping[str, str] = {"WWW-Authenticate": 'Bearer realm="dotline"'}


class TooOften(Refused):
    """More questions than a program needs (RFC 6585 section 4)."""

    status = 429
    title = N_("Too many questions")

    def __init__(self, seconds: int) -> None:
        super().__init__(
            "This is more than one may ask in a minute.", "Wait a minute, then ask slower."
        )
        self.headers: Mapping[str, str] = {"Retry-After": str(seconds)}


@dataclass(frozen=True)
class KeyFacts:
    """What is known of a key, for judging it."""

    expires: datetime
    revoked: datetime | None


def usable(key: KeyFacts | None, now: datetime) -> Decision:
    """Whether a key opens anything now, and why not."""
    new = N_("Ask an administrator of your agency for a new one.")
    if key is None:
        return NoKey("This key is none of ours.", new)
    if key.revoked is not None:
        return NoKey("This key was revoked.", new)
    if key.expires <= now:
        return NoKey("This key has expired.", new)
    return ALLOWED


def missing() -> NoKey:
    """What a program gets that sends no key."""
    return NoKey(
        "This address answers programs that send a key.",
        "Send it in the header Authorization: Bearer, never in the address.",
    )


@dataclass
class Pace:
    """How often each caller asked within the minute. Each process counts for itself, and forgets with it.

    `dotline serve` starts one process for the desk, so that this is the whole. Counting in the database would make
    a write of each question, some 8 ms for SQLite, in which nobody else can save.
    """

    most: int
    lasts: timedelta = timedelta(minutes=1)
    _since: datetime | None = None
    _asked: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, who: str, now: datetime) -> None:
        """Count a question. Raises TooOften."""
        with self._lock:
            if self._since is None or not self._since <= now < self._since + self.lasts:
                self._since, self._asked = now, {}
            self._asked[who] = asked = self._asked.get(who, 0) + 1
            left = self._since + self.lasts - now
        if asked > self.most:
            raise TooOften(max(1, int(left.total_seconds())))
