"""`dotline link key-service` as two operators use it: a service, its client, and a file that rests on both keys."""

import json
import sqlite3
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

from dotline.cli import ports
from tests.cli.commands import begin, dotline, is_a_sentence, said
from tests.cli.test_link import SCHEMA, TABLE


def test_a_file_is_encoded_through_a_key_service_that_writes_counts_alone_on_its_ledger(
    ready_home: Path, tmp_path: Path
) -> None:
    made_up = SCHEMA.replace('"consent"', '"ignore"')
    for name, text in (("s.toml", made_up), ("people.csv", TABLE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name in ("ours.key", "service.key"):
        said(ready_home, "link", "new-key", "--purpose", "victims", str(tmp_path / name))
    clients, word = tmp_path / "clients.json", tmp_path / "door.word"
    fresh = ("link", "new-client", "door", "--clients", str(clients), "--out", str(word))
    said(ready_home, *fresh, "--per-day", "40")
    assert word.read_text(encoding="utf-8").strip() not in clients.read_text(encoding="utf-8")
    port = ports.free_pair()
    held = ("--key", str(tmp_path / "service.key"), "--clients", str(clients))
    abroad = dotline(ready_home, "link", "key-service", *held, "--host", "0.0.0.0")
    is_a_sentence(abroad, code=2)
    service = begin(ready_home, "link", "key-service", *held, "--port", str(port))
    try:
        _wait(port)
        files = ("--schema", str(tmp_path / "s.toml"), "--key", str(tmp_path / "ours.key"))
        through = ("--key-service", f"http://127.0.0.1:{port}", "--service-word", str(word))
        words = ("link", "encode", *files, *through, str(tmp_path / "people.csv"))
        done = json.loads(said(ready_home, *words, str(tmp_path / "one.dlk"), "--json"))
        assert done["rows"] >= 3
        capped = dotline(ready_home, *words, str(tmp_path / "two.dlk"))
        assert capped.returncode == 6
        assert "answers no more tokens today" in capped.stderr
        assert not (tmp_path / "two.dlk").exists()
        sweep = ("--sweep", "--party", "A", "--party", "B")
        is_a_sentence(dotline(ready_home, *words, str(tmp_path / "s.dls"), *sweep), code=2)
    finally:
        service.terminate()
        service.communicate(timeout=20)
    assert not list(tmp_path.glob(".one.dlk*"))
    with closing(sqlite3.connect(ready_home / "inside.sqlite3")) as ledger:
        question = "select detail from audit_event where action = 'link.answer'"
        told = [json.loads(row[0]) for row in ledger.execute(question)]
    tokens = done["rows"] - done["decoys"]
    trial = {"client": "door", "purpose": "trial", "epoch": "1", "mode": 1}
    assert told[0] == trial | {"tokens": tokens}


def _wait(port: int) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
