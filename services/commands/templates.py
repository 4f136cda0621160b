"""`egard templates`: the messages that people receive, checked and previewed before anybody is written to."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec

from schemas.errors import Refused
from schemas.interaction import CHANNELS, Channel
from services.commands.lines import say
from streams.checking import LANGUAGES, check, sample
from streams.rendering import Renderer, renderer
from streams.settings import read_settings

FOLDER = click.option(
    "--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Templates to look at instead of this house's."
)


@click.group("templates")
def command() -> None:
    """Check and preview the templates of messages."""


@command.command("check")
@FOLDER
@click.option("--json", "as_json", is_flag=True, help="A JSON list of what is wrong.")
def check_command(folder: Path | None, as_json: bool) -> None:
    """Find what is wrong: holes, missing blocks, questions for what we know, no time named. Exit status 1 when something is."""
    looked_at = _of(folder)
    found = list(check(looked_at))
    if as_json:
        say(msgspec.json.encode(found))
    else:
        for refusal in found:
            say(str(refusal), err=True)
        say(f"{len(looked_at.names())} templates, {len(found)} faults")
    sys.exit(1 if found else 0)


def _of(folder: Path | None) -> Renderer:
    try:
        return Renderer(folder) if folder else renderer()
    except Refused as error:
        raise click.ClickException(str(error)) from None


@command.command("preview")
@click.argument("channel", type=click.Choice(CHANNELS))
@click.option("--purpose", default="quiet", show_default=True, help="The folder of the template.")
@click.option("--language", type=click.Choice(LANGUAGES), default="fr", show_default=True)
@click.option("--network", help="The social network that it goes to: its limits hold.")
@click.option("--name", default="Anne Lefèvre", show_default=True, help="How the person signs; empty: not known.")
@click.option("--sparse", is_flag=True, help="As if nothing were known but what always is.")
@click.option("--html", is_flag=True, help="The HTML part of a mail.")
@click.option("--marks", is_flag=True, help="With [what is known] in brackets.")
@FOLDER
def preview_command(
    channel: Channel, purpose: str, language: str, network: str | None, name: str, sparse: bool, html: bool, marks: bool,
    folder: Path | None,
) -> None:
    """Show a message as an invented person would receive it."""
    context = msgspec.structs.replace(sample(language), name=name or None, house=read_settings().house)
    if sparse:
        context = msgspec.structs.replace(context.shorter(), last_subject=None)
    if network and network != "mastodon":
        context = msgspec.structs.replace(context, mention=None)
    try:
        rendered = _of(folder).rendered_with_marks(
            purpose, channel, language, context, network=network or ("mastodon" if channel == "social" else None)
        )
    except Refused as error:
        raise click.ClickException(str(error)) from None
    if html:
        say(rendered.html or "")
        return
    if rendered.subject:
        say(f"{rendered.subject}\n{'-' * len(rendered.subject)}")
    say("".join(f"[{text}]" if field and marks else text for text, field in rendered.marked))
