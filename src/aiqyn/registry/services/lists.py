"""Lists taken in one by one, and what is said of their columns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from aiqyn.core.faults import Refused
from aiqyn.core.inquiry import ReceivedFile, Roster
from aiqyn.core.language import sentence
from aiqyn.registry import models
from aiqyn.registry.mapping import read_values
from aiqyn.registry.services.door import open_door
from aiqyn.registry.services.files import put_file

__all__ = ["describe_list", "find_list", "take_list"]


def find_list(id: str) -> Roster | None:
    """One list as the inquiry describes it; `None` where there is none of that id."""
    return read_values(models.Roster, [id]).get(id)  # type: ignore[return-value]


def take_list(
    roster: Roster, file: ReceivedFile, chunks: Iterable[bytes], *, by: str, at: datetime | None = None
) -> Refused | None:
    """Take in one list as received, with its description.

    Args:
        roster: The description.
        file: Path, hash and length of the list's file.
        chunks: Its bytes.
        by: Who takes it in.
        at: When; now where `None`.

    Returns:
        `Refused` where there is a list of that id: what was received is never replaced unseen.

    Raises:
        FileChanged: The bytes are not those of the hash.
    """
    with open_door(by, at=at) as door:
        if models.Roster.objects.filter(pk=roster.id).exists():
            return Refused(
                sentence("The inquiry has a list {name} already.", room="registry", name=roster.id)
            )
        put_file(door, file, chunks)
        door.put("rosters", roster.id, roster)
    return None


def describe_list(roster: Roster, *, by: str, at: datetime | None = None) -> Refused | None:
    """Say anew what a list is and what its columns mean; its rows stay as they were received.

    Returns:
        `Refused` where there is no such list, or the description is of another file.
    """
    with open_door(by, at=at) as door:
        held = find_list(roster.id)
        if held is None or held.sha256 != roster.sha256:
            return Refused(
                sentence("The inquiry has no list called {name}.", room="registry", name=roster.id)
            )
        door.put("rosters", roster.id, roster, held=held)
    return None
