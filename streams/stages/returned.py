"""What became of those whom a campaign wrote to, and of those whom it left alone: whether they came back of themselves within its time.

Both sides are followed alike, and each is settled once, when its time is over. A word that comes in late is still heard for a day.
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from schemas.campaigns import Assignment
from streams.desk import Desk
from streams.rules.consent import counting
from streams.stages.clock import HOLDER

log = structlog.get_logger()

AT_ONCE = 500
LATE = timedelta(days=1)
LEASE_S = 60.0


async def returned(desk: Desk) -> None:
    """Settle those whose time is over, and nobody before: who came back early would else count before anybody who did not. One process at
    a time, by a lease."""
    now = desk.now()
    if not await desk.state.leases.take("returned", f"{HOLDER}/{id(desk):x}", now=now, for_s=LEASE_S):
        return
    settled = 0
    while batch := await desk.state.assignments.ended(now - LATE, limit=AT_ONCE):
        for assignment in batch:
            await _settle(assignment, desk)
        settled += len(batch)
    if settled:
        log.info("returned.settled", assignments=settled)


async def _settle(assignment: Assignment, desk: Desk) -> None:
    person = await desk.state.persons.get(await desk.state.atoms.whose(assignment.identifier, assignment.person))
    steps = [step for step in person.course if step.theirs and assignment.at < step.at <= assignment.until] if person else []
    if steps and person:  # who asks to be left alone has not come back
        called = {person.id, *(home for identifier in await desk.state.atoms.of(person.id) for home in identifier.homes)}
        wishes = {one.entry for one in counting(await desk.state.consents.of_all(called)) if not one.given}
        steps = [step for step in steps if step.id not in wishes]
    await desk.state.assignments.settle(assignment.id, returned_at=min((step.at for step in steps), default=None))
