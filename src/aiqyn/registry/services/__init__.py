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
from aiqyn.registry.services.files import FileChanged, path_of_list, put_file, read_file
from aiqyn.registry.services.identities import (
    Changed,
    choose_value,
    decide,
    decide_many,
    link_person,
    merge_identities,
    move_rows,
    next_identity_number,
    split_identity,
    undo_last_change,
    withdraw_decision,
)
from aiqyn.registry.services.linkages import accept_linkage, read_decisions, read_identities, read_rosters
from aiqyn.registry.services.lists import describe_list, find_list, take_list
from aiqyn.registry.services.members import active_members, add_member, close_account, set_password
from aiqyn.registry.services.releases import (
    Proofs,
    create_release,
    find_release,
    list_releases,
    record_publication,
)

__all__ = [
    "Changed",
    "Door",
    "FileChanged",
    "Imported",
    "LedgerMissing",
    "Proofs",
    "accept_linkage",
    "active_members",
    "add_member",
    "choose_value",
    "close_account",
    "create_release",
    "decide",
    "decide_many",
    "describe_list",
    "export_dossier",
    "find_list",
    "find_release",
    "import_dossier",
    "link_person",
    "list_releases",
    "merge_identities",
    "move_rows",
    "next_identity_number",
    "open_door",
    "open_ledger",
    "path_of_list",
    "put_file",
    "read_decisions",
    "read_dossier_value",
    "read_figures",
    "read_file",
    "read_identities",
    "read_inquiry",
    "read_rosters",
    "record_publication",
    "set_password",
    "split_identity",
    "take_list",
    "undo_last_change",
    "withdraw_decision",
]
