"""The evidence of each part: how much likelier what is written is, if both names have the part in common.

The logarithm of a likelihood ratio. Where a part agrees it is the rarity of the name: of two people
taken at random, one in ten thousand pairs shares a name that one in ten thousand bears. Each edit
between two spellings takes from it, more in a short part than in a long one, down to what a plain
conflict says. An initial that agrees says as much as the share of people whose names begin so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.names.edits import edit_costs
from aiqyn.core.names.lexicon import EITHER
from aiqyn.core.names.parsing import Role
from aiqyn.core.names.parts import PartColumns
from aiqyn.core.names.sounds import EDIT, SoundCosts, Texts
from aiqyn.core.names.weights import Weights

__all__ = ["ROLE_NUMBERS", "Agreement", "Evidence", "EvidenceOfParts"]

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
PartNumbers = NDArray[np.int32]

ROLE_NUMBERS = (Role.SURNAME, Role.GIVEN, Role.FATHER)

_WRITTEN = 3
"""The place of a part's last form."""

ALIKE_BELOW = 0.35
"""Below this share of the evidence of full agreement a part is called alike, not a spelling variant."""

CONFLICTS_BELOW = -1.0
"""Below this evidence it is called a conflict."""

SCRIPTS_ABOVE = 0.75
"""Above this share of full agreement two scripts are said to have the same name, not a variant of it."""


class Agreement:
    """What became of one part; a number, so that it fits a column."""

    MISSING = 0
    SAME = 1
    SAME_ACROSS_SCRIPTS = 2
    SPELLING_VARIANT = 3
    EQUIVALENT = 4
    INITIAL_AGREES = 5
    INITIAL_CONFLICTS = 6
    ALIKE = 7
    CONFLICTS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What pairs of readings say, in rows; the first dimension is the role where there is one.

    Attributes:
        evidence: The logarithm of each part's likelihood ratio, 0 where it can't be compared.
        agreements: What became of each part, of `Agreement`.
        is_there: Whether both readings have the part.
        is_initial_only: Whether of the given names only an initial can be compared.
        is_crossed: Whether each reading has a part that the other lacks.
        surname_rarity: The rarity of the surname; NaN where none can be compared in full.
        other_sex: Whether one can only be a man's name and the other only a woman's.
    """

    evidence: Numbers
    agreements: NDArray[np.int8]
    is_there: Flags
    is_initial_only: Flags
    is_crossed: Flags
    surname_rarity: Numbers
    other_sex: Flags


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    """Pairs of forms whose edits are asked for.

    Attributes:
        role: The role that they have.
        rows: The rows that ask.
        first: The first forms.
        second: The second forms.
        length: Against how many sounds the edits are held.
        added: What is added to the edits.
    """

    role: int
    rows: Places
    first: PartNumbers
    second: PartNumbers
    length: Numbers
    added: Numbers | float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceOfParts:
    """Weighs the parts of readings against each other.

    Attributes:
        parts: All parts, in columns.
        forms: The texts that the columns have numbers for.
        form_hashes: Their hashes.
        costs: What edits of sounds cost.
        weights: The numbers of the method.
    """

    parts: PartColumns
    forms: Texts
    form_hashes: NDArray[np.uint64]
    costs: SoundCosts
    weights: Weights

    def of_readings(self, one: PartNumbers, other: PartNumbers) -> Evidence:
        """The evidence of rows of readings.

        Args:
            one: For each role and row the number of the part in the first name, −1 for none.
            other: Likewise in the second.
        """
        parts = self.parts
        has_one, has_other = one >= 0, other >= 0
        is_there = has_one & has_other
        by_initial = is_there & (parts.is_initial[one] | parts.is_initial[other])
        in_full = is_there & ~by_initial
        evidence = np.zeros(one.shape, dtype=np.float64)
        agreements = np.zeros(one.shape, dtype=np.int8)
        self._compare_in_full(one, other, in_full, evidence, agreements)
        self._compare_initials(one, other, by_initial, evidence, agreements)
        surname_rarity = np.where(
            in_full[Role.SURNAME],
            np.minimum(parts.rarity[Role.SURNAME][one[0]], parts.rarity[Role.SURNAME][other[0]]),
            np.nan,
        )
        sex_one, sex_other = self._sex(one), self._sex(other)
        return Evidence(
            evidence=evidence,
            agreements=agreements,
            is_there=is_there,
            is_initial_only=by_initial[Role.GIVEN],
            is_crossed=np.asarray((has_one & ~has_other).any(axis=0) & (~has_one & has_other).any(axis=0)),
            surname_rarity=surname_rarity,
            other_sex=(sex_one != EITHER) & (sex_other != EITHER) & (sex_one != sex_other),
        )

    def _sex(self, one: PartNumbers) -> NDArray[np.int8]:
        """What patronymic or, without one, surname tell of the sex; a surname in -ұлы is women's too."""
        father, surname = one[Role.FATHER], one[Role.SURNAME]
        of_father = np.where(father >= 0, self.parts.sex[father], EITHER)
        is_telling = (surname >= 0) & (self.parts.forms[Role.FATHER][surname] < 0)
        of_surname = np.where(is_telling, self.parts.sex[surname], EITHER)
        sex: NDArray[np.int8] = np.where(of_father != EITHER, of_father, of_surname)
        return sex

    # ------------------------------------------------------------ words in full

    def _compare_in_full(
        self,
        one: PartNumbers,
        other: PartNumbers,
        chosen: Flags,
        evidence: Numbers,
        agreements: NDArray[np.int8],
    ) -> None:
        """A name agrees as far as its rarity, less what edits take; a slip of the pen is rarer than its name,
        so the rarer of two spellings counts, but never for more than full agreement would."""
        parts, weights = self.parts, self.weights
        lost = self._lost_by_edits(one, other, chosen)
        is_equivalent = self._are_equivalent(one[Role.GIVEN], other[Role.GIVEN])
        for role in ROLE_NUMBERS:
            a, b = one[role], other[role]
            rarity_a, rarity_b = parts.rarity[role][a], parts.rarity[role][b]
            full = np.minimum(np.minimum(rarity_a, rarity_b), weights.rarest[role])
            rarest = np.minimum(np.maximum(rarity_a, rarity_b), weights.rarest[role])
            told = np.maximum(np.minimum(full, rarest - lost[role]), weights.conflict)
            share = (rarest - lost[role]) / rarest
            is_across = parts.is_latin[a] != parts.is_latin[b]
            kind = np.select(
                [
                    a == b,
                    told < CONFLICTS_BELOW,
                    np.asarray(is_equivalent & (role == Role.GIVEN) & (share < SCRIPTS_ABOVE)),
                    share < ALIKE_BELOW,
                    is_across & (share > SCRIPTS_ABOVE),
                ],
                [
                    Agreement.SAME,
                    Agreement.CONFLICTS,
                    Agreement.EQUIVALENT,
                    Agreement.ALIKE,
                    Agreement.SAME_ACROSS_SCRIPTS,
                ],
                Agreement.SPELLING_VARIANT,
            )
            np.copyto(evidence[role], told, where=chosen[role])
            np.copyto(agreements[role], kind.astype(np.int8), where=chosen[role])

    def _are_equivalent(self, one: PartNumbers, other: PartNumbers) -> Flags:
        """Whether a pack has both given names on one line."""
        groups_one, groups_other = self.parts.groups[:, one], self.parts.groups[:, other]
        shared = (groups_one[:, None] == groups_other[None]) & (groups_one[:, None] != 0)
        return np.asarray(shared.any(axis=(0, 1)))

    def _lost_by_edits(self, one: PartNumbers, other: PartNumbers, in_full: Flags) -> Numbers:
        """For each role and row what edits take from the evidence; of several ways the cheapest."""
        questions = [
            question
            for role in ROLE_NUMBERS
            for question in self._questions(role, one[role], other[role], np.nonzero(in_full[role])[0])
        ]
        lost = np.full(one.shape, np.inf)
        for question, answer in zip(questions, self._costs_of_pairs(questions), strict=True):
            role, rows = question.role, question.rows
            edits = answer + question.added
            if role == Role.GIVEN:
                edits = self._of_known_names(edits, one[role][rows], other[role][rows])
            taken = edits / (question.length + self.weights.extra_length) * self.weights.per_edit
            lost[role][rows] = np.minimum(lost[role][rows], taken)
        return lost

    def _questions(
        self, role: int, one: PartNumbers, other: PartNumbers, rows: Places
    ) -> Iterator[_Question]:
        """Which forms of two parts are laid beside each other, and against whose length edits are held.

        Surnames of one country share their endings, so what is left without them is measured. Patronymics
        are compared without their endings, since Сафиұлы and Сафиевич say the same. Where an ending was
        mistyped, what was taken off is not the ending, so the whole words are compared too; they share the
        letters of the ending in any case, so the edits are held against the names alone.
        """
        one, other = one[rows], other[rows]
        forms, lengths = self.parts.forms, self.forms.lengths
        if role == Role.FATHER:
            marked_one, marked_other = forms[role][one] >= 0, forms[role][other] >= 0
            first = np.where(marked_one, forms[role][one], forms[Role.GIVEN][one])
            second = np.where(marked_other, forms[role][other], forms[Role.GIVEN][other])
            length = (lengths[first] + lengths[second]) / 2
            unmarked = self.weights.unmarked_father * (marked_one != marked_other)
            yield _Question(role, rows, first, second, length, unmarked)
            length = np.where(marked_other & ~marked_one, lengths[second], length)
            length = np.where(marked_one & ~marked_other, lengths[first], length)
            yield _Question(role, rows, forms[Role.GIVEN][one], forms[Role.GIVEN][other], length)
        else:
            whole = forms[role]
            measured = self.parts.stem if role == Role.SURNAME else lengths[whole]
            length = (measured[one] + measured[other]) / 2
            yield _Question(role, rows, whole[one], whole[other], length)
        # Two words in Latin letters are compared letter by letter too: a slip within `sch` is one slip.
        written = forms[_WRITTEN]
        told = (written[one] >= 0) & (written[other] >= 0) & (one != other)
        yield _Question(role, rows[told], written[one[told]], written[other[told]], length[told])

    def _costs_of_pairs(self, questions: list[_Question]) -> list[Numbers]:
        """The edits between forms; each pair of forms is searched once, however many rows ask."""
        keys = [
            np.minimum(question.first, question.second).astype(np.int64) << 32
            | np.maximum(question.first, question.second)
            for question in questions
        ]
        unique, inverse = np.unique(np.concatenate(keys), return_inverse=True)
        low, high = unique & 0xFFFFFFFF, unique >> 32
        unlike = np.nonzero(self.form_hashes[low] != self.form_hashes[high])[0]
        cost = np.zeros(len(unique))
        cost[unlike] = edit_costs(self.forms.at(low[unlike]), self.forms.at(high[unlike]), self.costs) / EDIT
        return np.split(cost[inverse], np.cumsum([len(key) for key in keys])[:-1])

    def _of_known_names(self, edits: Numbers, one: PartNumbers, other: PartNumbers) -> Numbers:
        """Two known names that are near are two names, unless they are forms of one."""
        is_equivalent = self._are_equivalent(one, other)
        are_two = self.parts.is_known[one] & self.parts.is_known[other] & (edits > 0.3) & ~is_equivalent
        edits = np.where(are_two, edits + self.weights.two_known_names, edits)
        return np.where(is_equivalent, np.minimum(edits, self.weights.equivalent), edits)

    # ------------------------------------------------------------ initials

    def _compare_initials(
        self,
        one: PartNumbers,
        other: PartNumbers,
        chosen: Flags,
        evidence: Numbers,
        agreements: NDArray[np.int8],
    ) -> None:
        parts, weights = self.parts, self.weights
        meant_one, meant_other = parts.first[one] & parts.near[other], parts.near[one] & parts.first[other]
        agrees = (meant_one | meant_other) != 0
        rarity = np.minimum(parts.initial_rarity[one], parts.initial_rarity[other])
        told = np.where(agrees, np.minimum(rarity, weights.initial_rarest), weights.initial_conflict)
        kind = np.where(agrees, Agreement.INITIAL_AGREES, Agreement.INITIAL_CONFLICTS)
        np.copyto(evidence, told, where=chosen)
        np.copyto(agreements, kind.astype(np.int8), where=chosen)
