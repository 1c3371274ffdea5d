"""A one-time link: the answer is sealed on the way, judged at the desk, decided by a person."""

import json
import logging
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client, RequestFactory
from django.utils.translation import override
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.reader import Reader
from dotline.directory import actions, jobs, views
from dotline.directory.models import ConfirmationAnswer, ConfirmationRequest, Service, Verification
from dotline.directory.queries import asking as queries
from dotline.directory.queries import offers as conflicts
from dotline.directory.queries import standing
from dotline.directory.rules.asking import AnswerState, Refusal
from dotline.directory.rules.freshness import Freshness
from dotline.directory.rules.verifying import Method
from dotline.gates import letterbox
from dotline.gates.models import Letter
from dotline.gates.opening import open_to
from dotline.site.public.correcting import CorrectionForm
from tests.law.test_canary import cells
from tests.rooms.conftest import Cast
from tests.rooms.directory.listings import key, load, service
from tests.rooms.directory.test_confirming import steward, windows

pytestmark = pytest.mark.django_db(databases=["inside", "open", "drop"])
HOUSE = UUID(key("Anna house"))
OLD = "2020-09-01"
PLACE = {"needs": ("shelter",), "assured_date": OLD, "description": "Beds for the night."}


@pytest.fixture
def gus(cast: Cast) -> Reader:
    """The steward of the help line, which has a letterbox; one listing that nobody confirmed for long."""
    for agency in (cast.hotline, cast.shelter):
        open_to(agency, by=Reader.system("test"))
    load(service("Anna house", **PLACE))
    return steward(cast.hotline.id, "gus")


def asked(by: Reader) -> str:
    return actions.ask(by=by, service_id=HOUSE)


def visit(token: str, lang: str = "en", **sent: Any) -> Any:
    path = f"/{lang}/listing/{token}/"
    return Client().post(path, sent) if sent else Client().get(path)


def fields(by: Reader) -> dict[str, Any]:
    """The form as it is shown."""
    return dict(CorrectionForm(found=queries.facts(by, HOUSE)).initial)


def corrected(by: Reader, token: str, **words: Any) -> Any:
    return visit(token, correct="yes", **(fields(by) | words))


def last() -> ConfirmationAnswer:
    found = ConfirmationAnswer.objects.order_by("-arrived_at", "-id").first()
    assert found is not None
    return found


def test_one_click_confirms_the_listing_without_cookie_script_or_trace(
    gus: Reader, public_site: None, caplog: pytest.LogCaptureFixture
) -> None:
    token = asked(gus)
    with caplog.at_level(logging.DEBUG):
        page = visit(token)
        text = page.content.decode()
        assert "Beds for the night." in text
        assert "All of this is right" in text
        assert re.search(r"<title>\s*Check a listing", text)
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
        sent = visit(token, confirm="yes")
        assert sent.status_code == 200
        assert not page.cookies and not sent.cookies
        assert standing.state_of(gus, HOUSE) is Freshness.OVERDUE  # the public site changes nothing
        assert jobs.fetch_answers() == 1
    assert standing.state_of(gus, HOUSE) is Freshness.FRESH
    one = Verification.objects.get(service_id=HOUSE, ended_at=None)
    assert (one.method, one.by_id) == (Method.LINK, gus.agency)
    assert not Letter.objects.using(Store.DROP).exists()
    ours = [one for one in caplog.records if not one.name.startswith("django.db")]
    assert all(token not in record.getMessage() for record in ours)
    for store in Store:
        assert not [table for table, cell in cells(store) if token in cell]


def test_in_french_the_page_speaks_french(gus: Reader, public_site: None) -> None:
    assert "Tout est juste" in visit(asked(gus), "fr").content.decode()


def test_a_used_an_older_an_expired_and_an_unknown_link_do_nothing_and_say_so(
    gus: Reader, public_site: None
) -> None:
    first = asked(gus)
    second = asked(gus)
    assert "A newer link was sent" in visit(first).content.decode()
    visit(second, confirm="yes")
    jobs.fetch_answers()
    dead = visit(second, confirm="yes")
    assert (dead.status_code, Letter.objects.using(Store.DROP).count()) == (400, 0)
    assert "used already" in dead.content.decode()
    third = asked(gus)
    with clock.frozen(clock.now() + timedelta(days=15)):
        assert "too old" in visit(third).content.decode()
    assert visit("nothing-of-ours").status_code == 404


def test_words_typed_after_the_link_died_stand_on_the_page_again(
    gus: Reader, public_site: None
) -> None:
    token = asked(gus)
    visit(token, confirm="yes")
    jobs.fetch_answers()
    page = corrected(gus, token, description="Kelpfield words.")
    assert page.status_code == 400
    assert "Kelpfield words." in page.content.decode()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        ({"used_at": datetime(2026, 1, 1, tzinfo=UTC)}, Refusal.USED),
        ({"withdrawn_at": datetime(2026, 1, 1, tzinfo=UTC)}, Refusal.NEWER),
        ({"expires_at": datetime(2026, 1, 1, tzinfo=UTC)}, Refusal.EXPIRED),
        ({"digest": "0" * 64}, Refusal.UNKNOWN),
        ({"version": "other"}, Refusal.CHANGED),
    ],
)
def test_the_desk_judges_each_letter_anew(
    gus: Reader, public_site: None, spoil: dict[str, object], why: Refusal
) -> None:
    token = asked(gus)
    visit(token, confirm="yes")
    ConfirmationRequest.objects.all().update(**spoil)
    jobs.fetch_answers()
    assert (last().state, last().why) == (AnswerState.REFUSED, why)
    assert standing.state_of(gus, HOUSE) is Freshness.OVERDUE


def test_a_letter_posted_twice_counts_once(gus: Reader, public_site: None) -> None:
    token = asked(gus)
    visit(token, confirm="yes")
    visit(token, confirm="yes")
    assert jobs.fetch_answers() == 2
    assert ConfirmationAnswer.objects.count() == 1


def test_what_is_no_letter_of_ours_is_refused_and_gone(gus: Reader, cast: Cast) -> None:
    letterbox.post(by=Reader.public(), agency=cast.hotline.id, kind="listing", text="{}")
    assert jobs.fetch_answers() == 0
    assert not Letter.objects.using(Store.DROP).exists()


def test_corrections_stand_beside_what_stands_until_a_steward_decides_each(
    gus: Reader, public_site: None
) -> None:
    token = asked(gus)
    sent = corrected(gus, token, description="Ten beds.", phone="911", remark="Nights only")
    assert sent.status_code == 200
    jobs.fetch_answers()
    row = last()
    assert Service.objects.get(id=HOUSE).description == "Beds for the night."
    offers = {one.field: one for one in queries.offers(gus, row)}
    assert set(offers) == {"description", "number"}
    assert json.loads(row.told)["remark"] == "Nights only"
    with pytest.raises(Conflict, match="not decided"):
        actions.close_answer(by=gus, answer_id=row.id, reason="called", right=True)
    actions.take(by=gus, offers=[offers["description"].id])
    actions.keep(by=gus, offers=[offers["number"].id])
    with pytest.raises(Invalid, match="reason"):
        actions.close_answer(by=gus, answer_id=row.id, reason=" ", right=True)
    actions.close_answer(by=gus, answer_id=row.id, reason="called them", right=True)
    actions.close_answer(by=gus, answer_id=row.id, reason="again", right=True)
    assert Service.objects.get(id=HOUSE).description == "Ten beds."
    assert last().reason == "called them"
    assert standing.state_of(gus, HOUSE) is Freshness.FRESH


def test_another_agencys_steward_neither_sees_nor_decides(
    gus: Reader, cast: Cast, public_site: None
) -> None:
    corrected(gus, asked(gus), description="Ten beds.")
    jobs.fetch_answers()
    zoe = steward(cast.shelter.id, "zoe")
    offers = [one.id for one in queries.offers(gus, last())]
    assert not queries.answers(zoe)
    assert not conflicts.conflicts(zoe) and not conflicts.waiting(zoe)
    assert [one.id for one in conflicts.conflicts(gus)] == offers
    with pytest.raises(NotFound):
        actions.close_answer(by=zoe, answer_id=last().id, reason="x", right=True)
    for decide in (actions.take, actions.keep):
        with pytest.raises(Refused, match="agency that asked"):
            decide(by=zoe, offers=offers)
    actions.keep(by=gus, offers=offers)
    assert not conflicts.decided(zoe) and len(conflicts.decided(gus)) == len(offers)
    for who in (cast.bob, cast.charlie, cast.rita, Reader.public()):
        with pytest.raises(Refused):
            asked(who)
        with pytest.raises(Refused):
            queries.answers(who)


def test_of_a_sealed_listing_nothing_is_kept_that_names_where_it_is(
    gus: Reader, public_site: None
) -> None:
    Service.objects.filter(id=HOUSE).update(sealed=True, region_en="North")
    token = asked(gus)
    page = visit(token).content.decode()
    assert 'name="address"' not in page
    corrected(gus, token, description="We are at 12 Kelpfield Street.", remark="Open longer.")
    jobs.fetch_answers()
    assert json.loads(last().told) == {"remark": "Open longer."}
    assert not queries.offers(gus, last())
    assert not [table for table, cell in cells(Store.OPEN) if "Kelpfield" in cell]


def test_nothing_changed_is_no_correction_and_too_much_is_said_to_be_too_much(
    gus: Reader, public_site: None
) -> None:
    token = asked(gus)
    assert corrected(gus, token).status_code == 400
    long = corrected(gus, token, description="x" * 1990, description_fr="y" * 1990, remark="z" * 90)
    assert long.status_code == 400
    assert "more than we can take" in long.content.decode()
    assert not Letter.objects.using(Store.DROP).exists()


STEPS = st.lists(st.sampled_from(["ask", "yes", "correct", "fetch", "wait", "decide"]), max_size=9)


def test_no_order_of_answers_loses_a_window(gus: Reader, public_site: None) -> None:
    tokens: list[str] = []
    at = [clock.now() + timedelta(days=1)]

    @profile(max_examples=10, deadline=None)
    @given(STEPS)
    def holds(steps: list[str]) -> None:
        for number, step in enumerate(steps):
            at[0] += timedelta(days=16 if step == "wait" else 0, seconds=5)
            with clock.frozen(at[0]):
                if step == "ask":
                    tokens.append(asked(gus))
                elif step == "yes" and tokens:
                    visit(tokens[-1], confirm="yes")
                elif step == "correct" and tokens:
                    corrected(gus, tokens[-1], description=f"Text {number} {at[0]:%d%H%M%S}.")
                elif step == "fetch":
                    jobs.fetch_answers()
                elif step == "decide":
                    _decide(gus)
                assert Verification.objects.filter(service_id=HOUSE, ended_at=None).count() == 1
                every = Verification.objects.filter(service_id=HOUSE).count()
                assert len(windows()) == every
                running = [one for one in windows() if not one.met_at and not one.waived_at]
                assert len(running) == 1

    holds()


def _decide(by: Reader) -> None:
    for row in queries.answers(by).filter(state=AnswerState.OPEN):
        opened = [one.id for one in queries.offers(by, row) if one.state == "open"]
        if opened:
            actions.take(by=by, offers=opened)
        actions.close_answer(by=by, answer_id=row.id, reason="read", right=True)


def page(by: Reader, view: Any, given: dict[str, str] | None = None, **named: UUID) -> str:
    """A desk page as a worker sees it; `given` is what she sends."""
    made = RequestFactory(HTTP_HOST="localhost:8000")
    request = made.get("/") if given is None else made.post("/", given)
    request.__dict__["reader"] = by
    answer = view(request, **named)
    return str(answer.content.decode())


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_desk_shows_what_is_late_makes_a_link_and_sets_offers_side_by_side(
    gus: Reader, settings: Any, lang: str
) -> None:
    with override(lang):
        assert "Anna house" in page(gus, views.freshness)
        assert "Beds for the night." in page(gus, views.confirming, service_id=HOUSE)
        shown = page(gus, views.ask, {}, service_id=HOUSE)
        found = re.search(r"http://localhost:8001/fr/listing/([\w-]+)/", shown)
        assert found is not None, shown
        settings.ROOT_URLCONF = "dotline.site.public.urls"
        settings.MIDDLEWARE = ["dotline.site.middleware.PublicMiddleware"]
        settings.DOTLINE_SITE = "public"
        words = fields(gus) | {"description": "Ten beds.", "remark": "Nights only"}
        visit(found[1], lang, correct="yes", **words)
    settings.ROOT_URLCONF, settings.DOTLINE_SITE = "dotline.site.desk_urls", "desk"
    jobs.fetch_answers()
    with override(lang):
        assert "Anna house" in page(gus, views.answers)
        one = page(gus, views.answer, answer_id=last().id)
        assert all(words in one for words in ("Beds for the night.", "Ten beds.", "Nights only"))
        (offer,) = queries.offers(gus, last())
        page(gus, views.answer, {"take": str(offer.id)}, answer_id=last().id)
        bad = page(gus, views.answer, {"close": "yes"}, answer_id=last().id)
        assert 'id="error' in bad or "error" in bad
        page(gus, views.answer, {"close": "yes", "reason": "read"}, answer_id=last().id)
    assert (last().state, last().reason) == (AnswerState.DONE, "read")


def test_the_last_of_several_answers_through_one_link_counts_in_whatever_order_they_arrive(
    gus: Reader, public_site: None
) -> None:
    token, now = asked(gus), clock.now()
    with clock.frozen(now + timedelta(minutes=1)):
        corrected(gus, token, description="The first words.")
    with clock.frozen(now + timedelta(minutes=3)):
        corrected(gus, token, description="The last words.", url="https://example.org/")
    with clock.frozen(now + timedelta(minutes=2)):
        visit(token, confirm="yes")
    assert jobs.fetch_answers() == 3
    rows = {row.sent[14:16]: row for row in ConfirmationAnswer.objects.order_by("sent")}
    assert len(rows) == 3
    (standing_,) = [row for row in rows.values() if row.state == AnswerState.OPEN]
    assert json.loads(standing_.told)["description"] == "The last words."
    older = [row for row in rows.values() if row is not standing_]
    assert {(row.state, row.why) for row in older} == {("refused", Refusal.LATER.value)}
    assert sorted(one.field for one in queries.offers(gus, standing_)) == ["description", "url"]
    assert all(queries.offers(gus, row) == [] for row in older)
    assert standing.state_of(gus, HOUSE) is Freshness.OVERDUE, "an earlier yes does not stand"


@pytest.mark.parametrize(
    ("field", "words", "told"),
    [
        ("phone", "ask for Anna", "with its area code"),
        ("email", "anna at example", "one e-mail address"),
        ("url", "example dot org", "https://"),
    ],
)
def test_a_correction_without_the_form_of_its_field_is_refused_with_a_sentence(
    gus: Reader, public_site: None, field: str, words: str, told: str
) -> None:
    token = asked(gus)
    page = corrected(gus, token, **{field: words})
    assert page.status_code == 400
    assert told in page.content.decode() and words in page.content.decode()
    assert not Letter.objects.using(Store.DROP).exists()
