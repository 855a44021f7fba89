"""The average over decomposable graphs: published numbers, and slow twins of its arithmetic."""

from __future__ import annotations

from itertools import combinations
from math import exp, lgamma, log

import numpy as np
import pytest
from estimation_tables import counts_of, drawn, published, published_table

from aiqyn.core.estimation import Answer, CaptureCounts, EstimateRefused, Options, decomposable
from aiqyn.core.estimation.decomposable import posterior
from aiqyn.core.estimation.graph_sampler import cliques_and_separators, walk_over_graphs
from aiqyn.core.estimation.graphs import (
    edges,
    every_decomposable_graph,
    may_add,
    may_remove,
    neighbours_of,
    spelled,
)
from aiqyn.core.estimation.marginals import NegativeBinomialPrior, PowerPrior, SetTerms


def answered(found: Answer | EstimateRefused) -> Answer:
    assert isinstance(found, Answer)
    return found


# ------------------------------------------------------------------ graphs


def is_chordal(joined: tuple[int, ...]) -> bool:
    """The definition: no set of four lists or more is joined in a ring and nowhere else."""
    for size in range(4, len(joined) + 1):
        for chosen in combinations(range(len(joined)), size):
            members = sum(1 << index for index in chosen)
            degrees = [(joined[index] & members).bit_count() for index in chosen]
            if set(degrees) == {2} and is_connected(joined, members):
                return False
    return True


def is_connected(joined: tuple[int, ...], members: int) -> bool:
    reached = members & -members
    while True:
        further = reached
        for index in range(len(joined)):
            if reached >> index & 1:
                further |= joined[index] & members
        if further == reached:
            return reached == members
        reached = further


@pytest.mark.parametrize(("lists", "count"), [(3, 8), (4, 61), (5, 822), (6, 18_154)])
def test_there_are_as_many_decomposable_graphs_as_are_known(lists: int, count: int) -> None:
    names, factors = every_decomposable_graph(lists)
    assert len(names) == count
    assert factors.shape == (count, 1 << lists)


@pytest.mark.parametrize("lists", [4, 5])
def test_they_are_the_graphs_without_rings(lists: int) -> None:
    every = range(1 << len(edges(lists)))
    chordal = [graph for graph in every if is_chordal(neighbours_of(graph, lists))]
    assert every_decomposable_graph(lists)[0].tolist() == chordal


def test_a_graphs_factors_are_the_same_one_by_one_and_all_together() -> None:
    names, factors = every_decomposable_graph(5)
    for graph, row in zip(names.tolist(), factors, strict=True):
        alone = dict(cliques_and_separators(graph, 5))
        assert alone == {int(chosen): int(row[chosen]) for chosen in np.flatnonzero(row)}


def test_the_moves_are_those_after_which_a_graph_has_no_ring() -> None:
    names = set(every_decomposable_graph(5)[0].tolist())
    for graph in list(names)[::7]:
        joined = neighbours_of(graph, 5)
        for bit, pair in enumerate(edges(5)):
            allowed = (may_remove if graph >> bit & 1 else may_add)(joined, *pair)
            assert allowed == (graph ^ 1 << bit in names)


# ------------------------------------------------------------------ the posterior


def slow_posterior(counts: CaptureCounts, delta: float, most_unseen: int) -> tuple[list[float], list[float]]:
    """Shares of graphs and of numbers of unseen, term by term as the paper writes them."""
    lists = len(counts.lists)
    table = {cell.pattern: cell.count for cell in counts.cells}
    heights: dict[tuple[int, int], float] = {}
    for at, graph in enumerate(every_decomposable_graph(lists)[0].tolist()):
        for unseen in range(1, most_unseen + 1):
            table[0] = unseen
            people = sum(table.values())
            height = lgamma(people + 1) - sum(lgamma(count + 1) for count in table.values()) - log(people)
            for chosen, sign in cliques_and_separators(graph, lists):
                prior = delta * 2 ** (lists - chosen.bit_count())
                height += sign * dirichlet_multinomial(table, chosen, prior)
            heights[at, unseen] = height
    top = max(heights.values())
    weights = {key: exp(height - top) for key, height in heights.items()}
    total = sum(weights.values())
    graphs = [0.0] * len(every_decomposable_graph(lists)[0])
    numbers = [0.0] * most_unseen
    for (at, unseen), weight in weights.items():
        graphs[at] += weight / total
        numbers[unseen - 1] += weight / total
    return graphs, numbers


def dirichlet_multinomial(table: dict[int, int], chosen: int, prior: float) -> float:
    margin: dict[int, int] = {}
    for pattern, count in table.items():
        margin[pattern & chosen] = margin.get(pattern & chosen, 0) + count
    whole = prior * 2 ** chosen.bit_count()
    parts = sum(lgamma(prior + count) - lgamma(prior) for count in margin.values())
    return parts + lgamma(whole) - lgamma(whole + sum(margin.values()))


@pytest.mark.parametrize("delta", [0.125, 1.0])
def test_the_sum_over_intervals_equals_the_sum_one_by_one(delta: float) -> None:
    counts = counts_of("ABC", {"100": 30, "010": 25, "001": 20, "110": 9, "101": 7, "011": 6, "111": 3})
    graphs, numbers = slow_posterior(counts, delta, 900)
    found = posterior(counts, delta=delta, most_unseen=900)
    assert found.graph_shares.tolist() == pytest.approx(graphs, abs=1e-4)
    cumulative = np.cumsum(numbers)
    for unseen in (10, 40, 80, 200, 300, 500, 800):
        share = found.distribution.share_below(counts.documented + unseen + 0.5)
        assert share == pytest.approx(cumulative[unseen - 1], abs=1e-4)


def test_the_posterior_of_kosovo_is_the_published_one() -> None:
    known = published("kosovo")["decomposable"]
    answer = answered(decomposable.estimate(published_table("kosovo"), Options()))
    assert (answer.median, answer.low, answer.high) == pytest.approx(tuple(known.values()), rel=1e-4)


def test_the_example_of_spina_bifida_gives_the_published_mean_and_graphs() -> None:
    known = published("spina_bifida_madigan_york")["decomposable_negative_binomial_prior"]
    found = posterior(
        published_table("spina_bifida_madigan_york"),
        delta=known["delta"],
        prior=NegativeBinomialPrior(known["shape"], known["scale"]),
        most_unseen=known["most_unseen"],
    )
    assert found.distribution.mean == pytest.approx(known["mean"], abs=0.01)
    names = [spelled(int(graph), 3) for graph in every_decomposable_graph(3)[0]]
    shares = dict(zip(names, found.graph_shares.tolist(), strict=True))
    for name, share in known["graphs"].items():
        assert shares[name] == pytest.approx(share, abs=1e-4)


def test_the_example_of_five_lists_gives_the_published_mean_and_interval() -> None:
    known = published("five_lists_madigan_york")["decomposable"]
    counts = published_table("five_lists_madigan_york")
    found = posterior(counts, delta=known["delta"], most_unseen=known["most_unseen"])
    assert found.distribution.mean == pytest.approx(known["mean"], abs=0.01)
    ends = [found.distribution.quantile(share) for share in (0.025, 0.975)]
    assert ends == pytest.approx([known["low"], known["high"]], abs=0.5)


def test_nothing_that_matters_lies_beyond_the_upper_bound() -> None:
    counts = published_table("kosovo")
    answer = answered(decomposable.estimate(counts, Options()))
    details = answer.details.as_json()
    assert details["tail_beyond_largest"] < 1e-4
    assert 1 - answer.distribution.share_below(details["upper_bound"]) < 1.01e-4
    cut = posterior(counts, most_unseen=counts.documented).distribution.quantile(0.5)
    assert cut is not None
    assert cut < 0.8 * answer.median, "a bound of twice the documented people would cut this posterior"


def test_a_posterior_of_two_hills_is_told_as_two() -> None:
    """A bound between them would have hidden the second: 120,000 unseen people, for instance."""
    counts = counts_of(
        "ABCDE",
        {"10000": 750, "01000": 1300, "00100": 4460, "00010": 650, "00001": 630, "11000": 1, "10100": 81}
        | {"10010": 5, "10001": 73, "01100": 44, "01001": 4, "00110": 82, "00101": 125, "00011": 2}
        | {"10110": 2, "10101": 11, "00111": 1},
    )
    answer = answered(decomposable.estimate(counts, Options()))
    first, second = answer.details.as_json()["modes"]
    assert first["high"] < second["low"]
    assert first["share"] + second["share"] == pytest.approx(1, abs=1e-3)
    assert "several-modes" in [note.key for note in answer.notes]
    assert answer.low <= first["median"] < second["median"] <= answer.high


def test_counts_that_leave_the_answer_to_the_prior_are_refused() -> None:
    counts = counts_of(
        "ABCD",
        {"1000": 900, "0100": 800, "0010": 700, "0001": 600, "1111": 300, "1100": 1, "0011": 1, "1010": 1},
    )
    found = decomposable.estimate(counts, Options())
    assert isinstance(found, EstimateRefused)
    assert {objection.reason for objection in found.objections} & {"not-identified", "hangs-on-prior"}
    assert found.details.as_json()["priors"]


def test_the_answer_under_each_prior_is_told() -> None:
    details = answered(decomposable.estimate(published_table("kosovo"), Options())).details.as_json()
    assert [prior["prior"] for prior in details["priors"]] == ["reference", "towards-fewer", "towards-more"]
    fewer, more = details["priors"][1:]
    assert fewer["median"] < details["priors"][0]["median"] < more["median"]


# ------------------------------------------------------------------ seven lists and more


def test_walks_over_the_graphs_of_five_lists_find_what_going_through_all_finds() -> None:
    counts = published_table("five_lists_madigan_york")
    terms = SetTerms(counts, 2.0**-5)
    walks = walk_over_graphs(terms, 5, PowerPrior(), seed=1, walks=3, steps=40)
    names = every_decomposable_graph(5)[0].tolist()
    shares = dict(zip(names, posterior(counts).graph_shares.tolist(), strict=True))
    assert walks.graphs[0] == max(shares, key=lambda graph: shares[graph])
    assert sum(shares[graph] for graph in walks.graphs) > 0.99
    assert all(share > 0.9 for share in walks.shares_seen)


def test_walks_are_repeated_by_their_seed() -> None:
    terms = SetTerms(published_table("five_lists_madigan_york"), 2.0**-5)
    runs = [walk_over_graphs(terms, 5, PowerPrior(), seed=seed, walks=2, steps=10) for seed in (3, 3, 4)]
    assert runs[0] == runs[1] != runs[2]


def test_seven_lists_are_walked_over() -> None:
    answer = answered(decomposable.estimate(drawn([0.3, 0.25, 0.3, 0.2, 0.2, 0.25, 0.3], 3000, 4), Options()))
    assert not answer.details.as_json()["graphs_are_all"]
    assert answer.low <= 3000 <= answer.high


def test_more_lists_than_can_be_walked_over_are_refused() -> None:
    found = decomposable.estimate(drawn([0.4] * 11, 400, 1), Options())
    assert isinstance(found, EstimateRefused)
    assert found.objections[0].reason == "too-many-lists"
