"""`egard tone`: how the writers of lines sound, one JSON object a line in and out. No engine, no network."""

from __future__ import annotations

from typing import Any

import click

from services.commands.lines import Text, answer_texts
from streams.rules.tone import tone_of


@click.command()
@click.pass_context
def tone(context: click.Context) -> None:
    """Read {"id", "language", "text"} lines on standard input, print {"id", "tone", "labels", "words"} for each.

    A line that cannot be read is one line on standard error and exit status 1; the rest is done.
    """

    def answer(given: Text) -> dict[str, Any]:
        found = tone_of(given.text, given.language)
        return {"tone": found.value, "labels": found.labels, "words": found.words}

    answer_texts(context, answer)
