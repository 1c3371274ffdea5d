"""What a partner's program leans on: lists that stand still, copies that catch up, both languages, plain refusals."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
import time_machine
from django.test import Client

from dotline.base import clock
from dotline.directory.queries import own_terms
from tests.rooms.directory.listings import key, load, service

pytestmark = pytest.mark.django_db(databases=["inside", "open", "drop"])
LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")


def many(*names: str) -> list[dict[str, Any]]:
    return [service(name, at=(43.7, -79.4), needs=("shelter",)) for name in names]


def ids(answer: Any) -> list[str]:
    return [one["id"] for one in answer.json()["contents"]]


# --- lists that stand still ---------------------------------------------------------------------


@pytest.mark.parametrize("path", ["services", "organizations", "service_at_locations"])
def test_a_load_in_the_middle_of_paging_makes_neither_duplicates_nor_gaps(
    api: Client, path: str
) -> None:
    names = [f"Shelter {number}" for number in range(30)]
    load(*many(*names))
    before = ids(api.get(f"/{path}?per_page=100"))
    seen = ids(api.get(f"/{path}?per_page=7&page=1"))
    load(*many(*names[:4], *names[6:], *(f"New {n}" for n in range(25))))  # two go, many come
    pages = api.get(f"/{path}?per_page=7&page=2").json()["total_pages"]
    for number in range(2, pages + 1):
        seen += ids(api.get(f"/{path}?per_page=7&page={number}"))
    assert len(seen) == len(set(seen))
    after = set(ids(api.get(f"/{path}?per_page=100")))
    assert set(before) & after <= set(seen)
    assert after <= set(seen)


@pytest.mark.parametrize("query", ["", "taxonomy_id={taxonomy}", "modified_after=2020-01-01"])
def test_the_next_address_goes_on_where_the_page_ended(api: Client, query: str) -> None:
    load(*many(*(f"Shelter {number}" for number in range(12))))
    query = query.format(taxonomy=own_terms.TAXONOMY)
    address, seen = f"/services?per_page=5&{query}", []
    while address:
        answer = api.get(address)
        seen += ids(answer)
        link = answer.headers.get("Link", "")
        address = link.partition(">")[0].lstrip("<")
        assert bool(link) is not answer.json()["last_page"]
        load(*many(*(f"Shelter {number}" for number in range(len(seen), 14 + len(seen)))),
             source=f"other {len(seen)}")  # fmt: skip
        if len(seen) > 12:
            break
    assert len(seen) == len(set(seen))
    assert {key(f"Shelter {number}") for number in range(12)} <= set(seen)


def test_a_search_that_lost_its_order_says_so(api: Client) -> None:
    load(*many(*(f"Shelter {number}" for number in range(4))))
    first = api.get("/services?search=shelter&per_page=2")
    mark = first.json()["x_dotline"]["after"]
    on = api.get("/services", {"search": "shelter", "per_page": "2", "after": mark})
    assert not set(ids(first)) & set(ids(on))
    load(*many("Shelter of another source"), source="other")
    late = api.get("/services", {"search": "shelter", "per_page": "2", "after": mark})
    assert late.status_code == 409 and "page 1" in late.json()["next"]


def test_a_hole_closes_a_day_later(api: Client) -> None:
    now = datetime(2026, 11, 1, 12, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        load(*many("A", "B", "C"))
        load(*many("A", "B"))
        assert api.get("/services?per_page=1").json()["total_pages"] == 3
        assert api.get("/services").json()["total_items"] == 2
    with time_machine.travel(now + timedelta(days=2), tick=False):
        load(*many("D"), source="other")
        assert api.get("/services?per_page=1").json()["total_pages"] == 3


def test_minimal_gives_all_services_in_one_page(api: Client) -> None:
    load(*many(*(f"Shelter {number}" for number in range(60))))
    page = api.get("/services?minimal=true").json()
    assert page["size"] == 60 and page["last_page"]
    assert {tuple(sorted(one)) for one in page["contents"]} == {
        ("id", "last_modified", "name", "status")
    }


# --- copies that catch up -----------------------------------------------------------------------


def test_a_change_of_what_belongs_to_a_service_is_a_change_of_the_service(api: Client) -> None:
    start = datetime(2026, 11, 1, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        load(*many("A", "B"))
    changes: list[dict[str, Any]] = [
        {"phones": [{"id": key("A", "phone"), "number": "1-833-900-1010", "description": "New"}]},
        {"organization": {"id": key("A", "org"), "name": "A renamed", "description": "Invented."}},
        {"phones": []},
    ]
    for step, change in enumerate(changes, start=1):
        at = start + timedelta(hours=step)
        with time_machine.travel(at, tick=False):
            one, two = many("A", "B")
            load({**one, **change}, two)
            since = at.isoformat().replace("+00:00", "Z")
            assert ids(api.get(f"/services?modified_after={since}")) == [key("A")], change


def test_removals_are_told_to_the_second_and_by_owner(api: Client) -> None:
    start = datetime(2026, 11, 1, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        load(*many("A", "B", "C"))
    with time_machine.travel(start + timedelta(hours=1), tick=False):
        load(*many("A"))
        told = api.get("/services?modified_after=2026-11-01T13:00:00Z").json()["contents"]
        assert {(one["id"], one["status"]) for one in told} == {
            (key("B"), "defunct"),
            (key("C"), "defunct"),
        }
        assert all(one["x_dotline"]["removed_at"] for one in told)
        mine = {"modified_after": "2026-11-01T13:00:00Z", "organization_id": key("B", "org")}
        assert ids(api.get("/services", mine)) == [key("B")]
        gone = ids(api.get("/service_at_locations?modified_after=2026-11-01T13:00:00Z"))
        assert set(gone) == {key("B", "join"), key("C", "join")}
        assert ids(api.get("/services?modified_after=2026-11-01T13:00:01Z")) == []
        lines = api.get("/services?modified_after=2026-11-01T13:00:00Z&format=stream")
        assert len(b"".join(lines.streaming_content).splitlines()) == 2


# --- both languages -----------------------------------------------------------------------------


def test_each_text_is_in_the_language_asked_for_or_says_that_it_is_not(api: Client) -> None:
    load(
        service(
            "Harbour shelter",
            description="For everybody.",
            eligibility_description="Women.",
            schedules=[{"id": key("h"), "notes": "Ring", "x_dotline": {"notes_fr": "Sonnez"}}],
            cost_options=[
                {"id": key("c"), "option": "Free", "x_dotline": {"option_fr": "Gratuit"}}
            ],
            ours={"name_fr": "Refuge", "alert_fr": "Fermé lundi", "description_fr": "Pour tous."},
        )
    )
    address = f"/services/{key('Harbour shelter')}"
    french = api.get(address, headers={"accept-language": "fr-CA, en;q=0.5"}).json()
    assert (french["name"], french["description"]) == ("Refuge", "Pour tous.")
    assert french["schedules"][0]["notes"] == "Sonnez"
    assert french["cost_options"][0]["option"] == "Gratuit"
    assert french["languages"][0]["name"] == "anglais"
    assert french["x_dotline"]["lang"] == {"eligibility_description": "en"}
    english = api.get(address, headers={"accept-language": "en"}).json()
    assert (english["name"], english["alert"]) == ("Harbour shelter", "Fermé lundi")
    assert english["x_dotline"]["lang"] == {"alert": "fr"}
    stored = api.get("/services?full=true", headers={"accept-language": "fr"})
    assert stored.headers["Content-Language"] == "fr"
    assert "Accept-Language" in stored.headers["Vary"]


# --- filters add up -----------------------------------------------------------------------------


def test_every_pair_of_filters_gives_what_both_give(api: Client) -> None:
    load(
        *many("Harbour shelter", "Bay shelter"),
        service("Maple legal help", at=(43.65, -79.38), needs=("legal_aid",), serves="Ontario"),
        service("Prairie shelter", at=(49.88, -97.15), needs=("shelter",), serves="Manitoba"),
        service("Everywhere", needs=("food",), serves="Canada"),
        service("Closed", status="inactive", needs=("shelter",)),
    )
    values = {
        "taxonomy_term_id": [str(own_terms.term_id(code)) for code in ("shelter", "legal_aid")],
        "taxonomy_id": [str(own_terms.TAXONOMY), key("none")],
        "organization_id": [key("Harbour shelter", "org"), key("Prairie shelter", "org")],
        "modified_after": ["2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z"],
        "search": ["shelter", "help", "nowhere"],
        "postcode": ["M5V", "R3C"],
        "top_only": ["true"],
        "parent_id": [str(own_terms.term_id("shelter"))],
    }
    from dotline.directory.api.parameters import KNOWN

    kinds = {"services": "service", "organizations": "organization",
             "service_at_locations": "service_at_location", "taxonomy_terms": "taxonomy_term"}  # fmt: skip
    tried = 0
    for path, kind in kinds.items():
        names = [one.name for one in KNOWN[kind] if one.name in values]
        single = {
            (name, value): set(ids(api.get(f"/{path}", {name: value, "per_page": "500"})))
            for name in names
            for value in values[name]
        }
        for (one, mine), (two, theirs) in combinations(single, 2):
            if one != two:
                both = api.get(f"/{path}", {one: mine, two: theirs, "per_page": "500"})
                assert set(ids(both)) == single[one, mine] & single[two, theirs], (path, one, two)
                tried += 1
    assert tried > 80


# --- copies on the way --------------------------------------------------------------------------


def test_the_tag_is_strong_also_when_packed(api: Client, three: None) -> None:
    plain, packed = api.get("/services"), api.get("/services", headers={"accept-encoding": "gzip"})
    assert not plain.headers["ETag"].startswith("W/")
    assert not packed.headers["ETag"].startswith("W/")
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert gzip.decompress(packed.content) == plain.content
    again = api.get(
        "/services",
        headers={"accept-encoding": "gzip", "if-none-match": packed.headers["ETag"]},
    )
    assert again.status_code == 304


def test_the_date_of_the_last_change_is_told_and_heeded(api: Client, three: None) -> None:
    with time_machine.travel(clock.now() + timedelta(days=1, seconds=5), tick=False):
        changed = api.get("/services").headers["Last-Modified"]
        late = (clock.now()).strftime("%a, %d %b %Y %H:%M:%S GMT")
        assert api.get("/services", headers={"if-modified-since": late}).status_code == 304
        assert api.get("/services", headers={"if-modified-since": changed}).status_code == 200
        load(service("New"), source="other")
        assert api.get("/services", headers={"if-modified-since": late}).status_code == 200


def test_any_page_may_read_it_and_no_cookie_is_set(api: Client, three: None) -> None:
    addresses = ["/", "/openapi.json", "/services", "/services/7", "/services?page=0"]
    for answer in [api.get(address) for address in addresses]:
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies and "Set-Cookie" not in answer.headers
    asked = api.options("/services", headers={"access-control-request-method": "POST"})
    assert asked.status_code == 204 and "POST" in asked.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Origin" not in api.get("/en/").headers
    assert api.get("/en/").headers["Cache-Control"] == "no-store"


def test_search_words_stay_off_disks_and_out_of_addresses(api: Client, three: None) -> None:
    assert api.get("/services?search=harbour").headers["Cache-Control"] == "no-store"
    posted = api.post("/services", {"search": "shelter", "per_page": "1"})
    assert posted.headers["Cache-Control"] == "no-store" and "Link" not in posted.headers
    assert posted.json()["x_dotline"]["after"]


# --- refusals -----------------------------------------------------------------------------------


BODY = "application/json"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", BODY, 400),
        ("[]", BODY, 400),
        ('"search"', BODY, 400),
        ("[" * 100_000, BODY, 400),
        ('{"page": 1, "page": 2}', BODY, 400),
        ('{"search": ["a"]}', BODY, 400),
        ('{"search": {"a": 1}}', BODY, 400),
        ('{"colour": "red"}', BODY, 400),
        ('{"page": 0}', BODY, 400),
        ('{"page": 1.5}', BODY, 400),
        (json.dumps({"search": "x" * 10_000_000}), BODY, 413),
        (json.dumps({"search": "x" * 1_000}), BODY, 400),
        (b"\xff\xfe{}", BODY, 400),
        ("search=a&search=b", "application/x-www-form-urlencoded", 400),
        ("&".join(f"a{n}=1" for n in range(600)), "application/x-www-form-urlencoded", 413),
        ("--x", "multipart/form-data", 400),
        ("<search/>", "application/xml", 415),
        ("search", "text/plain", 415),
    ],
)
def test_a_bad_body_gets_the_one_shape(
    api: Client, three: None, body: Any, kind: str, status: int
) -> None:
    answer = api.generic("POST", "/services", body, content_type=kind)
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        status,
        "application/problem+json",
    )
    assert {"type", "title", "status", "detail", "next", "errors"} == set(answer.json())


@pytest.mark.parametrize(
    "query",
    [
        "page=1000000000",
        "page=10000000000000000000",
        "per_page=1000000",
        "per_page=501",
        "page=1&page=2",
        "page=１",
        "search=" + "x" * 501,
        "modified_after=0001-01-01T00:00:00%2B14:00",
        "after=x",
        "after=n99999999999999999999",
        "after=g7",
        "taxonomy_term_id=%00",
    ],
)
def test_a_bad_address_gets_the_one_shape(api: Client, three: None, query: str) -> None:
    answer = api.get(f"/services?{query}", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


def test_a_postcode_that_is_none_is_a_fault_of_the_question(api: Client, three: None) -> None:
    answer = api.get("/service_at_locations?postcode=Z9Z")
    assert answer.status_code == 400 and "Z9Z" not in answer.content.decode()


def test_a_refused_method_says_which_ones_are_answered(api: Client, three: None) -> None:
    assert api.delete("/services").headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert api.post("/services/7").headers["Allow"] == "GET, HEAD, OPTIONS"
    assert api.post("/").status_code == 405 and api.head("/services").status_code == 200


def test_the_description_names_every_address_and_parameter(api: Client, three: None) -> None:
    told = api.get("/openapi.json").json()
    assert api.get("/").json()["openapi_url"].endswith("/openapi.json")
    lists = {f"/{name}" for name in LISTS}
    assert set(told["paths"]) == {"/"} | lists | {f"{path}/{{id}}" for path in lists}
    names = {one["name"] for one in told["paths"]["/services"]["get"]["parameters"]}
    assert {"search", "page", "per_page", "modified_after", "minimal", "full", "format"} <= names
