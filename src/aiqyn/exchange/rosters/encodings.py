"""In which encoding a text is written: told by marks, by what decodes, and by how plausible its letters are."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from aiqyn.core.rosters.plausibility import plausibility

__all__ = ["SINGLE_BYTE", "TextOfBlocks", "sniff_encoding"]

SINGLE_BYTE = (
    "cp1251",
    "koi8-r",
    "cp866",
    "kz1048",
    "ptcp154",
    "cp1254",
    "cp1252",
    "iso8859-5",
    "mac-cyrillic",
)
"""Encodings of a byte per letter, the commoner first: of equals the first is taken."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LETTERS_LOOKED_AT = 20_000
_UTF8_LETTERS = re.compile(rb"(?:[\xd0-\xd3][\x80-\xbf]){3}")
"""Three Cyrillic letters in UTF-8; read in an encoding of a byte per letter they are no word."""

_SURE_BY = 0.05
"""How much more plausible a rarer encoding must be than a commoner one."""


def sniff_encoding(sample: bytes) -> str:
    """The encoding of a text, by its beginning.

    Args:
        sample: The first bytes; the more, the surer.

    Returns:
        A name that `codecs` knows. UTF-8 also where most lines, though not all, are UTF-8.
    """
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    wide = _wide(sample)
    if wide is not None:
        return wide
    if sample.isascii():
        return "utf-8"
    lines = [line for line in _whole(sample).split(b"\n") if not line.isascii()]
    as_utf8 = sum(_decodes(line, "utf-8") for line in lines)
    if not lines or as_utf8 >= 0.5 * len(lines):
        return "utf-8" if as_utf8 or not lines else best_single_byte(sample)
    return best_single_byte(b"\n".join(line for line in lines if not _decodes(line, "utf-8")))


def _whole(sample: bytes) -> bytes:
    """A sample without the last bytes, where they are the beginning of a letter in UTF-8."""
    try:
        sample[-4:].decode("utf-8")
    except UnicodeDecodeError:
        for cut in range(1, min(len(sample), 3) + 1):
            if sample[-cut] >= 0xC0:
                return sample[:-cut]
            if sample[-cut] < 0x80:
                break
    return sample


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte is 0 or that of Cyrillic."""
    start = sample[:4096]
    start = start[: len(start) // 2 * 2]
    if len(start) < 4 or start.count(0) == 0:
        return None
    for encoding, high, low in (
        ("utf-16-le", start[1::2], start[::2]),
        ("utf-16-be", start[::2], start[1::2]),
    ):
        likely = sum(byte in (0x00, 0x04, 0x20) for byte in high)
        if likely >= 0.9 * len(high) and low.count(0) <= 0.05 * len(low) and _decodes(start, encoding):
            return encoding
    return None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def best_single_byte(sample: bytes) -> str:
    """The encoding of a byte per letter in which the letters are the most plausible."""
    # What is ASCII reads the same in all of them.
    lines = b"\n".join(line for line in sample.split(b"\n") if not line.isascii())[:_LETTERS_LOOKED_AT]
    best, chosen = float("-inf"), SINGLE_BYTE[0]
    for encoding in SINGLE_BYTE:
        found = plausibility(lines.decode(encoding, "replace"))
        if found > best + _SURE_BY:
            best, chosen = found, encoding
    return chosen


class TextOfBlocks:
    """Turns blocks of bytes into texts that end with whole lines; lines of another encoding are read in theirs.

    Attributes:
        encoding: The text's.
        others: For each encoding that single lines were in, the numbers of those lines, the first is 1;
            at most `KEPT` of them.
        too_long: Numbers of the lines that were left out because of their length.
    """

    KEPT = 100_000

    def __init__(self, encoding: str, *, line_bytes: int) -> None:
        self.encoding = encoding
        self.others: dict[str, list[int]] = {}
        self.too_long: list[int] = []
        self._line_bytes = line_bytes
        self._line = 0
        self._fallback: str | None = None
        self._wide = encoding.startswith(("utf-16", "utf-32"))

    def texts(self, blocks: Iterator[bytes]) -> Iterator[str]:
        """The text of some blocks.

        Args:
            blocks: In order; no longer than some megabytes each, since one is held whole.
        """
        lines = self._wide_lines(blocks) if self._wide else self._byte_lines(blocks)
        for text in lines:
            yield text
            self._line += text.count("\n")

    def _wide_lines(self, blocks: Iterator[bytes]) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        held, skipping = "", False
        for block in blocks:
            text = _with_line_feeds(held + decoder.decode(block))
            end = text.rfind("\n") + 1
            whole, held = text[:end], text[end:]
            if skipping and end:
                whole = whole[whole.index("\n") :]
                skipping = False
            if whole:
                yield whole
            if skipping or len(held) > self._line_bytes:
                if not skipping:
                    self.too_long.append(self._line + 1)
                held, skipping = "", True
        held += decoder.decode(b"", final=True)
        if held and not skipping:
            yield held

    def _byte_lines(self, blocks: Iterator[bytes]) -> Iterator[str]:
        held, skipping, is_first = b"", False, True
        for block in blocks:
            data = block
            if is_first and self.encoding == "utf-8-sig":
                data = data.removeprefix(codecs.BOM_UTF8)
            is_first = False
            if held.endswith(b"\r") and data.startswith(b"\n"):
                held = held[:-1]
            data = held + data
            end = data.rfind(b"\n") + 1
            if not end and b"\r" in data[:-1]:
                data = data[:-1].replace(b"\r", b"\n") + data[-1:]
                end = data.rfind(b"\n") + 1
            whole, held = data[:end], data[end:]
            if skipping and end:
                # The end of the line that was left out stays, so that lines are counted right.
                whole = whole[whole.index(b"\n") :]
                skipping = False
            if whole:
                yield self._decoded(whole)
            if skipping or len(held) > self._line_bytes:
                if not skipping:
                    self.too_long.append(self._line + 1)
                held, skipping = b"", True
        if held and not skipping:
            yield self._decoded(held.replace(b"\r", b"\n") if b"\n" not in held else held)

    def _decoded(self, data: bytes) -> str:
        encoding = "utf-8" if self.encoding == "utf-8-sig" else self.encoding
        if encoding == "utf-8":
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                pass
        elif _UTF8_LETTERS.search(data) is None:
            return data.decode(encoding, "replace")
        lines = data.splitlines(keepends=True) if b"\n" not in data else _lines_of(data)
        return "".join(self._decoded_line(line, number, encoding) for number, line in enumerate(lines, 1))

    def _decoded_line(self, line: bytes, number: int, encoding: str) -> str:
        if line.isascii():
            return line.decode("ascii")
        if _decodes(line, "utf-8"):
            if encoding != "utf-8":
                self._note("utf-8", number)
            return line.decode("utf-8")
        if encoding == "utf-8":
            if self._fallback is None:
                self._fallback = best_single_byte(line)
            encoding = self._fallback
            self._note(encoding, number)
        return line.decode(encoding, "replace")

    def _note(self, encoding: str, number: int) -> None:
        lines = self.others.setdefault(encoding, [])
        if len(lines) < self.KEPT:
            lines.append(self._line + number)


def _lines_of(data: bytes) -> list[bytes]:
    lines = [line + b"\n" for line in data.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _with_line_feeds(text: str) -> str:
    return text if "\n" in text or "\r" not in text else text.replace("\r", "\n")
