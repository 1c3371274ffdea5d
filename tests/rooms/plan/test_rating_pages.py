"""The desk of the plan: two raters, each with a page of its own, and neither can touch the other's word."""

import pytest
from django.test import Client

from dotline.access import queries as people
from dotline.access import totp
from dotline.access.actions import NewWorker, add_worker
from dotline.access.roles import Role
from dotline.base.errors import Conflict, Invalid, Refused
from dotline.base.reader import Reader
from dotline.plan import actions, queries
from dotline.plan.rules.ratings import Grounds, Rater, Rating
from tests.browsing import HTML, Desk, hidden
from tests.rooms.conftest import PASSWORD, Cast

SEEN = Grounds("A guide came out.", "Un guide a paru.", "Guide of 2026, p. 3")
FORM = {"evidence_en": "Seen.", "evidence_fr": "Vu.", "source": "A report, p. 2"}


@pytest.fixture
def plan(cast: Cast) -> Reader:
    """A loaded plan and a coordinator, Cora."""
    actions.load_plan(by=Reader.system("shipped"))
    new = NewWorker(
        "cora", "Cora", cast.hotline.id, (Role.COORDINATOR,), PASSWORD, totp.new_secret()
    )
    return people.reader_of(add_worker(by=Reader.system("test"), worker=new))


def said(code: str) -> list[tuple[str, str, bool]]:
    """Who said what of an item, and whether it was taken back."""
    rows = queries.ratings(Reader.public()).filter(item_code=code)
    return [(row.rater, row.rating, row.taken_back_on is not None) for row in rows]


def send(client: Client, address: str, rating: str, **other: str) -> int:
    """Open the form and send it; the status that comes back."""
    opened = client.get(address, **HTML)
    if opened.status_code != 200:
        return client.post(address, {"rating": rating, **FORM}, **HTML).status_code
    fields = {**hidden(opened.content.decode()), "rating": rating, **FORM, **other}
    return client.post(address, fields, **HTML).status_code


def test_each_rater_has_a_page_of_its_own_and_the_other_is_refused_there(
    cast: Cast, plan: Reader, desk: Desk
) -> None:
    own, other = "/en/plan/desk/I.1/rate-own/", "/en/plan/desk/I.1/rate/"
    assert send(desk("cora"), own, "complete") == 302
    assert send(desk("rita"), other, "limited") == 302
    assert send(desk("cora"), other, "complete") == 403
    assert send(desk("rita"), own, "limited") == 403
    assert said("I.1") == [("lead", "complete", False), ("rapporteur", "limited", False)]


def test_neither_can_take_back_what_the_other_said(cast: Cast, plan: Reader) -> None:
    actions.rate_own(by=plan, code="I.1", rating=Rating.COMPLETE, grounds=SEEN)
    actions.rate(by=cast.rita, code="I.1", rating=Rating.LIMITED, grounds=SEEN)
    with pytest.raises(Refused):
        actions.take_back_rating(by=plan, code="I.1", rater=Rater.RAPPORTEUR)
    with pytest.raises(Refused):
        actions.take_back_rating(by=cast.rita, code="I.1", rater=Rater.LEAD)
    actions.take_back_rating(by=cast.rita, code="I.1", rater=Rater.RAPPORTEUR)
    assert said("I.1") == [("lead", "complete", False), ("rapporteur", "limited", True)]
    with pytest.raises(Conflict, match="today"):
        actions.take_back_rating(by=cast.rita, code="I.1", rater=Rater.RAPPORTEUR)


def test_a_rating_without_evidence_is_refused_and_a_form_sent_twice_is_one_rating(
    cast: Cast, plan: Reader, desk: Desk
) -> None:
    address = "/en/plan/desk/I.1/rate/"
    assert send(desk("rita"), address, "limited", source="") == 400
    with pytest.raises(Invalid, match="evidence"):
        actions.rate(
            by=cast.rita, code="I.1", rating=Rating.LIMITED, grounds=Grounds("x", " ", "y")
        )
    client = desk("rita")
    fields = {**hidden(client.get(address, **HTML).content.decode()), "rating": "limited", **FORM}
    assert [client.post(address, fields, **HTML).status_code for _ in range(2)] == [302, 302]
    assert client.post(address, {**fields, "rating": "complete"}, **HTML).status_code == 409
    assert said("I.1") == [("rapporteur", "limited", False)]


def test_the_desk_opens_with_what_lacks_most_and_narrows_by_gap_pillar_and_lead(
    cast: Cast, plan: Reader, desk: Desk
) -> None:
    found = queries.statuses(cast.rita)
    led = next(one.item.lead for one in found if one.item.lead)
    page = desk("rita").get(f"/en/plan/desk/?lead={led}", **HTML).content.decode()
    asked = sum(one.item.lead == led for one in found)
    assert f"({asked} / 43)" in page
    nobody = desk("rita").get("/en/plan/desk/?gap=without_lead&lead=nobody", **HTML)
    lacking = queries.status(cast.rita).without_lead
    assert f"({lacking} / 43)" in nobody.content.decode()
    whole = desk("rita").get("/en/plan/desk/", **HTML).content.decode()
    emptiest = max(found, key=lambda one: len(one.gaps)).item.code
    assert whole.index(f"/plan/{emptiest}/") == whole.index("/plan/", whole.index("<tbody>"))
