"""`dotline link match --engine spark`: Apache Spark finds what this machine finds; without it the package is named."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from dotline.gates import encode
from tests.cli.commands import ROOT, dotline, is_a_sentence, said
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
