"""Results: CSV as the csv module writes it, whatever an id holds, and the same pairs in Parquet."""

import csv
import io
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from dotline.gates.encode.owners import Texts
from dotline.link.formats import results
from dotline.matching import resolving, scores

ORIGIN = results.Origin("victims", "1", "k", "people", ("a", "b"), "", date(2026, 11, 1))
plain, odd = st.from_regex(r"[a-z]{1,3}-[0-9]{1,3}", fullmatch=True), 'ab7,"\r\n é\u4e2d'
ids = st.lists(st.one_of(plain, st.text(alphabet=odd, max_size=4)), min_size=6, max_size=6)


def linked() -> resolving.Linked:
    one, two = np.array([0, 0, 2, 3]), np.array([4, 5, 1, 0])
    points = np.array([9_000, -1_500, 2_200, 9_000])
    return resolving.resolve(one, two, points, scores.shipped(), 9)


@given(ids, st.booleans())
def test_pairs_are_written_as_the_csv_module_writes_them_and_the_same_in_parquet(
    words: list[str], at_hand: bool
) -> None:
    told = linked()
    every = words if at_hand else Texts.of(words)
    rows = [
        (words[one], words[two], sure, results.ZONES[zone])
        for one, two, sure, zone in zip(
            told.one.tolist(), told.two.tolist(), told.probability.tolist(), told.zones.tolist(), strict=True
        )
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        text, table = Path(folder) / "pairs.csv", Path(folder) / "pairs.parquet"
        for path in (text, table):
            results.write(path, (every, every), told, ORIGIN)
        expected = io.StringIO()
        csv.writer(expected, lineterminator="\n").writerows([results.COLUMNS, *rows])
        assert text.read_bytes().decode() == expected.getvalue()
        again = parquet.read_table(table)
    assert list(zip(*again.to_pydict().values(), strict=True)) == rows
    assert {str(again.schema.field(name).type) for name in ("id_a", "zone")} == {"string"}


def test_no_pair_is_a_line_of_columns_alone(tmp_path: Path) -> None:
    nobody = linked().only(np.zeros(4, bool))
    results.write(tmp_path / "none.csv", ([], []), nobody, ORIGIN)
    assert (tmp_path / "none.csv").read_text(encoding="utf-8") == "id_a,id_b,probability,zone\n"
    results.write_why(tmp_path / "none.csv", ([], []), nobody, np.zeros(9, np.uint32), ORIGIN)
    assert parquet.read_table(tmp_path / "none.csv.why").num_rows == 0
