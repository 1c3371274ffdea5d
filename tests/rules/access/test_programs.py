"""Keys of programs: what each opens, how it is refused, and how often it may ask."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.access.programs import rules
from dotline.access.programs.rules import KeyFacts, KeyRole, Scope

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.sampled_from(KeyRole), st.frozensets(st.sampled_from(Scope)))
def test_a_key_only_reads_and_more_scopes_never_read_less(
    role: KeyRole, scopes: frozenset[Scope]
) -> None:
    found = rules.permissions(role, scopes)
    assert found <= {"directory.read", "referral.read_partner", "referral.read_hotline"}
    assert all(rules.permissions(role, frozenset({one})) <= found for one in scopes)
    assert ("referral.read_hotline" in found) == (
        role is KeyRole.HOTLINE and Scope.SHARED in scopes
    )


@given(MOMENTS, st.none() | MOMENTS, MOMENTS)
def test_a_key_counts_until_its_end_unless_it_was_revoked(
    expires: datetime, revoked: datetime | None, now: datetime
) -> None:
    usable = rules.usable(KeyFacts(expires, revoked), now)
    assert bool(usable) == (revoked is None and now < expires)
    assert usable or (usable.status, usable.headers["WWW-Authenticate"][:6]) == (401, "Bearer")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("header", "key"),
    [("Bearer abc", "abc"), ("bearer  abc ", "abc"), ("Basic abc", ""), ("abc", ""), ("", "")],
)
def test_a_key_is_read_from_the_header_that_the_standard_names(header: str, key: str) -> None:
    assert rules.bearer(header) == key


def test_keys_are_long_different_and_kept_as_a_hash_alone() -> None:
    made = {rules.new_secret() for _one in range(50)}
    assert len(made) == 50 and all(len(one) > 45 for one in made)
    assert not any(one in rules.digest(one) for one in made)


def test_only_a_help_line_reads_what_help_lines_are_told() -> None:
    assert rules.may_bind(KeyRole.HOTLINE, "Helpline")
    assert not rules.may_bind(KeyRole.HOTLINE, "Shelter")
    assert rules.roles_for("Helpline") == (KeyRole.PARTNER, KeyRole.HOTLINE)
    assert rules.roles_for("Shelter") == (KeyRole.PARTNER,)
    assert rules.may_bind(KeyRole.PARTNER, "Shelter")


def test_who_asks_too_often_waits_and_nobody_else_does() -> None:
    pace = rules.Pace(3)
    for _time in range(3):
        pace.count("one", NOW)
    with pytest.raises(rules.TooOften) as found:
        pace.count("one", NOW + timedelta(seconds=20))
    assert (found.value.status, found.value.headers["Retry-After"]) == (429, "40")
    pace.count("two", NOW + timedelta(seconds=20))
    pace.count("one", NOW + timedelta(seconds=60))
