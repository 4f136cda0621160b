"""Entries and due moments in, signals out. The one writer of a person's summary."""

from __future__ import annotations

from collections.abc import Mapping, Set

import msgspec

from schemas import topics
from schemas.documents import Identifier, Person, Step, TimelineEntry
from schemas.errors import Unavailable, Unreadable
from schemas.events import Due, Entry, Signal
from streams.desk import Desk
from streams.kept_out import may_be_told
from streams.rules.against import UNSETTLED
from streams.rules.consent import wishes_of
from streams.rules.course import LENGTH, has_moved, step_of
from streams.rules.occasions import of_entry
from streams.rules.persons import person_of
from streams.rules.receipts import event_of
from streams.rules.sensing import Sensed, sense_person
from streams.rules.uniting import unite
from streams.runner import Batch
from streams.stages.decide import begin, call_off_answered, call_off_unfounded, reconsider
from streams.state.atoms import atom_of, owner_of
from streams.state.originals import PATIENCE
from streams.wire import Emit
from streams.wishes import keep

TRIES = 20


class Touched(msgspec.Struct):
    """What a batch brings for one person. `changed`: entries that became others; what they say now, the timeline says."""

    entries: list[Entry] = []
    steps: dict[str, Step] = {}
    changed: set[str] = set()
    due: bool = False
    moved: bool = False
    trace: str | None = None


async def sense(batch: Batch, desk: Desk) -> list[Emit]:
    """Signals are written before the person who has them, so that a crash between the two finds them again; an entry is done after both."""
    events = await may_be_told(batch.events, desk)
    entries = [event for event in events if isinstance(event, Entry)]
    owning = await desk.state.atoms.owning({atom_of(entry) for entry in entries})
    owners = {entry.id: owner_of(entry, owning) for entry in entries}
    touched: dict[str, Touched] = {}
    emits: list[Emit] = []
    for event in events:
        match event:
            case Entry() if owners[event.id] != event.person:  # joined or separated while it was under way
                owner = owners[event.id]
                emits.append(Emit(topics.TIMELINE, owner, msgspec.structs.replace(event, person=owner), batch.trace(event)))
            case Entry():
                touch = touched.setdefault(event.person, Touched())
                if event.changed:
                    touch.changed.add(event.id)
                else:
                    touch.steps[event.id] = step_of(event, desk.settings.reading)
                touch.entries.append(event)
                touch.trace = touch.trace or batch.trace(event)
            case Due(kind="silence"):
                touched.setdefault(event.person, Touched()).due = True
            case Due(kind="moved"):
                touched.setdefault(event.person, Touched()).moved = True
            case Due():
                pass  # a follow-up: compose listens too
            case _:
                batch.refuse(event, Unreadable("type", "an entry or a due moment was expected", "send it to its own topic"))
    await _hear_wishes(touched, batch, desk)
    heard, read, left = await _sense_persons(touched, owning.keys(), batch, desk)
    await _answer_at_once(touched, left, batch, desk)
    if left:  # somebody else's since we asked
        owners |= await desk.state.atoms.owners(entry for entry in entries if entry.id in left)
        emits += [
            Emit(topics.TIMELINE, owners[entry.id], msgspec.structs.replace(entry, person=owners[entry.id]))
            for entry in entries
            if entry.id in left
        ]
    for event in batch.events:
        if isinstance(event, Due) and event.kind == "moved":
            await desk.state.commands.sensed(event.id, event.person)
    sensed = [entry for entry in entries if owners[entry.id] == entry.person and entry.id not in left]
    await desk.state.timeline.done([entry.id for entry in sensed if not entry.original and not entry.changed], read)
    await desk.state.originals.done(await _kept([entry for entry in sensed if entry.original], desk))
    return emits + [Emit(topics.SIGNALS, signal.person, signal, touched[signal.person].trace) for signal in heard]


async def _hear_wishes(touched: Mapping[str, Touched], batch: Batch, desk: Desk) -> None:
    """Who asks to be left alone is: it is written down before anything else is sensed, and what was decided about them is decided again."""
    changed = {id_ for touch in touched.values() for id_ in touch.changed}
    now_said = {entry.id: entry for entry in await desk.state.timeline.get(changed)} if changed else {}
    for person, touch in touched.items():
        told = [now_said.get(entry.id, entry) for entry in touch.entries]
        wishes = [wish for entry in told for wish in wishes_of(entry, person_of(atom_of(entry)))]
        if wishes:
            await keep(wishes, desk.state)
            await reconsider(desk, person, now=batch.now)


async def _answer_at_once(touched: Mapping[str, Touched], left: Set[str], batch: Batch, desk: Desk) -> None:
    """What follows at once from what they have just said: a receipt, and that what was meant for them waits no more."""
    wrote = {person for person, touch in touched.items() if any(step.theirs and step.id not in left for step in touch.steps.values())}
    for person in wrote:
        for entry in touched[person].entries:
            step = touched[person].steps.get(entry.id)
            kind = event_of(step, entry.interaction, desk.settings.reading, now=batch.now) if step and entry.id not in left else None
            if step and kind:
                await begin(of_entry(step, person, kind), desk, now=batch.now)
    await call_off_answered(wrote, desk, now=batch.now)


async def _kept(entries: list[Entry], desk: Desk) -> set[str]:
    """The originals of those that the timeline holds as they are told here. A database that was killed may have lost the entry, which
    resolve did not wait for, and not the event that resolve sent: such an original stays open, and is handed on again."""
    stored = {entry.id: entry for entry in await desk.state.timeline.get([entry.id for entry in entries])}
    return {
        entry.original
        for entry in entries
        if entry.original and (there := stored.get(entry.id)) and (not entry.changed or _tells(there, entry))
    }


def _tells(there: TimelineEntry, entry: Entry) -> bool:
    return there.removed_at is not None or unite(there.interaction, entry.interaction) == there.interaction


async def _sense_persons(
    touched: dict[str, Touched], known: Set[str], batch: Batch, desk: Desk
) -> tuple[list[Signal], dict[str, int | None], set[str]]:
    """Read, fold, write by compare-and-set; again for those whom somebody else wrote meanwhile. Returns what decide has to hear of, of the
    entries that became others the version that was read, and those entries that are another person's now.

    Who owns what is read after the person: what leaves them later makes somebody sense them anew, after us or before we write.
    """
    house, reading = await desk.house(), desk.settings.reading
    changed = {id_ for touch in touched.values() for id_ in touch.changed}
    tried: set[str] = set()  # signals of a try that somebody else's write undid
    for _ in range(TRIES):
        persons = await desk.state.persons.get_many(touched)
        identifiers = await desk.state.atoms.of_many(touched)
        now_said = {entry.id: entry for entry in await desk.state.timeline.get(changed)} if changed else {}
        left = {id_ for person, touch in touched.items() for id_ in _left(touch, identifiers[person], known)}
        results = []
        for id_, touch in touched.items():
            person = persons.get(id_, Person(id=id_))
            steps = [step for step in touch.steps.values() if step.id not in left]
            anew = [step_of(now_said[entry], reading) for entry in sorted(touch.changed - left) if entry in now_said]
            if touch.moved or has_moved(person.course, anew):  # another set of entries: from the beginning
                latest = await desk.state.timeline.of(identifiers[id_], LENGTH)
                steps = [step_of(entry, reading) for entry in latest]
                person = msgspec.structs.replace(person, course=(), first_at=None)
            if not (person.course or steps or anew):  # nothing is theirs, or nothing any more
                if id_ in persons:
                    await _withdraw({signal.id for signal in persons[id_].signals}, desk)
                    await desk.state.persons.remove(id_)
                continue
            results.append(
                sense_person(
                    person, steps, identifiers[id_], now=batch.now, due=touch.due, house=house, false_alarms=desk.settings.false_alarms,
                    anew=anew,
                )
            )
        if await _write(results, persons, batch, desk) and not await _lost(results, persons, touched, known, desk):
            await _withdraw(tried - {signal.id for result in results for signal in result.person.signals}, desk)
            await _forget(results, touched, desk)
            versions = {id_: entry.version for id_, entry in now_said.items()}
            never = [signal for person in persons.values() for signal in person.signals if signal.kind in UNSETTLED]
            withdrawn = frozenset().union(*(result.withdrawn for result in results))
            told = [signal for result in results for signal in result.signals if signal.id in result.tell]
            return told + [signal for signal in never if signal.id in withdrawn], versions, left
        tried |= {signal.id for result in results for signal in result.signals}
    raise Unavailable("persons", "somebody else writes the same persons all the time", "it is tried again")


def _left(touch: Touched, identifiers: list[Identifier], known: Set[str]) -> set[str]:
    """The entries that are not this person's any more. `known`: atoms that somebody owns."""
    return {
        entry.id
        for entry in touch.entries
        if (atom := atom_of(entry)) in known and not any(identifier.holds(atom, entry.at) for identifier in identifiers)
    }


async def _lost(
    results: list[Sensed], persons: Mapping[str, Person], touched: dict[str, Touched], known: Set[str], desk: Desk
) -> bool:
    """Whether a person who was written for the first time has lost an entry meanwhile: who sensed them anew found nobody to write."""
    new = [result.person.id for result in results if result.person.id not in persons]
    lost = [id_ for id_, owned in (await desk.state.atoms.of_many(new)).items() if _left(touched[id_], owned, known)] if new else []
    for id_ in lost:
        touched[id_].moved = True
    return bool(lost)


async def _write(results: list[Sensed], persons: dict[str, Person], batch: Batch, desk: Desk) -> bool:
    tell = frozenset().union(*(result.tell for result in results))
    await desk.state.signals.put([signal for result in results for signal in result.signals], hand_on=tell, hand_on_at=batch.now + PATIENCE)
    await _withdraw(frozenset().union(*(result.withdrawn for result in results)), desk)
    return await desk.state.persons.put_many([result.person for result in results if result.person != persons.get(result.person.id)])


async def _forget(results: list[Sensed], touched: dict[str, Touched], desk: Desk) -> None:
    """Of who writes for years, signals outlive the course: those that rest on what was taken back or edited away do not."""
    for result in results:
        person = result.person
        if len(person.course) == LENGTH and (changed := touched[person.id].changed):
            resting = await desk.state.signals.resting_on(person.id, changed)
            await _withdraw(resting - {signal.id for signal in person.signals}, desk)


async def _withdraw(signals: Set[str], desk: Desk) -> None:
    """Signals that never were, and what was decided for them."""
    if signals:
        await desk.state.signals.withdraw(signals)
        await call_off_unfounded(await desk.state.followups.of_signals(signals), desk)
