"""The only writers, and the one place to read from."""

from aiqyn.registry.services.door import Door, LedgerMissing, open_door, open_ledger
from aiqyn.registry.services.dossiers import (
    Imported,
    export_dossier,
    import_dossier,
    read_dossier_value,
    read_figures,
    read_inquiry,
)
from aiqyn.registry.services.files import FileChanged, put_file, read_file
from aiqyn.registry.services.members import active_members, add_member, close_account, set_password
from aiqyn.registry.services.releases import (
    Proofs,
    create_release,
    find_release,
    list_releases,
    record_publication,
)

__all__ = [
    "Door",
    "FileChanged",
    "Imported",
    "LedgerMissing",
    "Proofs",
    "active_members",
    "add_member",
    "close_account",
    "create_release",
    "export_dossier",
    "find_release",
    "import_dossier",
    "list_releases",
    "open_door",
    "open_ledger",
    "put_file",
    "read_dossier_value",
    "read_figures",
    "read_file",
    "read_inquiry",
    "record_publication",
    "set_password",
]
