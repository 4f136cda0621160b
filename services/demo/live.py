"""Events that go on arriving: people of the cast, now and then somebody new, our answers, and answers to what we sent.

Event number n is a function of the seed, n and the moment; the numbers go on where the last start left them.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec

from schemas.interaction import Channel
from services.demo.chance import dice
from services.demo.courses import ordinary
from services.demo.doors import Doors
from services.demo.history import Handing, given
from services.demo.memory import Memory, keep
from services.demo.people import Customer, cast, newcomer
from services.demo.replies import thought_about
from services.demo.telling import Happening, Teller

CHANNELS: dict[Channel, float] = {"email": 0.42, "phone": 0.27, "social": 0.24, "letter": 0.07}
"""How often each is used while one looks."""

LIKELY = {
    "steady": 3.0,
    "delighted": 3.0,
    "angry": 3.0,
    "forgotten": 2.0,
    "moved": 2.0,
    "away": 2.0,
    "newsletter": 0.0,
    "fading": 0.3,
    "quiet": 0.0,
    "turning": 0.0,
}
"""Who comes: those who have gone quiet stay so, unless we write to them."""

NEW = 0.06
ANSWERED = 0.4
SCANNED = 0.15

LIVELY_EVENTS = 200
"""After so many the pace slackens, to six times slower at most: somebody who looks has seen, and a night is long."""


class Live:
    """What is going on at the moment."""

    def __init__(self, directory: Path, memory: Memory, doors: Doors, *, speed: float) -> None:
        self._directory, self._memory, self._doors, self._speed = directory, memory, doors, speed
        self._soon: list[tuple[datetime, str, Callable[[datetime], Handing]]] = []
        self._own_pace = dice(memory.seed, "pace", memory.next)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`."""
        seen = 0
        while not stop.is_set():
            slack = min(max(1.0, seen / LIVELY_EVENTS), 6.0)
            try:
                async with asyncio.timeout(self._own_pace.uniform(2, 6) * slack / self._speed):
                    await stop.wait()
            except TimeoutError:
                handing = self.next(datetime.now(UTC))
                await self._doors.hand(handing, patience_s=600)
                seen += 1

    def next(self, now: datetime) -> Handing:
        """What arrives now: something that was to come by this time, else event number `next`."""
        for reply in thought_about(self._directory, self._memory, now, within_s=60 / self._speed):
            heapq.heappush(self._soon, reply)
        if self._soon and self._soon[0][0] <= now:
            _, _, made = heapq.heappop(self._soon)
            keep(self._directory, self._memory)
            return made(now)
        number = self._memory.next
        self._memory.next += 1
        keep(self._directory, self._memory)
        rng = dice(self._memory.seed, "live", number)
        person, channel = self._who(rng, number)
        teller = Teller(person=person, rng=rng, until=now + timedelta(days=1), prefix=f"live-{number}/")
        asked = teller.now(now, _about(person, rng), channel)
        if channel in ("email", "social") and rng.random() < ANSWERED:
            at = now + timedelta(seconds=rng.uniform(12, 50) / self._speed)
            heapq.heappush(self._soon, (at, asked.key, lambda then: given(teller.answer(then, asked), asked)))
        return _arriving(asked, scanned=rng.random() < SCANNED)

    def _who(self, rng: Random, number: int) -> tuple[Customer, Channel]:
        if rng.random() < NEW:
            person = newcomer(self._memory.seed, number)
            return person, person.by[0]
        [channel] = rng.choices(list(CHANNELS), list(CHANNELS.values()))
        people = [person for person in cast() if channel in person.by]
        weights = [LIKELY[person.course] * (1.0 if person.by[0] == channel else 0.3) for person in people]
        [person] = rng.choices(people, weights)
        return person, channel


def _about(person: Customer, rng: Random) -> str:
    match person.course:
        case "angry":
            return rng.choice(("complaint", "complaint", "breakdown"))
        case "delighted":
            return rng.choice(("praise", "question", "service"))
        case "forgotten":
            return rng.choice(("promised", "question"))
        case _:
            return "praise" if rng.random() < 0.08 else ordinary(rng)


def _arriving(asked: Happening, *, scanned: bool) -> Handing:
    """Mail comes the way mail comes; everything else as in the history."""
    handing = given(asked, None, scanned=scanned)
    return msgspec.structs.replace(handing, door="smtp") if handing.channel == "email" else handing
