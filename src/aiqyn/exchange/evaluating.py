"""Hold a file of identities against a truth: rows found in both, rows only in one, pairs with probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.rosters.evaluation import (
    Calibration,
    Evaluation,
    PartialEvaluation,
    SampledBy,
    calibration_of,
    evaluate,
    evaluate_partial,
)
from aiqyn.exchange.sentences import sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.exchange.identities_file import IdentitiesFile
    from aiqyn.exchange.matches_file import MatchesFile

__all__ = ["EvaluatedFiles", "evaluate_files", "evaluate_partial_files"]

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class EvaluatedFiles:
    """What came of it.

    Attributes:
        rosters: The lists, in the order of the positions in `whole.lists`.
        whole: The measures, where the truth is of all rows.
        partial: Their estimates, where it is of some persons; one of the two is there.
        calibration: Of the pairs of which the truth is known, where pairs were given and of some it is.
        judged: Rows that stand in both files.
        only_in_identities: Rows of which the truth says nothing; left out of the measures where the
            truth is of all rows.
        only_in_truth: Rows that the identities lack; each counts as a person of its own.
        unknown_pairs: Pairs given of which the truth tells nothing.
    """

    rosters: tuple[str, ...]
    whole: Evaluation | None
    partial: PartialEvaluation | None
    calibration: Calibration | None
    judged: int
    only_in_identities: int
    only_in_truth: int
    unknown_pairs: int


def evaluate_files(
    identities: IdentitiesFile, truth: IdentitiesFile, matches: MatchesFile | None = None
) -> EvaluatedFiles:
    """Measures where the truth is of all rows.

    Args:
        identities: Rows as persons, as found.
        truth: The same rows as the persons they are.
        matches: Pairs with probabilities.

    Raises:
        InputFaults: The files don't say of which lists rows are, or have no row in common.
    """
    rows = _Rows.of(identities, truth, matches)
    judged = rows.true >= 0
    found, true = rows.found[judged], rows.true[judged]
    calibration, unknown = rows.calibration(only_within=True)
    whole = evaluate(found, true, roster_of=rows.roster_of[judged], calibration=calibration)
    return replace(rows.told(calibration, unknown), whole=whole)


def evaluate_partial_files(
    identities: IdentitiesFile,
    truth: IdentitiesFile,
    matches: MatchesFile | None = None,
    *,
    sampled_by: SampledBy = "person",
) -> EvaluatedFiles:
    """Estimates where the truth is of some persons, of each of whom it has all rows.

    Args:
        identities: Rows as persons, as found.
        truth: All rows of some persons.
        matches: Pairs with probabilities.
        sampled_by: How these persons were drawn.

    Raises:
        InputFaults: The files don't say of which lists rows are, have no row in common, or the truth
            is of one person only.
    """
    rows = _Rows.of(identities, truth, matches)
    if len(set(truth.identities)) < 2:
        accepted = sentence("two persons or more, with all their rows")
        raise InputFaults([Fault(truth.file, None, None, sentence("one person"), accepted)])
    calibration, unknown = rows.calibration(only_within=False)
    partial = evaluate_partial(rows.found, rows.true, sampled_by=sampled_by)
    return replace(rows.told(calibration, unknown), partial=partial)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """All rows of either file.

    Attributes:
        rosters: The lists.
        position: For each row where it stands.
        found: For each row its person as found.
        true: Its true person; -1 where the truth says nothing.
        roster_of: Its list.
        only_in_truth: How many the identities lack.
        matches: The pairs.
    """

    rosters: tuple[str, ...]
    position: dict[Key, int]
    found: NDArray[np.int64]
    true: NDArray[np.int64]
    roster_of: NDArray[np.int64]
    only_in_truth: int
    matches: MatchesFile | None

    @classmethod
    def of(cls, identities: IdentitiesFile, truth: IdentitiesFile, matches: MatchesFile | None) -> _Rows:
        import numpy as np

        name = _one_name(identities, truth, matches)
        keys = [_named(key, name) for key in identities.keys]
        position = {key: place for place, key in enumerate(keys)}
        true_keys = [_named(key, name) for key in truth.keys]
        if not any(key in position for key in true_keys):
            accepted = sentence("rows of which {file} tells the person", file=identities.file)
            because = sentence("no row has the same list and the same identifier there")
            raise InputFaults([Fault(truth.file, None, None, sentence("other rows"), accepted, because)])
        missing = [key for key in true_keys if key not in position]
        # A row that nobody linked is with nobody: leaving it out would hide that it was lost.
        position.update((key, len(keys) + place) for place, key in enumerate(missing))
        number_of = {text: number for number, text in enumerate(dict.fromkeys(identities.identities))}
        found = [number_of[text] for text in identities.identities]
        found += range(len(number_of), len(number_of) + len(missing))
        true = np.full(len(found), -1, np.int64)
        person_of = {text: number for number, text in enumerate(dict.fromkeys(truth.identities))}
        true[[position[key] for key in true_keys]] = [person_of[text] for text in truth.identities]
        rosters = tuple(dict.fromkeys(roster for roster, _ in position))
        place_of = {roster: place for place, roster in enumerate(rosters)}
        roster_of = np.array([place_of[roster] for roster, _ in position], np.int64)
        return cls(rosters, position, np.array(found, np.int64), true, roster_of, len(missing), matches)

    def calibration(self, *, only_within: bool) -> tuple[Calibration | None, int]:
        """Of the pairs whose truth is known, and of how many it isn't.

        Args:
            only_within: Whether both rows must be known; else one is enough, since all rows of its
                person are.
        """
        if self.matches is None:
            return None, 0
        import numpy as np

        first, second = (self._true_of(side) for side in (self.matches.first, self.matches.second))
        known = (first >= 0) & (second >= 0) if only_within else (first >= 0) | (second >= 0)
        if not known.any():
            return None, len(known)
        probability = np.asarray(self.matches.probability, np.float64)[known]
        return calibration_of(probability, (first == second)[known]), int((~known).sum())

    def told(self, calibration: Calibration | None, unknown: int) -> EvaluatedFiles:
        """What is told beside the measures."""
        judged = int((self.true >= 0).sum())
        return EvaluatedFiles(
            self.rosters if self.rosters != ("",) else (),
            None,
            None,
            calibration,
            judged - self.only_in_truth,
            len(self.true) - judged,
            self.only_in_truth,
            unknown,
        )

    def _true_of(self, side: Sequence[Key]) -> NDArray[np.int64]:
        import numpy as np

        name = self.rosters[0] if len(self.rosters) == 1 else None
        places = [self.position.get(_named(key, name), -1) for key in side]
        padded = np.append(self.true, -1)
        result: NDArray[np.int64] = padded[places]
        return result


def _one_name(identities: IdentitiesFile, truth: IdentitiesFile, matches: MatchesFile | None) -> str | None:
    """The name of the only list where some file doesn't name it; `None` where all name lists."""
    files = [each for each in (identities, truth, matches) if each is not None]
    if all(each.names_rosters for each in files):
        return None
    rosters = {roster for each in (identities, truth) if each.names_rosters for roster in each.rosters()}
    if len(rosters) > 1:
        accepted = sentence("one column named `{name}`", name="roster")
        because = sentence(
            "there are {number} lists, whose rows may have the same identifiers", number=len(rosters)
        )
        raise InputFaults(
            [
                Fault(each.file, 1, "roster", sentence("nothing"), accepted, because)
                for each in files
                if not each.names_rosters
            ]
        )
    return next(iter(rosters), "")


def _named(key: Key, name: str | None) -> Key:
    return key if name is None else (name, key[1])
