"""What an estimation found can be kept, read again, and drawn from without the counts."""

from __future__ import annotations

import numpy as np
import pytest
from estimation_tables import drawn, published_table

from aiqyn.core.custody import canonical_bytes
from aiqyn.core.estimation import Distribution, Options, StratifiedCounts, Stratum, estimate_population
from aiqyn.core.estimation.results import EstimationResult, overlaps_of, thinned
from aiqyn.core.estimation.samples import combined_over_samples
from aiqyn.core.estimation.traces import DRAWS_SHOWN, PARTS_OF_RANKS, traces_of
from aiqyn.core.language import LANGUAGES

METHODS = ("decomposable", "loglinear", "chao")


def result_of(*tables: StratifiedCounts, methods=METHODS) -> EstimationResult:
    reports = [estimate_population(table, methods, Options()) for table in tables]
    report = reports[0] if len(reports) == 1 else combined_over_samples(reports, Options())
    return EstimationResult.of(report, tables, data_sha256=("0" * 64,), versions={"aiqyn": "1"})


def undivided(counts) -> StratifiedCounts:
    return StratifiedCounts.undivided(counts)


def kept(result: EstimationResult) -> bytes:
    return canonical_bytes(result.model_dump(mode="json", exclude_defaults=True))


@pytest.mark.parametrize(
    "tables",
    [
        (undivided(published_table("kosovo")),),
        (undivided(published_table("not_overlapping")),),
        tuple(undivided(drawn([0.4, 0.35, 0.3], 500, seed)) for seed in range(3)),
        (
            StratifiedCounts(
                ("stratum",),
                tuple(Stratum((name,), drawn([0.4, 0.4, 0.3], 400, seed)) for seed, name in enumerate("ab")),
            ),
        ),
    ],
    ids=["answers", "refusals", "samples", "strata"],
)
def test_what_is_kept_is_read_again_without_loss(tables):
    result = result_of(*tables)
    read = EstimationResult.model_validate_json(kept(result))
    assert read == result
    assert kept(read) == kept(result)


def test_a_kept_result_says_what_the_run_said_in_every_language():
    counts = undivided(published_table("kosovo"))
    report = estimate_population(counts, METHODS, Options())
    result = EstimationResult.of(report, [counts])
    assert result.is_refused is report.is_refused
    for found, said in zip(result.estimates, report.estimates, strict=True):
        assert (found.low, found.median, found.high) == (said.low, said.median, said.high)
        for language in LANGUAGES:
            assert [note.says.in_language(language) for note in found.notes] == [
                note.says.in_language(language) for note in said.notes
            ]


def test_a_kept_refusal_keeps_every_reason_and_what_would_be_needed():
    result = result_of(undivided(published_table("not_overlapping")))
    assert result.is_refused
    first = result.estimates[0]
    assert (first.median, first.curve) == (None, None)
    assert first.objections[0].reason == "lists-apart"
    assert "A, B; C" in first.objections[0].because.in_language("ru")
    assert all(one.needed.in_language("kk") for one in first.objections)


def test_a_thinned_curve_keeps_its_quantiles():
    points = np.arange(100, 4000, dtype=float)
    shares = 1 - np.exp(-(points - 100) / 500)
    whole = Distribution(tuple(points.tolist()), tuple((shares / shares[-1]).tolist()))
    thin = thinned(whole).distribution()
    assert len(thin.points) < 220
    for share in (0.025, 0.25, 0.5, 0.75, 0.975):
        assert thin.quantile(share) == pytest.approx(whole.quantile(share), abs=2)


def test_a_curve_on_one_number_or_without_upper_end_can_be_thinned():
    spike = thinned(Distribution((99.5, 100.5), (0.0, 1.0)))
    assert spike.numbers == tuple(sorted(set(spike.numbers)))
    open_ended = thinned(Distribution((100.0, 200.0, 1e9), (0.0, 0.6, 0.97)))
    assert open_ended.shares[-1] == 0.97


def test_overlaps_tell_how_far_samples_of_a_linkage_differ():
    first, second = (drawn([0.5, 0.5, 0.5], 60, seed) for seed in (1, 2))
    cells = overlaps_of([undivided(first), undivided(second)])
    assert all(cell.least <= cell.most for cell in cells)
    assert [cell.most for cell in cells] == sorted((cell.most for cell in cells), reverse=True)
    whole = overlaps_of([undivided(first)])
    assert sum(cell.least for cell in whole) == first.documented
    assert whole[0].least == whole[0].most


def test_numbers_that_canonical_json_cannot_hold_are_kept_as_texts():
    from aiqyn.core.estimation.results import _as_kept

    assert _as_kept({"a": (2**60, 1e17, float("inf"), True, 3)}) == {
        "a": ["1.15292e+18", "1e+17", None, True, 3]
    }


def test_chains_that_agree_have_even_ranks_and_one_apart_does_not():
    generator = np.random.default_rng(1)
    alike = generator.normal(1000, 50, size=(4, 2000))
    traces = traces_of(alike)
    assert {len(draws) for draws in traces.draws} == {DRAWS_SHOWN}
    assert all(sum(ranks) == 2000 and len(ranks) == PARTS_OF_RANKS for ranks in traces.ranks)
    assert max(map(max, traces.ranks)) < 170
    apart = alike.copy()
    apart[3] += 500
    ranks = traces_of(apart).ranks
    assert ranks[3][:10] == (0,) * 10
    assert sum(ranks[3]) == 2000


def test_chains_that_stand_still_and_short_ones_can_be_shown():
    traces = traces_of(np.full((2, 10), 42.0))
    assert traces.draws == ((42,) * 10,) * 2
    assert [sum(ranks) for ranks in traces.ranks] == [10, 10]
