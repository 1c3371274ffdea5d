"""A 211 centre's iCarol export: what is public comes in whole, what is private turns up nowhere."""

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.reader import Reader
from dotline.directory import actions
from dotline.directory.formats import archive, reading
from dotline.directory.formats.records import Batch
from dotline.directory.queries import exports, runs
from dotline.directory.rules import reasons
from tests.rooms.directory.icarol import NUMBER, PUBLIC, row, secret, table
from tests.rooms.directory.listings import LOADER

ROOT = Path(__file__).resolve().parents[3]
MARKS = st.integers(2000, 9999)
FLAGS = st.sampled_from(["Yes", "TRUE", "1", "Oui", "Y", "true", "yes, always", "private"])


def batch(*rows: dict[str, str]) -> Batch:
    return reading.read(archive.from_bytes("north.csv", table(*rows)), source="north")


def said(found: Batch) -> str:
    """Everything that a batch holds: records and findings."""
    records = [
        [name, str(key), dict(record.values)]
        for name, kind in found.records.items()
        for key, record in kind.items()
    ]
    return json.dumps(records, ensure_ascii=False) + repr(found.findings.groups())


def one(found: Batch, kind: str, name: str) -> dict[str, Any]:
    (values,) = [dict(r.values) for r in found.of(kind).values() if r.values.get("name") == name]
    return values


def fields(found: Batch) -> set[tuple[int, str, str]]:
    return {
        (each.row, each.field, each.reason)
        for group in found.findings.groups()
        for each in group.each()
    }


def hidden_rows(mark: int, flag: str) -> list[dict[str, str]]:
    """One row for each way of keeping something back, all with the same secrets."""
    s = secret(mark)
    address = {
        "PhysicalAddress1": s["street"],
        "PhysicalCity": f"Kestrelwyn{mark:04d}",
        "PhysicalStateProvince": "QC",
        "PhysicalPostalCode": s["postal"],
        "Latitude": s["latitude"],
        "Longitude": s["longitude"],
        "PhysicalLocationDescription": f"Behind Kestrelwyn{mark:04d} park",
        "BusServiceAccess": f"Bus to Kestrelwyn{mark:04d}",
    }
    people = {
        "MainContactName": s["person"],
        "MainContactEmailAddress": s["email"],
        "MainContactPhoneNumber": s["phone"],
    }
    return [
        row("200", "Site", "Quiet House", ParentAgencyNum="100", Phone1Number=NUMBER,
            PhysicalAddressIsPrivate=flag, CoverageArea="Quebec",
            AgencyDescription=f"You find us at {s['street'].upper()}.",
            MailingAddress1=s["street"], MailingPostalCode=s["postal"], MailingCity="Québec",
            MailingStateProvince="QC", MailingAddressIsPrivate="No", **address),
        row("210", "Program", "Quiet Program", ParentAgencyNum="100", Phone1Number=NUMBER,
            Phone2Number=s["phone"], Phone2Name=s["person"], Phone2IsPrivate=flag,
            PhoneNumberAfterHours=s["phone"], PhoneNumberAfterHoursIsPrivate=flag,
            Eligibility=f"Call {s['phone'].replace('(', '').replace(') ', '.')} first",
            ApplicationProcess=f"Write to {s['email'].upper()}",
            FeeStructureSource=f"Ask Ms. Quarrington{mark:04d}", MainContactIsPrivate=flag, **people),
        row("220", "Program", "Out of the Website", ParentAgencyNum="100", ExcludeFromWebsite=flag,
            **address, **people),
        row("230", "Program", "Out of the Directory", ParentAgencyNum="100",
            ExcludeFromDirectory=flag, **address, **people),
        row("240", "Agency", "Gone Society", AgencyStatus="Inactive", **address, **people),
        row("250", "Agency", "Secret Family Society", ExcludeFromWebsite=flag, **address),
        row("260", "Program", "Child of a Secret Family", ParentAgencyNum="250", **people),
        row("270", "Program", "Notes", ParentAgencyNum="100", InternalNotes=f"{s['street']} {s['person']}",
            LastVerifiedByName=s["person"], LastVerifiedByEmailAddress=s["email"], RecordOwner=s["person"]),
        row("280", "Site", "Same Building", ParentAgencyNum="100", Latitude=s["latitude"],
            Longitude=s["longitude"]),
        row("290", "Program", "Not for the Directory", AvailableForDirectory="No", **address, **people),
    ]  # fmt: skip


def test_what_is_public_comes_in_whole() -> None:
    found = batch(*PUBLIC)
    assert found.format == "iCarol resource export" and found.complete
    program = one(found, "service", "Lakeside Shelter Program")
    assert program["eligibility_description"] == "Women and children"
    assert program["name_fr"] == "Programme d’hébergement"
    assert program["description_fr"] == "Des lits pour femmes et enfants."
    assert program["assured_date"] == "2026-09-25"
    assert one(found, "organization", "Lakeside Community Society")["year_incorporated"] == 1999
    assert {r.values["type"] for r in found.of("phone").values()} == {"voice", "fax"}
    weekly = [dict(r.values) for r in found.of("schedule").values() if "byday" in r.values]
    assert {(w["byday"], w["opens_at"], w["closes_at"]) for w in weekly} == {
        ("MO,TU,WE,TH,FR", "09:00", "17:00"),
        ("SA", "10:00", "14:00"),
    }
    loose = [r.values for r in found.of("schedule").values() if "byday" not in r.values]
    assert [values["description"] for values in loose] == ["9-5"]
    (join,) = found.of("service_at_location").values()
    assert join.values["location_id"] in map(str, found.of("location"))
    assert {r.values["name"] for r in found.of("language").values()} == {"English", "Tagalog"}
    assert (3, "searchhints", "not carried over from iCarol") in fields(found)


@given(MARKS, FLAGS)
def test_nothing_private_gets_into_a_record_or_a_finding(mark: int, flag: str) -> None:
    found = batch(*PUBLIC, *hidden_rows(mark, flag))
    told = said(found)
    assert [needle for needle in secret(mark)["needles"] if needle.lower() in told.lower()] == []
    names = {record.values["name"] for record in found.of("service").values()}
    assert names >= {"Quiet House", "Quiet Program", "Notes", "Same Building"}
    assert not any(word in told for word in ("Secret Family", "Out of the", "Gone Society"))
    assert all(reasons.known(group.reason) for group in found.findings.groups())
    noted = {(row, name) for row, name, _why in fields(found)}
    first = len(PUBLIC) + 2
    assert {
        (first, "physicaladdress1"), (first, "latitude"), (first, "longitude"), (first, "physicalcity"),
        (first, "agencydescription"), (first, "mailingaddress1"), (first, "busserviceaccess"),
        (first + 1, "phone2number"), (first + 1, "phone2name"), (first + 1, "maincontactname"),
        (first + 1, "eligibility"), (first + 1, "applicationprocess"), (first + 1, "feestructuresource"),
        *((first + place, "(whole record)") for place in (2, 3, 4, 5, 6, 9)),
        (first + 7, "internalnotes"), (first + 7, "lastverifiedbyname"), (first + 8, "latitude"),
    } <= noted  # fmt: skip


@given(st.sampled_from(["", "No", "FALSE", "0", "non", "no "]))
def test_an_empty_flag_or_a_plain_no_hides_nothing(flag: str) -> None:
    found = batch(*PUBLIC[:3], {**PUBLIC[3], "PhysicalAddressIsPrivate": flag}, PUBLIC[4])
    assert any(record.values["address_1"] == "2 Example Street" for record in found.of("address").values())  # fmt: skip


def test_a_number_that_one_row_hides_is_hidden_everywhere() -> None:
    s = secret(4711)
    found = batch(
        *PUBLIC,
        row("300", "Program", "One", ParentAgencyNum="100", Phone1Number=s["phone"], Phone1IsPrivate="Yes"),
        row("310", "Program", "Two", ParentAgencyNum="100", Phone1Number=s["phone"]),
    )  # fmt: skip
    assert "9004711" not in said(found)
    assert (8, "phone1number", "says what the source marks as private elsewhere") in fields(found)


def test_a_public_number_that_a_hidden_row_repeats_stays_public() -> None:
    found = batch(*PUBLIC, row("300", "Program", "Hidden", ExcludeFromWebsite="Yes", Phone1Number=NUMBER))  # fmt: skip
    assert {record.values["number"] for record in found.of("phone").values()} == {NUMBER}


def test_a_circle_of_parents_ends() -> None:
    found = batch(
        row("1", "Site", "One", ParentAgencyNum="2"), row("2", "Site", "Two", ParentAgencyNum="1")
    )
    assert len(found.of("service")) == 2


def texts(api: Client) -> Iterable[str]:
    """Every public answer there is."""
    lists = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
    for path in lists:
        for query in (
            "?per_page=500",
            "?full=true&per_page=500",
            "?format=ndjson",
            "?search=quiet",
        ):
            if path.startswith("tax") and "full" in query:
                continue
            answer = api.get(f"/{path}{query}")
            yield (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()  # fmt: skip
        for item in api.get(f"/{path}").json()["contents"]:
            yield api.get(f"/{path}/{item['id']}").content.decode()
    yield api.get("/services?modified_after=2000-01-01T00:00:00Z").content.decode()


@pytest.mark.usefixtures("public_site")
def test_nothing_private_is_in_any_answer_export_or_log(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    marks = (3141, 5926, 5358)
    rows = [each for mark in marks for each in _renumbered(hidden_rows(mark, "Yes"), mark)]
    loaded = actions.load(by=LOADER, stream=io.BytesIO(table(*PUBLIC, *rows)), source="north.csv")
    assert loaded.services > 5
    api = Client(headers={"accept": "application/json"})
    told = [*texts(api), *exports.as_lines(Reader.public()), caplog.text, repr(loaded)]
    packed = archive.from_bytes("a.zip", exports.as_tables(Reader.public()))
    told += [member.decode() for member in packed.members.values()]
    told.append(repr(runs.findings(Reader.public())))
    everything = "\n".join(told).lower()
    assert "quiet house" in everything
    for mark in marks:
        assert [n for n in secret(mark)["needles"] if n.lower() in everything] == []


def _renumbered(rows: list[dict[str, str]], mark: int) -> list[dict[str, str]]:
    known = {each["ResourceAgencyNum"]: f"{each['ResourceAgencyNum']}{mark}" for each in rows}
    return [
        {
            **each,
            "ResourceAgencyNum": known[each["ResourceAgencyNum"]],
            **(
                {"ParentAgencyNum": known.get(each["ParentAgencyNum"], each["ParentAgencyNum"])}
                if "ParentAgencyNum" in each
                else {}
            ),
        }
        for each in rows
    ]


def test_a_refused_export_does_not_repeat_what_it_holds() -> None:
    s = secret(2718)
    broken = table(*hidden_rows(2718, "Yes")) + f'"{s["street"]}'.encode()
    with pytest.raises(Exception, match="readable table") as refused:
        actions.load(by=LOADER, stream=io.BytesIO(broken), source="north.csv")
    assert not any(needle in f"{refused.value!r} {refused.value}" for needle in s["needles"])


@pytest.mark.slow
@pytest.mark.sqlite
def test_nothing_private_is_on_the_disk_after_a_load(tmp_path: Path) -> None:
    """Database, write-ahead log, index and whatever else lies in the home, byte for byte."""
    home, file = tmp_path / "home", tmp_path / "north.csv"
    home.mkdir()
    file.write_bytes(table(*PUBLIC, *hidden_rows(8128, "Yes")))
    environment = {
        **os.environ,
        "DOTLINE_HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
        "DOTLINE_DATABASE": "sqlite",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "dotline.cli", "directory"]
    for arguments in (["load", str(file)], ["report"], ["report", "--rows"]):
        done = subprocess.run(
            [*command, *arguments], env=environment, capture_output=True, text=True, check=True
        )
        file_bytes = (done.stdout + done.stderr).lower()
        assert [n for n in secret(8128)["needles"] if n.lower() in file_bytes] == []
    found = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file()).lower()
    assert b"quiet house" in found
    for needle in secret(8128)["needles"]:
        assert (
            needle.lower().encode() not in found and needle.lower().encode("utf-16-le") not in found
        )
