"""The estimates of a release: made from what it tells of each estimation, once for the same question."""

from __future__ import annotations

import json
from collections.abc import Callable

from aiqyn.core.custody import canonical_bytes
from aiqyn.core.disclosure import Cut
from aiqyn.core.estimation.results import EstimationResult
from aiqyn.core.faults import Refused
from aiqyn.core.figures import Figure
from aiqyn.core.inquiry import Dossier, Estimation, plain
from aiqyn.exchange.estimating import estimate_recorded, missing_parts, targets_of

__all__ = ["ReleasedEstimates"]

Progress = Callable[[int, int, str], None]

KIND = "estimations"


class ReleasedEstimates:
    """Makes the estimates of a release, and remembers them until it is sealed.

    Args:
        progress: Told before each piece of work.
    """

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._found: dict[bytes, EstimationResult] = {}

    def of(self, dossier: Dossier, cut: Cut) -> dict[str, EstimationResult] | Refused:
        """The estimate of each released estimation by its released id.

        Args:
            dossier: What was cut down: it holds the counts, also where the release does not.
            cut: What is released.

        Returns:
            Nothing where the release has no estimation. `Refused` where it has some and this
            installation lacks what estimates need: a release that tells of an estimation and
            not what was found would be taken for a refusal of the methods.
        """
        records = cut.release.records.get(KIND, {})
        if not records:
            return {}
        missing = missing_parts()
        if missing is not None:
            return missing
        recorded = {estimation.id: estimation for estimation in dossier.estimations}
        figures = tuple(
            Figure.model_validate_json(json.dumps(each))
            for each in cut.release.records.get("figures", {}).values()
        )
        return {
            id: self._estimate(record, recorded[cut.made_from[KIND, id]].counts, figures, cut)
            for id, record in sorted(records.items())
        }

    def _estimate(
        self, record: object, counts: tuple[str, ...], figures: tuple[Figure, ...], cut: Cut
    ) -> EstimationResult:
        released = Estimation.model_validate_json(json.dumps(record))
        asked = released.model_copy(update={"counts": counts})
        key = canonical_bytes([plain(asked), list(targets_of(asked, figures))])
        if key not in self._found:
            self._found[key] = estimate_recorded(asked, figures, progress=self._progress)
        found = self._found[key]
        return found if cut.release.policy.estimations == "counts" else found.without_counts()
