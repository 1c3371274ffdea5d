"""Token files of OpenLinkToken and OPPRL: equal tokens meet, what is malformed anywhere is refused whole."""

import base64
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from dotline.base.errors import Invalid, NotFound
from dotline.link.formats import tokens
from dotline.matching.comparing import LARGEST


def code(text: str) -> str:
    return base64.b64encode(sha256(text.encode()).digest()).decode()


def olt(path: Path, *rows: tuple[str, str, str]) -> Path:
    lines = ["RecordId,RuleId,Token", *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_records_that_share_a_token_of_one_rule_are_a_pair_and_blanks_are_counted(
    tmp_path: Path,
) -> None:
    a = olt(tmp_path / "a.csv", ("a1", "T1", code("x")), ("a1", "T2", code("y")), ("a2", "T1", ""))
    b = olt(
        tmp_path / "b.csv",
        ("b1", "T1", code("x")), ("b1", "T2", code("y")), ("b2", "T1", code("y")), ("b3", "T1", code("x")),
    )  # fmt: skip
    one, two = tokens.read(a), tokens.read(b)
    assert (one.kind, one.records, one.blank) == ("OpenLinkToken", 2, 1)
    found, crowded = tokens.pairs(one, two)
    assert [(pair.one, pair.two, pair.rules) for pair in found] == [
        ("a1", "b1", ("T1", "T2")),
        ("a1", "b3", ("T1",)),
    ]
    assert crowded == 0
    assert tokens.by_rule(found) == {"T1": 2, "T2": 1}


def test_opprl_is_read_from_csv_and_parquet_and_never_meets_the_other_form(tmp_path: Path) -> None:
    told = {
        "label": ["r1", "r2"],
        "opprl_token_1": [code("x"), code("y")],
        "opprl_token_2": [code("z"), None],
    }
    parquet.write_table(pa.table(told), tmp_path / "a.parquet")
    (tmp_path / "b.csv").write_text(f"label,opprl_token_1\ns1,{code('x')}\n", encoding="utf-8")
    one, two = tokens.read(tmp_path / "a.parquet"), tokens.read(tmp_path / "b.csv")
    assert (one.kind, one.records, one.blank) == ("OPPRL", 2, 1)
    assert [(pair.one, pair.two) for pair in tokens.pairs(one, two)[0]] == [("r1", "s1")]
    with pytest.raises(Invalid, match="never meet"):
        tokens.pairs(one, tokens.read(olt(tmp_path / "c.csv", ("a", "T1", code("x")))))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no token file"),
        ("id,name\n1,x\n", "no token file"),
        ("RecordId,RuleId\n1,T1\n", "no token file"),
        (f"RecordId,RuleId,Token\n1,T1,{code('x')}\n2,T1,not base64!\n", "Line 3"),
        ("RecordId,RuleId,Token\n1,T1,QUJD\n", "Line 2"),
        (f"RecordId,RuleId,Token\n1,first,{code('x')}\n", "Line 2"),
        (f"RecordId,RuleId,Token\n,T1,{code('x')}\n", "Line 2"),
        (f"RecordId,RuleId,Token\n1,T1,{code('x')},more\n", "Line 2"),
        ("RecordId,RuleId,Token\n1,T1,ot.V1.a.b.c.d.e\n", "encrypted"),
        ("label,opprl_token_1\n1,?\n", "Line 2"),
    ],
)
def test_what_is_malformed_is_refused_whole_and_without_its_values(
    tmp_path: Path, text: str, why: str
) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match=why) as refused:
        tokens.read(tmp_path / "a.csv")
    assert "not base64" not in str(refused.value)
    with pytest.raises(NotFound):
        tokens.read(tmp_path / "none.csv")
    (tmp_path / "a.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(Invalid):
        tokens.read(tmp_path / "a.parquet")


def test_a_token_that_a_crowd_shares_joins_nobody() -> None:
    crowd = tuple(f"a{at}" for at in range(LARGEST + 1))
    one = tokens.Tokens("OPPRL", {("opprl_token_1", b"x"): crowd}, len(crowd), 0)
    two = tokens.Tokens("OPPRL", {("opprl_token_1", b"x"): ("b",)}, 1, 0)
    assert tokens.pairs(one, two) == ([], 1)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"), st.integers(0, 5), st.integers(0, 3), st.sampled_from("xyz")
        )
    )
)
def test_pairs_are_those_of_all_against_all_whichever_file_comes_first(
    told: list[tuple[str, int, int, str]],
) -> None:
    sides = {}
    for side in "ab":
        who: dict[tuple[str, bytes], list[str]] = {}
        for _side, record, rule, token in (row for row in told if row[0] == side):
            who.setdefault((f"T{rule}", token.encode()), []).append(f"{side}{record}")
        sides[side] = tokens.Tokens("OpenLinkToken", who, 0, 0)
    found, _crowded = tokens.pairs(sides["a"], sides["b"])
    wanted = {
        (f"a{one[1]}", f"b{two[1]}")
        for one in told for two in told
        if (one[0], two[0]) == ("a", "b") and one[2:] == two[2:]
    }  # fmt: skip
    assert {(pair.one, pair.two) for pair in found} == wanted
    back, _crowded = tokens.pairs(sides["b"], sides["a"])
    assert {(pair.two, pair.one, pair.rules) for pair in back} == {
        (pair.one, pair.two, pair.rules) for pair in found
    }
