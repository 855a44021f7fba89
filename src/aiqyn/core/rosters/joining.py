"""One list of persons out of several: linkage, then persons, then how sure each is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiqyn.core.inquiry import Decision
from aiqyn.core.rosters.records import Records
from aiqyn.core.rosters.review import opinions

if TYPE_CHECKING:
    from aiqyn.core.rosters.clustering import Partition, Samples
    from aiqyn.core.rosters.linkage import Labels, Linkage, LinkageModel

__all__ = ["DRAWS", "Decided", "JoinedLists", "Progress", "decided", "join_lists"]

DRAWS = 200
"""So many partitions are drawn where nothing else is asked: the ends of a 95 % interval rest on five of them."""

LARGEST_R_HAT = 1.1
"""Gelman & Rubin's rule of thumb: above it chains have not met yet."""

Progress = Callable[[str, float], None]
"""Told what is done and the share of the whole that is behind, 0 to 1."""

_LINKED = 0.7
_CLUSTERED = 0.8


@dataclass(frozen=True, slots=True)
class Decided:
    """What people have decided, as positions of records.

    Attributes:
        same, different: Pairs of positions.
        unknown: Decisions about rows that are not among the records.
    """

    same: tuple[tuple[int, int], ...] = ()
    different: tuple[tuple[int, int], ...] = ()
    unknown: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class JoinedLists:
    """Lists of persons as one list.

    Attributes:
        records: Their rows.
        linkage: The pairs that may be one person, with their odds and what was learned.
        partition: Rows as persons, the likeliest way.
        samples: Ways in which the rows may be persons, drawn each as often as it is likely.
    """

    records: Records
    linkage: Linkage
    partition: Partition
    samples: Samples

    @property
    def draws_agree(self) -> bool:
        """Whether chains of draws tell the same; where they don't, no interval comes from them."""
        return self.samples.sampling.r_hat <= LARGEST_R_HAT


def decided(decisions: Iterable[Decision], records: Records, *, deciders: int = 1) -> Decided:
    """What binds linkage of all that people have decided.

    Args:
        decisions: All, in the order made.
        records: The rows that are linked.
        deciders: How many must say the same before it binds.
    """
    decisions = tuple(decisions)
    if not decisions:
        return Decided()
    position = {row: number for number, row in enumerate(records.named())}
    pairs: dict[str, list[tuple[int, int]]] = {"same": [], "different": []}
    for rows, opinion in opinions(decisions, deciders=deciders).items():
        found = sorted(position[row] for row in rows if row in position)
        if len(found) == 2 and opinion.is_settled:
            pairs[opinion.state].append((found[0], found[1]))
    return Decided(
        tuple(sorted(pairs["same"])),
        tuple(sorted(pairs["different"])),
        tuple(each for each in decisions if not each.pair <= position.keys()),
    )


def join_lists(
    records: Records,
    *,
    known: Decided | None = None,
    model: LinkageModel | None = None,
    seed: int = 1,
    draws: int = DRAWS,
    progress: Progress | None = None,
) -> JoinedLists:
    """The persons on some lists, and ways in which they may be others than they seem.

    Args:
        records: The rows of one list, in which duplicates are looked for, or of several.
        known: What people have decided; it binds.
        model: What is compared; the packaged model where left out.
        seed: The same seed gives the same persons and the same draws.
        draws: How many partitions are drawn.
        progress: Told how far it is.

    Raises:
        ContradictoryDecisions: Two rows that people called different are one person by what they
            said of others.
    """
    from aiqyn.core.rosters.clustering import cluster, sample
    from aiqyn.core.rosters.linkage import link

    tell = progress or (lambda stage, share: None)
    known = known or Decided()
    linkage = link(
        records,
        model=model,
        labels=_labels(known),
        seed=seed,
        progress=lambda stage, share: tell(stage, share * _LINKED),
    )
    tell("persons", _LINKED)
    count, pairs, rosters = len(records), linkage.pairs, records.roster_of
    same, different = known.same, known.different
    partition = cluster(count, pairs, roster_of=rosters, same=same, different=different)
    tell("draws", _CLUSTERED)
    samples = sample(count, pairs, roster_of=rosters, same=same, different=different, draws=draws, seed=seed)
    tell("draws", 1.0)
    return JoinedLists(records, linkage, partition, samples)


def _labels(known: Decided) -> Labels | None:
    import numpy as np

    from aiqyn.core.rosters.linkage import Labels

    pairs: Sequence[tuple[int, int]] = (*known.same, *known.different)
    if not pairs:
        return None
    both = np.array(pairs, np.int32)
    same = np.arange(len(pairs)) < len(known.same)
    return Labels(both[:, 0], both[:, 1], same)
