"""`egard explain PERSON --at TIME`: what is thought of a person at a time, with the numbers and entries that it rests on."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import click
import msgspec

from schemas.documents import Person, Step
from schemas.errors import Refused
from schemas.events import Signal
from services.commands.lines import json_line, say
from services.commands.people import data_option, known, with_state
from streams.desk import utc_now
from streams.rules import drift
from streams.rules.course import LENGTH, step_of
from streams.rules.keeping import Pledge, pledges
from streams.rules.reciprocity import Reciprocity, between
from streams.rules.sensing import carried_on
from streams.rules.signals import history_of, notice
from streams.rules.words import day, kind_name, origin_sentence, signal_sentence
from streams.settings import Settings, read_settings
from streams.state import State
from streams.wire import Producer

MOMENT = timedelta(milliseconds=1)
"""What the database tells apart."""

LAST_S = datetime.max.replace(tzinfo=UTC).timestamp()


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """The same rules as the running hub's, over the latest 200 entries until `at`. `judgement.risk`: P(lost)."""

    person: str
    name: str | None
    at: datetime
    entries: int
    judgement: drift.Judgement
    learnt_from: int
    signals: tuple[Signal, ...]
    promises: tuple[Pledge, ...]
    between: Reciprocity


@click.command()
@click.argument("person")
@click.option("--at", "at_said", metavar="TIME", default=None, help="RFC 3339, without an offset in EGARD_TZ; now, unless said.")
@click.option("--language", type=click.Choice(["fr", "en"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True)
@data_option
def explain(person: str, at_said: str | None, language: str, as_json: bool, data: str | None) -> None:
    """The judgement about PERSON at a time, with its numbers and the entries that it rests on."""
    settings = read_settings(data=data)
    at = _instant(at_said, settings.tz)

    async def work(state: State, _: Producer) -> None:
        said = await _explained(state, person, at, settings)
        if as_json:
            sys.stdout.buffer.write(json_line(said))
        else:
            _print(said, language, settings.tz)

    with_state(data, work)


async def _explained(state: State, person: str, at: datetime, settings: Settings) -> Explanation:
    id_, summary = await known(state, person)
    entries = await state.timeline.of(await state.atoms.of(id_), LENGTH, before=at + MOMENT)
    if not entries:
        raise Refused("--at", f"nothing is known of {person} at {at.isoformat()}", "name a later time")
    steps, told = _told(summary, at)
    course = sorted((steps.get(entry.id) or step_of(entry, settings.reading) for entry in entries), key=lambda step: (step.at, step.id))
    house = await state.houses.latest() or drift.DEFAULT
    judgement = drift.judge(history_of(course), house, now=at.timestamp(), false_alarms=settings.false_alarms)
    signals = notice(id_, course, now=at, house=house, false_alarms=settings.false_alarms, said=told).signals
    if len(course) == LENGTH:
        signals, _ = carried_on(told, signals, course, now=at, wakes_at=None)
    return Explanation(
        person=id_, name=summary.name if summary else None, at=at, entries=len(entries), judgement=judgement, learnt_from=house.persons,
        signals=signals, promises=pledges(course, now=at), between=between(course, now=at),
    )


def _told(summary: Person | None, at: datetime) -> tuple[dict[str, Step], dict[str, Signal]]:
    """(steps, signals) as the hub holds them, by id: what it has read and told until `at` stands, whatever is learnt later."""
    if summary is None:
        return {}, {}
    signals = (signal for signal in summary.signals if signal.at <= at)
    told = (each if each.closed_at is None or each.closed_at <= at else msgspec.structs.replace(each, closed_at=None) for each in signals)
    return {step.id: step for step in summary.course}, {signal.id: signal for signal in told}


def _print(said: Explanation, language: str, tz: str) -> None:
    judged = said.judgement
    say(f"{said.name or '-'}  ({said.person})  as of {said.at.isoformat()}")
    say(f"  rests on {said.entries} entries and on model {judged.house}, learnt from {said.learnt_from} persons")
    if judged.last_at_s is not None:
        usual = "-" if judged.usual_gap_days is None else f"{judged.usual_gap_days:g} d"
        silent = f"silent for {judged.silent_days:.1f} d; {judged.unanswered} of ours since"
        say(f"  came on {judged.visits} days; usual gap {usual}; {silent}")
    say(f"  P(lost) {judged.risk:.3f}: that nothing more comes of their own accord for {judged.horizon_days:.0f} d")
    if judged.deadline_s is not None and judged.deadline_s < LAST_S:
        say(f"  silence is surprising from {datetime.fromtimestamp(judged.deadline_s, UTC).isoformat(timespec='seconds')} on")
    us = said.between
    begun = f"{us.theirs_begun} of {us.begun} conversations begun by them"
    say(f"  between us: {begun}; answered {us.answered}, not answered {us.unanswered}")
    for pledge in said.promises:
        say(f"  promise of {day(pledge.made_at, language, tz)}: {pledge.words!r}, due {pledge.due_at.isoformat()}: {pledge.state}")
    for signal in said.signals:
        over = "" if signal.closed_at is None else f" until {signal.closed_at.isoformat(timespec='seconds')}"
        say(f"  {kind_name(signal.kind, language)}, from {signal.at.isoformat(timespec='seconds')}{over}")
        say(f"    {signal_sentence(signal, language, said.name, tz=tz)}")
        if signal.origin:
            say(f"    {origin_sentence(signal.origin, language, tz=tz)}  [{signal.origin.kind}: {signal.origin.entry}]")
        for number in signal.numbers:
            say(f"    {number.name} = {number.value:g} {number.unit}  from {', '.join(number.entries)}")


def _instant(said: str | None, tz: str) -> datetime:
    """In UTC; without an offset it is read in `tz`. Raises Refused."""
    if said is None:
        return utc_now()
    try:
        at = datetime.fromisoformat(said)
        at = (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(tz))).astimezone(UTC)
        at + MOMENT
    except ValueError:
        raise Refused("--at", f"{said!r} is not a time", "write it as 2026-03-01T09:00:00Z") from None
    except OverflowError:
        raise Refused("--at", f"{said!r} lies at the end of the calendar", "write a time of this age") from None
    return at
