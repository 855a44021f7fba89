"""What may leave an inquiry: consent read against a policy, and the release that results.

`cut_down` is the one way from a dossier to a `Release`; whoever publishes takes a `Release`
and nothing else. How consent is read stands in `docs/methods/consent.md`.
"""

from aiqyn.core.disclosure.cutting import Cut, Original, cut_down
from aiqyn.core.disclosure.differences import Change, Difference, diff_releases
from aiqyn.core.disclosure.openness import Exactness, Openness
from aiqyn.core.disclosure.permission import Permission, Use, permission_for_person
from aiqyn.core.disclosure.policy import Policy
from aiqyn.core.disclosure.release import (
    RELEASE_FORMAT,
    Decision,
    LedgerState,
    Release,
    Withheld,
    read_release,
    release_json,
)
from aiqyn.core.disclosure.screening import Find
from aiqyn.core.disclosure.workbench import Reason, ScreenedText
from aiqyn.core.worded import Worded

__all__ = [
    "RELEASE_FORMAT",
    "Change",
    "Cut",
    "Decision",
    "Difference",
    "Exactness",
    "Find",
    "LedgerState",
    "Openness",
    "Original",
    "Permission",
    "Policy",
    "Reason",
    "Release",
    "ScreenedText",
    "Use",
    "Withheld",
    "Worded",
    "cut_down",
    "diff_releases",
    "permission_for_person",
    "read_release",
    "release_json",
]
