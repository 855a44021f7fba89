"""From scored pairs to persons: one partition to work with, and samples of what else may be."""

from aiqyn.core.rosters.clustering.evidence import ContradictoryDecisions
from aiqyn.core.rosters.clustering.partition import Partition, cluster
from aiqyn.core.rosters.clustering.samples import Samples, Sampling, belonging, sample

__all__ = ["ContradictoryDecisions", "Partition", "Samples", "Sampling", "belonging", "cluster", "sample"]
