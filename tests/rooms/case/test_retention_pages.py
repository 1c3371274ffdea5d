"""The pages of retention: what is due, who approves, what holds a case, and what is said when it may not go."""

from datetime import timedelta

from dotline.access.unit import behind
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.case.jobs import disposal
from dotline.case.models import CaseFile
from dotline.case.queries import retention
from tests.browsing import HTML, Desk
from tests.rooms.case.test_disposal import LATER, closed
from tests.rooms.conftest import Cast

DUE = "/en/case/retention/"


def page_of(desk: Desk, who: str, address: str) -> str:
    answer = desk(who).get(address, **HTML)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode().split("<main")[1]


def test_one_proposes_another_approves_and_the_register_names_nobody(
    cast: Cast, dana: Reader, desk: Desk
) -> None:
    case = closed(cast)
    with clock.frozen(clock.now() + LATER):
        assert str(case.id)[:8] in page_of(desk, "charlie", DUE)
        assert desk("rita").get(DUE, **HTML).status_code == 403
        browser = desk("charlie")
        nothing = browser.post(f"{DUE}propose/", {}, **HTML)
        assert nothing.status_code == 400
        browser.post(f"{DUE}propose/", {"chosen": [str(case.id)]}, **HTML)
        with behind(cast.charlie):
            [batch] = retention.register(cast.charlie)
        own = page_of(desk, "charlie", f"{DUE}{batch.id}/")
        assert "A second person approves" in own
        assert "Approve and destroy" not in own
        assert browser.post(f"{DUE}{batch.id}/approve/", **HTML).status_code == 403
        assert "Approve and destroy" in page_of(desk, "dana", f"{DUE}{batch.id}/")
        assert desk("dana").post(f"{DUE}{batch.id}/approve/", **HTML).status_code == 302
        disposal.run(batch.id)
        told = page_of(desk, "charlie", DUE)
        assert "1 / 1" in told
        assert str(case.id)[:8] not in told


def test_a_hold_is_placed_and_lifted_on_the_page_of_the_case(
    cast: Cast, dana: Reader, desk: Desk
) -> None:
    case = closed(cast)
    address = f"/en/case/{case.id}/keeping/"
    wrong = desk("dana").post(f"{address}hold/", {"hold-reason": "x"}, **HTML)
    assert wrong.status_code == 400
    over = (clock.now() - timedelta(days=3)).date().isoformat()
    said = {"hold-reason": "complaint", "hold-reference": "file 77", "hold-until": over}
    again = desk("dana").post(f"{address}hold/", said, **HTML)
    assert again.status_code == 400
    assert "file 77" in again.content.decode()
    said["hold-until"] = ""
    assert desk("dana").post(f"{address}hold/", said, **HTML).status_code == 302
    assert "Lift this hold" not in page_of(desk, "dana", address)
    held = page_of(desk, "charlie", address)
    assert "file 77" in held
    assert "A legal hold stands on this file." in held
    assert desk("dana").post(f"{address}hold/", said, **HTML).status_code == 302
    with behind(cast.charlie):
        [row] = retention.holds(cast.charlie)  # asked for twice by one person, it is one
    lifted = desk("charlie").post(f"{address}lift/", {"which": str(row.id)}, **HTML)
    assert lifted.status_code == 302
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert "No law and no hold keeps it" in page_of(desk, "charlie", address)
        assert desk("charlie").post(f"{address}ask/", **HTML).status_code == 302
        assert "for a second person" in page_of(desk, "charlie", DUE)


def test_an_agency_keeps_something_longer(cast: Cast, desk: Desk) -> None:
    browser = desk("charlie")
    short = {"choose-rule": "support_file", "choose-months": "12"}
    assert browser.post(f"{DUE}months/", short, **HTML).status_code == 400
    longer = {**short, "choose-months": "120"}
    assert browser.post(f"{DUE}months/", longer, **HTML).status_code == 302
    assert "120 months" in page_of(desk, "charlie", DUE)
    assert isinstance(closed(cast), CaseFile)
