"""Read a linkage model from YAML: what is compared and how pairs are found, every fault with its line."""

from __future__ import annotations

from aiqyn.core.faults import InputFaults
from aiqyn.core.rosters.linkage import LinkageModel
from aiqyn.core.rosters.linkage.written import WrittenModel
from aiqyn.exchange.documents import build, read_yaml

__all__ = ["read_linkage_model"]


def read_linkage_model(data: bytes, *, file: str) -> LinkageModel:
    """The linkage model that a file holds.

    Args:
        data: The file's bytes.
        file: Its name, as faults should show it.

    Raises:
        InputFaults: All that is wrong in the file.

    Example:
        >>> text = '''
        ... comparisons:
        ...   born:
        ...     levels: [{name: same, when: same, usual: 0.9}, {name: differs, usual: 0.1}]
        ... rules: [[born.year]]
        ... '''
        >>> [str(rule) for rule in read_linkage_model(text.encode(), file="model.yaml").rules][-1]
        'born.year'
    """
    written, faults = build(WrittenModel, read_yaml(data, file=file), ())
    if written is None:
        raise InputFaults(faults)
    return written.model()
