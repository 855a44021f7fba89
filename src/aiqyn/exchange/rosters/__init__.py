"""Lists of persons from files of any kind: CSV, spreadsheets, pages, PDF, chats; each row kept as received.

`read_roster` for records with their faults; `open_list` for the cells alone.
"""

from aiqyn.exchange.rosters.limits import OF_THE_COMMAND, OF_UPLOADS, Limits
from aiqyn.exchange.rosters.mapping_file import (
    ToldMapping,
    mapping_beside,
    read_mapping,
    told_by,
    written_mapping,
)
from aiqyn.exchange.rosters.opening import open_list
from aiqyn.exchange.rosters.reading import RosterReading, id_of, interpret_table, read_roster
from aiqyn.exchange.rosters.table import ListKind, ListTable

__all__ = [
    "OF_THE_COMMAND",
    "OF_UPLOADS",
    "Limits",
    "ListKind",
    "ListTable",
    "RosterReading",
    "ToldMapping",
    "id_of",
    "interpret_table",
    "mapping_beside",
    "open_list",
    "read_mapping",
    "read_roster",
    "told_by",
    "written_mapping",
]
