"""A comment of the public: no name, no cookie, no script; sealed, and seen by nobody before a person decided."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.reader import Reader
from dotline.gates import commentbox, stamps
from dotline.gates.models import PostKey, SealedComment
from dotline.plan import actions
from dotline.plan.cli import group
from dotline.plan.models import PlanComment
from dotline.plan.queries import comments
from dotline.plan.rules.comments import DeclineReason, PublishReason
from tests.browsing import HTML
from tests.rooms.conftest import Cast

Kept = Callable[[], AbstractContextManager[object]]
CANARY = "kelpfield-canary"
SYSTEM = Reader.system("test")


@pytest.fixture
def kept(django_capture_on_commit_callbacks: Any) -> Kept:
    """A block in which what was written holds, as after a request."""
    return lambda: django_capture_on_commit_callbacks(using=Store.OPEN, execute=True)


@pytest.fixture
def visitor(visitor: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody on the public site who reads for longer than three seconds; Rita's office moderates."""
    actions.load_plan(by=Reader.system("shipped"))
    told = {"name_en": cast.office.name_en, "name_fr": cast.office.name_fr}
    commentbox.take_comments(by=cast.operator, agency=cast.office.id, **told)
    monkeypatch.setattr(stamps, "FASTEST", -1)
    return visitor


def sent(visitor: Client, text: str = CANARY, language: str = "en", **more: str) -> tuple[int, str]:
    path = f"/{language}/plan/I.1/comment/"
    page = visitor.get(path, **HTML).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    answer = visitor.post(path, {**fields, "text": text, **more}, **HTML)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(("language", "danger"), [("en", "call 911"), ("fr", "appelez le 911")])
def test_the_form_asks_nobody_who_she_is_and_sets_no_cookie(
    visitor: Client, language: str, danger: str
) -> None:
    answer = visitor.get(f"/{language}/plan/I.1/comment/", **HTML)
    page = answer.content.decode()
    assert danger in page
    assert page.index(danger) < page.index("<textarea")
    assert set(re.findall(r'name="(\w+)"', page[page.index("<form method") :])) == {
        "stamp",
        "text",
        "website",
    }
    assert not answer.cookies
    assert "multipart" not in page


def test_a_comment_is_sealed_and_nobody_reads_it_before_it_is_published(
    visitor: Client, cast: Cast, kept: Kept
) -> None:
    assert sent(visitor)[0] == 200
    (row,) = SealedComment.objects.using(Store.DROP).all()
    assert CANARY.encode() not in bytes(row.sealed) and b"I.1" not in bytes(row.sealed)
    assert CANARY not in visitor.get("/en/plan/I.1/", **HTML).content.decode()
    (waits,) = comments.waiting(cast.rita)
    assert waits.said is not None and (waits.said.item, waits.said.text) == ("I.1", CANARY)
    with kept():
        actions.publish_comment(by=cast.rita, comment=waits.id, reason=PublishReason.BEARS_ON)
    assert CANARY in visitor.get("/en/plan/I.1/", **HTML).content.decode()
    assert CANARY in visitor.get("/fr/plan/I.1/", **HTML).content.decode()
    assert CANARY not in visitor.get("/en/plan/I.2/", **HTML).content.decode()
    assert not SealedComment.objects.using(Store.DROP).exists()


def test_a_declined_comment_and_one_taken_down_leave_a_reason_and_no_word(
    visitor: Client, cast: Cast, kept: Kept
) -> None:
    sent(visitor), sent(visitor, "another word")
    first, second = comments.waiting(cast.rita)
    with kept():
        actions.decline_comment(by=cast.rita, comment=first.id, reason=DeclineReason.THREAT)
    actions.publish_comment(by=cast.rita, comment=second.id, reason=PublishReason.QUESTION)
    row = actions.take_comment_down(
        by=cast.rita, comment=second.id, reason=DeclineReason.NAMES_SOMEBODY
    )
    assert row.reason == "names_somebody"
    assert {one.text for one in PlanComment.objects.using(Store.OPEN).all()} == {""}
    assert not comments.waiting(cast.rita)
    with pytest.raises(Conflict):
        actions.take_comment_down(by=cast.rita, comment=second.id, reason=DeclineReason.ADVERT)
    with pytest.raises(NotFound):
        actions.decline_comment(by=cast.rita, comment=first.id, reason=DeclineReason.ADVERT)
    told = " ".join(str(one.detail) for one in Event.objects.using(Store.OPEN).all())
    assert CANARY not in told and "another word" not in told


def test_only_the_office_that_moderates_reads_and_decides(visitor: Client, cast: Cast) -> None:
    sent(visitor)
    (waits,) = comments.waiting(cast.rita)
    for stranger in (cast.operator, cast.alice, cast.charlie, Reader.public()):
        with pytest.raises(Refused):
            comments.waiting(stranger)
        with pytest.raises(Refused):
            actions.publish_comment(by=stranger, comment=waits.id, reason=PublishReason.BEARS_ON)
        with pytest.raises(Refused):
            actions.decline_comment(by=stranger, comment=waits.id, reason=DeclineReason.ADVERT)
        with pytest.raises(Refused):
            actions.take_comment_down(by=stranger, comment=waits.id, reason=DeclineReason.ADVERT)
    for stranger in (cast.rita, cast.alice, Reader.public()):
        with pytest.raises(Refused):
            commentbox.take_comments(by=stranger, agency=cast.shelter.id, name_en="x", name_fr="x")
    assert len(comments.waiting(cast.rita)) == 1


def test_a_text_with_a_phone_number_can_be_declined_but_not_published(
    visitor: Client, cast: Cast
) -> None:
    sent(visitor, "Ring 000 000 0000.")
    (waits,) = comments.waiting(cast.rita)
    with pytest.raises(Invalid, match="cannot be published"):
        actions.publish_comment(by=cast.rita, comment=waits.id, reason=PublishReason.BEARS_ON)
    assert not comments.published(Reader.public()).exists()
    assert len(comments.waiting(cast.rita)) == 1


def test_what_is_empty_too_long_too_fast_filled_by_a_program_or_one_too_many_is_refused(
    visitor: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sent(visitor, " ")[0] == 400
    assert sent(visitor, "x" * 1_501)[0] == 400
    status, page = sent(visitor, website="http://example.org")
    assert (status, CANARY in page) == (400, True)  # her words are still there
    assert visitor.get("/en/plan/Z.9/comment/", **HTML).status_code == 404
    monkeypatch.setattr(stamps, "FASTEST", 3)
    assert sent(visitor)[0] == 400
    monkeypatch.setattr(stamps, "FASTEST", -1)
    monkeypatch.setattr(commentbox, "POSTS_AN_HOUR", 1)
    assert sent(visitor)[0] == 200
    assert sent(visitor, "once more")[0] == 503
    assert SealedComment.objects.using(Store.DROP).count() == 1


def test_the_same_form_sent_twice_is_one_comment(visitor: Client, cast: Cast) -> None:
    said = commentbox.Said("I.1", "en", CANARY)
    assert commentbox.post_comment(by=Reader.public(), code="1", said=said)
    assert not commentbox.post_comment(by=Reader.public(), code="1", said=said)
    assert len(comments.waiting(cast.rita)) == 1


def test_where_nobody_moderates_no_form_is_shown(visitor: Client, cast: Cast) -> None:
    told = {"name_en": cast.shelter.name_en, "name_fr": cast.shelter.name_fr}
    commentbox.take_comments(by=cast.operator, agency=cast.shelter.id, **told)
    sent(visitor)
    assert comments.waiting(cast.rita) == ()  # one office at a time: hers was told to stop
    PostKey.objects.using(Store.DROP).update(takes_comments=False)
    page = visitor.get("/en/plan/I.1/comment/", **HTML).content.decode()
    assert "<textarea" not in page and "Nobody takes comments" in page


def test_the_commands_decide(visitor: Client, cast: Cast) -> None:
    sent(visitor), sent(visitor, "another word")
    first, second = (str(one.id) for one in comments.waiting(cast.rita))
    run = CliRunner().invoke
    listed = run(group, ["comments", "--json", "--as", "rita"], standalone_mode=False)
    assert first in listed.output and CANARY in listed.output
    run(
        group,
        ["publish-comment", first, "--reason", "bears_on", "--as", "rita"],
        standalone_mode=False,
    )
    run(
        group,
        ["decline-comment", second, "--reason", "advert", "--as", "rita"],
        standalone_mode=False,
    )
    assert [str(one.id) for one in comments.published(Reader.public())] == [first]
    assert not comments.waiting(cast.rita)
