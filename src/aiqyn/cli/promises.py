"""What each command promises to programs: its exit codes and the keys of its JSON, for the reference.

Tests hold the commands to this, and this to the commands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["EXIT_CODES", "FAULT_KEYS", "PROMISES", "Json", "Promise"]

EXIT_CODES: Mapping[int, str] = {
    0: "Done.",
    1: "The input has faults, which are listed; or what was asked for can't be done here, and a sentence says why.",
    2: "Wrong usage: an option or argument that there is not, or that can't be.",
    3: "Refused on principle: a consent, a conflict of interest, data too thin. The reason is told.",
}

FAULT_KEYS: Mapping[str, str] = {
    "faults[].file": "the file as it was named, below the folder that was given",
    "faults[].row": "line or row, counted from 1 as an editor or a spreadsheet does; null for the whole file",
    "faults[].field": "column, or path of the field; null likewise",
    "faults[].found": "what stands there, cut to 120 characters",
    "faults[].accepted": "what would be right",
    "faults[].because": "the reason, where `accepted` alone does not tell it; or null",
}


@dataclass(frozen=True, slots=True)
class Json:
    """One form of what `--json` prints.

    Attributes:
        when: In which case; empty where there is only one.
        keys: Each key's path and what it holds. `[]` is each item of a list, `*` any name,
            `**` anything.
        may_lack: The keys at the top that are there in some cases only.
    """

    when: str
    keys: Mapping[str, str]
    may_lack: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """What one command promises beside the text of its help.

    Attributes:
        exits: What an exit code means for this command, where that is more than it always means.
        json: The forms of its JSON.
    """

    exits: Mapping[int, str] = field(default_factory=dict)
    json: tuple[Json, ...] = ()


_LOCKED = "There is no inquiry, or the passphrase does not open it."
_IN_CASE_OF_FAULTS = Json("The input has faults (exit code 1):", FAULT_KEYS)

_VERIFICATION = Json(
    "",
    {
        "holds": "whether every proof holds",
        "checks[].check": "which check: a stable name",
        "checks[].outcome": "`held`, `failed` or `not-checked`",
        "checks[].says": "the check in words",
        "checks[].faults[].file": "as in every list of faults, with the other five keys",
        "proved[]": "what is proved, in words",
        "not_proved[]": "what is not proved, in words",
        "key.key": "the verifier key",
        "key.name": "its name, which is the ledger's",
        "key.fingerprint": "the same to read out over a telephone",
        "key.given": "whether it came by `--key`, and not only with the bundle",
        "checkpoint.origin": "the ledger's name",
        "checkpoint.size": "number of its entries",
        "checkpoint.root": "its root hash, hexadecimal",
        "inquiry.id": "the inquiry",
        "inquiry.title.*": "its title in each language",
        "files.count": "number of published files",
        "files.bytes": "their size",
        "release.id": "the release",
        "release.index": "where on the ledger it was sealed",
        "release.at": "not later than when",
        "publication.id": "the publication",
        "publication.index": "where on the ledger it was recorded",
        "publication.at": "not later than when",
    },
)

_ASSUMPTION = {
    "kind": "`rule`, `cumulative` or `one_moment`",
    "measure": "the measure it is about",
    "rule": "which of the measure's rules, counted from 0; or null",
    "as_of": "the stretch of days taken for one moment; or null",
    "text": "the assumption in words",
    "why": "the reason that the measure gives for the rule; or null",
}


def _assumptions(path: str) -> dict[str, str]:
    return {f"{path}[].{key}": meaning for key, meaning in _ASSUMPTION.items()}


_FIGURES = Json(
    "",
    {
        "consistent": "whether no contradiction was found",
        "settled": "whether it is certain that there is one, or that there is none",
        "conflicts[].figures[]": "a smallest set of figures that can't all be true",
        "conflicts[].because": "which figures, who states them, as of when, and the arithmetic",
        **_assumptions("conflicts[].assumptions"),
        "conflicts[].irreducible": "whether it is proved that without any one of them the others can be true",
        "more_conflicts_may_exist": "whether the search ended at its limits",
        "implied[].measure": "what is counted",
        "implied[].where.*": "which part: a value of each attribute, null for “none stated”",
        "implied[].as_of": "the moment; or null",
        "implied[].low": "the least count; null where it was not computed",
        "implied[].high": "the greatest count; null for no bound",
        "implied[].computed": "whether the interval was worked out within the limits",
        "implied[].exact": "whether both ends can be reached",
        "implied[].because[]": "the sums that give the ends, where sums do",
        "implied[].figures[]": "the figures that state this very count",
        **_assumptions("implied[].assumptions"),
        **_assumptions("implied[].without[].assumptions"),
        "implied[].without[].low": "the least count, were these assumptions given up",
        "implied[].without[].high": "the greatest then; null for no bound",
        "implied[].leaving_out[]": "figures in conflict that were left aside",
        "implied[].according_to": "the one body whose figures alone were used; or null",
        "series[].measure": "what is counted",
        "series[].where.*": "which part",
        "series[].points[].figure": "a figure's id, earliest first",
        "series[].points[].as_of": "its moment; or null",
        "series[].points[].low": "the least number that its words allow",
        "series[].points[].high": "the greatest; null for no bound",
        "series[].points[].stated_by": "who states it",
        "series[].points[].superseded_by": "the figure that corrects it; or null",
        "series[].by_body.*[]": "the figures of each body",
        "series[].falls[].earlier": "the figure before a fall of a cumulative count",
        "series[].falls[].later": "the lower figure after",
        "series[].falls[].corrected": "whether a correction accounts for it",
        "series[].falls[].same_body": "whether one body states both",
        "series[].falls[].because": "the fall in words",
        "not_comparable[].figures[]": "two figures that look alike and can't be compared",
        "not_comparable[].differences[]": "`unit`, `measure`, `part`, `moment`, `body`",
        "not_comparable[].because": "the differences in words",
        "not_comparable_left_out": "how many more such pairs there are",
        "breakdowns[].measure": "what is counted",
        "breakdowns[].attribute": "what tells the parts apart",
        "breakdowns[].whole": "the figure of the whole",
        "breakdowns[].parts[]": "the figures of the parts",
        "breakdowns[].state": "`adds_up`, `leaves`, `falls_short`, `exceeds` or `open`",
        "breakdowns[].adds_up": "whether the parts are the whole",
        "breakdowns[].remainder.low": "the least that remains",
        "breakdowns[].remainder.high": "the greatest; null for no bound",
        "breakdowns[].remains[]": "the values that no part is stated for, null for “none stated”",
        "breakdowns[].one_moment": "whether all are as of one moment",
        "breakdowns[].because": "the arithmetic in words",
        **_assumptions("breakdowns[].assumptions"),
    },
)

_POINT = {
    "at": "the value that is held fixed",
    "number": "the estimate of all people there",
    "low": "the lower end of its interval",
    "high": "the upper end; null for no bound",
}


def _curve(path: str, at: str) -> dict[str, str]:
    """The keys of one sensitivity curve.

    Args:
        path: Where it stands.
        at: What it holds fixed.
    """
    return {
        f"{path}.because": "why there is no curve; or null",
        **{f"{path}.points[].{key}": at if key == "at" else meaning for key, meaning in _POINT.items()},
        f"{path}.from_data": "null where the counts tell nothing of it",
        f"{path}.from_data.at": "the value that the counts fit best; null where they set none",
        f"{path}.from_data.low": "the lower end of its interval; null for no bound",
        f"{path}.from_data.high": "the upper end; null for no bound",
        f"{path}.from_data.people": "null where the counts then do not tell the number",
        **{f"{path}.from_data.people.{key}": meaning for key, meaning in _POINT.items()},
        f"{path}.needed[].target": "a claimed number",
        f"{path}.needed[].at": "the value at which the estimate is that number; null where it is nowhere",
        f"{path}.needed[].within": "the value from which the interval holds that number; or null",
        f"{path}.needed[].deviance": "how much worse the counts fit at `at` than at best; or null",
        f"{path}.needed[].chance": "how often chance alone makes a deviance so large; or null",
        f"{path}.says[].key": "what a reader must be told: a stable name",
        f"{path}.says[].says": "the same in words",
    }


_SENSITIVITY = {
    "sensitivity.documented": "how many people are on some list; absent without `--sensitivity` or `--against`",
    "sensitivity.level": "coverage of the intervals",
    "sensitivity.targets[]": "the claimed numbers, ascending",
    "sensitivity.says[].key": "what a reader must be told first: a stable name",
    "sensitivity.says[].says": "the same in words",
    "sensitivity.reasons[].reason": "why there are no curves: a stable name",
    "sensitivity.reasons[].because": "the reason in words",
    "sensitivity.reasons[].needed": "what data would be needed",
    "sensitivity.dependence[].lists[]": "the two lists",
    "sensitivity.dependence[].model": "the log-linear model that the rest is held to; empty where there is none",
    **_curve("sensitivity.dependence[]", "the odds ratio of the two lists"),
    "sensitivity.highest_order": "null where the counts can't bear an estimate",
    "sensitivity.highest_order.lists[]": "all lists",
    **_curve("sensitivity.highest_order", "the ratio that tells the dependence of all lists at once"),
    "sensitivity.heterogeneity": "null where the counts can't bear an estimate",
    **_curve("sensitivity.heterogeneity", "the standard deviation of people's log odds of being on a list"),
    "sensitivity.without_list[].list": "the list left out",
    "sensitivity.without_list[].documented": "how many people are on another",
    "sensitivity.without_list[].dropped": "how many are on no other",
    "sensitivity.without_list[].estimates[].method": "a method's name",
    "sensitivity.without_list[].estimates[].refused": "whether it was refused",
    "sensitivity.without_list[].estimates[].because": "why; or null",
    "sensitivity.without_list[].estimates[].median": "its estimate; null where refused",
    "sensitivity.without_list[].estimates[].low": "the lower end; null where refused",
    "sensitivity.without_list[].estimates[].high": "the upper end; null where refused",
    "sensitivity.priors[].method": "a Bayesian method's name",
    "sensitivity.priors[].prior": "the prior's name",
    "sensitivity.priors[].title": "the prior in words",
    "sensitivity.priors[].median": "the estimate under it; null where there is none",
    "sensitivity.priors[].low": "the lower end; null where there is none",
    "sensitivity.priors[].high": "the upper end; null for no bound",
    "sensitivity.priors[].agrees": "whether the computation came to an end",
}

_ESTIMATES = Json(
    "",
    {
        "documented": "how many people are on some list",
        "lists[]": "names of the lists",
        "level": "coverage of the intervals",
        "seed": "start of all random numbers",
        "refused": "whether there is no estimate (exit code 3)",
        "estimates[].method": "the method's name, as `--method` takes it",
        "estimates[].title": "its title",
        "estimates[].source": "where it was published",
        "estimates[].is_lower_bound": "whether it tells at least how many, and no more",
        "estimates[].refused": "whether it was refused",
        "estimates[].because": "why, in words; or null",
        "estimates[].reasons[].reason": "one reason: a stable name; absent where nothing was refused",
        "estimates[].reasons[].because": "the reason in words",
        "estimates[].reasons[].needed": "what data would be needed",
        "estimates[].median": "the middle of the distribution; null where refused",
        "estimates[].mean": "its mean; null where refused, or where there is none",
        "estimates[].low": "the lower end of the interval; null where refused",
        "estimates[].high": "the upper end; null where refused, or for no bound",
        "estimates[].level": "coverage of the interval",
        "estimates[].assumptions[].key": "an assumption: a stable name; absent where refused",
        "estimates[].assumptions[].says": "the assumption in words",
        "estimates[].notes[].key": "a caution: a stable name; absent where refused",
        "estimates[].notes[].says": "the caution in words",
        "estimates[].**": "what the method tells beside: diagnostics, models, priors",
        "limits[].key": "a limit of all of them: a stable name",
        "limits[].says": "the limit in words",
        "data_sha256": "hash of the file; a list `data_sha256[]` for several",
        "versions.*": "of the programs that computed it",
        "strata[].stratum.*": "what the people of a stratum have in common; absent where there are no strata",
        "strata[].lists[]": "the lists that can hold them",
        "strata[].documented": "how many of them are on some list",
        "strata[].estimates[].**": "as above, for the stratum",
        **_SENSITIVITY,
    },
    may_lack=("strata", "sensitivity"),
)

_NAMES = (
    Json(
        "Without `--out`:",
        {
            "threshold": "from this score on it is likelier that two names are of one person than that they are not",
            "pairs[].name_a": "the first name as it stands",
            "pairs[].name_b": "the second name as it stands",
            "pairs[].score": "the probability, on the names alone, that they are of one person: 0 to 1",
            "pairs[].because": "what became of each part, in words",
            "pairs[].parts[].part": "`surname`, `given_name` or `patronymic`",
            "pairs[].parts[].agreement": "`same`, `same_across_scripts`, `spelling_variant`, `equivalent`, "
            "`initial_agrees`, `alike`, `initial_conflicts`, `conflicts` or `missing`",
            "pairs[].parts[].a": "the word in the first name, in small letters; or null",
            "pairs[].parts[].b": "the word in the second name, in small letters; or null",
            "pairs[].other_sex": "whether one can only be a man's name and the other only a woman's",
        },
    ),
    Json(
        "With `--out`:",
        {
            "pairs": "how many pairs were compared",
            "likely": "how many have the threshold's score or more",
            "threshold": "the score from which on one person is likelier than two",
        },
    ),
)

_RELEASE = Json(
    "",
    {
        "id": "the release's name",
        "released.*": "how many of each kind it holds",
        "withheld[].kind": "a kind of thing withheld",
        "withheld[].ground": "the ground, a code of the vocabulary `withholding-grounds`",
        "withheld[].count": "how many; null where the number itself would tell too much",
    },
)

_EVALUATED = {
    "records.judged": "rows that stand in both files",
    "records.only_in_identities": "rows of which the truth says nothing",
    "records.only_in_truth": "rows that the identities lack; each counts as a person of its own",
    "calibration": "of the pairs given with `--matches` of which the truth is known; null without",
    "calibration.pairs": "how many these are",
    "calibration.unknown": "pairs of which the truth says nothing",
    "calibration.brier": "mean square of probability less outcome",
    "calibration.error": "mean distance between stated and observed shares, bins weighing by their pairs",
    "calibration.bins[].low": "lower end of the probabilities",
    "calibration.bins[].high": "upper end",
    "calibration.bins[].pairs": "pairs between them",
    "calibration.bins[].stated": "their mean probability",
    "calibration.bins[].observed": "the share that is of one person",
    "calibration.bins[].observed_low": "lower end of its 95 % interval",
    "calibration.bins[].observed_high": "upper end",
}

_READ_LISTS = Json(
    "",
    {
        "lists[].file": "the list, as it was named",
        "lists[].roster": "its id",
        "lists[].kind": "`delimited`, `xlsx`, `ods`, `html`, `pdf` or `text`, by its content",
        "lists[].sha256": "the file's hash",
        "lists[].size": "the file's length in bytes",
        "lists[].encoding": "of a text; null for other kinds",
        "lists[].delimiter": "what separates the columns of a delimited text; or null",
        "lists[].sheet": "the sheet that was read, or the number of a page's table; or null",
        "lists[].rows": "rows that are not empty, titles not counted",
        "lists[].records": "how many of these tell of a person",
        "lists[].faulty_rows": "how many have a fault, and were taken as far as they could be read",
        "lists[].silent_rows": "how many tell of nobody",
        "lists[].columns[].column": "a column, by its title or letter, as a mapping names it",
        "lists[].columns[].title": "its title as received; null without one",
        "lists[].columns[].meaning": "what it is read as, a word of the mapping",
        "lists[].columns[].certainty": "how sure that is, from 0 to 1",
        "lists[].columns[].because": "what it was told by, in words",
        "lists[].columns[].examples[]": "some of its values, as received",
        **{f"lists[].{key}": told for key, told in FAULT_KEYS.items()},
        "lists[].faults_left_out": "how many faults more there are than are told one by one",
        "lists[].remarks[].file": "the list",
        "lists[].remarks[].row": "the first row that something was noticed of; or null",
        "lists[].remarks[].field": "the column; or null",
        "lists[].remarks[].text": "what was noticed, and what was done about it, in words",
    },
)

_LINKAGE = Json(
    "",
    {
        "version": "of these keys: 1",
        "rosters[].roster": "a list's id",
        "rosters[].file": "its file, as it was named",
        "rosters[].sha256": "the file's hash",
        "rosters[].records": "how many of its rows tell of a person",
        "rosters[].faulty_rows": "how many have a fault, and were taken as far as they could be read",
        "rosters[].silent_rows": "how many tell of nobody",
        "rosters[].columns.*": "what a column was read as",
        "records": "rows of all lists together",
        "persons.linked": "how many persons they are, as the links stand",
        "persons.low": "at least, by the draws; null where these do not agree, see r_hat",
        "persons.high": "at most; null likewise",
        "level": "the intervals' coverage",
        "last_identity": "the highest number that an identity has or had",
        "pairs": "how many pairs were weighed",
        "to_review": "how many wait for a person's decision, in `review.csv`",
        "overlaps[].rosters[]": "the lists of a combination",
        "overlaps[].linked": "how many persons are on exactly these, as the links stand",
        "overlaps[].low": "at least, by the draws; null likewise",
        "overlaps[].high": "at most; null likewise",
        "draws": "how many ways to make persons of the rows were drawn",
        "seed": "with which they were drawn",
        "r_hat": "about 1 where chains of draws agree on the number of persons; above 1.1 nothing is told of them",
        "model.log_odds_within_a_list": "natural logarithm of the odds that two rows of one list are one person",
        "model.log_odds_between_lists": "the same of two rows of two lists; null for one list",
        "model.missed": "about how many pairs of one person were never compared",
        "model.comparisons[].about": "what was compared, in words",
        "model.comparisons[].levels[].found": "a level of agreement, in words",
        "model.comparisons[].levels[].share_of_one_person": "how often pairs of one person stand there",
        "model.comparisons[].levels[].share_of_two": "how often pairs of two persons do",
        "model.comparisons[].levels[].weight": "what it adds to the log odds of a pair",
        "out": "where the files are",
    },
)

_COMPARISON = Json(
    "",
    {
        "simulated": "whether the people are invented",
        "rosters[].roster": "a list's id",
        "rosters[].file": "its file, as it was named",
        "rosters[].sha256": "the file's hash",
        "rosters[].records": "how many of its rows tell of a person",
        "rosters[].persons": "how many persons are on it",
        "rosters[].only_here.linked": "how many of these are on no other list, as the links stand",
        "rosters[].only_here.low": "at least, by the draws; null without draws",
        "rosters[].only_here.high": "at most; null likewise",
        "rows_of_others": "rows that were linked and are of lists that were not given",
        "persons.linked": "how many persons are on all lists together, as the links stand",
        "persons.low": "at least, by the draws; null without draws",
        "persons.high": "at most; null likewise",
        "draws": "from how many draws of who is who the intervals come; 0 for none",
        "level": "the intervals' coverage",
        "official": "the list that others are held against; or null",
        "not_on_official": "how many persons are on some list and not on that one; or null",
        "only_on_one": "how many persons are on one list alone",
        "conflicts.*.conflict": "persons of whom values of this attribute can't all be true",
        "conflicts.*.spelling": "persons of whom values of this attribute are spelled in several ways",
        "overlaps[].rosters[]": "two lists",
        "overlaps[].linked": "how many persons are on both, as the links stand",
        "overlaps[].low": "at least, by the draws; or null",
        "overlaps[].high": "at most; or null",
        "combinations[].rosters[]": "lists",
        "combinations[].linked": "how many persons are on exactly these, as the links stand",
        "combinations[].low": "at least, by the draws; or null",
        "combinations[].high": "at most; or null",
        "growth[].roster": "a list with a date, in the order of dates",
        "growth[].as_of": "its date, EDTF",
        "growth[].persons": "how many persons are on it",
        "growth[].new": "how many of these are on no earlier list",
        "growth[].known": "how many are on it or on an earlier one",
        "copies[].rosters[]": "two lists",
        "copies[].verdict": "`too_equal`, `nothing_found` or `cannot_tell`",
        "copies[].p_value": "of order and spellings together, corrected for all that was tested; or null",
        "copies[].likely_copy": "which of the two is the likelier copy; or null",
        "copies[].recorded_copy": "which of the two is on record as having taken rows from the other; or null",
        "copies[].shared": "how many persons are on both",
        "copies[].same_names": "how many of these both write letter for letter alike",
        "copies[].because": "what was found, in words",
        "out": "the folder that was written",
    },
)

_EVALUATION = (
    Json(
        "Where the truth is of all rows:",
        {
            "precision": "share of the pairs found that are of one person; null where none was found",
            "recall": "share of the pairs of one person that were found; null where there is none",
            "f1": "their harmonic mean",
            "pairs.right": "pairs found that are of one person",
            "pairs.found": "pairs found",
            "pairs.true": "pairs of one person",
            "b_cubed.precision": "over rows: share of the person found that is of the row's true person",
            "b_cubed.recall": "over rows: share of the true person that is in the person found",
            "b_cubed.f1": "their harmonic mean",
            "clusters.exact": "persons found with all their rows and no others",
            "clusters.precision": "their share of the persons found",
            "clusters.recall": "their share of the true persons",
            "clusters.f1": "the harmonic mean of both",
            "homogeneity": "1 where each person found has rows of one true person alone",
            "completeness": "1 where all rows of each true person are in one person found",
            "persons.found": "how many persons were found",
            "persons.true": "how many there are",
            "lists[].first": "a list; there is an item for each two lists, and for each list with itself",
            "lists[].second": "the other, or the same",
            "lists[].right": "pairs between them found that are of one person",
            "lists[].found": "pairs between them found",
            "lists[].true": "pairs between them of one person",
            "lists[].precision": "as above, over these pairs",
            "lists[].recall": "likewise",
            "lists[].f1": "likewise",
            **_EVALUATED,
        },
    ),
    Json(
        "With `--partial`, estimates (null where the persons known tell nothing of one):",
        {
            **{
                f"{measure}.{key}": told
                for measure in (
                    "precision",
                    "recall",
                    "f1",
                    "b_cubed.precision",
                    "b_cubed.recall",
                    "b_cubed.f1",
                    "clusters.precision",
                    "clusters.recall",
                    "clusters.f1",
                )
                for key, told in (
                    ("value", "the estimate; what is measured is told above"),
                    ("low", "lower end of its interval"),
                    ("high", "upper end"),
                )
            },
            "persons.found": "how many persons were found",
            "persons.true.value": "how many there are, as estimated",
            "persons.true.low": "lower end of its interval",
            "persons.true.high": "upper end",
            "partial.known_persons": "persons in the truth",
            "partial.known_records": "their rows",
            "partial.sampled_by": "`person` or `record`: how they were drawn",
            "partial.level": "of the intervals",
            **_EVALUATED,
        },
    ),
)


PROMISES: Mapping[str, Promise] = {
    "demo": Promise({2: "The folder of `--out` holds something that no demo made; nothing was touched."}),
    "init": Promise({1: "There is an inquiry already, or a secret is too weak; a sentence says which."}),
    "serve": Promise({1: f"{_LOCKED} Or the port is taken."}),
    "import": Promise(
        {1: f"The dossier has faults, all listed; nothing was imported. Or: {_LOCKED}"},
        (
            Json(
                "Imported:",
                {
                    "outcomes.*.create": "records of that kind that are new",
                    "outcomes.*.change": "records that say something else now",
                    "outcomes.*.unchanged": "records that are as they were",
                    "kept.*": "records of that kind that the inquiry holds and the dossier does not",
                },
            ),
            Json(
                "With `--check`:",
                {"faults[]": "empty", "counts.*": "how many records of each kind the dossier holds"},
            ),
            _IN_CASE_OF_FAULTS,
        ),
    ),
    "estimate": Promise(
        {
            1: "The file of counts or of coverage has faults, all listed.",
            3: "The data can't bear an estimate, or none of those asked for; the reasons are told.",
        },
        (_ESTIMATES, _IN_CASE_OF_FAULTS),
    ),
    "redo": Promise(
        {
            0: "Every estimate is equal to the published one; or, with other versions, its numbers agree within the tolerance.",
            1: "An estimate differs; or the release has faults, all listed; or parts that estimates need are not installed.",
            3: "There is nothing to make again: the release holds no estimate, or withholds the counts.",
        },
        (
            Json(
                "",
                {
                    "release": "the release",
                    "estimations[].id": "the estimation",
                    "estimations[].redone": "whether it could be made again; false where its counts are withheld",
                    "estimations[].equal": "whether nothing differs, to the last digit; absent where it was not made again, as all that follow",
                    "estimations[].agrees": "whether all numbers agree within the tolerance",
                    "estimations[].holds": "equal; or agreeing, where programs or machine are others",
                    "estimations[].versions.*.published": "the version of a program that differs, when it was published; or null",
                    "estimations[].versions.*.here": "its version here; or null",
                    "estimations[].differences[].method": "the method; empty for what is not of one",
                    "estimations[].differences[].stratum[]": "the stratum; empty for the whole population",
                    "estimations[].differences[].what": "`median`, `low`, `high`, `refused`, `reasons`, or a part of the result",
                    "estimations[].differences[].published": "the published number; or null",
                    "estimations[].differences[].here": "the number found here; or null",
                    "estimations[].differences[].agrees": "whether it lies within the tolerance",
                },
            ),
            _IN_CASE_OF_FAULTS,
        ),
    ),
    "export": Promise({1: f"The folder can't be written, or the inquiry is empty. Or: {_LOCKED}"}),
    "figures check": Promise({1: "The file has faults, all listed."}, (_FIGURES, _IN_CASE_OF_FAULTS)),
    "ledger verify": Promise(
        {1: f"Ledger and registry do not agree; every fault is told. Or: {_LOCKED}"},
        (
            Json(
                "",
                {
                    "holds": "whether ledger and registry agree",
                    "entries": "number of entries on the ledger",
                    "root": "its root hash, hexadecimal; null for an empty ledger",
                    "faults[]": "each fault in words",
                },
            ),
        ),
    ),
    "names compare": Promise(
        {1: "The pairs or a language pack have faults, all listed."}, (*_NAMES, _IN_CASE_OF_FAULTS)
    ),
    "rosters read": Promise(
        {
            1: "Rows have faults, all listed, and the others were read; or a list can't be read at all, and "
            "nothing was written."
        },
        (_READ_LISTS, _IN_CASE_OF_FAULTS),
    ),
    "rosters link": Promise(
        {
            1: "A list or another file can't be read, its faults are listed; or decisions contradict one another."
        },
        (_LINKAGE, _IN_CASE_OF_FAULTS),
    ),
    "rosters compare": Promise(
        {1: "A file has faults, all listed, or a row of a list was not linked; nothing was written."},
        (_COMPARISON, _IN_CASE_OF_FAULTS),
    ),
    "rosters evaluate": Promise(
        {1: "A file has faults, all listed, or the files have no row in common."},
        (*_EVALUATION, _IN_CASE_OF_FAULTS),
    ),
    "release create": Promise(
        {1: f"The policy has faults, all listed; nothing was sealed. Or: {_LOCKED}"},
        (_RELEASE, _IN_CASE_OF_FAULTS),
    ),
    "release show": Promise(
        {1: f"There is no release of that name. Or: {_LOCKED}"},
        (
            Json("With a name:", _RELEASE.keys),
            Json(
                "Without a name, a list:",
                {
                    "[].id": "a release's name",
                    "[].made_at": "when it was sealed",
                    "[].sha256": "the hash of its text, hexadecimal",
                },
            ),
        ),
    ),
    "release diff": Promise(
        {1: f"There is no release of that name. Or: {_LOCKED}"},
        (
            Json(
                "",
                {
                    "added[].kind": "the kind of what only the later one tells",
                    "added[].id": "its id in the release",
                    "removed[].kind": "the kind of what only the earlier one tells",
                    "removed[].id": "its id in the release",
                    "changed[].kind": "the kind of what both tell",
                    "changed[].id": "its id in the release",
                    "changed[].field": "the field that differs",
                    "changed[].before.**": "its value in the earlier one; null where it is absent",
                    "changed[].after.**": "its value in the later one; null where it is absent",
                },
            ),
        ),
    ),
    "publish": Promise({1: f"The folder is there already, or there is no such release. Or: {_LOCKED}"}),
    "verify": Promise(
        {0: "Every proof holds.", 1: "The bundle does not hold; every fault is listed."}, (_VERIFICATION,)
    ),
}
