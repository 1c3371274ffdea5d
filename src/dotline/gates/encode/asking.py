"""Asking a key service: tokens leave blinded, come back put through a key that this agency does not hold.

What is asked for is a token already sealed under the agencies' key. So a service alone can try no dictionary, for want
of that key; an agency alone, or with the linkage unit, can try none faster than the service answers it.
"""

import http.client
import json
import sqlite3
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import Any, Final
from urllib.parse import SplitResult, quote, urlsplit

import numpy as np

from dotline.base.errors import Conflict, DotlineError, Invalid, NotFound, Refused, Unavailable
from dotline.gates.encode import oprf, ristretto
from dotline.gates.encode.answering import FORMAT
from dotline.gates.encode.keys import EncodeKey
from dotline.gates.encode.ristretto import Rows

NEAR: Final = frozenset({"127.0.0.1", "::1", "localhost"})
PATIENCE: Final = 60.0
"""Seconds that one answer may take."""
TRIES: Final = 5
_LARGEST: Final = ristretto.SIZE * oprf.MOST + oprf.PROOF
_AT_ONCE: Final = 900  # variables of one question to SQLite


@dataclass(frozen=True)
class Address:
    """Where a key service is, and the secret word that it knows this agency by. Printed, it shows no word."""

    url: str
    word: str = field(repr=False)
    authority: Path | None = None
    """A file with the certificate to trust, where the machine's own list does not hold it."""

    def checked(self) -> SplitResult:
        """Its parts. Raises Invalid for what is no address, and for one that anybody on the way could read."""
        told = urlsplit(self.url)
        if told.scheme not in {"http", "https"} or not told.hostname or told.query or told.username:
            raise Invalid(
                "This is no address of a key service.", "Write one such as https://keys.example."
            )
        if told.scheme == "http" and told.hostname not in NEAR:
            raise Invalid(
                "A key service is asked over https alone.", "Write https:// before its name."
            )
        return told


def read_word(path: Path) -> str:
    """The secret word of a client from its file. Raises NotFound, Invalid."""
    if not path.is_file():
        raise NotFound("There is no file {file}.", "Check its name.", file=path.name)
    if path.stat().st_mode & 0o077:
        raise Invalid(
            "Others on this machine may read the key {file}.",
            "Take their rights away: chmod 600 {file}",
            file=path.name,
        )
    word = path.read_text(encoding="ascii", errors="replace").strip()
    if not 20 <= len(word) <= 200 or not word.isalnum():
        raise Invalid(
            "{file} holds no secret word of a key service's client.",
            "Ask who runs the service for yours.",
            file=path.name,
        )
    return word


class Answers:
    """What a service answered, kept in a file: after a break only the rest is asked for."""

    def __init__(self, path: Path, mark: str) -> None:
        path.touch(mode=0o600, exist_ok=True)
        self._lock = Lock()
        self._base = sqlite3.connect(path, check_same_thread=False)
        try:
            with self._base:
                self._base.execute("create table if not exists service (mark text primary key)")
                self._base.execute(
                    "create table if not exists told (token blob primary key, answer blob) without rowid"
                )
            found = [row[0] for row in self._base.execute("select mark from service")]
        except sqlite3.DatabaseError as error:
            self._base.close()
            raise self._other(path) from error
        if found and found != [mark]:
            self._base.close()
            raise self._other(path)
        with self._base:
            self._base.execute("insert or ignore into service values (?)", (mark,))

    @staticmethod
    def _other(path: Path) -> Conflict:
        return Conflict(
            "{file} holds no answers of this key service under this key.",
            "Remove it, or name another file.",
            file=path.name,
        )

    def known(self, tokens: Sequence[bytes]) -> dict[bytes, bytes]:
        """Which of these were answered."""
        found: dict[bytes, bytes] = {}
        with self._lock:
            for first in range(0, len(tokens), _AT_ONCE):
                some = tokens[first : first + _AT_ONCE]
                marks = ",".join("?" * len(some))
                question = f"select token, answer from told where token in ({marks})"  # noqa: S608 - marks alone
                found.update(self._base.execute(question, some).fetchall())
        return found

    def keep(self, told: dict[bytes, bytes]) -> None:
        """Write answers down, all or none."""
        with self._lock, self._base:
            self._base.executemany("insert or ignore into told values (?, ?)", told.items())

    def close(self) -> None:
        """Give the file up."""
        self._base.close()


class Asked:
    """A key service as the encoder uses it: seals in, seals out, the same for the same. Any thread may call it."""

    def __init__(
        self, address: Address, key: EncodeKey, answers: Path, *, mode: oprf.Mode = oprf.Mode.VOPRF,
        patience: float = PATIENCE, pause: Callable[[float], object] = time.sleep,
    ) -> None:  # fmt: skip
        ristretto.library()
        self._address, self._mode = address, mode
        self._patience, self._pause = patience, pause
        self._place = f"{quote(key.purpose, safe='')}/{quote(key.epoch, safe='')}"
        about = self._about()
        self._public, self._batch = about
        told = "\x1f".join((FORMAT, key.id, str(int(mode)), self._public.hex()))
        self.id = sha256(told.encode()).digest()[:8].hex()
        """What names the two keys together in encoded files: only what rests on the same two can meet."""
        self._answers = Answers(answers, self.id)
        self.asked = 0
        self._count = Lock()

    def __call__(self, seals: Rows) -> Rows:
        """The seals put through the service's key. Raises Unavailable, Refused, Conflict."""
        tokens = [row.tobytes() for row in seals]
        each = list(dict.fromkeys(tokens))
        found = self._answers.known(each)
        open_ = [one for one in each if one not in found]
        for first in range(0, len(open_), self._batch):
            fresh = self._ask(open_[first : first + self._batch])
            self._answers.keep(fresh)
            found.update(fresh)
        whole = b"".join(found[one] for one in tokens)
        return np.frombuffer(whole, np.uint8).reshape(len(tokens), ristretto.SIZE)

    def close(self) -> None:
        """Give the file of answers up."""
        self._answers.close()

    def _about(self) -> tuple[bytes, int]:
        try:
            told = json.loads(self._sent("GET", f"about/{self._place}", b""))
            public = bytes.fromhex(told["keys"][str(int(self._mode))])
            batch = min(int(told["batch"]), oprf.MOST)
            sound = told["format"] == FORMAT
        except (ValueError, KeyError, TypeError) as error:
            raise _odd() from error
        if not sound or len(public) != ristretto.SIZE or batch < 1:
            raise _odd()
        return public, batch

    def _ask(self, tokens: list[bytes]) -> dict[bytes, bytes]:
        blinded = oprf.blind(tokens, self._mode)
        place = f"evaluate/{self._place}/{int(self._mode)}"
        told = self._sent("POST", place, blinded.elements.tobytes())
        size, proof = ristretto.SIZE * len(tokens), oprf.PROOF * int(self._mode)
        if len(told) != size + proof:
            raise _odd()
        elements = ristretto.rows_of(told[:size])
        if self._mode is oprf.Mode.VOPRF:
            oprf.verify(self._public, blinded.elements, elements, told[size:])
        else:
            ristretto.check(elements)
        outputs = oprf.finalize(tokens, blinded, elements)
        with self._count:
            self.asked += len(tokens)
        kept = (one[: ristretto.SIZE] for one in outputs)
        return dict(zip(tokens, kept, strict=True))

    def _sent(self, method: str, place: str, body: bytes) -> bytes:
        """One question, asked again where nobody answers. Raises what the answer means."""
        for number in range(TRIES):
            try:
                status, told = self._once(method, place, body)
            except ssl.SSLCertVerificationError as error:
                raise Refused(
                    "The key service does not prove who it is.",
                    "Name the certificate to trust with --service-ca.",
                ) from error
            except (OSError, http.client.HTTPException):
                status, told = HTTPStatus.BAD_GATEWAY, b""
            if status == HTTPStatus.OK:
                return told
            if status < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise _meaning(status)
            if number + 1 < TRIES:
                self._pause(2.0**number / 4)
        raise Unavailable(
            "The key service does not answer.",
            "Try again later; what it answered is kept, and the work goes on from there.",
        )

    def _once(self, method: str, place: str, body: bytes) -> tuple[int, bytes]:
        where = self._address.checked()
        connection = self._connection(where)
        headers = {
            "Authorization": f"Bearer {self._address.word}",
            "Content-Type": "application/octet-stream",
        }
        try:
            connection.request(method, f"{where.path.rstrip('/')}/{place}", body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(_LARGEST + 1)
        finally:
            connection.close()

    def _connection(self, where: SplitResult) -> http.client.HTTPConnection:
        more: dict[str, Any] = {"timeout": self._patience}
        if where.scheme == "http":
            return http.client.HTTPConnection(where.hostname or "", where.port, **more)
        trusted = ssl.create_default_context(cafile=self._address.authority)
        return http.client.HTTPSConnection(
            where.hostname or "", where.port, context=trusted, **more
        )


def _meaning(status: int) -> DotlineError:
    """What the service's refusal means to the one who asks."""
    if status == HTTPStatus.UNAUTHORIZED:
        return Refused(
            "The key service does not know this client.", "Ask who runs it for a secret word."
        )
    if status == HTTPStatus.CONFLICT:
        return Conflict(
            "The key service is for another purpose or epoch than the key.",
            "Ask who runs it which one it is for.",
        )
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Unavailable(
            "The key service answers no more tokens today.",
            "Try again tomorrow; what it answered is kept, and the work goes on from there.",
        )
    return _odd()


def _odd() -> DotlineError:
    return Invalid("This is no answer of a key service.", "Check the address.")
