"""Which rows of lists may be of one person, and how sure that is, learned from the lists themselves."""

from aiqyn.core.rosters.linkage.linking import Labels, Linkage, TrainedModel, link
from aiqyn.core.rosters.linkage.model import LinkageModel, model_of, packaged_model

__all__ = ["Labels", "Linkage", "LinkageModel", "TrainedModel", "link", "model_of", "packaged_model"]
