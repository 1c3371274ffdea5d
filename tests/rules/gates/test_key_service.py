"""The key service: the same tokens as with the key at hand, nothing seen, a daily cap, one purpose and epoch."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import numpy as np
import pytest

from dotline.base.errors import Conflict, DotlineError, Invalid, Refused, Unavailable
from dotline.gates import encode
from dotline.gates.encode import answering, asking, oprf, ristretto
from dotline.gates.encode.oprf import Mode
from dotline.link import jobs

AGENCIES = encode.EncodeKey("victims", "1", b"a" * 32)
SERVICE = encode.EncodeKey("victims", "1", b"s" * 32)
WORD = "w" * 30
SCHEMA = encode.Schema(
    "rid", {"given": "given_name", "family": "family_name", "born": "birth_date"}
)
TABLE = "rid,given,family,born\n" + "".join(
    f"{at},{name},Tremblay,19{at + 60}-01-12\n" for at, name in enumerate(("Ana", "Bo", "Cy", "Di"))
)
NOON = datetime(2027, 1, 5, 12, tzinfo=UTC)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_words: Any) -> None:  # type: ignore[override]
        """Nothing on the test's terminal."""


class Seen:
    """The service with what reached it."""

    def __init__(self, folder: Path, key: encode.EncodeKey = SERVICE, per_day: int = 1_000) -> None:
        self.batches: list[answering.Batch] = []
        self.bodies: list[bytes] = []
        self.broken = 0
        clients = (answering.Client("door", answering.digest(WORD), per_day),)
        self.service = answering.KeyService(
            key, clients, answering.Caps(folder / "caps"), self.batches.append, lambda: NOON
        )

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        if environ["REQUEST_METHOD"] == "POST" and self.broken:
            self.broken -= 1
            start("503 Service Unavailable", [("Content-Length", "0")])
            return [b""]
        if environ["REQUEST_METHOD"] == "POST":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            self.bodies.append(body)
            environ = {**environ, "wsgi.input": _Read(body)}
        return self.service(environ, start)


class _Read:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def read(self, size: int) -> bytes:
        return self._body[:size]


@contextmanager
def served(app: Callable[..., Any], tls: ssl.SSLContext | None = None) -> Iterator[str]:
    with make_server("127.0.0.1", 0, app, WSGIServer, Quiet) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        running = threading.Thread(target=partial(server.serve_forever, poll_interval=0.01))
        running.start()
        try:
            yield f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            running.join()


def asked(
    url: str, folder: Path, mode: Mode = Mode.VOPRF, key: encode.EncodeKey = AGENCIES,
    word: str = WORD, name: str = "answers",
) -> asking.Asked:  # fmt: skip
    address = asking.Address(url, word)
    return asking.Asked(address, key, folder / name, mode=mode, pause=lambda _seconds: None)


def seals(number: int) -> ristretto.Rows:
    return np.arange(number * 32, dtype=np.uint64).astype(np.uint8).reshape(number, 32)


@pytest.mark.parametrize("mode", Mode)
def test_tokens_are_those_of_the_key_at_hand_and_the_service_sees_none_of_them(
    tmp_path: Path, mode: Mode
) -> None:
    seen, told = Seen(tmp_path), seals(5)
    with served(seen) as url:
        service = asked(url, tmp_path, mode)
        found = service(np.concatenate([told, told[:2]]))
        again = service(told[:3])
        assert service.asked == 5
        service.close()
        repeated = asked(url, tmp_path, mode, name="other")
        repeated(told)
        repeated.close()
    key = answering.service_key(SERVICE, mode)
    known = [one[:32] for one in oprf.whole(key, [row.tobytes() for row in told])]
    assert [row.tobytes() for row in found] == [*known, *known[:2]]
    assert [row.tobytes() for row in again] == known[:3]
    one, other = ({body[at : at + 32] for at in range(0, 160, 32)} for body in seen.bodies)
    assert not one & other  # the same tokens, and nothing that repeats
    assert not (one | other) & {row.tobytes() for row in (*told, *found)}
    assert seen.batches == [answering.Batch("door", "victims", "1", int(mode), 5)] * 2


def test_files_made_through_one_service_meet_and_those_of_another_or_of_none_do_not(
    tmp_path: Path,
) -> None:
    source = tmp_path / "people.csv"
    source.write_text(TABLE, encoding="utf-8")
    make = partial(encode.encode_file, source, schema=SCHEMA, key=AGENCIES, decoys=0)
    other = replace(SERVICE, secret=b"o" * 32)
    for name, key in (("a", SERVICE), ("b", SERVICE), ("c", other)):
        (tmp_path / name).mkdir()
        with served(Seen(tmp_path / name, key)) as url:
            service = asked(url, tmp_path / name)
            make(tmp_path / f"{name}.dlk", service=service)
            service.close()
    make(tmp_path / "d.dlk")
    compared, told = jobs.match(tmp_path / "a.dlk", tmp_path / "b.dlk")
    assert set(zip(told.linked.one.tolist(), told.linked.two.tolist(), strict=True)) >= {
        (at, at) for at in range(4)
    }
    assert compared.pairs.about.key != AGENCIES.id
    for name in ("c", "d"):
        with pytest.raises(Conflict):
            jobs.match(tmp_path / "a.dlk", tmp_path / f"{name}.dlk")


def test_the_days_cap_holds_over_a_new_start_and_what_was_answered_is_kept(tmp_path: Path) -> None:
    with served(Seen(tmp_path, per_day=6)) as url:
        service = asked(url, tmp_path)
        service(seals(4))
        with pytest.raises(Unavailable, match="no more tokens today"):
            service(seals(8))
        service.close()
    with served(Seen(tmp_path, per_day=6)) as url:
        service = asked(url, tmp_path)
        service(seals(6))
        assert service.asked == 2  # the four of before stood in the file
        service.close()
        fresh = asked(url, tmp_path, name="fresh")
        with pytest.raises(Unavailable):
            fresh(seals(1))
        fresh.close()


def test_another_purpose_or_epoch_another_word_and_no_word_are_refused(tmp_path: Path) -> None:
    with served(Seen(tmp_path)) as url:
        for key in (replace(AGENCIES, purpose="suspects"), AGENCIES.at("2")):
            with pytest.raises(Conflict, match="another purpose or epoch"):
                asked(url, tmp_path, key=key)
        with pytest.raises(Refused, match="does not know this client"):
            asked(url, tmp_path, word="x" * 30)
        trial = asked(url, tmp_path, key=AGENCIES.trial(), name="trial")
        real = asked(url, tmp_path)
        assert trial.id != real.id
        assert (trial(seals(1)) != real(seals(1))).any()
        trial.close()
        real.close()
        with pytest.raises(Conflict, match="holds no answers"):
            asked(url, tmp_path, mode=Mode.OPRF)


def test_a_service_that_falls_silent_is_asked_again_and_one_that_lies_is_found_out(
    tmp_path: Path,
) -> None:
    seen = Seen(tmp_path)
    with served(seen) as url:
        seen.broken = 2
        service = asked(url, tmp_path)
        assert len(service(seals(3))) == 3
        seen.broken = asking.TRIES
        with pytest.raises(Unavailable, match="does not answer"):
            service(seals(6))
        keys = dict(seen.service._keys)
        keys["victims", 1] = replace(keys["victims", 1], secret=keys["trial", 1].secret)
        seen.service._keys = keys
        with pytest.raises(Refused, match="did not prove"):
            service(seals(6))
        service.close()
    with pytest.raises(Unavailable):
        asked(url, tmp_path)


@pytest.mark.parametrize(
    "body", [b"", b"x" * 31, b"\xff" * 32, bytes(32), b"x" * 32 * (oprf.MOST + 1)]
)
def test_what_is_no_batch_is_refused_and_counts_for_nothing(tmp_path: Path, body: bytes) -> None:
    seen, answers = Seen(tmp_path), list[str]()
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/evaluate/victims/1/1", "CONTENT_LENGTH": str(len(body)),
        "HTTP_AUTHORIZATION": f"Bearer {WORD}", "wsgi.input": _Read(body),
    }  # fmt: skip
    seen.service(environ, lambda status, _headers: answers.append(status))
    assert answers[0][:3] in {"400", "413"}
    assert seen.batches == []


def test_a_service_is_asked_over_https_alone_but_on_this_machine(tmp_path: Path) -> None:
    for url in ("http://keys.example", "ftp://127.0.0.1", "keys", "https://a:b@keys.example"):
        with pytest.raises(Invalid):
            asking.Address(url, WORD).checked()
    asking.Address("https://keys.example/dotline", WORD).checked()
    assert WORD not in repr(asking.Address("https://keys.example", WORD))
    clients = tmp_path / "clients.json"
    answering.add_client(clients, answering.Client("door", "d", 5))
    answering.add_client(clients, answering.Client("shelter", "e", 6))
    assert [one.per_day for one in answering.read_clients(clients)] == [5, 6]
    with pytest.raises(Conflict):
        answering.add_client(clients, answering.Client("door", "f", 7))
    clients.write_text("{}", encoding="utf-8")
    with pytest.raises(DotlineError):
        answering.read_clients(clients)
