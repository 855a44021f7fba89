"""How good a list of persons is, beside a truth: of all rows, or of some persons."""

from aiqyn.core.rosters.evaluation.calibration import (
    Calibration,
    ReliabilityBin,
    calibration_of,
    share_interval,
)
from aiqyn.core.rosters.evaluation.measures import Evaluation, ListPair, Rates, evaluate, rates
from aiqyn.core.rosters.evaluation.partial import (
    Estimated,
    PartialEvaluation,
    SampledBy,
    evaluate_partial,
)

__all__ = [
    "Calibration",
    "Estimated",
    "Evaluation",
    "ListPair",
    "PartialEvaluation",
    "Rates",
    "ReliabilityBin",
    "SampledBy",
    "calibration_of",
    "evaluate",
    "evaluate_partial",
    "rates",
    "share_interval",
]
