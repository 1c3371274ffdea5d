"""Files that are compared are found whole in the pass that compares them, before anything is given back."""

from pathlib import Path

import pytest

from dotline.base.errors import Invalid
from dotline.gates import encode
from dotline.link import jobs

KEY = encode.EncodeKey("victims", "1", bytes(32))
SCHEMA = encode.Schema(
    "rid", {"given": "given_name", "family": "family_name", "born": "birth_date"}
)
PEOPLE = [
    (f"Nomo{at % 7}", f"Familio{at}", f"19{40 + at % 50}-03-{1 + at % 28:02}") for at in range(60)
]


def _encoded(folder: Path, letter: str) -> Path:
    table, out = folder / f"{letter}.csv", folder / f"{letter}.dlk"
    lines = [",".join((f"{letter}{at}", *one)) for at, one in enumerate(PEOPLE)]
    table.write_text("\n".join(["rid,given,family,born", *lines]), encoding="utf-8")
    encode.encode_file(table, out, schema=SCHEMA, key=KEY)
    return out


def test_a_byte_that_changed_anywhere_is_refused_and_nothing_is_told(tmp_path: Path) -> None:
    a, b = (_encoded(tmp_path, letter) for letter in "ab")
    compared = jobs.compare(a, b)
    assert len(compared.pairs.one) >= len(PEOPLE)
    assert compared.pairs.about.digests == tuple(encode.glance(one).digest for one in (a, b))
    whole = b.read_bytes()
    size = encode.ROW.itemsize
    first = len(whole) - whole[::-1].index(b"{"[::-1]) - 1 - size * encode.open_encoded(b).rows
    places = {
        "the head": 12,
        "the first token": first,
        "a token in the middle": first + 300 * size,
        "a filter": first + 200 * size + 60,
        "the last row": len(whole) - 200,
        "the foot": len(whole) - 30,
    }
    for what, at in places.items():
        b.write_bytes(whole[:at] + bytes([whole[at] ^ 64]) + whole[at + 1 :])
        for one, other in ((a, b), (b, a), (b, None)):
            with pytest.raises(Invalid, match="cut short or changed"):
                pytest.fail(f"{what}: {jobs.compare(one, other)}")
    for cut in (whole[:-1], whole[: first + size], whole[: len(whole) // 2], b""):
        b.write_bytes(cut)
        with pytest.raises(Invalid, match="cut short or changed"):
            jobs.compare(a, b)
