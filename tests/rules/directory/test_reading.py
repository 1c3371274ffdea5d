"""Bad input: a clear sentence naming the thing, the reason and the next step, and nothing guessed."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from dotline.base.errors import Invalid, NotFound
from dotline.directory.formats import archive, reading
from dotline.directory.formats.archive import Given
from dotline.directory.formats.records import Batch
from dotline.directory.rules import reasons

SERVICE = {
    "id": "c0ffee00-0000-4000-8000-000000000001",
    "name": "Invented help",
    "status": "active",
}


def read(content: bytes, name: str = "file.json", encoding: str = "") -> Batch:
    return reading.read(archive.from_bytes(name, content), source="test", encoding=encoding)


def zipped(**members: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", ".").replace("_SLASH_", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("words", "format_"),
    [
        (json.dumps(SERVICE), "HSDS 3.1 JSON"),
        (json.dumps([SERVICE]), "HSDS 3.1 JSON list"),
        (json.dumps({"contents": [SERVICE], "total_pages": 1}), "HSDS 3.1 JSON page"),
        (json.dumps(SERVICE) + "\n" + json.dumps({**SERVICE, "id": "x"}), "HSDS 3.1 NDJSON"),
    ],
)
def test_what_it_is_is_seen_from_the_content(words: str, format_: str) -> None:
    assert read(words.encode(), "anything").format == format_


def test_tables_are_read_with_and_without_a_description() -> None:
    services = "id,name,status\n1,Invented help,active\n"
    assert len(read(zipped(services__csv=services), "a.zip").of("service")) == 1
    package = json.dumps({"resources": [{"name": "service", "path": "what.csv"}]})
    assert (
        len(read(zipped(what__csv=services, datapackage__json=package), "a.zip").of("service")) == 1
    )


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (zipped(services__csv="id,name\n1,a\n")[:60], "cut.zip", "not a whole zip"),
        (b"PK\x03\x04 nonsense", "bad.zip", "not a whole zip"),
        (b"{\"id\": ", "half.json", "not whole JSON"),
        (b"[" * 100_000, "deep.json", "not whole JSON"),
        (b"hello there", "letter.txt", "neither HSDS JSON nor"),
        (b"%PDF-1.7", "a.pdf", "neither HSDS JSON nor"),
        (b"[]", "empty.json", "no service"),
        (json.dumps({"id": "1", "status": "active"}).encode(), "nameless.json", "service without name"),
        (zipped(**{"_SLASH_etc_SLASH_x__csv": "id\n1\n"}), "slip.zip", "leads out"),
        (zipped(**{"..":  "x"}), "dots.zip", "leads out"),
        (zipped(services__csv="id,name\n" + "0" * 5_000_000), "bomb.zip", "far more"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # a zip's bytes hold the time
)  # fmt: skip
def test_a_broken_file_is_refused_in_a_sentence_with_a_next_step(
    content: bytes, name: str, says: str
) -> None:
    with pytest.raises(Invalid) as refused:
        read(content, name)
    assert name in refused.value.text() and says in refused.value.text()
    assert refused.value.next_step


def test_a_path_inside_a_zip_never_leads_out_of_it() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("../services.csv", "id,name\n1,a\n")
    with pytest.raises(Invalid, match="leads out"):
        read(out.getvalue(), "slip.zip")


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.csv").write_text("id,name\n1,a\n")
    (tmp_path / "in" / "services.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(Invalid, match="link"):
        archive.given(tmp_path / "in")


def test_nothing_at_the_path_is_said() -> None:
    with pytest.raises(NotFound, match=r"nothing at nowhere\.zip"):
        archive.given(Path("nowhere.zip"))


def test_another_encoding_is_refused_until_it_is_declared() -> None:
    table = "id,name,status\n1,Hébergement inventé,active\n".encode("cp1252")
    with pytest.raises(Invalid, match="not UTF-8"):
        read(zipped(services__csv=table), "a.zip")
    batch = read(zipped(services__csv=table), "a.zip", encoding="cp1252")
    (record,) = batch.of("service").values()
    assert record.values["name"] == "Hébergement inventé"
    assert any("cp1252" in group.reason for group in batch.findings.groups())


def test_a_byte_order_mark_is_no_part_of_the_first_heading() -> None:
    table = b"\xef\xbb\xbfid,name,status\n1,Invented help,active\n"
    assert len(read(zipped(services__csv=table), "a.zip").of("service")) == 1


def test_every_repair_and_refusal_is_listed_without_its_value() -> None:
    service = {
        **SERVICE,
        "status": "open for canary@example.org",
        "email": "canary",
        "service_at_locations": [
            {
                "location": {
                    "location_type": "physical",
                    "latitude": 900,
                    "longitude": 1,
                    "name": "x",
                }
            }
        ],
        "colour": "canary",
    }
    batch = read(json.dumps(service).encode())
    told = {(group.field, group.action) for group in batch.findings.groups()}
    assert {
        ("status", "refused"),
        ("status", "repaired"),
        ("email", "refused"),
        ("service_at_locations.location.latitude", "refused"),
        ("service_at_locations.location.longitude", "refused"),
        ("colour", "refused"),
    } <= told
    assert "canary" not in repr(batch.findings.groups())
    (record,) = batch.of("service").values()
    assert record.values["status"] == "inactive"


def test_the_same_id_for_two_things_gets_two_ids() -> None:
    twice = [SERVICE, {**SERVICE, "name": "Another invented help"}]
    batch = read(json.dumps(twice).encode())
    assert len(batch.of("service")) == 2
    assert any("used twice" in group.reason for group in batch.findings.groups())


def test_a_formula_comes_in_as_text_and_its_guard_is_taken_off() -> None:
    table = 'id,name,description,status\n1,=1+1,"\'=HYPERLINK(""x"")",active\n'
    (record,) = read(zipped(services__csv=table), "a.zip").of("service").values()
    assert record.values["name"] == "=1+1"
    assert record.values["description"] == '=HYPERLINK("x")'


def test_ragged_rows_are_noted() -> None:
    batch = read(zipped(services__csv="id,name,status\n1,One,active,extra\n2,Two\n"), "a.zip")
    assert {group.field for group in batch.findings.groups()} >= {"(row)"}
    assert len(batch.of("service")) == 2


def test_keys_that_are_no_uuid_give_lasting_ids_of_their_source() -> None:
    table = zipped(services__csv="id,name,status\n136,Invented help,active\n")
    one = reading.read(archive.from_bytes("a.zip", table), source="north")
    again = reading.read(archive.from_bytes("a.zip", table), source="north")
    other = reading.read(archive.from_bytes("a.zip", table), source="south")
    assert set(one.of("service")) == set(again.of("service"))
    assert not set(one.of("service")) & set(other.of("service"))


def test_the_older_tables_are_said_again_in_the_words_of_today() -> None:
    members = {
        "services__csv": "id,organization_id,name,url,status\n1,7,Invented help,www.example.org,\n",
        "organizations__csv": "id,name,url\n7,Invented society,example.org\n",
        "locations__csv": "id,organization_id,name,latitude,longitude\n1,7,Here,45.4,-75.7\n",
        "services_at_location__csv": "id,service_id,location_id\n1,1,1\n",
        "regular_schedules__csv": "id,service_id,weekday,opens_at,closes_at,original_text\n"
        ",1,Monday,9am,5:00pm,weekdays\n,1,Tuesday,9am,5:00pm,weekdays\n",
        "phones__csv": "id,service_id,number\n1,1,1-833-900-1010 x5\n",
        "languages__csv": "id,service_id,language\n1,1,French\n1,1,English\n",
        "taxonomy__csv": "id,name,parent_id,vocabulary\nBH,Shelter,,Old terms\n",
        "services_taxonomy__csv": "id,service_id,taxonomy_id\n5,1,BH\n",
        "eligibility__csv": "id,service_id,eligibility\n,,Everybody\n,1,Anybody\n",
    }
    batch = read(zipped(**members), "old.zip")
    assert batch.format == "HSDS 1.x tables"
    counts = {
        name: len(batch.of(name))
        for name in ("service", "schedule", "language", "attribute", "taxonomy")
    }
    assert counts == {"service": 1, "schedule": 1, "language": 2, "attribute": 1, "taxonomy": 1}
    (schedule,) = batch.of("schedule").values()
    assert (schedule.values["byday"], schedule.values["opens_at"]) == ("MO,TU", "09:00")
    (phone,) = batch.of("phone").values()
    assert (phone.values["number"], phone.values["extension"]) == ("1-833-900-1010", 5.0)
    (service,) = batch.of("service").values()
    assert service.values["eligibility_description"] == "Anybody"
    assert any(
        group.file == "eligibility.csv" and group.rows == "2" for group in batch.findings.groups()
    )


def test_bytes_of_any_kind_end_in_a_sentence() -> None:
    for content in (b"", b"\x00" * 100, b"\xff\xfe\x00", "é".encode("cp1252")):
        with pytest.raises(Invalid):
            reading.read(Given("x", {"x": content}), source="test")


def test_every_reason_is_known_and_said_in_french() -> None:
    broken = {
        **SERVICE,
        "status": "open",
        "email": "x",
        "url": "a b",
        "minimum_age": "old",
        "assured_date": "soon",
        "last_modified": "now",
        "phones": [{"number": ""}, "x"],
        "schedules": [{"opens_at": "5:00", "byday": "MO"}],
        "languages": {},
        "colour": "red",
        "service_at_locations": [{"location": {"latitude": 900, "addresses": [{"city": "Here"}]}}],
    }
    for group in read(json.dumps(broken).encode()).findings.groups():
        assert reasons.known(group.reason), group.reason
    french = {"phone": "téléphone", "{thing} without {name}": "{thing} sans {name}"}
    told = reasons.spoken("phone without number", french.__getitem__)
    assert told == "téléphone sans number"
