"""Simulation-based calibration of the latent class sampler, for the tests and the benchmark.

With 1/N as prior of the number of people, the model given the number n of documented people is
a proper one: parameters from their prior, n patterns given that each is observed, and a
negative binomial number of people unseen. From that model truths and data are drawn; where the
sampler is right, each truth's rank among the draws of its posterior is uniform.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from aiqyn.core.estimation.counts import CaptureCounts
from aiqyn.core.estimation.latent_classes import STANDARD, Demands, Prior, sample_posterior

DEMANDS = Demands(effective_draws=150.0, sought_draws=150.0, largest_r_hat=1.05, work=3e9)
"""Little, as there are many posteriors; each is ranked among draws taken far apart."""

KEPT = 99


def drawn_from_prior(random: np.random.Generator, prior: Prior, lists: int) -> tuple[np.ndarray, np.ndarray]:
    """Shares of the classes, and list probabilities of each."""
    concentration = random.gamma(prior.concentration_shape, 1 / prior.concentration_rate)
    lengths = random.exponential(size=prior.classes - 1) / max(concentration, 1e-300)
    broken = np.append(0.0, np.cumsum(lengths))
    weights = np.append(-np.expm1(-lengths), 1.0) * np.exp(-broken)
    return weights, random.beta(prior.on_shape, prior.off_shape, size=(lists, prior.classes))


def drawn_data(
    random: np.random.Generator, weights: np.ndarray, on: np.ndarray, people: int
) -> tuple[CaptureCounts, int]:
    """So many documented people's counts, and how many people there are with those on no list."""
    lists = len(on)
    none = weights * np.prod(1 - on, axis=0)
    patterns = np.arange(1, 1 << lists)
    listed = patterns[:, None] >> np.arange(lists) & 1
    shares = np.where(listed[:, :, None], on[None], 1 - on[None]).prod(axis=1) @ weights
    counts = random.multinomial(people, shares / shares.sum())
    odds = none.sum() / shares.sum()
    unseen = random.poisson(min(random.gamma(people) * odds, 1e15))
    names = [f"L{index}" for index in range(lists)]
    table = {int(pattern): int(count) for pattern, count in zip(patterns, counts, strict=True)}
    return CaptureCounts.from_mapping(names, table), people + int(unseen)


def rank_of_truth(
    number: int, *, people: int, lists: int, seed: int, wrong_off_shape: float | None = None
) -> float:
    """The rank of one true number of people among draws of its posterior, from 0 to 1.

    Args:
        number: Which truth.
        people: How many people are documented.
        lists: How many lists.
        seed: Of everything, with the number.
        wrong_off_shape: Give the sampler this prior of the list probabilities in place of the
            one that truths come from, to see that calibration would fail.
    """
    sampled = STANDARD if wrong_off_shape is None else replace(STANDARD, off_shape=wrong_off_shape)
    random = np.random.default_rng([seed, number])
    weights, on = drawn_from_prior(random, STANDARD, lists)
    counts, truth = drawn_data(random, weights, on, people)
    sample = sample_posterior(counts, seed=number, prior=sampled, demands=DEMANDS)
    draws = random.permutation(sample.people.ravel())[:KEPT]
    # Of draws equal to the truth, each is as likely before it as after.
    before = (draws < truth).sum() + random.integers(0, (draws == truth).sum() + 1)
    return float((before + random.random()) / (KEPT + 1))
