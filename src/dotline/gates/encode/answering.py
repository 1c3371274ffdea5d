"""The key service: puts blinded tokens through its key for agencies it knows, so many a day. WSGI, without Django.

It sees elements of a group, each by chance: no name, no token, nothing that repeats. So it tells nobody anything, but
without it nobody can make a token: a dictionary of names must ask for each, under a name, within a daily cap.

    GET  /about/PURPOSE/EPOCH            -> {"format", "purpose", "epoch", "batch", "keys": {"0": HEX, "1": HEX}}
    POST /evaluate/PURPOSE/EPOCH/MODE    32 bytes for each element -> the same; in mode 1 a proof of 64 bytes follows
"""

import hmac
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound
from dotline.base.whole import write_whole
from dotline.gates.encode import oprf, ristretto
from dotline.gates.encode.keys import TRIAL, EncodeKey

FORMAT: Final = "dotline-key-service-1"
CLIENTS: Final = "dotline-key-clients-1"
A_DAY: Final = 2_000_000
"""Tokens that one client may ask for in a day unless its line says otherwise: about 100,000 records."""
_DIGEST: Final = "digest"
_CAP: Final = "per_day"
Environ = Mapping[str, Any]
Start = Callable[[str, list[tuple[str, str]]], object]


@dataclass(frozen=True)
class Client:
    """An agency that may ask: its name, the digest of its secret word, and how many tokens a day."""

    name: str
    digest: str
    per_day: int


def digest(word: str) -> str:
    """What the service keeps of a client's secret word."""
    return sha256(word.encode()).hexdigest()


def read_clients(path: Path) -> tuple[Client, ...]:
    """Who may ask. Raises NotFound, Invalid."""
    if not path.is_file():
        raise NotFound("There is no file {file}.", "Check its name.", file=path.name)
    try:
        told = json.loads(path.read_bytes())
        lines = {CLIENTS: told["clients"]}[told["format"]]
        return tuple(
            Client(str(name), str(line[_DIGEST]), int(line[_CAP]))
            for name, line in sorted(lines.items())
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid(
            "{file} is no list of clients of a key service.",
            "Make one with: dotline link new-client",
            file=path.name,
        ) from error


def add_client(path: Path, fresh: Client) -> None:
    """Write a client down; the list is made where there is none. Raises Invalid; Conflict for a name that is there."""
    known = read_clients(path) if path.exists() else ()
    if any(one.name == fresh.name for one in known):
        raise Conflict(
            "{name} is a client of this service already.", "Choose another name.", name=fresh.name
        )
    lines = {one.name: {_DIGEST: one.digest, _CAP: one.per_day} for one in (*known, fresh)}
    write_whole(path, json.dumps({"format": CLIENTS, "clients": lines}, indent=1) + "\n")


class Caps:
    """How much each client asked for today, kept in a file, so that a new start forgives nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as base:
            base.execute(
                "create table if not exists asked (client text, day text, number integer, primary key (client, day))"
            )

    def take(self, client: Client, number: int, now: datetime) -> bool:
        """Count so many more, unless that is more than the day's cap."""
        day = now.astimezone(UTC).date().isoformat()
        with self._open() as base:
            base.execute("begin immediate")
            found = base.execute(
                "select number from asked where client = ? and day = ?", (client.name, day)
            ).fetchone()
            total = (found[0] if found else 0) + number
            if total > client.per_day:
                return False
            base.execute("delete from asked where day < ?", (day,))
            base.execute("insert or replace into asked values (?, ?, ?)", (client.name, day, total))
        return True

    def _open(self) -> "_Closing":
        return _Closing(sqlite3.connect(self._path, timeout=30, isolation_level=None))


class _Closing:
    """A connection that commits and closes, or undoes and closes."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def __enter__(self) -> sqlite3.Connection:
        return self._base

    def __exit__(self, kind: object, *_rest: object) -> None:
        if self._base.in_transaction:
            self._base.execute("rollback" if kind else "commit")
        self._base.close()


@dataclass(frozen=True)
class Batch:
    """What one answer was about, for the ledger: counts alone."""

    client: str
    purpose: str
    epoch: str
    mode: int
    tokens: int


class _Refusal(Exception):
    """What a request is answered with instead."""

    def __init__(self, status: str, why: str, *more: tuple[str, str]) -> None:
        super().__init__(why)
        self.status, self.why, self.more = status, why, more


@dataclass
class KeyService:
    """The application. `told` is called before an answer leaves: what cannot be written down is not answered."""

    key: EncodeKey
    clients: tuple[Client, ...]
    caps: Caps
    told: Callable[[Batch], object]
    now: Callable[[], datetime] = clock.now
    _keys: Mapping[tuple[str, int], oprf.ServiceKey] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        keys = {self.key.purpose: self.key, TRIAL: self.key.trial()}
        self._keys = {
            (purpose, mode): service_key(key, mode)
            for purpose, key in keys.items()
            for mode in oprf.Mode
        }

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer one request."""
        more: tuple[tuple[str, str], ...] = ()
        try:
            status, (kind, answer) = "200 OK", self._answer(environ)
        except _Refusal as refusal:
            status, more = refusal.status, refusal.more
            kind, answer = "application/json", json.dumps({"error": refusal.why}).encode()
        except Invalid:
            status, kind = "400 Bad Request", "application/json"
            answer = b'{"error": "no elements of the group"}'
        size = ("Content-Length", str(len(answer)))
        start(status, [("Content-Type", kind), size, ("Cache-Control", "no-store"), *more])
        return [answer]

    def _answer(self, environ: Environ) -> tuple[str, bytes]:
        client = self._client(environ)
        match environ["REQUEST_METHOD"], environ["PATH_INFO"].strip("/").split("/"):
            case "GET", ["about", purpose, epoch]:
                self._of(purpose, epoch)
                return "application/json", self._about(purpose)
            case "POST", ["evaluate", purpose, epoch, ("0" | "1") as mode]:
                self._of(purpose, epoch)
                batch = Batch(client.name, purpose, epoch, int(mode), 0)
                return "application/octet-stream", self._evaluate(client, batch, environ)
        raise _Refusal("404 Not Found", "no such page")

    def _client(self, environ: Environ) -> Client:
        kind, _space, word = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        given, found = digest(word), None
        for client in self.clients:  # each is looked at, so that time tells nothing
            if hmac.compare_digest(client.digest, given):
                found = client
        if kind != "Bearer" or found is None:
            raise _Refusal("401 Unauthorized", "no client", ("WWW-Authenticate", "Bearer"))
        return found

    def _of(self, purpose: str, epoch: str) -> None:
        if epoch != self.key.epoch or (purpose, oprf.Mode.OPRF) not in self._keys:
            raise _Refusal("409 Conflict", "another purpose or epoch")

    def _about(self, purpose: str) -> bytes:
        keys = {str(int(mode)): self._keys[purpose, mode].public.hex() for mode in oprf.Mode}
        told = {"format": FORMAT, "purpose": purpose, "epoch": self.key.epoch, "batch": oprf.MOST}
        return json.dumps(told | {"keys": keys}).encode()

    def _evaluate(self, client: Client, batch: Batch, environ: Environ) -> bytes:
        length = environ.get("CONTENT_LENGTH") or "0"
        size = int(length) if length.isdecimal() else 0
        if not size or size % ristretto.SIZE or size > ristretto.SIZE * oprf.MOST:
            raise _Refusal("413 Content Too Large", "no whole batch")
        data = environ["wsgi.input"].read(size)
        if len(data) != size:
            raise _Refusal("400 Bad Request", "cut short")
        elements = ristretto.rows_of(data)
        ristretto.check(elements)
        if not self.caps.take(client, len(elements), self.now()):
            raise _Refusal(
                "429 Too Many Requests", "cap of the day", ("Retry-After", str(self._tomorrow()))
            )
        key = self._keys[batch.purpose, batch.mode]
        done = oprf.evaluate(key, elements)
        proof = oprf.prove(key, elements, done) if key.mode is oprf.Mode.VOPRF else b""
        self.told(Batch(batch.client, batch.purpose, batch.epoch, batch.mode, len(elements)))
        return done.tobytes() + proof

    def _tomorrow(self) -> int:
        """Seconds until the next day begins, in UTC."""
        now = self.now().astimezone(UTC)
        begins = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
        return int((begins - now).total_seconds()) + 1


def service_key(key: EncodeKey, mode: oprf.Mode) -> oprf.ServiceKey:
    """The key of a service in one mode, for one purpose and epoch; every other has another."""
    return oprf.derive(key.oprf, f"{FORMAT}|{key.purpose}|{key.epoch}".encode(), mode)
