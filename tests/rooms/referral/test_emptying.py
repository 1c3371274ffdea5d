"""After a consent is taken back nothing of what was handed over is left: no row, no key, no byte (R-52)."""

from datetime import timedelta
from uuid import UUID

import pytest

from dotline.access.models import DataKey
from dotline.access.unit import behind
from dotline.audit import queries as audit
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Refused, Unavailable
from dotline.base.reader import Reader
from dotline.gates import outbox
from dotline.gates.models import Outbox
from dotline.gates.refer import ReferField
from dotline.referral import actions, queries
from dotline.referral.jobs import run_clocks
from dotline.referral.models import Listing, Message, Referral, ReferralPackage
from tests.rooms.conftest import Cast
from tests.rooms.referral.conftest import hand_over

SYSTEM = Reader.system("test")


def kept(row: Referral) -> list[bytes]:
    """What of a hand-over lies in the store: package, outbox copy, and the receiver's wrapped key."""
    with behind(SYSTEM):
        package = ReferralPackage.objects.using(Store.INSIDE).get(referral_id=row.id)
        passage = Outbox.objects.using(Store.INSIDE).get(pk=row.passage_id)
        key = DataKey.objects.using(Store.INSIDE).filter(subject=row.id, agency_id=row.to_agency_id)
        found = [package.sealed, passage.payload, *key.values_list("wrapped", flat=True)]
    return [bytes(blob) for blob in found if blob]


def withdraw(cast: Cast, row: Referral) -> None:
    assert row.consent_id is not None
    actions.withdraw_consent(by=cast.bob, consent_id=row.consent_id)


def whats(reader: Reader, row: Referral) -> list[str]:
    with behind(reader):
        return [step.what for step in queries.chain_of_custody(reader, row)]


@pytest.mark.parametrize("accepted", [True, False])
def test_withdrawal_leaves_that_it_was_sent_and_nothing_of_what_it_said(
    cast: Cast, sent: Referral, accepted: bool
) -> None:
    if accepted:
        actions.accept(by=cast.charlie, referral_id=sent.id)
    assert len(kept(sent)) == 3
    withdraw(cast, sent)
    assert kept(sent) == []
    with behind(SYSTEM):
        package = ReferralPackage.objects.using(Store.INSIDE).get(referral_id=sent.id)
    assert package.emptied_at is not None
    for reader in (cast.alice, cast.charlie):
        assert {"sent", "received", "emptied"} <= set(whats(reader, sent))
    with behind(SYSTEM):
        lines = [line.action for line in audit.lines(SYSTEM, Store.INSIDE)]
    assert {"gates.refer", "referral.withdraw_consent", "referral.empty_package"} <= set(lines)


def test_a_package_on_its_way_never_arrives_once_the_consent_is_taken_back(
    cast: Cast, sent: Referral
) -> None:
    with behind(SYSTEM):
        rows = Outbox.objects.using(Store.INSIDE).filter(pk=sent.passage_id)
        rows.update(delivered_at=None)
        ReferralPackage.objects.using(Store.INSIDE).filter(referral_id=sent.id).delete()
    withdraw(cast, sent)
    outbox.deliver(Store.INSIDE)
    assert kept(sent) == []


def test_what_the_sender_wrote_goes_with_it_and_the_receivers_own_words_stay(
    cast: Cast, sent: Referral
) -> None:
    actions.write(by=cast.alice, referral_id=sent.id, text="canary of the sender")
    actions.write(by=cast.charlie, referral_id=sent.id, text="we have a bed")
    outbox.deliver(Store.INSIDE)
    withdraw(cast, sent)
    with behind(cast.charlie):
        theirs, own = queries.messages(cast.charlie, sent)
        with pytest.raises(Unavailable, match="deleted"):
            queries.message_text(cast.charlie, theirs)
        assert queries.message_text(cast.charlie, own) == "we have a bed"
    with behind(cast.alice):
        texts = [
            queries.message_text(cast.alice, one) for one in queries.messages(cast.alice, sent)
        ]
    assert texts == ["canary of the sender", "we have a bed"]
    with behind(SYSTEM):
        passage = Message.objects.using(Store.INSIDE).filter(
            outgoing=True, agency_id=sent.from_agency_id
        )
        carried = Outbox.objects.using(Store.INSIDE).get(pk=passage.get().passage_id)
    assert not carried.payload


def test_nobody_empties_what_may_still_be_opened(cast: Cast, sent: Referral) -> None:
    for by in (cast.alice, cast.charlie, SYSTEM):
        with pytest.raises(Refused):
            actions.empty_package(by=by, referral_id=sent.id)
    assert len(kept(sent)) == 3


def test_the_clocks_empty_what_ended_by_itself(cast: Cast, sent: Referral) -> None:
    actions.decline(by=cast.charlie, referral_id=sent.id, reason="ineligible")
    assert run_clocks(SYSTEM).emptied == 1
    assert run_clocks(SYSTEM).emptied == 0
    assert kept(sent) == []


def test_the_clocks_empty_a_package_when_its_consent_has_ended(cast: Cast, sent: Referral) -> None:
    actions.accept(by=cast.charlie, referral_id=sent.id)
    assert run_clocks(SYSTEM).emptied == 0
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert run_clocks(SYSTEM).emptied == 1
    assert kept(sent) == []


def test_a_hand_over_that_was_not_upheld_is_destroyed(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    row = hand_over(cast.bob, call, beds, ReferField.LANGUAGE)
    outbox.deliver(Store.INSIDE)
    assert kept(row)
    actions.review(by=cast.alice, referral_id=row.id, upheld=False)
    assert kept(row) == []
