"""What a change began with: the gravest and nearest thing that happened, and never a guess where nothing did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schemas.documents import Step, Told
from schemas.events import OriginKind
from streams.rules.keeping import pledges
from streams.rules.origin import origin

START = datetime(2026, 10, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
MAIL, CALL = "email:anne@example.fr", "tel:+33144556677"


def mail(day: float, **more: Any) -> Step:
    return Step(at=START + day * DAY, id=f"m{day}", channel="email", direction="in", theirs=True, identifier=MAIL, **{"length": 30, **more})


def call(day: float, **more: Any) -> Step:
    more = {"answered": True, "wait_s": 10.0, **more}
    return Step(at=START + day * DAY, id=f"c{day}", channel="phone", direction="in", theirs=True, identifier=CALL, **more)


def ours(day: float, **more: Any) -> Step:
    return Step(at=START + day * DAY, id=f"o{day}", channel="email", direction="out", theirs=False, identifier=MAIL, length=30, **more)


USED = [mail(-90), ours(-89), mail(-80), ours(-79), mail(-70), ours(-69)]
"""They write, we answer within a day."""


@pytest.mark.parametrize(
    ("course", "kind", "entry"),
    [
        ([*USED, mail(0), ours(1)], "unknown", "m0"),
        ([*USED, mail(0)], "unanswered", "m0"),
        ([*USED, ours(-5, machine=True, bulk=True), mail(0), ours(1)], "unknown", "m0"),
        ([*USED, mail(-3), ours(-2.9, machine=True), ours(-0.5), mail(0), ours(1)], "absence", "o-2.9"),
        ([*USED, mail(0), ours(0.5, machine=True)], "unanswered", "m0"),
        ([*USED, mail(0), ours(12)], "waiting", "m0"),
        ([*USED, call(0, transferred=True)], "transfer", "c0"),
        ([*USED, call(0, wait_s=540.0)], "waiting", "c0"),
        ([*USED, call(0, answered=False)], "absence", "c0"),
        ([*USED, call(0, answered=False), ours(1)], "unknown", "c0"),
        ([*USED, mail(-3), ours(-2, topics=("price",)), mail(0), ours(1)], "price", "o-2"),
        ([*USED, mail(0, tone=-0.5, topics=("product:chaudière",)), ours(1)], "product", "m0"),
        ([*USED, ours(-4, promises=(Told(START - 2 * DAY, "sous 48 h"),)), mail(0), ours(1)], "broken_promise", "o-4"),
        ([*USED, ours(-4, promises=(Told(START - 2 * DAY, "sous 48 h"),)), ours(-3), mail(0), ours(1)], "unknown", "m0"),
        ([call(-40, transferred=True), *USED, mail(0)], "unanswered", "m0"),
    ],
    ids=[
        "nothing happened", "no answer", "a newsletter answers nothing", "only a machine for days",
        "a machine's answer is none", "a late answer", "passed on", "nine minutes on the line",
        "nobody picked up", "called back", "a price", "a product", "a promise let pass", "a promise kept", "the nearest and gravest",
    ],
)  # fmt: skip
def test_what_a_change_began_with(course: list[Step], kind: OriginKind, entry: str) -> None:
    steps = sorted(course, key=lambda step: step.at)
    until = START + 30 * DAY
    found = origin(steps, pledges(steps, now=until), onset=START, until=until)
    assert found is not None
    assert (found.kind, found.entry) == (kind, entry)


def test_who_is_never_answered_does_not_leave_for_want_of_an_answer() -> None:
    silent = [mail(-90), mail(-80), mail(-70), ours(-60), mail(0)]
    found = origin(silent, (), onset=START, until=START + 30 * DAY)
    assert found is not None and found.kind == "unanswered"
    never = [mail(-90), ours(-60), *(mail(-59 + n) for n in range(5)), mail(0)]
    found = origin(never, (), onset=START, until=START + 30 * DAY)
    assert found is not None and found.kind == "unknown"


def test_it_says_where_it_was_and_what_was_spoken_of() -> None:
    step = mail(0, tone=-0.5, topics=("price", "product:Atrix 24"), thread="t1", site="email:sav@chauffage.example", reach=40)
    found = origin([step], (), onset=START, until=START + 2 * DAY)
    assert found is not None
    assert (found.site, found.products, found.thread, found.reach) == ("email:sav@chauffage.example", ("Atrix 24",), "t1", 40)


def test_an_empty_course_has_no_origin() -> None:
    assert origin([], (), onset=START, until=START) is None
