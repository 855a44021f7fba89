"""What takes long to work out and can't have changed: remembered for as long as the ledger stands still.

Every change of the inquiry has its entry, and so another root of the ledger. Only the last
result is kept, in memory alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from aiqyn.registry import ledger as the_ledger

__all__ = ["Remembered"]

Result = TypeVar("Result")


class Remembered(Generic[Result]):
    """The last result of one piece of work."""

    def __init__(self) -> None:
        self._last: tuple[tuple[bytes, Hashable], Result] | None = None

    def recall(self, what: Hashable, work_out: Callable[[], Result]) -> Result:
        """The result for the inquiry as it is now, worked out if it is not the remembered one.

        Args:
            what: What else the result depends on, such as the member who reads.
            work_out: Gives the result.
        """
        state = the_ledger.current_state()
        key = (state.checkpoint.head.root if state else b"", what)
        last = self._last  # taken once: another thread may put a newer one in its place
        if last is not None and last[0] == key:
            return last[1]
        result = work_out()
        self._last = (key, result)
        return result
