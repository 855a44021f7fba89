"""The evidence of a comparison in words."""

from __future__ import annotations

from functools import cache

from aiqyn.core.language import Sentence, sentence

__all__ = ["AGREEMENTS", "ROLES", "evidence_in_words"]

ROLES = ("surname", "given_name", "patronymic")
"""In the order of columns."""

AGREEMENTS = (
    "missing",
    "same",
    "same_across_scripts",
    "spelling_variant",
    "equivalent",
    "initial_agrees",
    "initial_conflicts",
    "alike",
    "conflicts",
)
"""By their numbers in `aiqyn.core.names.likelihood.Agreement`."""

_ROLE_WORDS = {
    "surname": sentence("surname"),
    "given_name": sentence("given name"),
    "patronymic": sentence("patronymic"),
}
_AGREEMENT_WORDS = {
    "missing": sentence("missing in one name"),
    "same": sentence("same"),
    "same_across_scripts": sentence("same across scripts"),
    "spelling_variant": sentence("spelling variant"),
    "equivalent": sentence("another form of the same name"),
    "initial_agrees": sentence("initial agrees"),
    "initial_conflicts": sentence("initial conflicts"),
    "alike": sentence("alike, but may be another name"),
    "conflicts": sentence("conflicts"),
}


@cache
def evidence_in_words(parts: tuple[tuple[str, str], ...], *, other_sex: bool) -> Sentence:
    """What became of each part, one after the other.

    Args:
        parts: The role and the agreement of each part that either name has.
        other_sex: Whether the names can only be of a man and a woman.

    Example:
        >>> print(evidence_in_words((("surname", "same"), ("patronymic", "missing")), other_sex=False))
        surname: same; patronymic: missing in one name
    """
    said = [
        sentence("{part}: {evidence}", part=_ROLE_WORDS[role], evidence=_AGREEMENT_WORDS[agreement])
        for role, agreement in parts
    ]
    if other_sex:
        said.append(sentence("one name is a man's, the other a woman's"))
    if not said:
        return sentence("the names have no part that can be compared")
    joined = said[0]
    for each in said[1:]:
        joined = sentence("{first}; {second}", first=joined, second=each)
    return joined
