"""Lists of persons from files of any kind: CSV, spreadsheets, pages, PDF, chats; each row kept as received.

`read_roster` for records with their faults; `open_list` for the cells alone.
"""

from aiqyn.exchange.rosters.limits import OF_THE_COMMAND, OF_UPLOADS, Limits
from aiqyn.exchange.rosters.opening import open_list
from aiqyn.exchange.rosters.reading import RosterReading, ToldMapping, interpret_table, read_roster
from aiqyn.exchange.rosters.table import ListKind, ListTable

__all__ = [
    "OF_THE_COMMAND",
    "OF_UPLOADS",
    "Limits",
    "ListKind",
    "ListTable",
    "RosterReading",
    "ToldMapping",
    "interpret_table",
    "open_list",
    "read_roster",
]
