"""How far letters follow each other as in names: what tells one encoding from another.

Learnt from the names that the language packs bring along and from the words of lists, so that a country's
pack teaches this too.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache

from aiqyn.core.names import packaged_packs

__all__ = ["plausibility"]

_WORDS_OF_LISTS = (
    "фамилия имя отчество дата рождения смерти год место город область район адрес проживания возраст пол "
    "мужской женский погиб умер убит список погибших января февраля марта апреля мая июня июля августа сентября "
    "октября ноября декабря лет родился улица дом житель военнослужащий полицейский огнестрельное ранение "
    "тегі аты әкесінің туған күні қайтыс болған жері қаласы облысы ауданы жасы жынысы ер әйел қаза тапқандар тізімі "
    "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан жылы тұрғыны көшесі оқ тиген "
    "surname name given family first last birth date death place city region age sex male female list "
    "soyadı adı doğum tarihi ölüm yeri şehir yaş cinsiyet erkek kadın"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_STRANGE = re.compile(r"[^\w\s!-/:-@\[-`{-~«»“”„‘’ʼ–—№…°•\u00a0]|[\u0080-\u009f]")
_SMALL_THEN_CAPITAL = re.compile(r"[а-яёa-z][А-ЯЁA-Z]{2}")
_BOTH = re.compile(r"[a-zA-Z][Ѐ-ԯ]|[Ѐ-ԯ][a-zA-Z]")

_UNSEEN = math.log(2e-4)
_STRANGE_COST = -9.0
_MIXED_COST = -6.0


@cache
def _logarithms() -> dict[str, float]:
    """The logarithm of how probable a letter is after another; of pairs that occur nowhere nothing is held."""
    words = [word.casefold() for word in _WORDS_OF_LISTS.split()]
    for pack in packaged_packs():
        for names in (pack.given_names, pack.surnames):
            for group in (names.very_common, names.common, names.known):
                words += [word.casefold() for word in group]
        words += [word.casefold() for group in pack.equivalents for word in group]
    pairs: Counter[str] = Counter()
    firsts: Counter[str] = Counter()
    for word in words:
        padded = f" {word} "
        for place in range(len(padded) - 1):
            pairs[padded[place : place + 2]] += 1
            firsts[padded[place]] += 1
    return {pair: math.log((count + 0.2) / (firsts[pair[0]] + 12.0)) for pair, count in pairs.items()}


def plausibility(text: str) -> float:
    """The mean logarithm per letter of how probable the text's letters are, each after the one before it.

    Characters that no list has and words in two scripts count against it. What has no letters beyond ASCII
    tells nothing: 0.

    Example:
        >>> plausibility("Ахметов Серик") > plausibility("бИНЕФПЧ уЕТЙЛ") + 2
        True
    """
    known = _logarithms()
    total, letters = 0.0, 0
    for word in _LETTERS.findall(text):
        if word.isascii():
            continue
        padded = f" {word.casefold()} "
        letters += len(word)
        total += sum(known.get(padded[place : place + 2], _UNSEEN) for place in range(len(padded) - 1))
    strange = len(_STRANGE.findall(text))
    mixed = len(_BOTH.findall(text)) + len(_SMALL_THEN_CAPITAL.findall(text))
    seen = letters + strange
    return (total + strange * _STRANGE_COST + mixed * _MIXED_COST) / seen if seen else 0.0
