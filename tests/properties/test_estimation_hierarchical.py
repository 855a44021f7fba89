"""What holds of the hierarchical model on any table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wild_tables import faults_in, wild_counts

from aiqyn.core.estimation import CaptureCounts, Options, estimate_population
from aiqyn.core.estimation.hierarchical import PRIORS
from aiqyn.core.estimation.hierarchical_model import HierarchicalModel


@pytest.mark.slow
@settings(max_examples=3, deadline=None)
@given(number=st.integers(0, 10**6))
def test_any_table_gets_an_answer_that_holds_or_a_refusal_with_a_reason(number: int) -> None:
    report = estimate_population(wild_counts(number), ["hierarchical"], Options())
    assert faults_in(report) == ()


@settings(deadline=None)
@given(
    counts=st.dictionaries(st.integers(1, 15), st.integers(1, 10**7), min_size=1),
    seed=st.integers(0, 10**6),
)
def test_the_gradient_is_that_of_the_value_wherever_it_is_asked(counts: dict[int, int], seed: int) -> None:
    population = CaptureCounts.from_mapping("ABCD", counts)
    model = HierarchicalModel((population, population), "ABCD", PRIORS[2])
    random = np.random.default_rng(seed)
    at = model.starts(random, 1)
    direction = random.standard_normal(model.size) * 1e-5
    above, below = model.log_posterior(at + direction)[0], model.log_posterior(at - direction)[0]
    _, gradient = model.log_posterior(at)
    scale = max(1.0, population.documented)
    assert (above - below)[0] / scale == pytest.approx(2 * float(gradient[0] @ direction) / scale, abs=1e-8)
    assert 0 < model.share_unseen(at)[0, 0] < 1
