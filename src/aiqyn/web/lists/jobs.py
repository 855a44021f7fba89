"""Linking as work that goes on while pages are read: one run at a time, in this very process.

Lists are large and linking takes its time; no page waits for it. The run lives in memory, for it
holds names: should the process die, nothing half done is left, and the run is begun again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db import connections

from aiqyn.core.faults import Refused
from aiqyn.core.language import Sentence
from aiqyn.exchange.linking import STAGES, link_inquiry
from aiqyn.registry.services import (
    accept_linkage,
    path_of_list,
    read_decisions,
    read_file,
    read_identities,
    read_inquiry,
    read_rosters,
)

__all__ = ["Linking", "Run", "link_now", "linking"]

Progress = Callable[[str, float], None]
"""Told what is done and the share of the whole that is behind, 0 to 1."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of linkage, as pages tell of it.

    Attributes:
        by: Who began it.
        stage: What it is doing; `None` before it has begun.
        share: How much of the whole is behind, 0 to 1.
        is_over: Whether it has come to its end.
        because: Why it came to nothing; `None` where it did not.
        failed: Whether it broke down, which is a defect of the program.
        changed: How many identities it changed.
    """

    by: str
    stage: Sentence | None = None
    share: float = 0.0
    is_over: bool = False
    because: Sentence | None = None
    failed: bool = False
    changed: int = 0

    @property
    def percent(self) -> int:
        """The same in hundredths, for a bar."""
        return round(100 * self.share)


class Linking:
    """The one run of linkage that may go on at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._run: Run | None = None

    def state(self) -> Run | None:
        """The run that is going on, or the last one; `None` where there was none since the server began."""
        return self._run

    def forget(self) -> None:
        """Let the last run be told of no more, once a member has read how it ended."""
        with self._lock:
            if self._run is not None and self._run.is_over:
                self._run = None

    def start(self, by: str, work: Callable[[str, Progress], int | Refused]) -> bool:
        """Begin a run; not where one is going on already.

        Args:
            by: The member who begins it, and in whose name its result is taken in.
            work: Does it, told by whom, and tells how far it is; gives how many identities changed.

        Returns:
            Whether it was begun.
        """
        with self._lock:
            if self._run is not None and not self._run.is_over:
                return False
            self._run = Run(by)
        threading.Thread(target=self._work, args=(by, work), name="linking", daemon=True).start()
        return True

    def _work(self, by: str, work: Callable[[str, Progress], int | Refused]) -> None:
        try:
            done = work(by, lambda stage, share: self._tell(stage=STAGES.get(stage), share=share))
            if isinstance(done, Refused):
                self._tell(is_over=True, because=done.because)
            else:
                self._tell(is_over=True, share=1.0, changed=done)
        except Exception:
            # Nobody waits for this thread: the page tells it, and the log where it happened.
            _log.exception("linking failed")
            self._tell(is_over=True, failed=True)
        finally:
            connections.close_all()

    def _tell(self, **changes: Any) -> None:
        with self._lock:
            if self._run is not None:
                self._run = replace(self._run, **changes)


linking = Linking()
"""Of this server."""


def link_now(by: str, progress: Progress | None = None) -> int | Refused:
    """Link the inquiry's lists and take in what is found.

    Args:
        by: The member in whose name.
        progress: Told how far it is.

    Returns:
        How many identities changed, or why nothing was done.
    """
    inquiry = read_inquiry()
    found = link_inquiry(
        read_rosters(),
        lambda roster: b"".join(read_file(path_of_list(roster.id))),
        decisions=read_decisions(),
        deciders=inquiry.deciders if inquiry is not None else 1,
        identities=read_identities(),
        progress=progress,
    )
    if isinstance(found, Refused):
        return found
    return accept_linkage(found, by=by)
