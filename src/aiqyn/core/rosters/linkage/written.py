"""A linkage model as people write it: checked, so that what stands there can be asked of the lists."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, StringConstraints, model_validator
from pydantic import Field as Limited

from aiqyn.core.language import sentence
from aiqyn.core.rosters.linkage.model import FORMS, KINDS, LinkageModel, model_of, packaged_model
from aiqyn.core.rosters.records import FIELDS
from aiqyn.core.values import Unacceptable, Value

__all__ = ["WrittenComparison", "WrittenLevel", "WrittenModel"]

_TEXTS = ("text", "compact", "digits", "place", "email", "sex")

_CONDITIONS: Mapping[str, tuple[tuple[str, ...], bool]] = MappingProxyType(
    {
        "same": ((*_TEXTS, "date"), False),
        "slip": (_TEXTS, True),
        "alike": (_TEXTS, True),
        "begins": (_TEXTS, False),
        "same_start": (_TEXTS, True),
        "same_end": (_TEXTS, True),
        "another_form": (("text",), False),
        "same_user": (("email",), False),
        "one_within_other": (("place",), False),
        "date_slip": (("date",), False),
        "day_and_month_exchanged": (("date",), False),
        "two_parts_same": (("date",), False),
        "same_as_far_as_told": (("date",), False),
        "date_edits": (("date",), True),
        "same_year": (("date",), False),
        "near_year": (("date",), True),
        "near_day": (("date",), True),
        "ten_years_off": (("date",), True),
        "same_age": (("age",), False),
        "near_age": (("age",), True),
    }
)
"""For each condition the kinds of values of which it can be asked, and whether it needs a number."""

_FORMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "whole": (*_TEXTS, "date", "age"),
        "sound": ("text",),
        "either_name": ("text",),
        "both_names": ("text",),
        **dict.fromkeys(("start1", "start2", "start3", "start4", "end4"), _TEXTS),
        **dict.fromkeys(("year", "month", "day"), ("date",)),
        "user": ("email",),
        **dict.fromkeys(("word", "word_start", "two_words", "word_and_initial"), ("name",)),
    }
)
"""For each form of a key the kinds of values that have it."""

LEAST_LEVELS = 2
SUM_WITHIN = 0.001


def _one_of(*accepted: str) -> Any:
    def check(text: str) -> str:
        if text not in accepted:
            raise Unacceptable(sentence("one of: {names}", names=", ".join(accepted)))
        return text

    return AfterValidator(check)


_FieldName = Annotated[str, _one_of(*FIELDS)]
_Kind = Annotated[str, _one_of(*KINDS)]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\W\d]\w*$")]
_Share = Annotated[float, Limited(gt=0, lt=1)]


class WrittenLevel(Value):
    """One way in which two values can agree.

    Attributes:
        name: What it is called.
        when: The condition, or the condition with its number, `{alike: 0.9}`; left out at the last level.
        usual: The share of pairs of one person that are expected here.
        by_frequency: Whether a rare value counts for more.
    """

    name: _Name
    when: str | dict[str, float] | None = None
    usual: _Share
    by_frequency: bool = False

    @model_validator(mode="after")
    def _can_be_asked(self) -> WrittenLevel:
        if self.when is None:
            return self
        if isinstance(self.when, dict) and len(self.when) != 1:
            raise Unacceptable(sentence("one condition with its number: {example}", example="{alike: 0.9}"))
        condition = self.condition
        if condition not in _CONDITIONS:
            raise Unacceptable(sentence("one of: {names}", names=", ".join(_CONDITIONS)))
        needs_number = _CONDITIONS[condition][1]
        if needs_number and isinstance(self.when, str):
            raise Unacceptable(
                sentence("the condition with a number: {example}", example=f"{{{condition}: 2}}")
            )
        if not needs_number and not isinstance(self.when, str):
            raise Unacceptable(sentence("the condition without a number: {example}", example=condition))
        return self

    @property
    def condition(self) -> str:
        """The condition's name; empty at the last level."""
        return self.when if isinstance(self.when, str) else next(iter(self.when), "") if self.when else ""


class WrittenComparison(Value):
    """One thing that is compared.

    Attributes:
        fields: What it looks at; the field of its own name where left out.
        levels: From full agreement to none; the last has no condition.
        ordered: Whether each level says no less than the next.
    """

    fields: tuple[_FieldName, ...] = ()
    levels: Annotated[tuple[WrittenLevel, ...], Limited(min_length=LEAST_LEVELS)]
    ordered: bool = True

    @model_validator(mode="after")
    def _ends_in_everything_else(self) -> WrittenComparison:
        if self.levels[-1].when is not None or any(level.when is None for level in self.levels[:-1]):
            raise Unacceptable(sentence("levels of which the last alone has no condition"))
        total = sum(level.usual for level in self.levels)
        if abs(total - 1) > SUM_WITHIN:
            raise Unacceptable(
                sentence("usual shares that sum to 1"),
                sentence("they sum to {total}", total=f"{total:.3f}"),
            )
        return self


class WrittenModel(Value):
    """A linkage model of one's own.

    Attributes:
        kinds: How the values of fields are made ready; as in the packaged model where left out.
        comparisons: What is compared, by field. Whole names are compared as the packaged model does.
        rules: Keys that two rows must share to be looked at: `FIELD` or `FIELD.FORM`; the packaged rules
            where left out.
        largest_block, pairs_per_record, most_pairs, prior_strength, random_pairs: See `LinkageModel`.
    """

    kinds: dict[_FieldName, _Kind] = Limited(default_factory=dict)
    comparisons: Annotated[dict[_Name, WrittenComparison], Limited(min_length=1)]
    rules: tuple[Annotated[tuple[str, ...], Limited(min_length=1)], ...] = ()
    largest_block: Annotated[int, Limited(ge=2)] = 1000
    pairs_per_record: Annotated[float, Limited(gt=0)] = 60.0
    most_pairs: Annotated[int, Limited(ge=1)] = 20_000_000
    prior_strength: Annotated[float, Limited(gt=0)] = 20.0
    random_pairs: Annotated[int, Limited(ge=1000)] = 1_000_000

    @model_validator(mode="after")
    def _fits_the_kinds(self) -> WrittenModel:
        for name, comparison in self.comparisons.items():
            field = self._field(name, comparison)
            kind = self._kind(field)
            for level in comparison.levels[:-1]:
                if kind not in _CONDITIONS[level.condition][0]:
                    fitting = [each for each, (kinds, _) in _CONDITIONS.items() if kind in kinds]
                    raise Unacceptable(
                        sentence("for {field}, one of: {names}", field=field, names=", ".join(fitting))
                    )
        for rule in self.rules:
            for key in rule:
                self._check_key(key)
        return self

    def _field(self, name: str, comparison: WrittenComparison) -> str:
        field = comparison.fields[0] if comparison.fields else name
        if field not in FIELDS or field == "name":
            accepted = [each for each in FIELDS if each != "name"]
            raise Unacceptable(sentence("one of: {names}", names=", ".join(accepted)))
        return field

    def _kind(self, field: str) -> str:
        return self._kinds()[field]

    def _kinds(self) -> dict[str, str]:
        kinds: dict[str, str] = dict(packaged_model().kinds)  # type: ignore[arg-type]
        return kinds | self.kinds

    def _check_key(self, key: str) -> None:
        field, _, form = key.partition(".")
        if field not in FIELDS or (form or "whole") not in FORMS:
            raise Unacceptable(
                sentence("a field, or a field and one of its forms: {example}", example="born.year")
            )
        kind = self._kind(field)
        if kind not in _FORMS[form or "whole"] or (form.endswith("_name") and field != "surname"):
            fitting = [each for each, kinds in _FORMS.items() if kind in kinds]
            raise Unacceptable(
                sentence("for {field}, one of: {names}", field=field, names=", ".join(fitting))
            )

    def model(self) -> LinkageModel:
        """The model that it describes."""
        packaged = packaged_model()
        content = self.model_dump(exclude={"comparisons", "rules", "kinds"})
        written = model_of(
            {
                **content,
                "kinds": self._kinds(),
                "comparisons": {
                    name: {
                        "fields": comparison.fields or [name],
                        "levels": [_level(level) for level in comparison.levels],
                        "ordered": comparison.ordered,
                    }
                    for name, comparison in self.comparisons.items()
                },
                "rules": self.rules,
            }
        )
        whole_names = tuple(each for each in packaged.comparisons if each.is_weighed)
        rules = written.rules or packaged.rules
        if not any("name" in rule.fields for rule in rules):
            rules = (*(rule for rule in packaged.rules if "name" in rule.fields), *rules)
        return LinkageModel(
            written.kinds,
            (*whole_names, *written.comparisons),
            rules,
            self.largest_block,
            self.pairs_per_record,
            self.most_pairs,
            self.prior_strength,
            self.random_pairs,
        )


def _level(level: WrittenLevel) -> Mapping[str, Any]:
    told: dict[str, Any] = {"name": level.name, "usual": level.usual, "by_frequency": level.by_frequency}
    return told if level.when is None else {**told, "when": level.when}
