"""Whether the engines answer: asked by real calls, before anybody relies on them and then every second."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from schemas.errors import Unavailable
from schemas.topics import PARTITIONS, TOPICS
from services.embedded.child import Process
from services.embedded.engines import Kafka
from services.embedded.keeper import Keeper
from services.embedded.topics import create_topics
from streams.settings import Settings
from streams.state import State
from streams.state.client import AWAY

EVERY_S = 1.0
READY_WITHIN_S = 120.0
SILENT_S = 60.0  # an engine that runs and has not answered for so long is ended, and so started again


class Health:
    """`broker` and `database` are None where they run elsewhere: those are only asked, never started or ended."""

    def __init__(self, settings: Settings, state: State, say: Callable[[str], None]) -> None:
        self._settings, self._state, self._say = settings, state, say
        self._kafka = Kafka(settings.kafka_url)
        self.broker: Keeper | None = None
        self.database: Keeper | None = None
        self.broker_answers = self.database_answers = False

    def reasons(self) -> list[str]:
        """What is missing; none: both can be relied on."""
        reasons = []
        if not self.database_answers or (self.database is not None and not self.database.ready):
            reasons.append("the database does not answer")
        if not self.broker_answers or (self.broker is not None and not self.broker.ready):
            reasons.append("the broker does not answer")
        return reasons

    async def broker_ready(self, process: Process) -> bool:
        """Our own broker answers, and has our topics."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(READY_WITHIN_S):
                while process.status is None:
                    if await self._kafka.topics() is not None:
                        with contextlib.suppress(Unavailable):
                            await create_topics(self._settings.kafka_url, self._settings.prefix)
                            self.broker_answers = True
                            return True
                    await asyncio.sleep(0.05)
        return False

    async def database_ready(self, process: Process) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(READY_WITHIN_S):
                while process.status is None:
                    if await self._ping():
                        self.database_answers = True
                        return True
                    await asyncio.sleep(0.1)
        return False

    async def watch_broker(self) -> None:
        """Also gives a broker elsewhere our topics, whenever it has them not."""
        silent_s = 0.0
        while True:
            known = await self._kafka.topics() if self.broker is None or self.broker.ready else None
            if known is not None and self.broker is None and any(known.get(self._settings.topic(name), 0) < PARTITIONS for name in TOPICS):
                with contextlib.suppress(Unavailable):
                    await create_topics(self._settings.kafka_url, self._settings.prefix)
            self.broker_answers = known is not None
            silent_s = self._after_silence(self.broker, known is not None, silent_s)
            await asyncio.sleep(EVERY_S)

    async def watch_database(self) -> None:
        silent_s = 0.0
        while True:
            self.database_answers = await self._ping()
            silent_s = self._after_silence(self.database, self.database_answers, silent_s)
            await asyncio.sleep(EVERY_S)

    def _after_silence(self, engine: Keeper | None, answers: bool, silent_s: float) -> float:
        """How long it has been silent by now; an engine that runs and says nothing for too long is ended."""
        if engine is None or engine.process is None or not engine.ready or answers:
            return 0.0
        silent_s += EVERY_S
        if silent_s >= SILENT_S:
            self._say(f"the {engine.name} runs and does not answer; it is ended")
            engine.process.kill()
            return 0.0
        return silent_s

    async def _ping(self) -> bool:
        try:
            await self._state.ping(within_s=5.0)
        except (*AWAY, TimeoutError):
            return False
        return True

    async def broker_lost(self) -> None:
        self.broker_answers = False
        await self._kafka.close()

    async def close(self) -> None:
        await self._kafka.close()
