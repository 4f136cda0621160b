"""What became of the promises that we made to a person: open, kept or broken.

A promise counts as kept when, after it and until its due instant, we were in touch again as humans are - wrote, or called and were
answered -, or the person thanked us, or a colleague noted that it is done. We cannot see the technician at their door; what they write
about it, and what a colleague knows of it, we can. A new term named in time takes the place of the old one. What comes after the due
instant is late: the promise stays broken, and `kept_at` says since when it is settled all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from schemas.documents import Step

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
    found: dict[tuple[str, datetime], Pledge] = {}
    for index, step in enumerate(steps):
        for told in step.promises:
            if step.direction == "out" and told.due > step.at:
                found.setdefault((interaction_of(step), told.due), _fate(step, told.due, told.words, steps[index + 1 :], now))
    return tuple(sorted(found.values(), key=lambda pledge: (pledge.due_at, pledge.entry)))


def interaction_of(step: Step) -> str:
    """The interaction that an entry is of."""
    return step.id.removesuffix(f"/{step.identifier}")


def is_answer(step: Step) -> bool:
    """A human of ours was in touch with them."""
    return step.direction == "out" and not step.machine and step.answered is not False


def _settles(step: Step, not_before: datetime) -> bool:
    if "kept" in step.labels:
        return True
    return step.at >= not_before and (is_answer(step) or ("thanks" in step.labels and (step.tone or 0) > 0))


def _fate(step: Step, due_at: datetime, words: str, later: list[Step], now: datetime) -> Pledge:
    not_before = step.at + min(APART, (due_at - step.at) / 4)
    settled = next((each for each in later if _settles(each, not_before)), None)
    in_time = settled is not None and settled.at <= due_at
    return Pledge(
        entry=step.id, made_at=step.at, due_at=due_at, words=words, state="kept" if in_time else "open" if now < due_at else "broken",
        kept_at=settled.at if settled else None, kept_by=settled.id if settled else None,
    )
