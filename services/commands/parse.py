"""`egard parse`: what files say, as JSON lines of Interactions. No engine, no network."""

from __future__ import annotations

import mmap
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from schemas.errors import EgardError, Refusal
from schemas.interaction import CHANNELS, Interaction, Own, Reading
from services.commands.given import files_of
from services.commands.lines import json_line, say

if TYPE_CHECKING:
    from streams.channels import Parse

_MAPPED_FROM_BYTES = 32 << 20  # larger files are mapped, not read: a mailbox may be larger than the memory


@click.command()
@click.argument("channel", type=click.Choice(CHANNELS))
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--own", multiple=True, metavar="X", help="A domain, address, number or handle of ours; may be repeated.  [EGARD_OWN]")
@click.option("--region", default="FR", envvar="EGARD_REGION", metavar="FR", help="Numbers without a country are read as if dialled here.")
@click.option("--tz", default="Europe/Paris", envvar="EGARD_TZ", metavar="Europe/Paris", help="Zone of times that are written without one.")
@click.option(
    "--outside-line", default="", envvar="EGARD_OUTSIDE_LINE", metavar="0", help="What our extensions dial before a number of the world."
)
@click.pass_context
def parse(
    context: click.Context, channel: str, files: tuple[str, ...], own: tuple[str, ...], region: str, tz: str, outside_line: str
) -> None:
    """Print the Interactions of FILE..., one JSON object a line, in the order of the files.

    A folder stands for the files in it, a Maildir for its mails.
    What cannot be understood is one line on standard error and exit status 1; everything else still comes out.
    """
    reading = Reading(own=Own(names=own or _own_of_environment()), region=_region(region), tz=_zone(tz), outside_line=_line(outside_line))
    with _parser(channel) as parser:
        failed = [file for name in files for file in files_of(Path(name)) if not _parse_file(str(file), reading, parser)]
    sys.stdout.flush()
    context.exit(1 if failed else 0)


@contextmanager
def _parser(channel: str) -> Iterator[Parse]:
    """A scan is read as the hub reads it: by another process, which may break."""
    if channel != "letter":
        from streams.channels import CHANNELS as PARSERS

        yield PARSERS[channel]
        return
    from streams.apart import Apart

    apart = Apart()
    try:
        yield lambda data, reading: iter(apart.read_now(channel, "", data, reading))
    finally:
        apart.close()


def _parse_file(name: str, reading: Reading, parser: Parse) -> bool:
    """Whether everything in it was understood."""
    try:
        data = _content(name)
    except OSError as error:
        say(f"{name}: file: {error.strerror or error}; give the path of a file that can be read", err=True)
        return False
    out, whole = sys.stdout.buffer, True
    try:
        for found in parser(data, reading):
            if isinstance(found, Refusal):
                whole = False
                say(f"{name}: {found}", err=True)
            elif isinstance(found, Interaction):  # what was taken back was said before
                out.write(json_line(found))
    except EgardError as error:
        whole = False
        say(f"{name}: {error}", err=True)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001  # the edge: a fault of a parser must not take the other files with it
        whole = False
        what = " ".join(f"{type(error).__name__} {error}".split())[:200]
        say(f"{name}: file: the parser failed ({what}); please report it with the file", err=True)
    out.flush()
    return whole


def _content(name: str) -> bytes:
    path = Path(name)
    if path.is_file() and path.stat().st_size >= _MAPPED_FROM_BYTES:
        with path.open("rb") as file:
            return cast(bytes, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))  # it is searched, cut and hashed as bytes are
    return path.read_bytes()


def _own_of_environment() -> tuple[str, ...]:
    import os

    return tuple(name.strip() for name in os.environ.get("EGARD_OWN", "").split(",") if name.strip())


def _region(given: str) -> str:
    region = given.strip().upper()
    if len(region) != 2 or not region.isalpha():
        raise click.BadParameter(f"{given!r} is not a country code; write two capitals, for example FR", param_hint="--region")
    return region


def _line(given: str) -> str:
    if len(given) > 3 or not all(sign in "0123456789" for sign in given):
        raise click.BadParameter(f"{given!r} is no prefix; write what is dialled, for example 0", param_hint="--outside-line")
    return given


def _zone(given: str) -> str:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(given)
    except (KeyError, ValueError, OSError):
        raise click.BadParameter(f"{given!r} is not a time zone; write a name such as Europe/Paris", param_hint="--tz") from None
    return given
