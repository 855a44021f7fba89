"""The example inquiry that comes with the project, and what its own policy makes of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from disclosure_inquiries import cut

from aiqyn.core.disclosure import Cut, Policy
from aiqyn.core.inquiry import Dossier
from aiqyn.exchange.dossier import read_dossier, read_policy

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "january-2022"


@cache
def dossier() -> Dossier:
    """The inquiry as its folder has it."""
    return read_dossier(EXAMPLE).dossier


@cache
def policy() -> Policy:
    """For the report to the public."""
    return read_policy(EXAMPLE / "policies" / "public-report.yaml")


@cache
def released() -> Cut:
    """What that policy lets out."""
    return cut(dossier(), policy())
