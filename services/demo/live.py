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
from services.demo.doors import Doors
from services.demo.habits import ordinary
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
    "angry": 1.5,
    "joining": 1.5,
    "moved": 2.0,
    "away": 2.0,
    "newsletter": 0.0,
    "fading": 0.3,
    "forgotten": 0.0,
    "misread": 0.0,
    "promised": 0.0,
    "quiet": 0.0,
    "returned": 0.0,
    "turning": 0.0,
}
"""Who comes: those who have gone quiet stay so, unless we write to them, and those who wait for a word of ours go on waiting."""

CAUSES = ("waiting", "transfer", "absence", "unanswered", "price", "product")
"""What a stranger may have to complain of."""

PASSED = 0.15
"""So many of the terms of minutes and hours that we name while one looks pass without another word of ours."""

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
        if channel in ("email", "social") and (asked.situation == "hurry" or rng.random() < ANSWERED):
            self._answer_soon(teller, asked, now, rng)
        return _arriving(asked, scanned=rng.random() < SCANNED)

    def _answer_soon(self, teller: Teller, asked: Happening, now: datetime, rng: Random) -> None:
        """Within a minute. To those in a hurry we name a term, of minutes or of an hour, and mostly keep it."""
        at = now + timedelta(seconds=rng.uniform(12, 50) / self._speed)
        side = "post_" if asked.channel == "social" else ""
        in_minutes = asked.situation == "hurry" and rng.random() < 0.5
        answer = f"{side}promise" if in_minutes else ""
        heapq.heappush(self._soon, (at, asked.key, lambda then: given(teller.answer(then, asked, answer), asked)))
        if asked.situation == "hurry" and rng.random() >= PASSED:
            done_at = at + timedelta(minutes=rng.uniform(6, 13) if in_minutes else rng.uniform(20, 50))
            done = f"{side}kept"
            heapq.heappush(self._soon, (done_at, f"{asked.key}/done", lambda then: given(teller.answer(then, asked, done), asked)))

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
    """What they come for: strangers complain or praise oftener than those whom we know, since that is why they come."""
    dice = rng.random()
    match person.course:
        case "angry" | "joining":
            return rng.choice(("complaint", "leaving", person.cause))
        case "delighted":
            return rng.choice(("praise", "question", "service"))
        case "newcomer":
            return rng.choice(CAUSES) if dice < 0.3 else "praise" if dice < 0.5 else "hurry" if dice < 0.65 else ordinary(rng)
        case _:
            return "praise" if dice < 0.06 else "complaint" if dice < 0.09 else "hurry" if dice < 0.15 else ordinary(rng)


def _arriving(asked: Happening, *, scanned: bool) -> Handing:
    """Mail comes the way mail comes; everything else as in the history."""
    handing = given(asked, None, scanned=scanned)
    return msgspec.structs.replace(handing, door="smtp") if handing.channel == "email" else handing
