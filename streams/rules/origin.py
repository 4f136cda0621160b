"""Where a change began: the entry after which a person's course was another, and what kind of thing it was.

Of everything in the weeks before the onset that may turn somebody away, the gravest and nearest is named; its weight halves in three weeks.
A cause is a thing that happened - a wait, a transfer, a promise let pass -, never a person, on either side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median

from schemas.documents import Step
from schemas.events import Origin, OriginKind
from streams.rules.keeping import Pledge, is_answer
from streams.rules.reciprocity import wants_answer

BACK = timedelta(days=45)
HALF_LIFE_S = 21 * 86400.0

WEIGHTS: dict[OriginKind, float] = {
    "broken_promise": 5, "unanswered": 4, "transfer": 3.5, "waiting": 3, "absence": 2.5, "price": 2, "product": 1.5, "unknown": 0.1,
}

LONG_WAIT_S = 120.0
"""Less than two minutes on the line is no reason; nor is anything under twice what this person is used to."""

LONG_ANSWER_S = 3 * 86400.0
"""Nor an answer within three days, or within three times what they are used to."""

CALL_BACK = timedelta(days=2)
ANSWERED = timedelta(days=1)
"""An automatic message so soon after theirs answers it."""

USUALLY = 0.5
"""An answer is missed by those who were answered at least half of the time."""


def origin(steps: Sequence[Step], pledges: Iterable[Pledge], *, onset: datetime, until: datetime) -> Origin | None:
    """`steps`: the course until `until`, in order; `onset`: since when they are another. None for an empty course.

    Broken promises and missing answers count until `until`, when the change was noticed; everything else until the onset.
    """
    found = [
        (WEIGHTS[kind] * 0.5 ** (max(0.0, (onset - step.at).total_seconds()) / HALF_LIFE_S), step, kind)
        for kind, step in _causes(steps, pledges, onset, until)
    ]
    if not found:
        last = next((step for step in reversed(steps) if step.theirs and step.at <= onset), None)
        return None if last is None else origin_at("unknown", last)
    _, step, kind = max(found, key=lambda each: (each[0], each[1].at, each[1].id))
    return origin_at(kind, step)


def _causes(steps: Sequence[Step], pledges: Iterable[Pledge], onset: datetime, until: datetime) -> Iterator[tuple[OriginKind, Step]]:
    start = onset - BACK
    known = {step.id: step for step in steps}
    for pledge in pledges:
        settled_at = pledge.kept_at
        if start <= pledge.due_at <= until and (settled_at is None or settled_at > pledge.due_at) and pledge.entry in known:
            yield "broken_promise", known[pledge.entry]
    waits = [step.wait_s for step in steps if step.theirs and step.wait_s is not None and step.at < start]
    usual_wait = median(waits) if waits else 0.0
    answers = _answers(steps)
    earlier = [answers[step.id] for step in steps if step.id in answers and step.at < start]
    given = [answer_s for answer_s in earlier if answer_s is not None]
    usual_answer = median(given) if given else 0.0
    spoken = any(step.direction == "out" for step in steps)  # else what we say does not reach this house at all
    used_to_answers = not earlier or len(given) >= USUALLY * len(earlier)
    for step in steps:
        if not start <= step.at <= onset:
            continue
        if step.theirs and step.channel == "phone":
            if step.transferred:
                yield "transfer", step
            if step.wait_s is not None and step.wait_s >= max(LONG_WAIT_S, 2 * usual_wait):
                yield "waiting", step
            if step.answered is False and not _between(steps, step.at, min(step.at + CALL_BACK, until)):
                yield "absence", step
        elif step.theirs and wants_answer(step):
            answer_s = answers[step.id]
            waited_s = ((until if answer_s is None else step.at + timedelta(seconds=answer_s)) - step.at).total_seconds()
            if answer_s is None:
                if waited_s >= max(LONG_ANSWER_S, usual_answer) and (used_to_answers or step.asks) and spoken:
                    yield "unanswered", step
            elif waited_s >= max(LONG_ANSWER_S, 3 * usual_answer):
                yield "waiting", step
        elif _answered_by_machine(steps, step) and not _between(steps, step.at, min(step.at + CALL_BACK, until)):
            yield "absence", step
        unhappy = step.theirs and step.tone is not None and step.tone < 0
        if "price" in step.topics and (unhappy or is_answer(step)):
            yield "price", step
        if unhappy and any(topic.startswith("product:") for topic in step.topics):
            yield "product", step


def _answers(steps: Sequence[Step]) -> dict[str, float | None]:
    """What they wrote or called in vain: seconds until a human of ours was in touch after it; None: nobody was."""
    found: dict[str, float | None] = {}
    next_at: datetime | None = None
    for step in reversed(steps):
        if step.theirs and wants_answer(step):
            found[step.id] = None if next_at is None else (next_at - step.at).total_seconds()
        elif is_answer(step) or (step.theirs and step.answered):
            next_at = step.at
    return found


def _answered_by_machine(steps: Sequence[Step], step: Step) -> bool:
    """An automatic answer of ours to something of theirs, and not what we send to many."""
    if step.direction != "out" or not step.machine or step.bulk:
        return False
    return any(each.theirs and step.at - ANSWERED <= each.at <= step.at for each in steps)


def _between(steps: Sequence[Step], after: datetime, until: datetime) -> bool:
    """Whether a human of ours was in touch in between."""
    return any(after < step.at <= until and is_answer(step) for step in steps)


def origin_at(kind: OriginKind, step: Step) -> Origin:
    """That it began with this step."""
    return Origin(
        kind=kind, entry=step.id, at=step.at, channel=step.channel, site=step.site, thread=step.thread, reach=step.reach,
        products=tuple(topic.removeprefix("product:") for topic in step.topics if topic.startswith("product:")),
    )
