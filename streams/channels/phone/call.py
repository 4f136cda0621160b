"""A telephone call as every form gives it, and the Interaction that it becomes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET

from schemas.interaction import Direction, Interaction, Leg, Original, Own, Party, Reading, Role
from streams.channels.phone.dates import written_out
from streams.rules.calls import Measures
from streams.rules.identifiers import ext, is_given_out, is_own, tel

_EXTENSION = re.compile(r"[1-9*#][0-9*#]{1,5}|0[0-9]{1,2}")
_SECONDS = {f":{second:02}": timedelta(seconds=second) for second in range(60)}
_YEARS = range(1970, 3000)  # others are no times of calls, and there is no reckoning with them
_SHOWN_TO_NOBODY = re.compile(
    r"(?:<|sips?:)?(?:(?:no|not|num[ée]ro|appel|appelant|caller|caller ?id|number|name|nom|nummer|rufnummer)[ _-])?"
    r"(?:anonym\w*|unknown|inconnue?|restricted|private|priv[ée]e?|privat|unavailable|available|indisponible|withheld|masqu[ée]e?|hidden"
    r"|blocked|asterisk|unbekannt\w*|unterdrückt\w*|name|caller ?id|n/a)(?:[ _-](?:caller|number|name|call|id|party))*(?:@\S*)?>?",
    re.IGNORECASE,
)
_DIALLED_WORDS = frozenset(["266696687", "2562533", "7378742833", "8656696", "86282452253"])
"""ANONYMOUS, BLOCKED, RESTRICTED, UNKNOWN, UNAVAILABLE on a keypad: what comes for a number that is not shown, with a plus before it."""


class Speaker(NamedTuple):
    """A number as the source writes it, and a name. `identifier`: ready made, where the source has more than a number."""

    number: str | None
    name: str | None = None
    identifier: str | None = None


def bracketed(written: str) -> Speaker:
    """`Anne Dupont (0199001201)`, `Anne <31>`, or a number, or a name."""
    found = re.fullmatch(r"(.{0,200}?)\s*(?:\(([^()]{1,40})\)|<([^<>]{1,40})>)", written)
    if found and not re.fullmatch(r"[+\d\s]*", found[1]):
        return Speaker(found[2] or found[3], found[1].strip("\"' "))
    if found and found[3]:
        return Speaker(found[3])
    is_number = re.fullmatch(r"[+*#\d\s().\-/]+", written) or is_withheld(written)
    return Speaker(written) if is_number else Speaker(None, written or None)


class Call(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One call, its legs joined. `key`: what identifies it in its source, for ever."""

    key: str
    at: datetime | None
    caller: Speaker
    callee: Speaker
    agents: tuple[Speaker, ...] = ()
    leaves: bool = False  # it went out by a line to the world, whatever the number looks like
    direction: Direction | None = None  # as the source says; None: by whose the numbers are
    measures: Measures = {}
    legs: tuple[Leg, ...] = ()  # where the source tells of one call several times


def to_interaction(call: Call, original: Original, reading: Reading) -> Interaction:
    own = reading.own.names
    direction, caller, callee = _ends(call.caller, call.callee, call.leaves, call.direction, own, reading.region, reading.outside_line)
    parties: tuple[Party, ...] = (caller, callee)
    for spelt, agent in _agents(call.agents, reading.region) if call.agents else ():
        if spelt not in ("", caller.identifier, callee.identifier):
            parties += (agent,)
    return Interaction(
        id="phone-" + sha256(call.key.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:32],
        channel="phone",
        direction=direction,
        at=call.at,
        parties=parties,
        measures=call.measures,
        original=original,
        legs=call.legs or UNSET,
    )


@lru_cache(maxsize=32_768)
def _ends(
    caller: Speaker, callee: Speaker, leaves: bool, said: Direction | None, own: tuple[str, ...], region: str, outside_line: str
) -> tuple[Direction, Party, Party]:
    """Which way a call went, who called and who was called: the same few people stand in a log again and again."""
    calling, called = party("caller", caller, region), party("callee", callee, region)
    goes_out = said == "out" or is_extension((caller.number or "").strip())
    if goes_out and (called.identifier is None or called.identifier.startswith("tel:")):
        beyond = party("callee", _beyond(callee, outside_line, region), region)
        if outside_line or called.identifier is None or _rather(beyond.identifier, called.identifier):
            called = beyond
    if leaves and called.identifier is not None and called.identifier.startswith("ext:"):
        called = Party(role="callee", name=called.name)  # a short code of the network (3949, 112) has no international form
    ours = is_own(calling.identifier, Own(names=own), region)
    if ours and not leaves and is_own(called.identifier, Own(names=own), region):
        return "internal", calling, called
    return said or ("out" if ours else "in"), calling, called


@lru_cache(maxsize=4_096)
def _agents(speakers: tuple[Speaker, ...], region: str) -> tuple[tuple[str, Party], ...]:
    """Each once, by name if one is known, with what tells one from another; "" for one of whom nothing is known."""
    found: dict[str, Party] = {}
    for speaker in speakers:
        agent = party("agent", speaker, region)
        spelt = agent.identifier or (f"?{agent.name}" if agent.name else "")
        if spelt not in found or not found[spelt].name:
            found[spelt] = agent
    return tuple(found.items())


@lru_cache(maxsize=16_384)
def party(role: Role, speaker: Speaker, region: str) -> Party:
    number, name, identifier = speaker
    return Party(role=role, identifier=identifier or (_spelt(number, region) if number else None), name=_name(name) if name else None)


@lru_cache(maxsize=8_192)
def _beyond(callee: Speaker, outside_line: str, region: str) -> Speaker:
    """What was dialled on one of our telephones, without the digits that get a line: no number is one both with and without them."""
    number = (callee.number or "").strip()
    for line in (outside_line,) if outside_line else ("0", "9"):
        if number.startswith(line) and not is_extension(number[len(line) :]) and _spelt(number[len(line) :], region):
            return callee._replace(number=number[len(line) :])
    return callee


def _rather(beyond: str | None, whole: str) -> bool:
    """Whether only what is left without the line is a number that is given out: 0 and 06 12 34 56 78, not 00 61 2345678."""
    return beyond is not None and beyond != whole and is_given_out(beyond) and not is_given_out(whole)


@lru_cache(maxsize=65_536)
def _spelt(written: str, region: str) -> str | None:
    number = written.strip()
    if number.lstrip("+") in _DIALLED_WORDS:
        return None
    return ext(number) if is_extension(number) else tel(number, region)


def is_withheld(written: str) -> bool:
    return _SHOWN_TO_NOBODY.fullmatch(written.strip()) is not None


def is_extension(number: str) -> bool:
    return _EXTENSION.fullmatch(number) is not None


@lru_cache(maxsize=8_192)
def _name(written: str) -> str | None:
    """A name that is one: not the number again, not a word for nobody."""
    name = " ".join(written.split()).strip("\"' ")
    if not name or is_withheld(name) or re.fullmatch(r"[+\d\s().*#?/-]+", name):
        return None
    return name


def local_time(text: str, tz: str, *, near: float | None = None, month_first: bool = False) -> datetime | None:
    """An instant written as a clock shows it, in `tz` unless it says otherwise; epoch seconds too.

    The hour that comes twice in autumn is decided by `near`, epoch seconds of about then; without, it is the first.
    """
    text = text.strip()
    if not text:
        return None
    if (at := steady_time(text, tz)) is not None:
        return at
    if re.fullmatch(r"\d{9,10}(?:\.\d{1,6})?", text):
        return datetime.fromtimestamp(round(float(text), 3), UTC)
    text = written_out(text[:60], month_first)
    text = re.sub(r"^(\d{4})/(\d\d)/(\d\d)", r"\1-\2-\3", text)
    if not re.match(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d", text):
        return None
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            zone = ZoneInfo(tz)
            first, second = at.replace(tzinfo=zone).astimezone(UTC), at.replace(tzinfo=zone, fold=1).astimezone(UTC)
            at = second if near is not None and abs(second.timestamp() - near) < abs(first.timestamp() - near) else first
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if at.year not in _YEARS:
        return None
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def steady_time(text: str, tz: str) -> datetime | None:
    """`2024-05-06 10:00:00` by the clock of `tz`, in the hours in which it does not change: nearly all, and soon said."""
    if len(text) != 19 or (second := _SECONDS.get(text[16:])) is None or (minute := _steady_minute(text[:16], tz)) is None:
        return None
    return minute + second


@lru_cache(maxsize=4_096)
def _steady_minute(text: str, tz: str) -> datetime | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}", text) or (offset := _steady(text[:13], tz)) is None:
        return None
    try:
        at = datetime.fromisoformat(text + "+00:00") - offset
    except (ValueError, OverflowError):
        return None
    return at if at.year in _YEARS else None


@lru_cache(maxsize=4_096)
def _steady(hour: str, tz: str) -> timedelta | None:
    """What the clock of `tz` is ahead of UTC in an hour, written `2024-05-06 10`; None in the hours around its changes."""
    zone = ZoneInfo(tz)
    try:
        begin = datetime.fromisoformat(hour + ":00:00").replace(tzinfo=zone)
        offsets = {
            at.replace(fold=fold).utcoffset()
            for at in (begin, begin.replace(minute=30), begin.replace(minute=59, second=59))
            for fold in (0, 1)
        }
    except (ValueError, OverflowError):
        return None
    return offsets.pop() if len(offsets) == 1 else None
