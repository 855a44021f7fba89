"""`aiqyn rosters evaluate`: how good a list of persons is, beside a truth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aiqyn.cli.speaking import (
    JsonOption,
    LanguageOption,
    fail,
    faults_told,
    helped,
    output,
    print_json,
    say,
    words,
)
from aiqyn.core.shown import shown

if TYPE_CHECKING:
    from aiqyn.core.rosters.evaluation import (
        Calibration,
        Estimated,
        Evaluation,
        PartialEvaluation,
        Rates,
        SampledBy,
    )
    from aiqyn.exchange.evaluating import EvaluatedFiles

__all__ = ["evaluate"]

DIGITS = 6


def evaluate(
    identities: Annotated[
        Path,
        typer.Argument(
            metavar="IDENTITIES.csv",
            help=helped("Which rows were found to be one person: roster, record, identity."),
        ),
    ],
    truth: Annotated[
        Path,
        typer.Argument(
            metavar="TRUTH.csv",
            help=helped(
                "Which rows are one person, in the same columns; `roster` may lack where there is one list."
            ),
        ),
    ],
    partial: Annotated[
        bool,
        typer.Option(
            "--partial",
            help=helped(
                "The truth has all rows of some persons only: estimate the measures, with intervals."
            ),
        ),
    ] = False,
    sampled_by: Annotated[
        str,
        typer.Option(
            "--sampled-by",
            metavar="person|record",
            help=helped(
                "With --partial: whether persons were drawn with equal chances, or rows were, and then whose they are."
            ),
        ),
    ] = "person",
    matches: Annotated[
        Path | None,
        typer.Option(
            "--matches",
            metavar="MATCHES.csv",
            help=helped("Pairs of rows with probabilities: tell whether these mean what they say."),
        ),
    ] = None,
    as_json: JsonOption = False,
    language: LanguageOption = "",
) -> None:
    """Evaluate a file of identities; a bad result is a result, not a fault."""
    for path in (identities, truth, matches):
        if path is not None and not path.is_file():
            fail(words("There is no file {path}.", language, path=path))
    if sampled_by not in ("person", "record"):
        fail(words("--sampled-by takes person or record, not {found}.", language, found=sampled_by))
    with faults_told(language, as_json=as_json, consequence=words("Nothing was evaluated.", language)):
        found = _evaluated(identities, truth, matches, sampled_by if partial else None)
    if as_json:
        print_json(_as_json(found))
    else:
        _print(found, language)


def _evaluated(identities: Path, truth: Path, matches: Path | None, sampled_by: str | None) -> EvaluatedFiles:
    from aiqyn.exchange.evaluating import evaluate_files, evaluate_partial_files
    from aiqyn.exchange.identities_file import read_identities
    from aiqyn.exchange.matches_file import read_matches

    found = read_identities(identities, file=str(identities))
    true = read_identities(truth, file=str(truth))
    pairs = None if matches is None else read_matches(matches, file=str(matches))
    if sampled_by is None:
        return evaluate_files(found, true, pairs)
    by: SampledBy = "record" if sampled_by == "record" else "person"
    return evaluate_partial_files(found, true, pairs, sampled_by=by)


# ------------------------------------------------------------ for programs


def _as_json(found: EvaluatedFiles) -> dict[str, Any]:
    measures = _whole_json(found.whole, found.rosters) if found.whole else {}
    if found.partial is not None:
        measures = _partial_json(found.partial)
    return {
        **measures,
        "records": {
            "judged": found.judged,
            "only_in_identities": found.only_in_identities,
            "only_in_truth": found.only_in_truth,
        },
        "calibration": _calibration_json(found.calibration, found.unknown_pairs),
    }


def _rates_json(rates: Rates) -> dict[str, float | None]:
    return {
        "precision": _rounded(rates.precision),
        "recall": _rounded(rates.recall),
        "f1": _rounded(rates.f1),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _whole_json(whole: Evaluation, rosters: tuple[str, ...]) -> dict[str, Any]:
    return {
        **_rates_json(whole.pairs),
        "pairs": {"right": whole.right_pairs, "found": whole.found_pairs, "true": whole.true_pairs},
        "b_cubed": _rates_json(whole.b_cubed),
        "clusters": {"exact": whole.exact_clusters, **_rates_json(whole.clusters)},
        "homogeneity": _rounded(whole.homogeneity),
        "completeness": _rounded(whole.completeness),
        "persons": {"found": whole.persons, "true": whole.true_persons},
        "lists": [
            {
                "first": rosters[each.first],
                "second": rosters[each.second],
                "right": each.right,
                "found": each.found,
                "true": each.true,
                **_rates_json(each.rates),
            }
            for each in (whole.lists if rosters else ())
        ],
    }


def _partial_json(partial: PartialEvaluation) -> dict[str, Any]:
    return {
        **_estimates_json(partial.precision, partial.recall, partial.f1),
        "b_cubed": _estimates_json(partial.b_cubed_precision, partial.b_cubed_recall, partial.b_cubed_f1),
        "clusters": _estimates_json(partial.cluster_precision, partial.cluster_recall, partial.cluster_f1),
        "persons": {"found": partial.persons, "true": _estimate_json(partial.true_persons)},
        "partial": {
            "known_persons": partial.known_persons,
            "known_records": partial.known_records,
            "sampled_by": partial.sampled_by,
            "level": partial.level,
        },
    }


def _estimates_json(
    precision: Estimated | None, recall: Estimated | None, f1: Estimated | None
) -> dict[str, Any]:
    return {
        "precision": _estimate_json(precision),
        "recall": _estimate_json(recall),
        "f1": _estimate_json(f1),
    }


def _estimate_json(estimate: Estimated | None) -> dict[str, float] | None:
    if estimate is None:
        return None
    return {
        "value": round(estimate.value, DIGITS),
        "low": round(estimate.low, DIGITS),
        "high": round(estimate.high, DIGITS),
    }


def _calibration_json(calibration: Calibration | None, unknown: int) -> dict[str, Any] | None:
    if calibration is None:
        return None
    return {
        "pairs": calibration.pairs,
        "unknown": unknown,
        "brier": round(calibration.brier, DIGITS),
        "error": round(calibration.error, DIGITS),
        "bins": [
            {
                "low": each.low,
                "high": each.high,
                "pairs": each.pairs,
                "stated": round(each.stated, DIGITS),
                "observed": round(each.observed, DIGITS),
                "observed_low": round(each.observed_low, DIGITS),
                "observed_high": round(each.observed_high, DIGITS),
            }
            for each in calibration.bins
        ],
    }


# ------------------------------------------------------------ for people


def _print(found: EvaluatedFiles, language: str) -> None:
    say(words("Rows in both files: {rows}.", language, rows=found.judged))
    if found.only_in_truth:
        say(
            words(
                "Rows of the truth that the identities lack: {rows}; each counts as a person of its own.",
                language,
                rows=found.only_in_truth,
            )
        )
    if found.only_in_identities and found.whole:
        say(
            words(
                "Rows of the identities that the truth lacks: {rows}; nothing is counted of them.",
                language,
                rows=found.only_in_identities,
            )
        )
    if found.whole is not None:
        _print_whole(found.whole, found.rosters, language)
    if found.partial is not None:
        _print_partial(found.partial, language)
    if found.calibration is not None:
        _print_calibration(found.calibration, language)


def _print_whole(whole: Evaluation, rosters: tuple[str, ...], language: str) -> None:
    say(
        words(
            "Persons found: {found}; there are: {true}; found exactly: {exact}.",
            language,
            found=whole.persons,
            true=whole.true_persons,
            exact=whole.exact_clusters,
        )
    )
    rows = [
        (words("pairs of rows", language), whole.pairs),
        (words("rows (B-cubed)", language), whole.b_cubed),
        (words("persons, exact", language), whole.clusters),
    ]
    if len(rosters) > 1:
        rows += [
            (_list_pair(rosters[each.first], rosters[each.second], language), each.rates)
            for each in whole.lists
        ]
    _print_table(
        [
            (title, [_share(each) for each in (rates.precision, rates.recall, rates.f1)])
            for title, rates in rows
        ],
        language,
    )


def _list_pair(first: str, second: str, language: str) -> str:
    if first == second:
        return words("within {list}", language, list=shown(first))
    return f"{shown(first)} – {shown(second)}"


def _print_partial(partial: PartialEvaluation, language: str) -> None:
    say(
        words(
            "Estimates with {level} % intervals; persons whose rows are known: {persons}, rows: {rows}.",
            language,
            persons=partial.known_persons,
            rows=partial.known_records,
            level=round(100 * partial.level),
        )
    )
    if partial.true_persons is not None:
        say(
            words(
                "Persons found: {found}; there are about {true} ({low} to {high}).",
                language,
                found=partial.persons,
                true=round(partial.true_persons.value),
                low=round(partial.true_persons.low),
                high=round(partial.true_persons.high),
            )
        )
    rows = [
        (words("pairs of rows", language), [partial.precision, partial.recall, partial.f1]),
        (
            words("rows (B-cubed)", language),
            [partial.b_cubed_precision, partial.b_cubed_recall, partial.b_cubed_f1],
        ),
        (
            words("persons, exact", language),
            [partial.cluster_precision, partial.cluster_recall, partial.cluster_f1],
        ),
    ]
    _print_table([(title, [_interval(each) for each in cells]) for title, cells in rows], language)


def _print_table(rows: list[tuple[str, list[str]]], language: str) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for title in (words("precision", language), words("recall", language), "F1"):
        table.add_column(title, justify="right")
    for title, cells in rows:
        table.add_row(escape(title), *cells)
    output().print(table)


def _print_calibration(calibration: Calibration, language: str) -> None:
    from rich.table import Table

    say(
        words(
            "Pairs with probabilities: {pairs}; Brier score {brier}, calibration error {error}.",
            language,
            pairs=calibration.pairs,
            brier=f"{calibration.brier:.4f}",
            error=f"{calibration.error:.4f}",
        )
    )
    table = Table(box=None, pad_edge=False)
    for title in (
        words("probability", language),
        words("pairs", language),
        words("stated", language),
        words("observed", language),
    ):
        table.add_column(title, justify="right")
    for each in calibration.bins:
        table.add_row(
            f"{each.low:.1f}–{each.high:.1f}",
            str(each.pairs),
            f"{each.stated:.3f}",
            f"{each.observed:.3f} ({each.observed_low:.3f}–{each.observed_high:.3f})",
        )
    output().print(table)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _interval(estimate: Estimated | None) -> str:
    return "–" if estimate is None else f"{estimate.value:.3f} ({estimate.low:.3f}–{estimate.high:.3f})"
