"""Bayesian average over all decomposable graphs of dependence between lists.

When to reach for it: three to ten lists, some of which may depend on each other in pairs and
groups. All unknowns but the graph and the number of people are summed exactly; up to six lists
so are all graphs, and no random number is drawn. It refuses where the answer comes from what
was assumed before the data rather than from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.estimation.assumptions import PEOPLE_ALIKE, RECORDS_LINKED, SAME_PEOPLE
from aiqyn.core.estimation.counts import CaptureCounts
from aiqyn.core.estimation.estimates import (
    Answer,
    Distribution,
    EstimateRefused,
    JsonValue,
    Method,
    Note,
    Objection,
    Options,
)
from aiqyn.core.estimation.existence import face_of
from aiqyn.core.estimation.graph_sampler import Walks, cliques_and_separators, walk_over_graphs
from aiqyn.core.estimation.graphs import MOST_LISTS_IN_FULL, edges, every_decomposable_graph, spelled
from aiqyn.core.estimation.marginals import Posterior, PowerPrior, Prior, SetTerms, posterior_of
from aiqyn.core.estimation.modes import Mode, modes_of, note_of_modes
from aiqyn.core.estimation.priors import objections_of_priors
from aiqyn.core.estimation.refusals import NO_UPPER_END, cautions, too_many_lists
from aiqyn.core.estimation.tables import counts_of, design_of, patterns_of
from aiqyn.core.language import sentence

__all__ = ["METHOD", "PRIORS", "estimate", "posterior"]

MOST_LISTS = 10
"""Beyond it walks over graphs do not come to agree in reasonable time."""

MOST_TAIL = 1e-4
"""So much of a posterior, at most, may lie beyond a million times what is documented."""

_SHOWN = 10
_LOOKED_AT = 40
_MOST_UNIDENTIFIED = 0.5
_UNIDENTIFIED_TO_TELL = 0.05
_FURTHEST_WALK = 0.2


@dataclass(frozen=True, slots=True)
class PriorChoice:
    """A prior that the answer is worked out under.

    Attributes:
        name: For programs.
        delta_factor: The prior weight of each pattern, in 2^-lists.
        power: The number of people is held to be as likely as its negative power.
    """

    name: str
    delta_factor: float
    power: float


PRIORS = (
    PriorChoice("reference", 1.0, 1.0),
    PriorChoice("towards-fewer", 2.0, 2.0),
    PriorChoice("towards-more", 1.0, 0.5),
)
"""The first gives the answer; the others push from either side, to see whether it yields. A smaller
weight of patterns in the last would leave even well-documented populations without an upper end."""


@dataclass(frozen=True, slots=True)
class UnderPrior:
    """The answer under one prior; ends are `None` where there is none."""

    name: str
    delta: float
    power: float
    median: int | None
    low: int | None
    high: int | None

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys of one prior."""
        return {
            "prior": self.name,
            "delta": self.delta,
            "population_power": self.power,
            "median": self.median,
            "low": self.low,
            "high": self.high,
        }


@dataclass(frozen=True, slots=True)
class WeighedGraph:
    """A graph with its posterior share, and whether the data identify the number of people in it."""

    name: str
    share: float
    identified: bool

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys of one graph."""
        return {"graph": self.name, "share": round(self.share, 6), "identified": self.identified}


@dataclass(frozen=True, slots=True)
class DecomposableDetails:
    """How the posterior is made up.

    Attributes:
        graphs: The first ten, the likeliest first.
        graphs_summed: Over how many graphs the posterior is summed.
        graphs_are_all: Whether these are all decomposable graphs on the lists.
        unidentified: The share of graphs, among the likeliest forty, in which only the prior
            tells the number of people.
        upper_bound: The number of people beyond which less than a ten-thousandth lies.
        tail: What lies beyond a million times the documented people.
        priors: The answer under each prior, the one that is reported first.
        modes: The hills of the posterior.
        walks: How much of the posterior each walk over graphs has seen; empty where all are summed.
    """

    graphs: tuple[WeighedGraph, ...]
    graphs_summed: int
    graphs_are_all: bool
    unidentified: float
    upper_bound: float
    tail: float
    priors: tuple[UnderPrior, ...]
    modes: tuple[Mode, ...]
    walks: tuple[float, ...]

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys of this method."""
        return {
            "graphs": [graph.as_json() for graph in self.graphs],
            "graphs_summed": self.graphs_summed,
            "graphs_are_all": self.graphs_are_all,
            "unidentified_share": round(self.unidentified, 6),
            "upper_bound": round(self.upper_bound),
            "tail_beyond_largest": float(f"{self.tail:.3g}"),
            "priors": [prior.as_json() for prior in self.priors],
            "modes": [mode.as_json() for mode in self.modes],
            "walks_shares_seen": [round(share, 4) for share in self.walks],
        }


@dataclass(frozen=True, slots=True, eq=False)
class _Graphs:
    """The graphs that are summed, as factors over sets of lists."""

    names: Sequence[int]
    sets: tuple[int, ...]
    factors: NDArray[Any]
    walks: Walks | None

    def only(self, places: Sequence[int]) -> NDArray[Any]:
        return self.factors[list(places)]


def posterior(
    counts: CaptureCounts,
    *,
    delta: float | None = None,
    prior: Prior | None = None,
    most_unseen: int | None = None,
) -> Posterior:
    """The posterior over all decomposable graphs of at most six lists, without any check.

    For comparing with published runs; `estimate` is what to use.

    Args:
        counts: Over two to six lists.
        delta: Prior weight of each pattern; 2^-lists if not given.
        prior: Of the number of people; 1/N if not given.
        most_unseen: The bound that the published run held the unseen below, if it had one.

    Returns:
        Shares in the order of `graphs.every_decomposable_graph`.

    Source:
        Madigan & York (1997), Biometrika 84, 19–31.
    """
    lists = len(counts.lists)
    graphs = _every_graph(lists)
    terms = SetTerms(counts, 2.0**-lists if delta is None else delta)
    chosen = PowerPrior() if prior is None else prior
    return posterior_of(terms, graphs.sets, graphs.factors, chosen, most_unseen=most_unseen)


def estimate(counts: CaptureCounts, options: Options) -> Answer | EstimateRefused:
    """The posterior of the number of people, averaged over decomposable graphs.

    Each graph is as plausible as any other before the data; given the graph, probabilities of
    patterns have a hyper-Dirichlet prior with weight 2^-lists each; the number of people has
    the scale-free prior 1/N, with at least one person on no list. The posterior has no upper
    bound built in: it is summed to a million times the documented people.

    Args:
        counts: Of one population that passed `refusals.objections`.
        options: The level; the seed for walks over graphs on seven lists or more.

    Returns:
        The posterior; refused where it has no end, where graphs in which the data do not
        identify the number of people hold half of it, where two other priors give intervals
        that do not overlap it or have no end, and where walks over graphs do not agree.

    Source:
        Madigan & York (1997), Biometrika 84, 19–31; Dawid & Lauritzen (1993), Annals of
        Statistics 21, 1272–1317, for the prior.
    """
    lists = len(counts.lists)
    if lists > MOST_LISTS:
        return EstimateRefused.of("decomposable", [too_many_lists(lists, most=MOST_LISTS)])
    graphs = _every_graph(lists) if lists <= MOST_LISTS_IN_FULL else _sampled_graphs(counts, options.seed)
    posteriors = [_under(counts, graphs, choice) for choice in PRIORS]
    main = posteriors[0]
    priors = tuple(
        _under_prior(choice, one, lists, options.level)
        for choice, one in zip(PRIORS, posteriors, strict=True)
    )
    likeliest = np.argsort(-main.graph_shares, kind="stable")[:_LOOKED_AT]
    weighed = tuple(
        WeighedGraph(
            spelled(int(graphs.names[at]), lists),
            float(main.graph_shares[at]),
            _is_identified(counts, int(graphs.names[at])),
        )
        for at in likeliest.tolist()
    )
    modes = modes_of(main.distribution, counts.documented, level=options.level)
    details = DecomposableDetails(
        graphs=weighed[:_SHOWN],
        graphs_summed=len(graphs.names),
        graphs_are_all=graphs.walks is None,
        unidentified=sum(graph.share for graph in weighed if not graph.identified),
        upper_bound=main.upper_bound,
        tail=main.tail,
        priors=priors,
        modes=modes,
        walks=() if graphs.walks is None else graphs.walks.shares_seen,
    )
    objections = [*_objections(details), *_of_walks(counts, graphs, main.distribution)]
    if objections:
        return EstimateRefused.of("decomposable", objections, details=details)
    return Answer(
        method="decomposable",
        documented=counts.documented,
        distribution=main.distribution,
        level=options.level,
        notes=(*note_of_modes(modes), *_notes(details), *cautions(counts)),
        details=details,
    )


def _every_graph(lists: int) -> _Graphs:
    names, factors = every_decomposable_graph(lists)
    return _Graphs(names.tolist(), tuple(range(1, 1 << lists)), factors[:, 1:], None)


def _sampled_graphs(counts: CaptureCounts, seed: int) -> _Graphs:
    lists = len(counts.lists)
    terms = SetTerms(counts, 2.0**-lists)
    steps = 60 + 2 * len(edges(lists))
    walks = walk_over_graphs(terms, lists, PowerPrior(), seed=seed, steps=steps)
    of_graphs = [cliques_and_separators(graph, lists) for graph in walks.graphs]
    sets = tuple(sorted({chosen for of_graph in of_graphs for chosen, _ in of_graph}))
    column = {chosen: at for at, chosen in enumerate(sets)}
    factors = np.zeros((len(of_graphs), len(sets)), dtype=np.int8)
    for row, of_graph in enumerate(of_graphs):
        for chosen, sign in of_graph:
            factors[row, column[chosen]] = sign
    return _Graphs(walks.graphs, sets, factors, walks)


def _under(counts: CaptureCounts, graphs: _Graphs, choice: PriorChoice) -> Posterior:
    terms = SetTerms(counts, choice.delta_factor * 2.0 ** -len(counts.lists))
    return posterior_of(terms, graphs.sets, graphs.factors, PowerPrior(choice.power))


def _under_prior(choice: PriorChoice, found: Posterior, lists: int, level: float) -> UnderPrior:
    ends = [found.distribution.quantile(share) for share in (0.5, 0.5 - level / 2, 0.5 + level / 2)]
    median, low, high = (None if end is None else round(end) for end in ends)
    return UnderPrior(choice.name, choice.delta_factor * 2.0**-lists, choice.power, median, low, high)


def _is_identified(counts: CaptureCounts, graph: int) -> bool:
    """Whether the graph's log-linear model tells the number of people from these counts alone."""
    lists = len(counts.lists)
    cliques = [chosen for chosen, sign in cliques_and_separators(graph, lists) if sign > 0]
    patterns = patterns_of(lists)
    within = [0, *(int(p) for p in patterns if any(int(p) & clique == int(p) for clique in cliques))]
    design = design_of(within, patterns)
    face = face_of(design, np.eye(1, len(within))[0], counts_of(counts, patterns) > 0)
    return face.unseen is not None


def _objections(details: DecomposableDetails) -> list[Objection]:
    found: list[Objection] = []
    if details.tail > MOST_TAIL or details.priors[0].high is None:
        found.append(NO_UPPER_END)
    if details.unidentified > _MOST_UNIDENTIFIED:
        found.append(
            Objection(
                "not-identified",
                sentence(
                    "Patterns of dependence in which these counts do not tell how many people there are hold "
                    "{share} % of the posterior: the number would come from what was assumed beforehand.",
                    share=round(100 * details.unidentified),
                ),
                sentence(
                    "People who are on lists that share no one now; or fewer lists, similar ones merged."
                ),
            )
        )
    found += objections_of_priors(details.priors[0], details.priors[1:])
    return found


def _of_walks(counts: CaptureCounts, graphs: _Graphs, whole: Distribution) -> list[Objection]:
    """An objection where the graphs that one walk has seen tell another number than all together."""
    if graphs.walks is None:
        return []
    terms = SetTerms(counts, 2.0 ** -len(counts.lists))
    for places in graphs.walks.seen:
        if places:
            own = posterior_of(terms, graphs.sets, graphs.only(places), PowerPrior()).distribution
            if _distance(own, whole) <= _FURTHEST_WALK:
                continue
        return [
            Objection(
                "walks-disagree",
                sentence("Walks over the graphs from different starts do not come to the same answer."),
                sentence("Fewer lists: merge those that were made by the same people or from each other."),
            )
        ]
    return []


def _distance(first: Distribution, second: Distribution) -> float:
    """The largest difference between two cumulative curves, at quantiles of the second."""
    marks = [second.quantile(share / 20) for share in range(1, 20)]
    differences = [
        abs(first.share_below(mark) - second.share_below(mark)) for mark in marks if mark is not None
    ]
    # A curve that lies all beyond the largest number has no quantile; it is refused for that.
    return max(differences, default=0.0)


def _notes(details: DecomposableDetails) -> tuple[Note, ...]:
    if details.unidentified < _UNIDENTIFIED_TO_TELL:
        return ()
    return (
        Note(
            "partly-not-identified",
            sentence(
                "Patterns of dependence in which the counts alone do not tell how many people there are "
                "hold {share} % of the posterior; in that part the prior speaks.",
                share=round(100 * details.unidentified),
            ),
        ),
    )


METHOD = Method(
    name="decomposable",
    title=sentence("Bayesian average over decomposable graphs"),
    source="Madigan & York (1997), Biometrika 84, 19–31; Dawid & Lauritzen (1993), Annals of Statistics 21, 1272–1317",
    is_floor=False,
    assumptions=(
        SAME_PEOPLE,
        RECORDS_LINKED,
        Note(
            "dependence-by-graph",
            sentence(
                "Which lists depend on each other can be drawn as a graph without long cycles; some lists are "
                "independent of some others, given the rest. No data can check this."
            ),
        ),
        PEOPLE_ALIKE,
        Note(
            "prior-stated",
            sentence(
                "Before the data, all graphs and all orders of magnitude of the number of people are "
                "held equally likely, and at least one person is on no list."
            ),
        ),
    ),
    estimate=estimate,
)
