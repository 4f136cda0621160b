"""`egard optout`: whether persons ask to be left alone, and how far, one JSON object a line in and out. No engine, no network."""

from __future__ import annotations

from typing import Any

import click

from services.commands.lines import Text, answer_texts
from streams.rules.optout import optout_of


@click.command()
@click.pass_context
def optout(context: click.Context) -> None:
    """Read {"id", "language", "text"} lines on standard input, print {"id", "scope", "words"} for each.

    A line that cannot be read is one line on standard error and exit status 1; the rest is done.
    """

    def answer(given: Text) -> dict[str, Any]:
        found = optout_of(given.text, given.language)
        return {"scope": found.scope, "words": found.words}

    answer_texts(context, answer)
