"""What a hub consists of beside its engines: one row a child."""

from __future__ import annotations

import sys

import msgspec


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A child that says READY. `with_broker`: started again with the broker, whose log is in memory alone. `ends`: it may end well."""

    name: str
    command: tuple[str, ...]
    with_broker: bool = True
    ends: bool = False
    last: bool = False  # stopped after the others, who still send to it
    guards: bool = False  # it is told the token by which it knows its callers


def egard(*arguments: str) -> tuple[str, ...]:
    """A command of ours in this very Python; -P: a folder `services` where the user happens to stand is not ours."""
    return (sys.executable, "-P", "-m", "services.cli", *arguments)


def jobs(*, demo: bool = False, once: bool = False) -> list[Job]:
    """The children in the order in which they are started."""
    rows = [
        Job(name="intake", command=egard("intake"), with_broker=False, guards=True),
        Job(name="worker.path", command=egard("worker", "--stages", "path")),
        Job(name="worker.answers", command=egard("worker", "--stages", "answers")),
        Job(name="worker.letters", command=egard("worker", "--stages", "letters")),
        Job(name="web", command=egard("web")),
    ]
    if demo:
        rows.insert(0, Job(name="sink", command=egard("sink"), with_broker=False, last=True))
        rows.append(Job(name="demo", command=egard("demo", *(("--once",) if once else ())), with_broker=False, ends=True))
    return rows
