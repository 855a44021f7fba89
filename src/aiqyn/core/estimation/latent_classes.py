"""The latent class model: its priors, and chains that run until they agree or may run no longer.

People fall into classes; within a class, being on one list makes being on another neither more
nor less likely, and each list reaches a share of its own. Classes are not seen. How many there
are is not decided beforehand: their shares are broken off a stick one after the other, and
most of a long stick's pieces are next to nothing. Dependence of lists, and differences
between people, come out as classes.

    shares         pi[k] = V[k] (1 - V[1]) … (1 - V[k-1]),  V[k] ~ Beta(1, alpha),  V[K] = 1
    concentration  alpha ~ Gamma(1/4, rate 1/4)
    on list j      lambda[j, k] ~ Beta(1, 1) in each class k
    people         P(N) proportional to 1 / N

With that prior of N the number of people on no list can be summed out: given the parameters it
is negative binomial, and the parameters' posterior is that of the observed patterns, each
taken with its probability given that it is observed at all. The sampler walks over
parameters alone, at a cost that depends on the number of patterns and not on the counts.

Source:
    Model, priors and sweep: Manrique-Vallier (2016), Biometrics 72, 1246–1254. Label exchanges:
    Papaspiliopoulos & Roberts (2008), Biometrika 95, 169–186. Trajectories: Neal (2011), in
    Handbook of Markov Chain Monte Carlo, chapter 5. When to stop: Vehtari et al. (2021),
    Bayesian Analysis 16, 667–718.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.estimation.counts import CaptureCounts
from aiqyn.core.estimation.diagnostics import Convergence, convergence_of

__all__ = ["STANDARD", "Demands", "Prior", "Sample", "least_work", "sample_posterior"]

Draws = NDArray[np.float64]

_WARM_UP_SWEEPS = 20
_WARM_UP_STAGES = 10
_WARM_UP_PEOPLE = 500
"""Chains first see the counts scaled down to about so many people, among whom classes form and
dissolve easily, then more and more of them."""
_FIRST_STEP = 0.02
_TUNING = ((300, 16), (300, 64))
"""Draws that tune the step size, and the longest trajectory meanwhile."""
_LONGEST = 100
_LONGEST_OF_ALL = 400
_FIRST_ROUND = 250
_STICKY = 0.02
"""With fewer effective draws than this a draw, trajectories are made longer."""
_FORGOTTEN = 0.25
"""The share of a chain's draws, from its start, that may still remember where it began."""
_ENOUGH_SEEN = 0.15
_HOPELESS = 0.75
"""After 15 % of the work a sample that would not come to three quarters of what is needed gives up."""
_CHEAP = 0.25
"""So much of the work may be spent on more draws than are needed."""
_THREADS = 2
_MOST_MEAN = 1e15


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed before the data.

    Attributes:
        name: What it is called.
        concentration_shape: Of the gamma distribution of the concentration.
        concentration_rate: Likewise; shape over rate is its mean: the larger, the more classes.
        on_shape: First shape of the list probabilities' beta distribution.
        off_shape: The second.
        classes: How many classes there are at most.
    """

    name: str
    concentration_shape: float = 0.25
    concentration_rate: float = 0.25
    on_shape: float = 1.0
    off_shape: float = 1.0
    classes: int = 10

    def numbers(self) -> Draws:
        """What the sampler takes."""
        return np.array(
            [self.concentration_shape, self.concentration_rate, self.on_shape, self.off_shape],
            dtype=np.float64,
        )


STANDARD = Prior("standard")


@dataclass(frozen=True, slots=True)
class Demands:
    """When chains may stop.

    Attributes:
        effective_draws: At least so many, of the bulk and of the tails.
        sought_draws: So many where they cost little: a quarter of the work at most.
        largest_r_hat: At most so much.
        chains: How many, from dispersed starts; at least 4.
        work: How much arithmetic, roughly in nanoseconds of one processor: a bound that is the
            same on every machine, so that the same seed gives the same answer.
    """

    effective_draws: float = 400.0
    sought_draws: float = 2000.0
    largest_r_hat: float = 1.01
    chains: int = 4
    work: float = 1.6e10

    def __post_init__(self) -> None:
        if self.chains < 4:
            raise ValueError(f"{self.chains} chains are fewer than the 4 that can show disagreement")


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Draws from the posterior, and whether they can be relied on.

    Attributes:
        people: Numbers of people, one row per chain, after what chains may remember of their starts.
        convergence: How far the chains agree.
        agrees: Whether that was enough.
        draws_made: By each chain, with those left out at its beginning.
        work: What it cost, in the unit of `Demands.work`.
    """

    people: Draws
    convergence: Convergence
    agrees: bool
    draws_made: int
    work: float


@dataclass(slots=True)
class _Chain:
    """One chain on its way."""

    random: np.random.Generator
    state: Draws
    step: float = _FIRST_STEP
    odds: list[Draws] = field(default_factory=list)


class _Chains:
    """The chains of one sample, moved on together."""

    def __init__(self, counts: CaptureCounts, prior: Prior, *, seed: int, demands: Demands) -> None:
        lists = len(counts.lists)
        self._documented = counts.documented
        self._listed = np.array(
            [[bool(cell.pattern >> j & 1) for j in range(lists)] for cell in counts.cells], dtype=np.bool_
        )
        patterns = [cell.pattern for cell in counts.cells]
        differences = [(1 << lists) - 1, *(one ^ other for one, other in pairwise(patterns))]
        self._changed = np.array([difference.bit_length() - 1 for difference in differences], dtype=np.int64)
        self._counts = np.array([cell.count for cell in counts.cells], dtype=np.float64)
        self._prior = prior
        self._longest = _LONGEST
        self._chains = [
            _dispersed(np.random.SeedSequence([seed, number]), number, lists, prior)
            for number in range(demands.chains)
        ]
        self.work = 0.0

    def warm_up(self) -> None:
        """Moves every chain to where its posterior has mass, and tunes its step."""
        start = min(1.0, _WARM_UP_PEOPLE / self._documented)
        for scale in np.geomspace(start, 1.0, _WARM_UP_STAGES).tolist():
            self._move(_WARM_UP_SWEEPS, longest=0, tunes=False, counts=np.ceil(self._counts * scale))
        for draws, longest in _TUNING:
            self._move(draws, longest=longest, tunes=True)
        for chain in self._chains:
            chain.odds.clear()

    def round_costs(self, draws: int) -> float:
        """The work of so many draws by each chain."""
        return self._cost(draws, self._longest)

    def move_on(self, draws: int) -> None:
        """So many draws more by each chain."""
        self._move(draws, longest=self._longest, tunes=False)

    def lengthen(self) -> None:
        """Makes trajectories twice as long, up to a limit: all lengths have the same posterior."""
        self._longest = min(2 * self._longest, _LONGEST_OF_ALL)

    def people(self) -> Draws:
        """Numbers of people, without the beginning of each chain; fresh numbers at every call."""
        rows = [np.concatenate(chain.odds) for chain in self._chains]
        kept = [row[int(len(row) * _FORGOTTEN) :] for row in rows]
        return np.array([self._people_of(chain, row) for chain, row in zip(self._chains, kept, strict=True)])

    def _people_of(self, chain: _Chain, odds: Draws) -> Draws:
        mean = chain.random.standard_gamma(self._documented, size=len(odds)) * odds
        return self._documented + chain.random.poisson(np.minimum(mean, _MOST_MEAN)).astype(np.float64)

    def _move(self, draws: int, *, longest: int, tunes: bool, counts: Draws | None = None) -> None:
        from aiqyn.core.estimation.latent_class_sampler import draw_chain

        prior = self._prior.numbers()

        def move(chain: _Chain) -> None:
            odds = np.empty(draws)
            chain.step = draw_chain(
                chain.random,
                chain.state,
                self._listed,
                self._changed,
                self._counts if counts is None else counts,
                prior,
                self._prior.classes,
                chain.step,
                longest,
                tunes,
                odds,
            )
            chain.odds.append(odds)

        with ThreadPoolExecutor(_THREADS) as pool:
            list(pool.map(move, self._chains))
        self.work += self._cost(draws, longest)

    def _cost(self, draws: int, longest: int) -> float:
        patterns, lists = self._listed.shape
        return len(self._chains) * draws * _cost_of_draw(lists, patterns, self._prior.classes, longest)


def _cost_of_draw(lists: int, patterns: int, classes: int, longest: int) -> float:
    """As measured: the larger part of a step are exponentials, or products over patterns."""
    step = 500.0 + 16.0 * classes * lists + patterns * (20.0 + 4.0 * classes)
    sweep = 3000.0 + 200.0 * classes * lists + patterns * (100.0 + 15.0 * classes)
    return sweep + step * (longest + 1) / 2


def least_work(counts: CaptureCounts, prior: Prior, *, chains: int = 4) -> float:
    """What the warm-up and the first round of these counts cost: without them no chain can be judged."""
    moves = [(_WARM_UP_SWEEPS * _WARM_UP_STAGES, 0), *_TUNING, (_FIRST_ROUND, _LONGEST)]
    lists, patterns = len(counts.lists), len(counts.cells)
    return chains * sum(
        draws * _cost_of_draw(lists, patterns, prior.classes, longest) for draws, longest in moves
    )


def _dispersed(seeds: np.random.SeedSequence, number: int, lists: int, prior: Prior) -> _Chain:
    """A chain that starts at a draw from a wide prior, every other one where lists reach few."""
    random = np.random.Generator(np.random.PCG64(seeds))
    logits = random.logistic(loc=-3.0 if number % 2 else 0.0, size=lists * prior.classes)
    return _Chain(random, np.concatenate([np.log(random.exponential(size=prior.classes - 1)), logits]))


def sample_posterior(
    counts: CaptureCounts,
    *,
    seed: int,
    prior: Prior = STANDARD,
    demands: Demands | None = None,
    progress: Callable[[float], None] | None = None,
) -> Sample:
    """Draws of the number of people, by chains that ran until they agreed or might run no longer.

    Rounds of draws, each as long as all before together; after each the first quarter of every
    chain is left out and the rest is diagnosed. Chains that pass from mode to mode too seldom
    are stopped early: once 15 % of the work is done and the rest would not do.

    Args:
        counts: Of one population.
        seed: The same seed gives the same draws on the same machine.
        prior: What is believed before the data.
        demands: When the chains may stop; the usual demands where none are given.
        progress: Told now and then which share of the work may have been done.
    """
    wanted = demands or Demands()
    chains = _Chains(counts, prior, seed=seed, demands=wanted)
    chains.warm_up()
    draws, made = _FIRST_ROUND, 0
    while True:
        chains.move_on(draws)
        made += draws
        people = chains.people()
        found = convergence_of(people)
        agrees = found.is_enough(draws=wanted.effective_draws, largest_r_hat=wanted.largest_r_hat)
        fewest = min(found.bulk, found.tail)
        next_work = chains.work + chains.round_costs(made)
        share = chains.work / wanted.work
        if progress is not None:
            progress(1.0 if agrees else share)
        if agrees and (fewest >= wanted.sought_draws or next_work > _CHEAP * wanted.work):
            break
        hopeless = share > _ENOUGH_SEEN and fewest / share < _HOPELESS * wanted.effective_draws
        if next_work > wanted.work or (hopeless and not agrees):
            break
        if fewest < _STICKY * made * wanted.chains:
            chains.lengthen()
        draws = made
    return Sample(people, found, agrees, made, chains.work)
