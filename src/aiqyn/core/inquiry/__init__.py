"""The words of an inquiry as values: what a dossier holds, a registry keeps and a release cuts down."""

from aiqyn.core.inquiry.consent import Consent, Grant, Withdrawal
from aiqyn.core.inquiry.dossier import KINDS, Dossier, Misfit, ReceivedFile, check_dossier, plain
from aiqyn.core.inquiry.estimations import Estimation, ListOfEstimation
from aiqyn.core.inquiry.events import Act, ActLink, Event, Perpetrator
from aiqyn.core.inquiry.findings import Finding, FollowUp, Inquiry, Mandate, MemberRole, Recommendation
from aiqyn.core.inquiry.persons import (
    Coordinates,
    Group,
    Organisation,
    Person,
    PersonName,
    Place,
    Post,
    Relation,
    Superior,
)
from aiqyn.core.inquiry.proceedings import (
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
from aiqyn.core.inquiry.sources import (
    CustodyEntry,
    EvidenceItem,
    Passage,
    Roster,
    Source,
    Statement,
    Translation,
)
from aiqyn.core.inquiry.titles import KIND_TITLES

__all__ = [
    "KINDS",
    "KIND_TITLES",
    "Act",
    "ActLink",
    "Assignment",
    "Consent",
    "Coordinates",
    "CustodyEntry",
    "Dossier",
    "Estimation",
    "Event",
    "EvidenceItem",
    "Examination",
    "Finding",
    "FollowUp",
    "Grant",
    "Group",
    "Inquiry",
    "ListOfEstimation",
    "Mandate",
    "MemberRole",
    "Misfit",
    "Motion",
    "Organisation",
    "Party",
    "Passage",
    "Perpetrator",
    "Person",
    "PersonName",
    "Place",
    "Post",
    "Proceeding",
    "Promise",
    "ReceivedFile",
    "Recommendation",
    "Relation",
    "Reply",
    "Request",
    "Roster",
    "Source",
    "Statement",
    "Step",
    "Superior",
    "Translation",
    "Withdrawal",
    "check_dossier",
    "plain",
]
