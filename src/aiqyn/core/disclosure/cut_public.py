"""What tells of no single person: sources, organisations, places, figures, findings, recommendations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiqyn.core.disclosure.cut_events import UNCITED
from aiqyn.core.disclosure.openness import Exactness
from aiqyn.core.disclosure.reading import wording
from aiqyn.core.disclosure.workbench import (
    TITLE_TELLS,
    DescribedSource,
    Made,
    Pen,
    Reason,
    Sheet,
    Workbench,
    label,
    nearest,
)
from aiqyn.core.figures import Attribute, Figure, Measure, Rule, Stated
from aiqyn.core.inquiry import (
    Finding,
    FollowUp,
    Organisation,
    Place,
    Recommendation,
    Source,
    Superior,
)
from aiqyn.core.worded import Worded, worded

__all__ = [
    "cut_figures",
    "cut_findings",
    "cut_measures",
    "cut_organisations",
    "cut_places",
    "cut_recommendations",
    "cut_sources",
]

UNREFERRED = worded("Nothing in the release refers to it.")


def cut_organisations(bench: Workbench, sheet: Sheet) -> None:
    """Bodies of the State, and organisations known from public sources."""
    for organisation in bench.dossier.organisations:
        key = ("organisations", organisation.id)
        if organisation.id in bench.open_organisations:
            sheet.add("organisations", _cut_organisation(bench, organisation))
        elif Pen(bench, key).text("name", organisation.name) is None:
            sheet.withhold(key, *TITLE_TELLS)
        elif not bench.can_cite(organisation.cites):
            sheet.withhold(key, UNCITED.ground, UNCITED.because)
        else:
            sheet.withhold(
                key,
                "source_protection",
                worded("No public source tells of it, and it is no body of the State."),
            )


def _cut_organisation(bench: Workbench, organisation: Organisation) -> Made:
    pen = Pen(bench, ("organisations", organisation.id))
    record = Organisation(
        id=bench.kept_id("organisations", organisation.id),
        name=organisation.name,
        short_name=pen.text("short_name", organisation.short_name),
        kind=organisation.kind,
        of_state=organisation.of_state,
        superiors=tuple(_superiors(bench, organisation)),
        place=pen.place("place", organisation.place),
        description=pen.text("description", organisation.description),
        cites=bench.cite(organisation.cites),
    )
    return pen.made(record, "named", worded("A body of the State, or known from a public source."))


def _superiors(bench: Workbench, organisation: Organisation) -> Iterator[Superior]:
    for superior in organisation.superiors:
        above = bench.organisation(superior.organisation)
        cites = bench.cite(superior.cites)
        if above is not None and cites:
            yield Superior(organisation=above, since=superior.since, until=superior.until, cites=cites)


def cut_measures(bench: Workbench) -> Mapping[str, Measure]:
    """What the figures count; a measure whose title or values tell of somebody is left out."""
    kept = {
        name: measure
        for name, measure in bench.dossier.measures.items()
        if _tells_of_nobody(bench, name, measure)
    }
    return {name: _cut_measure(bench, name, measure, frozenset(kept)) for name, measure in kept.items()}


def _tells_of_nobody(bench: Workbench, name: str, measure: Measure) -> bool:
    ids = [name, *measure.attributes]
    ids += [value for attribute in measure.attributes.values() for value in attribute.values]
    ids += [text for rule in measure.rules for pair in rule.never.items() for text in pair]
    return not bench.screen.find_in(measure.title) and not any(map(bench.betrays, ids))


def _cut_measure(bench: Workbench, name: str, measure: Measure, kept: frozenset[str]) -> Measure:
    pen = Pen(bench, ("measures", name))
    return Measure(
        title=measure.title,
        unit=measure.unit,
        cumulative=measure.cumulative,
        attributes={
            attribute: Attribute(
                values=given.values,
                exhaustive=given.exhaustive,
                title=pen.text("attributes.title", given.title),
                titles={
                    value: text
                    for value, title in given.titles.items()
                    if (text := pen.text("attributes.titles", title)) is not None
                },
            )
            for attribute, given in measure.attributes.items()
        },
        rules=tuple(Rule(never=rule.never, why=pen.text("rules.why", rule.why)) for rule in measure.rules),
        resembles=tuple(other for other in measure.resembles if other in kept),
    )


def cut_figures(bench: Workbench, measures: Mapping[str, Measure], sheet: Sheet) -> Mapping[str, str]:
    """Stated counts whose measure, source and author may be told; gives the released id of each."""
    figures = {figure.id: figure for figure in bench.dossier.figures}
    kept = set(figures)
    for figure in bench.dossier.figures:
        reason = _reason_against_figure(bench, measures, figure)
        if reason is not None:
            kept.discard(figure.id)
            sheet.withhold(("figures", figure.id), reason.ground, reason.because)
    while lost := [each for each in kept if not _counted_by(figures[each]) <= kept]:
        for each in lost:
            kept.discard(each)
            sheet.withhold(
                ("figures", each),
                "source_protection",
                worded("It is stated by another figure, which is withheld."),
            )
    ids = {each: bench.kept_id("figures", each) for each in kept}
    for figure in bench.dossier.figures:
        if figure.id in kept:
            sheet.add("figures", _cut_figure(bench, figure, ids))
    return ids


def _reason_against_figure(
    bench: Workbench, measures: Mapping[str, Measure], figure: Figure
) -> Reason | None:
    if figure.measure not in measures or any(
        map(bench.betrays, (text for pair in figure.where.items() for text in pair))
    ):
        return Reason(*TITLE_TELLS)
    if figure.source is not None and not bench.standing.may_cite(figure.source):
        return UNCITED
    if bench.organisation(figure.stated_by) is None:
        return Reason("source_protection", worded("Who stated it is not in the release."))
    is_public = figure.source is not None and bench.is_public(figure.source)
    smallest = bench.standing.use.policy.smallest_count
    if not is_public and measures[figure.measure].unit == "person" and _is_small(figure, smallest):
        return Reason("small_cell", worded("It counts so few people that they could be recognised."))
    return None


def _is_small(figure: Figure, smallest: int) -> bool:
    return any(0 < number < smallest for number in _numbers(figure.value))


def _numbers(value: int | Stated) -> Iterator[int]:
    if isinstance(value, int):
        yield value
        return
    for name in type(value).model_fields:
        given = getattr(value, name)
        if isinstance(given, int):
            yield given
        elif isinstance(given, tuple):
            yield from given


def _counted_by(figure: Figure) -> set[str]:
    """The figures by which a figure states its value."""
    value = figure.value
    if isinstance(value, int):
        return set()
    given = (getattr(value, name) for name in type(value).model_fields)
    return {number for number in given if isinstance(number, str)}


def _cut_figure(bench: Workbench, figure: Figure, ids: Mapping[str, str]) -> Made:
    pen = Pen(bench, ("figures", figure.id))
    source = bench.cite((figure.source,)) if figure.source is not None else ()
    stated_by = bench.organisation(figure.stated_by)
    if stated_by is None:
        raise AssertionError("a figure is kept only with the organisation that states it")
    record = Figure(
        id=ids[figure.id],
        measure=figure.measure,
        where=figure.where,
        value=_renamed(figure.value, ids),
        stated_by=stated_by,
        stated_on=figure.stated_on,
        as_of=figure.as_of,
        source=source[0] if source else None,
        supersedes=ids.get(figure.supersedes or ""),
    )
    return pen.made(record, "named", worded("A count that somebody stated."))


def _renamed(value: int | Stated, ids: Mapping[str, str]) -> int | Stated:
    if isinstance(value, int):
        return value
    given: dict[str, Any] = {name: getattr(value, name) for name in type(value).model_fields}
    return Stated.model_validate(
        {name: ids[number] if isinstance(number, str) else number for name, number in given.items()}
    )


def cut_findings(bench: Workbench, figures: Mapping[str, str], sheet: Sheet) -> Mapping[str, str]:
    """Findings in a state that the policy releases, and those that others published."""
    ids: dict[str, str] = {}
    for finding in bench.dossier.findings:
        key = ("findings", finding.id)
        because = _because_of_finding(bench, finding)
        if because is None:
            sheet.withhold(key, "not_concluded", worded("It is not in a state that the policy releases."))
        elif not bench.can_cite(finding.supports):
            sheet.withhold(key, UNCITED.ground, UNCITED.because)
        elif Pen(bench, key).text("conclusion", finding.conclusion) is None:
            sheet.withhold(key, *TITLE_TELLS)
        else:
            ids[finding.id] = bench.kept_id("findings", finding.id)
            pen = Pen(bench, key)
            record = Finding(
                id=ids[finding.id],
                kind=finding.kind,
                standard=finding.standard,
                made_by=bench.organisation(finding.made_by),
                conclusion=finding.conclusion,
                supports=bench.cite(finding.supports),
                contradicts=bench.cite(finding.contradicts),
                figures=tuple(figures[figure] for figure in finding.figures if figure in figures),
                unknown=pen.text("unknown", finding.unknown),
                state=finding.state,
            )
            sheet.add("findings", pen.made(record, "named", because))
    return ids


_CONCLUDED = worded("In a state that the policy releases.")
_REPORTED = worded("Concluded by another body and reported from a public source.")


def _because_of_finding(bench: Workbench, finding: Finding) -> Worded | None:
    if finding.made_by is None:
        return _CONCLUDED if finding.state in bench.standing.use.policy.findings else None
    is_reported = any(map(bench.is_public, finding.supports))
    return _REPORTED if is_reported and bench.organisation(finding.made_by) is not None else None


def cut_recommendations(bench: Workbench, findings: Mapping[str, str], sheet: Sheet) -> None:
    """What is asked of bodies."""
    for recommendation in bench.dossier.recommendations:
        key = ("recommendations", recommendation.id)
        addressees = tuple(
            body for each in recommendation.addressees if (body := bench.organisation(each)) is not None
        )
        if not bench.can_cite(recommendation.cites):
            sheet.withhold(key, UNCITED.ground, UNCITED.because)
        elif not addressees:
            sheet.withhold(
                key, "source_protection", worded("None of those it is addressed to is in the release.")
            )
        elif Pen(bench, key).text("action", recommendation.action) is None:
            sheet.withhold(key, *TITLE_TELLS)
        else:
            sheet.add("recommendations", _cut_recommendation(bench, recommendation, addressees, findings))


def _cut_recommendation(
    bench: Workbench, recommendation: Recommendation, addressees: tuple[str, ...], findings: Mapping[str, str]
) -> Made:
    pen = Pen(bench, ("recommendations", recommendation.id))
    record = Recommendation(
        id=bench.kept_id("recommendations", recommendation.id),
        addressees=addressees,
        made_by=bench.organisation(recommendation.made_by),
        action=recommendation.action,
        deadline=recommendation.deadline,
        indicator=pen.text("indicator", recommendation.indicator),
        legal_basis=pen.text("legal_basis", recommendation.legal_basis),
        findings=tuple(findings[finding] for finding in recommendation.findings if finding in findings),
        follow_up=tuple(_follow_up(bench, pen, recommendation)),
        cites=bench.cite(recommendation.cites),
    )
    return pen.made(record, "named", worded("It asks something of bodies, not of persons."))


def _follow_up(bench: Workbench, pen: Pen, recommendation: Recommendation) -> Iterator[FollowUp]:
    for step in recommendation.follow_up:
        cites = bench.cite(step.cites)
        if cites:
            yield FollowUp(
                date=step.date,
                by=bench.organisation(step.by),
                what=pen.needed_text("follow_up.what", step.what),
                cites=cites,
            )


def cut_sources(bench: Workbench, sheet: Sheet) -> None:
    """The sources that something released cites; those that are not shown, by kind and month only."""
    waiting = [source for source in bench.dossier.sources if source.id in bench.shown_sources]
    taken: dict[str, Source] = {}
    while found := [
        source
        for source in waiting
        if source.id not in taken and bench.kept_id("sources", source.id) in bench.cited
    ]:
        for source in found:
            taken[source.id] = source
            bench.cite(each for each in source.derived_from if each in bench.shown_sources)
    for source in bench.dossier.sources:
        if source.id in taken:
            sheet.add("sources", _cut_source(bench, source))
        elif source.id in bench.shown_sources:
            sheet.withhold(("sources", source.id), "unreferred", UNREFERRED)
        else:
            sheet.withhold(
                ("sources", source.id),
                "screened_text" if source.public else "source_protection",
                worded("A source that is not shown: at most its kind and month are told."),
            )
    for described in bench.described.values():
        sheet.add("sources", _cut_described(bench, described))


def _cut_source(bench: Workbench, source: Source) -> Made:
    pen = Pen(bench, ("sources", source.id))
    locators = tuple(locator for locator in source.locators if not bench.betrays(locator))
    shown = tuple(each for each in source.derived_from if each in bench.shown_sources)
    if len(shown) < len(source.derived_from):
        # Else a reader would take a source that retells for one that stands alone.
        pen.withheld["derived_from"] = None
    record = Source(
        id=bench.kept_id("sources", source.id),
        kind=source.kind,
        title=source.title,
        by=bench.organisation(source.by),
        date=source.date,
        accessed=source.accessed,
        language=source.language,
        address=None if source.address is None or bench.names_somebody(source.address) else source.address,
        derived_from=bench.cite(shown),
        locators=locators,
        reliability=source.reliability,
        credibility=source.credibility,
        public=True,
        description=pen.text("description", source.description),
    )
    return pen.made(record, "named", worded("Anyone can read this source."))


def _cut_described(bench: Workbench, described: DescribedSource) -> Made:
    record = Source(
        id=described.id,
        kind=described.kind,
        title=wording("on_file", kind=label("source-kinds", described.kind)),
        date=described.date,
    )
    because = worded("Sources that are not shown stand together by their kind and month.")
    return Made(record, "described", because)


def cut_places(bench: Workbench, sheet: Sheet) -> None:
    """The places that something released refers to, and those around them."""
    above = {place.id: place.within for place in bench.dossier.places}
    needed = set(bench.placed)
    for start in bench.placed:
        step = nearest(above.get(start), above, bench.open_places)
        while step is not None and step not in needed:
            needed.add(step)
            step = nearest(above.get(step), above, bench.open_places)
    for place in bench.dossier.places:
        key = ("places", place.id)
        if place.id in needed:
            sheet.add("places", _cut_place(bench, place, nearest(place.within, above, bench.open_places)))
        elif place.id in bench.open_places:
            sheet.withhold(key, "unreferred", UNREFERRED)
        else:
            sheet.withhold(key, *TITLE_TELLS)


def _cut_place(bench: Workbench, place: Place, within: str | None) -> Made:
    pen = Pen(bench, ("places", place.id))
    finest = bench.standing.use.policy.exactness.place_rank
    is_coarse = Exactness.rank_of_place(place) <= finest
    if place.coordinates is not None and not is_coarse:
        pen.withheld["coordinates"] = None
    record = Place(
        id=bench.kept_id("places", place.id),
        name=place.name,
        kind=place.kind,
        within=bench.kept_id("places", within) if within else None,
        coordinates=place.coordinates if is_coarse else None,
    )
    return pen.made(record, "named", worded("Something in the release refers to it."))
