"""A release: what may be printed, and nothing else.

The only value that publication, the portal and exports ever see. Its records are an inquiry
of their own, already cut down: valid by the same rules, with every reference leading to
something that is also in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt, StringConstraints, ValidationError, model_validator

from aiqyn.core.custody import NotCanonical, canonical_bytes, parse_canonical
from aiqyn.core.dates import EdtfDate
from aiqyn.core.disclosure.policy import Policy
from aiqyn.core.estimation.results import EstimationResult
from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.figures import Measure
from aiqyn.core.inquiry import KINDS, Dossier, Inquiry, check_dossier
from aiqyn.core.language import Sentence, sentence
from aiqyn.core.values import Identifier, LocalisedText, Unacceptable, Value
from aiqyn.core.vocab import coded
from aiqyn.core.worded import Worded

__all__ = [
    "RELEASE_FORMAT",
    "Decision",
    "LedgerState",
    "Release",
    "Withheld",
    "Worded",
    "read_release",
    "release_json",
]

RELEASE_FORMAT: Literal["aiqyn-release/1"] = "aiqyn-release/1"

Json = Any  # a JSON value; pydantic's recursive JsonValue can't be used with strict tuples


class Decision(Value):
    """In which form one thing is released, and on what ground.

    Attributes:
        form: Vocabulary `consent-forms`.
        because: The one sentence that explains it.
        fields_withheld: Fields whose texts, dates or places were taken out or coarsened;
            names of fields only, and never of a field that held a person, for that would
            tell of someone.
    """

    form: Annotated[str, coded("consent-forms")]
    because: Worded
    fields_withheld: tuple[str, ...] = ()


class Withheld(Value):
    """How much of a kind is not in the release, and on what ground.

    Attributes:
        ground: Vocabulary `withholding-grounds`; `several_grounds` where one of them alone
            would be a number too small to tell.
        count: How many; `None` where the number itself would tell too much: fewer than the
            policy's smallest count.
    """

    kind: str
    ground: Annotated[str, coded("withholding-grounds")]
    count: Annotated[StrictInt, Field(ge=0)] | None


class LedgerState(Value):
    """The state of the ledger that the release was made from."""

    origin: str
    size: Annotated[StrictInt, Field(ge=0)]
    root: str


class Release(Value):
    """What may be printed.

    Attributes:
        id: Its name, printed on everything made from it.
        as_of: The day on which consent was read; a later withdrawal needs a new release.
        inquiry: The inquiry's own title, mandate and methods.
        records: Kind → id → field → value: the inquiry as cut down.
        measures: The measures that the released figures count in.
        estimates: What was found for each released estimation, by its id; made from what is in
            the release, so that anyone who has the counts can make it again.
        decisions: Kind → id → form and ground, for everything in `records`.
        withheld: What is not in it, by kind and ground.
        commitments: One salted commitment for each recorded thing that no released record is
            tied to, sorted: it is withheld, or told in a form that must not lead back to it.
            Each says nothing about the thing, and proves later that it was there.
        ledger: The ledger's state.
    """

    format: Literal["aiqyn-release/1"] = RELEASE_FORMAT
    id: Identifier
    title: LocalisedText
    as_of: EdtfDate
    policy: Policy
    inquiry: Inquiry
    records: dict[str, dict[str, dict[str, Json]]]
    measures: dict[str, Measure] = Field(default_factory=dict)
    estimates: dict[str, EstimationResult] = Field(default_factory=dict)
    decisions: dict[str, dict[str, Decision]] = Field(default_factory=dict)
    withheld: tuple[Withheld, ...] = ()
    commitments: tuple[Annotated[str, StringConstraints(max_length=200)], ...] = ()
    ledger: LedgerState | None = None

    @model_validator(mode="after")
    def _every_record_is_decided(self) -> Release:
        unknown = sorted(self.records.keys() - KINDS.keys())
        if unknown:
            raise Unacceptable(
                sentence("kinds among: {kinds}", kinds=", ".join(KINDS)),
                sentence("{found} is none of them", found=", ".join(unknown)),
            )
        for kind, entries in self.records.items():
            if entries.keys() != self.decisions.get(kind, {}).keys():
                raise Unacceptable(sentence("one decision for each record, and none without a record"))
            for identifier, entry in entries.items():
                if entry.get("id") != identifier:
                    raise Unacceptable(sentence("records under their own ids: {id}", id=identifier))
        unasked = sorted(self.estimates.keys() - self.records.get("estimations", {}).keys())
        if unasked:
            raise Unacceptable(
                sentence("an estimate only of an estimation that is released, not of {id}", id=unasked[0])
            )
        return self

    def contents(self) -> Dossier:
        """The released inquiry as typed values, each kind in the order of its ids."""
        kinds: dict[str, Any] = {}
        for kind, model in KINDS.items():
            entries = self.records.get(kind, {})
            kinds[kind] = tuple(model.model_validate_json(json.dumps(entries[id])) for id in sorted(entries))
        return Dossier(inquiry=self.inquiry, measures=self.measures, **kinds)


def release_json(release: Release) -> bytes:
    """The release as canonical JSON (RFC 8785): the bytes that are hashed, signed and bundled."""
    return canonical_bytes(
        release.model_dump(mode="json", exclude_defaults=True) | {"format": release.format}
    )


def read_release(data: bytes, *, file: str = "release.json") -> Release:
    """The release whose canonical JSON these bytes are.

    Strict: another spelling of the same value, an unknown field, a record that is not valid by
    the rules of its kind, or a reference that leads nowhere is a fault.

    Args:
        data: As `release_json` gives it.
        file: The file's name, for faults.

    Raises:
        InputFaults: With every fault that could be found.
    """
    try:
        parse_canonical(data)
    except NotCanonical as fault:
        raise InputFaults([Fault(file, None, None, "", _ACCEPTED, fault.because)]) from None
    try:
        release = Release.model_validate_json(data)
    except ValidationError as error:
        raise InputFaults(_faults(file, (), error)) from None
    faults = _faults_of_records(release, file)
    if faults:
        raise InputFaults(faults)
    return release


_ACCEPTED = sentence("a release as canonical JSON (RFC 8785), of the format {format}", format=RELEASE_FORMAT)


def _faults_of_records(release: Release, file: str) -> list[Fault]:
    faults: list[Fault] = []
    kinds: dict[str, list[Any]] = {}
    for kind, entries in release.records.items():
        for identifier in sorted(entries):
            try:
                record = KINDS[kind].model_validate_json(json.dumps(entries[identifier]))
            except ValidationError as error:
                faults += _faults(file, ("records", kind, identifier), error)
            else:
                kinds.setdefault(kind, []).append(record)
    if faults:
        return faults
    typed: Mapping[str, Any] = {kind: tuple(records) for kind, records in kinds.items()}
    dossier = Dossier(inquiry=release.inquiry, measures=release.measures, **typed)
    return [
        Fault(
            file,
            None,
            _path(("records", misfit.kind, dossier.all_of(misfit.kind)[misfit.index].id, *misfit.path))
            if misfit.kind in KINDS
            else _path((misfit.kind, *misfit.path)),
            "",
            misfit.accepted,
            misfit.because,
        )
        for misfit in check_dossier(dossier)
    ]


def _faults(file: str, where: tuple[str | int, ...], error: ValidationError) -> Iterable[Fault]:
    for found in error.errors(include_url=False):
        accepted, because = _sentences(found)
        content = found.get("input")
        yield Fault(
            file,
            None,
            _path((*where, *found["loc"])) or None,
            content if isinstance(content, str) else "",
            accepted,
            because,
        )


def _sentences(found: Mapping[str, Any]) -> tuple[Sentence, Sentence | None]:
    cause = found.get("ctx", {}).get("error")
    if isinstance(cause, Unacceptable):
        return cause.accepted, cause.because
    if found["type"] == "extra_forbidden":
        return sentence("only fields that the format knows"), None
    if found["type"] == "missing":
        return sentence("a value: the field can't be left out"), None
    return sentence("a value as the format {format} describes it", format=RELEASE_FORMAT), None


def _path(parts: Iterable[str | int]) -> str:
    path = ""
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path
