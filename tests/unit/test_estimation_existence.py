"""Whether a model has an estimate for a table with zeros: published examples, and a slow twin."""

from __future__ import annotations

import numpy as np
import pytest
from estimation_tables import published, published_table

from aiqyn.core.estimation.counts import CaptureCounts
from aiqyn.core.estimation.existence import face_of
from aiqyn.core.estimation.fitting import fit
from aiqyn.core.estimation.hierarchies import every_model, generators, spelled, terms
from aiqyn.core.estimation.tables import counts_of, design_of, patterns_of


def face(counts: CaptureCounts, model: frozenset[int]):
    lists = len(counts.lists)
    patterns = patterns_of(lists)
    columns = terms(model, lists)
    table = counts_of(counts, patterns)
    return face_of(design_of(columns, patterns), np.eye(1, len(columns))[0], table > 0), table


@pytest.mark.parametrize(("name", "verdict"), published("not_overlapping")["models"].items())
def test_models_of_the_published_example_are_identified_or_not_as_published(name: str, verdict: str) -> None:
    counts = published_table("not_overlapping")
    (model,) = (one for one in every_model(3, largest=2) if spelled(one, 3) == name)
    found, _ = face(counts, model)
    assert (found.unseen is not None) == (verdict == "identified")


def proportional_fit(counts: CaptureCounts, model: frozenset[int], rounds: int) -> np.ndarray:
    """The slow twin: iterative proportional fitting of margins, which lets cells fade by themselves.

    The cell of no list is left out of the table, so that each margin is that of the observable
    patterns with a given part within a generator.
    """
    lists = len(counts.lists)
    patterns = patterns_of(lists)
    table = counts_of(counts, patterns)
    fitted = np.ones(len(patterns))
    margins = [patterns & chosen for chosen in generators(model, lists)]
    for _ in range(rounds):
        for margin in margins:
            for part in np.unique(margin):
                where = margin == part
                total = fitted[where].sum()
                if total > 0:
                    fitted[where] *= table[where].sum() / total
    return fitted


def test_cells_that_leave_the_face_are_those_that_fade_under_proportional_fitting() -> None:
    generator = np.random.default_rng(7)
    models = every_model(3, largest=2)
    whole = faded = 0
    for _ in range(25):
        numbers = generator.poisson(1.2, 7)
        if not numbers.any():
            continue
        counts = CaptureCounts.from_mapping("ABC", dict(enumerate(numbers.tolist(), 1)))
        model = models[int(generator.integers(len(models)))]
        found, _ = face(counts, model)
        slow = proportional_fit(counts, model, 800)
        assert (slow[found.cells] > 1e-2).all()
        assert (slow[~found.cells] < 1e-2).all()
        whole += found.is_whole
        faded += not found.is_whole
    assert whole > 3
    assert faded > 3


def test_fitted_counts_reproduce_the_margins_and_agree_with_proportional_fitting() -> None:
    counts = published_table("kosovo")
    (model,) = (one for one in every_model(4, largest=3) if spelled(one, 4) == "[123,14,34]")
    found, table = face(counts, model)
    expected = np.exp(fit(found.basis, table[None])[0] @ found.basis.T)
    assert np.allclose(expected @ found.basis, table @ found.basis, rtol=1e-9)
    assert np.allclose(expected, proportional_fit(counts, model, 400), rtol=1e-4)


def test_there_are_as_many_hierarchical_models_as_are_known() -> None:
    assert [len(every_model(lists, largest=lists - 1)) for lists in (3, 4)] == [8, 113]


def test_models_of_more_than_nine_lists_are_spelled_without_doubt() -> None:
    assert spelled(frozenset({0b10000000001}), 11) == "[1.11,2,3,4,5,6,7,8,9,10]"
