"""Out, in and out again: the same bytes."""

import json
from pathlib import Path

from dotline.base.reader import Reader
from dotline.directory import actions
from dotline.directory.models import Service
from dotline.directory.queries import exports
from tests.rooms.directory.listings import LOADER, load, service

PUBLIC = Reader.public()


def country() -> None:
    load(
        service("=Harbour shelter", at=(43.71, -79.4), needs=("shelter", "food"), serves="Ontario",
                open_=("MO,TU", "09:00", "17:00", "America/Toronto"),
                description="Line one\nline two, \"quoted\"\\n", ours={"name_fr": "Refuge", "sealed": False}),
        service("Maple legal help", minimum_age=16, additional_urls=[{"id": "u", "url": "https://example.org"}]),
    )  # fmt: skip


def emptied(folder: Path) -> None:
    (folder / "one.json").write_text(json.dumps([service("Only this")]))
    actions.load(by=LOADER, path=folder / "one.json", source="test", allow_removal=True)


def test_tables_out_in_and_out_again_are_the_same_bytes(tmp_path: Path) -> None:
    country()
    first = exports.as_tables(PUBLIC)
    (tmp_path / "all.zip").write_bytes(first)
    emptied(tmp_path)
    loaded = actions.load(by=LOADER, path=tmp_path / "all.zip", source="test", allow_removal=True)
    assert loaded.findings == () and Service.objects.count() == 2
    assert exports.as_tables(PUBLIC) == first


def test_lines_out_in_and_out_again_are_the_same_bytes(tmp_path: Path) -> None:
    country()
    first = "\n".join(exports.as_lines(PUBLIC))
    (tmp_path / "all.ndjson").write_text(first)
    emptied(tmp_path)
    loaded = actions.load(
        by=LOADER, path=tmp_path / "all.ndjson", source="test", allow_removal=True
    )
    assert [one.field for one in loaded.findings] == []
    assert "\n".join(exports.as_lines(PUBLIC)) == first
