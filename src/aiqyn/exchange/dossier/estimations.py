"""The counts of an estimation in a dossier: which files hold them, and whether they fit what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from aiqyn.core.estimation import StratifiedCounts
from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.inquiry import Estimation
from aiqyn.core.language import Sentence
from aiqyn.exchange.capture_counts_file import read_capture_counts
from aiqyn.exchange.documents import Path
from aiqyn.exchange.dossier.layout import counts_files
from aiqyn.exchange.sentences import sentence

__all__ = ["check_counts", "files_present", "misfits_of_lists", "no_counts", "read_counts", "unclaimed"]

FaultAt = Callable[[Path, Sentence, Sentence | None], Fault]
"""Makes a fault of the estimation's field at a path."""


def files_present(estimation_id: str, paths: Collection[str]) -> tuple[str, ...]:
    """The files of an estimation's counts that are there: its one, or its samples counted from 1."""
    (single,) = counts_files(estimation_id, 1)
    if single in paths:
        return (single,)
    number = 0
    while counts_files(estimation_id, number + 2)[number] in paths:
        number += 1
    # A single sample tells nothing of a linkage: it is counts, and called so.
    return counts_files(estimation_id, number) if number > 1 else ()


def read_counts(files: Mapping[str, bytes]) -> tuple[StratifiedCounts, ...]:
    """The tables of an estimation's files.

    Raises:
        InputFaults: All that is wrong in all of them, by row and column; or their columns differ.
    """
    tables: list[StratifiedCounts] = []
    faults: list[Fault] = []
    for path, data in files.items():
        try:
            tables.append(read_capture_counts(data, file=path))
        except InputFaults as error:
            faults += error.faults
    if faults:
        raise InputFaults(faults)
    for path, table in zip(files, tables, strict=True):
        if (table.columns, table.lists) != (tables[0].columns, tables[0].lists):
            columns = ", ".join((*tables[0].columns, *tables[0].lists))
            accepted = sentence("the columns of the first sample, in its order: {columns}", columns=columns)
            faults.append(Fault(path, 1, None, ", ".join((*table.columns, *table.lists)), accepted))
    if faults:
        raise InputFaults(faults)
    return tuple(tables)


def misfits_of_lists(estimation: Estimation, table: StratifiedCounts, fault: FaultAt) -> Iterator[Fault]:
    """What is said of lists that the counts don't have, and lists of which nothing is said.

    Args:
        estimation: The estimation.
        table: Its counts.
        fault: Makes a fault of one of its fields.
    """
    columns = sentence("one of the lists in the counts: {choices}", choices=", ".join(table.lists))
    for index, each in enumerate(estimation.lists):
        if each.name not in table.lists:
            yield fault(("lists", index, "name"), columns, None)
        for column, values in each.where.items():
            if column in table.columns:
                yield from _unknown_values(table, column, values, ("lists", index, "where"), fault)
    told = {each.name for each in estimation.lists}
    missing = [name for name in table.lists if name not in told]
    if missing:
        yield fault(
            ("lists",),
            sentence("every list in the counts, with its title: {choices}", choices=", ".join(table.lists)),
            sentence("nothing is said of {names}", names=", ".join(missing)),
        )


def _unknown_values(
    table: StratifiedCounts, column: str, values: Sequence[str], path: Path, fault: FaultAt
) -> Iterator[Fault]:
    """Values that no stratum has: a slip would drop the list unseen."""
    at = table.columns.index(column)
    known = tuple(dict.fromkeys(stratum.values[at] for stratum in table.strata))
    for place, value in enumerate(values):
        if value not in known:
            yield fault((*path, column, place), sentence("one of: {choices}", choices=", ".join(known)), None)


def check_counts(estimation: Estimation, fault: FaultAt) -> Iterator[Fault]:
    """All that is wrong with the counts of an estimation that did not come from a folder.

    Args:
        estimation: The estimation, with its counts.
        fault: Makes a fault of one of its fields.
    """
    paths = counts_files(estimation.id, max(len(estimation.counts), 1))
    if not estimation.counts:
        yield fault(("counts",), no_counts(estimation.id), None)
        return
    try:
        tables = read_counts(
            {path: text.encode() for path, text in zip(paths, estimation.counts, strict=True)}
        )
    except InputFaults as error:
        yield from error.faults
        return
    yield from misfits_of_lists(estimation, tables[0], fault)


def no_counts(estimation_id: str) -> Sentence:
    """What is accepted where there are no counts."""
    return sentence(
        "its counts in {path}; of samples of a linkage in {first}, {second}, and so on",
        path=counts_files(estimation_id, 1)[0],
        first=counts_files(estimation_id, 2)[0],
        second=counts_files(estimation_id, 2)[1],
    )


def unclaimed(paths: Collection[str], claimed: Collection[str]) -> Iterator[Fault]:
    """Files of counts that belong to no estimation."""
    for path in sorted(set(paths) - set(claimed)):
        yield Fault(
            path,
            None,
            None,
            sentence("a file that nothing describes"),
            sentence("the counts of an estimation in estimations.yaml, called after its id"),
            sentence("without it nobody knows who is counted, and on which lists"),
        )
