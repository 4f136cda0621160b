"""`egard campaigns`: what starts follow-ups, what they say, and what they would do today."""

from __future__ import annotations

import asyncio
import getpass
import sys
from collections import Counter
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import click
import msgspec

from schemas.campaigns import Campaign
from schemas.documents import FollowUp
from schemas.errors import Refused
from services.commands.lines import is_text, one_line, say
from services.commands.people import data_option, known, with_state
from services.web.campaign_numbers import deciding
from streams.desk import utc_now
from streams.drafting import Drafted
from streams.orders import carried_out, order
from streams.rules.campaign_content import as_json, content_of
from streams.rules.campaign_faults import Fault
from streams.rules.campaign_words import fault_said
from streams.rules.campaigns import BUILT_IN, differences
from streams.rules.words import reason_sentence
from streams.settings import read_settings
from streams.sound import faults_of
from streams.state import State
from streams.trying import dry_run, preview
from streams.wire import Producer

PATIENCE_S = 60.0
MOST = 1_000_000
LONGEST_NOTE = 1000
LANGUAGE = click.option("--language", type=click.Choice(["fr", "en"]), default=None, help="None: the person's own.")


@click.group("campaigns")
def command() -> None:
    """Campaigns: list, write, start, and try what they would say."""


@command.command("list")
@data_option
@click.option("--json", "as_json_", is_flag=True)
def list_(data: str | None, as_json_: bool) -> None:
    """Every campaign, how it stands, and what became of what it decided."""

    async def work(state: State, _: Producer) -> None:
        for name, campaign in sorted((BUILT_IN | await state.campaigns.all()).items()):
            counts = {key: count for key, count in (await state.followups.counts(name)).items() if count}
            if as_json_:
                told = {"campaign": name, "state": campaign.state, "version": campaign.version, "followups": counts}
                say(msgspec.json.encode(told))
            else:
                said = ", ".join(f"{count} {key}" for key, count in counts.items()) or "nothing decided yet"
                say(f"{name:20} {campaign.state:9} version {campaign.version}  {campaign.content.title.get('en', '')}: {said}")

    with_state(data, work)


@command.command("show")
@click.argument("name")
@data_option
@click.option("--version", type=click.IntRange(1, MOST), default=None, help="An earlier one.")
@click.option("--history", is_flag=True, help="Who changed what, the latest first.")
@click.option("--json", "as_json_", is_flag=True, help="The content alone, as `save` reads it.")
def show_(name: str, data: str | None, version: int | None, history: bool, as_json_: bool) -> None:
    """What campaign NAME says."""
    zone = ZoneInfo(read_settings(data=data).tz)

    async def work(state: State, _: Producer) -> None:
        campaign = await _campaign(state, name)
        content = campaign.content
        if version is not None and version != campaign.version:
            earlier = await state.campaign_versions.get(name, version)
            if earlier is None:
                raise Refused("--version", f"there is no version {version} of {name}", "see `egard campaigns show --history`")
            content = earlier.content
        if history:
            versions = await state.campaign_versions.of(name)
            for each, before in zip(versions, [*versions[1:], None], strict=True):
                say(f"{each.version}  {each.at.astimezone(zone):%Y-%m-%d %H:%M}  {each.by}  {each.note}")
                for path, was, now in differences(before.content, each.content) if before else ():
                    say(f"   {path}: {_value(was)} -> {_value(now)}")
            return
        if not as_json_:
            changed = f"{campaign.changed_at.astimezone(zone):%Y-%m-%d %H:%M} by {campaign.changed_by}"
            say(f"{name}: {campaign.state}, version {campaign.version}, changed {changed}")
        say(as_json(content).encode())

    with_state(data, work)


@command.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", default=None, help="None: the file's name.")
@click.option("--language", type=click.Choice(["fr", "en"]), default="en", show_default=True)
@click.option("--json", "as_json_", is_flag=True)
def check_(file: Path, name: str | None, language: Literal["fr", "en"], as_json_: bool) -> None:
    """Find what keeps the campaign in FILE (JSON) from starting."""
    faults = asyncio.run(faults_of(name or file.stem, content_of(file.read_bytes()), None))
    if as_json_:
        said = [{"where": each.where, "code": each.code, **dict(zip(("what", "remedy"), fault_said(each, language), strict=True))}
                for each in faults]
        say(msgspec.json.encode(said))
    else:
        for each in faults:
            _say_fault(each, language)
        say({0: "no faults", 1: "1 fault"}.get(len(faults), f"{len(faults)} faults"))
    sys.exit(1 if faults else 0)


@command.command("save")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", default=None, help="None: the file's name.")
@click.option("--note", required=True, help="Why, for who reads the history.")
@click.option("--seen", type=click.IntRange(0, MOST), default=None, help="The version that was edited; None: the latest.")
@data_option
def save_(file: Path, name: str | None, note: str, seen: int | None, data: str | None) -> None:
    """Write the campaign in FILE (JSON) down as a new version; a new campaign is a draft, and may have faults, which are said."""
    called, text = name or file.stem, as_json(content_of(file.read_bytes()))
    if len(note) > LONGEST_NOTE or not note.strip() or not is_text(note):
        raise Refused("--note", f"it is empty, no text, or longer than {LONGEST_NOTE} signs", "say in a sentence why")
    if not is_text(called):
        raise Refused("--name", "it is no text", "use small letters, digits and -")

    async def work(state: State, producer: Producer) -> None:
        before = (BUILT_IN | await state.campaigns.all()).get(called)
        latest = before.version if before else 0
        await _order(state, producer, "save", called, content=text, note=note, seen=str(latest if seen is None else seen))
        after = await _campaign(state, called)
        for each in await faults_of(called, after.content, state):
            _say_fault(each, "en")
        say(f"{called} is at version {after.version}, {after.state}")

    with_state(data, work)


def _said(do: str, help_: str) -> click.Command:
    @click.argument("name")
    @data_option
    def said(name: str, data: str | None) -> None:
        async def work(state: State, producer: Producer) -> None:
            await _order(state, producer, do, name)
            say(f"{name} is {(await _campaign(state, name)).state}")

        with_state(data, work)

    return click.command(do, help=help_)(said)


for _do, _help in (
    ("start", "A draft runs from now on, also for whose occasion is open now."),
    ("pause", "What NAME decided waits, and nothing new is begun."),
    ("resume", "What waited is decided again."),
    ("archive", "NAME is over: what waits is called off, what was said stays."),
):
    command.add_command(_said(_do, _help))


@command.command("dry-run")
@click.argument("name")
@data_option
@click.option("--limit", type=click.IntRange(1, 2000), default=200, show_default=True, help="Occasions, the latest first.")
@click.option("--json", "as_json_", is_flag=True)
def dry_run_(name: str, data: str | None, limit: int, as_json_: bool) -> None:
    """Who would be written to by NAME, on which channel, in which words; and who not, and why. Nothing is sent."""
    settings = read_settings(data=data)

    async def work(state: State, _: Producer) -> None:
        found = await dry_run(await _campaign(state, name), state, settings, utc_now(), limit=limit)
        for each in found:
            say(msgspec.json.encode(each) if as_json_ else _line(each, settings.tz))
        if not as_json_:
            say(_summed([each.followup for each in found]))

    with_state(data, work)


@command.command("preview")
@click.argument("name")
@click.argument("person")
@click.option("--step", type=click.IntRange(1, 40), default=1, show_default=True)
@LANGUAGE
@data_option
@click.option("--json", "as_json_", is_flag=True)
def preview_(name: str, person: str, step: int, language: str | None, data: str | None, as_json_: bool) -> None:
    """What NAME would say to PERSON if its moment were now."""
    settings = read_settings(data=data)

    async def work(state: State, _: Producer) -> None:
        id_, _person = await known(state, person)
        shown = await preview(await _campaign(state, name), step - 1, id_, state, settings, utc_now(), language=language)
        say(msgspec.json.encode(shown) if as_json_ else _line(shown, settings.tz))
        if not as_json_ and shown.message:
            say(f"\n{shown.message.subject}\n\n{shown.message.text}")

    with_state(data, work)


def _say_fault(fault: Fault, language: Literal["fr", "en"]) -> None:
    what, remedy = fault_said(fault, language)
    say(f"{fault.where}: {what}; {remedy}", err=True)


def _summed(followups: list[FollowUp]) -> str:
    """Persons, and what becomes of what they are an occasion for; of whom there are several is said as well."""
    counted = Counter(fate(each) for each in followups)
    persons = len({each.person for each in followups})
    several = f", {len(followups)} occasions" if len(followups) > persons else ""
    return f"{persons} persons{several}: " + (", ".join(f"{count} {key}" for key, count in sorted(counted.items())) or "nobody")


def fate(followup: FollowUp) -> str:
    """What becomes of it, in a word or the code of the reason against it."""
    if followup.state in ("waiting", "composed"):
        return "written to"
    if followup.state == "asking":
        return "asked about"
    if any(reason.code == "left_alone" for reason in followup.reasons):
        return "left alone"
    return f"not: {deciding(followup).code}"


def _line(drafted: Drafted, tz: str) -> str:
    followup = drafted.followup
    if followup.state in ("waiting", "asking") and drafted.message:
        when = f" on {followup.due_at.astimezone(ZoneInfo(tz)):%Y-%m-%d %H:%M}" if followup.due_at else ""
        return f"{followup.person}  {fate(followup)} by {followup.channel}{when}: {drafted.message.subject or drafted.message.text[:80]}"
    why = deciding(followup)
    return f"{followup.person}  {fate(followup)}: {reason_sentence(why, 'en', tz=tz)}"


async def _campaign(state: State, name: str) -> Campaign:
    found = (BUILT_IN | await state.campaigns.all()).get(name)
    if found is None:
        raise Refused("NAME", f"there is no campaign {one_line(name)}", "see `egard campaigns list`")
    return found


async def _order(state: State, producer: Producer, do: str, name: str, **arguments: str) -> None:
    """Asked of the stage act; returns once it is done, and ends with exit status 1 where it is not yet. Raises Refused with its reason."""
    given = await order(
        state, producer, do=f"campaign_{do}", person=f"campaign:{name}", by=getpass.getuser(), at=utc_now(), campaign=name, **arguments
    )
    if not await carried_out(state, given.id, within_s=PATIENCE_S):
        say("not done yet: it is kept, and will be; the hub must run", err=True)
        sys.exit(1)


def _value(value: object) -> str:
    return "-" if value is None else msgspec.json.encode(value).decode()
