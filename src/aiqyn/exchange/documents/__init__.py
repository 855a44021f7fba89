"""Documents written by hand: read so that every fault names its line, built into values, written canonically.

The door for every YAML file. `read_yaml` and `read_entries` refuse what would be misread in
silence, `build` makes values or faults, `write_yaml` writes what reads back as the same.
"""

from aiqyn.exchange.documents.building import build
from aiqyn.exchange.documents.document import Document, Path, Spot, field_name
from aiqyn.exchange.documents.parsing import MAXIMUM_BYTES, Unparsable, read_entries, read_yaml
from aiqyn.exchange.documents.writing import write_yaml

__all__ = [
    "MAXIMUM_BYTES",
    "Document",
    "Path",
    "Spot",
    "Unparsable",
    "build",
    "field_name",
    "read_entries",
    "read_yaml",
    "write_yaml",
]
