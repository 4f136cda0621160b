"""Workers that can be killed in the middle of a batch."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for crashing.py, here and in the processes that it starts

from crashing import Told, work  # it stands beside us


@pytest.fixture(scope="session")
def workers() -> Iterator[Callable[[Told], BaseProcess]]:
    """`workers(Told(...))` starts one; none outlives the session."""
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(["crashing"])
    started: list[BaseProcess] = []

    def start(told: Told) -> BaseProcess:
        started.append(forking.Process(target=work, args=(told,)))
        started[-1].start()
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.join()
