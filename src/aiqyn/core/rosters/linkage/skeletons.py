"""What is left of words in any script once vowels and confusable sounds don't count: keys to look for pairs by."""

from __future__ import annotations

from collections.abc import Sequence

from aiqyn.core.names import Lexicon, default_lexicon

__all__ = ["skeleton"]

_COARSE = str.maketrans(
    {
        **dict.fromkeys("aeiou", ""),
        **dict.fromkeys("zZsSCQJcXW", "s"),
        **dict.fromkeys("hHKkg", "k"),
        **dict.fromkeys("vfb", "v"),
        **dict.fromkeys("dt", "t"),
        "p": "p",
    }
)
"""Sounds that systems of writing, and people who write by ear, confuse: one letter for each."""


def skeleton(texts: Sequence[str], *, joined: str = "", lexicon: Lexicon | None = None) -> list[str]:
    """What is left of texts in any script once vowels and confusable sounds don't count.

    Args:
        texts: Words, or several with spaces between them.
        joined: What stands between the words of a text.
        lexicon: How letters sound; of the packs that come with the package where left out.

    Example:
        >>> skeleton(["тоқаев", "tokayev", "abc"])
        ['tkv', 'tkv', 'Avs']
    """
    spelling = (lexicon or default_lexicon()).spelling
    words = list(dict.fromkeys(word for text in texts for word in text.split()))
    sounds = dict(zip(words, spelling.sounds_of(words), strict=True)) if words else {}
    reduced = {word: _reduced(sound) for word, sound in sounds.items()}
    return [joined.join(reduced[word] for word in text.split()) for text in texts]


def _reduced(sounds: str) -> str:
    """Y is a vowel or none at all by system, so ye and e begin alike."""
    if not sounds:
        return ""
    rest = sounds.translate(_COARSE)
    start = "A" if sounds[0] in "aeiou" or (sounds[0] == "J" and sounds[1:2] in tuple("aeiou")) else ""
    if start and sounds[0] == "J":
        rest = rest[1:]
    return start + "".join(one for one, before in zip(rest, "\0" + rest, strict=False) if one != before)
