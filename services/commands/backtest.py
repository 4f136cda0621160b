"""`egard backtest`: who would have been missed, and when, by what was known at a time. No engine, no network."""

from __future__ import annotations

import math
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal

import click
import msgspec

from services.commands.lines import UNREADABLE, complaint, fault, json_line, one_line, say

if TYPE_CHECKING:
    from streams.rules.drift.arrays import Array

END_S = datetime.max.replace(tzinfo=UTC).timestamp()


class Line(msgspec.Struct):
    """One line of the input."""

    person: str
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    direction: Literal["in", "out"]
    channel: str


class Answer(msgspec.Struct):
    """One line of the output."""

    person: str
    at: str
    risk: float
    deadline: str | None
    why: str


@click.command()
@click.option("--at", "times", multiple=True, required=True, metavar="TIME", help="RFC 3339, as 2026-05-01T00:00:00Z; may be repeated.")
@click.option("--false-alarms", default=0.1, type=click.FloatRange(0.01, 0.5), show_default=True, help="Share of false deadlines.")
@click.pass_context
def backtest(context: click.Context, times: tuple[str, ...], false_alarms: float) -> None:
    """Read events from standard input and say of every person first seen before TIME how surely they are lost.

    One object a line, in any order: {"person", "at", "direction": "in" or "out", "channel"}. Only what lies before TIME counts. What
    cannot be read is one line on standard error and exit status 1; everything else still comes out.
    """
    if not math.isfinite(false_alarms):
        raise click.BadParameter("it is not a number; write a share such as 0.1", param_hint="--false-alarms")
    asked = {text: _instant(text) for text in times}
    log = Log()
    whole = log.read()
    ordered = log.sorted()
    out = sys.stdout.buffer
    for text, now in asked.items():
        for answer in ordered.answers(text, now, false_alarms):
            out.write(json_line(answer))
    out.flush()
    context.exit(0 if whole else 1)


class Log:
    """Events as columns: person, instant, theirs or ours, channel."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self.ways: dict[str, int] = {}
        self.who, self.at_s, self.theirs, self.channel = array("q"), array("d"), array("b"), array("q")

    def read(self) -> bool:
        """Whether every line could be read."""
        decode = msgspec.json.Decoder(Line).decode
        whole = True
        for number, text in enumerate(sys.stdin.buffer, 1):
            try:
                line = decode(text)
                at_s = line.at.astimezone(UTC).timestamp()
            except (*UNREADABLE, OverflowError) as error:
                if text.strip():
                    whole = False
                    say(_complaint(number, error), err=True)
                continue
            self.who.append(self.names.setdefault(line.person, len(self.names)))
            self.at_s.append(at_s)
            self.theirs.append(line.direction == "in")
            self.channel.append(self.ways.setdefault(line.channel, len(self.ways)))
        return whole

    def sorted(self) -> Sorted:
        """In order of person and time; nothing of the order of the lines is left."""
        import numpy as np

        persons, ways = sorted(self.names), sorted(self.ways)
        places, numbers = np.zeros(len(persons), np.int64), np.zeros(len(ways), np.int64)
        for place, name in enumerate(persons):
            places[self.names[name]] = place
        for place, name in enumerate(ways):
            numbers[self.ways[name]] = place
        at_s, theirs = np.frombuffer(self.at_s), np.frombuffer(self.theirs, np.bool_)
        who, channel = places[np.frombuffer(self.who, np.int64)], numbers[np.frombuffer(self.channel, np.int64)]
        order = np.lexsort((channel, theirs, at_s, who))
        return Sorted(persons, ways, (who[order], at_s[order], theirs[order], channel[order]))


class Sorted:
    """The log, ready to be asked."""

    def __init__(self, persons: list[str], ways: list[str], columns: tuple[Array, Array, Array, Array]) -> None:
        self.persons, self.ways, self.columns = persons, ways, columns

    def answers(self, text: str, now: float, false_alarms: float) -> Iterator[Answer]:
        """One for each person first seen before `now`, in the order of their names."""
        from streams.rules import drift
        from streams.rules.drift import learning

        house = learning.learn(*self.columns, self.ways, now=now)
        who, at_s, theirs, channel = (column.tolist() for column in self.columns)
        begin = 0
        for place, person in enumerate(self.persons):
            end = bisect_left(who, place + 1, begin)
            seen = bisect_left(at_s, now, begin, end)
            if seen > begin:
                events = [(at_s[row], theirs[row], self.ways[channel[row]]) for row in range(begin, seen)]
                judged = drift.judge(events, house, now=now, false_alarms=false_alarms)
                yield Answer(
                    person=person, at=text, risk=round(judged.risk, 6),
                    deadline=_rfc3339(judged.deadline_s), why=drift.why(judged, now=now),
                )  # fmt: skip
            begin = end


def _rfc3339(at_s: float | None) -> str | None:
    """None as well for what lies after the last year that can be written."""
    if at_s is None or at_s >= END_S:
        return None
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _instant(text: str) -> float:
    try:
        at: datetime = msgspec.convert(text, Annotated[datetime, msgspec.Meta(tz=True)])
        return at.astimezone(UTC).timestamp()
    except (msgspec.ValidationError, OverflowError):
        said = f'"{one_line(text, 40)}" is not an instant; write it as 2026-05-01T00:00:00Z'
        raise click.BadParameter(said, param_hint="--at") from None


def _complaint(number: int, error: BaseException) -> str:
    if isinstance(error, OverflowError):
        return complaint(number, "at", "the instant lies outside the calendar", f"give {_WANTED['at']}")
    field, what = fault(error)
    return complaint(number, field, what, f"give {_WANTED.get(field, 'an object with person, at, direction and channel')}")


_WANTED = {
    "person": "a text that names the person",
    "at": "an instant such as 2026-05-01T09:30:00Z",
    "direction": '"in" or "out"',
    "channel": "a text such as email",
}
