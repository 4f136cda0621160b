"""Lines of a call log out of its bytes: byte order mark, UTF-8 or Windows-1252, any line end."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from mmap import mmap
from typing import NamedTuple

_LONGEST_LINE = 65_536


class Row(NamedTuple):
    """`cells` None: a quote that nothing closes."""

    number: int
    cells: list[str] | None


def decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def lines(data: bytes | mmap) -> Iterator[tuple[int, str]]:
    """Numbered from 1; a line at a time, so that a log of any size needs little memory. UTF-16 is read whole."""
    head = data[:4]
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        yield from enumerate(bytes(data[:]).decode("utf-16", "replace").splitlines(), 1)
        return
    position = 3 if head[:3] == codecs.BOM_UTF8 else 0
    number, size = 0, len(data)
    while position < size:
        end = data.find(b"\n", position)
        end = size if end < 0 else end
        number += 1
        yield number, decode_line(data[position : min(end, position + _LONGEST_LINE)].rstrip(b"\r\x00"))
        position = end + 1


def rows(data: bytes | mmap) -> Iterator[Row]:
    """Cells of a table: the delimiter is the one that the first line has most of outside quotes. A record is a line."""
    delimiter = ""
    for number, line in lines(data):
        if not line.strip():
            continue
        if not delimiter:
            outside = "".join(line.split('"')[::2])
            delimiter = max(",;\t|", key=outside.count)
        if line.count('"') % 2:
            yield Row(number, None)
            continue
        try:
            yield Row(number, next(csv.reader([line], delimiter=delimiter)))
        except (csv.Error, StopIteration):
            yield Row(number, None)
