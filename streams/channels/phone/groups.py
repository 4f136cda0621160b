"""The rows of one call, found wherever they stand in a log of any size, each read as soon as it is met."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, chain, islice
from mmap import mmap
from typing import TypeVar

from schemas.errors import Refusal
from streams.channels.phone.text import Cut, blocks, give_back, line_at, lines_of, plain

_IN_MEMORY = 32 << 20

T = TypeVar("T")
Cells = list[str] | None
Key = Callable[[list[str]], str | None]
ReadRow = Callable[[int, Cells], T | Refusal | None]
"""What the row of a number says; None: nothing. `Cells` None: a quote that nothing closes."""


Group = tuple[str | None, list[T] | Refusal]
"""What the rows of one call have in common (None: a row that is alone), and what each of them says; or a row that cannot be read."""


def grouped(data: bytes | mmap, cut: Cut, key: Key, read: ReadRow[T], *, skip: int = 0) -> Iterator[Group[T]]:
    """Rows with equal keys, in the order in which the first of them stands; a row that has none is alone.

    `skip`: lines at the head that are no records. A large log is read twice and remembered as three numbers a row.
    """
    data = plain(data)
    if len(data) <= _IN_MEMORY:
        yield from _together(_rows(data, cut, skip), key, read)
    else:
        yield from _indexed(data, cut, key, read, skip)


def _rows(data: bytes | mmap, cut: Cut, skip: int) -> Iterator[tuple[int, Cells]]:
    """Numbered from 1, after `skip` lines."""
    lines = chain.from_iterable(cut.lines(lines_of(block)) for _, block in blocks(data))
    return islice(enumerate(lines, 1), skip, None)


def _together(rows: Iterable[tuple[int, Cells]], key: Key, read: ReadRow[T]) -> Iterator[Group[T]]:
    groups: dict[str | int, list[T] | Refusal] = {}
    for number, cells in rows:
        if cells is not None and len(cells) < 2 and not "".join(cells).strip():
            continue  # an empty line
        told = read(number, cells)
        if isinstance(told, Refusal):
            groups[number] = told
            continue
        name = key(cells) if cells is not None else None
        group = groups.setdefault(number if name is None else name, [])
        if told is not None and isinstance(group, list):
            group.append(told)
    for same, group in groups.items():
        yield None if isinstance(same, int) else same, group


def _indexed(data: bytes | mmap, cut: Cut, key: Key, read: ReadRow[T], skip: int) -> Iterator[Group[T]]:
    import numpy as np

    starts, marks = array("Q"), array("I")
    for start, block in blocks(data):
        starts.extend(accumulate([len(line) + 1 for line in block.split(b"\n")[:-1]], initial=start))
        names = [key(cells) if cells else None for cells in cut.lines(lines_of(block))]
        marks.extend([hash(number if name is None else name) & 0xFFFFFFFF for number, name in enumerate(names, len(marks))])
    del starts[:skip], marks[:skip]
    give_back(data)
    seen = np.frombuffer(marks, dtype=np.uint32)
    order = np.argsort(seen, kind="stable").astype(np.uint32)
    same = seen[order[1:]] == seen[order[:-1]]
    after = np.zeros(len(seen), dtype=np.uint32)  # the next row with the same mark; row 0 is nobody's next
    after[order[:-1][same]] = order[1:][same]
    later = np.zeros(len(seen), dtype=np.bool_)
    later[order[1:][same]] = True
    del order, same

    def one_after_another(number: int, cells: Cells) -> Iterator[tuple[int, Cells]]:
        yield number, cells
        place = number - skip - 1
        while place := int(after[place]):
            yield skip + place + 1, cut.line(line_at(data, starts[place]))

    goes_on, is_later = (after != 0).tobytes(), later.tobytes()
    for number, cells in _rows(data, cut, skip):
        if not is_later[number - skip - 1]:
            rows = one_after_another(number, cells) if goes_on[number - skip - 1] else ((number, cells),)
            yield from _together(rows, key, read)
