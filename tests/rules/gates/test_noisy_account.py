"""The noisy account: what is promised is what is spent, to the digit, and noise is what it says."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.gates.protect.noisy import accounting
from dotline.gates.protect.noisy.noise import SecureNoise, TestNoise

epsilons = st.floats(0.05, 12)
deltas = st.floats(1e-12, 1e-3)


@given(epsilons, deltas)
def test_a_promise_is_spent_whole_and_not_exceeded(epsilon: float, delta: float) -> None:
    """The mu of a promise has that delta, from below, to within a millionth."""
    mu = accounting.mu_of(epsilon, delta)
    assert accounting.delta_of(mu, epsilon) <= delta
    assert accounting.delta_of(mu * 1.000001, epsilon) > delta
    assert accounting.epsilon_of(mu, delta) == pytest.approx(epsilon, rel=1e-6)
    assert accounting.spendable(epsilon, delta) < mu


@given(st.floats(0.01, 5), st.lists(st.floats(0.01, 10), min_size=1, max_size=8))
def test_what_is_shared_out_adds_up_again(mu: float, weights: list[float]) -> None:
    """Squares of mu add up, however it was split."""
    assert accounting.together(accounting.split(mu, weights)) == pytest.approx(mu)


@pytest.mark.parametrize(
    ("people", "epsilon", "rho"),
    [(193_025, 12, 2.196), (193_025, 1, 0.0259), (5_000, 12, 2.855), (5_000, 1, 0.0400)],
)
def test_the_published_account_of_exact_gaussian_noise(
    people: int, epsilon: float, rho: float
) -> None:
    """The study's table of accounts: rho = mu^2 / 2 at delta = 1 / (n ln n)."""
    mu = accounting.mu_of(epsilon, 1 / (people * math.log(people)))
    assert mu * mu / 2 == pytest.approx(rho, rel=5e-3)


@pytest.mark.parametrize(("epsilon", "delta"), [(1.0, 1e-6), (4.0, 1e-6), (12.0, 1e-9)])
def test_opendp_grants_the_same_noise_or_less_privacy(epsilon: float, delta: float) -> None:
    """OpenDP's own converter of zCDP never promises more than our curve, and comes near it."""
    import opendp.prelude as dp

    dp.enable_features("contrib")
    mu = accounting.mu_of(epsilon, delta)
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T="f64")
    plain = dp.m.make_gaussian(*space, scale=1024 / mu)
    profile = dp.c.make_zCDP_to_approxDP(plain).map(d_in=1024.0)  # type: ignore[no-untyped-call]
    theirs = profile.epsilon(delta=delta)
    assert epsilon <= theirs <= epsilon * 1.2


@pytest.mark.parametrize("mu", [0.25, 1.0, 2.5])
def test_the_grid_costs_less_than_what_is_kept_back(mu: float) -> None:
    """The discrete Gaussian, moved by one person, has no more delta than the promise that it serves."""
    sigma = 1024 / mu
    at = np.arange(-int(14 * sigma), int(14 * sigma) + 1024)
    here = np.exp(-(at**2) / (2 * sigma**2))
    whole = here.sum()
    moved = np.exp(-((at - 1024) ** 2) / (2 * sigma**2))
    for epsilon in (0.5, 1.0, 4.0):
        lost = np.maximum(here - math.exp(epsilon) * moved, 0).sum() / whole
        claimed = accounting.delta_of(mu, epsilon)
        assert lost <= claimed * (1 + accounting.KEPT_BACK) + 1e-15


@pytest.mark.parametrize("epsilon", [0.0, -1.0, math.nan, math.inf, 51.0])
def test_an_epsilon_that_promises_nothing_is_refused(epsilon: float) -> None:
    """Epsilon 0 is refused with the rule named."""
    with pytest.raises(Invalid, match="Epsilon must be greater than 0"):
        accounting.check_promise(epsilon, 1e-6)


@pytest.mark.parametrize("delta", [0.0, -1e-6, 0.1, 1.0, math.nan])
def test_a_delta_that_gives_persons_away_is_refused(delta: float) -> None:
    """A delta near one would hand out whole records."""
    with pytest.raises(Invalid, match="Delta must be"):
        accounting.check_promise(1.0, delta)


def test_secure_noise_is_as_wide_as_asked_and_never_the_same() -> None:
    """Six thousand draws: mean and spread within five standard errors; a second draw differs."""
    source = SecureNoise()
    drawn, again = source.draw(3_000, 500.0), source.draw(3_000, 500.0)
    assert source.protected
    assert (drawn != again).any()
    both = np.concatenate([drawn, again])
    assert abs(both.mean()) < 5 * 500 / math.sqrt(len(both))
    assert abs(both.std() / 500 - 1) < 5 / math.sqrt(2 * len(both))


def test_noise_that_can_be_drawn_again_says_that_it_does_not_protect() -> None:
    """A seed gives the same numbers, and the source is marked."""
    assert not TestNoise(3).protected
    assert (TestNoise(3).draw(50, 9.0) == TestNoise(3).draw(50, 9.0)).all()
