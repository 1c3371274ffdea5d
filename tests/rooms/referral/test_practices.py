"""The practice library: two persons before other agencies read it, search by words, reviews that fall due."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.reader import Reader
from dotline.reference import practices as shipped
from dotline.referral.actions import practices as actions
from dotline.referral.models import Practice
from dotline.referral.queries import practices as queries
from tests.rooms.conftest import Cast

NEW = actions.NewPractice(
    kind="guide",
    topic="support",
    languages=("eng",),
    source="Line (FICTIONAL), 2026",
    title_en="First night checklist",
    text_en="Ask about food first.",
)


def test_other_agencies_read_it_once_a_second_person_approved(cast: Cast) -> None:
    row = actions.write(by=cast.bob, practice=NEW)
    with behind(cast.charlie), pytest.raises(NotFound):
        queries.practice(cast.charlie, row.id)
    with pytest.raises(Refused):
        actions.approve(by=cast.bob, practice_id=row.id)
    actions.approve(by=cast.alice, practice_id=row.id)
    with behind(cast.charlie):
        assert queries.practice(cast.charlie, row.id).review_due is not None
    with pytest.raises(Conflict):
        actions.approve(by=cast.alice, practice_id=row.id)


def test_nobody_approves_what_they_wrote(cast: Cast) -> None:
    row = actions.write(by=cast.alice, practice=NEW)
    with pytest.raises(Refused, match="Nobody approves"):
        actions.approve(by=cast.alice, practice_id=row.id)


def test_a_review_overdue_is_seen_and_owed_until_somebody_reads_it_again(cast: Cast) -> None:
    row = actions.write(by=cast.bob, practice=NEW)
    actions.approve(by=cast.alice, practice_id=row.id)
    later = clock.now() + timedelta(days=400)
    with clock.frozen(later):
        with behind(cast.alice):
            assert queries.overdue_reviews(cast.alice) == 1
            assert queries.is_overdue(queries.practice(cast.alice, row.id), later.date())
        actions.review(by=cast.alice, practice_id=row.id)
        with behind(cast.alice):
            assert queries.overdue_reviews(cast.alice) == 0
            assert queries.reviews(cast.alice, row).count() == 2
        with pytest.raises(Refused):
            actions.review(by=cast.charlie, practice_id=row.id)


def test_words_find_shipped_and_own_entries_without_accents(cast: Cast) -> None:
    row = actions.write(by=cast.bob, practice=NEW)
    with behind(cast.bob):
        assert queries.library(cast.bob, "food NIGHT") == [row]
        assert [one.title_en for one in queries.library(cast.bob, "strategie traite")] == [
            "National Strategy to Combat Human Trafficking 2019–2024"
        ]
        assert queries.library(cast.bob, "nothing-holds-this") == []
        kinds = {one.kind for one in queries.library(cast.bob, "", "guide")}
        assert kinds == {"guide"}


def test_every_shipped_entry_says_where_it_comes_from_and_when_to_look_again() -> None:
    assert len(shipped.practices()) >= 4
    for one in shipped.practices():
        assert one.source
        assert one.review_due
        assert one.kind in shipped.KINDS
        assert one.topic in shipped.TOPICS


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": " "},
        {"title_en": ""},
        {"text_en": ""},
        {"link": "http://plain"},
        {"kind": "rumour"},
        {"text_en": "née le 3 avril 2009"},
    ],
)
def test_an_entry_without_source_or_with_an_identifier_is_refused(
    cast: Cast, wrong: dict[str, str]
) -> None:
    with pytest.raises(Invalid):
        actions.write(by=cast.bob, practice=replace(NEW, **wrong))  # type: ignore[arg-type]


@pytest.mark.postgres
def test_the_database_itself_hides_what_nobody_approved(cast: Cast) -> None:
    row = actions.write(by=cast.bob, practice=NEW)

    def count(reader: Reader) -> int:
        with behind(reader):
            return Practice.objects.using(Store.INSIDE).count()

    assert (count(cast.charlie), count(cast.alice)) == (0, 1)
    actions.approve(by=cast.alice, practice_id=row.id)
    assert (count(cast.charlie), count(Reader.public())) == (1, 0)
    with behind(cast.charlie):
        changed = Practice.objects.using(Store.INSIDE).filter(pk=row.pk).update(source="other")
    assert changed == 0
