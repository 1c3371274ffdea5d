"""The state machine, model-based: whatever two agencies press in whatever order, no illegal step happens."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dotline.access.unit import behind
from dotline.base.errors import Conflict, Invalid, Refused
from dotline.referral import actions, queries
from dotline.referral.actions import Elsewhere
from dotline.referral.models import Listing, Pause, Referral
from dotline.referral.rules import CLOSES_PACKAGE, FINAL, STATUS, Status
from tests.rooms.conftest import Cast
from tests.rooms.referral.conftest import consent, wanted

ACCEPT, DECLINE, CANCEL, WITHDRAW = "accept", "decline", "cancel", "withdraw"
HOW = {
    Status.IN_PROGRESS: {},
    Status.ON_HOLD: {"reason": "waits_for_papers"},
    Status.COMPLETED: {"outcome": "received"},
    Status.FAILED: {"reason": "not_reached"},
}
PRESSES = st.sampled_from([ACCEPT, DECLINE, CANCEL, WITHDRAW, *HOW])


@dataclass
class Model:
    """What the table says should happen, beside the real thing."""

    here: Status = Status.REQUESTED
    withdrawn: bool = False
    path: list[Status] = field(default_factory=lambda: [Status.REQUESTED])

    def press(self, what: str | Status) -> bool:
        """Whether the press is lawful; then the model goes along."""
        if what == WITHDRAW:
            lawful, self.withdrawn = not self.withdrawn, True
            if lawful and self.here == Status.REQUESTED:
                self._to(Status.CANCELLED)
            return lawful
        to = {ACCEPT: Status.ACCEPTED, DECLINE: Status.REJECTED, CANCEL: Status.CANCELLED}
        wanted = to.get(str(what)) or Status(what)
        if not STATUS.allows(self.here, wanted):
            return False
        self._to(wanted)
        return True

    def _to(self, status: Status) -> None:
        self.here = status
        self.path.append(status)


def presses(cast: Cast, row: Referral, what: str | Status) -> Callable[[], object]:
    by_sender = {"by": cast.alice}
    if what == ACCEPT:
        return lambda: actions.accept(by=cast.charlie, referral_id=row.id)
    if what == DECLINE:
        nobody = Elsewhere(None, confirmed=True)
        return lambda: actions.decline(
            by=cast.charlie, referral_id=row.id, reason="full", elsewhere=nobody
        )
    if what == CANCEL:
        return lambda: actions.cancel(**by_sender, referral_id=row.id, reason="moved")
    if what == WITHDRAW:
        assert row.consent_id is not None
        return lambda: actions.withdraw_consent(**by_sender, consent_id=row.consent_id or row.id)
    to = Status(what)
    return lambda: actions.proceed(by=cast.charlie, referral_id=row.id, to=to, **HOW[to])


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(PRESSES, max_size=8))
def test_whatever_is_pressed_the_table_alone_decides(
    cast: Cast, call: UUID, beds: Listing, wishes: list[str | Status]
) -> None:
    row = actions.send(
        by=cast.alice, contact=call, wanted=wanted(beds), consent=consent(), another=True
    )
    model = Model()
    for what in wishes:
        before = model.here
        if model.press(what):
            presses(cast, row, what)()
        else:
            try:
                presses(cast, row, what)()
            except (Conflict, Refused, Invalid):
                pass
            else:
                raise AssertionError(f"{what} worked at {before}")
    with behind(cast.charlie):
        now = queries.get(cast.charlie, row.id)
        steps = queries.chain_of_custody(cast.charlie, row).values_list("what", flat=True)
        passed = [Status(one) for one in steps if one in set(Status)]
        open_pauses = Pause.objects.filter(referral_id=row.id, ended_at=None).count()
    assert now.state == model.here
    assert [Status.REQUESTED, *passed] == model.path
    assert open_pauses == (now.state == Status.ON_HOLD)
    assert sum(one in FINAL for one in model.path) <= 1
    if now.state in CLOSES_PACKAGE or model.withdrawn:
        try:
            actions.open_package(by=cast.charlie, referral_id=row.id)
        except Refused:
            return
        raise AssertionError("a closed package was opened")
