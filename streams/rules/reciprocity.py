"""Between a person and us: who begins, who answers, how long each waits, how much is said, which channel was dropped.

A contact begins a conversation when neither side had been in touch for two weeks. An answer is the next thing that the other side says,
in any channel; a call that somebody picked up answers itself. What machines send counts on neither side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median

import msgspec

from schemas.documents import Step
from streams.rules.keeping import is_answer

APART = timedelta(days=14)
"""After so long without a word from either side, the next one begins a conversation."""

FORGOTTEN = timedelta(days=7)
"""What was not answered after so long was not answered."""

SHARE, SURE = 0.3, 0.05
"""A channel is dropped when it made up this share of their earlier contacts and, at that share, one would hardly miss it by chance."""


class Reciprocity(msgspec.Struct, frozen=True, kw_only=True):
    """`contacts`: theirs; `begun`: conversations, of which `theirs_begun` by them; waits in seconds (medians); `length`: median words
    of what they write; `channels`: theirs, the most used first; `dropped`: those that they used to use."""

    contacts: int
    theirs_begun: int
    begun: int
    our_answer_s: float | None
    their_answer_s: float | None
    answered: int
    unanswered: int
    length: float | None
    channels: tuple[tuple[str, int], ...]
    dropped: tuple[str, ...]


def between(course: Iterable[Step], *, now: datetime) -> Reciprocity:
    """As of `now`, over the whole course."""
    said = (step for step in course if step.at <= now and not step.machine and (step.theirs or step.direction == "out"))
    steps = sorted(said, key=lambda step: (step.at, step.id))
    theirs = [step for step in steps if step.theirs]
    begun = [step for before, step in zip([None, *steps], steps, strict=False) if before is None or step.at - before.at > APART]
    waits = our_waits(steps, now=now)
    answered = [wait for _, wait in waits if wait is not None]
    lengths = [step.length for step in theirs if step.length]
    return Reciprocity(
        contacts=len(theirs), theirs_begun=sum(step.theirs for step in begun), begun=len(begun),
        our_answer_s=median(answered) if answered else None, their_answer_s=_their_wait(steps),
        answered=len(answered), unanswered=len(waits) - len(answered), length=median(lengths) if lengths else None,
        channels=tuple(Counter(step.channel for step in theirs).most_common()), dropped=dropped(theirs),
    )


def our_waits(steps: Sequence[Step], *, now: datetime) -> list[tuple[Step, float | None]]:
    """(what they said that wants an answer, seconds until we gave one; None: we did not, and it is long ago).

    `steps` in order. Of several in a row the first waits; calls that were taken and bare signs of life want none.
    """
    found: list[tuple[Step, float | None]] = []
    waiting: Step | None = None
    for step in steps:
        if step.theirs and waiting is None and wants_answer(step):
            waiting = step
        elif step.theirs and step.answered:
            waiting = None  # they got hold of somebody
        elif waiting is not None and is_answer(step):
            found.append((waiting, (step.at - waiting.at).total_seconds()))
            waiting = None
    if waiting is not None and now - waiting.at >= FORGOTTEN:
        found.append((waiting, None))
    return found


def wants_answer(step: Step) -> bool:
    """They wrote something, or called in vain. Thanks without a question are the end of a conversation."""
    if step.channel == "phone":
        return step.answered is False
    return step.length > 0 and (step.asks or not ("thanks" in step.labels and (step.tone or 0) > 0))


def dropped(theirs: Sequence[Step]) -> tuple[str, ...]:
    """Channels that they used for a good part of their contacts and, lately, no more: by chance that would happen one time in twenty."""
    found: list[str] = []
    channels = sorted({step.channel for step in theirs})
    for channel in channels if len(channels) > 1 else ():
        last = max(index for index, step in enumerate(theirs) if step.channel == channel)
        share = sum(step.channel == channel for step in theirs[: last + 1]) / (last + 1)
        if last >= 3 and share >= SHARE and (1 - share) ** (len(theirs) - 1 - last) <= SURE:
            found.append(channel)
    return tuple(found)


def _their_wait(steps: Sequence[Step]) -> float | None:
    """How long they take to answer what we asked."""
    waits = []
    asked: Step | None = None
    for step in steps:
        if is_answer(step) and step.asks and step.channel != "phone":
            asked = step if asked is None else asked
        elif step.theirs and asked is not None:
            if step.at - asked.at <= APART:
                waits.append((step.at - asked.at).total_seconds())
            asked = None
    return median(waits) if waits else None
