"""The numbers of the method, named; `docs/methods/names.md` tells where each comes from."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Weights"]


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of the method.

    Evidence is the natural logarithm of a likelihood ratio: 0 says nothing, 2.3 is ten to one.

    Attributes:
        rarest: No surname, given name, father's name tells more than this, however rare: lists repeat
            names, and copyists guess.
        per_edit: What one edit takes from the evidence, times the length of the part in sounds.
        extra_length: Added to that length, so that short parts are not judged by one letter alone.
        conflict: The evidence of a part that has nothing in common.
        initial_rarest: An initial that agrees tells no more than this.
        initial_conflict: The evidence of an initial that does not agree.
        initial_only: Evidence where of the given names only an initial can be compared: people who
            share a surname are listed together, and few letters begin most names.
        other_sex: Evidence where one name can only be a man's and the other only a woman's.
        equivalent: What another form of the same given name costs, in edits.
        two_known_names: Added, in edits, where two spellings are near and both are names of their own.
        unmarked_father: What a father's name without its ending costs beside one with it, in edits.
        no_given: Evidence where given names can't be compared.
        no_surname: Evidence where surnames can't be compared.
        crossed: Evidence where each name has a part that the other lacks.
        reading: How far the weight of a reading counts.
        nothing: Weight of the explanation that two people share no part of their names.
        surname: They share the surname.
        family: They share surname and father.
        namesake: They share surname and given name.
        given_and_father: They share given name and father's name.
        given: They share the given name.
        father: They share the father's name.
        commonness: By which power of its share a common surname is likelier to be shared by strangers.
        typical_surname: The rarity of a surname at which the weights above hold.
    """

    rarest: tuple[float, float, float] = (9.0, 8.0, 8.0)
    per_edit: float = 45.0
    extra_length: float = 1.5
    conflict: float = -8.0
    initial_rarest: float = 3.0
    initial_conflict: float = -5.0
    initial_only: float = -2.3
    other_sex: float = -2.0
    equivalent: float = 0.4
    two_known_names: float = 0.7
    unmarked_father: float = 0.3
    no_given: float = -2.0
    no_surname: float = -2.0
    crossed: float = -7.0
    reading: float = 0.5
    nothing: float = 0.38
    surname: float = 0.22
    family: float = 0.11
    namesake: float = 0.06
    given_and_father: float = 0.04
    given: float = 0.14
    father: float = 0.05
    commonness: float = 0.3
    typical_surname: float = 9.0
