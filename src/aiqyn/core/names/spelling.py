"""Words of any script in sounds, many at once.

Latin spellings are read by clusters of letters (`shch`, `zh`), all others letter by letter. Letters
that only look like those around them (a Latin `o` in a Cyrillic word) are read as what they look like.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.names.sounds import ALPHABET, Texts, code_of_sounds, unknown_sound

if TYPE_CHECKING:
    from aiqyn.core.names.packs import LanguagePack

__all__ = ["Spelling", "are_latin", "in_one_script", "translated"]

_WAITING = "".join(map(chr, (*range(1, 9), *range(14, 32), 127))) + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PRIVATE = 0xE000
_BEYOND = 0xF0000

_MOST_LETTERS = 200
"""A text of more different letters is a text in Chinese, or an attack: it is read letter by letter."""

_LATIN = re.compile(r"[a-zà-öø-ɏḀ-ỿ]")
_CYRILLIC = re.compile(r"[Ѐ-ԯ]")
_CYRILLIC_AS_LATIN = dict(zip("авсеһнкмортухіјѕ", "abcehhkmoptyxijs", strict=True))
_LATIN_AS_CYRILLIC = dict(zip("abcehkmoptyxijs", "авсенкмортухіјѕ", strict=True))
_LATIN_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
"""The Latin letters of ASCII: a word of another script without them mixes no scripts."""

_TO_CYRILLIC = str.maketrans(_LATIN_AS_CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC_AS_LATIN)


def are_latin(words: Sequence[str]) -> NDArray[np.bool_]:
    """For each word in small letters whether it is written with Latin letters: whether it begins with one.

    Example:
        >>> are_latin(["zhukov", "žukov", "жуков"]).tolist()
        [True, True, False]
    """
    # Words are compared by their first letters; Latin ones stand before Greek and from Ḁ to ỿ.
    return np.array([word < "\u0370" or "\u1e00" <= word < "\u1f00" for word in words], dtype=bool)


def in_one_script(word: str) -> str:
    """A word in small letters whose look-alikes from another script are exchanged for the letters meant.

    Cyrillic is meant where every Latin letter has a Cyrillic look-alike, else Latin where it is so the
    other way round; of words that can be neither, the script of more letters.

    Example:
        >>> in_one_script("ахмeтов")  # the fourth letter is Latin
        'ахметов'
        >>> in_one_script("mаria")  # the second letter is Cyrillic
        'maria'
    """
    if word.isascii() or _LATIN_LETTERS.isdisjoint(word):
        return word
    latin, cyrillic = _LATIN.findall(word), _CYRILLIC.findall(word)
    if not cyrillic:
        return word
    if _LATIN_AS_CYRILLIC.keys() >= set(latin):
        return word.translate(_TO_CYRILLIC)
    if _CYRILLIC_AS_LATIN.keys() >= set(cyrillic) or len(latin) > len(cyrillic):
        return word.translate(_TO_LATIN)
    return word.translate(_TO_CYRILLIC)


class _Letters(dict[int, str]):
    """Letters into sounds; of a letter with marks that no pack knows, its letter without them."""

    def __missing__(self, number: int) -> str:
        letter = chr(number)
        plain = unicodedata.normalize("NFKD", letter).casefold()
        if plain != letter:
            sounds = "".join(self[ord(part)] for part in plain)
        else:
            sounds = unknown_sound(letter) if letter.isalpha() else ""
        self[number] = sounds
        return sounds


class _Plain(dict[int, str]):
    """Latin letters without the marks that change nothing, so that clusters are found."""

    def __missing__(self, number: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(number))
        kept = "".join(part for part in parts if not unicodedata.combining(part))
        self[number] = kept
        return kept


class Spelling:
    """How letters sound, by what packs say of them."""

    def __init__(self, packs: Iterable[LanguagePack]) -> None:
        self._letters = _Letters({10: "\n"})
        self._plain = _Plain({number: chr(number) for number in range(128) if chr(number) not in "'`"})
        self._plain |= {ord("'"): "", ord("`"): ""}
        clusters: dict[str, str] = {}
        for pack in packs:
            self._letters.update({ord(letter): sounds for letter, sounds in pack.letters.items()})
            clusters |= pack.clusters
        self._plain.update({number: chr(number) for number in self._letters})
        # What clusters sound like waits in characters that no word has until single letters have been read;
        # in those of ASCII, where Python keeps a text in a byte per letter.
        waiting = {}
        for place, sounds in enumerate(dict.fromkeys(clusters.values())):
            waiting[sounds] = _WAITING[place] if place < len(_WAITING) else chr(_BEYOND + place)
            self._letters[ord(waiting[sounds])] = sounds
            self._plain[ord(waiting[sounds])] = waiting[sounds]
        self._table = np.zeros(1 << 16, dtype=np.uint8)
        for sound in ALPHABET:
            self._table[_PRIVATE + ord(sound)] = code_of_sounds(sound)[0]
        ordered = sorted(clusters.items(), key=lambda item: (-len(item[0]), item[0]))
        self._clusters = tuple((cluster, waiting[sounds]) for cluster, sounds in ordered)

    def read(self, words: Sequence[str], latin: NDArray[np.bool_]) -> Texts:
        """Words in sounds.

        Args:
            words: In small letters, without spaces and line breaks, look-alikes exchanged.
            latin: For each whether it is in Latin letters, so that its clusters count.

        Example:
            >>> from aiqyn.core.names.packs import packaged_packs
            >>> spelling = Spelling(packaged_packs())
            >>> texts = spelling.read(["schukow", "zhukov", "жуков"], np.array([True, True, False]))
            >>> [texts.text(place) for place in range(3)]
            ['Wukov', 'Zukov', 'Zukov']
        """
        flags = latin.tolist()
        of_latin = self._read_latin([word for word, is_it in zip(words, flags, strict=True) if is_it])
        others = self.read_letters([word for word, is_it in zip(words, flags, strict=True) if not is_it])
        texts = Texts.nothing(len(words))
        for chosen, read in ((latin, of_latin), (~latin, others)):
            texts.codes[chosen] = read.codes
            texts.lengths[chosen] = read.lengths
        return texts

    def read_letters(self, words: Sequence[str]) -> Texts:
        """Words in the sounds of their single letters, clusters not heeded."""
        return self._sounded("\n".join(words)) if words else Texts.nothing(0)

    def sounds_of(self, words: Sequence[str]) -> list[str]:
        """Words in sounds as characters, none of which stands twice in a row: what names are looked up by.

        Example:
            >>> from aiqyn.core.names.packs import packaged_packs
            >>> Spelling(packaged_packs()).sounds_of(["Анна", "Schukow"])
            ['ana', 'Wukov']
        """
        small = [in_one_script(unicodedata.normalize("NFC", word).casefold()) for word in words]
        bare = ["".join(filter(str.isalpha, word)) for word in small]
        texts = self.read(bare, are_latin(bare)).undoubled()
        return [texts.text(place) for place in range(len(words))]

    def _read_latin(self, words: Sequence[str]) -> Texts:
        if not words:
            return Texts.nothing(0)
        text = "\n".join(words)
        if not text.isascii() or "'" in text:
            text = translated(text, self._plain)
        for cluster, sounds in self._clusters:
            text = text.replace(cluster, sounds)
        return self._sounded(text)

    def _sounded(self, text: str) -> Texts:
        """Many words as one text, a line each, letters turned into sounds by a table.

        Letters of no sound or of several, and those beyond the table, are exchanged first for as many
        characters of a private area as they have sounds.
        """
        letters = set(text)
        if len(letters) > _MOST_LETTERS:
            return Texts.of_line(code_of_sounds(text.translate(self._letters)))
        for letter in letters:
            sounds = self._letters[ord(letter)]
            if len(sounds) == 1 and letter < "\ue000":
                self._table[ord(letter)] = code_of_sounds(sounds)[0]
            else:
                text = text.replace(letter, "".join(chr(_PRIVATE + ord(sound)) for sound in sounds))
        return Texts.of_line(self._table[np.frombuffer(text.encode("utf-16-le"), dtype=np.uint16)])


def translated(text: str, table: Mapping[int, str]) -> str:
    """The text with each letter as a table has it, whose results are themselves in the table unchanged.

    Does what `str.translate` does, in a fraction of the time where few of the letters change.
    """
    changed = [letter for letter in set(text) if table[ord(letter)] != letter]
    if len(changed) > _MOST_LETTERS:
        return text.translate(table)
    for letter in changed:
        text = text.replace(letter, table[ord(letter)])
    return text
