"""Draw the simulated lists of the demo: invented people, on four lists of the sizes of the real ones.

python draw_lists.py            # prints the counts; the same numbers every time
"""

from __future__ import annotations

from collections import Counter

import numpy as np

PEOPLE = 360
"""The truth that the estimate is asked for, and that no estimator sees."""
SIZES = {"prosecutor": 238, "initiative-1": 221, "initiative-2": 188, "families": 60}
SEED = 20220105


def drawn_lists(seed: int = SEED) -> dict[str, np.ndarray]:
    """For each list, which people are on it: one truth value per person.

    People differ in how easily they are found; families know best of those whom others miss; and
    the second initiative copies in part from the first.
    """
    random = np.random.default_rng(seed)
    ease = random.normal(0.0, 0.8, PEOPLE)
    on: dict[str, np.ndarray] = {}
    for name, size in SIZES.items():
        leaning = -0.4 * ease if name == "families" else ease
        if name == "initiative-2":
            leaning = leaning + 0.8 * on["initiative-1"]
        # The largest of weights times exponential noise: drawing without replacement.
        order = np.argsort(leaning + random.gumbel(size=PEOPLE))[::-1]
        on[name] = np.isin(np.arange(PEOPLE), order[:size])
    return on


def drawn_counts(seed: int = SEED) -> dict[tuple[int, ...], int]:
    """How many people are on exactly which lists."""
    on = drawn_lists(seed)
    patterns = Counter(tuple(int(on[name][person]) for name in SIZES) for person in range(PEOPLE))
    patterns.pop((0,) * len(SIZES), None)
    return dict(sorted(patterns.items(), reverse=True))


def as_csv(counts: dict[tuple[int, ...], int]) -> str:
    """The counts as a file."""
    rows = [",".join((*SIZES, "count"))]
    rows += [",".join(map(str, (*pattern, count))) for pattern, count in counts.items()]
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    print(as_csv(drawn_counts()), end="")
