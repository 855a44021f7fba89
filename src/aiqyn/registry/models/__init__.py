"""The models: the single source of truth, one for each word of the inquiry."""

from aiqyn.registry.models.estimations import Estimation, ListOfEstimation
from aiqyn.registry.models.events import Act, ActLink, Event, Perpetrator
from aiqyn.registry.models.findings import Figure, Finding, FollowUp, Measure, Recommendation
from aiqyn.registry.models.guarded import GuardedModel, WrittenAroundTheDoor, writing
from aiqyn.registry.models.inquiry import Inquiry
from aiqyn.registry.models.kept import Kept, Part
from aiqyn.registry.models.ledger import Ledger, LedgerCheckpoint, LedgerEntry, LedgerNode, Revision
from aiqyn.registry.models.members import Member
from aiqyn.registry.models.persons import (
    Group,
    Organisation,
    Person,
    PersonName,
    Place,
    Post,
    Relation,
    Superior,
)
from aiqyn.registry.models.proceedings import (
    Assignment,
    Examination,
    Motion,
    Party,
    Proceeding,
    Promise,
    Reply,
    Request,
    Step,
)
from aiqyn.registry.models.releases import Publication, Release
from aiqyn.registry.models.sources import (
    Consent,
    CustodyEntry,
    EvidenceItem,
    FilePiece,
    Grant,
    Passage,
    Roster,
    Source,
    Statement,
    StoredFile,
    Translation,
    Withdrawal,
)

KEPT: dict[str, type[Kept]] = {
    model.collection: model
    for model in (
        Source,
        Consent,
        Statement,
        Person,
        Group,
        Organisation,
        Place,
        Event,
        Act,
        EvidenceItem,
        Proceeding,
        Finding,
        Recommendation,
        Roster,
        Measure,
        Figure,
        Estimation,
    )
}
"""The model of each kind, by the name of its collection."""

__all__ = [
    "KEPT",
    "Act",
    "ActLink",
    "Assignment",
    "Consent",
    "CustodyEntry",
    "Estimation",
    "Event",
    "EvidenceItem",
    "Examination",
    "Figure",
    "FilePiece",
    "Finding",
    "FollowUp",
    "Grant",
    "Group",
    "GuardedModel",
    "Inquiry",
    "Kept",
    "Ledger",
    "LedgerCheckpoint",
    "LedgerEntry",
    "LedgerNode",
    "ListOfEstimation",
    "Measure",
    "Member",
    "Motion",
    "Organisation",
    "Part",
    "Party",
    "Passage",
    "Perpetrator",
    "Person",
    "PersonName",
    "Place",
    "Post",
    "Proceeding",
    "Promise",
    "Publication",
    "Recommendation",
    "Relation",
    "Release",
    "Reply",
    "Request",
    "Revision",
    "Roster",
    "Source",
    "Statement",
    "Step",
    "StoredFile",
    "Superior",
    "Translation",
    "Withdrawal",
    "WrittenAroundTheDoor",
    "writing",
]
