"""What is learned from pairs of which nobody knows whose they are."""

from __future__ import annotations

import numpy as np
import pytest

from aiqyn.core.rosters.linkage.dependence import find_ties, sum_of_ties
from aiqyn.core.rosters.linkage.estimation import Estimated, Prior, RandomLevels, estimate
from aiqyn.core.rosters.linkage.patterns import Patterns

SAME = (np.array([0.8, 0.15, 0.05]), np.array([0.7, 0.1, 0.2]), np.array([0.9, 0.06, 0.04]))
CHANCE = (np.array([0.01, 0.02, 0.97]), np.array([0.05, 0.05, 0.9]), np.array([0.002, 0.02, 0.978]))
PAIRS, OF_ONE = 200_000, 2_000


def drawn(shares: tuple[np.ndarray, ...], count: int, seed: int) -> np.ndarray:
    dice = np.random.default_rng(seed)
    return np.stack([dice.choice(3, size=count, p=each) + 1 for each in shares], axis=1).astype(np.int8)


def mixture(decided: int = -1) -> Patterns:
    levels = np.concatenate([drawn(SAME, OF_ONE, 1), drawn(CHANCE, PAIRS - OF_ONE, 2)])
    different, counts = np.unique(levels, axis=0, return_counts=True)
    return Patterns(
        different,
        np.zeros(len(different), np.int8),
        np.ones(different.shape, bool),
        np.ones(len(different), np.int8),
        np.zeros(len(different)),
        np.full(len(different), decided, np.int8),
        counts.astype(float),
    )


def prior(**changes: object) -> Prior:
    three = len(SAME)
    values = {
        "usual": (np.array([0.7, 0.2, 0.1]),) * three,
        "strength": 10.0,
        "total": (float(PAIRS), 0.0),
        "ordered": (True,) * three,
        "is_choice": (False,) * three,
        "is_weighed": (False,) * three,
        "is_exact": (False,) * three,
        "expected": (500.0, 0.0),
    }
    return Prior(**{**values, **changes})


def random_levels() -> RandomLevels:
    levels = np.concatenate([drawn(CHANCE, 99_000, 3), drawn(SAME, 1_000, 4)])
    different, counts = np.unique(levels, axis=0, return_counts=True)
    shares = tuple(np.bincount(levels[:, each], minlength=4)[1:] / len(levels) for each in range(3))
    return RandomLevels(shares, different, counts.astype(float))


@pytest.fixture(scope="module")
def learned() -> Estimated:
    return estimate(mixture(), random_levels(), prior())


def test_a_mixture_of_known_shares_is_recovered_without_any_answer(learned):
    for own, known in zip(learned.same, SAME, strict=True):
        assert own == pytest.approx(known, abs=0.04)
    persons = PAIRS / (1 + np.exp(-learned.log_odds[0]))
    assert persons == pytest.approx(OF_ONE, rel=0.08)


def test_a_better_level_never_says_less_than_a_worse_one(learned):
    for each in range(3):
        assert (np.diff(learned.weights(each)[1:]) <= 1e-9).all()


def test_what_is_not_told_says_nothing(learned):
    assert [learned.weights(each)[0] for each in range(3)] == [0, 0, 0]


def test_pairs_that_people_called_different_are_not_learned_from_as_the_same():
    found = estimate(mixture(decided=0), random_levels(), prior())
    assert found.log_odds[0] < -15


def test_what_goes_together_by_chance_is_tied_and_what_does_not_is_not():
    dice = np.random.default_rng(5)
    first = dice.integers(1, 4, 20_000)
    levels = np.stack(
        [first, np.where(dice.random(20_000) < 0.8, first, 1), dice.integers(1, 4, 20_000)], axis=1
    )
    ties = find_ties(levels.astype(np.int8), np.ones(20_000), (3, 3, 3), strength=5, least=50)
    assert [(tie.one, tie.other) for tie in ties] == [(0, 1)]
    added = sum_of_ties(ties, np.array([[2, 2, 1], [2, 3, 1], [0, 2, 1]], np.int8))
    assert added[0] > 0 > added[1]
    assert added[2] == 0


def test_ties_never_close_a_circle():
    dice = np.random.default_rng(6)
    first = dice.integers(1, 3, 5_000).astype(np.int8)
    ties = find_ties(np.stack([first] * 4, axis=1), np.ones(5_000), (2, 2, 2, 2), strength=1, least=1)
    assert len(ties) == 3
