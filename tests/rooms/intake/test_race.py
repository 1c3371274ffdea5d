"""Forms sent twice at the same moment, and what is forgotten: on real transactions and real files."""

from datetime import timedelta

import pytest

from dotline.access.models import DataKey
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.gates import tipbox
from dotline.gates.models import TipNote
from dotline.gates.opening import open_to
from dotline.intake import actions, jobs
from dotline.intake.models import Contact, Draft, Tip
from dotline.intake.rules import CallFacts, ContactPlan, Way
from tests.conftest import STORES
from tests.rooms.conftest import Cast, inside_bytes
from tests.rooms.intake.reading import EVERYTHING, read
from tests.rooms.racing import at_once, emptied, ledger_stays_append_only

__all__ = ["emptied", "ledger_stays_append_only"]

pytestmark = pytest.mark.django_db(transaction=True, databases=STORES)
CANARY = "kelpfield-canary"


def test_a_call_opened_by_two_presses_at_once_is_one_call(cast: Cast) -> None:
    key = new_id()
    found = at_once(lambda: actions.open_contact(by=cast.alice, channel="phone", key=key).id)
    assert len(set(found)) == 1
    with behind(EVERYTHING):
        assert Contact.objects.using(Store.INSIDE).count() == 1


def test_a_form_saved_at_once_is_saved_once_and_each_press_gets_the_same_answer(
    cast: Cast,
) -> None:
    row = actions.open_contact(by=cast.alice, channel="phone", key=new_id())
    key, facts = new_id(), CallFacts(needs=("shelter", "food"), summary="once")
    found = at_once(
        lambda: (
            actions.save_contact(
                by=cast.alice, contact_id=row.id, facts=facts, key=key, revision=0
            ).revision
        )
    )
    assert found == [1] * 4
    with behind(cast.alice):
        assert len(read.needs_of(cast.alice, row.id)) == 2


def test_two_different_forms_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    row = actions.open_contact(by=cast.alice, channel="phone", key=new_id())
    found = at_once(
        lambda: (
            actions.save_contact(
                by=cast.alice, contact_id=row.id, facts=CallFacts(), key=new_id(), revision=0
            ).revision
        )
    )
    assert sum(isinstance(one, Conflict) for one in found) == 3


def test_a_tip_told_by_phone_and_a_hand_over_sent_at_once_are_one_each(cast: Cast) -> None:
    actions.begin_shift(by=cast.alice, desk="line")
    key = new_id()
    tips = at_once(lambda: actions.tip_from_call(by=cast.alice, text="a van", key=key).id)
    given = at_once(
        lambda: actions.give_handover(by=cast.alice, notes={}, general="calm", key=key).id
    )
    assert (len(tips), len(set(tips))) == (4, 1)
    assert (len(given), len(set(given))) == (4, 1)


def test_of_forms_with_other_words_sent_at_once_one_is_kept_and_the_others_are_told(
    cast: Cast,
) -> None:
    actions.begin_shift(by=cast.alice, desk="line")
    key = new_id()
    found = at_once(
        *[
            lambda text=text: actions.tip_from_call(by=cast.alice, text=text, key=key)  # type: ignore[misc]
            for text in ("a van", "a red van", "a red van with a dent")
        ]
    )
    assert sum(isinstance(one, SentAlready) for one in found) == 2
    with behind(EVERYTHING):
        assert Tip.objects.using(Store.INSIDE).count() == 1


def test_a_shift_is_taken_over_once(cast: Cast) -> None:
    actions.open_contact(by=cast.alice, channel="phone", key=new_id())
    given = actions.give_handover(by=cast.alice, notes={}, general="", key=new_id())
    at_once(lambda: actions.take_handover(by=cast.bob, handover_id=given.id).taken_by)
    with behind(cast.bob):
        assert read.waiting_handovers(cast.bob) == []


def test_a_tip_form_sent_four_times_at_once_is_one_tip(cast: Cast) -> None:
    open_to(cast.hotline, by=Reader.system("test"))
    code = tipbox.new_code()
    found = at_once(
        lambda: tipbox.post_tip(by=Reader.public(), agency=cast.hotline.id, code=code, text="once")
    )
    assert sorted(map(bool, found)) == [False, False, False, True]
    assert TipNote.objects.using(Store.DROP).count() == 1
    at_once(jobs.fetch_tips, jobs.fetch_tips)
    with behind(EVERYTHING):
        assert Tip.objects.using(Store.INSIDE).count() == 1


# ---------------------------------------------------------------- forgetting, in the bytes of the files


def called(cast: Cast) -> Contact:
    row = actions.open_contact(by=cast.alice, channel="phone", key=new_id())
    plan = ContactPlan(frozenset({Way.SMS}), reach=CANARY, code_word=CANARY)
    facts = CallFacts(alias=CANARY, summary="what stays", plan=plan)
    actions.save_contact(by=cast.alice, contact_id=row.id, facts=facts, key=new_id())
    actions.save_draft(by=cast.alice, contact_id=row.id, fields={"reach": [CANARY]})
    return actions.close_contact(by=cast.alice, contact_id=row.id, disposition="helped")


def secrets_of(row: Contact) -> list[bytes]:
    """The sealed columns and the wrapped key as they lie on disk."""
    with behind(EVERYTHING):
        kept = Contact.objects.using(Store.INSIDE).get(pk=row.id)
        key = DataKey.objects.using(Store.INSIDE).get(subject=row.id)
    return [bytes(blob) for blob in (kept.alias, kept.plan, key.wrapped) if blob]


def test_after_thirty_days_nobody_can_tell_how_to_reach_an_anonymous_caller(cast: Cast) -> None:
    row = called(cast)
    with behind(EVERYTHING):
        assert jobs.forget()["calls"] == 0
        with clock.frozen(clock.now() + timedelta(days=30, minutes=1)):
            assert jobs.forget()["calls"] == 1
            assert jobs.forget()["calls"] == 0
        kept = Contact.objects.using(Store.INSIDE).get(pk=row.id)
        assert (kept.plan, kept.alias) == (None, None)
        assert kept.contact_forgotten_at is not None
        assert not Draft.objects.using(Store.INSIDE).exists()
    with behind(cast.alice):
        facts = read.facts_of(cast.alice, kept)
    assert facts.summary == "what stays"
    assert facts.plan.ways == frozenset()


@pytest.mark.sqlite
def test_not_a_byte_of_it_is_left_in_any_file(cast: Cast) -> None:
    row = called(cast)
    sealed = secrets_of(row)
    assert len(sealed) == 3
    before = inside_bytes()
    assert all(blob in before for blob in sealed)  # so the search can fail
    assert CANARY.encode() not in before
    with behind(EVERYTHING), clock.frozen(clock.now() + timedelta(days=31)):
        jobs.forget()
    after = inside_bytes()
    assert [blob in after for blob in sealed] == [False] * 3
    assert CANARY.encode() not in after
