"""The compiled kernel reads tables, folds, seals and sorts exactly as the definition in Python does."""

import csv
import hashlib
import io
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.gates import encode
from dotline.gates.encode import apart, files, reading, rows, sealing
from dotline.gates.encode.table import Column, Table
from dotline.matching import batches, filters, kernel, tokens
from dotline.matching.filters import pointer

KEY = encode.EncodeKey("statistics", "1", bytes(range(32)))
ROLES = (*batches.ROLES, "given_name", "alias", "phone", "birth_date", "document_number", "street")
SCHEMA = encode.Schema("rid", {f"c{at}": role for at, role in enumerate(ROLES)})
in_c = pytest.mark.skipif(kernel.library() is None, reason="no C compiler here")

WORDS = (
    "Bob", "robert", "O'Neill", "St-Jérôme", "de la Cruz", "van", "Tremblay", "Gagnon-Roy", "ᓄᓇᕗᑦ", "Дмитрий", "Ng",
    "Phaeton", "Wright", "Schknapp", "Beaueaux", "Roberts", "x", "", "`", "a_-b", "Tremblay, Anne Marie", "Mc Donald",
)  # fmt: skip
names = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
numbers = st.text("0123456789- +()٣", max_size=16)
dates = st.one_of(
    st.builds("{:04}{}{:02}{}{:02}{}".format, st.integers(1840, 2210), st.sampled_from(("", "-", "/", ".")),
              st.integers(0, 13), st.sampled_from(("", "-")), st.integers(0, 32),
              st.sampled_from(("", " 0:00", "T1", "T\n", "9"))),
    st.integers(1900, 2020).map(str),
    st.builds("{:04}-{:02}".format, st.integers(1900, 2020), st.integers(0, 13)),
    st.just("97-01-12"),
)  # fmt: skip
addresses = st.builds(
    "{} {} {}".format,
    st.integers(1, 4000),
    names,
    st.sampled_from(("st", "Ave", "ch.", "N", "rue")),
)
mails = st.builds(
    "{}@{}".format,
    st.text("aB+.é ", max_size=8),
    st.sampled_from(("Example.org", "x", "a@b.c", "")),
)
codes = st.one_of(st.just("k1a 0b1"), st.text("AB01 -", max_size=14))
sexes = st.sampled_from(("F", "homme", "Féminin", "?", "", "non binaire", "X"))
wild = st.text(max_size=12)
OF = {
    "birth_date": dates, "death_date": dates, "sex": sexes, "phone": numbers, "email": mails, "postal_code": codes,
    "street": addresses, "document_number": codes, "alias": st.lists(names, max_size=4).map("; ".join),
}  # fmt: skip
cell = {
    role: st.one_of(OF.get(role, names), OF.get(role, names), wild, st.just("")) for role in ROLES
}
records = st.lists(st.tuples(*(cell[role] for role in ROLES)), min_size=1, max_size=5)
FULL = (
    "Robert", "Alan", "Tremblay Roy", "Anne de la Cruz", "Bobby|Mia Cole", "1997-01-12", "Laval", "2020-02-03", "m",
    "833-900-1010", "a+b@Example.org", "K1A 0B1", "St-Jérôme", "12 st n", "AB 12345", "clerk", "Jean", "Rob;Max Roy",
    "9008331010", "1998", "CD-6789X", "unit 4",
)  # fmt: skip


def sealed_by(kind: str, told: list[tuple[str, ...]]) -> tuple[batches.Sealed, Column]:
    columns = {
        name: Column.of(list(one))
        for name, one in zip(SCHEMA.columns, zip(*told, strict=True), strict=True)
    }
    table = Table(Column.of([f"r{at}" for at in range(len(told))]), columns)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOTLINE_KERNEL", kind)
        (work,) = sealing.of_table(table, SCHEMA, KEY, 0)
        return work()


@in_c
@settings(max_examples=150, deadline=None)
@given(records)
@example([FULL, ("",) * len(ROLES), tuple("x" * 500 for _ in ROLES)])
@example([tuple(" ".join(["n bd"] * 60) for _ in ROLES)])
@example([tuple(";".join(f"Ana{at} Roy{at} Cole" for at in range(40)) for _ in ROLES)])
def test_the_kernel_seals_what_the_definition_seals(told: list[tuple[str, ...]]) -> None:
    ours, ids = sealed_by("c", told)
    theirs, _ids = sealed_by("numpy", told)
    assert ids.texts() == [f"r{at}" for at in range(len(told))]
    assert dict(ours.faults) == dict(theirs.faults)
    assert (ours.records, ours.skipped) == (theirs.records, theirs.skipped)
    assert ours.owners.tolist() == theirs.owners.tolist()
    assert ours.places.tolist() == theirs.places.tolist()
    assert ours.seals.tobytes() == theirs.seals.tobytes()
    salts = ours.seals.view("<u8")[:, 2:]
    both = [filters.filters(one.places, salts, one.pieces) for one in (ours, theirs)]
    assert (both[0] == both[1]).all()
    made = []
    for kind in ("c", "numpy"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DOTLINE_KERNEL", kind)
            out = np.zeros(len(salts), encode.ROW)
            out["filters"] = both[0]
            back = np.arange(len(salts), dtype=np.uint32)[::-1]
            filters.tag(out["tags"], out["filters"], salts, back)
            made.append(out["tags"].tolist())
    assert made[0] == made[1]


@in_c
@given(st.binary(max_size=64), st.binary(max_size=400))
def test_blake2b_is_that_of_the_standard_library(key: bytes, message: bytes) -> None:
    library, out = kernel.library(), np.zeros(32, np.uint8)
    assert library is not None
    person = sealing.PERSON.ljust(16, b"\0")
    if not (key and message):
        return
    library.dl_blake2b(key, len(key), person, message, len(message), pointer(out))
    expected = hashlib.blake2b(message, key=key, digest_size=32, person=sealing.PERSON)
    assert out.tobytes() == expected.digest()


TABLES = st.text(st.sampled_from('ab", \r\n"\n,é'), max_size=40)


@in_c
@settings(max_examples=300)
@given(TABLES)
@example('a,"b"",c"\r\n"x\ny",z')
@example('a,"b')
def test_a_table_is_read_as_pythons_own_reader_reads_it(text: str) -> None:
    schema = encode.Schema("p", {"q": "given_name"})
    whole = f"p,q\n{text}"
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(reading, "BLOCK", 7)
        place = Path(folder) / "t.csv"
        place.write_bytes(whole.encode())
        try:
            expected = [
                one
                for one in csv.reader(
                    io.StringIO(whole, newline=""), skipinitialspace=True, strict=True
                )
                if one
            ][1:]
            expected_rows = [dict(zip(("p", "q"), one, strict=True)) for one in expected]
        except (csv.Error, ValueError):
            with pytest.raises(Invalid):
                list(reading.rows(place, schema))
            return
        for kind in ("c", "numpy"):
            patch.setenv("DOTLINE_KERNEL", kind)
            assert list(reading.rows(place, schema)) == expected_rows


@in_c
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**16)), max_size=60))
def test_rows_are_sorted_and_crowds_left_out_as_by_numpy(told: list[tuple[int, int]]) -> None:
    found = np.zeros(len(told), encode.ROW)
    for row, (token, pseudonym) in zip(found, told, strict=True):
        row["token"] = bytes([7, token, 0, 1]) * 4
        row["pseudonym"] = pseudonym.to_bytes(8, "big")
    with pytest.MonkeyPatch.context() as patch:
        out = []
        for kind in ("c", "numpy"):
            patch.setenv("DOTLINE_KERNEL", kind)
            out.append(rows.kept([found[:7], found[7:]], 5).tobytes())
    assert out[0] == out[1]


@in_c
@given(st.lists(st.tuples(st.integers(0, 3), st.lists(st.integers(0, 3), min_size=8, max_size=8)),
                max_size=30))  # fmt: skip
def test_one_person_of_a_token_stays_and_c_and_numpy_keep_the_same(
    told: list[tuple[int, list[int]]],
) -> None:
    found = np.zeros(len(told), encode.ROW)
    for row, (token, fields) in zip(found, sorted(told), strict=True):
        row["token"] = bytes([7, token, 0, 1]) * 4
        row["filters"] = [((1 << 24) - 1 << 8 * one if one else 0,) * 2 for one in fields]
        row["tags"] = [bool(one) * (at + 1) for at, one in enumerate(fields)]
    with pytest.MonkeyPatch.context() as patch:
        out = []
        for kind in ("c", "numpy"):
            patch.setenv("DOTLINE_KERNEL", kind)
            out.append(apart.apart(found.copy()))
    assert out[0].tobytes() == out[1].tobytes()
    assert set(out[0]["token"].tolist()) == set(found["token"].tolist())


@in_c
@given(st.lists(st.lists(st.booleans(), min_size=8, max_size=8), max_size=12), st.integers(0, 99))
def test_gaps_are_filled_by_the_kernel_as_by_numpy_and_nothing_else_changes(
    gaps: list[list[bool]], seed: int
) -> None:
    random = np.random.default_rng(seed)
    told = random.integers(1, 256, (len(gaps), files.ROW.itemsize)).astype(np.uint8)
    told = told.view(files.ROW).reshape(-1)
    missing = np.array(gaps, np.bool_).reshape(-1, 8)
    told["tags"][missing], told["filters"][missing] = 0, 0
    number = int(missing.sum())
    salts = random.integers(0, 2**64, (number, 2), np.uint64)
    tags = random.integers(0, 3, number).astype(np.uint8)
    found = [rows.fill(told.copy(), salts, tags)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOTLINE_KERNEL", "numpy")
        found.append(rows.fill(told.copy(), salts, tags))
    assert found[0].tobytes() == found[1].tobytes()
    weight = np.bitwise_count(found[0]["filters"]).sum(axis=2)
    assert (weight[missing] == filters.WEIGHT).all()
    assert (found[0]["tags"] > 0).all()
    told["filters"][missing], told["tags"][missing] = (
        found[0][name][missing] for name in ("filters", "tags")
    )
    assert told.tobytes() == found[0].tobytes()


def test_every_part_and_role_is_known_to_the_kernel() -> None:
    assert set(batches.ROLES) == set(encode.ROLES) - {"consent", "ignore"}
    assert {part for kind in tokens.KINDS for part in kind} <= set(batches.PARTS)
    assert files.ROW.itemsize % 8 == 0
