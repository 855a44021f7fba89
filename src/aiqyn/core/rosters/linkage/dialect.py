"""The SQL that conditions and keys are worked out in; what one engine calls otherwise than another stands here.

All else that linkage asks of its engine is joins, grouping, `CASE`, `UNION ALL` and arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from aiqyn.core.rosters.linkage.model import NAMES, Comparison, Key, Level, Rule

__all__ = ["CONDITIONS", "cleaned", "condition", "crossed", "exchanged", "is_told", "keyed", "keys"]

_NEITHER_LETTER_NOR_DIGIT = r"[^\p{L}\p{N}]+"

# ---------------------------------------------------------------- functions that engines name in their own way


def _similarity(one: str, other: str) -> str:
    """Jaro and Winkler's similarity, 0 to 1."""
    return f"jaro_winkler_similarity({one}, {other})"


def _edits(one: str, other: str) -> str:
    """Levenshtein's distance."""
    return f"levenshtein({one}, {other})"


def _two_exchanged(one: str, other: str) -> str:
    """Whether two texts of one length differ by two signs that changed places.

    Jaro's similarity is then 1 - 1/3n: much quicker than Damerau's distance.
    """
    return (
        f"length({one}) = length({other})"
        f" AND jaro_similarity({one}, {other}) >= 1 - 1 / (3.0 * length({one})) - 1e-9"
    )


def _without_accents(text: str) -> str:
    return f"strip_accents(lower({text}))"


def _replaced(text: str, pattern: str, by: str) -> str:
    return f"regexp_replace({text}, '{pattern}', '{by}', 'g')"


def _found(text: str, pattern: str) -> str:
    """The pattern's first group, or nothing."""
    return f"nullif(regexp_extract({text}, '{pattern}', 1), '')"


def hashed(parts: list[str]) -> str:
    """A number for equal values; two that differ share one by chance once in 2⁶⁴."""
    return f"hash({', '.join(parts)})"


# ---------------------------------------------------------------- values made ready


def cleaned(kind: str, text: str) -> Mapping[str, str]:
    """The columns that a field of that kind is kept in, by what is added to the field's name.

    Args:
        kind: Of `aiqyn.core.rosters.linkage.model.KINDS`.
        text: The column as received.
    """
    plain = _plain(text, " ")
    if kind in ("text", "name"):
        return {"": plain}
    if kind == "compact":
        return {"": _plain(text, "")}
    if kind == "sex":
        return {"": text}
    if kind == "digits":
        return {"": f"nullif({_replaced(text, '[^0-9]+', '')}, '')"}
    if kind == "age":
        return {"": f"try_cast({text} AS INTEGER)"}
    if kind == "place":
        return {"": plain, "_first": _plain(f"split_part({text}, ',', 1)", " ")}
    if kind == "email":
        small = f"lower(trim({text}))"
        return {"": small, "_user": _found(small, "^([^@]+)@")}
    date = _surely(text)
    year, month, day = (
        _found(date, pattern)
        for pattern in (r"^(\d{4})", r"^\d{4}-(\d{2})(?:-|[~?%]?$)", r"^\d{4}-[\dX]{2}-(\d{2})[~?%]?$")
    )
    return {
        "": f"nullif(concat({year}, {month}, {day}), '')",
        "_y": f"CAST({year} AS INTEGER)",
        "_m": f"CAST({month} AS INTEGER)",
        "_d": f"CAST({day} AS INTEGER)",
    }


def _surely(text: str) -> str:
    """Of a date between two days what both have in common; other dates as they are."""
    end = f"split_part({text}, '/', 2)"
    return (
        f"CASE WHEN NOT contains({text}, '/') THEN {text} WHEN left({text}, 7) = left({end}, 7) THEN left({text}, 7)"
        f" WHEN left({text}, 4) = left({end}, 4) THEN left({text}, 4) END"
    )


def _plain(text: str, between: str) -> str:
    """Small letters and digits without accents; what else stood there is one sign or none."""
    return f"nullif(trim({_replaced(_without_accents(text), _NEITHER_LETTER_NOR_DIGIT, between)}), '')"


# ---------------------------------------------------------------- conditions

SIMILAR_ENOUGH_FOR_A_SLIP = 0.7
"""Of three letters or more, one wrong leaves as much."""

_Sql = Callable[[str, float], str]


def _slip(c: str, bound: float) -> str:
    one, other = f"l.{c}", f"r.{c}"
    most = int(bound)
    long_enough = f"abs(length({one}) - length({other})) <= {most} AND length({one}) > {2 * most} AND length({other}) > {2 * most}"
    return (
        f"{_similarity(one, other)} >= {SIMILAR_ENOUGH_FOR_A_SLIP} AND {long_enough} AND"
        f" ({_edits(one, other)} <= {most} OR ({_two_exchanged(one, other)}))"
    )


def _full(c: str) -> str:
    return f"l.{c}_d IS NOT NULL AND r.{c}_d IS NOT NULL AND l.{c}_m IS NOT NULL AND r.{c}_m IS NOT NULL"


def _same_part(c: str, part: str) -> str:
    return f"coalesce(l.{c}_{part} = r.{c}_{part}, FALSE)"


def _parts_shared(c: str) -> str:
    """How many of year, month and day are the same."""
    parts = " + ".join(f"CAST({_same_part(c, part)} AS INTEGER)" for part in "ymd")
    return f"({parts})"


def _date_slip(c: str, _: float) -> str:
    one, other = f"l.{c}", f"r.{c}"
    # A slip of one digit leaves two parts as they are: asked first, since it is quickly told.
    return f"{_parts_shared(c)} = 2 AND {_full(c)} AND ({_edits(one, other)} = 1 OR ({_two_exchanged(one, other)}))"


def _exchanged(c: str, _: float) -> str:
    return f"{_full(c)} AND l.{c}_y = r.{c}_y AND l.{c}_m = r.{c}_d AND l.{c}_d = r.{c}_m"


def _two_parts(c: str, _: float) -> str:
    return f"{_parts_shared(c)} = 2 AND {_full(c)}"


def _as_far_as_told(c: str, _: float) -> str:
    parts = " AND ".join(f"coalesce(l.{c}_{part} = r.{c}_{part}, TRUE)" for part in "ymd")
    return f"NOT ({_full(c)}) AND {parts} AND l.{c}_y IS NOT NULL AND r.{c}_y IS NOT NULL"


def _days_between(c: str) -> str:
    """As if each month had 31 days."""
    return f"abs((372 * l.{c}_y + 31 * l.{c}_m + l.{c}_d) - (372 * r.{c}_y + 31 * r.{c}_m + r.{c}_d))"


def _near_day(c: str, bound: float) -> str:
    return f"{_full(c)} AND {_days_between(c)} <= {int(bound)}"


def _ten_years_off(c: str, bound: float) -> str:
    return f"{_full(c)} AND abs({_days_between(c)} - 3720) <= {int(bound)}"


def exchanged() -> str:
    """Whether surname and given name agree only in each other's place, as far as both are told."""
    one, other = NAMES
    crosswise = [(f"l.{one}", f"r.{other}"), (f"l.{other}", f"r.{one}")]
    straight = [(f"l.{name}", f"r.{name}") for name in NAMES]
    agree = [
        f"({a} IS NULL OR {b} IS NULL OR {a} = {b} OR {_similarity(a, b)} >= 0.88)" for a, b in crosswise
    ]
    some = " OR ".join(f"({a} IS NOT NULL AND {b} IS NOT NULL)" for a, b in crosswise)
    # Where a letter in common is asked first, most pairs need no more.
    first = " OR ".join(f"left({a}, 1) = left({b}, 1) OR right({a}, 1) = right({b}, 1)" for a, b in crosswise)
    unlike = [f"coalesce({a} <> {b}, TRUE)" for a, b in straight]
    no_better = [f"coalesce({_similarity(a, b)} < 0.88, TRUE)" for a, b in straight]
    # Only within CASE does the engine leave unasked what no longer matters.
    return f"CASE WHEN {' AND '.join([*unlike, f'({first})', f'({some})', *agree, *no_better])} THEN TRUE ELSE FALSE END"


def crossed(text: str) -> str:
    """The same of the second row's surname and given name, each for the other."""
    one, other = NAMES
    return text.replace(f"r.{one}", "r.\0").replace(f"r.{other}", f"r.{one}").replace("r.\0", f"r.{other}")


def _begins(c: str, _: float) -> str:
    return f"(starts_with(l.{c}, r.{c}) OR starts_with(r.{c}, l.{c}))"


def _one_within_other(c: str, _: float) -> str:
    return (
        f"(l.{c}_first = r.{c}_first OR contains(concat(' ', l.{c}, ' '), concat(' ', r.{c}, ' '))"
        f" OR contains(concat(' ', r.{c}, ' '), concat(' ', l.{c}, ' ')))"
    )


def _another_form(c: str, _: float) -> str:
    return f"(l.{c}_form = r.{c}_form OR l.{c}_form = r.{c}_form2 OR l.{c}_form2 = r.{c}_form)"


CONDITIONS: Mapping[str, _Sql] = MappingProxyType(
    {
        "same": lambda c, _: f"l.{c} = r.{c}",
        "slip": _slip,
        "alike": lambda c, bound: f"{_similarity(f'l.{c}', f'r.{c}')} >= {bound!r}",
        "begins": _begins,
        "another_form": _another_form,
        "same_start": lambda c, bound: f"left(l.{c}, {int(bound)}) = left(r.{c}, {int(bound)})",
        "same_end": lambda c, bound: (
            f"length(l.{c}) >= {int(bound)} AND right(l.{c}, {int(bound)}) = right(r.{c}, {int(bound)})"
        ),
        "same_user": lambda c, _: f"l.{c}_user = r.{c}_user",
        "one_within_other": _one_within_other,
        "date_slip": _date_slip,
        "day_and_month_exchanged": _exchanged,
        "two_parts_same": _two_parts,
        "same_as_far_as_told": _as_far_as_told,
        "date_edits": lambda c, bound: (
            f"{_parts_shared(c)} >= 1 AND {_full(c)} AND {_edits(f'l.{c}', f'r.{c}')} <= {int(bound)}"
        ),
        "same_year": lambda c, _: f"l.{c}_y = r.{c}_y",
        "near_year": lambda c, bound: f"abs(l.{c}_y - r.{c}_y) <= {int(bound)}",
        "near_day": _near_day,
        "ten_years_off": _ten_years_off,
        "evidence": lambda _, bound: f"p.evidence >= {bound!r}",
        "as_given": lambda _, __: "NOT p.exchanged",
        "same_age": lambda _, __: "l.year_by_age = r.year_by_age",
        "near_age": lambda _, bound: f"abs(l.year_by_age - r.year_by_age) <= {int(bound)}",
    }
)
"""What a level can ask of two values."""


def condition(comparison: Comparison, level: Level) -> str:
    """Whether a pair is at that level, given that it is at none before it."""
    return CONDITIONS[level.condition](comparison.fields[0], level.bound)


def is_told(comparison: Comparison) -> str:
    """Whether both rows tell what is compared."""
    if comparison.is_choice:
        one, other = NAMES
        return f"(l.{one} IS NOT NULL OR l.{other} IS NOT NULL) AND (r.{one} IS NOT NULL OR r.{other} IS NOT NULL)"
    if comparison.is_weighed:
        return "p.evidence IS NOT NULL"
    if comparison.fields[0] == "age":
        # Two dates of birth are compared as such, and better.
        return (
            "l.year_by_age IS NOT NULL AND r.year_by_age IS NOT NULL AND (l.age IS NOT NULL OR r.age IS NOT NULL)"
            " AND NOT coalesce(l.age_is_second AND r.age_is_second, FALSE)"
        )
    return f"l.{comparison.fields[0]} IS NOT NULL AND r.{comparison.fields[0]} IS NOT NULL"


# ---------------------------------------------------------------- keys


def keyed(rule: Rule) -> str:
    """The table in which a rule's keys are columns."""
    for each in rule.keys:
        if each.field == "name":
            return (
                "(SELECT records.*, k.key AS name_key FROM records JOIN name_keys k"
                f" ON records.name_id = k.name_id AND k.form = '{each.form}')"
            )
    return "records"


def keys(of: Key) -> list[str]:
    """What two rows must share, as columns of one row of which one must be the other's: nothing where it is not told."""
    field, form = of.field, of.form
    if form == "either_name":
        return [f"{name}_sound" for name in NAMES]
    if form == "both_names":
        one, other = (f"{name}_sound" for name in NAMES)
        return [
            f"CASE WHEN {one} IS NOT NULL AND {other} IS NOT NULL"
            f" THEN concat(least({one}, {other}), ' ', greatest({one}, {other})) END"
        ]
    if field == "name":
        return ["name_key"]
    if form == "whole":
        return [field]
    if form.startswith("start"):
        return [f"nullif(left({field}, {form[5:]}), '')"]
    if form.startswith("end"):
        return [f"nullif(right({field}, {form[3:]}), '')"]
    return [f"{field}_{ {'year': 'y', 'month': 'm', 'day': 'd'}.get(form, form) }"]
