"""Who is accused stays with the police or court that holds it: no file of people tells the name, in no field."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.access.actions import NewAgency, add_agency
from dotline.access.unit import behind
from dotline.base.reader import Reader
from dotline.case import actions
from dotline.case.actions import Opening
from dotline.case.formats import htcds_people
from dotline.case.rules import AccusedNames, Role, withheld
from tests.rooms.case.bringing import brought_in
from tests.rooms.case.test_htcds import bring, put, read, send, table
from tests.rooms.conftest import Cast

NAME = "Zébulon Canary-Hawk"
TELLS = "driven there by one Canary Hawk, FICTIONAL"
VICTIM = {
    "prs_FirstName": "Hawk",  # a word of her own name, which is hers
    "prs_SecondName": "FICTIONAL",
    "prs_MailingStreet": "c/o Zebulon CANARY HAWK, FICTIONAL Street",
    "cas_Status": "Active",
    "cco_CaseComment": TELLS,
}


@pytest.fixture
def officer(dan: Reader) -> Reader:
    """An investigator who brings in and sends out, in whose unit somebody is accused."""
    more = dan.permissions | {"case.import", "case.export", "case.export_named"}
    by = Reader(dan.worker, dan.agency, dan.roles, more)
    row = actions.open_case(
        by=by, opening=Opening(basis="documents", identifiers=(("name", NAME),))
    )
    with behind(by):
        person = row.involvement_set.get().person_id
    brought_in(by=by, case_id=row.id, person_id=person, role=Role.ACCUSED)
    return by


@pytest.mark.parametrize("without_names", [False, True])
@pytest.mark.parametrize("to", ["shelter", "court"])
def test_no_file_that_leaves_tells_an_accused_name_in_any_field(
    cast: Cast, officer: Reader, tmp_path: Path, to: str, without_names: bool
) -> None:
    if to == "court":
        _court()
    bring(officer, put(tmp_path, table(VICTIM)))
    out = tmp_path / "out.csv"
    asked = {"basis": "court_order", "stated": ("order",), "without_names": without_names}
    sent = send(officer, out, to=to, **asked)
    text = out.read_text()
    assert "anary" not in text
    assert "CANARY" not in text
    # Whose row it is does not matter: she who is accused in one case is not named as a victim either.
    own = set() if without_names else {"prs_SecondName"}
    assert set(sent.withheld) == {"cco_CaseComment", "prs_MailingStreet"} | own
    assert ("Hawk" in text) is not without_names


def test_the_own_copy_of_police_is_whole(officer: Reader, tmp_path: Path) -> None:
    bring(officer, put(tmp_path, table(VICTIM)))
    sent = send(officer, tmp_path / "own.csv")
    assert not sent.withheld
    assert TELLS in {row.get("cco_CaseComment") for row in read(tmp_path / "own.csv")}


def _court() -> None:
    agency = NewAgency("court", "Court", "Tribunal", "Court", "ON")
    add_agency(by=Reader.system("test"), agency=agency)


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_what_holds_a_whole_name_is_always_withheld(before: str, name: str, after: str) -> None:
    secret = AccusedNames.of([name])
    told = {"free": (f"{before} {name} {after}",), "own": (name,), "code": ("Yes",)}
    hidden = withheld(told, secret, {"free"}, {"own"})
    if secret.whole:
        assert {"free", "own"} <= set(hidden)
    else:
        assert not hidden


def test_fields_of_free_words_are_known() -> None:
    assert "cco_CaseComment" in htcds_people.FREE
    assert "prs_SecondName" in htcds_people.OWN
