"""What a linkage model is: which fields are compared, in which levels, and by which keys pairs are found.

A model is data: `packaged_model` is the one that comes with the package and fits any of the fields that
lists have; what a list doesn't have is left out by `LinkageModel.for_fields`. What `link` learns from the
lists is no part of it, but of `TrainedModel`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from aiqyn.core.packaged import packaged_yaml
from aiqyn.core.rosters.records import FIELDS, Field

__all__ = [
    "FORMS",
    "KINDS",
    "Comparison",
    "Key",
    "Level",
    "LinkageModel",
    "Rule",
    "model_of",
    "packaged_model",
]

KINDS = ("text", "compact", "digits", "date", "age", "place", "email", "name", "sex")
"""How the values of a field are made ready: what of their writing counts."""

FORMS = (
    "whole",
    "sound",
    "either_name",
    "both_names",
    "start1",
    "start2",
    "start3",
    "start4",
    "end4",
    "year",
    "month",
    "day",
    "user",
    "word",
    "word_start",
    "two_words",
    "word_and_initial",
)
"""What of a value a key takes."""

NAMES: tuple[Field, ...] = ("surname", "given_name")
"""Those that stand in each other's place."""

_NUMBERS = {
    "largest_block": 0,
    "pairs_per_record": 0.0,
    "most_pairs": 0,
    "prior_strength": 0.0,
    "random_pairs": 0,
}

_PACKAGED = Path(__file__).with_name("model.yaml")


@dataclass(frozen=True, slots=True)
class Level:
    """One way in which two values can agree, or not.

    Attributes:
        name: What it is called, for example `same`; worded by `aiqyn.core.rosters.linkage.wording`.
        condition: Its name in `aiqyn.core.rosters.linkage.dialect`; empty for the last level, which
            takes all pairs of values that no other does.
        bound: The number that the condition needs; 0 where it needs none.
        usual: The share of pairs of one person that are expected here before anything is learned.
        by_frequency: Whether agreement on a rare value counts for more than on a common one.
    """

    name: str
    condition: str
    bound: float
    usual: float
    by_frequency: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that two rows tell and that is compared.

    Attributes:
        name: What it is called; the field's name but where several fields are compared as one.
        fields: The fields that it looks at, the first its own; it is left out where no list has it.
        levels: From full agreement to none.
        ordered: Whether each level says no less than the next; else only the first says most and the last least.
        is_weighed: Whether the values themselves say how likely it is, as names do by `aiqyn.core.names`,
            and no level does.
        is_choice: Whether the level is chosen so that the others agree best: chance then explains any alike.
    """

    name: str
    fields: tuple[Field, ...]
    levels: tuple[Level, ...]
    ordered: bool = True
    is_choice: bool = False
    is_weighed: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """What of a field two rows must share to be looked at.

    Attributes:
        field: The field.
        form: What of it, of `FORMS`; `either_name` is the sound of the surname or of the given name, and
            `both_names` that of both in any order.
    """

    field: Field
    form: str

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields on which it looks."""
        return NAMES if self.form in ("either_name", "both_names") else (self.field,)


@dataclass(frozen=True, slots=True)
class Rule:
    """Two rows that share all these keys are a candidate pair.

    Attributes:
        keys: One or more.
    """

    keys: tuple[Key, ...]

    @property
    def fields(self) -> frozenset[Field]:
        """The fields on which it looks."""
        return frozenset(field for key in self.keys for field in key.fields)

    def __str__(self) -> str:
        return " + ".join(f"{key.field}.{key.form}" for key in self.keys)


@dataclass(frozen=True, slots=True)
class LinkageModel:
    """A model before it has seen a list.

    Attributes:
        kinds: How each field's values are made ready, of `KINDS`.
        comparisons: What is compared.
        rules: How candidate pairs are found, the surest first: of a pair that several would find, and
            where there is no room for all, the first count.
        largest_block: Of rows that share a rule's keys, at most so many are paired; a key that more
            share tells too little, and other rules find its pairs.
        pairs_per_record: There are at most so many candidate pairs for each row.
        most_pairs: There are at most so many in all, however many rows there are.
        prior_strength: What the `usual` shares weigh, in pairs of one person.
        random_pairs: So many pairs taken at random tell how often different persons agree by chance.
    """

    kinds: Mapping[Field, str]
    comparisons: tuple[Comparison, ...]
    rules: tuple[Rule, ...]
    largest_block: int = 1000
    pairs_per_record: float = 60.0
    most_pairs: int = 20_000_000
    prior_strength: float = 20.0
    random_pairs: int = 1_000_000

    def for_fields(self, fields: Iterable[Field]) -> LinkageModel:
        """The part of it that looks at these fields only.

        Args:
            fields: Those that some list has.
        """
        present = set(fields)
        return replace(
            self,
            kinds={field: kind for field, kind in self.kinds.items() if field in present},
            comparisons=tuple(
                replace(each, fields=tuple(field for field in each.fields if field in present))
                for each in self.comparisons
                if _is_told(each, present)
            ),
            rules=tuple(rule for rule in self.rules if rule.fields <= present),
        )


def _is_told(comparison: Comparison, present: set[Field]) -> bool:
    needed = comparison.fields if comparison.is_choice else comparison.fields[:1]
    return present.issuperset(needed)


@cache
def packaged_model() -> LinkageModel:
    """The model that comes with the package."""
    return model_of(packaged_yaml(_PACKAGED))


def model_of(content: Mapping[str, Any]) -> LinkageModel:
    """A model from what its file says.

    Args:
        content: The file's content, in the form of the packaged `model.yaml`. What users write is
            checked by `aiqyn.exchange` before it comes here.

    Raises:
        ValueError: Something is not in that form; the message names it.
    """
    numbers: dict[str, Any] = {
        name: type(default)(content[name]) for name, default in _NUMBERS.items() if name in content
    }
    return LinkageModel(
        {_field(field): _one_of(kind, KINDS) for field, kind in content["kinds"].items()},
        tuple(_comparison(name, told) for name, told in content["comparisons"].items()),
        tuple(_rule(keys) for keys in content["rules"]),
        **numbers,
    )


def _comparison(name: str, told: Mapping[str, Any]) -> Comparison:
    fields = tuple(_field(field) for field in told.get("fields", [name]))
    levels = tuple(_level(each) for each in told["levels"])
    if len(levels) < 2 or levels[-1].condition or not all(level.condition for level in levels[:-1]):
        raise ValueError(f"{name}: two levels or more, of which the last alone has no condition")
    return Comparison(
        name,
        fields,
        levels,
        told.get("ordered", True),
        told.get("is_choice", False),
        told.get("is_weighed", False),
    )


def _level(told: Mapping[str, Any]) -> Level:
    condition = told.get("when", "")
    bound = 0.0
    if isinstance(condition, Mapping):
        ((condition, bound),) = condition.items()
    return Level(told["name"], condition, float(bound), float(told["usual"]), bool(told.get("by_frequency")))


def _rule(keys: Iterable[str]) -> Rule:
    parts = [key.partition(".") for key in keys]
    return Rule(tuple(Key(_field(field), _one_of(form or "whole", FORMS)) for field, _, form in parts))


def _field(name: str) -> Field:
    for field in FIELDS:
        if field == name:
            return field
    raise ValueError(f"{name}: not a field of lists")


def _one_of(value: str, accepted: tuple[str, ...]) -> str:
    if value not in accepted:
        raise ValueError(f"{value}: not one of {', '.join(accepted)}")
    return value
