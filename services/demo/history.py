"""A year of everybody, as the bytes that the world would have sent: a function of the seed and the day on which it ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

import msgspec

from schemas.interaction import Channel
from services.demo.chance import dice
from services.demo.courses import year_of
from services.demo.forms.branch import branch_log
from services.demo.forms.calls import call_log
from services.demo.forms.mails import mail
from services.demo.forms.papers import letter, scan
from services.demo.forms.posts import post
from services.demo.hours import ZONE
from services.demo.people import cast
from services.demo.telling import Happening, Teller

SINGLE_MAILS = timedelta(days=45)
"""Mails of this age and younger come one by one; what is older comes from the archive, a mailbox a month."""

SCANS = 3
"""So many of the latest letters come as pictures: each costs seconds of recognition."""


class Handing(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes on their way in, and through which door."""

    at: datetime
    channel: Channel
    name: str
    content_type: str
    data: bytes
    door: Literal["ingest", "hook", "smtp"] = "ingest"


def happenings(seed: int, day: date) -> list[Happening]:
    """What happened in the year before `day`, in order of time."""
    end = datetime.combine(day, time(), UTC)
    led = {person.name: _outcry(year_of(person, end, dice(seed, day, person.key))) for person in cast() if person.name in _leaders()}
    years = [year_of(person, end, dice(seed, day, person.key), led_by=led.get(person.follows)) for person in cast()]
    return sorted((one for year in years for one in year.happenings), key=lambda one: (one.at, one.key))


def _leaders() -> set[str]:
    return {person.follows for person in cast()}


def _outcry(year: Teller) -> Happening:
    """What somebody said of us in public last."""
    return max((one for one in year.happenings if one.channel == "social" and one.direction == "in"), key=lambda one: one.at)


def history(seed: int, day: date) -> list[Handing]:
    """The same year in the forms of the world, the latest first: a year read backwards shows nobody's silence in the middle of it."""
    told = happenings(seed, day)
    known = {one.key: one for one in told}
    end = datetime.combine(day, time(), UTC)
    handings = [*_mails(told, known, end), *_calls(told), *_letters(told), *_posts(told, known)]
    return sorted(handings, key=lambda one: (one.at, one.name), reverse=True)


def introductions(seed: int, day: date, identifiers: Container[str]) -> list[Handing]:
    """The latest that came from each of these identifiers: enough for a hub to have met them, too little for a rhythm."""
    told = happenings(seed, day)
    latest = {one.person.identifier(one.channel, moved=one.moved): one for one in told if one.direction == "in" and not one.automatic}
    known = {one.key: one for one in told}
    return [given(one, known.get(one.after or "")) for identifier, one in latest.items() if identifier in identifiers]


def given(happening: Happening, before: Happening | None, *, scanned: bool = False) -> Handing:
    """One happening in the form of its channel."""
    name = f"{happening.at:%Y-%m-%d-%H%M%S}-{happening.person.key}"
    match happening.channel:
        case "email":
            return Handing(
                at=happening.at, channel="email", name=f"{name}.eml", content_type="message/rfc822", data=mail(happening, before)
            )
        case "phone" if happening.person.branch:
            data = branch_log([happening])
            return Handing(at=happening.at, channel="phone", name=f"{name}.json", content_type="application/json", data=data)
        case "phone":
            return Handing(at=happening.at, channel="phone", name=f"{name}.csv", content_type="text/csv", data=call_log([happening]))
        case "social":
            return Handing(
                at=happening.at,
                channel="social",
                name=f"{name}.json",
                content_type="application/json",
                data=post(happening, before),
                door="hook",
            )
        case "letter" if scanned:
            data = scan(letter(happening), happening.key)
            return Handing(at=happening.at, channel="letter", name=f"{name}.png", content_type="image/png", data=data)
        case "letter":
            return Handing(at=happening.at, channel="letter", name=f"{name}.pdf", content_type="application/pdf", data=letter(happening))


def _mails(told: list[Happening], known: Mapping[str, Happening], end: datetime) -> Iterator[Handing]:
    archive: dict[str, list[Happening]] = defaultdict(list)
    for one in told:
        if one.channel != "email":
            continue
        if end - one.at <= SINGLE_MAILS:
            yield given(one, known.get(one.after or ""))
        else:
            archive[f"{one.at:%Y-%m}"].append(one)
    for month, ones in archive.items():
        data = b"".join(_in_mailbox(one, mail(one, known.get(one.after or ""))) for one in ones)
        yield Handing(at=ones[-1].at, channel="email", name=f"{month}.mbox", content_type="application/mbox", data=data)


def _in_mailbox(happening: Happening, message: bytes) -> bytes:
    """As a mailbox file holds it: a line that separates, and the lines that look like one marked (mboxrd)."""
    lines = message.replace(b"\r\n", b"\n").split(b"\n")
    body = b"\n".join(b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in lines)
    sender = happening.person.email if happening.direction == "in" else "accueil"
    return f"From {sender} {happening.at:%a %b %d %H:%M:%S %Y}\n".encode() + body.rstrip(b"\n") + b"\n\n"


def _calls(told: list[Happening]) -> Iterator[Handing]:
    """A log a month and exchange."""
    months: dict[tuple[str, bool], list[Happening]] = defaultdict(list)
    for one in told:
        if one.channel == "phone":
            months[f"{one.at.astimezone(ZONE):%Y-%m}", one.person.branch].append(one)
    for (month, branch), ones in months.items():
        name, content_type = (f"branch-{month}.json", "application/json") if branch else (f"Master-{month}.csv", "text/csv")
        data = branch_log(ones) if branch else call_log(ones)
        yield Handing(at=ones[-1].at, channel="phone", name=name, content_type=content_type, data=data)


def _letters(told: list[Happening]) -> Iterator[Handing]:
    letters = [one for one in told if one.channel == "letter"]
    pictures = {one.key for one in [one for one in letters if one.direction == "in"][-SCANS:]}
    for one in letters:
        yield given(one, None, scanned=one.key in pictures)


def _posts(told: list[Happening], known: Mapping[str, Happening]) -> Iterator[Handing]:
    for one in told:
        if one.channel == "social":
            yield given(one, known.get(one.after or ""))
