"""The Rapporteur's advice: who gives it, who answers, and where everybody sees that it is late."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.test import Client

from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.plan import actions, queries
from dotline.plan.cli import group
from dotline.plan.queries.advice import advised
from dotline.plan.queries.clocks import due
from dotline.plan.rules.advice import AdviceState, PlanWords
from tests.browsing import HTML, Desk, hidden
from tests.rooms.conftest import Cast

PUBLIC = Reader.public()
WORDS = PlanWords("Publish the count.", "Publiez le nombre.")
REPLY = PlanWords("We will.", "Nous le ferons.")


@pytest.fixture(autouse=True)
def planned(cast: Cast) -> None:
    actions.load_plan(by=Reader.system("shipped"))


def given(cast: Cast, ago: int) -> str:
    """The code of advice to the police, of so many days ago."""
    on = clock.today() - timedelta(days=ago)
    return actions.give_advice(by=cast.rita, to="rcmp", item_code="I.1", words=WORDS, on=on).code


def run(*words: str) -> str:
    return CliRunner().invoke(group, words, catch_exceptions=False, standalone_mode=False).output


def test_advice_without_a_reply_is_late_after_120_days_in_the_status_the_page_and_what_is_due(
    cast: Cast, visitor: Client
) -> None:
    in_time, late = given(cast, 120), given(cast, 121)
    assert advised(PUBLIC, in_time).state is AdviceState.WAITING
    assert advised(PUBLIC, late).state is AdviceState.LATE
    counts = json.loads(run("status", "--json"))["advice"]
    assert counts == {"given": 2, "replied": 0, "on_time": 0, "late": 1}
    owed = {one.rule.title_en: one for one in due(PUBLIC, clock.today(), holder="rcmp")}
    assert owed[f"Reply to the Rapporteur’s advice ({late})"].state.value == "late"
    assert owed[f"Reply to the Rapporteur’s advice ({in_time})"].due == clock.today()
    assert not [
        one for one in due(PUBLIC, clock.today(), holder="cbsa") if "advice" in one.rule.title_en
    ]
    page = visitor.get("/en/plan/advice/").content.decode()
    assert page.index(f'id="{late}"') < page.index(f'id="{in_time}"')
    assert "Publiez le nombre." in visitor.get("/fr/plan/advice/").content.decode()
    assert "Publish the count." in visitor.get("/en/plan/I.1/").content.decode()


def test_the_first_reply_ends_the_clock_and_further_words_are_added(cast: Cast) -> None:
    code = given(cast, 130)
    on = clock.today() - timedelta(days=30)
    actions.reply_to_advice(by=cast.operator, code=code, words=REPLY, on=on)
    assert advised(PUBLIC, code).state is AdviceState.ANSWERED
    actions.reply_to_advice(by=cast.operator, code=code, words=WORDS)
    found = advised(PUBLIC, code)
    assert (found.state, len(found.replies)) == (AdviceState.ANSWERED, 2)
    assert queries.status(PUBLIC).advice.on_time == 1


def test_the_rapporteur_advises_and_an_owner_of_the_plan_answers_and_never_the_other_way(
    cast: Cast,
) -> None:
    code = given(cast, 1)
    for stranger in (cast.operator, cast.alice, cast.charlie, PUBLIC):
        with pytest.raises(Refused):
            actions.give_advice(by=stranger, to="rcmp", words=WORDS)
        with pytest.raises(Refused):
            actions.withdraw_advice(by=stranger, code=code)
    for stranger in (cast.rita, cast.alice, cast.charlie, PUBLIC):
        with pytest.raises(Refused):
            actions.reply_to_advice(by=stranger, code=code, words=REPLY)
    assert advised(PUBLIC, code).replies == ()


def test_withdrawn_advice_is_owed_no_reply_and_stays_on_the_page(
    cast: Cast, visitor: Client
) -> None:
    code, answered = given(cast, 200), given(cast, 200)
    actions.reply_to_advice(by=cast.operator, code=answered, words=REPLY)
    actions.withdraw_advice(by=cast.rita, code=code)
    assert queries.status(PUBLIC).advice.late == 0
    assert "withdrawn" in visitor.get("/en/plan/advice/").content.decode()
    with pytest.raises(Conflict, match="no reply is owed"):
        actions.reply_to_advice(by=cast.operator, code=code, words=REPLY)
    for settled in (code, answered):
        with pytest.raises(Conflict, match="stays as it is"):
            actions.withdraw_advice(by=cast.rita, code=settled)


def test_advice_to_nobody_about_nothing_in_one_language_or_of_tomorrow_is_refused(
    cast: Cast,
) -> None:
    with pytest.raises(NotFound):
        actions.give_advice(by=cast.rita, to="nobody", words=WORDS)
    with pytest.raises(NotFound):
        actions.give_advice(by=cast.rita, to="rcmp", item_code="Z.9", words=WORDS)
    with pytest.raises(Invalid):
        actions.give_advice(by=cast.rita, to="rcmp", words=PlanWords("Only this.", ""))
    with pytest.raises(Invalid):
        ahead = clock.today() + timedelta(days=1)
        actions.give_advice(by=cast.rita, to="rcmp", words=WORDS, on=ahead)
    with pytest.raises(Invalid):
        code = given(cast, 3)
        before = clock.today() - timedelta(days=4)
        actions.reply_to_advice(by=cast.operator, code=code, words=REPLY, on=before)
    with pytest.raises(NotFound):
        actions.reply_to_advice(by=cast.operator, code="1999-1", words=REPLY)


def test_a_form_sent_twice_is_one_piece_of_advice(cast: Cast) -> None:
    key = new_id()
    first = actions.give_advice(by=cast.rita, to="rcmp", words=WORDS, key=key)
    assert actions.give_advice(by=cast.rita, to="rcmp", words=WORDS, key=key).id == first.id
    with pytest.raises(Conflict, match="sent before"):
        actions.give_advice(by=cast.rita, to="cbsa", words=WORDS, key=key)


def test_the_desk_gives_advice_and_writes_the_reply(cast: Cast, desk: Desk) -> None:
    rita, olga = desk("rita"), desk("olga")
    form = hidden(rita.get("/en/plan/desk/advise/", **HTML).content.decode())
    told = {
        **form,
        "to": "rcmp",
        "text_en": "Do it.",
        "text_fr": "Faites-le.",
        "on": clock.today().isoformat(),
    }
    assert rita.post("/en/plan/desk/advise/", {**told, "text_fr": ""}, **HTML).status_code == 400
    assert rita.post("/en/plan/desk/advise/", told, **HTML).status_code == 302
    code = f"{clock.today().year}-1"
    address = f"/en/plan/desk/advice/{code}/reply/"
    assert (
        rita.get(address, **HTML).status_code,
        olga.get("/en/plan/desk/advise/", **HTML).status_code,
    ) == (403, 403)
    form = hidden(olga.get(address, **HTML).content.decode())
    assert olga.post(address, {**told, **form}, **HTML).status_code == 302
    assert advised(PUBLIC, code).state is AdviceState.ANSWERED


def test_the_commands_give_list_answer_and_withdraw(cast: Cast) -> None:
    both = ("--en", "Do it.", "--fr", "Faites-le.")
    code = run("advise", "rcmp", *both, "--item", "i.1", "--as", "rita").strip()
    (row,) = json.loads(run("advice", "--json"))
    assert (row["code"], row["to"], row["item"], row["state"]) == (code, "rcmp", "I.1", "waiting")
    run("reply", code, *both)
    (row,) = json.loads(run("advice", "--json"))
    assert (row["state"], len(row["replies"])) == ("replied", 1)
    other = run("advise", "cbsa", *both, "--as", "rita").strip()
    run("withdraw-advice", other, "--as", "rita")
    assert json.loads(run("advice", "--json"))[0]["state"] == "withdrawn"
