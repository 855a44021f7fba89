"""Personal names as one comparison: whole names, their parts in any order and script, initials among them.

Where lists give surname and given name in columns of one Latin script, the columns are compared as such
and the lists tell how they err. Everywhere else `aiqyn.core.names` weighs names: what it knows of scripts,
fathers' names and initials no list of some hundred rows could teach.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from aiqyn.core.names import NameComparer, NameComparison, Weights, shares_in
from aiqyn.core.rosters.linkage.skeletons import skeleton
from aiqyn.core.rosters.records import Field, Records

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "NAME_FORMS",
    "PARTS",
    "Names",
    "are_compared_whole",
    "compare_names",
    "keys_of_names",
    "names_of",
]

PARTS: tuple[Field, ...] = ("surname", "given_name", "patronymic")
NAME_FORMS = ("word", "word_start", "two_words", "word_and_initial")
"""What of a name a key takes; each name has several of each."""

RARE_ENOUGH = 0.01
"""So many rows without a column of parts, or in another script, and names are compared whole."""

LONG_LIST = 3000
"""From so many names on a list tells how common names are; packs do for shorter ones."""

START = 2
WHOLE = "="
"""Before a word that stands as it is written, since too little of it is left otherwise."""

AT_ONCE = 200_000
SMALLEST = 1e-13
"""No name makes an error less likely than this."""

# How often two rows, taken from all that could be paired, share a part for another reason than being of one
# person: families that were hit together, and namesakes. `aiqyn names` asks about pairs someone chose.
_WEIGHTS = Weights(
    initial_only=0.0,
    nothing=0.9949,
    surname=0.003,
    family=0.0005,
    namesake=0.00003,
    given_and_father=0.00003,
    given=0.001,
    father=0.0005,
)


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """The names of records.

    Attributes:
        different: Each name once.
        of_record: For each record the number of its name, −1 for none.
        comparer_shares_from: The names by which the comparer learns how common names are; none for packs alone.
        kept: The comparer, once there is one.
    """

    different: tuple[str, ...]
    of_record: NDArray[np.int32]
    comparer_shares_from: tuple[str, ...]
    kept: list[NameComparer] = field(default_factory=list)

    def comparer(self) -> NameComparer:
        """A comparer for these names; the same each time, since it remembers words."""
        if not self.kept:
            shares = shares_in(self.comparer_shares_from) if self.comparer_shares_from else None
            self.kept.append(NameComparer(shares=shares, weights=_WEIGHTS))
        return self.kept[0]

    def comparison(self, left: int, right: int) -> NameComparison:
        """The names of two records laid side by side, in the order in which they were weighed."""
        one, other = sorted(int(self.of_record[position]) for position in (left, right))
        return self.comparer().compare(self.different[one], self.different[other])

    def weight(self, comparison: NameComparison) -> float:
        """What a comparison says, as log odds, within what lists can bear."""
        return float(_log_odds(comparison.score))


def are_compared_whole(records: Records) -> bool:
    """Whether names are compared by what is known of names, and not column by column."""
    fields = records.fields
    if "patronymic" in fields:
        return True
    parts = [fields[field] for field in PARTS if field in fields]
    whole = fields.get("name")
    if whole is None and not parts:
        return False
    if len(parts) < 2:
        return whole is not None
    count = max(len(records), 1)
    without = sum(all(value is None for value in values) for values in zip(*parts, strict=True))
    if whole is not None and without > RARE_ENOUGH * count:
        return True
    other_script = sum(
        any(_is_other_script(value) for value in values) for values in zip(*parts, strict=True)
    )
    return other_script > RARE_ENOUGH * count


def names_of(records: Records) -> Names:
    """The whole name of each record, from one column or from its parts."""
    import numpy as np

    nothing = (None,) * len(records)
    columns = [records.fields.get(field, nothing) for field in ("name", *PARTS)]
    numbers: dict[str, int] = {}
    of_record = np.full(len(records), -1, dtype=np.int32)
    for position, (whole, *parts) in enumerate(zip(*columns, strict=True)):
        name = whole or " ".join(part for part in parts if part)
        if name:
            of_record[position] = numbers.setdefault(name, len(numbers))
    longest = max(range(len(records.rosters)), key=lambda roster: len(records.of_roster(roster)), default=0)
    different = tuple(numbers)
    on_longest = [
        different[number] for number in of_record[records.of_roster(longest)].tolist() if number >= 0
    ]
    return Names(different, of_record, tuple(on_longest) if len(on_longest) >= LONG_LIST else ())


def keys_of_names(names: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """What names may share with others of the same person: number of the name, form, key.

    Args:
        names: Each once.
    """
    plain = [_plain(name) for name in names]
    reduced = skeleton(plain, joined=" ")
    for number, (text, written) in enumerate(zip(reduced, plain, strict=True)):
        # Of Tsoy, Li or Yun too little is left to tell them by: such a word stands as it is written.
        words = list(
            dict.fromkeys(
                f"{WHOLE}{word}" if len(left) < START and len(word) > 1 else left
                for left, word in zip(text.split(), written.split(), strict=True)
            )
        )
        full = [word for word in words if len(word) >= START]
        for word in full:
            yield number, "word", word
        for start in dict.fromkeys(word[:START] for word in full if not word.startswith(WHOLE)):
            yield number, "word_start", start
        for one, other in combinations(sorted(full), 2):
            yield number, "two_words", f"{one} {other}"
        if len(words) == 1:
            continue
        for key in dict.fromkeys(
            f"{word} {other.removeprefix(WHOLE)[:1]}"
            for word, other in permutations(words, 2)
            if len(word) >= START
        ):
            yield number, "word_and_initial", key


def compare_names(connection: duckdb.DuckDBPyConnection, names: Names) -> None:
    """Fill the table `names_compared`: for each two names of `candidates` what they say, as log odds.

    Args:
        connection: With the tables `records`, where `name_id` is the number of the name, and `candidates`.
        names: Theirs.
    """
    import numpy as np

    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS names_compared (one INTEGER, other INTEGER, evidence FLOAT)"
    )
    found = connection.execute(
        "SELECT DISTINCT least(l.name_id, r.name_id) AS one, greatest(l.name_id, r.name_id) AS other"
        " FROM candidates p JOIN records l ON p.l = l.id JOIN records r ON p.r = r.id"
        " WHERE l.name_id IS NOT NULL AND r.name_id IS NOT NULL ORDER BY 1, 2"
    ).fetchnumpy()
    one, other = np.asarray(found["one"], np.int32), np.asarray(found["other"], np.int32)
    comparer = names.comparer()
    for start in range(0, len(one), AT_ONCE):
        end = start + AT_ONCE
        evidence = _evidence(names, comparer, one[start:end], other[start:end])
        connection.register("new", {"one": one[start:end], "other": other[start:end], "evidence": evidence})
        connection.execute(
            "INSERT INTO names_compared SELECT n.one, n.other, n.evidence FROM new n"
            " ANTI JOIN names_compared c ON n.one = c.one AND n.other = c.other"
        )
        connection.unregister("new")


def _evidence(
    names: Names, comparer: NameComparer, one: NDArray[np.int32], other: NDArray[np.int32]
) -> NDArray[np.float32]:
    import numpy as np

    different = names.different
    scores = comparer.scores(
        [different[number] for number in one.tolist()], [different[number] for number in other.tolist()]
    )
    evidence: NDArray[np.float32] = _log_odds(scores).astype(np.float32)
    return evidence


def _log_odds(scores: NDArray[np.float64] | float) -> NDArray[np.float64]:
    import numpy as np

    within = np.clip(scores, SMALLEST, 1 - SMALLEST)
    result: NDArray[np.float64] = np.log(within) - np.log1p(-within)
    return result


def _plain(name: str) -> str:
    return "".join(sign if sign.isalpha() else " " for sign in name.casefold())


def _is_other_script(text: str | None) -> bool:
    """Whether there are letters beyond Latin ones, with or without accents."""
    return (
        text is not None and not text.isascii() and any(sign.isalpha() and ord(sign) > 0x24F for sign in text)
    )
