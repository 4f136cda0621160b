"""Lines of a call log out of its bytes: byte order mark, UTF-8 or Windows-1252, any line end."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from mmap import MADV_DONTNEED, mmap
from typing import NamedTuple, cast

_LONGEST_LINE = 65_536
_BLOCK = 1 << 18
_GIVEN_BACK_EVERY = 16 << 20
_DELIMITERS = ",;\t|"
_TITLES = 20  # no more lines stand above a table


class Row(NamedTuple):
    """`cells` None: a quote that nothing closes."""

    number: int
    cells: list[str] | None


def decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def plain(data: bytes | mmap) -> bytes | mmap:
    """As it is, or UTF-8 in the place of UTF-16, which is read whole."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return bytes(data[:]).decode("utf-16", "replace").encode("utf-8", "replace")
    return data


def lines(data: bytes | mmap) -> Iterator[tuple[int, str]]:
    """Numbered from 1; a block at a time, so that a log of any size needs little memory."""
    yield from enumerate((line for _, block in blocks(plain(data)) for line in lines_of(block)), 1)


def first_line(head: bytes) -> tuple[int, str]:
    """The first line of the table, with its number; (0, "") where there is none.

    What stands above it, a title or the `sep=;` of Excel, has no columns: a line with two delimiters or more decides, else the first.
    """
    written = [(number, line) for number, line in islice(lines(head), _TITLES) if line.strip()]
    tables = ((number, line) for number, line in written if max(map(line.count, _DELIMITERS)) > 1)
    return next(tables, written[0] if written else (0, ""))


def blocks(data: bytes | mmap) -> Iterator[tuple[int, bytes]]:
    """Whole lines, many at a time, and where they begin. Pages of a mapped file that are done with are given back."""
    position, size, kept = 3 if data[:3] == codecs.BOM_UTF8 else 0, len(data), 0
    size -= data[-1:] == b"\n"
    while position <= size and data:
        end = size if size - position <= _BLOCK else data.rfind(b"\n", position, position + _BLOCK)
        if end < 0:  # one long line
            end = data.find(b"\n", position)
            end = size if end < 0 else end
        yield position, data[position : min(end, position + _BLOCK)]
        position = end + 1
        if position - kept > _GIVEN_BACK_EVERY:
            give_back(data)
            kept = position


def lines_of(block: bytes) -> list[str]:
    """Without their ends; each line by itself in UTF-8, else in Windows-1252."""
    try:
        found = block.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        found = [decode_line(line) for line in block.split(b"\n")]
    if b"\r" in block or b"\0" in block:
        found = [line.rstrip("\r\0") for line in found]
    return [line[:_LONGEST_LINE] for line in found] if len(max(found, key=len, default="")) > _LONGEST_LINE else found


def line_at(data: bytes | mmap, start: int) -> str:
    end = data.find(b"\n", start)
    return next(iter(lines_of(data[start : min(end if end >= 0 else len(data), start + _LONGEST_LINE)])), "")


def give_back(data: bytes | mmap) -> None:
    """The pages of a mapped file out of our memory; they are read again when they are looked at again."""
    if isinstance(data, mmap):
        data.madvise(MADV_DONTNEED)


def digest(data: bytes | mmap) -> str:
    """sha256, in pieces."""
    found = sha256()
    for position in range(0, len(data), _GIVEN_BACK_EVERY):
        found.update(data[position : position + _GIVEN_BACK_EVERY])
        give_back(data)
    return found.hexdigest()


class Cut:
    """How the lines of a table are cut into cells. None: a quote that nothing closes."""

    def __init__(self, delimiter: str, *, quoted: bool = True) -> None:
        self._delimiter, self._quoted = delimiter, quoted

    def line(self, line: str) -> list[str] | None:
        if not self._quoted or '"' not in line:
            return line.split(self._delimiter)
        if line.count('"') % 2:
            return None
        try:
            return next(csv.reader((line,), delimiter=self._delimiter), None)
        except csv.Error:
            return None

    def lines(self, lines: list[str]) -> list[list[str] | None]:
        """All at once, which is three times as fast, where no quote is open at the end of a line."""
        if not self._quoted:
            return [line.split(self._delimiter) for line in lines]
        try:
            found = list(csv.reader(lines, delimiter=self._delimiter))
        except csv.Error:
            found = []
        if len(found) != len(lines) or _odd(lines):
            return [self.line(line) for line in lines]
        return cast(list[list[str] | None], found)


def _odd(lines: list[str]) -> bool:
    return 1 in {line.count('"') & 1 for line in lines}


def splitter(line: str) -> Cut:
    """For a table that begins with `line`: the delimiter is the one that it has most of outside quotes."""
    outside = "".join(line.split('"')[::2])
    return Cut(max(_DELIMITERS, key=outside.count))


def rows(data: bytes | mmap) -> Iterator[Row]:
    """Cells of a table. A record is a line."""
    data = plain(data)
    (first, line), number = first_line(data[:_BLOCK]), 0
    cut = splitter(line)
    for _, block in blocks(data):
        found = lines_of(block)
        numbered = enumerate(zip(found, cut.lines(found), strict=True), number + 1)
        yield from (Row(place, row) for place, (line, row) in numbered if line.strip() and place >= first)
        number += len(found)
