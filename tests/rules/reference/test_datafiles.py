"""Data files: every fault is told with file, line and mend; a broken reload changes nothing."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotline.reference.datafiles import BadData, DataSet, Holder, load_set

SCHEMA = {
    "type": "object",
    "required": ["things"],
    "additionalProperties": False,
    "properties": {
        "same": {"type": "array"},
        "things": {
            "type": "array",
            "x-names": {"kind": "thing"},
            "items": {
                "type": "object",
                "required": ["code", "label_en"],
                "additionalProperties": False,
                "properties": {
                    "code": {"type": "string", "pattern": "^[A-Za-z_]+$"},
                    "label_en": {"type": "string"},
                    "label_fr": {"type": "string"},
                    "parent": {"type": "string", "x-refers": "thing"},
                    "colour": {"enum": ["red", "blue"]},
                    "since": {"type": "string", "format": "date"},
                    "size": {"type": "integer"},
                    "same": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}

GOOD = "things:\n  - code: ON\n    label_en: Shelter\n    label_fr: Refuge\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    return tmp_path


def load(folder: Path, text: str | bytes) -> DataSet:
    raw = text if isinstance(text, bytes) else text.encode()
    (folder / "a.yaml").write_bytes(raw)
    return load_set(folder)


def test_a_good_file_loads_and_plain_words_stay_words(folder: Path) -> None:
    row = next(load(folder, GOOD + "    since: 2010-06-29\n").rows("things"))
    assert row.text("code") == "ON"
    assert str(row.day("since")) == "2010-06-29"
    assert (row.file, row.line) == ("a.yaml", 2)
    with pytest.raises(TypeError):
        row.value["code"] = "no"  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (GOOD + "    wrong: x\n", 5, "wrong is not a key"),
        (GOOD.replace("    label_en: Shelter\n", ""), 3, "no English beside it"),
        (GOOD.replace("    label_fr: Refuge\n", ""), 3, "label_en has no French beside it"),
        (GOOD.replace("Refuge", "''"), 4, "label_fr is empty"),
        (GOOD.replace("Refuge", "Shelter"), 4, "repeats the English"),
        (GOOD + GOOD.partition("\n")[2], 5, "given twice; first in thing/a.yaml, line 2"),
        (GOOD + "    parent: nobody\n", 5, "nobody refers to no thing"),
        (GOOD + "    colour: green\n", 5, "not on its list"),
        (GOOD + "    since: 2009-02-29\n", 5, "wrong form"),
        (GOOD + "    size: many\n", 5, "wrong kind of value"),
        (GOOD + "    code: QC\n", 5, "written twice"),
        (GOOD + "  code: x\n", 5, "not readable YAML"),
        (GOOD.replace("Refuge", "&a Refuge") + "    size: *a\n", 5, "alias"),
        ("", 1, "empty"),
        ("things: \n  - code: !!python/object:os.system x\n", 2, "not allowed"),
        (GOOD.encode() + b"    colour: r\xe9d\n", 5, "not UTF-8"),
    ],
)
def test_each_fault_names_file_line_reason_and_mend(
    folder: Path, text: str | bytes, line: int, says: str
) -> None:
    with pytest.raises(BadData) as caught:
        load(folder, text)
    said = [one.text().replace(f"{folder.name}/", "thing/") for one in caught.value.problems]
    assert any(says in one and one.startswith(f"thing/a.yaml, line {line}") for one in said), said
    assert all(one.mend for one in caught.value.problems)


def test_all_faults_of_all_files_come_at_once(folder: Path) -> None:
    (folder / "b.yaml").write_text(GOOD.replace("ON", "QC").replace("Refuge", "''"))
    with pytest.raises(BadData) as caught:
        load(folder, GOOD + "    colour: green\n    size: many\n")
    assert [(one.file.partition("/")[2], one.line) for one in caught.value.problems] == [
        ("a.yaml", 5),
        ("a.yaml", 6),
        ("b.yaml", 4),
    ]
    assert "Faults: 3" in str(caught.value)


def test_the_same_word_in_both_languages_must_be_declared(folder: Path) -> None:
    text = GOOD.replace("Refuge", "Shelter")
    assert load(folder, text + "    same: [label]\n").sheets["a.yaml"].problems == []


@settings(max_examples=60)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_at_all_crash_the_loader(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    folder = tmp_path_factory.mktemp("x")
    (folder / "schema.json").write_text(json.dumps(SCHEMA))
    try:
        load(folder, raw)
    except BadData as error:
        assert error.problems


def test_a_broken_reload_keeps_the_last_good_version_and_tells_why(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    own = home / "data" / "colours"
    own.mkdir(parents=True)
    monkeypatch.setenv("DOTLINE_HOME", str(home))
    load(folder, GOOD)
    holder = Holder(
        "colours", folder, lambda data: [row.text("label_en") for row in data.rows("things")]
    )
    assert holder.value() == ["Shelter"]
    (own / "a.yaml").write_text(GOOD.replace("Shelter", "House"))
    assert holder.reload()
    assert holder.value() == ["House"]
    (own / "a.yaml").write_text(GOOD.replace("Shelter", "''"))
    assert not holder.reload()
    assert holder.value() == ["House"]
    assert "label_en is empty" in str(holder.fault)
    holder.forget()
    assert holder.value() == ["Shelter"], (
        "a broken own file at start falls back on the packaged one"
    )
    assert holder.fault is not None
    (own / "a.yaml").unlink()
    assert holder.reload()
    assert holder.fault is None
