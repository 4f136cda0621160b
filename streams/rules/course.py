"""A person's course: the latest steps, the same set in whatever order they came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from schemas.documents import Step
from schemas.events import Entry

LENGTH = 200

THEIRS = frozenset({"from", "author", "caller", "sender"})
"""The roles of who speaks."""


def fold(course: tuple[Step, ...], entries: Iterable[Step]) -> tuple[Step, ...]:
    """The latest 200 steps of both by (at, id). A step that is told in two versions is kept in one of them, the same in every order."""
    steps = {step.id: step for step in course}
    for step in entries:
        other = steps.get(step.id)
        if other is None or (other != step and _rank(other) < _rank(step)):
            steps[step.id] = step
    return tuple(sorted(steps.values(), key=_place)[-LENGTH:])


def step_of(entry: Entry) -> Step:
    """What rhythm needs of an entry. `theirs`: they spoke to us, of their own accord, and it was no machine."""
    said = entry.interaction
    duration_s = said.measures.get("duration_s")
    return Step(
        at=entry.at, id=entry.id, channel=said.channel, direction=said.direction,
        theirs=said.direction == "in" and said.automatic is None and entry.role in THEIRS,
        identifier=entry.identifier, language=said.language, network=said.network,
        duration_s=None if duration_s is None else float(duration_s),
    )


def _place(step: Step) -> tuple[datetime, str]:
    return step.at, step.id


def _rank(step: Step) -> bytes:
    return msgspec.json.encode(step)
