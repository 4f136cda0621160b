"""`egard promises`: the promises in what we wrote, one JSON object a line in and out. No engine, no network."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import click
import msgspec

from services.commands.lines import UNREADABLE, complaint, fault, json_line, say
from streams.rules.promises import Promise, promises_in

REMEDY = "give one JSON object a line with id, text, at and tz, and language and region where they are known"


class Line(msgspec.Struct, frozen=True):
    """One text of ours, when it was written, and where; `at` is read by hand so that its error says what an instant looks like."""

    id: str | int
    text: str
    at: str
    tz: str
    language: str | None = None
    region: str | None = None


class Answer(msgspec.Struct, frozen=True):
    id: str | int
    promises: tuple[Promise, ...]


@click.command()
@click.option(
    "--region", default="FR", envvar="EGARD_REGION", metavar="FR", help="Whose public holidays count where a line names no region."
)
@click.pass_context
def promises(context: click.Context, region: str) -> None:
    """Read {"id", "language", "text", "at", "tz", "region"} lines on standard input, print {"id", "promises"} for each.

    A promise is {"what", "due", "words"}. A line that cannot be read is one line on standard error and exit status 1; the rest is done.
    """
    whole = True
    out = sys.stdout.buffer
    for number, line in enumerate(_lines(), start=1):
        if not line.strip():
            continue
        answer = _answer(line, region)
        if isinstance(answer, Answer):
            out.write(json_line(answer))
        else:
            whole = False
            say(complaint(number, *answer), err=True)
    out.flush()
    context.exit(0 if whole else 1)


def _lines() -> Iterable[bytes]:
    return sys.stdin.buffer


def _answer(line: bytes, region: str) -> Answer | tuple[str, str, str]:
    """What was promised, or (field, what is wrong, what to do)."""
    try:
        given = msgspec.json.decode(line, type=Line)
    except UNREADABLE as error:
        return *fault(error), REMEDY
    try:
        at = datetime.fromisoformat(given.at)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        return "at", f'"{given.at[:40]}" is not an instant', "write RFC 3339 with an offset, for example 2026-03-03T09:20:00+01:00"
    try:
        ZoneInfo(given.tz)
    except (KeyError, ValueError, OSError):
        return "tz", f'"{given.tz[:40]}" is not a time zone', "write a name such as Europe/Paris"
    try:
        found = promises_in(given.text, language=given.language, at=at, tz=given.tz, region=(given.region or region).upper())
    except (OverflowError, ValueError):
        return "at", f'"{given.at[:40]}" is too far from today to count from', "write an instant of this age"
    return Answer(given.id, found)
