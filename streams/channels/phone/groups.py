"""The rows of one call, found wherever they stand in a log of any size."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from mmap import mmap
from typing import TypeVar

from schemas.errors import Refusal
from streams.channels.phone.text import Row, give_back, line_at, plain, spans

_IN_MEMORY = 32 << 20
_GIVEN_BACK_EVERY = 20_000

T = TypeVar("T")
Split = Callable[[str], list[str] | None]
Key = Callable[[list[str]], str | None]


def grouped(data: bytes | mmap, split: Split, key: Key, *, skip: int = 0) -> Iterator[list[Row]]:
    """Rows with equal keys, in the order in which the first of them stands; a row that has none, or no cells, is alone.

    `skip`: lines at the head that are no records. A large log is read twice and remembered as three numbers a row.
    """
    data = plain(data)
    if len(data) <= _IN_MEMORY:
        yield from _held(data, split, key, skip)
    else:
        yield from _indexed(data, split, key, skip)


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


def _held(data: bytes | mmap, split: Split, key: Key, skip: int) -> Iterator[list[Row]]:
    groups: dict[str | int, list[Row]] = {}
    for number, (start, end) in enumerate(islice(spans(data), skip, None), skip + 1):
        line = line_at(data, start, end)
        if not line.strip():
            continue
        cells = split(line)
        name = key(cells) if cells is not None else None
        groups.setdefault(number if name is None else name, []).append(Row(number, cells))
    yield from groups.values()


def _indexed(data: bytes | mmap, split: Split, key: Key, skip: int) -> Iterator[list[Row]]:
    import numpy as np

    starts, marks = array("Q"), array("I")
    for number, (start, end) in enumerate(islice(spans(data), skip, None), skip + 1):
        cells = split(line_at(data, start, end))
        name = key(cells) if cells is not None else None
        starts.append(start)
        marks.append(hash(number if name is None else name) & 0xFFFFFFFF)
    give_back(data)
    seen = np.frombuffer(marks, dtype=np.uint32)
    order = np.argsort(seen, kind="stable").astype(np.uint32)
    same = seen[order[1:]] == seen[order[:-1]]
    after = np.zeros(len(seen), dtype=np.uint32)  # the next row with the same mark; row 0 is nobody's next
    after[order[:-1][same]] = order[1:][same]
    begins = np.ones(len(seen), dtype=np.bool_)
    begins[order[1:][same]] = False
    del order, same
    size = len(data)
    for first in range(len(starts)):
        if first % _GIVEN_BACK_EVERY == 0:
            give_back(data)
        if not begins[first]:
            continue
        groups: dict[str | int, list[Row]] = {}
        place = first
        while True:
            end = starts[place + 1] - 1 if place + 1 < len(starts) else size
            line, number = line_at(data, starts[place], end), skip + place + 1
            if line.strip():
                cells = split(line)
                name = key(cells) if cells is not None else None
                groups.setdefault(number if name is None else name, []).append(Row(number, cells))
            place = int(after[place])
            if not place:
                break
        yield from groups.values()
