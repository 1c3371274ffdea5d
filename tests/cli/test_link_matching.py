"""`dotline link match`, `compare`, `resolve`, `dedupe`, `explain` as a person types them, and what they refuse."""

import csv
import json
from pathlib import Path
from random import Random

from dotline.gates import encode
from dotline.link.formats import results
from tests.cli.commands import dotline, is_a_sentence, said

SCHEMA = (
    'id = "rid"\n[columns]\ngiven = "given_name"\nfamily = "family_name"\nborn = "birth_date"\n'
    'city = "place"\nyes = "consent"\n'
)
PEOPLE = 120


def _table(path: Path, letter: str, first: int, *, slip: bool) -> None:
    random = Random(11)
    parts = [a + b for a in "bdfglmnrstv" for b in "aeiou"]
    people = [
        (
            "".join(random.choices(parts, k=3)),
            "".join(random.choices(parts, k=4)),
            f"{random.randint(1950, 2008)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
            "".join(random.choices(parts, k=3)),
        )
        for _ in range(PEOPLE)
    ]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["rid", "given", "family", "born", "city", "yes"])
        for at, (given, family, born, city) in enumerate(
            people[first : first + PEOPLE // 2], first
        ):
            spelt = family[:-1] if slip and at % 3 == 0 else family
            writer.writerow([f"{letter}{at}", given, spelt, born, city, "yes"])


def _encoded(folder: Path, letter: str, first: int, key: encode.EncodeKey) -> Path:
    table, out = folder / f"{letter}.csv", folder / f"{letter}.dlk"
    _table(table, letter, first, slip=letter == "b")
    (folder / "s.toml").write_text(SCHEMA, encoding="utf-8")
    encode.encode_file(table, out, schema=encode.read_schema(folder / "s.toml"), key=key)
    return out


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_two_files_are_matched_at_one_operator_or_at_two_with_one_result_that_can_be_explained(
    ready_home: Path, tmp_path: Path
) -> None:
    key = encode.fresh_key("victims").trial()
    a, b = (_encoded(tmp_path, letter, at, key) for letter, at in (("a", 0), ("b", 30)))
    out = tmp_path / "pairs.csv"
    words = ("link", "match", str(a), str(b), "--out", str(out))
    done = json.loads(said(ready_home, *words, "--one-to-one", "--json"))
    found = _rows(out)
    assert list(found[0]) == ["id_a", "id_b", "probability", "zone"]
    assert done["match"] + done["review"] == len(found) >= 27
    assert all(row["id_a"][1:] == row["id_b"][1:] for row in found)
    assert {row["zone"] for row in found} <= {"match", "review"}
    is_a_sentence(dotline(ready_home, *words), code=5)

    between = str(tmp_path / "between.parquet")
    said(ready_home, "link", "compare", str(a), str(b), "--out", between)
    ids = ("--ids-a", f"{a}.ids", "--ids-b", f"{b}.ids")
    two = tmp_path / "two.csv"
    said(ready_home, "link", "resolve", between, "--out", str(two), *ids, "--one-to-one")
    assert two.read_text(encoding="utf-8") == out.read_text(encoding="utf-8")
    swapped = ("--ids-a", f"{b}.ids", "--ids-b", f"{a}.ids", "--out", str(tmp_path / "no.csv"))
    wrong = dotline(ready_home, "link", "resolve", between, *swapped)
    is_a_sentence(wrong, code=2)
    assert "list of owners of another file" in wrong.stderr
    blind = tmp_path / "blind.csv"
    told_so = dotline(ready_home, "link", "resolve", between, "--out", str(blind)).stderr
    assert "pairs of rows" in told_so
    assert "--ids-a" in told_so
    assert all(len(row["id_a"]) == 16 for row in _rows(blind))

    pair = f"{found[0]['id_a']},{found[0]['id_b']}"
    told = json.loads(said(ready_home, "link", "explain", pair, "--of", str(out), "--json"))
    assert sum(step["points"] for step in told["steps"]) == told["points"]
    assert told["steps"][-1]["sum"] == told["points"]
    printed = said(ready_home, "link", "explain", pair, "--of", str(out))
    assert "given name" in printed
    _is_a_page_for_a_court(ready_home, pair, out)
    is_a_sentence(dotline(ready_home, "link", "explain", "a1,b99", "--of", str(out)), code=4)


def _is_a_page_for_a_court(home: Path, pair: str, pairs: Path) -> None:
    """One file in either language: picture, table, what the pair comes from; no script and nothing from outside."""
    for lang, word in (("en", "no proof"), ("fr", "pas une preuve")):
        page = pairs.with_name(f"why-{lang}.html")
        said(home, "link", "explain", pair, "--of", str(pairs), "--page", str(page), "--lang", lang)
        text = page.read_text(encoding="utf-8")
        assert f'<html lang="{lang}-CA">' in text
        for part in (word, "<svg", "<table", *pair.split(","), "FICTIONAL", "prefers-color-scheme"):
            assert part in text
        assert "<script" not in text
        assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert page.stat().st_mode & 0o077 == 0
    is_a_sentence(
        dotline(home, "link", "explain", pair, "--of", str(pairs), "--page", str(page)), code=5
    )
    origin = results.why(pairs, *pair.split(",")).origin
    assert (origin.purpose, origin.agreement, len(origin.digests)) == ("trial", "", 2)


def test_what_cannot_be_matched_is_refused_in_a_sentence(ready_home: Path, tmp_path: Path) -> None:
    a, b = (
        _encoded(tmp_path, letter, 0, encode.fresh_key(purpose).trial())
        for purpose, letter in (("victims", "a"), ("statistics", "b"))
    )
    lawless = _encoded(tmp_path, "c", 0, encode.fresh_key("victims"))
    out = ("--out", str(tmp_path / "pairs.csv"))
    for words in (("match", str(lawless), str(lawless)), ("dedupe", str(lawless))):
        refused = dotline(ready_home, "link", *words, *out)
        is_a_sentence(refused, code=3)
        assert "in no register" in refused.stderr
    is_a_sentence(dotline(ready_home, "link", "match", str(a), str(b), *out), code=5)
    is_a_sentence(dotline(ready_home, "link", "match", str(a), str(a) + "x", *out), code=4)
    cut = tmp_path / "cut.dlk"
    cut.write_bytes(a.read_bytes()[:-100])
    is_a_sentence(dotline(ready_home, "link", "match", str(a), str(cut), *out), code=2)
    is_a_sentence(dotline(ready_home, "link", "resolve", str(a), *out), code=2)
    not_swept = dotline(ready_home, "link", "sweep", str(a), str(a), *out)
    is_a_sentence(not_swept, code=2)
    assert "--sweep" in not_swept.stderr
    folder = dotline(ready_home, "link", "new-key", "--purpose", "victims", str(tmp_path))
    assert (folder.returncode, "is a directory" in folder.stderr) == (2, True)
    assert not (tmp_path / "pairs.csv").exists()
    unclear = tmp_path / "pairs.txt"
    refused = dotline(ready_home, "link", "match", str(a), str(a), "--out", str(unclear))
    is_a_sentence(refused, code=2)
    assert (".parquet" in refused.stderr, unclear.exists()) == (True, False)


def test_people_who_are_twice_in_the_own_file_get_one_cluster(
    ready_home: Path, tmp_path: Path
) -> None:
    one, two, table = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "own.csv"
    _table(one, "a", 0, slip=False)
    _table(two, "b", 30, slip=True)
    lines = two.read_text(encoding="utf-8").splitlines(keepends=True)[1:]
    table.write_text(one.read_text(encoding="utf-8") + "".join(lines), encoding="utf-8")
    (tmp_path / "s.toml").write_text(SCHEMA, encoding="utf-8")
    out = tmp_path / "clusters.csv"
    words = ("link", "dedupe", "--schema", str(tmp_path / "s.toml"), str(table), "--out", str(out))
    done = json.loads(said(ready_home, *words, "--json"))
    found = {row["id"]: row["cluster"] for row in _rows(out)}
    assert done["records"] == len(found) == PEOPLE
    assert sum(found[f"a{at}"] == found[f"b{at}"] for at in range(30, 60)) >= 27
    assert len(set(found.values())) == done["clusters"] >= 90


def _swept(folder: Path, letter: str, first: int, key: encode.EncodeKey, *parties: str) -> Path:
    table, out = folder / f"{letter}.csv", folder / f"{letter}.dls"
    _table(table, letter, first, slip=letter == "b")
    (folder / "s.toml").write_text(SCHEMA, encoding="utf-8")
    schema = encode.read_schema(folder / "s.toml")
    encode.encode_sweep(table, out, schema=schema, key=key, parties=parties)
    return out


def test_whole_records_of_two_parties_are_swept_and_nothing_else_is(
    ready_home: Path, tmp_path: Path
) -> None:
    key = encode.fresh_key("victims").trial()
    a, b = (_swept(tmp_path, letter, at, key, "one", "two") for letter, at in (("a", 0), ("b", 30)))
    out = tmp_path / "pairs.csv"
    words = ("link", "sweep", str(a), str(b), "--out", str(out))
    done = json.loads(said(ready_home, *words, "--dice", "0.65", "--json"))
    found = _rows(out)
    assert list(found[0]) == ["id_a", "id_b", "dice"]
    assert done["pairs"] == len(found) >= 27
    assert all(row["id_a"][1:] == row["id_b"][1:] for row in found)
    dices = [float(row["dice"]) for row in found]
    assert dices == sorted(dices, reverse=True)
    assert dices[-1] >= 0.65
    is_a_sentence(dotline(ready_home, *words), code=5)

    def refused(other: Path, code: int) -> None:
        more = ("--out", str(tmp_path / "none.csv"))
        is_a_sentence(dotline(ready_home, "link", "sweep", str(a), str(other), *more), code=code)

    for name in "cdef":
        (tmp_path / name).mkdir()
    refused(_swept(tmp_path / "c", "b", 0, encode.fresh_key("victims"), "one", "two"), 3)
    refused(_swept(tmp_path / "d", "b", 0, encode.fresh_key("statistics").trial(), "one", "two"), 5)
    refused(_swept(tmp_path / "e", "b", 0, key, "one", "three"), 5)
    cut = tmp_path / "cut.dls"
    cut.write_bytes(b.read_bytes()[:-100])
    refused(cut, 2)
    refused(tmp_path / "a.csv", 2)
    none = ("--out", str(tmp_path / "none.csv"))
    swept = dotline(ready_home, "link", "match", str(a), str(b), *none)
    is_a_sentence(swept, code=2)
    assert "link sweep" in swept.stderr
    refused(_swept(tmp_path / "f", "b", 2 * PEOPLE, key, "one", "two"), 2)
    assert not (tmp_path / "none.csv").exists()


def test_an_owner_attacks_the_own_files_before_they_leave(ready_home: Path, tmp_path: Path) -> None:
    key = encode.fresh_key("victims")
    rows, swept = _encoded(tmp_path, "a", 0, key), _swept(tmp_path, "a", 0, key, "one", "two")
    words = ("link", "attack", str(rows), str(swept))
    profiles = json.loads(said(ready_home, *words, "--json"))
    assert [one["file"] for one in profiles] == ["a.dlk", "a.dls"]
    truth = ("--truth", str(tmp_path / "a.csv"), "--schema", str(tmp_path / "s.toml"))
    found = json.loads(said(ready_home, *words, *truth, "--json"))
    assert len(found) == 20
    assert {one["verdict"] for one in found} == {"withstood"}
    is_a_sentence(dotline(ready_home, *words, *truth[:2]), code=2)
