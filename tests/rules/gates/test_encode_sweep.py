"""Record-level encodings: for two named parties alone, diffused, the same in every kernel, and whole or absent."""

from pathlib import Path

import numpy as np
import pytest

from dotline.base.errors import Conflict, Invalid
from dotline.gates import encode
from dotline.matching import filters, kernel, sweeps, tokens
from tests.rules.gates.test_encode import KEY, PEOPLE, owners, schema, table

PARTIES = ("OPP", "Shelter")
DAMAGED = ("r4", "Robert", "Trembley", "1997-01-12", "", "", "Invented")


def swept(
    folder: Path,
    *,
    name: str = "out",
    rows: object = (*PEOPLE, ("n", "Bob", "", "", "", "", ""), DAMAGED),
    parties: tuple[str, ...] = PARTIES,
    key: encode.EncodeKey = KEY,
    decoys: float = 0,
) -> tuple[encode.EncodeReport, dict[str, np.ndarray]]:
    source, out = table(folder / f"{name}.csv", list(rows)), folder / f"{name}.dls"  # type: ignore[call-overload]
    report = encode.encode_sweep(
        source, out, schema=schema(folder), key=key, parties=parties, decoys=decoys
    )
    found = encode.open_swept(out)
    assert found.rows == report.rows
    ids = owners(out)
    every = np.concatenate([*found.chunks(), np.zeros(0, encode.SWEEP_ROW)])
    return report, {
        ids.get(row["pseudonym"].tobytes().hex(), f"decoy{at}"): row["bits"]
        for at, row in enumerate(every)
    }


def dice(one: np.ndarray, other: np.ndarray) -> float:
    both = int(np.bitwise_count(one & other).sum())
    return 2 * both / int(np.bitwise_count(one).sum() + np.bitwise_count(other).sum())


def test_damaged_records_of_one_person_are_alike_and_a_nickname_is_left_out(tmp_path: Path) -> None:
    report, found = swept(tmp_path)
    assert (report.records, report.skipped, report.parties) == (5, 1, ("opp", "shelter"))
    assert set(found) == {"r1", "r2", "r3", "r4"}
    assert dice(found["r1"], found["r4"]) > dice(found["r1"], found["r3"]) + 0.08
    content = (tmp_path / "out.dls").read_bytes().lower()
    assert not any(word in content for word in (b"tremblay", b"1997", b"robert"))


@pytest.mark.parametrize(
    ("parties", "key"),
    [(("OPP", "RCMP"), KEY), (PARTIES, KEY.at("2")), (PARTIES, encode.fresh_key("statistics"))],
)
def test_sweeps_of_other_parties_epochs_and_keys_have_nothing_in_common(
    tmp_path: Path, parties: tuple[str, str], key: encode.EncodeKey
) -> None:
    _one, ours = swept(tmp_path)
    _two, theirs = swept(tmp_path, name="other", parties=parties, key=key)
    _three, same = swept(tmp_path, name="same", parties=PARTIES[::-1])
    assert dice(ours["r1"], same["r1"]) == 1
    assert dice(ours["r1"], theirs["r1"]) < 0.6


@pytest.mark.parametrize("parties", [(), ("OPP",), ("OPP", "opp "), ("A", "B", "C"), ("A", "")])
def test_a_sweep_needs_two_parties(tmp_path: Path, parties: tuple[str, ...]) -> None:
    with pytest.raises(Invalid, match="two named parties"):
        swept(tmp_path, parties=parties)
    assert not list(tmp_path.glob("*.dls*"))


def test_decoys_are_counted_and_weigh_what_records_weigh(tmp_path: Path) -> None:
    rows = [
        (f"p{n}", f"Name{n}", f"Fam{n * 7}", f"19{50 + n % 50}-01-12", "", "", "")
        for n in range(200)
    ]
    report, found = swept(tmp_path, rows=rows, decoys=0.5)
    assert report.decoys == 100
    weights = {
        kind: [
            int(np.bitwise_count(bits).sum()) for who, bits in found.items() if who.startswith(kind)
        ]
        for kind in ("p", "decoy")
    }
    assert len(weights["decoy"]) == 100
    assert abs(np.mean(weights["p"]) - np.mean(weights["decoy"])) < 15


def test_a_file_of_a_sweep_is_whole_or_refused_and_not_taken_for_another(tmp_path: Path) -> None:
    swept(tmp_path)
    path = tmp_path / "out.dls"
    with pytest.raises(Conflict):
        swept(tmp_path)
    with pytest.raises(Invalid, match="encoded for a sweep"):
        encode.open_encoded(path)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(Invalid, match="cut short"):
        encode.open_swept(path)


def test_every_kernel_gives_the_encoding_of_the_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    key = np.array([3, 5, 7, 11], np.uint64)
    turned = sweeps.diffusion(key[2:])
    matrix = np.unpackbits(turned.view(np.uint8), axis=1, bitorder="little")
    assert (matrix.sum(axis=0) == sweeps.DIFFUSED).all()
    random = np.random.default_rng(7)
    grams = [
        [
            [f"{at}{letter}" for letter in random.permutation(9)[: random.integers(0, 9)]]
            for at in range(8)
        ]
        for _ in range(20)
    ]
    told = filters.pieces(grams, len(tokens.FIELDS))
    monkeypatch.setenv("DOTLINE_KERNEL", "numpy")
    found = sweeps.encoded(told, key[:2], turned)
    held = set[int]()
    for field in range(8):
        for code in told.codes[told.starts[field] : told.starts[field + 1]]:
            told_hash = int(filters.siphash(key[:1], key[1:2], code)[0])
            held |= {told_hash >> 10 * at & 1023 for at in range(sweeps.PLACES[field])}
    expected = matrix[sorted(held)].sum(axis=0) % 2 if held else np.zeros(1024)
    assert (np.unpackbits(found[:1].view(np.uint8), bitorder="little") == expected).all()
    if kernel.library() is not None:
        monkeypatch.setenv("DOTLINE_KERNEL", "c")
        assert (sweeps.encoded(told, key[:2], turned) == found).all()


def test_the_kernel_sweeps_what_python_sweeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for kind in ("numpy", "c") if kernel.library() else ("numpy",):
        monkeypatch.setenv("DOTLINE_KERNEL", kind)
        swept(tmp_path, name=kind)
        ids = owners(tmp_path / f"{kind}.dls")
        rows = np.concatenate([*encode.open_swept(tmp_path / f"{kind}.dls").chunks()])
        names = [ids[one.hex()] for one in rows["pseudonym"].tolist()]
        found.append(
            sorted((who, row["bits"].tobytes()) for who, row in zip(names, rows, strict=True))
        )
    assert len(found[0]) > len(PEOPLE)
    assert all(one == found[0] for one in found)
