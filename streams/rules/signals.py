"""What a person's course tells: so far, silence that is surprising for this person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from schemas.documents import Step
from schemas.events import Number, Signal
from streams.rules import rhythm

CITED = 12
"""The usual gap is read from so many of the latest gaps, and the entries on both sides of each are the evidence."""

DAY_S = 86400.0


def notice(person: str, course: Iterable[Step], *, now: datetime, patience: float) -> tuple[Signal, ...]:
    """Every surprising silence of the course as of `now`, oldest first; those that ended are closed when the person came back.

    A pure function of the course and `now`: a late entry may move a signal, close it, or make it vanish.
    """
    theirs = sorted((step for step in course if step.theirs and step.at <= now), key=lambda step: (step.at, step.id))
    times = [step.at for step in theirs]
    waits = rhythm.waits_s(times, patience=patience)
    found = []
    for index, (at, wait_s) in enumerate(zip(times, waits, strict=True)):
        until = times[index + 1] if index + 1 < len(times) else now
        if wait_s is not None and (until - at).total_seconds() >= wait_s:
            back_at = until if index + 1 < len(times) else None
            found.append(_quiet(person, theirs[: index + 1], at + timedelta(seconds=wait_s), back_at))
    return tuple(found)


def deadline(course: Iterable[Step], *, patience: float) -> datetime | None:
    """When this person's silence becomes surprising, if nothing more comes: the person's `due_at`."""
    return rhythm.silence_deadline((step.at for step in course if step.theirs), patience=patience)


def _quiet(person: str, theirs: list[Step], at: datetime, back_at: datetime | None) -> Signal:
    """`theirs`: what they did until the silence, in order."""
    last = theirs[-1]
    gaps = [(before, after) for before, after in pairwise(theirs) if _gap_s(before, after) >= rhythm.VISIT_S][-CITED:]
    evidence = tuple(dict.fromkeys(step.id for gap in gaps for step in gap))
    if last.id not in evidence:
        evidence += (last.id,)
    usual_days = median(_gap_s(before, after) for before, after in gaps) / DAY_S
    numbers = [
        Number(name="usual_gap_days", value=round(usual_days, 3), unit="d", entries=evidence),
        Number(name="silent_days", value=round((at - last.at).total_seconds() / DAY_S, 3), unit="d", entries=(last.id,)),
        Number(name="arrivals", value=float(len(evidence)), unit="1", entries=evidence),
    ]
    return Signal(
        id=hashlib.sha256(f"{person}\nquiet\n{last.id}".encode()).hexdigest(), person=person, kind="quiet",
        at=at, since=last.at, closed_at=back_at, numbers=tuple(numbers), evidence=evidence,
    )


def _gap_s(before: Step, after: Step) -> float:
    return (after.at - before.at).total_seconds()
