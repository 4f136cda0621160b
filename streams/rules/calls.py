"""What a call was, from everything that its records tell: whether somebody answered, how long was waited and talked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

import msgspec

from schemas.interaction import Interaction, Leg

Measures = dict[str, bool | int | float]
MEASURED = frozenset(["answered", "duration_s", "wait_s", "voicemail", "transferred"])
MOST_LEGS = 100

L = TypeVar("L", bound=Leg)


def inward(legs: Sequence[L]) -> Sequence[L]:
    """In a call that came in, what goes out is a leg to one of us."""
    if not any(leg.direction == "in" and not leg.inner for leg in legs):
        return legs
    return [msgspec.structs.replace(leg, inner=True) if leg.direction == "out" else leg for leg in legs]


def measured(told: Sequence[Leg]) -> Measures:
    """In whatever order and however often they were told. Where legs within the call tell how they went, they decide."""
    legs = inward(told)
    outer = [leg for leg in legs if not leg.inner] or legs
    decisive = [leg for leg in legs if leg.inner and leg.answered is not None] or outer
    began = min((leg.began_at for leg in legs if leg.began_at), default=None)
    machine = any(leg.machine for leg in legs)
    said = {leg.answered for leg in decisive} - {None}
    answered = False if machine else (True in said) if said else None
    measures: Measures = {}
    if answered is not None:
        measures["answered"] = answered
    picked_up = min((leg.answered_at for leg in decisive if leg.answered_at), default=None)
    ended = max((leg.ended_at for leg in legs if leg.ended_at), default=None)
    talk_s = _longest(leg.talk_s for leg in decisive)
    if answered and talk_s is not None:
        measures["duration_s"] = talk_s
    elif answered and picked_up and ended and ended >= picked_up:
        measures["duration_s"] = whole_seconds(ended - picked_up)
    elif answered is False and not machine and talk_s == 0:
        measures["duration_s"] = 0
    gave_up = [leg.ended_at for leg in legs if leg.ended_at and not leg.machine and leg.answered is False] if machine else [ended]
    until = picked_up if answered else max(filter(None, gave_up), default=None) if answered is False else None
    wait_s = _longest(leg.wait_s for leg in legs)
    if wait_s is not None:
        measures["wait_s"] = wait_s
    elif began and until and until >= began:
        measures["wait_s"] = whole_seconds(until - began)
    if machine:
        measures["voicemail"] = True
    if any(leg.transferred for leg in legs):
        measures["transferred"] = True
    return measures


def legs_of(said: Interaction) -> tuple[Leg, ...]:
    """As told; of a log that has whole calls, one leg that says what the call was."""
    if said.legs:
        return said.legs
    known = said.measures
    answered = known.get("answered")
    return (
        Leg(
            answered=None if answered is None else bool(answered),
            machine=bool(known.get("voicemail")),
            transferred=bool(known.get("transferred")),
            talk_s=known.get("duration_s"),
            wait_s=known.get("wait_s"),
        ),
    )


def all_legs(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """Each once, in an order of their own; of more than anybody tells, so many."""
    once = {msgspec.json.encode(leg): leg for leg in legs}
    return tuple(once[key] for key in sorted(once)[:MOST_LEGS])


def whole_seconds(between: timedelta) -> int | float:
    if not between.microseconds:
        return between.days * 86_400 + between.seconds
    seconds = round(between.total_seconds(), 3)
    return int(seconds) if seconds == int(seconds) else seconds


def _longest(seconds: Iterable[int | float | None]) -> int | float | None:
    return max((each for each in seconds if each is not None), key=lambda each: (each, isinstance(each, int)), default=None)
