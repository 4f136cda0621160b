"""What the logs of exchanges have in common: columns by name, times of day, talks that follow one another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from schemas.errors import Refusal
from streams.channels.phone.call import local_time, steady_time
from streams.channels.phone.text import Cut, first_line, splitter

Cells = dict[str, str]
Columns = tuple[str, ...]


class Table(NamedTuple):
    """`skip`: lines before the first record. A column is "" where it says nothing to us."""

    columns: Columns
    cut: Cut
    skip: int


def table(head: bytes, columns_of: Callable[[list[str]], tuple[Columns, bool] | None]) -> Table | None:
    """By its first line. `columns_of`: the columns of a row of cells, and whether it is a header; None for another table than ours."""
    number, line = first_line(head)
    cut = splitter(line)
    found = columns_of([cell.strip() for cell in cut.line(line) or ()])
    return Table(found[0], cut, number if found[1] else number - 1) if found else None


class Talk(NamedTuple):
    """Two people connected. `with_whom`: the extension or line at the other end, as the source writes it."""

    start: datetime
    end: datetime
    with_whom: str


def named(cells: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """The columns of a header; "" for one that says nothing to us. `names` are in lower case."""
    return tuple(names.get(" ".join(cell.strip("\ufeff\" '").lower().split()), "") for cell in cells)


def cells_of(row: Iterable[str], columns: tuple[str, ...]) -> Cells:
    return {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name}


def first_of(columns: Columns, *names: str) -> Callable[[list[str]], str | None]:
    """What the first of these columns that says something says of a row: what the rows of one call have alike."""
    places = [columns.index(name) for name in names if name in columns]

    def of_one_call(row: list[str]) -> str | None:
        return next((given for place in places if place < len(row) and (given := row[place].strip())), None)

    return of_one_call


def picker(columns: Columns, wanted: Sequence[str]) -> Callable[[list[str]], tuple[str, ...]]:
    """The cells of `wanted` of a row, in that order and as they stand; "" for what a row does not have."""
    width = len(columns)
    cells_at: Callable[[list[str]], tuple[str, ...]] = itemgetter(*(columns.index(name) if name in columns else -1 for name in wanted))

    def pick(row: list[str]) -> tuple[str, ...]:
        cells = [*row, ""] if len(row) == width else [*row[:width], *[""] * (width + 1 - min(len(row), width))]
        return cells_at(cells)

    return pick


def refused(number: int, field: str, what: str, remedy: str) -> Refusal:
    return Refusal(where=f"row {number}: {field}", what=what, remedy=remedy)


def logged_time(written: str, channel: str, tz: str) -> datetime | None:
    """As Asterisk logs it: epoch seconds, or what a clock of `tz` shows. The id of a channel holds the second that it began in, which
    decides the hour that comes twice."""
    if len(written) == 10 and written.isascii() and written.isdigit():
        return datetime.fromtimestamp(int(written), UTC)
    if (at := steady_time(written, tz)) is not None:
        return at
    near = re.match(r"(?:.*-)?(\d{9,11})\.", channel)
    return local_time(written, tz, near=float(near[1]) if near else None)


@lru_cache(maxsize=4_096)
def seconds(text: str) -> int | None:
    """Of "75", "75.4", "75 s", "1:15", "00:01:15". None where it is neither."""
    text = text.strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return int(text) if len(text) < 10 else None
    if clock := re.fullmatch(r"(?:(\d{1,4}):)?(\d{1,3}):(\d\d)(?:\.\d{1,9})?", text):
        return int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3])
    number = re.fullmatch(r"(\d{1,9})(?:\.\d{1,9})?(?:\s?s(?:ec)?)?", text)
    return int(number[1]) if number else None


def talked_s(talks: Iterable[Talk]) -> float:
    """Seconds in which at least one of them went on."""
    total, until = 0.0, None
    for talk in sorted(talks):
        start = talk.start if until is None or talk.start > until else until
        if talk.end > start:
            total += (talk.end - start).total_seconds()
        until = talk.end if until is None else max(until, talk.end)
    return round(total, 3)


def handed_on(talks: Iterable[Talk]) -> bool:
    """Whether one talk followed another with somebody else; a second of overlap is the exchange's rounding."""
    ordered = sorted(talks)
    return any(
        later.with_whom != earlier.with_whom and (later.start - earlier.end).total_seconds() >= -1 and earlier.end > earlier.start
        for place, earlier in enumerate(ordered)
        for later in ordered[place + 1 : place + 50]
    )
