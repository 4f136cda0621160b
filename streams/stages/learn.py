"""The house learns: now and then, from everybody's courses, how people here come back. What was learnt has a version; signals name it.

One learner by a lease. It does not learn in the middle of an import, and again after a day or when there are twice as many persons.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import structlog

from schemas.documents import Person
from streams.desk import Desk
from streams.rules import drift
from streams.rules.signals import history_of
from streams.stages.clock import HOLDER

log = structlog.get_logger()

SAMPLE = 6000
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
    house = await desk.state.houses.latest()
    young = house is not None and datetime.fromtimestamp(house.fitted_at, UTC) + AGAIN_AFTER > now
    if house is not None and young and count < GROWN * house.persons:
        return
    if not await desk.state.leases.take("learn", f"{HOLDER}/{id(desk)}", now=now, for_s=LEASE_S):
        return
    persons = await desk.state.persons.sample(SAMPLE)
    learnt = await asyncio.to_thread(_fit, persons, now)
    await desk.state.houses.put(learnt)
    log.info("learn.house", version=learnt.version, persons=len(persons))


def _fit(persons: list[Person], now: datetime) -> drift.House:
    return drift.fit((history_of(person.course) for person in persons), now=now.timestamp())
