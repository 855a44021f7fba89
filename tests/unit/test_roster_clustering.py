"""From pairs with odds to persons: contradictions, chains, lists, decisions, and how sure each place is."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pytest
from reference_partitions import pair_probabilities

from aiqyn.core.rosters.clustering import ContradictoryDecisions, belonging, cluster, sample, samples
from aiqyn.core.rosters.clustering.enumeration import enumerated, evidence_of_sets, extents_of_sets
from aiqyn.core.rosters.clustering.evidence import evidence_graph
from aiqyn.core.rosters.clustering.groups import groups_of
from aiqyn.core.rosters.clustering.partition import Model
from aiqyn.core.rosters.clustering.samples import samples_of
from aiqyn.core.rosters.clustering.sizes import Lists, no_weights
from aiqyn.core.rosters.pairs import ScoredPairs

UNLISTED = -8.0


def scored(log_odds: Mapping[tuple[int, int], float], unlisted: float = UNLISTED) -> ScoredPairs:
    pairs = sorted(log_odds)
    return ScoredPairs(
        np.array([left for left, _ in pairs], np.int32),
        np.array([right for _, right in pairs], np.int32),
        np.array([log_odds[pair] for pair in pairs], np.float64),
        unlisted,
    )


def clusters(labels: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)}


def everyone_beside(
    log_odds: Mapping[tuple[int, int], float], strangers: int
) -> dict[tuple[int, int], float]:
    """The same pairs with pairs of records that are surely alike behind them, so that sizes are as usual."""
    start = 1 + max(right for _, right in log_odds)
    return {**log_odds, **{(start + 2 * one, start + 2 * one + 1): 12.0 for one in range(strangers)}}


def test_two_rows_are_one_person_where_the_odds_are_for_it_and_two_where_they_are_against() -> None:
    found = cluster(4, scored({(0, 1): 3.0, (2, 3): -3.0}))
    assert clusters(found.labels) == {frozenset({0, 1}), frozenset({2}), frozenset({3})}
    assert found.persons == 3
    assert found.labels.tolist() == [0, 0, 1, 2]


def test_no_rows_are_no_persons_and_a_row_without_pairs_is_one() -> None:
    nothing = scored({})
    assert cluster(0, nothing).persons == 0
    assert cluster(1, nothing).labels.tolist() == [0]
    assert sample(3, nothing, draws=64).labels.shape == (64, 3)


def test_a_row_like_two_strangers_does_not_make_one_person_of_them() -> None:
    found = cluster(3, scored({(0, 1): 4.0, (1, 2): 3.5, (0, 2): -15.0}))
    assert clusters(found.labels) == {frozenset({0, 1}), frozenset({2})}


def test_a_pair_that_was_never_compared_tears_no_person_of_ten_rows() -> None:
    ten = dict.fromkeys(combinations(range(10), 2), 8.0)
    for missing in ((0, 9), (3, 4), (5, 7)):
        del ten[missing]
    assert cluster(10, scored(ten, unlisted=-15.0)).persons == 1


def test_a_long_chain_of_likely_pairs_is_not_closed_into_one_person() -> None:
    chain = {(one, one + 1): 2.0 for one in range(40)}
    found = cluster(41, scored(chain, unlisted=-12.0))
    assert max(map(len, clusters(found.labels))) <= 3


def test_rows_called_the_same_are_one_person_and_rows_called_different_are_not() -> None:
    pairs = scored({(0, 1): -9.0, (2, 3): 15.0, (1, 2): 6.0, (0, 2): 6.0})
    found = cluster(4, pairs, same=[(1, 0)], different=[(3, 2)])
    assert found.labels[0] == found.labels[1]
    assert found.labels[2] != found.labels[3]
    draws = sample(4, pairs, same=[(1, 0)], different=[(3, 2)], draws=64).labels
    assert (draws[:, 0] == draws[:, 1]).all()
    assert (draws[:, 2] != draws[:, 3]).all()


def test_decisions_that_contradict_each_other_are_named_with_the_chain_between() -> None:
    with pytest.raises(ContradictoryDecisions) as caught:
        cluster(6, scored({}), same=[(0, 1), (4, 5), (2, 1), (2, 4)], different=[(0, 4)])
    assert caught.value.different == (0, 4)
    assert caught.value.same == ((0, 1), (1, 2), (2, 4))
    assert "0 and 4" in str(caught.value)


@pytest.mark.parametrize("pair", [(0, 3), (1, 1), (-1, 1)])
def test_a_pair_of_rows_that_are_not_there_is_refused(pair: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="is not of two among 3 records"):
        cluster(3, scored({}), same=[pair])


@pytest.mark.parametrize("seed", range(6))
def test_small_groups_have_the_posterior_of_the_definition(seed: int) -> None:
    generator = np.random.default_rng(seed)
    count = 5
    log_odds = {
        pair: float(generator.normal(0, 3))
        for pair in combinations(range(count), 2)
        if generator.random() < 0.8
    }
    strength = np.full((1, count, count), np.exp(0.15 * UNLISTED))
    for (left, right), odds in log_odds.items():
        strength[0, left, right] = strength[0, right, left] = np.exp(0.15 * odds)
    size, lists = np.ones((1, count)), np.ones((1, count, 1), np.int64)
    found = enumerated(
        evidence_of_sets(strength, size, lists, 0.0),
        extents_of_sets(size, lists, several=False),
        no_weights(),
    )
    for (left, right), expected in pair_probabilities(count, log_odds, UNLISTED).items():
        together = found.blocks[:, left] == found.blocks[:, right]
        assert found.probability[0] @ together == pytest.approx(expected, abs=1e-9)


def test_chains_through_a_large_group_agree_with_all_its_partitions() -> None:
    log_odds = {(0, 1): 1.0, (0, 2): 0.5, (1, 2): 0.0, (2, 3): 1.5, (3, 4): -0.5, (1, 4): 0.7}
    graph = evidence_graph(5, scored(log_odds))
    model = Model(graph, groups_of(graph, largest=2), Lists(np.array([5.0]), 0.0), no_weights())
    found = samples_of(model, draws=2000, seed=3, learning=False)
    assert found.sampling.walked == 5
    assert found.sampling.r_hat < 1.02
    for (left, right), expected in pair_probabilities(5, log_odds, UNLISTED).items():
        share = (found.labels[:, left] == found.labels[:, right]).mean()
        assert share == pytest.approx(expected, abs=0.04)


def test_groups_too_large_to_walk_closely_still_draw_by_the_odds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "MOST_WALKED", 6)
    log_odds = {(0, other): 1.0 - 0.5 * other for other in range(1, 7)}
    graph = evidence_graph(7, scored(log_odds, unlisted=-40.0))
    model = Model(graph, groups_of(graph), Lists(np.array([7.0]), 0.0), no_weights())
    found = samples.samples_of(model, draws=2000, seed=5, learning=False)
    assert found.sampling.walked == 7
    for (left, right), expected in pair_probabilities(7, log_odds, -20.0).items():
        share = (found.labels[:, left] == found.labels[:, right]).mean()
        assert share == pytest.approx(expected, abs=0.06)


def test_a_row_that_fits_several_persons_alike_is_spread_over_them_and_with_one_at_most_at_a_time() -> None:
    fitting = {(0, other): 0.0 for other in (1, 2, 3)} | dict.fromkeys(combinations((1, 2, 3), 2), -15.0)
    everyone = everyone_beside(fitting, 20)
    rosters = np.array([0, 1, 1, 1] + [0, 1] * 20, np.int32)
    labels = sample(len(rosters), scored(everyone), roster_of=rosters, draws=200).labels
    shares = [(labels[:, 0] == labels[:, other]).mean() for other in (1, 2, 3)]
    assert max(shares) - min(shares) < 0.12
    assert all(0.2 < share < 0.4 for share in shares)
    assert (sum((labels[:, 0] == labels[:, other]).astype(int) for other in (1, 2, 3)) <= 1).all()


def test_where_nearly_everybody_is_on_both_lists_an_even_candidate_is_likely_right() -> None:
    both = {(2 * one, 2 * one + 1): 10.0 for one in range(60)} | {(120, 121): 0.0}
    rosters = np.arange(122, dtype=np.int32) % 2
    paired = sample(122, scored(both), roster_of=rosters, draws=100).labels
    alone = {(2 * one, 2 * one + 1): 10.0 if one < 6 else -10.0 for one in range(60)} | {(120, 121): 0.0}
    mostly_alone = sample(122, scored(alone), roster_of=rosters, draws=100).labels
    assert (paired[:, 120] == paired[:, 121]).mean() > 0.85
    assert 0.3 < (mostly_alone[:, 120] == mostly_alone[:, 121]).mean() < 0.75


def test_two_rows_of_one_list_are_kept_apart_by_what_the_odds_say_of_lists() -> None:
    log_odds = {(0, 1): 6.0, (1, 2): 5.0, (0, 2): -9.0}
    log_odds |= {(3 + 2 * one, 4 + 2 * one): 9.0 for one in range(30)}
    rosters = np.array([0, 1, 0] + [0, 1] * 30, np.int32)
    found = cluster(63, scored(log_odds), roster_of=rosters)
    assert clusters(found.labels[:3]) == {frozenset({0, 1}), frozenset({2})}


def test_the_same_seed_gives_the_same_draws_and_another_seed_others() -> None:
    pairs = scored(everyone_beside({(0, 1): 0.3, (1, 2): 0.1, (0, 2): -0.2}, 5))
    first, again, other = (sample(13, pairs, draws=64, seed=seed).labels for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_too_few_draws_to_tell_whether_chains_agree_are_refused() -> None:
    with pytest.raises(ValueError, match="needs a multiple of 4, 64 or more"):
        sample(2, scored({}), draws=30)


def test_belonging_is_how_often_a_row_is_with_the_rest_or_alone_where_it_is_alone() -> None:
    labels = np.array([0, 0, 0, 1])
    draws = np.array([[5, 5, 5, 9], [5, 5, 6, 6], [1, 1, 2, 3], [4, 4, 4, 4]])
    assert belonging(labels, draws).tolist() == pytest.approx([0.75, 0.75, 0.5, 0.5])


def test_a_giant_group_of_alike_rows_ends_and_a_hub_takes_no_strangers() -> None:
    hub = {(0, other): 3.0 for other in range(1, 3000)}
    found = cluster(3000, scored(hub, unlisted=-12.0))
    assert max(map(len, clusters(found.labels))) <= 3
    alike = dict.fromkeys(combinations(range(120), 2), 5.0)
    assert cluster(120, scored(alike)).persons == 1
