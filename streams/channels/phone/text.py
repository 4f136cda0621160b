"""Lines of a call log out of its bytes: byte order mark, UTF-8 or Windows-1252, any line end."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator
from hashlib import sha256
from mmap import MADV_DONTNEED, mmap
from typing import NamedTuple

_LONGEST_LINE = 65_536
_GIVEN_BACK_EVERY = 16 << 20


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
    """Numbered from 1; a line at a time, so that a log of any size needs little memory."""
    data = plain(data)
    for number, (start, end) in enumerate(spans(data), 1):
        yield number, line_at(data, start, end)


def first_line(head: bytes) -> tuple[int, str]:
    """The first line that holds anything, with its number; (0, "") where none does."""
    return next(((number, line) for number, line in lines(head) if line.strip()), (0, ""))


def spans(data: bytes | mmap) -> Iterator[tuple[int, int]]:
    """Where each line begins and ends, without its end of line. Pages of a mapped file that are done with are given back."""
    position, size, kept = 3 if data[:3] == codecs.BOM_UTF8 else 0, len(data), 0
    while position < size:
        end = data.find(b"\n", position)
        end = size if end < 0 else end
        yield position, end
        position = end + 1
        if position - kept > _GIVEN_BACK_EVERY:
            give_back(data)
            kept = position


def line_at(data: bytes | mmap, start: int, end: int) -> str:
    return decode_line(data[start : min(end, start + _LONGEST_LINE)].rstrip(b"\r\n\x00"))


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


def splitter(line: str) -> Callable[[str], list[str] | None]:
    """Cells of a line of a table that begins with `line`: the delimiter is the one that it has most of outside quotes.

    None: a quote that nothing closes.
    """
    outside = "".join(line.split('"')[::2])
    delimiter = max(",;\t|", key=outside.count)

    pending: list[str] = []
    reader = csv.reader(iter(pending.pop, None), delimiter=delimiter)  # one for all lines: making one is dearer than a line

    def split(line: str) -> list[str] | None:
        if '"' not in line:
            return line.split(delimiter)
        if line.count('"') % 2:
            return None
        pending.append(line)
        try:
            return next(reader)
        except IndexError:  # a quote that opens within the line and is not closed: it asked for another
            return next(csv.reader((line,), delimiter=delimiter), None)
        except csv.Error:
            return None

    return split


def rows(data: bytes | mmap) -> Iterator[Row]:
    """Cells of a table. A record is a line."""
    split: Callable[[str], list[str] | None] | None = None
    for number, line in lines(data):
        if line.strip():
            split = split or splitter(line)
            yield Row(number, split(line))
