"""A person's summary from their course: a pure function, so that late and shuffled entries end in the same state as ordered ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta

import msgspec

from schemas.documents import Identifier, Person, Step
from schemas.events import Signal
from streams.rules import signals
from streams.rules.course import LENGTH, fold
from streams.rules.drift import DEFAULT, House

SETTLE = timedelta(seconds=8)
"""What was so in the past already when an entry arrives is looked at a little later: more of the past may be on its way."""

FRESH = timedelta(hours=1)
"""What became true this lately is said at once."""


FORGOTTEN = LENGTH // 4
"""Of a full course, what lies in so many of the oldest steps is history and is not judged anew."""


class Sensed(msgspec.Struct, frozen=True):
    """`person` as they are now; `signals` to write; `tell`: those that decide has to hear of; `withdrawn`: ids that never were so."""

    person: Person
    signals: tuple[Signal, ...]
    tell: frozenset[str]
    withdrawn: frozenset[str]


def sense_person(
    person: Person, steps: Iterable[Step], identifiers: Sequence[Identifier], *, now: datetime, due: bool, house: House = DEFAULT,
    false_alarms: float = 0.1, anew: Collection[Step] = (),
) -> Sensed:
    """`due`: an instant that was waited for has come, and what is true may be said; entries alone say what is fresh (see SETTLE).
    `anew`: the steps of entries that became others: an edit, words taken back, one more event of a call."""
    course = fold(person.course, steps, anew)
    others = {step.id for step in anew}
    before = {signal.id: signal for signal in person.signals}
    noticed = signals.notice(person.id, course, now=now, house=house, false_alarms=false_alarms, said=before)
    judged, wakes_at = noticed.signals, noticed.wakes_at
    if len(course) == LENGTH:
        judged, wakes_at = carried_on(before, judged, course, now=now, wakes_at=wakes_at, others=others)
    found = tuple(signal for signal in judged if due or signal.closed_at is not None or signal.id in before or now - signal.at <= FRESH)
    unsaid = len(found) < len(judged)
    due_at = now + SETTLE if unsaid and (wakes_at is None or wakes_at > now + SETTLE) else wakes_at
    changed = tuple(signal for signal in found if before.get(signal.id) != signal)
    return Sensed(
        person=msgspec.structs.replace(
            person,
            course=course,
            signals=found,
            name=name_of(identifiers),
            language=language_of(course),
            due_at=due_at,
            first_at=_first(person, course),
            last_at=course[-1].at if course else None,
        ),
        signals=changed,
        tell=frozenset(signal.id for signal in changed if signal.closed_at is None or signal.id in before),
        withdrawn=frozenset(
            id_ for id_, signal in before.items() if id_ not in {each.id for each in found} and _is_judged(signal, course, others)
        ),
    )


def _first(person: Person, course: Sequence[Step]) -> datetime | None:
    """A full course has left out what came first, and only that is remembered: a step may be later now than it was."""
    if not course or person.first_at is None:
        return course[0].at if course else person.first_at
    return min(person.first_at, course[0].at) if len(course) == LENGTH else course[0].at


def carried_on(
    before: Mapping[str, Signal], found: Iterable[Signal], course: Sequence[Step], *, now: datetime, wakes_at: datetime | None,
    others: Set[str] = frozenset(),
) -> tuple[tuple[Signal, ...], datetime | None]:
    """What a full course tells, whose oldest part has lost what came before it: `found`, put right by what was told `before`.

    A change that was told keeps its id when the entry with which it began has gone; of what would begin in the oldest quarter nothing new
    is told; what is open and has left the course altogether is over, but for a promise that is still to be kept. What rests on an entry
    that became another (`others`) is not carried on: its words may be taken back.
    """
    border = course[FORGOTTEN].at
    known, taken, kept = {signal.id for signal in found}, set(), []
    told = [signal for signal in before.values() if signal.id not in known]
    for signal in found:
        if signal.id not in before:
            same = next((each for each in told if each.kind == signal.kind and not set(each.evidence).isdisjoint(signal.evidence)), None)
            if same is not None:
                taken.add(same.id)
                signal = msgspec.structs.replace(signal, id=same.id, at=same.at, since=same.since, origin=same.origin)
            elif signal.at < border:
                continue
        kept.append(signal)
    for signal in told:
        if signal.id in taken or signal.closed_at is not None or signal.since >= border or not others.isdisjoint(signal.evidence):
            continue
        due_at = datetime.fromisoformat(signal.words["due"]) if signal.kind == "promise_due" else now
        if due_at > now:
            wakes_at = due_at if wakes_at is None else min(wakes_at, due_at)
            kept.append(signal)
        else:
            kept.append(msgspec.structs.replace(signal, closed_at=min(max(course[0].at, signal.at), now)))
    once = {signal.id: signal for signal in kept}  # two spells may have been one before
    return tuple(sorted(once.values(), key=lambda signal: (signal.at, signal.kind, signal.id))), wakes_at


def _is_judged(signal: Signal, course: Sequence[Step], others: Set[str]) -> bool:
    """Whether the course can say that a signal never was: the oldest part of a full one has lost what came before it, but not what it
    knows to be another now."""
    return len(course) < LENGTH or signal.since >= course[FORGOTTEN].at or not others.isdisjoint(signal.evidence)


def name_of(identifiers: Iterable[Identifier]) -> str | None:
    """The fullest name that anything of theirs was used with: several words before one, then the longest, then the first."""
    names: Collection[str] = {name for identifier in identifiers for name in identifier.names if "@" not in name}
    return min(names, key=lambda name: (" " not in name, -len(name), name), default=None)


def language_of(course: Sequence[Step]) -> str | None:
    """The language they mostly write in; of two, the one used last."""
    spoken = [step.language for step in course if step.theirs and step.language]
    if not spoken:
        return None
    counts = Counter(spoken)
    last = {language: index for index, language in enumerate(spoken)}
    return max(counts, key=lambda language: (counts[language], last[language]))
