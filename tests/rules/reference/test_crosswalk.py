"""The crosswalk: every row names a code of ours, says one thing, and is empty where nothing was verified."""

from pathlib import Path

import pytest

from dotline.base.errors import Invalid, NotFound
from dotline.reference import crosswalk, vocabulary
from dotline.reference.datafiles import BadData

SCHEMES = {"HTCDS2", "CTDC2017", "CTDC2021", "IC-TIP", "GLOTIP", "UCR", "ISIC4"}
HEAD = (
    "scheme: GLOTIP\ntitle_en: a\ntitle_fr: b\nsource: c\nverified: true\n"
    "note_en: d\nnote_fr: e\nmaps:\n"
)


def test_every_scheme_is_there_and_what_is_not_verified_is_empty_and_says_so() -> None:
    found = {one.code: one for one in crosswalk.schemes()}
    assert set(found) == SCHEMES
    for one in found.values():
        assert one.verified == bool(one.maps)
        assert one.note("en") != one.note("fr")
        assert all(row.source for row in one.maps)


def test_every_row_comes_back_to_the_code_it_was_written_from() -> None:
    for scheme in crosswalk.schemes():
        for one in scheme.maps:
            assert vocabulary.is_code(one.list, one.code)
            if one.way == "":
                assert crosswalk.read(scheme.code, one.field, one.value) == (one.list, one.code)
                assert crosswalk.written(scheme.code, one.list, one.code, one.field) == one.value


def test_the_contradictions_of_htcds_are_read_and_only_its_pick_list_is_written() -> None:
    field = "vic_MethodsOfControl"
    for value, code in (
        ("PhysicalThreats", "Threats"),
        ("Threats", "Threats"),
        ("UsesChildren", "ThreatensChildrenFamily"),
        ("RestrictsMovement", "RestrictsMovement"),
    ):
        assert crosswalk.read("HTCDS2", field, value) == ("control_means", code)
    assert crosswalk.written("HTCDS2", "control_means", "RestrictsMovement", field) == "Other"
    written = {
        crosswalk.written("HTCDS2", "control_means", one.code, field)
        for one in vocabulary.codes("control_means")
    }
    assert len(written) == 16
    assert None not in written


def test_industries_and_kinds_of_labour_meet_in_the_sections_of_isic() -> None:
    assert crosswalk.written("ISIC4", "labour_types", "DomesticWork", "section") == "T"
    assert crosswalk.written("ISIC4", "labour_types", "Begging", "section") is None
    assert len(vocabulary.codes("labour_sectors")) == 21


def test_an_unknown_value_is_refused_and_never_guessed() -> None:
    with pytest.raises(Invalid):
        crosswalk.read("HTCDS2", "prs_Gender", "female")
    with pytest.raises(NotFound, match="IC-TIP"):
        crosswalk.scheme("IC_TIP")


@pytest.mark.parametrize(
    "rows",
    [
        "  - {list: genders, code: Nobody, field: a, value: b}\n",
        "  - {list: nothing, code: Feminine, field: a, value: b}\n",
        "  - {list: genders, code: Feminine, field: a, value: b}\n"
        "  - {list: genders, code: Masculine, field: a, value: b}\n",
        "  - {list: genders, code: Feminine, field: a, value: b}\n"
        "  - {list: genders, code: Feminine, field: a, value: c}\n",
    ],
)
def test_a_wrong_row_is_found_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: str
) -> None:
    own = tmp_path / "data" / "crosswalk"
    own.mkdir(parents=True)
    (own / "glotip.yaml").write_text(HEAD + rows, encoding="utf-8")
    _is_refused(tmp_path, monkeypatch)


def test_a_scheme_that_nobody_verified_takes_no_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "data" / "crosswalk"
    own.mkdir(parents=True)
    sound = HEAD + "  - {list: genders, code: Feminine, field: a, value: b}\n"
    (own / "glotip.yaml").write_text(sound.replace("true", "false"), encoding="utf-8")
    _is_refused(tmp_path, monkeypatch)


def _is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOTLINE_HOME", str(home))
    crosswalk.HOLDER.forget()
    try:
        assert crosswalk.scheme("GLOTIP").maps == ()  # the packaged one stays in use
        assert isinstance(crosswalk.HOLDER.fault, BadData)
    finally:
        monkeypatch.undo()
        crosswalk.HOLDER.forget()
