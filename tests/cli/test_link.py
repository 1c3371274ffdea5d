"""`dotline link` as a person types it: a key, an encoded file, one line on the ledger, and what it refuses."""

import json
from pathlib import Path

from tests.cli.commands import dotline, is_a_sentence, said

SCHEMA = (
    'id = "rid"\n[columns]\ngiven = "given_name"\nfamily = "family_name"\nborn = "birth_date"\n'
)
TABLE = "rid,given,family,born\na1,Robert,Tremblay,1997-01-12\na2,Bob,,\na3,Ana,Roy,80-01-01\n"


def test_a_file_is_encoded_under_a_key_and_leaves_one_line_on_the_ledger(
    ready_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "s.toml").write_text(SCHEMA, encoding="utf-8")
    (tmp_path / "people.csv").write_text(TABLE, encoding="utf-8")
    key, out = str(tmp_path / "k.key"), str(tmp_path / "people.dlk")
    said(ready_home, "link", "new-key", "--purpose", "victims", key)
    words = ("link", "encode", "--schema", str(tmp_path / "s.toml"), "--key", key)
    done = json.loads(said(ready_home, *words, str(tmp_path / "people.csv"), out, "--json"))
    assert (done["records"], done["encoded"], done["skipped"]) == (3, 1, 2)
    assert done["unread"] == {"birth_date": 1}
    assert {"people.dlk", "people.dlk.ids"} <= {one.name for one in tmp_path.iterdir()}
    again = dotline(ready_home, *words, str(tmp_path / "people.csv"), out)
    is_a_sentence(again, code=5)
    assert "Tremblay" not in again.stderr
    is_a_sentence(dotline(ready_home, *words, str(tmp_path / "none.csv"), out + "2"), code=4)
    fresh = ("link", "new-key", "--purpose", "suspects", "--of", key, "--epoch", "2")
    is_a_sentence(dotline(ready_home, *fresh, str(tmp_path / "k2.key")), code=5)
