"""Fading: somebody who still comes, but less and less - rarer, shorter, or by one way less.

At each of their contacts the latest three are held against up to twelve before. Rarer: the mean of the logarithms of the gaps has grown by
more than its own spread explains (Welch's t, with the house's spread worth three gaps, so that few gaps prove little) and by half at least.
Shorter: the same of their calls or of what they write, where it fell to half. What is told over, and the way that is dropped, must go
together with another of these, since each alone is often nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import log, sqrt
from statistics import fmean, median
from typing import Literal

import msgspec

from schemas.documents import Step
from streams.rules.reciprocity import dropped

How = Literal["rarer", "calls", "texts", "channel"]

VISIT_S = 12 * 3600.0
"""Contacts nearer than this are one visit: they say nothing about the rhythm."""

LATEST, EARLIER, LEAST = 3, 12, 4
"""The latest three against the twelve before; fewer than four before are no habit."""

RARER, SHORTER = 1.5, 0.5
SURE = 2.3
"""Of the t statistic: about one time in fifty by chance, and it is asked at each contact."""

LESS_SURE = 1.5
"""When nothing changed any more than this it is over."""

HOUSE_SPREAD, HOUSE_WEIGHT = 0.6, 3.0


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which they fade. `before`, `latest`: medians (seconds, words); the steps are those that they are read from."""

    how: How
    before: float
    latest: float
    before_steps: tuple[Step, ...]
    latest_steps: tuple[Step, ...]
    channel: str = ""


class Fading(msgspec.Struct, frozen=True, kw_only=True):
    """From `began` (the last contact of the old habit) it was going on, at `told` it could be said, with `ended` it was over."""

    began: Step
    told: Step
    changes: tuple[Change, ...]
    ended: Step | None = None


def fading(theirs: Sequence[Step]) -> list[Fading]:
    """`theirs`: in order. Every time of fading in the course; the last may be going on."""
    visits = _visits(theirs)
    found: list[Fading] = []
    current: Fading | None = None
    for end in range(LATEST + LEAST + 1, len(visits) + 1):
        until = visits[max(0, end - LATEST - EARLIER - 1) : end]
        changes = tuple(_changes(until, sure=LESS_SURE if current else SURE))
        telling = any(change.how == "rarer" for change in changes) or len(changes) > 1
        if current is None and telling:
            current = Fading(began=until[-LATEST - 1], told=until[-1], changes=changes)
        elif current is not None and not telling:
            found.append(msgspec.structs.replace(current, ended=until[-1]))
            current = None
    return [*found, current] if current else found


def _visits(theirs: Sequence[Step]) -> list[Step]:
    """The first contact of each visit."""
    found: list[Step] = []
    before: Step | None = None
    for step in theirs:
        if before is None or (step.at - before.at).total_seconds() >= VISIT_S:
            found.append(step)
        before = step
    return found


def _changes(visits: Sequence[Step], *, sure: float) -> Iterator[Change]:
    gaps = [((after.at - before.at).total_seconds(), before, after) for before, after in pairwise(visits)]
    if (rarer := _changed([gap for gap, _, _ in gaps], sure=sure, grows=True)) is not None:
        yield Change(
            how="rarer", before=rarer[0], latest=rarer[1], before_steps=tuple(visits[:-LATEST]), latest_steps=tuple(visits[-LATEST - 1 :])
        )
    measures: tuple[tuple[How, Callable[[Step], float]], ...] = (
        ("calls", lambda step: (step.duration_s or 0.0) if step.answered is not False else 0.0),
        ("texts", lambda step: float(step.length) if step.channel != "phone" else 0.0),
    )
    for how, measure in measures:
        measured = [(value, step) for step in visits if (value := measure(step)) > 0]
        if (shorter := _changed([value for value, _ in measured], sure=sure, grows=False)) is not None:
            yield Change(
                how=how, before=shorter[0], latest=shorter[1],
                before_steps=tuple(step for _, step in measured[:-LATEST]), latest_steps=tuple(step for _, step in measured[-LATEST:]),
            )
    for channel in dropped(visits)[:1]:
        used = tuple(step for step in visits if step.channel == channel)
        last = visits.index(used[-1])
        if last < len(visits) - 1:
            yield Change(
                how="channel", before=float(len(used)), latest=float(len(visits) - 1 - last), channel=channel, before_steps=used,
                latest_steps=tuple(visits[last + 1 :]),
            )


def _changed(values: Sequence[float], *, sure: float, grows: bool) -> tuple[float, float] | None:
    """(median before, median of the latest) when the latest three differ by more than chance and by enough; None else."""
    if len(values) < LATEST + LEAST:
        return None
    before, latest = values[:-LATEST], values[-LATEST:]
    then, now = [log(value) for value in before], [log(value) for value in latest]
    spread = (sum((value - fmean(then)) ** 2 for value in then) + HOUSE_WEIGHT * HOUSE_SPREAD**2) / (len(then) - 1 + HOUSE_WEIGHT)
    grown = fmean(now) - fmean(then)
    t = grown / sqrt(spread * (1 / len(then) + 1 / LATEST))
    typical = median(before), median(latest)
    if grows:
        return typical if t >= sure and typical[1] >= RARER * typical[0] else None
    return typical if -t >= sure and typical[1] <= SHORTER * typical[0] else None
