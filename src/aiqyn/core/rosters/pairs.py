"""What linkage hands to clustering: pairs of records that may be one person, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ScoredPairs"]


@dataclass(frozen=True, slots=True, eq=False)
class ScoredPairs:
    """Pairs of records, each once, with the odds that both are of one person.

    Attributes:
        left, right: Positions of the records, `left < right`; shape `(pairs,)`.
        log_odds: Natural logarithm of the odds that the two are one person, given all that the two
            rows tell and how often two rows of these lists are; calibrated: of pairs at log odds
            x, a share 1 / (1 + exp(-x)) are one person.
        unlisted: The same for any pair that is not among these.
    """

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    log_odds: NDArray[np.float64]
    unlisted: float

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.left)

    @property
    def probability(self) -> NDArray[np.float64]:
        """That the two are one person; shape `(pairs,)`."""
        import numpy as np

        # By the hyperbolic tangent nothing overflows at either end.
        result: NDArray[np.float64] = 0.5 * (1.0 + np.tanh(0.5 * self.log_odds))
        return result
