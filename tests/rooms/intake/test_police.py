"""Who receives tips for a police service: sees them at once, and opens neither calls nor cases."""

from dotline.access.roles import Role, permissions_of
from tests.browsing import HTML, browser
from tests.rooms.conftest import Cast
from tests.rooms.intake.conftest import Force


def test_a_police_receiver_finds_tips_on_the_first_page_and_no_call_anywhere(
    cast: Cast, police: Force
) -> None:
    desk = browser(police.officer.worker)
    home = desk.get("/en/", **HTML).content.decode()
    assert 'href="/en/intake/tips/police/"' in home
    assert desk.get("/en/intake/tips/police/", **HTML).status_code == 200
    assert desk.get("/en/referral/", **HTML).status_code == 200
    for shut in ("/en/intake/", "/en/intake/tips/", "/en/case/"):
        assert desk.get(shut, **HTML).status_code == 403


def test_tips_open_to_the_police_role_alone() -> None:
    having = {role for role in Role if "intake.receive_tips" in permissions_of(frozenset({role}))}
    assert having == {Role.POLICE}
