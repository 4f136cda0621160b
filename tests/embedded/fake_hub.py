"""A hub with real engines and small children of our own, for the tests to start and kill: python fake_hub.py DIR [--once]."""

from __future__ import annotations

import asyncio
import signal
import sys

from services.embedded.jobs import Job
from services.embedded.lock import Lock
from services.embedded.supervisor import Supervisor
from streams.settings import Settings, read_settings

CHILD = """
import os, signal, subprocess, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
own = subprocess.Popen(["sleep", "6000"])
print("child of", sys.argv[1], own.pid, flush=True)
fd = int(os.environ["EGARD_NOTIFY_FD"])
os.write(fd, b'READY {"child": %d}\\n' % own.pid)
os.close(fd)
while True:
    signal.pause()
"""


def fake(name: str, *, with_broker: bool = True) -> Job:
    return Job(name=name, command=(sys.executable, "-c", CHILD, name), with_broker=with_broker)


async def up(settings: Settings, *, once: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    jobs = [fake("intake", with_broker=False), fake("worker.path"), fake("web")]
    await Supervisor(settings, jobs, say=lambda line: print(line, flush=True), once=once).run(stop)


if __name__ == "__main__":
    given = read_settings(data=sys.argv[1])
    with Lock(given.directory):
        asyncio.run(up(given, once="--once" in sys.argv))
