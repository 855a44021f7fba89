"""Dossier folders: an inquiry as a folder that people can read, compare and hand over."""

from aiqyn.exchange.dossier.folder import FileNotAsSeen
from aiqyn.exchange.dossier.layout import LIST_ENDINGS, ROSTERS, roster_of
from aiqyn.exchange.dossier.policies import read_policy
from aiqyn.exchange.dossier.progress import Progress
from aiqyn.exchange.dossier.reading import DossierFolder, read_dossier
from aiqyn.exchange.dossier.writing import FolderOccupied, in_folder_order, write_dossier

__all__ = [
    "LIST_ENDINGS",
    "ROSTERS",
    "DossierFolder",
    "FileNotAsSeen",
    "FolderOccupied",
    "Progress",
    "in_folder_order",
    "read_dossier",
    "read_policy",
    "roster_of",
    "write_dossier",
]
