"""From a folder that linkage wrote, and the lists themselves, to what the lists say together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiqyn.core.dates import EdtfDate
from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.language import Language
from aiqyn.core.rosters.comparison import Count, Kinship, ListComparison, Profile, compare_lists
from aiqyn.core.rosters.records import Records
from aiqyn.exchange.draws_file import DRAWS, read_draws
from aiqyn.exchange.identities_file import IdentitiesFile, read_identities
from aiqyn.exchange.rosters import RosterReading, id_of, read_roster
from aiqyn.exchange.sentences import sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["IDENTITIES", "ComparedLists", "compare_linked", "facts_of"]

IDENTITIES = "identities.csv"

MAXIMUM_FAULTS = 200
"""After so many rows without a person the rest is not told: the lists are not those that were linked."""


@dataclass(frozen=True, slots=True, eq=False)
class ComparedLists:
    """What lists say, and what they were read from.

    Attributes:
        comparison: What they say.
        identities: What each person is called in `identities.csv`.
        readings: The lists as read, with what could not be.
        rows_of_others: How many rows of `identities.csv` are of lists that were not given.
    """

    comparison: ListComparison
    identities: tuple[str, ...]
    readings: tuple[RosterReading, ...]
    rows_of_others: int


def compare_linked(
    folder: Path,
    lists: Sequence[Path],
    *,
    official: str | None = None,
    default_year: int | None = None,
    seed: int = 1,
) -> ComparedLists:
    """What some lists say together, as they were linked.

    Args:
        folder: Where `aiqyn rosters link` wrote its files.
        lists: The files of the lists; what is said of a list lies beside it as `NAME.mapping.yaml`. In the order in which they were linked, where names recur.
        official: The id of the list that others are held against.
        default_year: The year of days that are written without one.
        seed: Of the shuffles by which copying is looked for.

    Raises:
        InputFaults: A file can't be read, a row has no person, or the official list is none of these.
        OSError: A file can't be opened.
    """
    linked = read_identities(folder / IDENTITIES, file=str(folder / IDENTITIES))
    readings, as_of, copied_from = _readings(lists, default_year)
    records = Records.together([reading.records for reading in readings])
    if official is not None and official not in records.rosters:
        known = ", ".join(records.rosters)
        accepted = sentence("the id of one of the lists: {names}", names=known)
        raise InputFaults([Fault("--official", None, None, official, accepted)])
    places = _places(records, linked)
    draws = _draws(folder, records)
    numbers = {name: at for at, name in enumerate(dict.fromkeys(linked.identities))}
    comparison = compare_lists(
        records,
        _labels(linked, numbers)[places],
        draws=draws,
        official=official,
        as_of=as_of,
        copied_from=copied_from,
        seed=seed,
    )
    first = (places[positions[0]] for positions in comparison.people.each())
    identities = tuple(linked.identities[place] for place in first)
    return ComparedLists(comparison, identities, readings, len(linked) - len(records))


def facts_of(
    compared: ComparedLists, to_decide: Iterable[tuple[int, Profile]], language: Language
) -> dict[str, Any]:
    """What lists say, as JSON has it: numbers, and no names.

    Args:
        compared: The lists.
        to_decide: What of whom a person should look at.
        language: Of what is told in words.
    """
    found = compared.comparison
    lists, overlaps = found.records.rosters, found.overlaps
    conflicts: dict[str, dict[str, int]] = {}
    for _, profile in to_decide:
        of_attribute = conflicts.setdefault(profile.attribute, {"conflict": 0, "spelling": 0})
        of_attribute[profile.agreement.name.lower()] += 1
    return {
        "rosters": [
            {
                "roster": roster,
                "file": reading.table.file,
                "sha256": reading.table.sha256,
                "records": len(reading.records),
                "persons": overlaps.shared[at][at].value,
                "only_here": _counted(overlaps.only[at]),
            }
            for at, (roster, reading) in enumerate(zip(lists, compared.readings, strict=True))
        ],
        "rows_of_others": compared.rows_of_others,
        "persons": _counted(overlaps.persons),
        "draws": overlaps.draws,
        "level": overlaps.level,
        "official": None if found.official is None else lists[found.official],
        "not_on_official": None if found.official is None else len(found.not_on_official()),
        "only_on_one": len(found.only_on_one()),
        "conflicts": conflicts,
        "overlaps": [
            {"rosters": [lists[one], lists[other]], **_counted(overlaps.shared[one][other])}
            for one in range(len(lists))
            for other in range(one + 1, len(lists))
        ],
        "combinations": [
            {"rosters": [lists[at] for at in one.lists], **_counted(one.count)}
            for one in overlaps.combinations
        ],
        "growth": [
            {
                "roster": lists[step.roster],
                "as_of": str(step.as_of),
                "persons": step.persons,
                "new": step.new,
                "known": step.known,
            }
            for step in found.growth
        ],
        "copies": [_kinship(one, lists, language) for one in found.kinships],
    }


def _kinship(one: Kinship, lists: Sequence[str], language: Language) -> dict[str, Any]:
    return {
        "rosters": [lists[at] for at in one.lists],
        "verdict": one.verdict.replace(" ", "_"),
        "p_value": one.p_value,
        "likely_copy": None if one.likely_copy is None else lists[one.likely_copy],
        "recorded_copy": None if one.recorded is None else lists[one.recorded],
        "shared": one.shared,
        "same_names": one.same_names,
        "because": one.because().in_language(language),
    }


def _counted(count: Count) -> dict[str, int | None]:
    return {"linked": count.value, "low": count.low, "high": count.high}


def _readings(
    lists: Sequence[Path], default_year: int | None
) -> tuple[tuple[RosterReading, ...], dict[str, EdtfDate], dict[str, tuple[str, ...]]]:
    """The lists as read, with their dates and what they copied from, by their ids."""
    readings: list[RosterReading] = []
    as_of: dict[str, EdtfDate] = {}
    copied_from: dict[str, tuple[str, ...]] = {}
    for path in lists:
        roster = _unlike(id_of(path.name), {reading.records.rosters[0] for reading in readings})
        reading = read_roster(path, roster=roster, default_year=default_year)
        readings.append(reading)
        said = reading.told.roster
        if said is not None:
            copied_from[roster] = said.copied_from
            if said.as_of is not None:
                as_of[roster] = said.as_of
    return tuple(readings), as_of, copied_from


def _unlike(name: str, others: set[str]) -> str:
    """An id that no other list has: as linking gives them, in the order of the lists."""
    number, found = 2, name
    while found in others:
        found, number = f"{name}-{number}", number + 1
    return found


def _places(records: Records, linked: IdentitiesFile) -> list[int]:
    """For each record its place in the file of identities."""
    at = {key: place for place, key in enumerate(linked.keys)}
    if not linked.names_rosters and len(records.rosters) == 1:
        at = {(records.rosters[0], record): place for (_, record), place in at.items()}
    places = [at.get(key, -1) for key in records.named()]
    if -1 in places:
        raise InputFaults(_without_person(records, places, linked.file))
    return places


def _without_person(records: Records, places: Sequence[int], file: str) -> Iterator[Fault]:
    """The rows that a file of linkage does not have."""
    accepted = sentence("a person in {file} for each row of the lists", file=file)
    because = sentence("the list was linked under another name, or has changed since: link it again")
    missing = (position for position, place in enumerate(places) if place < 0)
    for position, _ in zip(missing, range(MAXIMUM_FAULTS), strict=False):
        roster = records.rosters[int(records.roster_of[position])]
        yield Fault(roster, int(records.row[position]), None, records.record[position], accepted, because)


def _labels(linked: IdentitiesFile, numbers: dict[str, int]) -> NDArray[np.int64]:
    import numpy as np

    return np.fromiter((numbers[name] for name in linked.identities), np.int64, len(linked))


def _draws(folder: Path, records: Records) -> NDArray[np.int32] | None:
    """The draws of these records; `None` where linking kept none."""
    import numpy as np

    path = folder / DRAWS
    if not path.is_file():
        return None
    drawn = read_draws(path, file=str(path))
    at = {key: place for place, key in enumerate(drawn.keys)}
    places = [at.get(key, -1) for key in records.named()]
    if -1 in places:
        raise InputFaults(_without_person(records, places, str(path)))
    labels = drawn.labels[places].T
    # Numbers may have gaps, as where lists were left out here; without them every draw is a small table.
    _, dense = np.unique(labels, return_inverse=True)
    found: NDArray[np.int32] = dense.reshape(labels.shape).astype(np.int32)
    return found
