"""Read what is declared of lists, whom each can hold, from YAML: every fault with its line.

lists:
  city-hospitals:
    only: people of Almaty
    where: {stratum_city: [almaty]}
  officials:
    only: officials named in the press
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from aiqyn.core.estimation import ListCoverage, StratifiedCounts
from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.values import Value
from aiqyn.exchange.documents import Document, build, read_yaml
from aiqyn.exchange.sentences import sentence

__all__ = ["read_list_coverage"]


class _Declared(Value):
    """What is said of one list."""

    only: Annotated[str, Field(min_length=1)]
    where: dict[str, Annotated[tuple[str, ...], Field(min_length=1)]] = Field(default_factory=dict)


def read_list_coverage(data: bytes, *, file: str, counts: StratifiedCounts) -> tuple[ListCoverage, ...]:
    """The declared facts of the lists that some counts have.

    Args:
        data: The file's bytes.
        file: Its name, as faults should show it.
        counts: What the facts are to be held against: lists and columns must be theirs.

    Raises:
        InputFaults: All that is wrong in the file.
    """
    document = read_yaml(data, file=file)
    faults: list[Fault] = []
    facts: list[ListCoverage] = []
    for name in _names(document, faults):
        path = ("lists", name)
        declared, wrong = build(_Declared, document, path)
        faults += wrong
        if name not in counts.lists:
            faults.append(
                document.fault(path, sentence("one of: {choices}", choices=", ".join(counts.lists)))
            )
        elif declared is not None:
            faults += _unknown_values(document, name, declared.where, counts)
            facts.append(ListCoverage(name, declared.only, declared.where))
    if faults:
        raise InputFaults(faults)
    return tuple(facts)


def _names(document: Document, faults: list[Fault]) -> Sequence[str]:
    content = document.content
    accepted = sentence("`lists`, and below it each list that can't hold everyone")
    if not isinstance(content, Mapping) or set(content) != {"lists"}:
        faults.append(document.fault((), accepted))
        return ()
    lists = content["lists"]
    if not isinstance(lists, Mapping) or not lists:
        faults.append(document.fault(("lists",), accepted))
        return ()
    return tuple(lists)


def _unknown_values(
    document: Document, name: str, where: Mapping[str, tuple[str, ...]], counts: StratifiedCounts
) -> Iterator[Fault]:
    """Values that no stratum has, in columns that the counts have: a slip would drop the list unseen."""
    for column, values in where.items():
        if column not in counts.columns:
            continue
        at = counts.columns.index(column)
        known = tuple(dict.fromkeys(stratum.values[at] for stratum in counts.strata))
        for index, value in enumerate(values):
            if value not in known:
                choices = sentence("one of: {choices}", choices=", ".join(known))
                yield document.fault(("lists", name, "where", column, index), choices)
