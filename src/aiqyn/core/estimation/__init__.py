"""How many people are on no list: multiple systems estimation that answers with an interval or refuses.

`estimate_population` runs methods on capture counts; each returns an `Answer` with its whole
distribution or an `EstimateRefused` with reasons. Nothing here imports NumPy before a method
is run.
"""

from aiqyn.core.estimation.counts import (
    CaptureCounts,
    Cell,
    Pattern,
    StratifiedCounts,
    Stratum,
    pattern_of,
)
from aiqyn.core.estimation.coverage import ListCoverage
from aiqyn.core.estimation.estimates import (
    Answer,
    Details,
    Distribution,
    EstimateRefused,
    JsonValue,
    Method,
    NoDetails,
    Note,
    Objection,
    Options,
)
from aiqyn.core.estimation.methods import FLOOR, METHOD_NAMES, available_methods, method_named
from aiqyn.core.estimation.refusals import objections
from aiqyn.core.estimation.report import (
    LIMITS,
    Estimate,
    Report,
    StratumEstimates,
    estimate_as_json,
    estimate_by,
    estimate_population,
)
from aiqyn.core.estimation.sensitivity import Sensitivity, sensitivity_of, sensitivity_of_strata

__all__ = [
    "FLOOR",
    "LIMITS",
    "METHOD_NAMES",
    "Answer",
    "CaptureCounts",
    "Cell",
    "Details",
    "Distribution",
    "Estimate",
    "EstimateRefused",
    "JsonValue",
    "ListCoverage",
    "Method",
    "NoDetails",
    "Note",
    "Objection",
    "Options",
    "Pattern",
    "Report",
    "Sensitivity",
    "StratifiedCounts",
    "Stratum",
    "StratumEstimates",
    "available_methods",
    "estimate_as_json",
    "estimate_by",
    "estimate_population",
    "method_named",
    "objections",
    "pattern_of",
    "sensitivity_of",
    "sensitivity_of_strata",
]
