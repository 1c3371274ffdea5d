"""What became of referrals adds up: received, not received and why, not known (R-59)."""

from hypothesis import given
from hypothesis import strategies as st

from dotline.referral.rules import Ended, Status, closure, loop_closed

OUTCOMES = ("received", "partly_received", "not_received", "unknown", "")
ROWS = st.lists(
    st.builds(
        Ended,
        st.sampled_from([one.value for one in Status]),
        st.sampled_from(OUTCOMES),
        st.sampled_from(["", "not_reached", "safety"]),
        st.sampled_from(["", "cost", "full"]),
    ),
    max_size=20,
)


@given(ROWS)
def test_every_referral_is_received_not_received_or_not_known(rows: list[Ended]) -> None:
    found = closure(rows)
    assert found.sent == len(rows)
    assert found.received + found.not_received + found.unknown == found.sent
    assert found.unknown == sum(not loop_closed(row.status, row.outcome) for row in rows)
    assert 0 <= found.rate <= 1
    assert list(found.reasons.values()) == sorted(found.reasons.values(), reverse=True)


def test_a_reason_is_that_of_the_help_or_else_of_the_end() -> None:
    rows = [
        Ended("completed", "not_received", "", "cost"),
        Ended("completed", "not_received", "", "cost"),
        Ended("failed", "", "not_reached", ""),
        Ended("completed", "received", "", ""),
        Ended("completed", "unknown", "", ""),
        Ended("rejected", "", "full", ""),
    ]
    found = closure(rows)
    assert found.reasons == {"cost": 2, "not_reached": 1}
    assert (found.sent, found.received, found.not_received, found.unknown) == (6, 1, 3, 2)
    assert found.rate == 4 / 6
    assert closure([]).rate == 0.0
