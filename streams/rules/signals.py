"""What a person's course tells: every signal that it gives as of now, open and closed, and when time alone will change that.

A pure function of the course and `now`: a late entry may move a signal, close it, or make it vanish. Each kind is one function here, which
says when the signal became true, since when the change goes on, when it ceases to be, and which entries prove it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median

import msgspec

from schemas.documents import Step
from schemas.events import Kind, Number, Origin, Signal
from streams.rules import drift, feelings
from streams.rules.drift import DEFAULT, House
from streams.rules.drift.usual import between_visits
from streams.rules.fading import Change, fading
from streams.rules.feelings import Spell
from streams.rules.keeping import Pledge, pledges
from streams.rules.origin import origin, origin_at

DAY_S = 86400.0
QUOTED = 3
BACK_FOR = timedelta(days=30)
"""A return is news for so long, or until they have come on two more days."""

WARN = timedelta(hours=24)
"""A promise is due a day before it breaks, or, of a shorter term, when half of it has passed."""

REGRETTED = timedelta(days=90)
"""A broken promise that nobody has come back to since is no open matter any more."""


MEASURED = {
    "rarer": ("gap_days", "d", DAY_S), "calls": ("call_s", "s", 1.0), "texts": ("text_words", "1", 1.0), "channel": ("contacts", "1", 1.0),
}
"""Of each way of fading: the name of its numbers, their unit, and how many of what the rule counts in make one."""


class Noticed(msgspec.Struct, frozen=True, kw_only=True):
    """`signals`: by time; `wakes_at`: the next instant at which time alone changes them, None: never."""

    signals: tuple[Signal, ...]
    wakes_at: datetime | None


def notice(
    person: str, course: Sequence[Step], *, now: datetime, house: House = DEFAULT, false_alarms: float = 0.1,
    said: Mapping[str, Signal] = {},
) -> Noticed:
    """Everything that the course tells as of `now`.

    `house`: what was learnt from everybody; `false_alarms`: the share of those who come back all the same that may be missed too early.
    `said`: what was told before, by id: a silence that another version of the house found surprising stays so, from when it was.
    """
    steps = sorted((step for step in course if step.at <= now), key=lambda step: (step.at, step.id))
    theirs = [step for step in steps if step.theirs]
    made = pledges(steps, now=now)
    found = [
        *_quiet(person, theirs, steps, made, now=now, house=house, false_alarms=false_alarms, said=said),
        *_fading(person, theirs, steps, made),
        *_felt(person, "discontent", feelings.discontent(steps), steps, made),
        *_felt(person, "misunderstood", feelings.misunderstood(steps), steps, made),
        *_felt(person, "delighted", feelings.delighted(steps), steps, made),
        *_promises(person, steps, made),
    ]
    ahead = [at for signal in found for at in (signal.at, signal.closed_at) if at is not None and at > now]
    ahead += [step.at for step in course if step.at > now]
    signals = sorted((_as_of(signal, now) for signal in found if signal.at <= now), key=lambda signal: (signal.at, signal.kind, signal.id))
    return Noticed(signals=tuple(signals), wakes_at=min(ahead, default=None))


def history_of(steps: Iterable[Step]) -> list[tuple[float, bool, str]]:
    """A course as rhythm sees it: when, by them or by us, in which channel."""
    return [(step.at.timestamp(), step.theirs, step.channel) for step in steps if is_contact(step)]


def is_contact(step: Step) -> bool:
    """A human of theirs or ours; notes among ourselves are none, nor is what others wrote with them in copy."""
    return not step.machine and (step.theirs or step.direction == "out")


def _quiet(
    person: str, theirs: Sequence[Step], steps: Sequence[Step], made: Sequence[Pledge], *, now: datetime, house: House,
    false_alarms: float, said: Mapping[str, Signal],
) -> Iterator[Signal]:
    """Silence that is surprising for this person - the one that is coming, too -, and the return that ended it."""
    waits = drift.waits_s(history_of(steps), house, false_alarms=false_alarms)
    waits = [wait_s for wait_s, step in zip(waits, (step for step in steps if is_contact(step)), strict=True) if step.theirs]
    for index, wait_s in enumerate(waits):
        last, after = theirs[index], theirs[index + 1 :]
        model = house.version
        at = last.at + timedelta(seconds=wait_s) if wait_s is not None else None
        before = said.get(_id(person, "quiet", last.id))
        if before is not None and before.model != model:
            at, model = before.at, before.model
        if at is None or (after and after[0].at < at):
            continue
        if after and before is None and after[0].at.timestamp() <= house.fitted_at:
            continue  # it was over before the house learnt what it knows: nobody was told then, and nobody is told now
        gaps = _gaps(theirs[: index + 1])
        evidence = _ids(*(step for gap in gaps for step in gap), last)
        yield _signal(
            person, "quiet", last.id, at=at, since=last.at, closed_at=after[0].at if after else None, evidence=evidence,
            numbers=(
                _number("usual_gap_days", median(_gap_s(*gap) for gap in gaps) / DAY_S, "d", evidence),
                _number("silent_days", (at - last.at).total_seconds() / DAY_S, "d", (last.id,)),
                _number("arrivals", len(evidence), "1", evidence),
            ),
            origin=origin([step for step in steps if step.at <= at], made, onset=last.at, until=at) if at <= now else None,
            model=model,
        )
        if after:
            days = dict.fromkeys(_day(step) for step in after)
            third = list(days)[2] if len(days) > 2 else None
            normal = next((step.at for step in after if _day(step) == third), after[0].at + BACK_FOR)
            yield _signal(
                person, "returned", after[0].id, at=after[0].at, since=last.at, closed_at=min(normal, after[0].at + BACK_FOR),
                evidence=(last.id, after[0].id),
                numbers=(_number("silent_days", _gap_s(last, after[0]) / DAY_S, "d", (last.id, after[0].id)),),
                words={"channel": after[0].channel},
            )


def _fading(person: str, theirs: Sequence[Step], steps: Sequence[Step], made: Sequence[Pledge]) -> Iterator[Signal]:
    for spell in fading(theirs):
        change, *others = spell.changes
        numbers = [*_changed(change), *(number for other in others for number in _changed(other))]
        evidence = _ids(*(step for each in spell.changes for step in (*each.before_steps, *each.latest_steps)))
        words = {"how": change.how, "also": ",".join(other.how for other in others)}
        if channel := next((each.channel for each in spell.changes if each.channel), ""):
            words["channel"] = channel
        yield _signal(
            person, "fading", spell.began.id, at=spell.told.at, since=spell.began.at, closed_at=spell.ended.at if spell.ended else None,
            evidence=evidence, numbers=tuple(numbers), words=words,
            origin=origin([step for step in steps if step.at <= spell.told.at], made, onset=spell.began.at, until=spell.told.at),
        )


def _changed(change: Change) -> Iterator[Number]:
    name, unit, per = MEASURED[change.how]
    yield _number(f"usual_{name}", change.before / per, unit, _ids(*change.before_steps))
    yield _number(f"latest_{name}", change.latest / per, unit, _ids(*change.latest_steps))


def _felt(person: str, kind: Kind, spells: Iterable[Spell], steps: Sequence[Step], made: Sequence[Pledge]) -> Iterator[Signal]:
    for spell in spells:
        told = feelings.told_at(spell) if kind == "delighted" else spell.steps[0]
        evidence = _ids(*spell.steps)
        recommending = [step for step in spell.steps if "recommendation" in step.labels] if kind == "delighted" else []
        telling = recommending or spell.steps  # the latest words are those that one has in one's ear
        quotes = tuple(dict.fromkeys(quote for step in reversed(telling) for quote in step.quotes))[:QUOTED]
        numbers = [_number("messages", len(spell.steps), "1", evidence)]
        if len(spell.steps) > 1:
            first, last = spell.steps[0], spell.steps[-1]
            numbers.append(_number("within_days", _gap_s(first, last) / DAY_S, "d", _ids(first, last)))
        labels = {label for step in spell.steps for label in step.labels}
        words = {"quotes": "\n".join(quotes), "channel": told.channel, "labels": ",".join(sorted(labels))}
        words["last"] = telling[-1].at.isoformat()
        yield _signal(
            person, kind, told.id, at=told.at, since=spell.steps[0].at, evidence=evidence, numbers=tuple(numbers), words=words,
            closed_at=spell.over_at,
            origin=None if kind == "delighted"
            else origin([step for step in steps if step.at <= told.at], made, onset=told.at, until=told.at),
        )


def _promises(person: str, steps: Sequence[Step], made: Iterable[Pledge]) -> Iterator[Signal]:
    """Due in time to keep it; broken from its last instant on, until somebody comes back to it."""
    known = {step.id: step for step in steps}
    for pledge in made:
        key = f"{pledge.entry}\n{pledge.due_at.isoformat()}"
        said = _number("promised_days", (pledge.due_at - pledge.made_at).total_seconds() / DAY_S, "d", (pledge.entry,))
        words = {"promise": pledge.words, "due": pledge.due_at.isoformat(), "made": pledge.made_at.isoformat()}
        evidence = (pledge.entry,) if pledge.kept_by is None else (pledge.entry, pledge.kept_by)
        warned_at = max(pledge.due_at - WARN, pledge.made_at + (pledge.due_at - pledge.made_at) / 2)
        settled_at = pledge.kept_at or pledge.due_at + REGRETTED
        if settled_at > warned_at:
            yield _signal(
                person, "promise_due", key, at=warned_at, since=pledge.made_at, closed_at=min(settled_at, pledge.due_at), evidence=evidence,
                numbers=(said,), words=words,
            )
        if settled_at > pledge.due_at:
            yield _signal(
                person, "promise_broken", key, at=pledge.due_at, since=pledge.due_at, closed_at=settled_at, evidence=evidence,
                numbers=(said,), words=words, origin=origin_at("broken_promise", known[pledge.entry]),
            )


def _signal(
    person: str, kind: Kind, key: str, *, at: datetime, since: datetime, closed_at: datetime | None, evidence: tuple[str, ...],
    numbers: tuple[Number, ...], words: dict[str, str] | None = None, origin: Origin | None = None, model: str = "",
) -> Signal:
    return Signal(
        id=_id(person, kind, key), person=person, kind=kind, at=at, since=since, closed_at=closed_at, numbers=numbers, evidence=evidence,
        words=words or {}, origin=origin, model=model,
    )


def _id(person: str, kind: Kind, key: str) -> str:
    """`key`: the entry with which it began, so that the same change is never told twice."""
    return hashlib.sha256(f"{person}\n{kind}\n{key}".encode()).hexdigest()


def _as_of(signal: Signal, now: datetime) -> Signal:
    """Without an end that lies ahead: whether it comes is not known."""
    if signal.closed_at is None or signal.closed_at <= now:
        return signal
    return msgspec.structs.replace(signal, closed_at=None)


def _number(name: str, value: float, unit: str, entries: tuple[str, ...]) -> Number:
    return Number(name=name, value=round(float(value), 3), unit=unit, entries=entries)


def _ids(*steps: Step) -> tuple[str, ...]:
    return tuple(dict.fromkeys(step.id for step in sorted(steps, key=lambda step: (step.at, step.id))))


def usual_gap_days(course: Iterable[Step]) -> float | None:
    """How often they usually come, as a silence would be told; None with fewer than two gaps."""
    gaps = _gaps(sorted((step for step in course if step.theirs), key=lambda step: (step.at, step.id)))
    return median(_gap_s(*gap) for gap in gaps) / DAY_S if len(gaps) > 1 else None


def _gaps(theirs: Sequence[Step]) -> list[tuple[Step, Step]]:
    """The latest gaps between their visits, with the contacts on both sides of each."""
    gaps = [gap for gap in pairwise(theirs) if _day(gap[0]) != _day(gap[1])]
    return [gaps[place] for place in between_visits([_gap_s(*gap) for gap in gaps])]


def _day(step: Step) -> date:
    return step.at.astimezone(UTC).date()


def _gap_s(before: Step, after: Step) -> float:
    return (after.at - before.at).total_seconds()
