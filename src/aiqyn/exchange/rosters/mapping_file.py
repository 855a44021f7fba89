"""What a person said of a list, kept beside it as `NAME.mapping.yaml`: the form that a dossier's rosters have."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.inquiry import Roster
from aiqyn.core.rosters.mapping import ListMapping
from aiqyn.core.rosters.meanings import Meaning
from aiqyn.exchange.documents import Document, build, read_yaml, write_yaml
from aiqyn.exchange.rosters.table import ListTable
from aiqyn.exchange.sentences import sentence

__all__ = ["ToldMapping", "mapping_beside", "read_mapping", "told_by", "written_mapping"]

ENDING = ".mapping.yaml"
LARGEST = 2**20

_NO_HASH = "0" * 64
"""A mapping outside a dossier doesn't tell the list's hash; it is not looked at."""


@dataclass(frozen=True, slots=True)
class ToldMapping:
    """What a person said of a list.

    Attributes:
        columns: What columns mean, by title or letter; those not named stay unread. Empty: guessed.
        title_row: The row that holds the titles, as a spreadsheet counts; 0 where none does. `None`: found.
        sheet: The sheet of a workbook.
        default_year: The year of days that are written without one.
        encoding, delimiter: How a text is written; `None`: found.
        file: Where this is said, as faults should show it.
        roster: All that is said of the list, its coverage too; `None` where only columns are told.
    """

    columns: Mapping[str, Meaning] = field(default_factory=dict)
    title_row: int | None = None
    sheet: str | None = None
    default_year: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    file: str = ""
    roster: Roster | None = None


def mapping_beside(path: Path) -> Path:
    """Where the mapping of a list lies, whether there is one or not.

    Example:
        >>> mapping_beside(Path("lists/families.csv")).as_posix()
        'lists/families.mapping.yaml'
    """
    return path.with_name(path.name.rsplit(".", 1)[0] + ENDING)


def read_mapping(path: Path) -> ToldMapping:
    """What a mapping file says.

    Args:
        path: Where it lies.

    Raises:
        InputFaults: All that is wrong in it.
        OSError: It can't be read.
    """
    with path.open("rb") as stream:
        data = stream.read(LARGEST + 1)
    file = str(path)
    document = read_yaml(data, file=file)
    content = document.content
    if not isinstance(content, dict):
        raise InputFaults([document.fault((), sentence("a mapping of names to values"))])
    stem = path.name.removesuffix(ENDING)
    supplied = {"id": "list", "sha256": _NO_HASH}
    roster, faults = build(Roster, document, content={"title": {"en": stem or "list"}, **content, **supplied})
    faults += tuple(_encoding_faults(document, content))
    if roster is None or faults:
        raise InputFaults(faults)
    return told_by(roster, file=file, said=frozenset(content))


def _encoding_faults(document: Document, content: Mapping[str, object]) -> Iterator[Fault]:
    name = content.get("encoding")
    if isinstance(name, str) and not _is_text_encoding(name):
        yield document.fault(("encoding",), sentence("the name of a text encoding: utf-8, windows-1251"))
    if content.get("delimiter") in ("\r", "\n", '"'):
        yield document.fault(("delimiter",), sentence("the character that separates the list's columns"))


def _is_text_encoding(name: str) -> bool:
    try:
        return bool(codecs.lookup(name)._is_text_encoding)
    except (LookupError, ValueError):
        return False


def told_by(roster: Roster, *, file: str = "", said: frozenset[str] | None = None) -> ToldMapping:
    """What a roster of an inquiry says of its list.

    Args:
        roster: As a dossier or the registry holds it.
        file: Where it is said, as faults should show it.
        said: The fields that were written, where that is known. What was not written stands for "as
            guessed"; where it isn't known, so does what is the same as the field's default.
    """

    def of(name: str, value: str) -> str | None:
        is_said = name in said if said is not None else value != Roster.model_fields[name].default
        return value if is_said else None

    return ToldMapping(
        roster.columns,
        roster.title_row,
        roster.sheet,
        roster.default_year,
        of("encoding", roster.encoding),
        of("delimiter", roster.delimiter),
        file,
        roster,
    )


def written_mapping(
    mapping: ListMapping, table: ListTable, *, told: ToldMapping, default_year: int | None, title: str
) -> str:
    """A mapping file that makes the list be read as it was read now.

    Args:
        mapping: What the columns were taken to mean.
        table: The list.
        told: What was said of it before; kept but for what is known anew.
        default_year: The year of days that are written without one.
        title: What the list is called, where nothing was said of it before.
    """
    kept = told.roster.model_dump(mode="json", exclude_defaults=True) if told.roster is not None else {}
    kept = {name: value for name, value in kept.items() if name not in ("id", "sha256")}
    content: dict[str, object] = {"title": {"en": title}, **kept}
    content["columns"] = dict(mapping.as_told())
    content["title_row"] = int(table.rows[mapping.title_row]) if mapping.title_row is not None else 0
    if table.titles is not None:
        del content["title_row"]
    if table.sheet is not None:
        content["sheet"] = table.sheet
    if default_year is not None:
        content["default_year"] = default_year
    if table.delimiter is not None:
        content["delimiter"] = table.delimiter
    if table.encoding is not None:
        content["encoding"] = table.encoding
    return write_yaml(content)
