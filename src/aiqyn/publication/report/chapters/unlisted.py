"""Part of the chapter on figures: how many are on no list, as the estimates of the release have it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aiqyn.core.estimation.results import EstimationResult, MethodResult
from aiqyn.core.estimation.sensitivity_results import SensitivityResult
from aiqyn.core.inquiry import Estimation, stated_number
from aiqyn.publication.report.blocks import (
    Block,
    Column,
    Command,
    Facts,
    Heading,
    Item,
    Known,
    Listing,
    Notice,
    Page,
    Paragraph,
    Row,
    Table,
)
from aiqyn.publication.report.chapters.wording_of_figures import as_of, stated_value
from aiqyn.publication.report.estimate_plates import (
    SIMULATED,
    Subject,
    estimate_plates,
    level_in_words,
    reasons_in_words,
)
from aiqyn.publication.report.reading import Reading, anchor_of
from aiqyn.publication.report.sensitivity_plates import (
    pairs_table,
    priors_table,
    sensitivity_plates,
    telling_curves,
    without_table,
)
from aiqyn.publication.report.text import (
    NOTHING,
    Computed,
    Count,
    Own,
    Text,
    Verbatim,
    When,
    code,
    linked,
    listed,
    say,
    say_counted,
    strong,
)

__all__ = ["KEY", "estimates_in_brief", "unlisted"]

KEY = "unlisted"


def unlisted(reading: Reading) -> Page | None:
    """How many are on no list; `None` where the release holds no estimate."""
    told = [each for each in reading.dossier.estimations if each.id in reading.release.estimates]
    if not told:
        return None
    blocks: list[Block] = [
        Paragraph(
            say(
                "When several lists of the same people have been compared, their overlaps tell how much each of them "
                "misses, and so how many people are on none. Such a number is an estimate: it comes with an interval, with "
                "what must be true for it, and it is refused where the lists can't bear it."
            )
        )
    ]
    for estimation in told:
        blocks += _Estimate(reading, estimation, reading.release.estimates[estimation.id]).blocks()
    return Page(
        key=KEY,
        number="2.1",
        title=say("How many are on no list"),
        lead=say(
            "What the overlaps of lists tell of those whom no list names: estimates with their intervals and assumptions, "
            "or refusals with their reasons."
        ),
        blocks=tuple(blocks),
        parent="figures",
    )


def estimates_in_brief(reading: Reading) -> Iterator[Text]:
    """One sentence for each estimate, for the first page."""
    for estimation in reading.dossier.estimations:
        result = reading.release.estimates.get(estimation.id)
        if result is None:
            continue
        answers = _answers(result)
        title = linked(Own(estimation.title), anchor_of("estimations", estimation.id))
        stamp: Text = say("(Simulated.)") if estimation.simulated else NOTHING
        if not answers:
            yield say(
                "{title}: {number} documented; how many more can't be told from these lists. {stamp}",
                title=title,
                number=result.documented,
                stamp=stamp,
            )
            continue
        yield say(
            "{title}: {number} documented, {low} to {high} estimated in all. {stamp}",
            title=title,
            number=result.documented,
            low=min(one.low for one in answers if one.low is not None),
            high=max(one.high for one in answers if one.high is not None),
            stamp=stamp,
        )


def _answers(result: EstimationResult) -> list[MethodResult]:
    """The estimates that are numbers, without the lower bound."""
    return [one for one in result.estimates if not one.is_refused and not one.is_lower_bound]


class _Estimate:
    """The blocks of one estimation."""

    def __init__(self, reading: Reading, estimation: Estimation, result: EstimationResult) -> None:
        self._reading = reading
        self._estimation = estimation
        self._result = result
        titles = {each.name: Own(each.title) for each in estimation.lists}
        self._subject = Subject(
            anchor=f"estimate-{estimation.id}",
            result=result,
            names=tuple(titles.get(name, Verbatim(name)) for name in result.lists),
            known=tuple(self._known()),
            is_simulated=estimation.simulated,
        )

    def blocks(self) -> list[Block]:
        """All that is told of it, the number first."""
        return [
            Heading(Own(self._estimation.title), anchor_of("estimations", self._estimation.id)),
            *self._stamp(),
            *self._question(),
            *self._numbers(),
            *self._drawn(),
            *self._held_against(),
            *self._assumed(),
            *self._refused(),
            *self._sensitivity(),
            *self._again(),
        ]

    # What is asked --------------------------------------------------------------------------

    def _anchor(self, of: str) -> str:
        return f"{self._subject.anchor}-{of}"

    def _stamp(self) -> list[Block]:
        return [Notice(SIMULATED, "caution")] if self._estimation.simulated else []

    def _question(self) -> list[Block]:
        who: Text = Own(self._estimation.population)
        if self._estimation.when is not None:
            who = say("{who} ({when})", who=who, when=When(self._estimation.when))
        number = len(self._result.lists)
        blocks: list[Block] = [
            Paragraph(
                say(
                    "Who is counted: {who}. {lists} {documented}",
                    who=who,
                    lists=say_counted("{number} list was compared.", "{number} lists were compared.", number),
                    documented=say_counted(
                        "On at least one of them is {number} person.",
                        "On at least one of them are {number} people.",
                        self._result.documented,
                    ),
                ),
                (self._reading.source_note(self._estimation.cites),),
            )
        ]
        if self._result.samples > 1:
            blocks.append(
                Paragraph(
                    say(
                        "Whether two records are of one person is not certain everywhere. {number} ways in which the records "
                        "may belong together were counted, and every estimate carries what they differ by.",
                        number=self._result.samples,
                    )
                )
            )
        return [*blocks, self._lists()]

    def _lists(self) -> Table:
        described = {each.name: each for each in self._estimation.lists}
        rows = []
        for index, name in enumerate(self._result.lists):
            each = described.get(name)
            rows.append(
                Row(
                    (
                        self._subject.list_name(index),
                        code(name),
                        Count(self._result.sizes[index]) if self._result.sizes else say("not told"),
                        self._reading.cited([each.source]) if each and each.source else say("not told"),
                        say("only: {whom}", whom=each.only) if each and each.only else say("everyone"),
                    )
                )
            )
        return Table(
            say("The lists"),
            (
                Column(say("List"), share=4),
                Column(say("Name in the counts"), share=2),
                Column(say("People"), numeric=True),
                Column(say("Source"), share=2),
                Column(say("Whom it can hold"), share=3),
            ),
            tuple(rows),
            say("None."),
            self._anchor("lists"),
        )

    # What is answered -----------------------------------------------------------------------

    def _numbers(self) -> list[Block]:
        answers = _answers(self._result)
        blocks: list[Block] = [Heading(say("What the methods say"), self._anchor("numbers"), 3)]
        if not answers:
            blocks.append(
                Notice(
                    say(
                        "No method gives a number: these lists can't tell how many people are on none of them. The reasons "
                        "stand below. That is no finding that there are none."
                    ),
                    "gap",
                )
            )
        blocks += [Paragraph(self._answer(one), self._cautions(one)) for one in answers]
        blocks += [
            Paragraph(self._floor(one), self._cautions(one))
            for one in self._result.estimates
            if one.is_lower_bound and not one.is_refused
        ]
        if len(answers) > 1:
            blocks.append(
                Paragraph(
                    say(
                        "The methods assume different things, and no arithmetic tells which of them is right. Where they lie "
                        "apart, the truth of the matter is that far from known."
                    )
                )
            )
        return blocks

    def _answer(self, one: MethodResult) -> Text:
        documented = self._result.documented
        median, low, high = one.median or 0, one.low or 0, one.high or 0
        return say(
            "{method}: there are about {number} people, of whom about {unlisted} are on no list. The {level} interval is from "
            "{low} to {high} people, of whom {unlisted_low} to {unlisted_high} are on no list.",
            method=strong(Computed(one.title)),
            number=strong(median),
            unlisted=max(median - documented, 0),
            level=level_in_words(self._result.level),
            low=low,
            high=high,
            unlisted_low=max(low - documented, 0),
            unlisted_high=max(high - documented, 0),
        )

    def _floor(self, one: MethodResult) -> Text:
        return say(
            "{method}: there are at least {number} people. With {level} confidence this bound lies between {low} and {high}.",
            method=strong(Computed(one.title)),
            number=strong(one.median or 0),
            level=level_in_words(self._result.level),
            low=one.low or 0,
            high=one.high or 0,
        )

    def _cautions(self, one: MethodResult) -> tuple[Text, ...]:
        return (*(Computed(note.says) for note in one.notes), Verbatim(one.source))

    def _drawn(self) -> list[Block]:
        return list(estimate_plates(self._subject))

    # What others state ----------------------------------------------------------------------

    def _known(self) -> Iterator[Known]:
        for figure_id in self._estimation.compared_with:
            figure = self._reading.get("figures", figure_id)
            number = None if figure is None else stated_number(figure)
            if figure is not None and number is not None:
                yield Known(
                    say(
                        "{figure}: stated by {body}",
                        figure=figure_id,
                        body=self._reading.body(figure.stated_by),
                    ),
                    stated_value(self._reading, figure.value),
                    number,
                    sure=False,
                )

    def _held_against(self) -> list[Block]:
        compared = [
            (figure, number)
            for each in self._estimation.compared_with
            if (figure := self._reading.get("figures", each)) is not None
            and (number := stated_number(figure)) is not None
        ]
        if not compared:
            return []
        blocks: list[Block] = [
            Heading(say("Held against what is stated"), self._anchor("stated"), 3),
        ]
        for figure, number in compared:
            blocks.append(
                Paragraph(
                    say(
                        "{body} stated {number} ({date}, {figure}). {place}",
                        body=self._reading.body(figure.stated_by),
                        number=strong(stated_value(self._reading, figure.value)),
                        date=as_of(figure),
                        figure=linked(figure.id, anchor_of("figures", figure.id)),
                        place=self._place(number),
                    )
                )
            )
        return blocks

    def _place(self, number: int) -> Text:
        """Where a stated number lies beside what is documented and what is estimated."""
        documented = self._result.documented
        parts: list[Text] = []
        if number < documented:
            parts.append(
                say("More people than that are documented on the lists: {number}.", number=documented)
            )
        answers = _answers(self._result)
        if answers:
            below = sum(1 for one in answers if one.low is not None and number < one.low)
            above = sum(1 for one in answers if one.high is not None and number > one.high)
            within = len(answers) - below - above
            parts.append(
                say(
                    "Of the {all} estimates, it lies below the interval of {below}, within that of {within} and above that of "
                    "{above}.",
                    all=len(answers),
                    below=below,
                    within=within,
                    above=above,
                )
            )
        return listed(parts, " ")

    # What it rests on -----------------------------------------------------------------------

    def _assumed(self) -> list[Block]:
        answered = [one for one in self._result.estimates if not one.is_refused]
        makers: dict[str, list[MethodResult]] = {}
        notes: dict[str, Text] = {}
        for one in answered:
            for note in one.assumptions:
                makers.setdefault(note.key, []).append(one)
                notes[note.key] = Computed(note.says)
        shared = [key for key, methods in makers.items() if len(methods) == len(answered)]
        items = [Item(say("{what} (all methods)", what=notes[key])) for key in shared]
        items += [
            Item(
                say(
                    "{what} ({method})",
                    what=notes[key],
                    method=listed([Computed(one.title) for one in methods], "; "),
                )
            )
            for key, methods in makers.items()
            if key not in shared
        ]
        blocks: list[Block] = []
        if items:
            blocks += [
                Heading(say("What must be true for these numbers"), self._anchor("assumed"), 3),
                Listing(tuple(items)),
            ]
        return [
            *blocks,
            Heading(say("What no method can tell"), self._anchor("limits"), 3),
            Listing(tuple(Item(Computed(note.says)) for note in self._result.limits)),
        ]

    def _refused(self) -> list[Block]:
        """Refusals, those for the same reasons together."""
        alike: dict[tuple[str, ...], list[MethodResult]] = {}
        for one in self._result.estimates:
            if one.is_refused:
                alike.setdefault(tuple(each.reason for each in one.objections), []).append(one)
        if not alike:
            return []
        items = [
            Item(
                say(
                    "{methods}: {reasons}",
                    methods=strong(listed([Computed(one.title) for one in together], "; ")),
                    reasons=reasons_in_words(together[0]),
                )
            )
            for together in alike.values()
        ]
        return [Heading(say("What was refused, and why"), self._anchor("refused"), 3), Listing(tuple(items))]

    # What would have to be true -------------------------------------------------------------

    def _sensitivity(self) -> list[Block]:
        found = self._result.sensitivity
        if found is None:
            return []
        blocks: list[Block] = [
            Heading(say("What would have to be true for another number"), self._anchor("sensitivity"), 3),
        ]
        blocks += [Paragraph(Computed(note.says)) for note in found.says]
        if found.objections:
            reasons = [Computed(objection.because) for objection in found.objections]
            blocks.append(Notice(listed(reasons, " "), "gap"))
        blocks += self._curves(found)
        tables: Sequence[Table | None] = (
            pairs_table(self._subject, found),
            without_table(self._subject, found),
            priors_table(self._subject, found),
        )
        return [*blocks, *(table for table in tables if table is not None)]

    def _curves(self, found: SensitivityResult) -> list[Block]:
        blocks: list[Block] = []
        for curve in telling_curves(found):
            plates = sensitivity_plates(self._subject, (curve,))
            blocks += plates
            blocks += [Paragraph(Computed(note.says)) for note in curve.says]
            if curve.because is not None:
                blocks.append(Paragraph(Computed(curve.because)))
        return blocks

    # How to make it again -------------------------------------------------------------------

    def _again(self) -> list[Block]:
        result = self._result
        pairs: list[tuple[Text, Text]] = [
            (say("Methods asked"), listed([code(name) for name in result.requested])),
            (say("Start of random numbers"), Count(result.seed)),
            (say("Coverage of intervals"), level_in_words(result.level)),
        ]
        pairs += [(say("Hash of the counts (SHA-256)"), code(digest)) for digest in result.data_sha256]
        pairs += [
            (say("Version of {program}", program=name), code(number))
            for name, number in sorted(result.versions.items())
        ]
        blocks: list[Block] = [
            Heading(say("How to make it again"), self._anchor("again"), 3),
            Facts(tuple(pairs)),
        ]
        if not self._estimation.counts:
            blocks.append(
                Notice(
                    say(
                        "This release does not tell the counts, so nobody outside the inquiry can make these estimates again."
                    ),
                    "gap",
                )
            )
            return blocks
        return [
            *blocks,
            Paragraph(
                say(
                    "The release holds the counts. Whoever has the bundle and this program can make the estimates again, and "
                    "is told where they differ; the same versions on the same kind of machine give the same to the last digit:"
                )
            ),
            Command(("aiqyn redo bundle",)),
        ]
