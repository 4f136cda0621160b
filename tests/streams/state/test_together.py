"""Many questions put as one: nobody is told anything older than their question, and one that fails spoils no other."""

from __future__ import annotations

import asyncio

import pytest

from streams.state.together import MOST, Together


class Store:
    """Answers how often it was changed so far; each answer takes until the test says so."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.value, self.go = 0, asyncio.Event()
        self.together: Together[str, int] = Together(self.answer)

    async def answer(self, questions: list[str]) -> list[int]:
        self.asked.append(questions)
        value = self.value
        await self.go.wait()
        if "wrong" in questions:
            raise ValueError("wrong")
        return [value for _ in questions]


async def test_what_is_asked_while_an_answer_is_under_way_is_asked_together_and_anew() -> None:
    store = Store()
    first = [asyncio.create_task(store.together(name)) for name in "ab"]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert store.asked == [["a", "b"]]
    store.value = 1
    later = [asyncio.create_task(store.together(name)) for name in "acd"]
    await asyncio.sleep(0)
    assert len(store.asked) == 1
    store.go.set()
    assert await asyncio.gather(*first, *later) == [0, 0, 1, 1, 1], "the later ones were asked after the change"
    assert store.asked == [["a", "b"], ["a", "c", "d"]]


async def test_an_error_is_told_to_those_who_asked_then_and_the_next_are_answered() -> None:
    store = Store()
    store.go.set()
    with pytest.raises(ValueError):
        await asyncio.gather(store.together("a"), store.together("wrong"))
    assert await store.together("b") == 0


@pytest.mark.parametrize("answers", [[], [0], [0, 1, 2], None])
async def test_answers_too_few_or_too_many_are_everybodys_error_and_nobodys_waiting(answers: list[int] | None) -> None:
    async def miscounts(questions: list[str]) -> list[int]:
        return answers  # type: ignore[return-value]  # that is the point

    together: Together[str, int] = Together(miscounts)
    async with asyncio.timeout(60):
        told = await asyncio.gather(together("a"), together("b"), return_exceptions=True)
    assert [type(one) for one in told] in ([ValueError] * 2, [TypeError] * 2)


async def test_who_gives_up_waiting_spoils_nothing() -> None:
    store = Store()
    one, other = (asyncio.create_task(store.together(name)) for name in "ab")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    one.cancel()
    store.go.set()
    assert await other == 0 and one.cancelled()


async def test_no_more_are_asked_at_once_than_fit() -> None:
    store = Store()
    store.go.set()
    await asyncio.gather(*(store.together(str(number)) for number in range(MOST + 2)))
    assert [len(each) for each in store.asked] == [MOST, 2]
