"""Loaded statutes: safe XML, both languages, all or nothing, and what a changed text touches."""

from datetime import date
from pathlib import Path

import pytest

from dotline.base.errors import Invalid, NotFound, Unavailable
from dotline.base.progress import SilentProgress
from dotline.reference import law
from dotline.reference.law import editions, statutes
from dotline.reference.law.changes import Mention, changes, mentions

HEAD = (
    '<Statute xmlns:lims="x" lims:current-date="2026-01-01">'
    "<Identification><ShortTitle>A</ShortTitle></Identification>"
)
BODY = (
    HEAD
    + '<Body><Section lims:fid="{fid}"><Label>118</Label><Subsection lims:fid="9"><Label>(1)</Label>'
    "<Text>{text}</Text></Subsection><HistoricalNote>2001</HistoricalNote></Section></Body></Statute>"
)
BOMB = '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'


def folder(place: Path, text: str) -> Path:
    for lang, fid in (("eng", "1"), ("fra", "2")):
        (place / lang).mkdir(parents=True)
        body = BODY.format(fid=fid, text=f"{text} {lang}")
        (place / lang / "I-2.5.xml").write_text(body, encoding="utf-8")
    return place


def read(place: Path) -> statutes.Edition:
    return statutes.read_folder(place, SilentProgress())


def test_a_section_stands_in_both_languages_with_fid_and_hash(tmp_path: Path) -> None:
    whole, limb = read(folder(tmp_path, "No person shall")).statutes[0].sections
    assert (whole.place, whole.fid_en, whole.fid_fr) == ("118", "1", "2")
    assert (limb.place, limb.text_en, limb.text_fr) == (
        "118(1)",
        "No person shall eng",
        "No person shall fra",
    )
    assert "2001" not in whole.text_en
    assert len(limb.hash) == 64


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, "<a", "", "<Statute/>", "not xml at all"])
def test_entities_and_broken_files_are_refused_whole(tmp_path: Path, text: str) -> None:
    place = folder(tmp_path, "No person")
    (place / "eng" / "A-1.xml").write_text(text)
    (place / "fra" / "A-1.xml").write_text(text)
    with pytest.raises(Invalid):
        read(place)


def test_an_act_in_one_language_only_is_refused(tmp_path: Path) -> None:
    place = folder(tmp_path, "No person")
    (place / "fra" / "I-2.5.xml").unlink()
    with pytest.raises(Invalid):
        read(place)


def test_an_edition_is_kept_once_and_opens_only_as_it_was_signed(tmp_path: Path) -> None:
    edition, home = read(folder(tmp_path / "xml", "No person")), tmp_path / "home"

    def sign(data: bytes) -> bytes:
        return data[::-1]

    def holds(seal: bytes, data: bytes) -> bool:
        return seal == data[::-1]

    assert editions.keep(home, edition, sign)
    before = {path.name: path.stat().st_mtime_ns for path in home.iterdir()}
    assert not editions.keep(home, edition, sign)
    assert before == {path.name: path.stat().st_mtime_ns for path in home.iterdir()}
    for name in ("current", edition.digest[:8]):
        assert editions.open_edition(home, name, holds) == edition
    for name in ("", "abc", "../../etc"):
        with pytest.raises(NotFound):
            editions.open_edition(home, name, holds)
    file = home / f"{edition.digest}.json"
    file.write_bytes(file.read_bytes().replace(b"No person", b"Any person"))
    with pytest.raises(Unavailable):
        editions.open_edition(home, "current", holds)


def test_a_changed_text_names_what_cites_it(tmp_path: Path) -> None:
    old, new = read(folder(tmp_path / "a", "No person")), read(folder(tmp_path / "b", "Nobody"))
    assert changes(old, old, ()) == ()
    told = [
        Mention("rules", "IRPA 118", "here"),
        Mention("answers", "IRPA 118", "there"),
        Mention("rules", "IRPA 11", "elsewhere"),
    ]
    (found,) = changes(old, new, told)
    assert (found.act, found.section, found.change) == ("IRPA", "118", "changed")
    assert (found.rules, found.obligations, found.answers) == (("here",), (), ("there",))
    empty = statutes.Edition(())
    assert [one.change for one in changes(empty, new, ())] == ["added"]
    assert [one.change for one in changes(old, empty, ())] == ["removed"]


def test_our_own_files_are_found_by_the_section_they_cite() -> None:
    found = mentions(law.FOLDER.parent)
    cited = {(one.kind, one.cite) for one in found}
    assert ("rules", "IRPA 118") in cited
    assert ("rules", "PA 8") in cited
    assert ("obligations", "PIPEDA 8") in cited
    assert all(one.where for one in found)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Criminal Code, s. 278.3 and 278.4; the day is our proposal", ["CC 278.3", "CC 278.4"]),
        ("Privacy Act, s. 14; PIPEDA, Sch. 1, 4.9 and s. 8(3)", ["PA 14", "PIPEDA 8"]),
        ("IRPA 118, 119 and 120", ["IRPA 118", "IRPA 119", "IRPA 120"]),
        ("PIPEDA, s. 10.1(2) and (6), as soon as feasible", ["PIPEDA 10.1"]),
        ("Privacy Act, R.S.B.C. 1996, c. 165, s. 31", []),
        ("Youth Criminal Justice Act. S.C. 2002, c. 1, s. 3", []),
        ("CC 279.011(1)(b). The rest is s. 4 of our own rule", ["CC 279.011"]),
    ],
)
def test_every_section_that_a_row_cites_is_found_and_no_other_act_s(
    tmp_path: Path, text: str, cited: list[str]
) -> None:
    """A section that nobody finds is one whose change touches nothing of ours, so it seems."""
    (tmp_path / "some.yaml").write_text(f"rows:\n- {{code: a, basis: '{text}'}}\n")
    assert [one.cite for one in mentions(tmp_path)] == cited


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("117(2)(a)(i)", ("first offence", "$500,000", "10 years")),
        ("117(2)(a)(ii)", ("subsequent offence", "$1,000,000", "14 years")),
        ("117(2)(b)", ("summary", "$100,000", "two years")),
        ("117(3)", ("10 persons or more", "$1,000,000", "life imprisonment")),
        ("117(3.1)(a)", ("three years",)),
        ("117(3.1)(b)", ("five years",)),
        ("117(3.2)(a)", ("five years",)),
        ("117(3.2)(b)", ("10 years",)),
        ("117(4)", ("Attorney General of Canada",)),
        ("118", ("abduction, fraud, deception",)),
        ("120", ("$1,000,000", "life imprisonment")),
    ],
)
def test_our_rows_say_what_the_consolidated_act_says(
    shared: Path, place: str, words: tuple[str, ...]
) -> None:
    texts = {one.place: one for one in _irpa(shared).sections}
    assert all(word in texts[place].text_en for word in words)
    assert texts[place].text_fr
    assert law.law(f"IRPA {place}", date(2026, 3, 26)).in_force


@pytest.mark.shared_data
def test_our_penalties_are_those_of_the_consolidated_act(shared: Path) -> None:
    texts = {one.place: one.text_en for one in _irpa(shared).sections}
    years = {"two": 24, "three": 36, "five": 60, "10": 120, "14": 168}
    for cite, rows in law.HOLDER.value().provisions.items():
        act, place = cite.split(" ")
        if act != "IRPA" or not place.startswith("117(") or rows[-1].kind != "offence":
            continue
        row, text = rows[-1], texts[place]
        months = next((n for word, n in years.items() if f"{word} years" in text), None)
        assert months == (row.min_months or row.max_months), cite
        assert row.max_fine is None or f"${row.max_fine:,}" in text


@pytest.mark.shared_data
def test_the_table_of_statutes_says_that_the_consecutive_rule_was_repealed(shared: Path) -> None:
    tree = statutes.safe_tree(shared / "laws" / "TOPS_C-46_fr_2026-06-26.xml")
    (row,) = [one for one in tree.iter("Section") if one.findtext("Label") == "279.05"]
    assert "abrogé avant son entrée en vigueur" in "".join(row.itertext())
    assert not law.law("CC 279.05", date(2026, 1, 1)).in_force


def _irpa(shared: Path) -> statutes.Statute:
    found = read(shared / "laws")
    return next(one for one in found.statutes if one.chapter == "I-2.5")
