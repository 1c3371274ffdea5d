"""The desk page of the public's comments."""

import pytest

from dotline.base.reader import Reader
from dotline.gates import commentbox
from dotline.gates.commentbox import Said
from dotline.plan import actions
from dotline.plan.queries import comments
from tests.browsing import HTML, Desk
from tests.rooms.conftest import Cast


@pytest.fixture(autouse=True)
def said(cast: Cast) -> None:
    """A loaded plan, and two comments that wait for Rita."""
    actions.load_plan(by=Reader.system("shipped"))
    told = {"name_en": cast.office.name_en, "name_fr": cast.office.name_fr}
    commentbox.take_comments(by=cast.operator, agency=cast.office.id, **told)
    for text in ("Brief them <b>twice</b>.", "Ring 000 000 0000."):
        commentbox.post_comment(by=Reader.public(), code=text, said=Said("I.1", "en", text))


def test_the_page_shows_words_as_words_warns_of_a_phone_number_and_decides(
    cast: Cast, desk: Desk
) -> None:
    rita = desk("rita")
    page = rita.get("/en/plan/desk/comments/", **HTML).content.decode()
    assert "&lt;b&gt;twice" in page and "<b>twice" not in page
    assert page.count("/publish/") == 1 and "seems to hold a phone number" in page
    plain, phone = sorted(
        comments.waiting(cast.rita), key=lambda one: one.said.text if one.said else ""
    )
    base = f"/en/plan/desk/comments/{plain.id}"
    assert rita.post(f"{base}/publish/", {"reason": "nonsense"}, **HTML).status_code == 400
    assert rita.post(f"{base}/publish/", {"reason": "bears_on"}, **HTML).status_code == 302
    other = f"/en/plan/desk/comments/{phone.id}"
    assert rita.post(f"{other}/publish/", {"reason": "bears_on"}, **HTML).status_code == 400
    assert rita.post(f"{other}/decline/", {"reason": "tells_a_place"}, **HTML).status_code == 302
    assert rita.post(f"{base}/down/", {"reason": "names_somebody"}, **HTML).status_code == 302
    assert not comments.published(Reader.public()).exists()
    assert desk("olga").get("/en/plan/desk/comments/", **HTML).status_code == 403
