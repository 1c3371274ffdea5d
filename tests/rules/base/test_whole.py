"""Files written whole: never half of one, never readable by others, never a left-over."""

import os
import stat
from pathlib import Path

import pytest

from dotline.base import whole


def modes(folder: Path) -> dict[str, int]:
    return {one.name: stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()}


@pytest.mark.parametrize("mode", [0o600, 0o644])
@pytest.mark.parametrize("mask", [0o022, 0o077, 0o000])
def test_a_file_has_exactly_its_mode_whatever_the_process_masks(
    tmp_path: Path, mode: int, mask: int
) -> None:
    before = os.umask(mask)
    try:
        whole.write_whole(tmp_path / "key", "é", mode=mode)
    finally:
        os.umask(before)
    assert modes(tmp_path) == {"key": mode}
    assert (tmp_path / "key").read_bytes() == "é".encode()


def test_a_secret_is_never_readable_by_others_not_even_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, int]] = []
    sync = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda descriptor: (seen.append(modes(tmp_path)), sync(descriptor))
    )
    before = os.umask(0)
    try:
        whole.write_new(tmp_path / "key", "secret")
    finally:
        os.umask(before)
    assert len(seen) == 2  # the file, then the folder
    assert {mode for one in seen for mode in one.values()} == {0o600}


def test_what_cannot_be_written_leaves_what_was_there_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: dict[Path, bytes | str] = {tmp_path / "a": "old a", tmp_path / "b": "old b"}
    whole.write_all(files)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device", str(descriptor))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        whole.write_all(dict.fromkeys(files, "new"))
    with pytest.raises(OSError, match="No space"):
        whole.write_new(tmp_path / "c", "new")
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {"a": "old a", "b": "old b"}


def test_of_several_files_none_is_swapped_before_all_are_written(tmp_path: Path) -> None:
    whole.write_whole(tmp_path / "a", "old")
    with pytest.raises(FileNotFoundError):
        whole.write_all({tmp_path / "a": "new", tmp_path / "nowhere" / "b": "new"})
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {"a": "old"}


def test_nobody_overwrites_what_is_there_already(tmp_path: Path) -> None:
    assert whole.write_new(tmp_path / "key", "first")
    assert not whole.write_new(tmp_path / "key", "second")
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {"key": "first"}
