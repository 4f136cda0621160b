"""Many questions put as one. Whoever asks waits for the answer to their own question, which is put after they asked: nobody is told
anything older than they would be if they asked alone.

Questions gather while an answer is under way, so that the busier the database is the more are put at once (as with a group commit).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")

MOST = 48


class Together(Generic[Q, A]):
    """`ask`: answers several questions, in their order. An error of it is everybody's who asked then."""

    def __init__(self, ask: Callable[[list[Q]], Awaitable[Sequence[A]]]) -> None:
        self._ask = ask
        self._waiting: list[tuple[Q, asyncio.Future[A]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def __call__(self, question: Q) -> A:
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._go())
        return await answer

    async def _go(self) -> None:
        portion: list[tuple[Q, asyncio.Future[A]]] = []
        try:
            while self._waiting:  # whoever was awake when this began has asked by now
                portion, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                try:
                    answers = list(zip(portion, await self._ask([question for question, _ in portion]), strict=True))
                except Exception as error:  # noqa: BLE001  # it is raised where it was asked
                    for _, future in portion:
                        if not future.done():
                            future.set_exception(error)
                    continue
                for (_, future), answer in answers:
                    if not future.done():
                        future.set_result(answer)
        except asyncio.CancelledError:
            for _, future in (*portion, *self._waiting):
                future.cancel()
            self._waiting = []
            raise
