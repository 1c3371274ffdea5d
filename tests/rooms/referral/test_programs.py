"""Programs read the directory with a key: at the tier of its role, until it ends, and never what is sealed (R-23)."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dotline.access.models import ApiKey
from dotline.access.programs import actions, keyed, queries, rules
from dotline.access.programs.rules import KeyRole, Scope
from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.gates.publish import Tier
from dotline.referral import policy
from tests.browsing import Desk, code_of, hidden
from tests.law.test_canary import cells
from tests.rooms.conftest import Cast
from tests.rooms.referral.test_reveals import CANARY, shared_listing

BOTH = frozenset(Scope)
SEALED = ("555-0103", CANARY, "H0H 0H0", "45.517263")  # no time of day holds these


@pytest.fixture(autouse=True)
def fresh_paces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test asks as if it were the first of its minute."""
    monkeypatch.setattr(keyed, "ASKS", rules.Pace(keyed.ASKS.most))
    monkeypatch.setattr(keyed, "TRIES", rules.Pace(keyed.TRIES.most))


def new_key(
    by: Reader, role: KeyRole = KeyRole.PARTNER, scopes: frozenset[Scope] = BOTH, days: int = 30
) -> str:
    """A key, made with the code of the next half minute, so that one test may make several."""
    made = ApiKey.objects.using(Store.INSIDE)
    with behind(Reader.system("test")):
        later = clock.now() + timedelta(seconds=30 * made.count())
    with clock.frozen(later):
        wanted = actions.NewKey(new_id(), "Intake screen", role, scopes, days)
        return actions.make_key(by=by, key=wanted, code=code_of(by.name))


def ask(key: str, path: str = "services", **more: Any) -> Any:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return Client().get(f"/api/{path}", headers=headers, **more)


def one_key() -> ApiKey:
    with behind(Reader.system("test")):
        return ApiKey.objects.using(Store.INSIDE).get()


# Role of a key x what it opens: the table of R-23, for programs.
@pytest.mark.parametrize(
    ("role", "scopes", "clearance", "reads"),
    [
        (KeyRole.HOTLINE, BOTH, Tier.HOTLINE, {"555-0101", "555-0102", "Night desk"}),
        (KeyRole.PARTNER, BOTH, Tier.PARTNER, {"555-0101"}),
        (KeyRole.HOTLINE, frozenset({Scope.LISTINGS}), Tier.PUBLIC, set()),
    ],
)
def test_a_key_reads_its_tier_and_nothing_that_is_sealed(
    cast: Cast, role: KeyRole, scopes: frozenset[Scope], clearance: Tier, reads: set[str]
) -> None:
    listing = shared_listing(cast)
    key = new_key(cast.alice, role, scopes)
    assert policy.clearance(queries.reader_of(one_key())) == clearance
    pages = [ask(key), ask(key, f"services/{listing.service_id}"), ask(key, "organizations")]
    (in_list,) = pages[0].json()["contents"]
    for document in (in_list, pages[1].json()):
        told = document["x_dotline"].get("shared", [])
        assert {one["text"] for one in told} == reads
    pages.append(ask(key, "shared"))
    if reads:
        (service,) = pages[-1].json()["contents"]
        assert {one["text"] for one in service["fields"]} == reads
        stream = ask(key, "services?format=ndjson").getvalue().decode()
        assert all(text in stream for text in reads) and not any(one in stream for one in SEALED)
    else:
        assert pages[-1].status_code == 403
    for page in pages:
        assert not any(one in page.content.decode() for one in SEALED)
        assert page.headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in page.headers and not page.cookies


def test_without_the_scope_of_listings_nothing_of_the_directory_is_read(cast: Cast) -> None:
    shared_listing(cast)
    key = new_key(cast.charlie, scopes=frozenset({Scope.SHARED}))
    assert ask(key).status_code == ask(key, "organizations").status_code == 403
    assert len(ask(key, "shared").json()["contents"]) == 1


def test_a_key_that_is_missing_unknown_expired_or_revoked_is_refused_in_one_shape(
    cast: Cast,
) -> None:
    key = new_key(cast.alice, days=30)
    assert ask(key).status_code == 200
    refused = [ask(""), ask("dotline-nothing")]
    with pytest.raises(NotFound):
        actions.revoke_key(by=cast.charlie, key_id=one_key().id)
    actions.revoke_key(by=cast.alice, key_id=one_key().id)
    actions.revoke_key(by=cast.alice, key_id=one_key().id)
    refused.append(ask(key))
    key = new_key(cast.alice, days=30)
    with clock.frozen(clock.now() + timedelta(days=31)):
        refused.append(ask(key))
    for answer, word in zip(
        refused, ("send a key", "none of ours", "revoked", "expired"), strict=True
    ):
        body = answer.json()
        assert (answer.status_code, answer.headers["Content-Type"]) == (
            401,
            "application/problem+json",
        )
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert word in body["detail"] and body["next"] and body["status"] == 401


def test_a_session_of_the_desk_opens_nothing_here_and_a_key_opens_no_page(
    cast: Cast, desk: Desk
) -> None:
    assert desk("alice").get("/api/services").status_code == 401
    key = new_key(cast.alice, KeyRole.HOTLINE)
    for path in ("/en/intake/", "/en/directory/", "/en/access/keys/"):
        page = Client().get(path, headers={"Authorization": f"Bearer {key}", "Accept": "text/html"})
        assert page.status_code == 302
    assert (
        Client().post("/api/shared", headers={"Authorization": f"Bearer {key}"}).status_code == 405
    )


def test_each_day_of_use_is_one_line_and_the_key_stands_nowhere(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    shared_listing(cast)
    with caplog.at_level(logging.DEBUG):
        key = new_key(cast.alice)
        for _time in range(3):
            assert ask(key).status_code == 200
        assert ask("", f"services?key={key}").status_code == 401
        assert one_key().last_used_on == clock.today()
        with clock.frozen(clock.now() + timedelta(days=1)):
            ask(key)
            assert one_key().last_used_on == clock.today()
    lines = Event.objects.using(Store.INSIDE).filter(action="access.open_key")
    assert lines.count() == 2 and {line.object_id for line in lines} == {one_key().id}
    assert {line.agency for line in lines} == {cast.hotline.id}
    ours = [one.getMessage() for one in caplog.records if not one.name.startswith("django.")]
    assert not any(key in message for message in ours)
    for store in Store:
        assert not [table for table, cell in cells(store) if key in cell]


def test_who_asks_too_often_is_told_how_long_to_wait(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = new_key(cast.alice)
    monkeypatch.setattr(keyed, "ASKS", rules.Pace(2))
    monkeypatch.setattr(keyed, "TRIES", rules.Pace(2))
    for secret in (key, "dotline-guess"):
        codes = [ask(secret).status_code for _time in range(3)]
        assert codes[-1] == 429 and 429 not in codes[:-1]
    assert int(ask(key).headers["Retry-After"]) <= 60


def test_an_administrator_makes_a_key_that_is_shown_once_and_revokes_it(
    cast: Cast, desk: Desk
) -> None:
    page = desk("alice").get("/en/access/keys/").content.decode()
    said = hidden(page) | {
        "name": "Intake screen", "role": "hotline", "scopes": ["listings", "shared"], "days": "90",
    }  # fmt: skip
    wrong = desk("alice").post("/en/access/keys/", {**said, "code": "000000"})
    assert wrong.status_code == 403 and 'value="Intake screen"' in wrong.content.decode()
    said["key"] = hidden(wrong.content.decode())["key"]
    said["code"] = code_of("alice")
    made = desk("alice").post("/en/access/keys/", said).content.decode()
    key = made.partition(f"<code>{rules.START}")[2].partition("<")[0]
    assert ask(rules.START + key).status_code == 200
    again = desk("alice").post("/en/access/keys/", said)
    assert again.status_code == 409 and key not in again.content.decode()
    assert key not in desk("alice").get("/fr/access/keys/").content.decode()
    desk("alice").post(f"/en/access/keys/{one_key().id}/revoke/")
    assert ask(rules.START + key).status_code == 401
    assert desk("bob").get("/en/access/keys/").status_code == 403
    with pytest.raises(Refused, match="help line"):
        new_key(cast.charlie, KeyRole.HOTLINE)


def test_an_agency_keeps_no_more_keys_than_it_can_oversee(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_KEYS", 1)
    new_key(cast.alice)
    with pytest.raises(Conflict, match="1 keys"):
        new_key(cast.alice)


def test_the_description_tells_of_the_key_and_of_what_it_adds(cast: Cast) -> None:
    told = ask(new_key(cast.alice), "openapi.json").json()
    assert told["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert told["security"] == [{"key": []}] and told["servers"][0]["url"].endswith("/api")
    assert {"/services", "/shared"} <= set(told["paths"]) and "/" not in told["paths"]
    assert {"401", "403", "429"} <= set(told["paths"]["/services"]["get"]["responses"])
