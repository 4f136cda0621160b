"""What became of the promises that we made to a person: open, kept or broken.

A promise is settled by the first of these after it:

- a colleague's note that it is done;
- a human of ours is in touch again (writes, calls, or takes a call of theirs) less than two days before it is due, or later;
- the same, earlier, in the same thread and without a question of ours: that settles the one of the thread's promises that is due first;
- the person thanks us or sounds content after it was due. To thank for a promise is not to have got what was promised.

Settled until its due instant it is kept, later it was broken, and `kept_at` says since when it is settled all the same. We cannot see the
technician at their door; what the person writes about it, and what a colleague knows of it, we can.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from schemas.documents import Step

SAME = timedelta(hours=1)
"""What is promised for the same time again is the same promise, said again."""

CONTENT = 0.3

NEAR = timedelta(days=2)
"""A contact so near to the due instant is about the promise."""

APART = timedelta(minutes=30)
"""What we send so soon after a promise (an attachment forgotten, a second recipient) belongs to it and does not keep it."""


class Pledge(msgspec.Struct, frozen=True, kw_only=True):
    """A promise and its fate as of now. `entry`: in which we made it; `kept_by`: the entry that settled it, in time or late."""

    entry: str
    made_at: datetime
    due_at: datetime
    words: str
    state: Literal["open", "kept", "broken"]
    kept_at: datetime | None = None
    kept_by: str | None = None


def pledges(course: Iterable[Step], *, now: datetime) -> tuple[Pledge, ...]:
    """Every promise in what we said until `now`, in order of its due instant. One that was said to two addresses is one."""
    steps = sorted((step for step in course if step.at <= now), key=lambda step: (step.at, step.id))
    made: dict[tuple[str, datetime], tuple[Step, str]] = {}
    settled: dict[tuple[str, datetime], Step] = {}
    for step in steps:
        unsettled = (key for key in made if key not in settled and not any(abs(key[1] - told.due) <= SAME for told in step.promises))
        open_ = sorted(unsettled, key=lambda key: (key[1], key[0]))
        settled |= dict.fromkeys(_settled_by(step, [(key, made[key][0]) for key in open_]), step)
        for told in step.promises:
            again = any(key not in settled and abs(key[1] - told.due) <= SAME for key in made)
            if step.direction == "out" and told.due > step.at and not again:
                made[interaction_of(step), told.due] = step, told.words
    found = [_pledge(step, key[1], words, settled.get(key), now) for key, (step, words) in made.items()]
    return tuple(sorted(found, key=lambda pledge: (pledge.due_at, pledge.entry)))


def interaction_of(step: Step) -> str:
    """The interaction that an entry is of."""
    return step.id.removesuffix(f"/{step.identifier}")


def is_answer(step: Step) -> bool:
    """A human of ours was in touch with them."""
    return step.direction == "out" and not step.machine and step.answered is not False


Key = tuple[str, datetime]


def _settled_by(step: Step, open_: list[tuple[Key, Step]]) -> list[Key]:
    """Which of the open promises, by due instant, this step settles."""
    if step.keeps is not None:
        return [key for key, _ in open_ if key[0] == step.keeps]
    if not step.machine and (step.tone or 0) > (0 if "thanks" in step.labels else CONTENT):
        return [key for key, _ in open_ if key[1] < step.at]
    if not (is_answer(step) or (step.direction == "out" and step.channel == "phone") or (step.theirs and step.answered)):
        return []
    apart = [(key, told) for key, told in open_ if step.at >= told.at + min(APART, (key[1] - told.at) / 4)]
    near = [key for key, _ in apart if key[1] - step.at < NEAR]
    same = [key for key, told in apart if told.thread is not None and told.thread == step.thread and not step.asks]
    return near or same[:1]


def _pledge(step: Step, due_at: datetime, words: str, settled: Step | None, now: datetime) -> Pledge:
    in_time = settled is not None and settled.at <= due_at
    return Pledge(
        entry=step.id, made_at=step.at, due_at=due_at, words=words, state="kept" if in_time else "open" if now < due_at else "broken",
        kept_at=settled.at if settled else None, kept_by=settled.id if settled else None,
    )
