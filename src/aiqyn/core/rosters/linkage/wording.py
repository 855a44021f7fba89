"""Evidence in words: what was compared, and how two rows stand to each other in it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aiqyn.core.language import Sentence, sentence
from aiqyn.core.rosters.linkage.model import Comparison, Level

__all__ = ["DECIDED", "about", "found", "prior", "together", "usual"]

_ABOUT: Mapping[str, Sentence] = MappingProxyType(
    {
        "name": sentence("name"),
        "order_of_names": sentence("order of surname and given name"),
        "surname": sentence("surname"),
        "given_name": sentence("given name"),
        "patronymic": sentence("patronymic"),
        "sex": sentence("sex"),
        "born": sentence("date of birth"),
        "age": sentence("age"),
        "died": sentence("date of death"),
        "place_of_birth": sentence("place of birth"),
        "place_of_death": sentence("place of death"),
        "residence": sentence("place of residence"),
        "street": sentence("street"),
        "street_number": sentence("house number"),
        "locality": sentence("locality"),
        "postcode": sentence("postcode"),
        "region": sentence("region"),
        "country": sentence("country"),
        "occupation": sentence("occupation"),
        "email": sentence("e-mail address"),
        "phone": sentence("telephone number"),
        "national_number": sentence("number of a document"),
        "other": sentence("other text"),
    }
)

_FOUND: Mapping[str, Sentence] = MappingProxyType(
    {
        "same": sentence("same"),
        "slip": sentence("one slip of the pen apart"),
        "very_alike": sentence("very alike"),
        "alike": sentence("alike"),
        "another_form": sentence("another form of the same name"),
        "begins": sentence("one begins like the other"),
        "same_start": sentence("same beginning"),
        "same_end": sentence("same end"),
        "same_user": sentence("same before the @"),
        "one_within_other": sentence("one lies within the other"),
        "as_given": sentence("as the columns say"),
        "exchanged": sentence("each stands in the other's place"),
        "day_and_month_exchanged": sentence("day and month exchanged"),
        "two_parts_same": sentence("two of day, month and year are the same"),
        "same_as_far_as_told": sentence("same as far as told"),
        "near_day": sentence("few days apart"),
        "edits": sentence("two digits apart"),
        "ten_years_off": sentence("about ten years apart"),
        "same_year": sentence("same year"),
        "near_year": sentence("one or two years apart"),
        "near": sentence("one year apart"),
        "rather_near": sentence("two or three years apart"),
        "differs": sentence("differs"),
    }
)

DECIDED: Mapping[bool, Sentence] = MappingProxyType(
    {
        True: sentence("people decided: one person"),
        False: sentence("people decided: two persons"),
    }
)


def about(comparison: Comparison) -> Sentence:
    """What is compared."""
    return _ABOUT.get(comparison.name) or sentence("“{name}”", name=comparison.name)


def found(level: Level) -> Sentence:
    """How two values stand to each other; a level of a user's own model by its name."""
    return _FOUND.get(level.name) or sentence("“{name}”", name=level.name.replace("_", " "))


def prior(*, within: bool) -> Sentence:
    """From where on evidence is weighed."""
    if within:
        return sentence("two rows of one list, before anything is compared")
    return sentence("two rows of two lists, before anything is compared")


def usual(comparison: Comparison, *, is_rare: bool) -> Sentence:
    """What is said of how common a value is."""
    if is_rare:
        return sentence("{what}: a rare value", what=about(comparison))
    return sentence("{what}: a common value", what=about(comparison))


def together(one: Comparison, other: Comparison) -> Sentence:
    """What is said of two comparisons that go together."""
    return sentence("{one} and {other} go together", one=about(one), other=about(other))
