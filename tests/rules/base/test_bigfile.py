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
def test_any_stretch_is_read_as_it_stands_past_the_cache_or_from_it(
    data: tuple[Path, bytes], at: int, long: int
) -> None:
    path, whole = data
    with BigFile(path) as file:
        for read in (file.read, file._from_disk, file.read):
            room = bytearray(long)
            try:
                got = read(memoryview(room), at)
            except OSError:
                assert read == file._from_disk, "a file system that cannot read past its cache"
                continue
            assert bytes(room[:got]) == whole[at : at + long][:got]
            assert got == len(whole[at : at + long]) or read == file._from_disk


def test_a_file_longer_than_a_block_is_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bigfile, "BLOCK", 1 << 13)
    told = Random(6).randbytes(50_000)
    (tmp_path / "file").write_bytes(told)
    with BigFile(tmp_path / "file") as file:
        room = bytearray(60_000)
        assert file.read(memoryview(room), 0) == len(told)
        assert room[: len(told)] == told
