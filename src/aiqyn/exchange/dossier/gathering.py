"""Values from the files of a dossier, and where each of them came from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiqyn.core.disclosure import Policy
from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.figures import FiguresFile
from aiqyn.core.inquiry import Estimation, Inquiry, Translation
from aiqyn.core.language import Sentence
from aiqyn.core.values import IDENTIFIER, Value
from aiqyn.exchange.documents import (
    MAXIMUM_BYTES,
    Document,
    Path,
    Unparsable,
    build,
    read_entries,
    read_yaml,
)
from aiqyn.exchange.dossier.estimations import files_present, misfits_of_lists, no_counts, read_counts
from aiqyn.exchange.dossier.folder import FileNotAsSeen, FoundFile
from aiqyn.exchange.dossier.layout import (
    FORMS,
    ROSTERS,
    STATEMENTS,
    Form,
    form_of,
    roster_of,
    translation_file,
)
from aiqyn.exchange.dossier.paths import shown
from aiqyn.exchange.dossier.progress import Tally
from aiqyn.exchange.dossier.statements import MAXIMUM_BYTES as LONGEST_STATEMENT
from aiqyn.exchange.dossier.statements import TranslationHead, split_statement
from aiqyn.exchange.figures_file import misfit_faults
from aiqyn.exchange.sentences import sentence

__all__ = ["FaultList", "Gathering", "Origin", "Unsure"]

FAULTS_TOLD = 1_000
"""So many faults of one file are told; who mends them sees the rest in the next pass."""
FAULTS_TOLD_IN_ALL = 20_000
"""So many of all files: a folder with more is not a dossier, or not one that was written by hand."""

_ENTRIES_BETWEEN_TELLING = 500


class FaultList:
    """Faults of many files, each file's up to `FAULTS_TOLD`, of all files up to `FAULTS_TOLD_IN_ALL`."""

    def __init__(self) -> None:
        self._by_file: defaultdict[str, list[Fault]] = defaultdict(list)
        self._count = 0

    @property
    def is_full(self) -> bool:
        """Whether no more are told, so that looking for more is idle."""
        return self._count >= FAULTS_TOLD_IN_ALL

    def __bool__(self) -> bool:
        return bool(self._by_file)

    def add(self, *faults: Fault) -> None:
        """Add faults; beyond the limit of a file, one stands for all that follow."""
        for fault in faults:
            if self.is_full:
                return
            of_file = self._by_file[fault.file]
            self._count += len(of_file) <= FAULTS_TOLD
            if len(of_file) < FAULTS_TOLD:
                of_file.append(fault)
            elif len(of_file) == FAULTS_TOLD:
                found = sentence("more than {limit} faults", limit=FAULTS_TOLD)
                of_file.append(Fault(fault.file, None, None, found, sentence("a file with fewer faults")))

    def has_at(self, fault: Fault) -> bool:
        """Whether another fault is told of the same field already."""
        return any(
            (told.row, told.field) == (fault.row, fault.field) for told in self._by_file.get(fault.file, ())
        )

    def has_any_of(self, file: str) -> bool:
        """Whether a file has faults."""
        return file in self._by_file

    def in_order(self) -> Iterator[Fault]:
        """By file, then by line; what is the whole file's comes first."""
        for file in sorted(self._by_file):
            yield from sorted(self._by_file[file], key=lambda fault: fault.row or 0)
        if self.is_full:
            found = sentence("more than {limit} faults", limit=FAULTS_TOLD_IN_ALL)
            yield Fault("…", None, None, found, sentence("a folder with fewer faults"))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value came from.

    Attributes:
        file: Its file.
        index: Which entry of the file's list, `None` where the file is no list.
        base: Where in the document it begins.
    """

    file: str
    index: int | None = None
    base: Path = ()


@dataclass(slots=True)
class Unsure:
    """What is there of a kind, though no value could be made of it.

    Attributes:
        ids: Ids seen in entries with faults.
        is_open: Whether there may be more, because a file could not be parsed to its end.
    """

    ids: set[str] = field(default_factory=set)
    is_open: bool = False

    def may_hold(self, thing_id: str) -> bool:
        """Whether a thing of that id may be among them."""
        return self.is_open or thing_id in self.ids


@dataclass(slots=True)
class Gathering:
    """What the files of a dossier give, file by file.

    Attributes:
        files: The files of the folder.
        hashes: SHA-256 of every received file, by its path.
        faults: Where faults go.
        tally: Where progress goes.
        inquiry: The inquiry, once its file is read.
        collections: The values of each kind.
        origins: Where each of them came from, in the same order.
        unsure: What is there besides, by kind.
        policies: Policies by their path.
        counts_read: Files of counts that belong to an estimation.
    """

    files: Mapping[str, FoundFile]
    hashes: Mapping[str, str]
    faults: FaultList
    tally: Tally
    inquiry: Inquiry | None = None
    collections: defaultdict[str, Any] = field(default_factory=lambda: defaultdict(list))
    origins: defaultdict[str, list[Origin]] = field(default_factory=lambda: defaultdict(list))
    unsure: defaultdict[str, Unsure] = field(default_factory=lambda: defaultdict(Unsure))
    policies: dict[str, Policy] = field(default_factory=dict)
    counts_read: set[str] = field(default_factory=set)
    _lists: dict[str, str] | None = None
    _translations: list[tuple[TranslationHead, str, Document]] = field(default_factory=list)

    def gather(self, paths: Iterable[str]) -> None:
        """Read the files at these paths, each of a form, into values or faults."""
        for path in paths:
            form = form_of(path)
            if form is None:
                continue
            self.tally.at(path)
            try:
                self._read(form, path)
            except (InputFaults, FileNotAsSeen) as error:
                self._add_failure(form, path, error)
            self.tally.add(self.files[path].size, path)
        self._join_translations()
        for kind in ("statements", "rosters"):
            self._sort_by_id(kind)

    def _sort_by_id(self, kind: str) -> None:
        """What has a file of its own has no order but that of its ids."""
        pairs = sorted(
            zip(self.collections[kind], self.origins[kind], strict=True), key=lambda pair: pair[0].id
        )
        self.collections[kind] = [value for value, _ in pairs]
        self.origins[kind] = [origin for _, origin in pairs]

    def _read(self, form: Form, path: str) -> None:
        if form is FORMS["statement"]:
            self._read_statement(path)
        elif form.holds == "list":
            self._read_list(form, path)
        elif form.holds == "collections":
            self._read_collections(form, path)
        elif form is FORMS["roster"]:
            self._read_roster(form, path)
        else:
            self._read_one(form, path)

    def _add_failure(self, form: Form, path: str, error: InputFaults | FileNotAsSeen) -> None:
        """Takes note that a file gave nothing, or not all it holds."""
        if isinstance(error, FileNotAsSeen):
            self.faults.add(_unreadable(error))
        else:
            self.faults.add(*error.faults)
        if form is FORMS["statement"]:
            self.unsure["statements"].ids.update(_possible_statements(path))
        elif form is FORMS["roster"]:
            self.unsure["rosters"].ids.add(_stem(path, ROSTERS, ".mapping.yaml"))
        elif form.holds == "collections":
            for kind in form.model.model_fields:
                self.unsure[kind].is_open = True
        elif form.holds == "list" and not (isinstance(error, InputFaults) and _went_to_the_end(error)):
            self.unsure[form.name].is_open = True

    def _bytes(self, path: str, limit: int = MAXIMUM_BYTES) -> bytes:
        found = self.files[path]
        if found.size > limit:
            size = sentence("{count} bytes", count=found.size)
            accepted = sentence("a file of at most {limit} MiB", limit=limit // 2**20)
            raise Unparsable([Fault(path, None, None, size, accepted)])
        return b"".join(found.chunks())

    def _read_list(self, form: Form, path: str) -> None:
        data = self._bytes(path)
        lines = data.count(b"\n") + 1
        for index, document in enumerate(read_entries(data, file=path, name=form.name)):
            if index % _ENTRIES_BETWEEN_TELLING == 0:
                self.tally.at(path, so_far=len(data) * document.spot.line // lines)
            value = None if document.is_flawed else self._entry(form, document)
            if value is None:
                self.unsure[form.name].ids.update(_ids_of([document.content]))
            else:
                self.collections[form.name].append(value)
                self.origins[form.name].append(Origin(path, index))

    def _entry(self, form: Form, document: Document) -> Any:
        return self._estimation(form, document) if form.supplied else self._built(form.model, document)

    def _estimation(self, form: Form, document: Document) -> Any:
        """An estimation with its counts, which lie in files called after its id."""
        content = document.content if isinstance(document.content, dict) else {}
        estimation_id = content.get("id")
        paths: tuple[str, ...] = ()
        if isinstance(estimation_id, str) and IDENTIFIER.fullmatch(estimation_id):
            paths = files_present(estimation_id, self.files)
            self.counts_read.update(paths)
            if not paths:
                self.faults.add(document.fault(("id",), no_counts(estimation_id)))
        contents = {path: self._bytes(path) for path in paths}
        try:
            tables = read_counts(contents)
        except InputFaults as error:
            self.faults.add(*error.faults)
            self._with_supplied(form, document, {"counts": ()})
            return None
        told = {"counts": [data.decode() for data in contents.values()]}
        value = self._with_supplied(form, document, told)
        if not isinstance(value, Estimation) or not tables:
            return None
        wrong = tuple(misfits_of_lists(value, tables[0], document.fault))
        self.faults.add(*wrong)
        return None if wrong else value

    def _read_collections(self, form: Form, path: str) -> None:
        document = read_yaml(self._bytes(path), file=path)
        content = {} if document.content is None else document.content
        value = self._built(form.model, document, content)
        if isinstance(value, FiguresFile):
            self.faults.add(*misfit_faults(document, value))
        for kind in form.model.model_fields:
            if value is not None:
                self.collections[kind] = getattr(value, kind)
                self.origins[kind] = [
                    Origin(path, base=(kind, index)) for index in range(len(self.collections[kind]))
                ]
            else:
                self.unsure[kind].ids.update(_ids_of(document.value((kind,))))

    def _read_one(self, form: Form, path: str) -> None:
        document = read_yaml(self._bytes(path), file=path)
        value = self._built(form.model, document)
        if isinstance(value, Inquiry):
            self.inquiry = value
        elif isinstance(value, Policy):
            doubled = [other for other, policy in self.policies.items() if policy.id == value.id]
            if doubled:
                self.faults.add(
                    document.fault(
                        ("id",),
                        sentence("an id that no other policy has"),
                        sentence("{file} has it too", file=doubled[0]),
                    )
                )
            self.policies[path] = value

    def _read_roster(self, form: Form, path: str) -> None:
        roster_id = self._identifier(_stem(path, ROSTERS, ".mapping.yaml"), path)
        document = read_yaml(self._bytes(path), file=path)
        # Without its list a roster is refused anyway, so that its other faults can be told along
        # with that, any hash will do.
        path_of_list = self.list_of(roster_id)
        told = {
            "id": roster_id,
            "sha256": self.hashes.get(path_of_list, "0" * 64) if path_of_list else "0" * 64,
        }
        roster = self._with_supplied(form, document, told)
        if roster is None:
            self.unsure["rosters"].ids.add(roster_id)
        else:
            self.collections["rosters"].append(roster)
            self.origins["rosters"].append(Origin(path))

    def list_of(self, roster_id: str) -> str | None:
        """The file that holds a roster's rows; `None` where there is none."""
        if self._lists is None:
            # Of two files for one roster the first counts; the other is told as a fault.
            pairs = [(roster_of(path), path) for path in sorted(self.files, reverse=True)]
            self._lists = {id: path for id, path in pairs if id is not None}
        return self._lists.get(roster_id)

    def _read_statement(self, path: str) -> None:
        parts = split_statement(self._bytes(path, LONGEST_STATEMENT), file=path)
        if "translation_of" in parts.head.content:
            head = self._built(TranslationHead, parts.head)
            if head is not None:
                self._translations.append((head, parts.text, parts.head))
            return
        statement_id = self._identifier(_stem(path, STATEMENTS, ".md"), path)
        told = {"id": statement_id, "text": parts.text}
        statement = self._with_supplied(FORMS["statement"], parts.head, told)
        if statement is None:
            self.unsure["statements"].ids.add(statement_id)
        else:
            self.collections["statements"].append(statement)
            self.origins["statements"].append(Origin(path))

    def _join_translations(self) -> None:
        """Puts each translation beside its statement, in the order of their languages."""
        statements = {statement.id: statement for statement in self.collections["statements"]}
        beside: defaultdict[str, list[Translation]] = defaultdict(list)
        for head, text, document in sorted(self._translations, key=lambda each: each[0].language):
            if document.file != translation_file(head.translation_of, head.language):
                named = f"{head.translation_of}.{head.language}.md"
                self.faults.add(
                    document.fault(
                        ("translation_of",),
                        sentence("the file of this translation is called {name}", name=named),
                    )
                )
            elif head.translation_of in statements:
                told = head.model_dump(exclude={"translation_of"})
                beside[head.translation_of].append(Translation(**told, text=text))
            elif not self.unsure["statements"].may_hold(head.translation_of):
                self.faults.add(
                    document.fault(
                        ("translation_of",), sentence("the id of a statement, which its file is called after")
                    )
                )
        # Translations were valid each; nothing of the statement itself changes.
        self.collections["statements"] = [
            statement.model_copy(update={"translations": tuple(beside[statement.id])})
            if statement.id in beside
            else statement
            for statement in self.collections["statements"]
        ]

    def _with_supplied(self, form: Form, document: Document, told: Mapping[str, Any]) -> Any:
        """A value some of whose fields are not in the document itself."""
        if not isinstance(document.content, dict):
            self.faults.add(document.fault((), sentence("a mapping of names to values")))
            return None
        written = form.supplied & document.content.keys()
        for name in sorted(written):
            self.faults.add(
                document.fault(
                    (name,),
                    sentence("only fields that the format knows"),
                    sentence("{field} is told by a file's name or content and never written", field=name),
                )
            )
        content = {name: value for name, value in document.content.items() if name not in written}
        value = self._built(form.model, document, {**content, **told})
        return None if written else value

    def _built(self, model: type[Value], document: Document, content: Any = ...) -> Any:
        value, faults = build(model, document, content=content)
        self.faults.add(*faults)
        return value

    def _identifier(self, stem: str, path: str) -> str:
        if IDENTIFIER.fullmatch(stem):
            return stem
        raise InputFaults([Fault(path, None, None, stem, _FILE_NAME)])

    def document_of(self, path: str, indexes: Collection[int]) -> Mapping[int | None, Document]:
        """The documents that values came from, read once more: by entry, or `None` for a whole file.

        Only faults need them, and faults are few; keeping the lines of all values would cost
        more memory than the values.
        """
        try:
            if not indexes:
                return {None: self._whole(path)}
            entries = read_entries(self._bytes(path), file=path, name=path.removesuffix(".yaml"))
            return {index: entry for index, entry in enumerate(entries) if index in indexes}
        except (InputFaults, FileNotAsSeen):
            return {}

    def _whole(self, path: str) -> Document:
        if form_of(path) is FORMS["statement"]:
            return split_statement(self._bytes(path, LONGEST_STATEMENT), file=path).head
        return read_yaml(self._bytes(path), file=path)


_FILE_NAME: Sentence = sentence(
    "a file whose name, up to the ending, is an id: 1 to 80 Latin letters, digits, dots, hyphens and "
    "underscores, the first of them a letter or digit"
)


def _unreadable(error: FileNotAsSeen) -> Fault:
    return Fault(shown(error.path), None, None, error.because, sentence("a file that can be read"))


def _went_to_the_end(error: InputFaults) -> bool:
    return not isinstance(error, Unparsable)


def _stem(path: str, folder: str, ending: str) -> str:
    return path.removeprefix(folder).removesuffix(ending)


def _possible_statements(path: str) -> set[str]:
    """A file that can't be read may be a statement or a translation."""
    stem = _stem(path, STATEMENTS, ".md")
    return {stem, stem.rpartition(".")[0]}


def _ids_of(content: Any) -> set[str]:
    """The ids written in entries that may be anything."""
    entries = content if isinstance(content, list) else []
    ids = (entry.get("id") for entry in entries if isinstance(entry, dict))
    return {thing_id for thing_id in ids if isinstance(thing_id, str)}
