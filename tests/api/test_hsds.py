"""The HSDS 3.1 API: every answer is valid, filters add up, faults have one shape."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from dotline.base.reader import Reader
from dotline.directory import actions
from dotline.directory.queries import own_terms
from tests.rooms.directory.listings import key, load, service

pytestmark = pytest.mark.django_db(databases=["inside", "open", "drop"])
LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
EXAMPLES = ("service_full", "organization_full", "service_at_location_full")


def names(answer: Any) -> set[str]:
    return {one["name"] for one in answer.json()["contents"]}


def validator(shared: Path, name: str) -> Draft202012Validator:
    whole = json.loads((shared / "hsds" / "compiled" / "service_with_definitions.json").read_text())
    schema = (
        whole
        if name == "service"
        else {**whole["definitions"][name], "definitions": whole["definitions"]}
    )
    return Draft202012Validator(schema, format_checker=FormatChecker())


def test_the_root_says_what_this_is(api: Client) -> None:
    body = api.get("/").json()
    assert body["version"] == "3.1"
    assert {"profile", "openapi_url", "description", "publisher"} <= set(body)


@pytest.mark.shared_data
@pytest.mark.parametrize("example", EXAMPLES)
def test_what_comes_in_by_the_standard_goes_out_by_it_and_loses_nothing(
    api: Client, shared: Path, example: str
) -> None:
    path = shared / "hsds" / "examples" / f"{example}.json"
    told = actions.load(by=Reader.system("test"), path=path)
    # 100 degrees north does not exist; the offset of 3 hours gets a zone beside it and stays.
    assert {one.field.rpartition(".")[2] for one in told.findings} == {
        "latitude",
        "longitude",
        "timezone",
        "number",  # stands in quotes inside its quotes
    }
    given = json.loads(path.read_text())
    kind = example.removesuffix("_full")
    out = api.get(
        f"/{kind}s/{given['id']}?full_service=true"
        if kind == "organization"
        else f"/{kind}s/{given['id']}"
    )
    validator(shared, kind).validate(out.json())
    assert lost(given, out.json()) == []


def lost(given: Any, out: Any, at: str = "") -> list[str]:
    """What the source said and the answer does not; a latitude of 100 may and must be lost."""
    if isinstance(given, dict) and isinstance(out, dict):
        found = []
        for name, value in given.items():
            if name in ("latitude", "longitude", "number"):
                continue
            found += lost(value, out[name], f"{at}.{name}") if name in out else [f"{at}.{name}"]
        return found
    if isinstance(given, list) and isinstance(out, list) and len(given) == len(out):
        return [
            one
            for mine, theirs in zip(given, out, strict=True)
            for one in lost(mine, theirs, f"{at}[]")
        ]
    return [] if given == out else [at]


@pytest.mark.shared_data
@pytest.mark.parametrize("query", ["", "?full=true", "?minimal=true", "?search=shelter"])
def test_every_service_of_a_list_is_valid(
    api: Client, three: None, shared: Path, query: str
) -> None:
    check = validator(shared, "service")
    found = api.get(f"/services{query}").json()["contents"]
    assert found
    for one in found:
        check.validate(one)


@pytest.mark.shared_data
@pytest.mark.parametrize("name", LISTS[1:])
def test_every_other_list_is_valid_too(api: Client, three: None, shared: Path, name: str) -> None:
    check = validator(shared, {"taxonomies": "taxonomy"}.get(name, name.removesuffix("s")))
    page = api.get(f"/{name}").json()
    for one in page["contents"]:
        check.validate(one)
        check.validate(api.get(f"/{name}/{one['id']}").json())
    assert page["contents"] or name == "taxonomies"


def test_a_page_says_where_it_stands(api: Client, three: None) -> None:
    page = api.get("/services?per_page=2&page=2").json()
    del page["contents"]
    assert page == {
        "total_items": 3,
        "total_pages": 2,
        "page_number": 2,
        "size": 1,
        "first_page": False,
        "last_page": True,
        "empty": False,
    }


def test_pages_part_the_list_without_gap_or_overlap(api: Client, three: None) -> None:
    ids = [
        one["id"]
        for n in (1, 2, 3)
        for one in api.get(f"/services?per_page=1&page={n}").json()["contents"]
    ]
    assert sorted(ids) == sorted(
        key(name) for name in ("Harbour shelter", "Maple legal help", "Prairie shelter")
    )


def test_filters_add_up_and_post_takes_the_same(api: Client, three: None) -> None:
    shelter = str(own_terms.term_id("shelter"))
    assert names(api.get(f"/services?taxonomy_term_id={shelter}")) == {
        "Harbour shelter",
        "Prairie shelter",
    }
    both = {"taxonomy_term_id": shelter, "organization_id": key("Prairie shelter", "org")}
    assert names(api.get("/services", both)) == {"Prairie shelter"}
    assert names(api.post("/services", both)) == {"Prairie shelter"}
    assert names(api.post("/services", json.dumps(both), content_type="application/json")) == {
        "Prairie shelter"
    }
    assert names(api.get("/services", {**both, "search": "harbour"})) == set()
    assert names(api.get(f"/organizations?taxonomy_id={own_terms.TAXONOMY}&search=maple")) == {
        "Maple legal help society"
    }


def test_a_postcode_and_metres_give_what_is_near(api: Client, three: None) -> None:
    near = api.get("/service_at_locations?postcode=M5V&proximity=20000").json()["contents"]
    assert {one["id"] for one in near} == {
        key("Harbour shelter", "join"),
        key("Maple legal help", "join"),
    }


def test_french_is_served_where_there_is_french(api: Client, three: None) -> None:
    address = f"/services/{key('Harbour shelter')}"
    answer = api.get(address, headers={"accept-language": "fr-CA"})
    assert answer.json()["name"] == "Refuge du port"
    assert answer.headers["Content-Language"] == "fr"
    assert api.get(address, headers={"accept-language": "en"}).json()["name"] == "Harbour shelter"


def test_an_answer_that_is_known_is_not_sent_again(api: Client, three: None) -> None:
    first = api.get("/services")
    again = api.get("/services", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    load(service("New"), source="other")
    assert api.get("/services", headers={"if-none-match": first.headers["ETag"]}).status_code == 200


def test_a_copy_learns_what_was_removed(api: Client, three: None) -> None:
    load(service("Harbour shelter", at=(43.71, -79.40)), allow_removal=True)
    found = api.get("/services?modified_after=2020-01-01T00:00:00Z").json()["contents"]
    gone = {one["name"] for one in found if one["status"] == "defunct"}
    assert gone == {"Maple legal help", "Prairie shelter"}


def test_everything_streams_one_object_a_line(api: Client, three: None) -> None:
    answer = api.get("/services?format=ndjson&full=true")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 3 and all(json.loads(line)["id"] for line in lines)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/services?page=0", 400),
        ("/services?page=-1", 400),
        ("/services?page=99", 400),
        ("/services?per_page=x", 400),
        ("/services?colour=red", 400),
        ("/services?minimal=perhaps", 400),
        ("/services?modified_after=soon", 400),
        ("/services?taxonomy_id=7", 400),
        ("/services?format=xml", 400),
        ("/services/7", 400),
        ("/services/0f8fad5b-d9cb-469f-a165-70867728950e", 404),
        ("/service_at_locations?proximity=10", 400),
        ("/service_at_locations?postcode=M5V&proximity=far", 400),
        ("/taxonomy_terms?full=true", 400),
    ],
)
def test_every_fault_has_the_one_shape(api: Client, three: None, address: str, status: int) -> None:
    answer = api.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        status,
        "application/problem+json",
    )
    assert {"type", "title", "status", "detail", "next", "errors"} == set(answer.json())


def test_only_reading_is_possible(api: Client, three: None) -> None:
    assert api.delete("/services").status_code == 405
    assert api.put(f"/services/{key('Harbour shelter')}").status_code == 405
    assert api.post("/services", "{", content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    "body", [r'{"search": "\ud800"}', r'{"search": "a\udfffb"}', r'{"\udead": "a"}']
)
def test_half_a_character_in_a_search_is_a_fault_of_the_question(
    api: Client, three: None, body: str
) -> None:
    answer = api.post("/services", body, content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert {"type", "title", "status", "detail", "next", "errors"} == set(answer.json())


def test_a_whole_character_outside_the_basic_plane_is_searched_for(
    api: Client, three: None
) -> None:
    answer = api.post("/services", r'{"search": "\ud83c\udfe0"}', content_type="application/json")
    assert answer.status_code == 200
