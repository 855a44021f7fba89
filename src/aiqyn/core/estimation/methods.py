"""The methods by name, each loaded only when it is asked for: their arithmetic is slow to import."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from aiqyn.core.estimation.estimates import Method

__all__ = ["FLOOR", "METHOD_NAMES", "available_methods", "method_named"]

FLOOR = "chao"
"""The lower bound that is shown beside every estimate."""

_HOMES: Mapping[str, tuple[str, str]] = {
    "lcmcr": ("aiqyn.core.estimation.lcmcr", "METHOD"),
    "decomposable": ("aiqyn.core.estimation.decomposable", "METHOD"),
    "loglinear": ("aiqyn.core.estimation.loglinear", "METHOD"),
    "loglinear-averaged": ("aiqyn.core.estimation.loglinear", "AVERAGED"),
    "hierarchical": ("aiqyn.core.estimation.hierarchical", "METHOD"),
    "chao": ("aiqyn.core.estimation.chao", "METHOD"),
}
"""In the order in which estimates are shown. A method whose module is not there is not offered."""

METHOD_NAMES = tuple(_HOMES)


@cache
def available_methods() -> tuple[str, ...]:
    """The names of methods that this installation has, in the order in which they are shown."""
    return tuple(name for name, (module, _) in _HOMES.items() if find_spec(module) is not None)


def method_named(name: str) -> Method:
    """The method of that name.

    Raises:
        KeyError: There is none of that name in this installation.
    """
    if name not in available_methods():
        raise KeyError(name)
    module, attribute = _HOMES[name]
    found = getattr(import_module(module), attribute)
    if not isinstance(found, Method):
        raise TypeError(f"{module}.{attribute} is no method")
    return found
