"""`dotline link` on the engines of others: Apache Spark and Splink; without them the package is named."""

import base64
import json
import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from dotline.gates import encode
from tests.cli.commands import ROOT, dotline, is_a_sentence, said
from tests.cli.test_link import agree
from tests.cli.test_link_matching import _encoded

WITH_SPARK = pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None,
    reason="needs pyspark (./dotline add spark) and java (apt-get install default-jre-headless)",
)


@pytest.mark.slow  # a Java machine starts
@WITH_SPARK
def test_spark_on_two_cores_finds_the_same_pairs_with_the_same_reasons(
    ready_home: Path, tmp_path: Path
) -> None:
    key = encode.fresh_key("victims").trial()
    a, b = (_encoded(tmp_path, letter, at, key) for letter, at in (("a", 0), ("b", 30)))
    files = ("link", "match", str(a), str(b), "--one-to-one")
    told = {}
    for engine in ("local", "spark"):
        out = tmp_path / f"{engine}.csv"
        more = ("--engine", engine, "--spark-master", "local[2]", "--json")
        figures = said(ready_home, *files, *more, "--out", str(out))
        told[engine] = (figures, out.read_bytes(), out.with_name(f"{out.name}.why").read_bytes())
    assert told["local"] == told["spark"]
    assert told["spark"][1].count(b"\n") > 27


def test_without_java_or_pyspark_the_package_to_install_is_named(
    ready_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "pyspark.py").write_text("raise ImportError\n", encoding="utf-8")
    words = ("link", "match", "a.dlk", "b.dlk", "--out", str(tmp_path / "p.csv"))
    path = os.pathsep.join((str(tmp_path), str(ROOT / "src")))
    without = dotline(ready_home, *words, "--engine", "spark", PYTHONPATH=path)
    is_a_sentence(without, code=6)
    assert "./dotline add spark" in without.stderr
    (tmp_path / "pyspark.py").write_text("", encoding="utf-8")
    places = {"PYTHONPATH": path, "PATH": str(tmp_path), "JAVA_HOME": ""}
    bare = dotline(ready_home, *words, "--engine", "spark", **places)
    is_a_sentence(bare, code=6)
    assert "default-jre-headless" in bare.stderr


def _twice(folder: Path) -> Path:
    """A table in which everybody is twice, some misspelt."""
    for letter in "ab":
        _encoded(folder, letter, 0, encode.fresh_key("own"))
    rows = [(folder / f"{letter}.csv").read_text(encoding="utf-8") for letter in "ab"]
    both = folder / "both.csv"
    both.write_text(rows[0] + rows[1].split("\n", 1)[1], encoding="utf-8")
    return both


def test_splink_finds_doubles_in_the_clear_and_nothing_else_is_given_to_it(
    ready_home: Path, tmp_path: Path
) -> None:
    both, a = _twice(tmp_path), tmp_path / "a.dlk"
    out, schema = tmp_path / "clusters.csv", ("--schema", str(tmp_path / "s.toml"))
    words = ("link", "dedupe", "--engine", "splink", "--out", str(out))
    done = json.loads(said(ready_home, *words, *schema, str(both), "--json"))
    assert (done["records"], 60 <= done["clusters"] <= 66) == (120, True)
    cluster = dict(line.split(",") for line in out.read_text(encoding="utf-8").split()[1:])
    same = sum(cluster[f"a{at}"] == cluster[f"b{at}"] for at in range(60))
    assert same >= 54
    alone = (*words[:-1], str(tmp_path / "alone.csv"), *schema, str(tmp_path / "a.csv"))
    done = json.loads(said(ready_home, *alone, "--json"))
    assert (done["records"], done["clusters"]) == (60, 60), "nobody is there twice"
    is_a_sentence(dotline(ready_home, *words[:-1], str(tmp_path / "x.csv"), str(a)), code=2)
    (tmp_path / "splink.py").write_text("raise ImportError\n", encoding="utf-8")
    path = os.pathsep.join((str(tmp_path), str(ROOT / "src")))
    again = (*words[:-1], str(tmp_path / "y.csv"), *schema, str(both))
    without = dotline(ready_home, *again, PYTHONPATH=path)
    is_a_sentence(without, code=6)
    assert "./dotline add splink" in without.stderr


def test_tokens_of_others_are_matched_under_an_agreement_and_marked_as_the_weak_form(
    ready_home: Path, tmp_path: Path
) -> None:
    code = base64.b64encode(b"t" * 32).decode()
    for name in "ab":
        table = f"RecordId,RuleId,Token\n{name}1,T1,{code}\n{name}2,T2,\n"
        (tmp_path / f"{name}.csv").write_text(table, encoding="utf-8")
    files = [str(tmp_path / f"{name}.csv") for name in "ab"]
    lawful = ("--purpose", "victims", "--epoch", "1", "--basis", "consent", "--agreement", "MOU-1")
    words = ("link", "match-tokens", *files, "--out", str(tmp_path / "weak.csv"), *lawful)
    is_a_sentence(dotline(ready_home, *words), code=3)
    agree(ready_home, ("MOU-1", "victims", "consent"))
    done = dotline(ready_home, *words, "--json")
    assert json.loads(done.stdout)["pairs"] == 1, done.stderr
    assert "the weak form" in done.stderr
    told = (tmp_path / "weak.csv").read_text(encoding="utf-8")
    assert told == "id_a,id_b,rules,form\na1,b1,T1,weak: exact tokens\n"


@pytest.mark.night  # hundreds of small steps of Spark: half a minute and more
@WITH_SPARK
def test_splink_on_spark_finds_the_same_doubles_as_on_duckdb(
    ready_home: Path, tmp_path: Path
) -> None:
    both = _twice(tmp_path)
    told = []
    for engine in ("splink", "spark"):
        out = tmp_path / f"{engine}.csv"
        words = (
            "link",
            "dedupe",
            "--engine",
            engine,
            "--spark-master",
            "local[2]",
            "--out",
            str(out),
        )
        said(ready_home, *words, "--schema", str(tmp_path / "s.toml"), str(both))
        told.append(out.read_bytes())
    assert told[0] == told[1]
    numbers = [line.split(b",")[1] for line in told[0].split()[1:]]
    assert len(set(numbers)) < len(numbers) == 120
