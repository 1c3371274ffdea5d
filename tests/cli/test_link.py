"""`dotline link` as a person types it: a key, an encoded file, one line on the ledger, and what it refuses."""

import json
from pathlib import Path

from tests.cli.commands import dotline, is_a_sentence, said

SCHEMA = (
    'id = "rid"\n[columns]\ngiven = "given_name"\nfamily = "family_name"\nborn = "birth_date"\n'
    'yes = "consent"\n'
)
TABLE = (
    "rid,given,family,born,yes\na1,Robert,Tremblay,1997-01-12,Yes\na2,Bob,,,oui\n"
    "a3,Ana,Roy,80-01-01,1\na4,Mia,Cole,1990-02-03,no\na5,Eve,Cole,1991-02-03,\n"
)
LAWFUL = ("--basis", "consent", "--agreement", "MOU-1")


def agree(home: Path, *agreements: tuple[str, str, str]) -> None:
    """Write agreements with another agency down, each of one source and one epoch."""
    names = ("--name-en", "Door (FICTIONAL)", "--name-fr", "Porte (FICTIF)")
    said(home, "access", "add-agency", "door", *names, "--kind", "Shelter")
    assessed = ("--assessed", "2026-01-05", "--assessment", "PIA-1", "--approved-by", "Office")
    more = ("--epoch", "1", "--source", "calls", "--with", "door", *assessed)
    days = ("--first", "2026-01-06", "--last", "2099-01-01")
    for reference, purpose, basis in agreements:
        said_of_it = ("--purpose", purpose, "--basis", basis)
        said(home, "agreement", "add", reference, *said_of_it, *more, *days)


def test_a_file_is_encoded_under_a_key_and_leaves_one_line_on_the_ledger(
    ready_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "s.toml").write_text(SCHEMA, encoding="utf-8")
    (tmp_path / "people.csv").write_text(TABLE, encoding="utf-8")
    key, out = str(tmp_path / "k.key"), str(tmp_path / "people.dlk")
    said(ready_home, "link", "new-key", "--purpose", "victims", key)
    words = ("link", "encode", "--schema", str(tmp_path / "s.toml"), "--key", key, *LAWFUL)
    unknown = (*words[:-1], "MOU-0", str(tmp_path / "people.csv"), out)
    is_a_sentence(dotline(ready_home, *unknown), code=3)
    agree(ready_home, ("MOU-1", "victims", "consent"))
    registry = (*words, "--source", "sex_offender_registry", str(tmp_path / "people.csv"), out)
    assert "SOIRA" in dotline(ready_home, *registry).stderr
    done = json.loads(said(ready_home, *words, str(tmp_path / "people.csv"), out, "--json"))
    assert (done["records"], done["encoded"], done["skipped"]) == (5, 1, 2)
    assert done["without_consent"] == 2
    assert done["unread"] == {"birth_date": 1}
    assert {"people.dlk", "people.dlk.ids"} <= {one.name for one in tmp_path.iterdir()}
    sweep = [
        *words,
        "--sweep",
        str(tmp_path / "people.csv"),
        str(tmp_path / "people.dls"),
        "--json",
    ]
    is_a_sentence(dotline(ready_home, *sweep), code=2)
    both = ("--party", "Agency A", "--party", "Agency B")
    swept = json.loads(said(ready_home, *sweep, *both))
    assert (swept["encoded"], swept["parties"]) == (1, ["agency a", "agency b"])
    again = dotline(ready_home, *words, str(tmp_path / "people.csv"), out)
    is_a_sentence(again, code=5)
    assert "Tremblay" not in again.stderr
    is_a_sentence(dotline(ready_home, *words, str(tmp_path / "none.csv"), out + "2"), code=4)
    fresh = ("link", "new-key", "--purpose", "suspects", "--of", key, "--epoch", "2")
    is_a_sentence(dotline(ready_home, *fresh, str(tmp_path / "k2.key")), code=5)


def test_nothing_is_encoded_without_consent_or_a_clause_for_suspects_under_an_agreement(
    ready_home: Path, tmp_path: Path
) -> None:
    silent = SCHEMA.replace('"consent"', '"ignore"')
    for name, text in (("s.toml", SCHEMA), ("silent.toml", silent), ("people.csv", TABLE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    for purpose in ("victims", "suspects"):
        key = str(tmp_path / f"{purpose}.key")
        said(ready_home, "link", "new-key", "--purpose", purpose, key)

    def words(purpose: str, *lawful: str, schema: str = "s.toml") -> list[str]:
        files = ["--schema", str(tmp_path / schema), "--key", str(tmp_path / f"{purpose}.key")]
        out = [str(tmp_path / "people.csv"), str(tmp_path / f"{purpose}.dlk")]
        return ["link", "encode", *files, *out, *lawful]

    agree(ready_home, ("MOU-1", "victims", "consent"), ("MOU-2", "suspects", "pa_8_2_e"))
    agreement = ("--agreement", "MOU-1")
    assert dotline(ready_home, *words("victims", *agreement)).returncode == 2
    assert dotline(ready_home, *words("victims", *LAWFUL[:2])).returncode == 2
    for refused in (
        words("victims", "--basis", "pa_8_2_e", *agreement),
        words("suspects", "--basis", "because", *agreement),
        words("suspects", "--basis", "pa_8_2_e", "--agreement", "?"),
        words("victims", *LAWFUL, schema="silent.toml"),
    ):
        is_a_sentence(dotline(ready_home, *refused), code=2)
    assert not list(tmp_path.glob("*.dlk*"))
    clause = words("suspects", "--basis", "pa_8_2_e", *agreement, schema="silent.toml")
    is_a_sentence(dotline(ready_home, *clause), code=3)
    clause = words("suspects", "--basis", "pa_8_2_e", "--agreement", "MOU-2", schema="silent.toml")
    done = json.loads(said(ready_home, *clause, "--json"))
    assert (done["records"], done["without_consent"]) == (5, None)


def test_made_up_people_are_encoded_as_a_trial_that_meets_no_real_encoding(
    ready_home: Path, tmp_path: Path
) -> None:
    made_up = SCHEMA.replace('"consent"', '"ignore"')
    for name, text in (("trial.toml", made_up), ("s.toml", SCHEMA), ("people.csv", TABLE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    key, table = str(tmp_path / "k.key"), str(tmp_path / "people.csv")
    said(ready_home, "link", "new-key", "--purpose", "victims", key)
    trials = [str(tmp_path / name) for name in ("a.dlk", "b.dlk")]
    for out in trials:
        words = ("--schema", str(tmp_path / "trial.toml"), "--key", key, table, out)
        done = dotline(ready_home, "link", "encode", *words, "--json")
        assert done.returncode == 0, done.stderr
        assert "This is a trial, for made-up people" in done.stderr
        told = json.loads(done.stdout)
        assert (told["purpose"], told["encoded"], told["without_consent"]) == ("trial", 3, None)
    nobody = tmp_path / "nobody.csv"
    nobody.write_text(TABLE.splitlines()[0] + "\n", encoding="utf-8")
    words = ("--schema", str(tmp_path / "trial.toml"), "--key", key, str(nobody))
    done = dotline(ready_home, "link", "encode", *words, str(tmp_path / "nobody.dlk"))
    assert "no record. Look whether it is the one you meant" in done.stdout
    pairs = tmp_path / "pairs.csv"
    said(ready_home, "link", "match", *trials, "--out", str(pairs))
    assert {"a1,a1", "a4,a4", "a5,a5"} <= {
        ",".join(line.split(",")[:2]) for line in pairs.read_text(encoding="utf-8").splitlines()
    }
    agree(ready_home, ("MOU-1", "victims", "consent"))
    real = str(tmp_path / "real.dlk")
    words = ("--schema", str(tmp_path / "s.toml"), "--key", key, *LAWFUL, table, real)
    said(ready_home, "link", "encode", *words)
    mixed = ("link", "match", trials[0], real, "--out", str(tmp_path / "mixed.csv"))
    is_a_sentence(dotline(ready_home, *mixed), code=5)
