"""What they let be felt, against how they usually sound: discontent, misunderstood, delighted.

A person's usual tone is the mean of their latest twelve messages before, drawn to the house's by the weight of two: who always grumbles
is noticed when it gets worse, and a sunny person's first cool message counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from schemas.documents import Step
from streams.rules.keeping import is_answer

USUAL_TONE, USUAL_WEIGHT, USUAL_OF = 0.1, 2.0, 12
BELOW, ABOVE = 0.2, 0.1
"""So far from the usual tone a message is a change."""

FADES = timedelta(days=90)
"""What was felt is not held against today after so long without another word of it."""

GLAD_FOR = timedelta(days=30)
"""Delight is news for so long after its latest word."""

UNHAPPY = frozenset({"discontent", "disappointment", "leaving"})
GLAD = frozenset({"thanks", "recommendation"})


class Spell(msgspec.Struct, frozen=True, kw_only=True):
    """A time of one feeling. `steps`: those in which it shows, the first is its onset; `ended`: the step with which it was over."""

    steps: tuple[Step, ...]
    ended: Step | None = None
    lasts: timedelta = FADES

    @property
    def over_at(self) -> datetime:
        """When it was over, or will be if nothing more comes."""
        return self.ended.at if self.ended else self.steps[-1].at + self.lasts


def discontent(steps: Sequence[Step]) -> list[Spell]:
    """From a message that is unhappy and sounds worse than usual, or speaks of leaving however calmly; until one without that after we were
    in touch, or one that thanks."""
    return _spells(steps, begins=_worse, goes_on=is_unhappy)


def misunderstood(steps: Sequence[Step]) -> list[Spell]:
    """From a message that says so - of something that we said, or crossly: to ask how a thing works is no misunderstanding -, until one
    that does not after we were in touch, or one that thanks."""
    told = [step.at for step in steps if is_answer(step)]

    def begins(step: Step, _: float) -> bool:
        return _confused(step) and (_tone(step) < 0 or any(step.at - FADES <= at < step.at for at in told))

    return _spells(steps, begins=begins, goes_on=_confused)


def delighted(steps: Sequence[Step]) -> list[Spell]:
    """They recommend us, or thank warmly and warmer than usual, twice running; until a message that is not content, or for a month."""
    return [spell for spell in _glad(steps) if len(spell.steps) > 1 or "recommendation" in spell.steps[0].labels]


def is_unhappy(step: Step) -> bool:
    return "leaving" in step.labels or (_tone(step) < 0 and not UNHAPPY.isdisjoint(step.labels))


def told_at(spell: Spell) -> Step:
    """The step with which a spell of delight is one: the first that recommends, else the second that is glad."""
    return next((step for step in spell.steps if "recommendation" in step.labels), spell.steps[min(1, len(spell.steps) - 1)])


def usual_tones(steps: Sequence[Step]) -> Iterator[tuple[Step, float]]:
    """Each of their steps that says something, with the tone that was usual until then."""
    tones: list[float] = []
    for step in steps:
        if step.theirs and step.tone is not None:
            latest = tones[-USUAL_OF:]
            yield step, (sum(latest) + USUAL_WEIGHT * USUAL_TONE) / (len(latest) + USUAL_WEIGHT)
            tones.append(step.tone)


def _spells(steps: Sequence[Step], *, begins: Callable[[Step, float], bool], goes_on: Callable[[Step], bool]) -> list[Spell]:
    usual = {step.id: tone for step, tone in usual_tones(steps)}
    spells: list[Spell] = []
    current: list[Step] = []
    answered = False
    for step in steps:
        if current and step.at - current[-1].at > FADES:
            spells.append(Spell(steps=tuple(current)))
            current = []
        if step.id not in usual:
            answered = answered or is_answer(step) or bool(step.theirs and step.answered)
        elif goes_on(step) if current else begins(step, usual[step.id]):
            current.append(step)
            answered = False
        elif current and (answered or (_tone(step) > 0 and "thanks" in step.labels)):
            spells.append(Spell(steps=tuple(current), ended=step))
            current = []
    return [*spells, Spell(steps=tuple(current))] if current else spells


def _glad(steps: Sequence[Step]) -> list[Spell]:
    spells: list[Spell] = []
    current: list[Step] = []
    for step, usual in usual_tones(steps):
        if current and step.at - current[-1].at > GLAD_FOR:
            spells.append(Spell(steps=tuple(current), lasts=GLAD_FOR))
            current = []
        warm = _tone(step) >= usual + ABOVE or "recommendation" in step.labels
        if warm and _tone(step) > 0 and "leaving" not in step.labels and not GLAD.isdisjoint(step.labels):
            current.append(step)
        elif current and _tone(step) < 0:
            spells.append(Spell(steps=tuple(current), ended=step, lasts=GLAD_FOR))
            current = []
        elif current and len(current) == 1 and "recommendation" not in current[0].labels:
            current = []  # thanked once, as one does
    return [*spells, Spell(steps=tuple(current), lasts=GLAD_FOR)] if current else spells


def _worse(step: Step, usual: float) -> bool:
    return is_unhappy(step) and ("leaving" in step.labels or _tone(step) <= usual - BELOW)


def _confused(step: Step) -> bool:
    return "misunderstanding" in step.labels and bool(step.quotes)  # one has to be able to say which words


def _tone(step: Step) -> float:
    return step.tone or 0.0
