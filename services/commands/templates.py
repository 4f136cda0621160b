"""`egard templates`: the messages that people receive, checked and previewed before anybody is written to."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from schemas.errors import Refused
from schemas.interaction import CHANNELS, Channel
from streams.checking import SAMPLE, check
from streams.rendering import Renderer
from streams.rules.words import day
from streams.settings import read_settings

FOLDER = click.option(
    "--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Templates to look at instead of our own."
)


@click.group("templates")
def command() -> None:
    """Check and preview the templates of messages."""


@command.command("check")
@FOLDER
@click.option("--json", "as_json", is_flag=True, help="A JSON list of what is wrong.")
def check_command(folder: Path | None, as_json: bool) -> None:
    """Find what is wrong: holes, missing blocks, questions for what we know, no time named. Exit status 1 when something is."""
    renderer = Renderer(folder)
    found = list(check(renderer))
    if as_json:
        click.echo(msgspec.json.encode(found))
    else:
        for refusal in found:
            click.echo(str(refusal), err=True)
        click.echo(f"{len(renderer.names())} templates, {len(found)} faults")
    sys.exit(1 if found else 0)


@command.command("preview")
@click.argument("channel", type=click.Choice(CHANNELS))
@click.option("--purpose", default="quiet", show_default=True, help="The folder of the template.")
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@click.option("--name", default="Anne Lefèvre", show_default=True, help="How the person signs; empty: not known.")
@FOLDER
def preview_command(channel: Channel, purpose: str, language: str, name: str, folder: Path | None) -> None:
    """Show a message as an invented person would receive it."""
    context = msgspec.structs.replace(
        SAMPLE,
        name=name or None,
        house=read_settings().house,
        last_at=day(datetime(2026, 10, 12, tzinfo=UTC), language),
        last_subject=None,
        mention="@anne@exemple.social",
        phone="+33639981240",
    )
    try:
        rendered = Renderer(folder).render(purpose, channel, language, context)
    except Refused as error:
        raise click.ClickException(str(error)) from None
    if rendered.subject:
        click.echo(f"{rendered.subject}\n{'-' * len(rendered.subject)}")
    click.echo(rendered.text)
