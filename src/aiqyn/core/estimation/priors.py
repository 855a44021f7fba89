"""What is told, or refused, where an answer hangs on what was believed before the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from aiqyn.core.estimation.estimates import Note, Objection, spaced
from aiqyn.core.language import sentence

__all__ = [
    "WHAT_WOULD_HELP",
    "UnderSomePrior",
    "chains_disagree_under_other_prior",
    "notes_of_other_priors",
    "objections_of_priors",
]

WHAT_WOULD_HELP = sentence(
    "More people in overlaps, on pairs of lists that now share few; or another method, whose assumptions "
    "the data can bear."
)


class UnderSomePrior(Protocol):
    """What the same data say under one prior; `None` for an end that there is not."""

    @property
    def median(self) -> int | None:
        """The middle."""

    @property
    def low(self) -> int | None:
        """Lower end of the interval."""

    @property
    def high(self) -> int | None:
        """Upper end of the interval."""


def _meet(first: UnderSomePrior, second: UnderSomePrior) -> bool:
    """Whether both intervals have ends, and share some number."""
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return False
    return first.low <= second.high and second.low <= first.high


def objections_of_priors(main: UnderSomePrior, others: Sequence[UnderSomePrior]) -> Iterator[Objection]:
    """One for each other prior under which the interval has no number in common with the main one."""
    return (_hangs_on_prior(main, other) for other in others if not _meet(main, other))


def _hangs_on_prior(reference: UnderSomePrior, other: UnderSomePrior) -> Objection:
    """That another prior leads elsewhere."""
    return Objection(
        "hangs-on-prior",
        sentence(
            "The answer hangs on what was assumed beforehand: another prior, no less plausible, gives {low} "
            "to {high} in place of {reference_low} to {reference_high}.",
            low=_end(other.low),
            high=_end(other.high),
            reference_low=_end(reference.low),
            reference_high=_end(reference.high),
        ),
        sentence("More people in overlaps, so that the data outweigh the prior."),
    )


def _end(end: int | None) -> str:
    return "∞" if end is None else spaced(end)


def chains_disagree_under_other_prior(r_hat: float, draws: float) -> Objection:
    """That whether the answer hangs on the prior can't be told."""
    return Objection(
        "chains-disagree-under-other-prior",
        sentence(
            "Under another prior, no less plausible, chains from different starts did not come to the "
            "same answer: R-hat {r_hat}, {draws} effective draws. Whether the answer hangs on the prior "
            "can't be told.",
            r_hat=f"{r_hat:.3f}",
            draws=round(draws),
        ),
        WHAT_WOULD_HELP,
    )


def notes_of_other_priors(main: UnderSomePrior, others: Sequence[UnderSomePrior]) -> tuple[Note, ...]:
    """What must be told where another prior's median lies outside the interval."""
    return tuple(
        Note(
            "prior-matters",
            sentence(
                "Another prior, no less plausible, moves the median out of the interval, to {median} "
                "({low} to {high}).",
                median=_end(other.median),
                low=_end(other.low),
                high=_end(other.high),
            ),
        )
        for other in others
        if not _holds(main, other.median)
    )


def _holds(interval: UnderSomePrior, number: int | None) -> bool:
    if number is None or interval.low is None:
        return False
    return interval.low <= number and (interval.high is None or number <= interval.high)
