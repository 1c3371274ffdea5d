"""Bad tables: a named error without any value, or a counted skip; typed columns are read as what they say."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from dotline.base.errors import Invalid
from dotline.gates import encode
from dotline.gates.encode import reading
from dotline.matching import kernel

SCHEMA = encode.Schema(
    "rid", {"given": "given_name", "family": "family_name", "dob": "birth_date", "tel": "phone"}
)
KEY = encode.fresh_key("victims")
HEAD = "rid,given,family,dob,tel\n"
KERNELS = ["numpy", *(["c"] if kernel.library() else [])]


def told(place: Path) -> encode.EncodeReport:
    return encode.encode_file(place, place.with_suffix(".dlk"), schema=SCHEMA, key=KEY)


@pytest.mark.parametrize("kind", KERNELS)
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("rid,given,family,dob,tel,secret\n1,Ana,Roy,,,x\n", "column secret"),
        (HEAD + '1,Ana,Roy,1997-01-12,"83390', r"whole table \(row 2\)"),
        (HEAD + "0,Mia,Roy,,\n1,Ana,Roy,19", r"whole table \(row 3\)"),
        (HEAD + "1,Ren\N{REPLACEMENT CHARACTER},Roy,,\n", "whole table"),
        (HEAD + f"1,{'x' * 300_000},Roy,,\n", "whole table"),
        (HEAD + ",Ana,Roy,1997-01-12,\n", "id of record 1 is empty"),
        (HEAD + '1,Ana,Roy,,\n"Ana\tRoy",Ana,Roy,,\n', "id of record 2"),
        ("", "no line of column names. Begin it with one: rid,"),
    ],
)
def test_a_bad_table_is_named_and_says_no_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, text: str, word: str
) -> None:
    monkeypatch.setenv("DOTLINE_KERNEL", kind)
    place = tmp_path / "t.csv"
    place.write_bytes(text.encode().replace("\N{REPLACEMENT CHARACTER}".encode(), b"\xe9"))
    with pytest.raises(Invalid, match=word) as refused:
        told(place)
    assert refused.value.__cause__ is None
    assert not any(value in str(refused.value) for value in ("Ana", "Roy", "1997", "Ren"))
    assert [one.name for one in tmp_path.iterdir()] == ["t.csv"]


@pytest.mark.parametrize("kind", KERNELS)
@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("1,Ana,Roy,97-01-12,8339001010\n", {"encoded": 1, "unread": {"birth_date": 1}}),
        ("1,Bob,,,\n", {"records": 1, "encoded": 0, "skipped": 1}),
        ("", {"records": 0, "rows": 0}),
        ("".join(f"{n},A{n},F{n},,8339001010\n" for n in range(160)), {"encoded": 160, "crowded": 220}),
    ],
)  # fmt: skip
def test_what_says_too_little_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, text: str, counts: Mapping[str, object]
) -> None:  # fmt: skip
    monkeypatch.setenv("DOTLINE_KERNEL", kind)
    place = tmp_path / "t.csv"
    place.write_text(HEAD + text, encoding="utf-8")
    report = told(place)
    assert {name: getattr(report, name) for name in counts} == counts


def test_a_parquet_file_of_any_types_says_what_a_csv_says(tmp_path: Path) -> None:
    table = pa.table({
        "rid": [1, 2],
        "given": pa.array(["Ana", None], pa.large_string()),
        "family": pa.array(["Roy", "C\N{LATIN SMALL LETTER O WITH CIRCUMFLEX}té"]).dictionary_encode(),
        "dob": [date(1997, 1, 12), None],
        "tel": pa.array([8339001010.0, None]),
    })  # fmt: skip
    place = tmp_path / "t.parquet"
    parquet.write_table(table, place)
    assert list(reading.rows(place, SCHEMA)) == [
        {"rid": "1", "given": "Ana", "family": "Roy", "dob": "1997-01-12", "tel": "8339001010"},
        {"rid": "2", "given": "", "family": "Côté", "dob": "", "tel": ""},
    ]
    assert (told(place).encoded, reading.known(place)) == (1, 2)
    for cut in (place.read_bytes()[:200], b"PAR1", b""):
        short = tmp_path / f"{len(cut)}.parquet"
        short.write_bytes(cut)
        with pytest.raises(Invalid, match="no whole table"):
            told(short)
