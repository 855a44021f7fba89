"""A policy in a file of its own, as `release create` takes it and a dossier keeps it."""

from __future__ import annotations

from pathlib import Path

from aiqyn.core.disclosure import Policy
from aiqyn.core.faults import InputFaults
from aiqyn.exchange.documents import build, read_yaml

__all__ = ["read_policy"]


def read_policy(path: Path) -> Policy:
    """The policy that a YAML file holds.

    Raises:
        InputFaults: The file is no policy; all its faults.
        OSError: The file can't be read.
    """
    document = read_yaml(path.read_bytes(), file=path.name)
    policy, faults = build(Policy, document)
    if policy is None:
        raise InputFaults(faults)
    return policy
