"""Letters are read by a process of their own: whatever happens to it, the reason is told and the next letter is read."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from driving import NOW, arrive, batch_of

from schemas.errors import Refusal, Unreadable
from schemas.events import Said
from schemas.interaction import Interaction, Reading
from streams.apart import Apart, Limits
from streams.desk import Desk
from streams.runner import Runner, Stage
from streams.stages.normalise import normalise
from tests.support.letters import pictures, saved, write

LETTER = write(7).pdf
SCAN = saved(pictures(LETTER, 150), "PNG")


@pytest.fixture
def apart() -> Iterator[Apart]:
    reader = Apart()
    yield reader
    reader.close()


def reader_of(apart: Apart) -> int:
    assert apart._pool is not None
    (pid,) = apart._pool._processes
    return pid


async def wait_for_reader(apart: Apart) -> int:
    async with asyncio.timeout(120):
        while apart._pool is None or not apart._pool._processes:
            await asyncio.sleep(0.01)
    return reader_of(apart)


def reads(apart: Apart) -> None:
    (one,) = apart.read_now("letter", "application/pdf", LETTER, Reading())
    assert isinstance(one, Interaction)


async def test_a_killed_reader_is_said_and_the_next_letter_is_read(apart: Apart) -> None:
    reading = asyncio.create_task(apart.read("letter", "image/png", SCAN, Reading()))
    os.kill(await wait_for_reader(apart), signal.SIGKILL)
    with pytest.raises(Unreadable, match="it broke the program that reads it"):
        await reading
    (one,) = await apart.read("letter", "application/pdf", LETTER, Reading())
    assert isinstance(one, Interaction)


async def test_a_reader_that_went_while_it_had_nothing_to_read_is_replaced(apart: Apart) -> None:
    await asyncio.to_thread(reads, apart)
    pool = apart._pool
    os.kill(reader_of(apart), signal.SIGKILL)
    async with asyncio.timeout(120):
        while not (pool and pool._broken):
            await asyncio.sleep(0.01)
    await asyncio.to_thread(reads, apart)


async def test_a_reader_leaves_a_sigterm_to_its_worker(apart: Apart) -> None:
    await asyncio.to_thread(reads, apart)
    reading = asyncio.create_task(apart.read("letter", "image/png", SCAN, Reading()))
    await asyncio.sleep(0)
    os.kill(reader_of(apart), signal.SIGTERM)
    (one,) = await reading
    assert isinstance(one, Interaction)


async def test_a_letter_in_the_hand_of_a_worker_that_is_being_stopped_is_no_dead_letter(desk: Desk) -> None:
    """Its reader may be ended with it: the letter is let go, not acknowledged, and is read by another."""
    [raw] = await arrive(desk, "letter", SCAN)
    runner = Runner(Stage("letters", (), normalise), desk)
    carried_out = asyncio.create_task(runner.carry_out(batch_of([raw], NOW)))
    pid = await wait_for_reader(desk._apart)
    desk.stopping = True
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(asyncio.CancelledError):
        await carried_out
    assert await desk.state.dead_letters.latest() == []
    assert [original.original for original, _ in await desk.state.originals.standing(NOW + timedelta(days=1))] == [raw.original]

    desk.stopping = False
    [emit] = await runner.carry_out(batch_of([raw], NOW))
    assert isinstance(emit.event, Said)


async def test_the_event_loop_goes_on_while_a_letter_is_read(apart: Apart) -> None:
    ticks = 0
    reading = asyncio.create_task(apart.read("letter", "application/pdf", LETTER, Reading()))
    while not reading.done():
        await asyncio.sleep(0)
        ticks += 1
    assert ticks > 100


def test_a_letter_that_takes_too_long_by_the_clock_is_given_up() -> None:
    apart = Apart(Limits(wall_s=0.0))
    with pytest.raises(Unreadable, match="longer than 0 s"):
        apart.read_now("letter", "image/png", SCAN, Reading())
    apart.limits = Limits()
    reads(apart)
    apart.close()


def test_a_letter_that_takes_too_much_of_the_processor_is_given_up() -> None:
    apart = Apart(Limits(cpu_s=1))
    with pytest.raises(Unreadable, match="more than 1 s of the processor"):
        apart.read_now("letter", "image/png", SCAN, Reading())
    apart.limits = Limits()
    reads(apart)
    apart.close()


def test_a_letter_that_takes_too_much_memory_is_given_up() -> None:
    apart = Apart(Limits(memory_bytes=900 << 20))
    try:
        (refusal,) = apart.read_now("letter", "image/png", SCAN, Reading())
        assert isinstance(refusal, Refusal)
        assert "of memory" in refusal.what
    except Unreadable as error:  # where the library that runs out of it ends the process
        assert error.what == "it broke the program that reads it"
    finally:
        apart.close()


def test_the_reader_ends_with_who_started_it(apart: Apart) -> None:
    reads(apart)
    pid = reader_of(apart)
    apart.close()
    until = time.monotonic() + 120
    while time.monotonic() < until and os.path.exists(f"/proc/{pid}/exe"):  # noqa: PTH110  # a zombie has no exe
        time.sleep(0.01)
    with pytest.raises(OSError, match=r"No such"):
        os.readlink(f"/proc/{pid}/exe")  # noqa: PTH115
