"""The rows of one call, found wherever they stand in a log of any size."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from mmap import mmap
from typing import NamedTuple, TypeVar

from schemas.errors import Refusal
from streams.channels.phone.text import Cut, Row, blocks, give_back, line_at, lines_of, plain

_IN_MEMORY = 8 << 20

T = TypeVar("T")
Key = Callable[[list[str]], str | None]


class Group(NamedTuple):
    """Rows of one call. `key`: what they have in common; None: a row that is alone."""

    key: str | None
    rows: list[Row]


def grouped(data: bytes | mmap, cut: Cut, key: Key, *, skip: int = 0) -> Iterator[Group]:
    """Rows with equal keys, in the order in which the first of them stands; a row that has none, or no cells, is alone.

    `skip`: lines at the head that are no records. A large log is read twice and remembered as three numbers a row.
    """
    data = plain(data)
    if len(data) <= _IN_MEMORY:
        yield from _together(_rows(data, cut, skip), key)
    else:
        yield from _indexed(data, cut, key, skip)


def read_each(group: Iterable[Row], read: Callable[[Row], T | Refusal | None]) -> tuple[list[T], list[Refusal]]:
    """What the rows of one call say, and what of them cannot be understood; None says nothing."""
    found: list[T] = []
    refused: list[Refusal] = []
    for row in group:
        one = read(row)
        if isinstance(one, Refusal):
            refused.append(one)
        elif one is not None:
            found.append(one)
    return found, refused


def _rows(data: bytes | mmap, cut: Cut, skip: int) -> Iterator[Row]:
    """Those that are not empty, after `skip` lines."""
    number = 0
    for _, block in blocks(data):
        found = lines_of(block)
        for line, cells in zip(found, cut.lines(found), strict=True):
            number += 1
            if line and number > skip and not line.isspace():
                yield Row(number, cells)


def _together(rows: Iterable[Row], key: Key) -> Iterator[Group]:
    groups: dict[str | int, list[Row]] = {}
    for row in rows:
        number, cells = row
        name = key(cells) if cells is not None else None
        group = groups.setdefault(number if name is None else name, [])
        group.append(row)
    for same, group in groups.items():
        yield Group(None if isinstance(same, int) else same, group)


_Line = tuple[int, str | None, Row | None]
"""Where it begins, its key, and its row; None: an empty line."""


def _keyed(data: bytes | mmap, cut: Cut, key: Key) -> Iterator[_Line]:
    number = 0
    for start, block in blocks(data):
        found = lines_of(block)
        for raw, line, cells in zip(block.split(b"\n"), found, cut.lines(found), strict=True):
            number += 1
            if line and not line.isspace():
                yield start, key(cells) if cells is not None else None, Row(number, cells)
            else:
                yield start, None, None
            start += len(raw) + 1


def _indexed(data: bytes | mmap, cut: Cut, key: Key, skip: int) -> Iterator[Group]:
    import numpy as np

    starts, marks = array("Q"), array("I")
    for number, (start, name, _) in enumerate(islice(_keyed(data, cut, key), skip, None)):
        starts.append(start)
        marks.append(hash(number if name is None else name) & 0xFFFFFFFF)
    give_back(data)
    seen = np.frombuffer(marks, dtype=np.uint32)
    order = np.argsort(seen, kind="stable").astype(np.uint32)
    same = seen[order[1:]] == seen[order[:-1]]
    after = np.zeros(len(seen), dtype=np.uint32)  # the next row with the same mark; row 0 is nobody's next
    after[order[:-1][same]] = order[1:][same]
    later = np.zeros(len(seen), dtype=np.bool_)
    later[order[1:][same]] = True
    del order, same

    def one_after_another(row: Row | None, place: int) -> Iterator[Row]:
        if row is not None:
            yield row
        while place := int(after[place]):
            if (text := line_at(data, starts[place])).strip():
                yield Row(skip + place + 1, cut.line(text))

    goes_on, is_later = (after != 0).tobytes(), later.tobytes()
    for place, line in enumerate(islice(_keyed(data, cut, key), skip, None)):
        if is_later[place]:
            continue
        if goes_on[place]:
            yield from _together(one_after_another(line[2], place), key)
        elif line[2] is not None:
            yield Group(line[1], [line[2]])
