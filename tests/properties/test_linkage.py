"""What holds of linkage whatever the numbers are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aiqyn.core.rosters.linkage.estimation import monotone
from aiqyn.core.rosters.linkage.skeletons import skeleton

shares = st.lists(st.floats(0.001, 1), min_size=2, max_size=8).map(lambda some: np.array(some) / sum(some))


@given(shares, st.data())
def test_shares_made_monotone_are_shares_and_their_ratios_fall(same, data):
    chance = data.draw(
        st.lists(st.floats(0.001, 1), min_size=len(same), max_size=len(same)).map(
            lambda some: np.array(some) / sum(some)
        )
    )
    found = monotone(same, chance)
    assert np.isclose(found.sum(), 1)
    assert (np.diff(found / chance) <= 1e-9 * (found / chance)[0]).all()


@given(shares)
def test_shares_that_are_monotone_stay_as_they_are(same):
    falling = np.sort(same)[::-1]
    chance = np.full(len(same), 1 / len(same))
    assert np.allclose(monotone(falling, chance), falling)


@given(st.text(max_size=40))
def test_any_text_has_a_skeleton_and_letter_case_does_not_matter(text):
    (found,) = skeleton([text.casefold()])
    assert found == skeleton([text.casefold()])[0]
    assert found.isascii()
