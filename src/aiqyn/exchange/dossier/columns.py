"""Whether a roster's description fits its list: its encoding, and every column that it names.

Only the header is looked at, or the first row of a list without one; a column named wrongly would else go
unread without a word.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice

from aiqyn.core.faults import Fault
from aiqyn.core.inquiry import Roster
from aiqyn.core.language import Sentence
from aiqyn.core.rosters.meanings import letter_of
from aiqyn.exchange.documents import Document
from aiqyn.exchange.dossier.checking import COMPARED_AT_MOST
from aiqyn.exchange.dossier.folder import FileNotAsSeen, FoundFile, open_found
from aiqyn.exchange.sentences import sentence

__all__ = ["check_columns"]

LONGEST_HEADER = 1 << 20


def check_columns(roster: Roster, found: FoundFile, document: Document) -> Iterator[Fault]:
    """Faults of a roster's description against the first row of its list.

    Args:
        roster: The description.
        found: The list.
        document: Where the description stands.
    """
    if not _is_text_encoding(roster.encoding):
        yield document.fault(("encoding",), sentence("the name of a text encoding: utf-8, windows-1251"))
        return
    if roster.delimiter in '\r\n"':
        yield document.fault(("delimiter",), sentence("the character that separates the list's columns"))
        return
    try:
        header = _header(roster, found)
    except UnicodeDecodeError:
        yield document.fault(
            ("encoding",), sentence("the encoding that the list is written in"), _reads_otherwise(roster)
        )
    except (csv.Error, ValueError, TypeError):
        yield document.fault(("delimiter",), sentence("the character that separates the list's columns"))
    except FileNotAsSeen as error:
        yield Fault(found.path, None, None, error.because, sentence("a file that can be read"))
    else:
        yield from _misnamed(roster, header, document)


def _is_text_encoding(name: str) -> bool:
    try:
        return bool(codecs.lookup(name)._is_text_encoding)
    except (LookupError, ValueError):
        return False


def _header(roster: Roster, found: FoundFile) -> list[str]:
    with open_found(found) as stream:
        start = stream.read(LONGEST_HEADER)
    # An incremental decoder takes a character that is cut off at the end for an unfinished one.
    text = codecs.getincrementaldecoder(roster.encoding)("strict").decode(
        start, final=len(start) == found.size
    )
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=roster.delimiter)
    return next(islice(rows, max(roster.title_row or 1, 1) - 1, None), [])


def _reads_otherwise(roster: Roster) -> Sentence:
    return sentence("the list can't be read as {encoding}", encoding=roster.encoding)


def _misnamed(roster: Roster, header: list[str], document: Document) -> Iterator[Fault]:
    counts = Counter(() if roster.title_row == 0 else header)
    letters = {letter_of(place) for place in range(len(header))}
    for name in roster.columns:
        if counts[name] == 0 and name in letters:
            continue
        if counts[name] == 0:
            near = get_close_matches(name, header[:COMPARED_AT_MOST], n=1, cutoff=0.6)
            yield document.fault(
                ("columns", name),
                sentence("one of the list's headers: {names}", names=", ".join(header[:40])),
                sentence("the nearest is {close}", close=near[0]) if near else None,
            )
        elif counts[name] > 1:
            yield document.fault(
                ("columns", name),
                sentence("a header that the list has once"),
                sentence("two columns are called {name}", name=name),
            )
