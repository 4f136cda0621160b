"""Fading: somebody who still comes, but less and less - rarer, shorter, or by one way less.

At each of their contacts the latest three are held against up to twelve before. Rarer: the mean of the logarithms of the gaps has grown by
more than its own spread explains (Welch's t, with the house's spread worth three gaps, so that few gaps prove little) and by half at least.
Shorter: the same of their calls or of what they write, where it fell to half. What is told over, and the way that is dropped, must go
together with another of these, since each alone is often nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import log, sqrt
from statistics import median
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
TOLD_S = 3 * 86400.0
"""Of who still comes every other day nobody would say that they come rarely."""

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
    measures = _measures(visits)
    found: list[Fading] = []
    current: Fading | None = None
    for end in range(LATEST + LEAST + 1, len(visits) + 1):
        start = max(0, end - LATEST - EARLIER - 1)
        changes = tuple(_changes(visits, measures, start, end, sure=LESS_SURE if current else SURE))
        telling = any(change.how == "rarer" for change in changes) or len(changes) > 1
        if current is None and telling:
            current = Fading(began=visits[end - LATEST - 1], told=visits[end - 1], changes=changes)
        elif current is not None and not telling:
            found.append(msgspec.structs.replace(current, ended=visits[end - 1]))
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


class _Measure:
    """Values of a course in order, each at the visit `places[i]`; sums of their logarithms, so that any stretch costs the same."""

    def __init__(self, how: How, placed: Iterable[tuple[int, float]]) -> None:
        self.how = how
        self.places: list[int] = []
        self.values: list[float] = []
        self.sums, self.squares = [0.0], [0.0]
        for place, value in placed:
            self.places.append(place)
            self.values.append(value)
            self.sums.append(self.sums[-1] + log(value))
            self.squares.append(self.squares[-1] + log(value) ** 2)

    def changed(self, start: int, end: int, *, sure: float, grows: bool) -> tuple[float, float, int, int] | None:
        """(median before, median of the latest, first and end of the stretch) between two visits, when the latest three differ by more
        than chance and by enough; None else."""
        first, after = bisect_left(self.places, start), bisect_left(self.places, end)
        count = after - first - LATEST
        if count < LEAST:
            return None
        middle = after - LATEST
        total = self.sums[middle] - self.sums[first]
        spread = self.squares[middle] - self.squares[first] - total * total / count
        variance = (max(0.0, spread) + HOUSE_WEIGHT * HOUSE_SPREAD**2) / (count - 1 + HOUSE_WEIGHT)
        grown = (self.sums[after] - self.sums[middle]) / LATEST - total / count
        t = grown / sqrt(variance * (1 / count + 1 / LATEST))
        if (t if grows else -t) < sure:
            return None
        before, latest = median(self.values[first:middle]), median(self.values[middle:after])
        enough = latest >= max(RARER * before, TOLD_S) if grows else latest <= SHORTER * before
        return (before, latest, first, after) if enough else None


def _measures(visits: Sequence[Step]) -> tuple[_Measure, _Measure, _Measure]:
    gaps = ((place, (after.at - before.at).total_seconds()) for place, (before, after) in enumerate(pairwise(visits), 1))
    calls = ((place, step.duration_s) for place, step in enumerate(visits) if step.duration_s and step.answered is not False)
    texts = ((place, float(step.length)) for place, step in enumerate(visits) if step.length and step.channel != "phone")
    return _Measure("rarer", gaps), _Measure("calls", calls), _Measure("texts", texts)


def _changes(visits: Sequence[Step], measures: Iterable[_Measure], start: int, end: int, *, sure: float) -> Iterator[Change]:
    for measure in measures:
        rarer = measure.how == "rarer"
        changed = measure.changed(start + 1 if rarer else start, end, sure=sure, grows=rarer)
        if changed is None:
            continue
        before, latest, first, after = changed
        places = measure.places[first:after]
        if rarer:  # a gap has two ends
            early, late = visits[start : end - LATEST], visits[end - LATEST - 1 : end]
        else:
            early, late = [visits[place] for place in places[:-LATEST]], [visits[place] for place in places[-LATEST:]]
        yield Change(how=measure.how, before=before, latest=latest, before_steps=tuple(early), latest_steps=tuple(late))
    window = visits[start:end]
    for channel in dropped(window)[:1]:
        used = tuple(step for step in window if step.channel == channel)
        since = window[window.index(used[-1]) + 1 :]
        yield Change(
            how="channel", before=float(len(used)), latest=float(len(since)), channel=channel, before_steps=used, latest_steps=tuple(since)
        )
