"""Two names, one person? A probability on the names alone, and what became of each part in words.

`compare` is for one pair. For many, keep a `NameComparer` and give it pairs by the thousand: a word
or a name met again costs nothing, and pairs are weighed all at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.language import Sentence
from aiqyn.core.names.evidence import EvidenceOfParts
from aiqyn.core.names.lexicon import Lexicon, default_lexicon
from aiqyn.core.names.likelihood import Compared, compare_readings
from aiqyn.core.names.parsing import NameTable, Reading
from aiqyn.core.names.parts import PartTable, Shares
from aiqyn.core.names.weights import Weights
from aiqyn.core.names.wording import AGREEMENTS, ROLES, evidence_in_words

__all__ = ["DEFAULT_THRESHOLD", "NameComparer", "NameComparison", "PartEvidence", "compare", "parse_name"]

DEFAULT_THRESHOLD = 0.5
"""From this score on it is likelier that two names are of one person than that they are not."""

AT_ONCE = 4096
"""So many pairs are weighed together: more fit in no processor's cache, fewer leave it waiting."""

MOST_WORDS = 150_000
"""Some tens of megabytes of what was found out about words."""

MOST_WORDS_ONE_BY_ONE = 5_000
"""For pairs that come one by one: what is remembered is copied when something is added."""


class PartEvidence(NamedTuple):
    """What became of one part.

    Attributes:
        role: `surname`, `given_name` or `patronymic`.
        agreement: `same`, `same_across_scripts`, `spelling_variant`, `equivalent`, `initial_agrees`,
            `alike`, `initial_conflicts`, `conflicts` or `missing`.
        first: The word in the first name, in small letters; `None` where it has no such part.
        second: Likewise in the second.
        evidence: How much likelier this is if the part is shared than if not, as a logarithm: above 0
            it speaks for one person, below against, 0 is silent.
    """

    role: str
    agreement: str
    first: str | None
    second: str | None
    evidence: float


class NameComparison(NamedTuple):
    """Whether two names are of one person.

    Attributes:
        score: The probability that they are, on the names alone, for a pair that is as likely to be of
            one person as not: 0 to 1.
        parts: What became of each part that either name has.
        other_sex: Whether one name can only be a man's and the other only a woman's.
    """

    score: float
    parts: tuple[PartEvidence, ...]
    other_sex: bool

    @property
    def because(self) -> Sentence:
        """The evidence in words."""
        return evidence_in_words(
            tuple((part.role, part.agreement) for part in self.parts), other_sex=self.other_sex
        )


class NameComparer:
    """Compares names, and remembers what it found out about each word; each thread needs its own."""

    def __init__(
        self,
        lexicon: Lexicon | None = None,
        *,
        shares: Shares | None = None,
        weights: Weights | None = None,
        most_words: int = MOST_WORDS,
    ) -> None:
        """A comparer that has met no name yet.

        Args:
            lexicon: What is known of names; of the packs that come with the package where left out.
            shares: How common names are; what the lexicon says where left out. `shares_in` learns them
                from lists.
            weights: The numbers of the method.
            most_words: After so many words or names it forgets all of them and begins anew, since a list
                may be longer than memory.
        """
        self._most_words = most_words
        self._lexicon = lexicon or default_lexicon()
        self._shares = shares
        self._weights = weights or Weights()
        self._forget()

    def compare(self, first: str, second: str) -> NameComparison:
        """Whether two names are of one person."""
        return next(self.compare_many([(first, second)]))

    def compare_many(self, pairs: Iterable[tuple[str, str]]) -> Iterator[NameComparison]:
        """Whether the names of each pair are of one person, in the order of the pairs.

        Args:
            pairs: Two names each. They are taken some thousands at a time, so a stream will do.
        """
        remaining = iter(pairs)
        while chunk := list(islice(remaining, AT_ONCE)):
            firsts, seconds = zip(*chunk, strict=True)
            yield from self._worded(self._compared(firsts, seconds))

    def scores(self, firsts: Sequence[str], seconds: Sequence[str]) -> NDArray[np.float64]:
        """The scores alone, for rows of names side by side: what linkage needs, and faster.

        Args:
            firsts: The first name of each pair.
            seconds: The second name of each, as many.
        """
        found = np.empty(len(firsts), dtype=np.float64)
        for start in range(0, len(firsts), AT_ONCE):
            end = start + AT_ONCE
            found[start:end] = _probability(self._compared(firsts[start:end], seconds[start:end]).log_odds)
        return found

    def parse(self, name: str) -> tuple[Reading, ...]:
        """The ways in which a name can be taken apart, the likeliest first."""
        return self._names.readings(self._names.take([name])[0])

    # ------------------------------------------------------------

    def _forget(self) -> None:
        self._words = PartTable(self._lexicon, self._shares)
        self._names = NameTable(self._words)

    def _compared(self, firsts: Sequence[str], seconds: Sequence[str]) -> Compared:
        if max(len(self._words), len(self._names)) > self._most_words:
            self._forget()
        numbers = np.array(self._names.take([*firsts, *seconds]), dtype=np.intp)
        words = self._words
        evidence = EvidenceOfParts(
            words.columns, words.forms, words.form_hashes, self._lexicon.costs, self._weights
        )
        return compare_readings(numbers[: len(firsts)], numbers[len(firsts) :], self._names.columns, evidence)

    def _worded(self, found: Compared) -> Iterator[NameComparison]:
        texts = self._words.texts
        for score, agreements, evidence, first, second, other_sex in zip(
            _probability(found.log_odds).tolist(),
            found.agreements.T.tolist(),
            found.evidence.T.tolist(),
            found.firsts.T.tolist(),
            found.seconds.T.tolist(),
            found.other_sex.tolist(),
            strict=True,
        ):
            yield NameComparison(
                score,
                tuple(
                    PartEvidence(
                        ROLES[role],
                        AGREEMENTS[agreements[role]],
                        texts[one] if one >= 0 else None,
                        texts[other] if other >= 0 else None,
                        evidence[role],
                    )
                    for role, (one, other) in enumerate(zip(first, second, strict=True))
                    if one >= 0 or other >= 0
                ),
                other_sex,
            )


def compare(first: str, second: str) -> NameComparison:
    """Whether two names are of one person, on the names alone.

    Example:
        >>> found = compare("Тоқаев Қ.Ж.", "Kassym-Jomart Tokayev")
        >>> [(part.role, part.agreement) for part in found.parts]
        [('surname', 'same_across_scripts'), ('given_name', 'initial_agrees'), ('patronymic', 'missing')]
        >>> print(compare("Оспанов Серік Асқарұлы", "Оспанов Серик Болатович").because)
        surname: same; given name: spelling variant; patronymic: conflicts
    """
    with _ONE_AT_A_TIME:
        return _default_comparer().compare(first, second)


def parse_name(name: str) -> tuple[Reading, ...]:
    """The ways in which a name can be taken apart, the likeliest first.

    Example:
        >>> reading = parse_name("Серік Асқарұлы Оспанов")[0]
        >>> reading.surname.text, reading.given.text, reading.father.text
        ('оспанов', 'серік', 'асқарұлы')
    """
    with _ONE_AT_A_TIME:
        return _default_comparer().parse(name)


_ONE_AT_A_TIME = Lock()
"""The comparer behind these two is shared by all threads."""


@cache
def _default_comparer() -> NameComparer:
    return NameComparer(most_words=MOST_WORDS_ONE_BY_ONE)


def _probability(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    probability: NDArray[np.float64] = 1 / (1 + np.exp(-log_odds))
    return probability
