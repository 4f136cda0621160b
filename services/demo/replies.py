"""People of the cast who answer what we sent them: the sink received it, and some of them write back within a minute."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from email.utils import parseaddr
from pathlib import Path
from random import Random

import msgspec

from services.demo.chance import dice
from services.demo.forms import mails, posts
from services.demo.history import Handing
from services.demo.memory import Memory
from services.demo.people import Customer, cast
from services.demo.stories import say, subject_of

REPLIES = 0.6
"""How many of those whom we write to write back."""

Reply = tuple[datetime, str, Callable[[datetime], Handing]]
"""When, a name that orders those of one moment, and what makes it then."""


def thought_about(directory: Path, memory: Memory, now: datetime, *, within_s: float) -> Iterator[Reply]:
    """Of the messages that reached the sink since the last look, those that somebody will answer. `memory` learns what was looked at."""
    for number, path in _newer(directory / "sink" / "mail", memory.mails):
        memory.mails = number
        message = BytesParser(policy=default).parsebytes(path.read_bytes())
        address = parseaddr(str(message["To"]))[1].lower()
        person = next((one for one in cast() if one.email == address), None)
        rng = dice(memory.seed, "reply", "mail", number)
        if person is not None and rng.random() < REPLIES:
            yield _later(now, within_s, rng), f"mail-{number}", _mail(person, message, rng, number)
    for number, path in _newer(directory / "sink" / "social", memory.statuses):
        memory.statuses = number
        status = msgspec.json.decode(path.read_bytes())["answer"]
        accounts = {named["acct"] if "@" in named["acct"] else f"{named['acct']}@{posts.HOST}" for named in status["mentions"]}
        person = next((one for one in cast() if one.toot in accounts), None)
        rng = dice(memory.seed, "reply", "social", number)
        if person is not None and rng.random() < REPLIES:
            yield _later(now, within_s, rng), f"social-{number}", _post(person, status["id"], rng, number)


def _later(now: datetime, within_s: float, rng: Random) -> datetime:
    return now + timedelta(seconds=rng.uniform(within_s / 3, within_s))


def _mail(person: Customer, message: EmailMessage, rng: Random, number: int) -> Callable[[datetime], Handing]:
    subject, id_, to = str(message["Subject"] or subject_of(rng, person, "follow")), str(message["Message-ID"] or ""), str(message["From"])

    def made(at: datetime) -> Handing:
        said = say(rng, person, "follow", "ask", on=at.date())
        data = mails.answer_to(person, at.replace(microsecond=0), f"reply-{number}", said, subject=subject, to=to, in_reply_to=id_)
        return Handing(at=at, channel="email", name=f"reply-{number}.eml", content_type="message/rfc822", data=data, door="smtp")

    return made


def _post(person: Customer, status: str, rng: Random, number: int) -> Callable[[datetime], Handing]:
    def made(at: datetime) -> Handing:
        said = say(rng, person, "follow", "post", on=at.date())
        data = posts.answer_to(person, at.replace(microsecond=0), f"reply-{number}", said, status)
        return Handing(at=at, channel="social", name=f"reply-{number}.json", content_type="application/json", data=data, door="hook")

    return made


def _newer(directory: Path, number: int) -> list[tuple[int, Path]]:
    """Files of the sink with a number above `number`, in order."""
    if not directory.is_dir():
        return []
    found = [(int(path.name[:6]), path) for path in directory.iterdir() if path.name[:6].isdecimal()]
    return sorted((found_number, path) for found_number, path in found if found_number > number)
