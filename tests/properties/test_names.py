"""What holds of every name: comparing is symmetric, order and case say nothing, silence is no conflict."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reference_edits import reference_cost

from aiqyn.core.names import NameComparer, compare, default_lexicon, packaged_packs, parse_name
from aiqyn.core.names.edits import edit_costs
from aiqyn.core.names.sounds import ALPHABET, LONGEST, NEVER, Texts

PACKS = {pack.language: pack for pack in packaged_packs()}
GIVEN = st.sampled_from([*PACKS["kk"].given_names.common, *PACKS["ru"].given_names.common])
STEMS = st.sampled_from(
    ["Ахмет", "Жолжақсын", "Тұрсын", "Волк", "Мороз", "Қожахмет", "Сүлеймен", "Щерб", "Өтеген"]
)
SURNAMES = STEMS.map(lambda stem: f"{stem}ов")
FATHERS = st.builds(
    lambda stem, ending: f"{stem}{ending}",
    st.sampled_from(["Асқар", "Болат", "Сафи", "Хамит", "Иван", "Ержан", "Әбдірахман"]),
    st.sampled_from(["ұлы", "ович", "-улы", " ұлы"]),
)
WHOLE = st.tuples(SURNAMES, GIVEN, FATHERS)
LETTERS = st.characters(codec="utf-8")
ANYTHING = st.one_of(
    WHOLE.map(" ".join), st.text(LETTERS, max_size=60), st.text(st.characters(categories=["L"]), max_size=30)
)
LOOK_ALIKES = str.maketrans("аеорсухіАЕОРСХКМТВН", "aeopcyxiAEOPCXKMTBH")


def agreements(first: str, second: str) -> dict[str, str]:
    return {part.role: part.agreement for part in compare(first, second).parts}


@given(ANYTHING, ANYTHING)
def test_it_does_not_matter_which_name_comes_first(first: str, second: str) -> None:
    assert compare(first, second).score == pytest.approx(compare(second, first).score, abs=1e-9)


@given(ANYTHING, ANYTHING)
def test_a_score_is_a_probability(first: str, second: str) -> None:
    assert 0 <= compare(first, second).score <= 1


@given(WHOLE, WHOLE)
def test_no_other_name_is_nearer_to_a_name_than_itself(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    same = compare(" ".join(one), " ".join(one)).score
    assert same > 0.98
    assert compare(" ".join(one), " ".join(other)).score <= same + 1e-9


@given(WHOLE, WHOLE)
def test_the_order_of_the_parts_does_not_matter(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    surname, first_name, father = one
    turned = f"{first_name} {father} {surname}"
    assert compare(turned, " ".join(other)).score == pytest.approx(
        compare(" ".join(one), " ".join(other)).score
    )


@given(WHOLE, WHOLE)
def test_leaving_a_patronymic_out_never_conflicts(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    without = " ".join(one[:2])
    assert agreements(without, " ".join(other)).get("patronymic", "missing") == "missing"
    assert compare(without, " ".join(one)).score > 0.8


@given(WHOLE, WHOLE)
def test_upper_case_says_nothing(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    written = " ".join(one)
    assert compare(written.upper(), " ".join(other)).score == pytest.approx(
        compare(written, " ".join(other)).score
    )


@given(WHOLE, WHOLE)
def test_letters_that_look_alike_say_nothing(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    written = " ".join(one)
    mixed = written.translate(LOOK_ALIKES)
    # A word of look-alikes alone is a word of the other script.
    assume(not any(word.isascii() for word in mixed.split()))
    assert compare(mixed, " ".join(other)) == compare(written, " ".join(other))


@given(WHOLE, WHOLE, st.sampled_from(["NFC", "NFD"]))
def test_how_marks_are_encoded_says_nothing(one: tuple[str, ...], other: tuple[str, ...], form: str) -> None:
    written = " ".join(one)
    encoded = unicodedata.normalize(form, written)
    assert compare(encoded, " ".join(other)) == compare(written, " ".join(other))


@given(WHOLE, st.sampled_from("\u0301\u0308\u0323\u200b\u200e\u00ad"), st.integers(0, 60))
def test_stray_marks_and_hidden_characters_say_nothing(one: tuple[str, ...], mark: str, place: int) -> None:
    written = " ".join(one)
    place = 1 + place % (len(written) - 1)
    # A mark may make another letter of the one before it, as и with a breve; only those that do not are stray.
    assume(len(unicodedata.normalize("NFC", written[place - 1] + mark)) == 2)
    marked = written[:place] + mark + written[place:]
    assert compare(marked, written).score == pytest.approx(compare(written, written).score)


@given(st.text(LETTERS, min_size=0, max_size=40), st.integers(1, 400))
@settings(max_examples=40, deadline=None)
def test_names_of_ten_thousand_letters_are_compared_as_soon_as_others(text: str, times: int) -> None:
    long = (text * times)[:10_000]
    found = NameComparer().compare(long, long[::-1])
    assert 0 <= found.score <= 1
    assert len(parse_name(long)) >= 1


@given(st.lists(st.text(LETTERS, max_size=12), max_size=30))
@settings(deadline=None)
def test_words_without_number_are_taken_apart_within_few_readings(words: list[str]) -> None:
    assert len(parse_name(" ".join(words))) <= 6


@given(st.lists(st.tuples(ANYTHING, ANYTHING), max_size=12))
@settings(deadline=None)
def test_pairs_together_are_compared_as_pairs_alone(pairs: list[tuple[str, str]]) -> None:
    together = NameComparer().compare_many(pairs)
    assert [found.score for found in together] == pytest.approx([compare(*pair).score for pair in pairs])


SOUNDS = st.text(st.sampled_from(ALPHABET[:34]), max_size=14)


@given(st.lists(st.tuples(SOUNDS, SOUNDS), min_size=1, max_size=8))
@settings(deadline=None)
def test_the_edits_are_those_that_the_slow_lattice_finds(pairs: list[tuple[str, str]]) -> None:
    costs = default_lexicon().costs
    firsts, seconds = zip(*pairs, strict=True)
    fast = edit_costs(Texts.of(firsts), Texts.of(seconds), costs).tolist()
    assert fast == [reference_cost(first, second, costs) for first, second in pairs]


@given(
    st.text(st.sampled_from(ALPHABET), max_size=2 * LONGEST), st.text(st.sampled_from(ALPHABET), max_size=30)
)
@settings(deadline=None)
def test_edits_cost_nothing_only_between_equals_and_the_same_from_both_sides(first: str, second: str) -> None:
    costs = default_lexicon().costs
    there = edit_costs(Texts.of([first]), Texts.of([second]), costs)[0]
    back = edit_costs(Texts.of([second]), Texts.of([first]), costs)[0]
    itself = edit_costs(Texts.of([first]), Texts.of([first]), costs)[0]
    assert there == back <= NEVER
    assert itself == 0
