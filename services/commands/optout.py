"""`egard optout`: whether persons ask to be left alone, and how far, one JSON object a line in and out. No engine, no network."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click
import msgspec

from services.commands.lines import UNREADABLE, complaint, fault
from streams.rules.optout import optout_of

REMEDY = "give one JSON object a line with id, language and text"


class Line(msgspec.Struct, frozen=True):
    id: str | int
    text: str
    language: str | None = None


@click.command()
@click.pass_context
def optout(context: click.Context) -> None:
    """Read {"id", "language", "text"} lines on standard input, print {"id", "scope", "words"} for each.

    A line that cannot be read is one line on standard error and exit status 1; the rest is done.
    """
    whole = True
    out = sys.stdout.buffer
    for number, line in enumerate(_lines(), start=1):
        if not line.strip():
            continue
        try:
            given = msgspec.json.decode(line, type=Line)
        except UNREADABLE as error:
            whole = False
            click.echo(complaint(number, *fault(error), REMEDY), err=True)
            continue
        found = optout_of(given.text, given.language)
        out.write(msgspec.json.encode({"id": given.id, "scope": found.scope, "words": found.words}) + b"\n")
    out.flush()
    context.exit(0 if whole else 1)


def _lines() -> Iterable[bytes]:
    return sys.stdin.buffer
