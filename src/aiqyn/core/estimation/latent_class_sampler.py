"""The compiled sampler of the latent class model, over patterns and never over individuals.

Nobody but `latent_classes` calls it; the model is explained there. A state is one vector: first
the logarithms of the sticks' lengths t, of which class k breaks the share 1 - exp(-t[k]) off
what the classes before it left, then the logits of the list probabilities, list by list. The
concentration has been integrated out, and so has the number of people on no list: what remains
is the likelihood of the observed patterns given that they are observed.

Each draw makes three moves, every one of which leaves the posterior as it is:

1. a sweep of Gibbs, which fills in classes and unseen people and finds the scale of each
   parameter by itself;
2. exchanges of labels, for the order of the sticks matters to their prior and to nothing else;
3. a Hamiltonian trajectory along the gradient, which goes the long way that the sweeps, held
   by the unseen people they have just filled in, take hundreds of thousands of steps for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["draw_chain", "log_density", "reachable_share", "sweep"]

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Listed = NDArray[np.bool_]
Places = NDArray[np.int64]

_Compiled = TypeVar("_Compiled", bound=Callable[..., Any])

_MOST_UNSEEN = 1e15
"""A sweep that would fill in more people than this stays where it was, from either side."""
_NOWHERE = -1e300
_WANTED_ACCEPTANCE = 0.8


def _compiled(function: _Compiled) -> _Compiled:
    """The function as machine code, kept on disk where there is a place for it, free of the lock."""
    try:
        return cast(_Compiled, njit(cache=True, nogil=True, error_model="numpy")(function))
    except RuntimeError:  # no folder for the cache can be written
        return cast(_Compiled, njit(nogil=True, error_model="numpy")(function))


@_compiled
def _weights(state: Vector, weights: Vector) -> float:
    """Fills in the classes' shares; returns how much the sticks are broken in all."""
    classes = len(weights)
    broken = 0.0
    for k in range(classes - 1):
        length = np.exp(state[k])
        weights[k] = -np.expm1(-length) * np.exp(-broken)
        broken += length
    weights[classes - 1] = np.exp(-broken)
    return broken


@_compiled
def _probabilities(state: Vector, on: Matrix, off: Matrix, log_off: Matrix, none: Vector) -> None:
    """Fills in the list probabilities, their complements with logarithm, and log P(no list)."""
    lists, classes = on.shape
    none[:] = 0.0
    for j in range(lists):
        for k in range(classes):
            logit = state[classes - 1 + j * classes + k]
            small = np.exp(-abs(logit))
            larger = 1.0 / (1.0 + small)
            smaller = small * larger
            on[j, k] = larger if logit >= 0 else smaller
            off[j, k] = smaller if logit >= 0 else larger
            log_off[j, k] = -max(logit, 0.0) - np.log1p(small)
            none[k] += log_off[j, k]


@_compiled
def _shares_of_pattern(  # noqa: PLR0917 - compiled code takes no keywords
    listed: Listed, changed: Places, m: int, on: Matrix, off: Matrix, products: Matrix
) -> float:
    """Fills in P(class and pattern) as `products[0]`; returns P(pattern).

    Row j of the products takes the lists from j on, row `lists` none of them: it holds the
    classes' shares. Patterns come in order, so that only rows up to the last list on which a
    pattern differs from the one before it are made anew.
    """
    classes = on.shape[1]
    for j in range(changed[m], -1, -1):
        if listed[m, j]:
            for k in range(classes):
                products[j, k] = products[j + 1, k] * on[j, k]
        else:
            for k in range(classes):
                products[j, k] = products[j + 1, k] * off[j, k]
    total = 0.0
    for k in range(classes):
        total += products[0, k]
    return total


@_compiled
def _slopes_of_sticks(state: Vector, sizes: Vector, shape: float, rate: float, gradient: Vector) -> None:
    """Fills in the gradient along the sticks' logarithms, from how many people each class has."""
    sticks = len(sizes) - 1
    later = sizes[sticks]
    for k in range(sticks - 1, -1, -1):
        length = np.exp(state[k])
        # t / (exp(t) - 1), which is 1 at 0 and 0 far out.
        ratio = 1.0 if length < 1e-12 else length / np.expm1(length) if length < 700.0 else 0.0
        gradient[k] = sizes[k] * ratio - length * later + 1.0 - (shape + sticks) * length / rate
        later += sizes[k]


@_compiled
def log_density(  # noqa: PLR0917 - compiled code takes no keywords
    state: Vector,
    listed: Listed,
    changed: Places,
    counts: Vector,
    prior: Vector,
    classes: int,
    gradient: Vector,
) -> float:
    """The logarithm of the posterior density of a state, but for a constant; fills in its gradient.

    Args:
        state: As the module's docstring says.
        listed: One row for each observed pattern, ascending with the last list as the highest
            digit; one column for each list.
        changed: For each pattern the last list on which it differs from the one before it; the
            last of all lists for the first pattern.
        counts: How many people have each pattern.
        prior: Shape and rate of the concentration's gamma, and the two shapes of the list
            probabilities' beta.
        classes: How many classes there are at most.
        gradient: Where the derivatives go.
    """
    lists = listed.shape[1]
    sticks = classes - 1
    shape, rate, on_shape, off_shape = prior[0], prior[1], prior[2], prior[3]
    none, sizes, expected = np.empty(classes), np.zeros(classes), np.empty(classes)
    products = np.empty((lists + 1, classes))
    weights, shares = products[lists], products[0]
    on, off, log_off = np.empty((lists, classes)), np.empty((lists, classes)), np.empty((lists, classes))
    captures = np.zeros((lists, classes))
    broken = _weights(state, weights)
    _probabilities(state, on, off, log_off, none)
    reached = 0.0
    for k in range(classes):
        reached -= weights[k] * np.expm1(none[k])
    if not reached > 0.0:
        return -np.inf
    density = -(shape + sticks) * np.log(rate + broken)
    for k in range(sticks):
        density += state[k]
    people = 0.0
    for m in range(len(counts)):
        total = _shares_of_pattern(listed, changed, m, on, off, products)
        if not total > 0.0:
            return -np.inf
        people += counts[m]
        density += counts[m] * np.log(total)
        for k in range(classes):
            expected[k] = shares[k] * counts[m] / total
            sizes[k] += expected[k]
        for j in range(lists):
            if listed[m, j]:
                for k in range(classes):
                    captures[j, k] += expected[k]
    density -= people * np.log(reached)
    for k in range(classes):
        sizes[k] += people / reached * weights[k] * np.exp(none[k])
    for j in range(lists):
        for k in range(classes):
            at = sticks + j * classes + k
            density += on_shape * (state[at] + log_off[j, k]) + off_shape * log_off[j, k]
            gradient[at] = captures[j, k] - on[j, k] * sizes[k] + on_shape - (on_shape + off_shape) * on[j, k]
    _slopes_of_sticks(state, sizes, shape, rate + broken, gradient)
    return float(density)


@_compiled
def _log_gamma_draw(random: np.random.Generator, shape: float) -> float:
    """The logarithm of a gamma draw, which for small shapes is too near 0 to be drawn itself."""
    if shape < 1.0:
        boost = np.log(1.0 - random.random()) / shape
        return float(np.log(random.standard_gamma(shape + 1.0)) + boost)
    return float(np.log(random.standard_gamma(shape)))


@_compiled
def _log_one_plus_exp(value: float) -> float:
    if value > 0:
        return float(value + np.log1p(np.exp(-value)))
    return float(np.log1p(np.exp(value)))


@_compiled
def _log_length(log_ratio: float) -> float:
    """The logarithm of a stick's length, from that of what it breaks off over what it leaves."""
    if log_ratio < -30.0:
        return log_ratio
    return float(np.log(_log_one_plus_exp(log_ratio)))


@_compiled
def _divide(random: np.random.Generator, people: int, shares: Vector, total: float, parts: Vector) -> None:
    """Fills in how so many people fall into classes: a multinomial, one binomial after the other."""
    classes = len(shares)
    parts[:] = 0.0
    left = people
    for k in range(classes):
        if left <= 0:
            return
        share = shares[k] / total if k < classes - 1 and total > 0.0 else 1.0
        drawn = left if share >= 1.0 else random.binomial(left, share)
        parts[k] = drawn
        left -= drawn
        total -= shares[k]


@_compiled
def sweep(  # noqa: PLR0917 - compiled code takes no keywords
    random: np.random.Generator,
    state: Vector,
    listed: Listed,
    changed: Places,
    counts: Vector,
    prior: Vector,
    classes: int,
) -> None:
    """One sweep of Gibbs: fill in unseen people and everyone's class, then draw all parameters anew.

    With 1/N as prior of the number of people N, those on no list are negative binomial given
    the parameters: a Poisson whose mean is a gamma.
    """
    lists = listed.shape[1]
    sticks = classes - 1
    none, parts = np.empty(classes), np.empty(classes)
    products = np.empty((lists + 1, classes))
    weights, shares = products[lists], products[0]
    on, off, log_off = np.empty((lists, classes)), np.empty((lists, classes)), np.empty((lists, classes))
    sizes, captures = np.zeros(classes), np.zeros((lists, classes))
    broken = _weights(state, weights)
    _probabilities(state, on, off, log_off, none)
    reached, unreached, people = 0.0, 0.0, 0.0
    for k in range(classes):
        shares[k] = weights[k] * np.exp(none[k])
        unreached += shares[k]
        reached -= weights[k] * np.expm1(none[k])
    for m in range(len(counts)):
        people += counts[m]
    mean = random.standard_gamma(people) * unreached / reached
    if not mean < _MOST_UNSEEN:
        return
    _divide(random, random.poisson(mean), shares, unreached, parts)
    sizes += parts
    for m in range(len(counts)):
        total = _shares_of_pattern(listed, changed, m, on, off, products)
        _divide(random, int(counts[m]), shares, total, parts)
        sizes += parts
        for j in range(lists):
            if listed[m, j]:
                captures[j] += parts
    concentration = np.exp(_log_gamma_draw(random, prior[0] + sticks) - np.log(prior[1] + broken))
    later = sizes.sum()
    for k in range(sticks):
        later -= sizes[k]
        first = _log_gamma_draw(random, 1.0 + sizes[k])
        state[k] = _log_length(first - _log_gamma_draw(random, concentration + later))
    for j in range(lists):
        for k in range(classes):
            hits = _log_gamma_draw(random, prior[2] + captures[j, k])
            misses = _log_gamma_draw(random, prior[3] + sizes[k] - captures[j, k])
            state[sticks + j * classes + k] = hits - misses


@_compiled
def _log_prior_of_shares(log_weights: Vector, log_later: Vector, prior: Vector) -> float:
    """The log density of the classes' shares in this order; fills in what the later ones have."""
    classes = len(log_weights)
    density = 0.0
    log_later[classes - 1] = -np.inf
    for k in range(classes - 2, -1, -1):
        larger = max(log_later[k + 1], log_weights[k + 1])
        smaller = min(log_later[k + 1], log_weights[k + 1])
        log_later[k] = larger + np.log1p(np.exp(smaller - larger))
        density -= log_later[k]
    return float(density - (prior[0] + classes - 1) * np.log(prior[1] - log_weights[classes - 1]))


@_compiled
def _exchange_labels(  # noqa: PLR0917 - compiled code takes no keywords
    random: np.random.Generator, state: Vector, lists: int, prior: Vector, classes: int, times: int
) -> None:
    """Tries to exchange the labels of two classes, so many times; half the time of neighbours.

    Shares and list probabilities go together, so the likelihood stays; in the space of shares
    an exchange has no Jacobian.
    """
    if classes < 2:
        return
    log_weights, log_later = np.empty(classes), np.empty(classes)
    broken = 0.0
    for k in range(classes - 1):
        length = np.exp(state[k])
        log_weights[k] = (np.log(-np.expm1(-length)) if state[k] > -30.0 else state[k]) - broken
        broken += length
    log_weights[classes - 1] = -broken
    density = _log_prior_of_shares(log_weights, log_later, prior)
    changed = False
    for _ in range(times):
        first = int(random.random() * (classes - 1))
        second = first + 1
        if random.random() < 0.5:
            second = int(random.random() * classes)
        log_weights[first], log_weights[second] = log_weights[second], log_weights[first]
        proposed = _log_prior_of_shares(log_weights, log_later, prior)
        if np.log(1.0 - random.random()) < proposed - density:
            density = proposed
            changed = True
            for j in range(lists):
                at = classes - 1 + j * classes
                state[at + first], state[at + second] = state[at + second], state[at + first]
        else:
            log_weights[first], log_weights[second] = log_weights[second], log_weights[first]
    if changed:
        _log_prior_of_shares(log_weights, log_later, prior)
        for k in range(classes - 1):
            state[k] = _log_length(log_weights[k] - log_later[k])


@_compiled
def _trajectory(  # noqa: PLR0917 - compiled code takes no keywords
    random: np.random.Generator,
    state: Vector,
    listed: Listed,
    changed: Places,
    counts: Vector,
    prior: Vector,
    classes: int,
    step: float,
    longest: int,
) -> float:
    """One Hamiltonian trajectory of a random number of steps; returns how acceptable its end was.

    Step and number of steps are drawn each time, so that no period of the motion can trap it.
    """
    size = len(state)
    gradient, momentum, place = np.empty(size), np.empty(size), state.copy()
    energy = -log_density(state, listed, changed, counts, prior, classes, gradient)
    steps = 1 + int(random.random() * longest)
    step *= 0.5 + random.random()
    for i in range(size):
        momentum[i] = random.standard_normal()
        energy += 0.5 * momentum[i] ** 2
    for _ in range(steps):
        for i in range(size):
            momentum[i] += 0.5 * step * gradient[i]
            place[i] += step * momentum[i]
        density = log_density(place, listed, changed, counts, prior, classes, gradient)
        if not density > _NOWHERE:
            return 0.0
        for i in range(size):
            momentum[i] += 0.5 * step * gradient[i]
    energy += density
    for i in range(size):
        energy -= 0.5 * momentum[i] ** 2
    acceptable = float(np.exp(min(0.0, energy)))
    if random.random() < acceptable:
        state[:] = place
    return acceptable


@_compiled
def reachable_share(state: Vector, lists: int, classes: int) -> tuple[float, float]:
    """Which share of the people some list reaches, and which share none does."""
    weights, none = np.empty(classes), np.empty(classes)
    on, off, log_off = np.empty((lists, classes)), np.empty((lists, classes)), np.empty((lists, classes))
    _weights(state, weights)
    _probabilities(state, on, off, log_off, none)
    reached, unreached = 0.0, 0.0
    for k in range(classes):
        reached -= weights[k] * np.expm1(none[k])
        unreached += weights[k] * np.exp(none[k])
    return reached, unreached


@_compiled
def draw_chain(  # noqa: PLR0917 - compiled code takes no keywords
    random: np.random.Generator,
    state: Vector,
    listed: Listed,
    changed: Places,
    counts: Vector,
    prior: Vector,
    classes: int,
    step: float,
    longest: int,
    tunes: bool,  # noqa: FBT001
    odds: Vector,
) -> float:
    """Moves a chain on, once for each place of `odds`; returns the step size in the end.

    Args:
        random: The chain's own source of chance.
        state: Where the chain is; moved on.
        listed, changed, counts, prior, classes: As `log_density` takes them.
        step: The size of a trajectory's steps.
        longest: The most steps of a trajectory; 0 for none.
        tunes: Whether the step size is tuned on the way; draws made meanwhile are none of the
            posterior's.
        odds: Where the odds of being on no list go, draw by draw.
    """
    lists = listed.shape[1]
    for draw in range(len(odds)):
        sweep(random, state, listed, changed, counts, prior, classes)
        _exchange_labels(random, state, lists, prior, classes, classes)
        if longest > 0:
            acceptable = _trajectory(random, state, listed, changed, counts, prior, classes, step, longest)
            if tunes:
                step *= np.exp((acceptable - _WANTED_ACCEPTANCE) / (draw + 10.0) ** 0.6)
        reached, unreached = reachable_share(state, lists, classes)
        odds[draw] = unreached / reached if reached > 0.0 else np.inf
    return step
