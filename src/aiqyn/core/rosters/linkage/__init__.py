"""Which rows of lists may be of one person, and how sure that is, learned from the lists themselves.

`link` for the pairs with their odds; `Linkage.evidence` for why. The model is data, see `packaged_model`.
"""

from aiqyn.core.rosters.linkage.evidence import Evidence
from aiqyn.core.rosters.linkage.linking import Labels, Linkage, MemoryExhausted, Progress, TrainedModel, link
from aiqyn.core.rosters.linkage.model import LinkageModel, model_of, packaged_model

__all__ = [
    "Evidence",
    "Labels",
    "Linkage",
    "LinkageModel",
    "MemoryExhausted",
    "Progress",
    "TrainedModel",
    "link",
    "model_of",
    "packaged_model",
]
