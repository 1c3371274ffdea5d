"""One seed makes one country: two homes filled with it differ in times, keys and ciphertexts, and in nothing else."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from dotline.base import ids
from dotline.intake import demo
from tests.cli.commands import ROOT, said
from tests.demo import filled

# Why a column may differ between two fills of one seed.
TIMES = {
    "access_agency": "made_at",
    "access_breakglass": "at ends_at",
    "access_datakey": "made_at",
    "audit_event": "at",
    "case_assessment": "recorded_at",
    "case_assessmentanswer": "recorded_at",
    "case_consentdecision": "recorded_at",
    "case_disclosurerecord": "at",
    "case_episode": "recorded_at",
    "case_legalhold": "placed_at",
    "case_likelydouble": "found_at",
    "case_linkquestion": "asked_at answer_at",
    "case_matchjudgement": "at",
    "case_matchnotice": "arrived_at expires_at told_at",
    "case_matchround": "due at",
    "case_nationcount": "counted_at",
    "case_nationtie": "recorded_at",
    "case_owncode": "made_at",
    "case_permit": "recorded_at",
    "case_person": "made_at",
    "case_persondeath": "recorded_at",
    "case_plannedservice": "recorded_at",
    "case_safetyplan": "made_at",
    "case_wagecorrection": "recorded_at",
    "django_migrations": "applied",
    "duty_obligation": "opens_at due_at met_at waived_at",
    "gates_agreementkey": "used_at",
    "gates_agreementparty": "made_at",
    "gates_agreementpoint": "since",
    "gates_encodedbatch": "at",
    "gates_outbox": "at delivered_at",
    "gates_ownbox": "at",
    "gates_received": "at",
    "gates_sharingagreement": "made_at",
    "intake_contact": "started_at ended_at saved_at",  # only of the calls that are open now
    "intake_childdutydecision": "at",
    "intake_contactneed": "changed_at",
    "intake_handover": "given_at",
    "intake_shift": "began_at",
    "intake_tip": "received_at opened_at routed_at received_by_police_at ended_at shredded_at",
    "intake_tipreceived": "at",
    "referral_attendance": "at",
    "referral_bedcount": "counted_at",
    "referral_bedhold": "placed_at expires_at",
    "referral_briefing": "at",
    "referral_briefingcopy": "at",
    "referral_briefingtext": "at read_by",  # until when it is to be read
    "referral_consent": "given_at expires_at",
    "referral_exclusion": "made_at",
    "referral_followup": "due_at",
    "referral_forcemessage": "at",
    "referral_jointtask": "at",
    "referral_listing": "approved_at published_at changed_at",
    "referral_meeting": "at starts_at",
    "referral_message": "at",
    "referral_minutes": "at",
    "referral_pointperson": "at",
    "referral_practice": "at approved_at",
    "referral_practicereview": "at",
    "referral_reveal": "asked_at",
    "referral_referral": "sent_at due_at changed_at access_ends_at answered_at",
    "referral_referralpackage": "received_at",
    "referral_rosterline": "at",
    "referral_seat": "joined_at",
    "referral_step": "at",
    "referral_taskforce": "at",
    "referral_taskstep": "at",
    "directory_confirmationanswer": "arrived_at sent posted_on",
    "directory_confirmationrequest": "made_at expires_at used_at",
    "directory_duplicatepair": "found_at",
    "directory_edition": "made_at",
    "directory_fieldoffer": "offered_at",
    "directory_loadrun": "at seconds",
    "directory_service": "changed_at assured_date",  # a listing is assured on the day of the filling
    "directory_source": "loaded_at",
    "directory_verification": "made_at due_at ended_at",
    "plan_planversion": "loaded_at",
    "report_report": "built_at",
    "statistics_release": "made_at",
}
KEYS_AND_SECRETS = {
    "case_identifier": "blind",  # keyed for the agency
    "case_matchjudgement": "notice_id",
    "case_matchnotice": "id match",  # rows of an encoded file stand in an order by chance
    "case_namehint": "digest",
    "gates_encodedbatch": "digest",
    "case_owncode": "box_id public proof told",  # a page's digits are drawn anew
    "gates_ownbox": "id",
    "directory_confirmationrequest": "digest",  # of a token
    "access_agency": "signing_public",
    "access_worker": "password totp_sealed totp_last",
    "gates_postkey": "public",
    "gates_boxsalt": "salt",
    "drop.audit_event": "object_id",
    "gates_tipbox": "id public",  # a tip's digits are drawn anew, and its box is named after them
    "intake_sametextkey": "wrapped made_on",  # a short-lived key, drawn anew each time
}
CIPHERTEXTS = {
    "access_breakglass": "words",
    "access_datakey": "wrapped",
    "case_disclosurerecord": "request",
    "case_episode": "place_sealed",
    "case_identifier": "sealed",
    "case_legalhold": "sealed",
    "case_matchnotice": "onward",
    "case_nationlisting": "sealed",
    "case_plannedservice": "sealed provider_sealed",
    "gates_ownbox": "sealed",
    "gates_sealedcomment": "sealed",
    "case_privacybreach": "sealed",
    "case_proceeding": "file_number_sealed",
    "case_representative": "organisation_sealed",
    "case_safetyplan": "sealed",
    "gates_outbox": "payload",
    "intake_contact": "alias safety summary plan",
    "intake_handover": "note",
    "intake_handoveritem": "note",
    "intake_tip": "note_id box_id letter text same_mark",
    "intake_tipreceived": "text",
    "referral_listing": "site_sealed",
    "referral_message": "sealed",
    "referral_referralpackage": "sealed",
}
# Lines of the ledger that name a file or a match: both are drawn anew.
BY_CHANCE = ("case.encode", "case.judge_match", "case.take_match")
# Hashes and signatures over the moments of the ledger's lines.
OVER_TIMES = {
    "audit_event": "leaf",
    "audit_link": "leaf previous hash",
    "audit_head": "id hash at signature",
}
MAY_DIFFER = (TIMES, KEYS_AND_SECRETS, CIPHERTEXTS, OVER_TIMES)


def tables(home: Path, store: str) -> dict[str, list[str]]:
    """Every row of every table, without the columns that may differ, in an order of its own."""
    with sqlite3.connect(home / f"{store}.sqlite3") as database:
        database.text_factory = bytes
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        names = [name.decode() for (name,) in database.execute(named).fetchall()]
        found = {name: _rows(database, store, name) for name in names}
    database.close()
    return found


def _rows(database: sqlite3.Connection, store: str, table: str) -> list[str]:
    names = (table, f"{store}.{table}")
    free = {one for kind in MAY_DIFFER for name in names for one in kind.get(name, "").split()}
    columns = [row[1].decode() for row in database.execute(f"PRAGMA table_info('{table}')")]
    kept = ", ".join(f'"{name}"' for name in columns if name not in free)
    found = database.execute(f"SELECT {kept} FROM '{table}'").fetchall()
    chance = {one.encode() for one in BY_CHANCE} if table == "audit_event" else set()
    return sorted(repr(row) for row in found if chance.isdisjoint(row))


def files(home: Path) -> dict[str, bytes]:
    """The kept reports, HTML and PDF."""
    folder = home / "reports"
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.slow
def test_two_homes_of_one_seed_are_the_same(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    homes = [
        Path(shutil.copytree(filled(tmp_path_factory) / "home", tmp_path / "one")),
        tmp_path / "two",
    ]
    said(homes[1], "demo", "--fill-only")
    for store in ("inside", "open", "drop"):
        one, two = (tables(home, store) for home in homes)
        assert one.keys() == two.keys()
        for table, rows in one.items():
            assert rows == two[table], f"{store}.{table}"
    one, two = (files(home) for home in homes)
    assert {Path(name).suffix for name in one} >= {".pdf", ".html"}
    assert one == two


def test_another_seed_makes_other_calls_and_the_same_totals() -> None:
    one, two = demo.history(1), demo.history(2)
    assert one[0].id != two[0].id
    assert [row.started_at for row in one] != [row.started_at for row in two]
    assert len(one) == len(two) == 12_706
    for seed in (1, 2):
        cases = demo.case_contacts(seed)
        sexual = sum(row.form == "SexualExploitation" for row in cases)
        assert (len(cases), sexual) == (1_500, 1_035)


def test_ids_are_drawn_from_a_seed_only_while_a_demo_is_filled() -> None:
    def three(seed: str) -> list[object]:
        with ids.drawn_from(seed):
            return [ids.new_id() for _ in range(3)]

    assert three("fill 1") == three("fill 1") != three("fill 2")
    assert len(set(three("fill 1"))) == 3
    assert ids.new_id() != ids.new_id()
    assert ids.seed() == ""
    users = [path for path in (ROOT / "src").rglob("*.py") if "drawn_from(" in path.read_text()]
    assert sorted(path.name for path in users) == ["demo.py", "fictional.py", "ids.py"]
    assert (ROOT / "src/dotline/cli/demo.py") in users
