"""Owners: every kernel reads the same owners, whatever the ids and the blocks; what is no such file is refused."""

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.gates.encode import digests, owners
from dotline.matching import kernel

KERNELS = ("c", "numpy") if kernel.library() else ("numpy",)


def listed(path: Path, ids: list[str], seed: int) -> list[int]:
    """A file with some pseudonyms of each id, and the pseudonyms."""
    random = Random(seed)
    made = [random.getrandbits(64) for _ in ids]
    lines = (
        f"{name.to_bytes(8, 'little').hex()}\t{one}\n" for name, one in zip(made, ids, strict=True)
    )
    path.write_text("".join(lines), encoding="utf-8", newline="\n")
    return made


@settings(max_examples=40, deadline=None)
@given(
    ids=st.lists(st.sampled_from(("1", "2", "17", "É 9", "a,b", "long" * 30)), max_size=60),
    seed=st.integers(0, 99), block=st.sampled_from((160, 1 << 22)),
)  # fmt: skip
def test_every_kernel_reads_the_same_owners(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str], seed: int, block: int
) -> None:
    path = tmp_path_factory.mktemp("owners") / "a.ids"
    made = listed(path, ids, seed)
    asked = np.array([*made[::2], 7, *made[::3]], np.uint64)
    orders: list[list[str]] = []
    for kind in KERNELS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DOTLINE_KERNEL", kind)
            patch.setattr(owners, "_BLOCK", block)
            told = owners.owners(path, asked)
        named = [told.ids[at] if at >= 0 else None for at in told.numbers.tolist()]
        assert named == [*ids[::2], None, *ids[::3]]
        assert len(set(told.ids)) == len(told.ids) == len(set(ids[::2]) | set(ids[::3]))
        orders.append(list(told.ids))
    assert all(order == orders[0] for order in orders)


@pytest.mark.parametrize("kind", KERNELS)
def test_many_records_are_all_found(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOTLINE_KERNEL", kind)
    ids = [f"r{at % 20_000}" for at in range(40_000)]
    made = listed(tmp_path / "a.ids", ids, 1)
    told = owners.owners(tmp_path / "a.ids", np.array(made, np.uint64))
    assert told.numbers.tolist() == [at % 20_000 for at in range(40_000)]
    assert told.ids[:3] == ["r0", "r1", "r2"]
    assert told.ids[-1] == "r19999"


@pytest.mark.parametrize("kind", KERNELS)
@pytest.mark.parametrize(
    "text", ["no list", "0123456789abcdeg\tx\n", "0123456789abcdeF\tx\n", "0123456789abcdef x\n"]
)
def test_what_is_no_list_of_owners_is_refused(
    kind: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOTLINE_KERNEL", kind)
    (tmp_path / "a.ids").write_text(text, encoding="utf-8")
    with pytest.raises(Invalid):
        owners.owners(tmp_path / "a.ids", np.array([1], np.uint64))


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 9 * 65_536 + 5, 17 * 65_536])
def test_every_kernel_gives_one_digest_however_a_file_is_told(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, path = Random(size).randbytes(size), tmp_path / "file"
    path.write_bytes(data + b"behind")
    found = set()
    for kind in KERNELS:
        monkeypatch.setenv("DOTLINE_KERNEL", kind)
        for step in (1_000, 100_000, size + 1):
            told = digests.Digest()
            for begin in range(0, size, step):
                told.update(data[begin : begin + step])
            found.add(told.hexdigest())
            joined = digests.Digest()
            for begin in range(0, size, step):  # as several who each read a stretch
                stretch = digests.Digest(begin)
                stretch.update(data[begin : begin + step])
                joined.follow(stretch)
            found.add(joined.hexdigest())
        with path.open("rb") as stream:
            found.add(digests.of_file(stream.fileno(), size))
    assert len(found) == 1
    assert digests.Digest().hexdigest() not in found or not size
