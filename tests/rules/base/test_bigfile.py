"""Big files: every byte is the one that stands there, wherever it comes from."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base import bigfile
from dotline.base.bigfile import BigFile

SIZE = 300_001


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    path, told = tmp_path_factory.mktemp("big") / "file", Random(5).randbytes(SIZE)
    path.write_bytes(told)
    return path, told


@given(st.integers(0, SIZE + 5), st.integers(0, 20_000))
def test_any_stretch_is_read_as_it_stands(data: tuple[Path, bytes], at: int, long: int) -> None:
    path, whole = data
    with BigFile(path) as near, BigFile(path, small=0) as far:
        for file in (near, far):
            room = bytearray(long)
            assert file.read(memoryview(room), at) == len(whole[at : at + long])
            assert room[: len(whole[at : at + long])] == whole[at : at + long]


def test_a_file_that_is_not_in_memory_is_read_past_the_cache_to_its_end(
    data: tuple[Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, whole = data
    monkeypatch.setattr(bigfile, "BLOCK", 1 << 13)
    with BigFile(path, small=0) as file:
        assert not file.past, "it was read a moment ago"
    monkeypatch.setattr(bigfile, "_in_memory", lambda _file, _size: False)
    for at in (0, 1, 4_095, 4_096, 8_191, 100_000, SIZE - 1, SIZE, SIZE + 9_000):
        with BigFile(path, small=0) as file:
            room = bytearray(60_000)
            got = file.read(memoryview(room), at)
            assert bytes(room[:got]) == whole[at : at + 60_000]
