"""Where everything lies in a dossier folder: one table, read by reader, writer, schemas and documentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from aiqyn.core.disclosure import Policy
from aiqyn.core.figures import FiguresFile
from aiqyn.core.inquiry import KINDS, Inquiry, Roster, Statement
from aiqyn.core.values import Value
from aiqyn.exchange.dossier.statements import TranslationHead

__all__ = [
    "ESTIMATIONS",
    "EVIDENCE",
    "FORMS",
    "LIST_ENDINGS",
    "POLICIES",
    "ROSTERS",
    "STATEMENTS",
    "VERSION",
    "Form",
    "accepted_files",
    "counts_files",
    "file_of",
    "form_of",
    "is_counts",
    "is_known_folder",
    "is_received",
    "nearest_name",
    "roster_file",
    "roster_of",
    "translation_file",
]

VERSION = 1
"""Version of the format; it rises when a folder that was right no longer is."""

STATEMENTS = "statements/"
ROSTERS = "rosters/"
EVIDENCE = "evidence/"
ESTIMATIONS = "estimations/"
POLICIES = "policies/"

_MAPPING = ".mapping.yaml"

LIST_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".html", ".htm", ".pdf")
"""What a list's file may be called; what kind of file it is, its bytes tell."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of file that is read into values.

    Attributes:
        name: The name of its schema.
        where: Its path; capital letters stand for what differs.
        model: What is in it.
        holds: `list`: entries of the kind called like the form. `collections`: a mapping whose
            fields are collections of the dossier. `one`: a single value.
        supplied: Fields of the model that are not in the file, because its name, its body or
            another file's bytes tell them.
    """

    name: str
    where: str
    model: type[Value]
    holds: Literal["list", "collections", "one"] = "one"
    supplied: frozenset[str] = frozenset()


_IN_FILES_OF_THEIR_OWN = ("statements", "rosters", "figures")
_SUPPLIED = {"estimations": frozenset({"counts"})}

FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form("inquiry", "inquiry.yaml", Inquiry),
        *(
            Form(kind, f"{kind}.yaml", model, "list", _SUPPLIED.get(kind, frozenset()))
            for kind, model in KINDS.items()
            if kind not in _IN_FILES_OF_THEIR_OWN
        ),
        Form("figures", "figures.yaml", FiguresFile, "collections"),
        Form("statement", "statements/ID.md", Statement, supplied=frozenset({"id", "text", "translations"})),
        Form("translation", "statements/ID.LANGUAGE.md", TranslationHead),
        Form("roster", "rosters/ID.mapping.yaml", Roster, supplied=frozenset({"id", "sha256"})),
        Form("policy", "policies/NAME.yaml", Policy),
    )
}
"""Every form of file that is read into values, by the name of its schema."""

_AT_THE_TOP = {form.where: form for form in FORMS.values() if "/" not in form.where}


def form_of(path: str) -> Form | None:
    """The form of the file at a path, `None` where it is read into no value.

    A translation is told from a statement by its head alone, so both have the form `statement`.
    """
    if "/" not in path:
        return _AT_THE_TOP.get(path)
    if path.count("/") > 1:
        return None
    if path.startswith(STATEMENTS) and path.endswith(".md"):
        return FORMS["statement"]
    if path.startswith(ROSTERS) and path.endswith(_MAPPING):
        return FORMS["roster"]
    if path.startswith(POLICIES) and path.endswith(".yaml"):
        return FORMS["policy"]
    return None


def file_of(kind: str, thing_id: str) -> str:
    """The file that a thing of a kind is written to."""
    if kind in ("statements", "rosters"):
        return FORMS[kind.removesuffix("s")].where.replace("ID", thing_id)
    return FORMS[kind].where


def is_counts(path: str) -> bool:
    """Whether the file at a path holds counts of an estimation; they are read into it."""
    return path.startswith(ESTIMATIONS) and path.endswith(".csv") and path.count("/") == 1


def counts_files(estimation_id: str, number: int) -> tuple[str, ...]:
    """The files that so many tables of counts of an estimation are in.

    Example:
        >>> counts_files("deaths", 1)
        ('estimations/deaths.csv',)
        >>> counts_files("deaths", 2)
        ('estimations/deaths-1.csv', 'estimations/deaths-2.csv')
    """
    if number == 1:
        return (f"{ESTIMATIONS}{estimation_id}.csv",)
    return tuple(f"{ESTIMATIONS}{estimation_id}-{sample}.csv" for sample in range(1, number + 1))


def translation_file(statement_id: str, language: str) -> str:
    """The file that a translation is written to."""
    return f"{STATEMENTS}{statement_id}.{language}.md"


def is_received(path: str) -> bool:
    """Whether the file at a path is kept as received, byte for byte; a policy is, though it is read too."""
    if "/" not in path:
        return path.startswith(("README", "LICENSE"))
    return roster_of(path) is not None or path.startswith(EVIDENCE) or form_of(path) is FORMS["policy"]


def is_known_folder(path: str) -> bool:
    """Whether a folder has a place in the layout; only `evidence/` has folders within it."""
    return f"{path}/" in (STATEMENTS, ROSTERS, EVIDENCE, ESTIMATIONS, POLICIES) or path.startswith(EVIDENCE)


def roster_file(roster_id: str) -> str:
    """Where the rows of a roster lie, if they are CSV."""
    return f"{ROSTERS}{roster_id}.csv"


def roster_of(path: str) -> str | None:
    """The id of the roster whose rows lie at a path; `None` where no list lies there.

    Example:
        >>> roster_of("rosters/families.txt")
        'families'
        >>> roster_of("evidence/families.txt") is None
        True
    """
    if not path.startswith(ROSTERS) or path.count("/") > 1:
        return None
    ending = next((each for each in LIST_ENDINGS if path.endswith(each)), None)
    return None if ending is None else path.removeprefix(ROSTERS).removesuffix(ending)


def accepted_files() -> str:
    """All that may lie at the top of a dossier, as a list for people."""
    folders = (STATEMENTS, ROSTERS, EVIDENCE, ESTIMATIONS, POLICIES)
    return ", ".join([*_AT_THE_TOP, *folders, "README*", "LICENSE*"])


def nearest_name(path: str) -> str | None:
    """The name of the layout that somebody may have meant."""
    if path.startswith(ROSTERS) and path.endswith((".yaml", ".yml")):
        return path.removesuffix(".yaml").removesuffix(".yml") + _MAPPING
    near = get_close_matches(path.lower(), _AT_THE_TOP, n=1, cutoff=0.7)
    return near[0] if near else None
