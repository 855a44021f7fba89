"""The data that the package brings with it: vocabularies, patterns, wordings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["packaged_yaml"]


def packaged_yaml(path: Path) -> dict[str, Any]:
    """A YAML file of the package itself; what others send is read by `aiqyn.exchange.documents`.

    libyaml reads all vocabularies in 20 ms, where it is there; a reader in Python takes 20 times as long.
    """
    import yaml

    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    content: dict[str, Any] = yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506  (both are safe)
    return content
