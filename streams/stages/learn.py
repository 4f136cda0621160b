"""The house learns: now and then, from everybody's courses, how people here come back. What was learnt has a version; signals name it.

One learner by a lease. It does not learn in the middle of an import, and again after a day or when there are twice as many persons.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog

from streams.desk import Desk
from streams.rules import drift
from streams.rules.signals import history_of
from streams.stages.clock import HOLDER

log = structlog.get_logger()

SAMPLE = 3000
LEAST = 100
"""Fewer persons than this teach nothing about the next."""

AGAIN_AFTER = timedelta(days=1)
GROWN = 2.0
STILL = 1.05
LEASE_S = 180.0


async def learn(desk: Desk) -> None:
    """Fit the house anew when it is time."""
    count = await desk.state.persons.count(SAMPLE)
    counted, desk.counted = desk.counted, count
    if count < LEAST or count > STILL * counted:
        return
    now = desk.now()
    before = await desk.state.houses.fitted()
    if before is not None and before[0] + AGAIN_AFTER > now and count < GROWN * before[1]:
        return
    if not await desk.state.leases.take("learn", f"{HOLDER}/{id(desk)}", now=now, for_s=LEASE_S):
        return
    histories = [history_of(person.course) async for person in desk.state.persons.sample(SAMPLE)]
    learnt = await asyncio.to_thread(_fit, histories, now)
    await desk.state.houses.put(learnt, sampled=len(histories))
    log.info("learn.house", version=learnt.version, persons=len(histories))


def _fit(histories: list[list[drift.Event]], now: datetime) -> drift.House:
    return drift.fit(histories, now=now.timestamp())
