"""The sentences about figures. Nothing is concluded here; what others concluded is put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiqyn.core.dates import EdtfDate, render
from aiqyn.core.figures.counting import Where, stated_range, where_of
from aiqyn.core.figures.moments import Moment, is_one_moment
from aiqyn.core.figures.reasoning import Term
from aiqyn.core.figures.report import BreakdownState, Difference
from aiqyn.core.figures.values import Figure, Measure, Rule, Stated
from aiqyn.core.language import Language, Sentence, sentence
from aiqyn.core.values import LocalisedText
from aiqyn.core.vocab import load_vocabulary

__all__ = ["Amount", "DateInWords", "Formula", "OwnWords", "Wording"]


@dataclass(frozen=True, slots=True)
class OwnWords(Sentence):
    """A text of the inquiry's own, in the reader's language or the nearest that it has."""

    text: LocalisedText = field(default_factory=lambda: LocalisedText(en="-"))

    def in_language(self, language: Language) -> str:
        """The text."""
        return self.text.in_language(language)


@dataclass(frozen=True, slots=True)
class DateInWords(Sentence):
    """A date as the reader's language writes it."""

    when: EdtfDate = field(default_factory=lambda: EdtfDate("2022"))

    def in_language(self, language: Language) -> str:
        """The date."""
        return render(self.when, language)


@dataclass(frozen=True, slots=True)
class Amount(Sentence):
    """A whole number with its digits grouped as the reader's language groups them."""

    number: int = 0

    def in_language(self, language: Language) -> str:
        """The number; four digits stay together where the language likes it so."""
        if language == "en":
            return f"{self.number:,}".replace("-", "−")
        digits = f"{self.number:,}".replace(",", "\u00a0").replace("-", "−")
        return digits if abs(self.number) >= 10_000 else digits.replace("\u00a0", "")


@dataclass(frozen=True, slots=True)
class Formula(Sentence):
    """Sums and lists: parts that stand side by side the same way in every language."""

    parts: tuple[Sentence | str, ...] = ()

    def in_language(self, language: Language) -> str:
        """The parts, joined."""
        return "".join(part if isinstance(part, str) else part.in_language(language) for part in self.parts)


def _amount(number: int) -> Amount:
    return Amount("", number=number)


def _formula(*parts: Sentence | str) -> Formula:
    return Formula("", parts=parts)


def _joined(items: Sequence[Sentence], between: str) -> Formula:
    parts: list[Sentence | str] = []
    for item in items:
        parts += [between, item] if parts else [item]
    return _formula(*parts)


def _own(text: LocalisedText | None, otherwise: str) -> Sentence:
    return _formula(otherwise) if text is None else OwnWords("", text=text)


class Wording:
    """Words for the figures of one inquiry.

    Args:
        measures: Its measures, by id.
        figures: Its figures, by id.
        names: Names of those who state figures, by id; without one, the id is told.
    """

    def __init__(
        self,
        measures: Mapping[str, Measure],
        figures: Mapping[str, Figure],
        names: Mapping[str, LocalisedText] | None = None,
    ) -> None:
        self._measures, self._figures, self._names = measures, figures, names or {}

    # ------------------------------------------------------------ parts of sentences

    def body(self, id: str) -> Sentence:
        """Who states a figure."""
        return _own(self._names.get(id), id)

    def measure(self, id: str) -> Sentence:
        """What is counted."""
        return OwnWords("", text=self._measures[id].title)

    def value_of(self, attribute: str, value: str | None, measure: str) -> Sentence:
        """A value of an attribute."""
        known = self._measures[measure].attributes[attribute]
        if value is None:
            return sentence("{attribute}: nothing stated", attribute=_own(known.title, attribute))
        return _own(known.titles.get(value), value)

    def part(self, measure: str, where: Where) -> Sentence:
        """What is counted, and which part of it."""
        if not where:
            return self.measure(measure)
        values = [self.value_of(attribute, value, measure) for attribute, value in where]
        return _formula(self.measure(measure), ": ", _joined(values, "; "))

    def stated(self, value: int | Stated) -> Sentence:
        """How many, as it was stated."""
        if isinstance(value, int):
            return _amount(value)
        if value.between is not None:
            low, high = value.between
            return sentence("from {low} to {high}", low=_amount(low), high=_amount(high))
        if value.exactly is not None:
            return self._operand(value.exactly)
        for template, operand in (
            (sentence("at least {number}").template, value.at_least),
            (sentence("more than {number}").template, value.more_than),
            (sentence("at most {number}").template, value.at_most),
            (sentence("fewer than {number}").template, value.fewer_than),
        ):
            if operand is not None:
                return Sentence(template, {"number": self._operand(operand)})
        assert value.about is not None
        return sentence("about {number}", number=self._operand(value.about))

    def _operand(self, operand: int | str) -> Sentence:
        if isinstance(operand, int):
            return _amount(operand)
        low, high = stated_range(self._figures[operand], self._figures)
        if low == high:
            return _formula(operand, " = ", _amount(low))
        return _formula(operand)

    def figure(self, id: str) -> Sentence:
        """A figure with its number, who states it and as of when."""
        figure = self._figures[id]
        value, body = self.stated(figure.value), self.body(figure.stated_by)
        return _formula(id, " (", value, ", ", body, ", ", self.date(figure.as_of), ")")

    def date(self, date: EdtfDate | None) -> Sentence:
        """A moment."""
        return sentence("no date given") if date is None else DateInWords("", when=date)

    def _term(self, term: Term) -> Sentence:
        figure = self.figure(term.figure)
        return figure if abs(term.factor) == 1 else _formula(f"{abs(term.factor)} × ", figure)

    def _side(self, terms: Sequence[Term], total: int) -> Sentence:
        """One side of a comparison: a figure, or a sum of figures with what it comes to."""
        joined = _joined([self._term(term) for term in terms], " + ")
        if len(terms) == 1 and abs(terms[0].factor) == 1:
            return joined
        exact = all(isinstance(self._figures[term.figure].value, int) for term in terms)
        sign = "=" if exact else ("≥" if terms[0].factor < 0 else "≤")
        return _formula(joined, f" {sign} ", _amount(total))

    def all_of(self, ids: Sequence[str]) -> Sentence:
        """A list of figures."""
        return _joined([self.figure(id) for id in ids], ", ")

    # ------------------------------------------------------------ conflicts

    def conflict(self, ids: Sequence[str], terms: Sequence[Term] | None) -> Sentence:
        """Why figures can't all be true.

        Args:
            ids: The figures.
            terms: The sum that shows it, if one does.
        """
        if terms is None:
            return self._conflict_without_sum(ids)
        # Whatever is counted in the less side is counted in the more side at least as often.
        less = [term for term in terms if term.factor < 0]
        more = [term for term in terms if term.factor > 0]
        at_least = sum(-term.factor * term.bound for term in less)
        at_most = sum(term.factor * term.bound for term in more)
        numbers: dict[str, Any] = {"greater": _amount(at_least), "less": _amount(at_most)}
        if not more:
            return sentence(
                "Nothing can be counted in {left}: the measure's rules exclude it, yet it comes to {greater}.",
                left=self._side(less, at_least),
                **numbers,
            )
        left, right = self._side(less, at_least), self._side(more, at_most)
        if len(less) == len(more) == 1 and less[0].factor == -more[0].factor:
            return self._conflict_of_two(less[0].figure, more[0].figure, numbers)
        if len(more) == 1 and more[0].factor == 1 and all(term.factor == -1 for term in less):
            return sentence(
                "{parts}: separate parts of what {whole} counts, yet {greater} is more than {less}.",
                parts=left,
                whole=right,
                **numbers,
            )
        if len(less) == 1 and less[0].factor == -1 and all(term.factor == 1 for term in more):
            return sentence(
                "{whole} counts nothing that is not counted in {parts}, yet {greater} is more than {less}.",
                whole=left,
                parts=right,
                **numbers,
            )
        return sentence(
            "Whatever is counted in {left} is counted at least as often in {right}, yet {greater} is more than {less}.",
            left=left,
            right=right,
            **numbers,
        )

    def _conflict_without_sum(self, ids: Sequence[str]) -> Sentence:
        if len(ids) == 1:
            return sentence("{figure} can't be true of any count.", figure=self.figure(ids[0]))
        return sentence(
            "{figures} can't all be true: no whole numbers satisfy them together.", figures=self.all_of(ids)
        )

    def _conflict_of_two(self, low: str, high: str, numbers: Mapping[str, Any]) -> Sentence:
        """Two figures of which the first counts no more than the second, and yet says more."""
        first, second = self._figures[low], self._figures[high]
        left, right = self.figure(low), self.figure(high)
        one_moment = is_one_moment(first.as_of, second.as_of)
        if where_of(first) != where_of(second):
            return sentence(
                "{part} counts a part of what {whole} counts, yet {greater} is more than {less}.",
                part=left,
                whole=right,
                **numbers,
            )
        if not one_moment:
            return self.fall(low, high, numbers)
        return sentence(
            "{first} and {second} count the same thing at the same moment, yet {greater} is more than {less}.",
            first=left,
            second=right,
            **numbers,
        )

    def fall(self, earlier: str, later: str, numbers: Mapping[str, Any] | None = None) -> Sentence:
        """A later count that is lower."""
        if numbers is None:
            before = stated_range(self._figures[earlier], self._figures)[0]
            after = stated_range(self._figures[later], self._figures)[1]
            numbers = {"greater": _amount(before), "less": _amount(after or 0)}
        return sentence(
            "{later} is lower than {earlier}, yet a later count of the same thing can't be lower unless it "
            "corrects the earlier one: {less} is less than {greater}.",
            later=self.figure(later),
            earlier=self.figure(earlier),
            **numbers,
        )

    # ------------------------------------------------------------ intervals

    def bound(self, value: int, terms: Sequence[Term], scale: int, *, is_greatest: bool) -> Sentence | None:
        """The sum that gives a bound; `None` where no figures do."""
        if not terms:
            return None
        signed = [(term if is_greatest else Term(term.figure, -term.factor, term.bound)) for term in terms]
        signed.sort(key=lambda term: term.factor < 0)
        parts: list[Sentence | str] = []
        for term in signed:
            sign = ("" if term.factor > 0 else "−") if not parts else (" + " if term.factor > 0 else " − ")
            factor = "" if abs(term.factor) == 1 else f"{abs(term.factor)} × "
            parts += [sign + factor, _amount(term.bound), f" ({term.figure})"]
        if scale != 1:
            parts = ["(", *parts, f") / {scale}"]
        arithmetic = _formula(*parts)
        if is_greatest:
            return sentence("at most {number}: {arithmetic}", number=_amount(value), arithmetic=arithmetic)
        return sentence("at least {number}: {arithmetic}", number=_amount(value), arithmetic=arithmetic)

    # ------------------------------------------------------------ breakdowns

    def breakdown(
        self,
        whole: str,
        parts: Sequence[str],
        state: BreakdownState,
        low: int | None,
        high: int | None,
        *,
        is_earlier: bool,
        is_uncertain: bool,
    ) -> Sentence:
        """How parts stand to a whole, with the sum.

        Args:
            whole: The figure of the whole.
            parts: The figures of the parts.
            state: What was found.
            low: The least that remains; `None` for no bound.
            high: The most that remains; `None` for no bound.
            is_earlier: Whether the parts are earlier counts of what only grows.
            is_uncertain: Whether the moments can't be told apart.
        """
        told: dict[str, Any] = {"whole": self.figure(whole), "parts": self._sum_of(parts)}
        match state:
            case BreakdownState.ADDS_UP:
                text = sentence("{parts}: this adds up to {whole}.", **told)
            case BreakdownState.EXCEEDS:
                over = _amount(-(high or 0))
                text = sentence(
                    "{parts}: this is more than {whole}, by at least {number}.", number=over, **told
                )
            case BreakdownState.FALLS_SHORT:
                text = sentence(
                    "{parts}: every value has its part, yet {whole} is more; missing: {remainder}.",
                    remainder=self._range(low, high),
                    **told,
                )
            case BreakdownState.LEAVES:
                text = sentence(
                    "{parts}, out of {whole}; no part is stated for the rest: {remainder}.",
                    remainder=self._range(low, high),
                    **told,
                )
            case BreakdownState.OPEN:
                text = sentence("{parts}, out of {whole}; these numbers leave open what remains.", **told)
        if is_earlier:
            return _formula(
                text, " ", sentence("The parts are of an earlier moment and may have grown since.")
            )
        if is_uncertain:
            return _formula(text, " ", sentence("Whether all are of the same moment is not known."))
        return text

    def _sum_of(self, ids: Sequence[str]) -> Sentence:
        joined = _joined([self.figure(id) for id in ids], " + ")
        values = [self._figures[id].value for id in ids]
        if all(isinstance(value, int) for value in values):
            return _formula(joined, " = ", _amount(sum(value for value in values if isinstance(value, int))))
        return joined

    def _range(self, low: int | None, high: int | None) -> Sentence:
        low = max(low or 0, 0)
        if high is None:
            return sentence("at least {number}", number=_amount(low))
        if low == high:
            return _amount(low)
        if low == 0:
            return sentence("at most {number}", number=_amount(high))
        return sentence("from {low} to {high}", low=_amount(low), high=_amount(high))

    # ------------------------------------------------------------ pairs

    def not_comparable(self, first: str, second: str, differences: Sequence[Difference]) -> Sentence:
        """Why two figures can't be set beside each other."""
        reasons = [self._difference(first, second, difference) for difference in differences]
        return sentence(
            "{first} and {second} can't be set beside each other: {reasons}.",
            first=self.figure(first),
            second=self.figure(second),
            reasons=_joined(reasons, "; "),
        )

    def _difference(self, first: str, second: str, difference: Difference) -> Sentence:
        one, other = self._figures[first], self._figures[second]
        match difference:
            case Difference.UNIT:
                return sentence(
                    "they count in different units ({first}, {second})",
                    first=self.unit(one.measure),
                    second=self.unit(other.measure),
                )
            case Difference.MEASURE:
                return sentence(
                    "they count different things ({first} | {second})",
                    first=self.part(one.measure, where_of(one)),
                    second=self.part(other.measure, where_of(other)),
                )
            case Difference.PART:
                return sentence(
                    "they count different parts ({first} | {second})",
                    first=self.part(one.measure, where_of(one)),
                    second=self.part(other.measure, where_of(other)),
                )
            case Difference.MOMENT:
                if Moment(one.as_of).is_before(Moment(other.as_of)) or Moment(other.as_of).is_before(
                    Moment(one.as_of)
                ):
                    return sentence(
                        "they are of different moments ({first}, {second})",
                        first=self.date(one.as_of),
                        second=self.date(other.as_of),
                    )
                return sentence(
                    "whether they are of the same moment is not known ({first}, {second})",
                    first=self.date(one.as_of),
                    second=self.date(other.as_of),
                )
            case Difference.BODY:
                return sentence(
                    "different bodies state them ({first}, {second})",
                    first=self.body(one.stated_by),
                    second=self.body(other.stated_by),
                )

    def unit(self, measure: str) -> Sentence:
        """The unit that a measure counts in."""
        label = load_vocabulary("counting-units").entry(self._measures[measure].unit).label
        return OwnWords("", text=LocalisedText(en=label.en, ru=label.ru, kk=label.kk))

    # ------------------------------------------------------------ assumptions

    def rule(self, measure: str, rule: Rule) -> Sentence:
        """A rule of a measure."""
        values = [self.value_of(attribute, value, measure) for attribute, value in rule.never.items()]
        if len(values) == 1:
            return sentence(
                "nothing is counted in “{measure}” that is this: {values}",
                measure=self.measure(measure),
                values=values[0],
            )
        return sentence(
            "nothing is counted in “{measure}” that is all of this together: {values}",
            measure=self.measure(measure),
            values=_joined(values, "; "),
        )

    def why(self, rule: Rule) -> Sentence | None:
        """The reason that a measure gives for a rule."""
        return None if rule.why is None else OwnWords("", text=rule.why)

    def cumulation(self, measure: str) -> Sentence:
        """That a measure only grows."""
        return sentence(
            "a later count is no lower than an earlier one, and what was known of those counted stays so ({measure})",
            measure=self.measure(measure),
        )

    def one_moment(self, measure: str, date: EdtfDate | None) -> Sentence:
        """That figures of one stretch of days count at one moment."""
        if date is None:
            return sentence(
                "the figures without a date count at one and the same moment ({measure})",
                measure=self.measure(measure),
            )
        return sentence(
            "the figures as of {date} count at one and the same moment ({measure})",
            date=self.date(date),
            measure=self.measure(measure),
        )
