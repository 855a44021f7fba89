"""How far the work has got, in bytes: done, of how many, and at which file."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Progress", "Tally"]

Progress = Callable[[int, int, str], None]
"""Called with bytes done, bytes in all, and the file at hand; the first call has nothing done."""


class Tally:
    """Counts what is done, and tells it on."""

    __slots__ = ("_done", "_tell", "_total")

    def __init__(self, total: int, tell: Progress | None) -> None:
        self._done = 0
        self._total = total
        self._tell = tell

    def at(self, what: str, *, so_far: int = 0) -> None:
        """Work is at that file, with so many of its bytes done."""
        if self._tell is not None:
            self._tell(min(self._done + so_far, self._total), self._total, what)

    def add(self, count: int, what: str) -> None:
        """So many bytes more are done for good."""
        self._done += count
        self.at(what)
