"""How fast a mail is read: who, when, to whom, what is said and what is cut, against finding its body alone."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from schemas.interaction import Own, Reading
from services.bench.mailbox import OURS, mixed
from services.bench.table import Row, at_least, seen
from streams.channels.email import parse

READING = Reading(own=Own(names=(OURS,)))


async def mails(*, count: int, rounds: int) -> list[Row]:
    """Mails a second of one core: ours, and the `email` package's `message_from_bytes` and `get_body` alone."""
    sources = list(mixed(count, run="bench"))
    _a_second(_ours, sources[:50])  # the models of languages are loaded once
    ours, alone = zip(*((_a_second(_ours, sources), _a_second(_body, sources)) for _ in range(rounds)), strict=True)
    ratios = sorted(one / other for one, other in zip(ours, alone, strict=True))
    spread = f"{rounds} rounds, {ratios[0]:.2f} to {ratios[-1]:.2f}" if rounds > 1 else ""
    return [
        at_least("mails", "mails/s, read whole / the body found alone", statistics.median(ratios), 0.4, "x", spread),
        seen("mails", "  read whole", statistics.median(ours), "mails/s"),
        seen("mails", "  the body found alone", statistics.median(alone), "mails/s"),
    ]


def _a_second(read: Callable[[bytes], object], sources: Sequence[bytes]) -> float:
    began = time.process_time()
    for source in sources:
        read(source)
    return len(sources) / (time.process_time() - began)


def _ours(source: bytes) -> object:
    return list(parse(source, READING))


def _body(source: bytes) -> object:
    message = message_from_bytes(source, policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101  # of this policy
    return message.get_body()
