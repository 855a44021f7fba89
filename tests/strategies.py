"""Strategies for every value of an inquiry, and for whole dossiers whose parts fit together.

Values are drawn field by field from the types in their annotations, so a new field or value
needs nothing here. What a type can't say (one victim and not two, a hierarchy without
circles) is listed in `_ADJUSTED`, and made so, not filtered. Identifiers of other things come
from a `World`: of a whole dossier only those that exist, of a single value any.
"""

from __future__ import annotations

import csv
import hashlib
import io
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from date_strategies import edtf_texts
from hypothesis import strategies as st
from pydantic import StringConstraints
from pydantic.fields import FieldInfo

from aiqyn.core.dates import EdtfDate, TimeOfDay
from aiqyn.core.estimation import METHOD_NAMES
from aiqyn.core.figures import Attribute, Measure, Rule, Stated
from aiqyn.core.inquiry import (
    KINDS,
    Act,
    Decision,
    Dossier,
    Estimation,
    Finding,
    Group,
    Identity,
    Inquiry,
    ListOfEstimation,
    Perpetrator,
    ReceivedFile,
    Roster,
    Statement,
    Translation,
)
from aiqyn.core.references import CitationOf, RefersTo
from aiqyn.core.values import Citation, Identifier, LocalisedText, Value
from aiqyn.core.vocab import load_vocabulary
from aiqyn.core.vocab.fields import Coded

__all__ = [
    "GeneratedDossier",
    "dossiers",
    "identifiers",
    "localised_texts",
    "texts",
    "times_of_day",
    "values_of",
]

V = TypeVar("V", bound=Value)
T = TypeVar("T")

LARGEST = 2**53 - 1

# Whatever some reader of YAML, of Markdown or of a spreadsheet could take for something else.
_TRAPS = (
    "no", "true", "null", "~", "1975", "007", "1e3", "0x1F", ".inf", "1_000", "16:00", "2022-01-05", "=1+1",
    "- a", "a: b", "a #b", "#", "---", "...", "{a}", "[a]", "&a", "*a", "!!str a", "|", ">", "'", '"', "\\", "@",
    "`", "%", "?", " a", "a ", "a\n", "\na", "a\n\n", "a\r\nb\r", "a\n b", "\ta", "a\tb", "a \nb", "a  b", "\x85",
    "\u2028", "\ufeff", "\u200f", "\u00a0", "й", "и\u0306", "Қасым-Жомарт", "😀", "<script>", "{{x}}", "<<",
)  # fmt: skip
_LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
_WORDS = ("қаңтар", "оқиғасы", "человек", "в", "the", "a", "shot", "5", "—", "#", "-", ":", "№")
_PROSE = st.builds(
    lambda first, count: " ".join(_WORDS[(first + place) % len(_WORDS)] for place in range(count)),
    st.integers(0, len(_WORDS) - 1),
    st.integers(1, 60),
)


@cache
def _below(count: int) -> st.SearchStrategy[int]:
    return st.integers(0, count - 1)


def pick(draw: st.DrawFn, options: Sequence[T]) -> T:
    """One of the options. Making a strategy for every choice takes longer than drawing from it."""
    return options[draw(_below(len(options)))]


def flip(draw: st.DrawFn) -> bool:
    """Yes or no, no where a simpler example is looked for."""
    return bool(draw(_below(2)))


@cache
def texts(*, min_size: int = 0) -> st.SearchStrategy[str]:
    """Any text, the traps of every format among them."""
    traps = st.sampled_from(_TRAPS)
    lines = st.builds("{}\n{}".format, _PROSE, traps)
    return st.one_of(traps, _PROSE, lines, st.text(_LETTERS, min_size=min_size, max_size=10))


@cache
def identifiers(*, max_size: int = 80) -> st.SearchStrategy[str]:
    """Any identifier, those that look like numbers, dates or words of YAML among them."""
    special = st.sampled_from(
        ["no", "1", "007", "1e3", "2022-01-05", "null", "a.b", "A-1", "x_", "0.5", "en.ru"]
    )
    rest = st.text(_ID_LETTERS + "._-", max_size=min(max_size - 1, 12))
    long = st.just("x" * max_size)
    return special | long | st.builds(str.__add__, st.sampled_from(_ID_LETTERS), rest)


_ID_LETTERS = "ABXYZabxyz0189"


@cache
def localised_texts() -> st.SearchStrategy[LocalisedText]:
    """A text in at least one language."""
    return values_of(LocalisedText)


@cache
def edtf_dates() -> st.SearchStrategy[EdtfDate]:
    """Any date that exists."""
    return edtf_texts().map(EdtfDate)


@cache
def times_of_day() -> st.SearchStrategy[TimeOfDay]:
    """A time, an hour, or a stretch of time, doubtful or not."""
    clock = st.builds(
        lambda hour, rest, doubt: f"{hour:02}:{rest}{doubt}",
        st.integers(0, 23),
        st.sampled_from(["00", "59", "30:15", "XX"]),
        st.sampled_from(["", "", "~", "?", "%"]),
    )
    stretch = st.builds(
        lambda shape, a, b: shape.format(a, b), st.sampled_from(["{}/{}", "../{}", "{}/.."]), clock, clock
    )
    return (clock | stretch).map(TimeOfDay)


class _NothingToReferTo(Exception):
    """No thing of the kind exists that could be named."""


@dataclass
class World:
    """What the values of one dossier may name.

    Attributes:
        ids: Ids of the things of each kind that may be named now; `None`: any will do.
        locators: Locators of each source.
        inner: How many ids parts have been given, which differ in the whole inquiry.
        measures: Measures, which all count in one unit.
        figures: The measure of each figure so far.
    """

    ids: Mapping[str, list[str]] | None = None
    locators: dict[str, tuple[str, ...]] = field(default_factory=dict)
    inner: int = 0
    measures: dict[str, Measure] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)

    def some_id(self, draw: st.DrawFn, kind: str) -> str:
        if self.ids is None:
            return draw(identifiers())
        if not self.ids[kind]:
            raise _NothingToReferTo
        return pick(draw, self.ids[kind])

    def citation(self, draw: st.DrawFn) -> str:
        source = self.some_id(draw, "sources")
        locators = self.locators.get(source, ())
        if not flip(draw):
            return source
        return f"{source}:{pick(draw, locators) if locators else draw(_LOCATORS)}"

    def inner_id(self, draw: st.DrawFn) -> str:
        if self.ids is None:
            return draw(identifiers())
        self.inner += 1
        return f"{draw(identifiers(max_size=60))}-{self.inner}"


_LOCATORS = st.sampled_from(["F7", "p. 12", "1.2", "п. 3", "№ 5", "00.14.07"])


def values_of(model: type[V]) -> st.SearchStrategy[V]:
    """Any single value of that class; what it names need not exist."""
    return _values(model, World())


@st.composite
def _values(draw: st.DrawFn, model: type[V], world: World) -> V:
    return _value(draw, model, world)


def _value(draw: st.DrawFn, model: type[V], world: World, **given: Any) -> V:
    """A value of that class, with the fields given and the others drawn."""
    fields: dict[str, Any] = dict(given)
    # A field that has a default is left at it half the time; one number says which are not,
    # as a choice for each would take most of the time.
    chosen = draw(_below(2 ** len(model.model_fields)))
    for place, (name, annotation) in enumerate(_annotations(model).items()):
        info = model.model_fields[name]
        if name in fields or not (info.is_required() or chosen >> place & 1):
            continue
        try:
            fields[name] = _typed(draw, annotation, tuple(info.metadata), world)
        except _NothingToReferTo:
            if info.is_required():
                raise
    adjust = _ADJUSTED.get(model)
    if adjust is not None:
        adjust(draw, fields, world)
    return model(**fields)


@cache
def _annotations(model: type[Value]) -> dict[str, Any]:
    hints = get_type_hints(model, include_extras=True)
    return {name: hints[name] for name in model.model_fields}


def _typed(draw: st.DrawFn, annotation: Any, marks: tuple[Any, ...], world: World) -> Any:
    """A value of an annotated type."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *own = get_args(annotation)
        return _typed(draw, inner, (*_flat(own), *marks), world)
    if origin in (Union, types.UnionType):
        return _one_of(draw, get_args(annotation), marks, world)
    if origin is tuple:
        return _tuple(draw, get_args(annotation)[0], marks, world)
    if origin is dict:
        keys, contents = get_args(annotation)
        names = draw(st.lists(identifiers() if keys is not str else texts(), max_size=2, unique=True))
        return {name: _typed(draw, contents, (), world) for name in names}
    if annotation is str:
        return _text(draw, marks, world)
    if annotation in _LEAVES:
        return draw(_LEAVES[annotation](_bounds(marks)))
    return _value(draw, annotation, world)


def _flat(marks: list[Any]) -> list[Any]:
    """Marks, with those that a `Field(…)` carries."""
    flat: list[Any] = []
    for mark in marks:
        flat.extend(mark.metadata if isinstance(mark, FieldInfo) else [mark])
    return flat


def _bounds(marks: tuple[Any, ...]) -> tuple[int, int]:
    low, high = 0, LARGEST
    for mark in marks:
        match mark:
            case Ge(ge=limit):
                low = limit
            case Gt(gt=limit):
                low = limit + 1
            case Le(le=limit):
                high = limit
            case Lt(lt=limit):
                high = limit - 1
    return low, high


_LEAVES: dict[Any, Callable[[tuple[int, int]], st.SearchStrategy[Any]]] = {
    bool: lambda bounds: _below(2).map(bool),
    int: lambda bounds: _whole(*bounds),
    float: lambda bounds: _real(*bounds),
    EdtfDate: lambda bounds: edtf_dates(),
    TimeOfDay: lambda bounds: times_of_day(),
}


_whole = cache(st.integers)
_real = cache(st.floats)


def _one_of(draw: st.DrawFn, branches: tuple[Any, ...], marks: tuple[Any, ...], world: World) -> Any:
    branches = tuple(branch for branch in branches if branch is not type(None))
    return _typed(draw, pick(draw, branches), marks, world)


def _tuple(draw: st.DrawFn, item: Any, marks: tuple[Any, ...], world: World) -> tuple[Any, ...]:
    least = max((mark.min_length for mark in marks if isinstance(mark, MinLen)), default=0)
    most = min((mark.max_length for mark in marks if isinstance(mark, MaxLen)), default=least + 2)
    items: list[Any] = []
    for _ in range(draw(st.integers(least, most))):
        try:
            items.append(_typed(draw, item, (), world))
        except _NothingToReferTo:
            if len(items) < least:
                raise
            break
    # A list of references names each thing once.
    return tuple(dict.fromkeys(items)) if _is_reference(item) else tuple(items)


def _is_reference(annotation: Any) -> bool:
    return any(isinstance(mark, RefersTo) for mark in getattr(annotation, "__metadata__", ()))


def _text(draw: st.DrawFn, marks: tuple[Any, ...], world: World) -> str:
    for mark in marks:
        match mark:
            case RefersTo(kind=kind):
                return world.some_id(draw, kind)
            case CitationOf():
                return world.citation(draw)
            case Coded(vocabulary=vocabulary):
                return pick(draw, load_vocabulary(vocabulary).ids())
            case StringConstraints(pattern=pattern) if pattern is not None:
                return draw(st.from_regex(pattern, fullmatch=True))
    if _is_marked_like(Identifier, marks):
        return world.inner_id(draw)
    if _is_marked_like(Citation, marks):
        return world.citation(draw)
    most = min((mark.max_length for mark in marks if isinstance(mark, MaxLen)), default=None)
    return draw(texts(min_size=1))[:most]


def _is_marked_like(annotated: Any, marks: tuple[Any, ...]) -> bool:
    return get_args(annotated)[1] in marks


def _adjust_localised(draw: st.DrawFn, fields: dict[str, Any], world: World) -> None:
    if not any(fields.values()):
        fields[pick(draw, ["en", "ru", "kk"])] = draw(texts(min_size=1))


def _adjust_statement(draw: st.DrawFn, fields: dict[str, Any], world: World) -> None:
    length = len(fields["text"])
    spans = draw(st.lists(st.tuples(st.integers(0, length - 1), st.integers(1, length)), max_size=3))
    fields["passages"] = tuple(
        {"id": world.inner_id(draw), "start": start, "end": max(end, start + 1)} for start, end in spans
    )
    languages = draw(st.lists(st.sampled_from(load_vocabulary("languages").ids()), unique=True, max_size=2))
    fields["translations"] = tuple(
        _value(draw, Translation, world, language=language) for language in sorted(languages)
    )


def _adjust_group(draw: st.DrawFn, fields: dict[str, Any], world: World) -> None:
    if fields.get("at_least") is not None and fields.get("at_most") is not None:
        fields["at_least"], fields["at_most"] = sorted((fields["at_least"], fields["at_most"]))


def _adjust_perpetrator(draw: st.DrawFn, fields: dict[str, Any], world: World) -> None:
    if not (fields.get("person") or fields.get("organisation") or fields.get("description")):
        fields["description"] = _value(draw, LocalisedText, world)


def _adjust_act(draw: st.DrawFn, fields: dict[str, Any], world: World) -> None:
    fields.pop("victim", None)
    fields.pop("victim_group", None)
    # Of one person's deaths all but one would have to be linked; a group may have many.
    fatal = load_vocabulary("acts").entry(fields["type"]).fatal
    name, kind = ("victim_group", "groups") if fatal or flip(draw) else ("victim", "persons")
    fields[name] = world.some_id(draw, kind)


def _adjust_roster(draw: st.DrawFn, fields: dict[str, Any], world: World) -> None:
    fields["delimiter"] = pick(draw, ",;\t|")
    fields["encoding"] = pick(draw, ["utf-8", "utf-16", "utf-8-sig"])
    if fields.get("where"):
        fields.setdefault("only", "people of one city")


def _adjust_decision(draw: st.DrawFn, fields: dict[str, Any], world: World) -> None:
    """About two rows, and the first of its kind about them."""
    first, second = fields["between"]
    if first == second:
        fields["between"] = (first, second.model_copy(update={"record": f"{second.record[:190]}+"}))
    fields.pop("supersedes", None)


def _adjust_identity(draw: st.DrawFn, fields: dict[str, Any], world: World) -> None:
    if fields.get("merged_into") is not None:
        fields.pop("records", None)
    fields["records"] = tuple({record.key: record for record in fields.get("records", ())}.values())


def _adjust_stated(draw: st.DrawFn, fields: dict[str, Any], world: World) -> None:
    name = draw(
        st.sampled_from(["exactly", "at_least", "more_than", "at_most", "fewer_than", "about", "between"])
    )
    fields.clear()
    if name == "between":
        fields[name] = tuple(sorted(draw(st.tuples(_COUNTS, _COUNTS))))
    elif world.ids is not None and world.ids["figures"] and flip(draw):
        fields[name] = world.some_id(draw, "figures")
    else:
        fields[name] = draw(_COUNTS)


def _adjust_attribute(draw: st.DrawFn, fields: dict[str, Any], world: World) -> None:
    fields["values"] = tuple(draw(st.lists(identifiers(), min_size=1, max_size=3, unique=True)))
    titled = draw(st.lists(st.sampled_from(fields["values"]), unique=True))
    fields["titles"] = {value: _value(draw, LocalisedText, world) for value in titled}


def _adjust_rule(draw: st.DrawFn, fields: dict[str, Any], world: World) -> None:
    fields["never"] = draw(st.dictionaries(identifiers(), identifiers(), min_size=1, max_size=2))


def _adjust_measure(draw: st.DrawFn, fields: dict[str, Any], world: World) -> None:
    attributes = fields.get("attributes", {})
    rules = draw(st.integers(0, 2)) if attributes else 0
    fields["rules"] = tuple(Rule(never=_where(draw, attributes, least=1)) for _ in range(rules))
    if world.ids is not None:
        fields["resembles"] = ()


def _where(draw: st.DrawFn, attributes: Mapping[str, Attribute], *, least: int = 0) -> dict[str, str]:
    """Some of the attributes, each with one of its values."""
    if not attributes:
        return {}
    names = draw(st.lists(st.sampled_from(sorted(attributes)), unique=True, min_size=least))
    return {name: pick(draw, attributes[name].values) for name in names}


_COUNTS = st.integers(0, 10**12)


def _adjust_list(draw: st.DrawFn, fields: dict[str, Any], world: World) -> None:
    if fields.get("only") is None:
        fields["where"] = {}


_LIST_NAMES = st.sampled_from(["A", "hospital", "әкімдік тізімі", "=1+1", "1", "no", '"q"', "сот"])
_COUNT_TEXTS = st.sampled_from(["1", "0", "007", "12", "4400"])


def _adjust_estimation(draw: st.DrawFn, fields: dict[str, Any], world: World) -> None:
    """Counts over the lists that are told of, as a spreadsheet may have written them."""
    names = draw(st.lists(_LIST_NAMES, min_size=1, max_size=3, unique=True))
    columns = draw(st.sampled_from([(), ("stratum",), ("stratum_city", "Stratum: date")]))
    fields["lists"] = tuple(
        _value(draw, ListOfEstimation, world, name=name, where={}) for name in draw(st.permutations(names))
    )
    fields["methods"] = tuple(draw(st.lists(st.sampled_from(METHOD_NAMES), unique=True, max_size=2)))
    fields["counts"] = tuple(
        _counts_text(draw, columns, names) for _ in range(draw(st.sampled_from([1, 1, 2, 3])))
    )


def _counts_text(draw: st.DrawFn, columns: tuple[str, ...], names: Sequence[str]) -> str:
    strata = tuple("north" for _ in columns)
    patterns = draw(st.lists(st.integers(1, 2 ** len(names) - 1), min_size=1, max_size=3, unique=True))
    rows = [(*columns, *names, "count")]
    for pattern in patterns:
        marks = tuple(str(pattern >> bit & 1) for bit in range(len(names)))
        rows.append((*strata, *marks, draw(_COUNT_TEXTS)))
    text = io.StringIO()
    end = draw(st.sampled_from(["\n", "\r\n"]))
    csv.writer(text, delimiter=draw(st.sampled_from(",;\t")), lineterminator=end).writerows(rows)
    return draw(st.sampled_from(["", "\ufeff"])) + text.getvalue()


_ADJUSTED: dict[type[Value], Callable[[st.DrawFn, dict[str, Any], World], None]] = {
    Act: _adjust_act,
    Attribute: _adjust_attribute,
    Decision: _adjust_decision,
    Estimation: _adjust_estimation,
    Group: _adjust_group,
    Identity: _adjust_identity,
    ListOfEstimation: _adjust_list,
    LocalisedText: _adjust_localised,
    Measure: _adjust_measure,
    Perpetrator: _adjust_perpetrator,
    Roster: _adjust_roster,
    Rule: _adjust_rule,
    Stated: _adjust_stated,
    Statement: _adjust_statement,
}


@dataclass(frozen=True)
class GeneratedDossier:
    """A dossier without misfits, in the order that a folder keeps, and the bytes of its files."""

    dossier: Dossier
    files: Mapping[str, bytes]

    def chunks(self, path: str) -> list[bytes]:
        """A file's bytes in parts, as a writer wants them."""
        content = self.files[path]
        return [content[start : start + 7] for start in range(0, len(content), 7)]


# What other things cannot be without.
_NEEDED = ("sources", "persons", "groups", "organisations", "events")
# What refers to its own kind.
_OFTEN_TWO = (*_NEEDED, "acts", "places", "figures")


@st.composite
def dossiers(draw: st.DrawFn) -> GeneratedDossier:
    """A whole dossier: ids differ, references lead somewhere, files are there."""
    planned = {kind: _ids(draw, least=kind in _NEEDED, most=2 if kind in _OFTEN_TWO else 1) for kind in KINDS}
    if not planned["rosters"]:
        planned["decisions"] = []  # there is no row to decide about
    world = World(ids={kind: list(ids) for kind, ids in planned.items()})
    world.locators = {
        source: tuple(draw(st.lists(_LOCATORS, unique=True, max_size=2))) for source in planned["sources"]
    }
    world.measures = _measures(draw, world) if planned["figures"] else {}
    files: dict[str, bytes] = {path: draw(st.binary(max_size=30)) for path in draw(_TOP_FILES)}
    collections: dict[str, list[Any]] = {}
    for kind in KINDS:
        collections[kind] = _things(draw, kind, planned[kind], world, files)
    standard = pick(draw, load_vocabulary("standards-of-proof").ids())
    inquiry = _inquiry(draw, world, standard)
    collections["findings"] = [_proven(finding, standard) for finding in collections["findings"]]
    received = tuple(
        ReceivedFile(path=path, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        for path, content in sorted(files.items())
    )
    tuples = {kind: tuple(things) for kind, things in collections.items()}
    return GeneratedDossier(
        Dossier(inquiry=inquiry, measures=world.measures, files=received, **tuples), files
    )


_TOP_FILES = st.lists(st.sampled_from(["README.md", "README.kk.md", "LICENSE", "README"]), unique=True)


def _measures(draw: st.DrawFn, world: World) -> dict[str, Measure]:
    """Measures of one unit, so that any figure may be stated by means of any other."""
    unit = pick(draw, load_vocabulary("counting-units").ids())
    names = draw(st.lists(identifiers(), min_size=1, max_size=2, unique=True))
    measures = {name: _value(draw, Measure, world, unit=unit) for name in names}
    if len(names) == 2 and flip(draw):
        measures[names[0]] = measures[names[0]].model_copy(update={"resembles": (names[1],)})
    return measures


def _ids(draw: st.DrawFn, *, least: int, most: int) -> list[str]:
    """Ids that differ in more than case, as the files of some must."""
    return draw(
        st.lists(identifiers(max_size=40), min_size=least, max_size=most, unique_by=lambda name: name.lower())
    )


def _things(draw: st.DrawFn, kind: str, ids: list[str], world: World, files: dict[str, bytes]) -> list[Any]:
    """The things of one kind, each naming only what stands before it among its own kind."""
    assert world.ids is not None
    if kind in ("statements", "rosters"):
        ids = sorted(ids)
    allowed = world.ids[kind]
    allowed.clear()
    things = []
    for thing_id in ids:
        things.append(_value(draw, KINDS[kind], world, **_given(draw, kind, thing_id, world, files)))
        allowed.append(thing_id)
    return things


def _given(
    draw: st.DrawFn, kind: str, thing_id: str, world: World, files: dict[str, bytes]
) -> dict[str, Any]:
    """What a thing's surroundings decide about it."""
    given: dict[str, Any] = {"id": thing_id}
    if kind == "sources":
        given["locators"] = world.locators[thing_id]
    if kind == "rosters":
        content = draw(st.binary(max_size=50))
        files[f"rosters/{thing_id}.csv"] = content
        # A column that is named must stand in the list's header; these lists are any bytes.
        given |= {"sha256": hashlib.sha256(content).hexdigest(), "columns": {}}
    if kind == "evidence":
        given |= _evidence_file(draw, files)
    if kind == "figures":
        given |= _figure_place(draw, thing_id, world)
    return given


def _figure_place(draw: st.DrawFn, figure_id: str, world: World) -> dict[str, Any]:
    """What a figure counts, and an earlier figure of the same that it may correct."""
    measure = pick(draw, sorted(world.measures))
    earlier = [other for other, counted in world.figures.items() if counted == measure]
    world.figures[figure_id] = measure
    return {
        "measure": measure,
        "where": _where(draw, world.measures[measure].attributes),
        "supersedes": pick(draw, [None, *earlier]),
    }


def _evidence_file(draw: st.DrawFn, files: dict[str, bytes]) -> dict[str, Any]:
    if flip(draw):
        return {"file": None}
    name = pick(draw, ["a.jpg", "фото/площадь.jpg", "1 (2).mp4", "a/b/c", "x.yaml", "түн.md"])
    content = files.setdefault(f"evidence/{name}", draw(st.binary(max_size=50)))
    told = {"file": name, "sha256": None, "size": None}
    if flip(draw):
        told |= {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    return told


def _inquiry(draw: st.DrawFn, world: World, standard: str) -> Inquiry:
    inquiry = _value(draw, Inquiry, world)
    mandate = inquiry.mandate.model_copy(update={"standard_of_proof": standard})
    return inquiry.model_copy(update={"mandate": mandate})


def _proven(finding: Finding, standard: str) -> Finding:
    """A finding of the inquiry's own meets the mandate's standard."""
    if finding.standard is None or finding.made_by is not None:
        return finding
    return finding.model_copy(update={"standard": standard})
