"""Proceedings as released: what the State did and did not do, without those who did not agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aiqyn.core.disclosure.cut_events import AGREED, OF_NO_ONE, UNCITED
from aiqyn.core.disclosure.cut_people import Appearances
from aiqyn.core.disclosure.involvement import ACCUSED, PRIVATE_ASKERS
from aiqyn.core.disclosure.openness import is_at_least
from aiqyn.core.disclosure.workbench import Made, Pen, Reason, Sheet, Workbench, label
from aiqyn.core.inquiry import (
    Assignment,
    Examination,
    Motion,
    Party,
    Proceeding,
    Promise,
    Reply,
    Request,
    Step,
)
from aiqyn.core.worded import worded

__all__ = ["cut_proceedings", "released_proceedings"]


def released_proceedings(bench: Workbench, sheet: Sheet) -> Mapping[str, str]:
    """The released id of each proceeding that may be told of; reasons against the others go on the sheet."""
    ids: dict[str, str] = {}
    for proceeding in bench.dossier.proceedings:
        reason = _reason_against(bench, proceeding)
        if reason is None:
            ids[proceeding.id] = bench.code("proceedings", proceeding.id)
        else:
            sheet.withhold(("proceedings", proceeding.id), reason.ground, reason.because)
    return ids


def _reason_against(bench: Workbench, proceeding: Proceeding) -> Reason | None:
    key = ("proceedings", proceeding.id)
    concern = bench.standing.involvement.concerns[key]
    if key in bench.standing.involvement.restricted:
        return Reason(
            "sexual_violence", worded("Acts of this type need a grant of their own, which none can be yet.")
        )
    if not bench.can_cite(proceeding.cites):
        return UNCITED
    if concern.subjects or concern.persons or concern.groups:
        if bench.standing.subjects_shown(key):
            return None
    elif all(map(bench.is_public, proceeding.cites)):
        return None
    obstacle = bench.standing.first_obstacle(key)
    return Reason(obstacle.ground or "third_party", obstacle.because)


def cut_proceedings(
    bench: Workbench,
    appearances: Appearances,
    ids: Mapping[str, str],
    acts: Mapping[str, str],
    sheet: Sheet,
) -> None:
    """Cuts the proceedings that may be told of."""
    for proceeding in bench.dossier.proceedings:
        if proceeding.id in ids:
            cutter = _Cutter.at(bench, appearances, proceeding)
            sheet.add("proceedings", cutter.cut(ids, acts))


@dataclass(frozen=True, slots=True)
class _Cutter:
    """Cuts one proceeding, part by part."""

    bench: Workbench
    appearances: Appearances
    proceeding: Proceeding
    pen: Pen
    cites: tuple[str, ...]

    @classmethod
    def at(cls, bench: Workbench, appearances: Appearances, proceeding: Proceeding) -> _Cutter:
        pen = Pen.for_personal(bench, ("proceedings", proceeding.id))
        return cls(bench, appearances, proceeding, pen, bench.cite(proceeding.cites))

    def cut(self, ids: Mapping[str, str], acts: Mapping[str, str]) -> Made:
        proceeding, pen, bench = self.proceeding, self.pen, self.bench
        form = bench.standing.records[pen.key].form
        concern = bench.standing.involvement.concerns[pen.key]
        record = Proceeding(
            id=ids[proceeding.id],
            kind=proceeding.kind,
            title=pen.title(proceeding.title, label("proceeding-kinds", proceeding.kind)),
            numbers=self._numbers(form),
            articles=pen.short_texts("articles", proceeding.articles),
            concerns=tuple(bench.code("acts", act) for act in proceeding.concerns if act in acts),
            body=bench.organisation(proceeding.body),
            parties=tuple(self._parties()),
            related=tuple(ids[related] for related in proceeding.related if related in ids),
            steps=tuple(self._steps()),
            assignments=tuple(self._assignments()),
            requests=tuple(self._requests()),
            motions=tuple(self._motions()),
            examinations=tuple(self._examinations()),
            promises=tuple(self._promises()),
            cites=self.cites,
        )
        because = AGREED if concern.persons else OF_NO_ONE
        return pen.made(record, form, because, is_tied=is_at_least(form, "pseudonymous"))

    def _numbers(self, form: str) -> tuple[str, ...]:
        """Registration numbers lead to the file and to everyone in it: only where all are named."""
        if form == "named":
            return self.pen.short_texts("numbers", self.proceeding.numbers)
        if self.proceeding.numbers:
            self.pen.withheld["numbers"] = None
        return ()

    def _person(self, person: str | None) -> str | None:
        return self.appearances.of_anyone(person, self.pen.key, self.cites)

    def _is_kept_out(self, person: str | None) -> bool:
        """Whether a part is about a private person who is not shown: then it goes with them."""
        if person is None or self.bench.persons[person].is_official:
            return False
        return not self.appearances.is_shown(person)

    def _subject(self, person: str | None) -> str | None:
        return self.appearances.of_person(person, self.pen.key, self.cites)

    def _parties(self) -> Iterator[Party]:
        for party in self.proceeding.parties:
            find = self._person if party.status in ACCUSED else self._subject
            person = find(party.person)
            if person is not None:
                yield Party(
                    person=person, status=party.status, since=self.pen.date("parties.since", party.since)
                )

    def _steps(self) -> Iterator[Step]:
        pen, bench = self.pen, self.bench
        for step in self.proceeding.steps:
            cites = bench.cite(step.cites)
            if cites and not self._is_kept_out(step.person):
                yield Step(
                    id=bench.code("steps", step.id),
                    kind=step.kind,
                    date=pen.date("steps.date", step.date),
                    by=bench.organisation(step.by),
                    to=bench.organisation(step.to),
                    person=self._person(step.person),
                    place=pen.place("steps.place", step.place),
                    ground=pen.text("steps.ground", step.ground),
                    description=pen.text("steps.description", step.description),
                    cites=cites,
                )

    def _assignments(self) -> Iterator[Assignment]:
        pen, bench = self.pen, self.bench
        for held in self.proceeding.assignments:
            cites = bench.cite(held.cites)
            if cites:
                yield Assignment(
                    id=bench.code("assignments", held.id),
                    organisation=bench.organisation(held.organisation),
                    person=self._person(held.person),
                    role=pen.needed_text("assignments.role", held.role),
                    since=pen.date("assignments.since", held.since),
                    until=pen.date("assignments.until", held.until),
                    cites=cites,
                )

    def _requests(self) -> Iterator[Request]:
        pen, bench = self.pen, self.bench
        for request in self.proceeding.requests:
            cites = bench.cite(request.cites)
            is_private = request.by in PRIVATE_ASKERS
            if cites and not (is_private and self._is_kept_out(request.person)):
                yield Request(
                    id=bench.code("requests", request.id),
                    date=pen.date("requests.date", request.date),
                    by=request.by,
                    person=self._person(request.person),
                    to=bench.organisation(request.to),
                    asked=pen.needed_text("requests.asked", request.asked),
                    replies=tuple(self._replies(request)),
                    cites=cites,
                )

    def _replies(self, request: Request) -> Iterator[Reply]:
        for reply in request.replies:
            cites = self.bench.cite(reply.cites)
            if cites:
                yield Reply(
                    date=self.pen.date("requests.replies.date", reply.date),
                    rating=reply.rating,
                    text=self.pen.text("requests.replies.text", reply.text),
                    cites=cites,
                )

    def _motions(self) -> Iterator[Motion]:
        pen, bench = self.pen, self.bench
        for motion in self.proceeding.motions:
            cites = bench.cite(motion.cites)
            if cites:
                yield Motion(
                    id=bench.code("motions", motion.id),
                    date=pen.date("motions.date", motion.date),
                    by=motion.by,
                    to=bench.organisation(motion.to),
                    asked=pen.needed_text("motions.asked", motion.asked),
                    outcome=motion.outcome,
                    decided=pen.date("motions.decided", motion.decided),
                    reasons=pen.text("motions.reasons", motion.reasons),
                    against=pen.text("motions.against", motion.against),
                    cites=cites,
                )

    def _examinations(self) -> Iterator[Examination]:
        pen, bench = self.pen, self.bench
        for made in self.proceeding.examinations:
            cites = bench.cite(made.cites)
            of = self._subject(made.of)
            if cites and (of is not None or made.of is None):
                yield Examination(
                    id=bench.code("examinations", made.id),
                    kind=made.kind,
                    of=of,
                    by=bench.organisation(made.by),
                    ordered=pen.date("examinations.ordered", made.ordered),
                    done=pen.date("examinations.done", made.done),
                    promised=pen.text("examinations.promised", made.promised),
                    result=pen.text("examinations.result", made.result),
                    result_given=made.result_given,
                    family_present=made.family_present,
                    description=pen.text("examinations.description", made.description),
                    cites=cites,
                )

    def _promises(self) -> Iterator[Promise]:
        pen, bench = self.pen, self.bench
        for promise in self.proceeding.promises:
            cites = bench.cite(promise.cites)
            if cites:
                yield Promise(
                    id=bench.code("promises", promise.id),
                    made=pen.date("promises.made", promise.made),
                    by=bench.organisation(promise.by),
                    what=pen.needed_text("promises.what", promise.what),
                    due=pen.date("promises.due", promise.due),
                    outcome=promise.outcome,
                    cites=cites,
                )
