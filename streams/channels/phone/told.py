"""What the records of one call tell, each a part, and the call that they are together.

A provider tells of one call several times: it rings, it is answered, it has ended; here, in a log, and once more by its API.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from schemas.errors import Refusal
from schemas.interaction import Leg, Reading
from streams.channels.phone.call import Call, Speaker, is_extension, local_time
from streams.channels.phone.messages import Message
from streams.channels.phone.records import Fields, Record, squeezed
from streams.rules.calls import all_legs, inward, measured, whole_seconds

Seconds = int | float
_NOBODY = Speaker(None)
_WORDED = re.compile(r"(?:(\d{1,3})\s?h[a-z]{0,5}\.?)?\s?(?:(\d{1,4})\s?m(?!s)[a-z]{0,7}\.?)?\s?(?:(\d{1,6})\s?s[a-z]{0,8}\.?)?")
_LONGEST_S = 10_000_000  # no call lasts four months
_LAST = datetime.max.replace(tzinfo=UTC)
_OFFSETS = {"UTC": "Z", "GMT": "Z", "Z": "Z", "EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00", "MST": "-07:00"} | {
    "MDT": "-06:00",
    "PST": "-08:00",
    "PDT": "-07:00",
    "CET": "+01:00",
    "CEST": "+02:00",
    "BST": "+01:00",
}


class Told(Leg, frozen=True, kw_only=True):
    """One record of a call.

    `call`: what identifies the call in its source. `told_at`: when the record was made, taken for the time of the call only where no
    record has a better one.
    """

    call: str
    told_at: datetime | None = None
    caller: Speaker = _NOBODY
    callee: Speaker = _NOBODY
    agents: tuple[Speaker, ...] = ()


Calls = Iterator[Call | Message | Refusal | None]
"""None: a record that is understood and about neither a call nor a message."""

Read = Callable[[Record, Reading], Told | Message | Refusal | None]


def calls_told(source: str, told: Iterable[Record | Refusal], read: Read, reading: Reading) -> Calls:
    """Calls in the order in which they are first told of, after text messages and what could not be read."""
    together: dict[str, list[Told]] = {}
    messages: set[str] = set()
    for record in told:
        found = record if isinstance(record, Refusal) else read(record, reading)
        if found is None or isinstance(found, Refusal):
            yield found
        elif isinstance(found, Message):
            if found.key not in messages:
                messages.add(found.key)
                yield found
        else:
            together.setdefault(found.call, []).append(found)
    for call, parts in together.items():
        yield joined(f"{source}\0{call}", parts)


def joined(key: str, told: list[Told]) -> Call:
    """In whatever order the parts came. Who answers a leg to one of us is an agent."""
    parts = [_rung(leg) if leg.inner and not part.inner else leg for part, leg in zip(told, inward(told), strict=True)]
    ordered = (
        parts
        if len(parts) == 1
        else sorted(parts, key=lambda part: (part.inner, part.told_at or part.began_at or _LAST, msgspec.json.encode(part)))
    )
    outer = [part for part in ordered if not part.inner] or ordered
    inner = [part for part in ordered if part.inner and part.answered is not None]
    direction = next((part.direction for part in outer if part.direction), None)
    caller = _best([part.caller for part in outer]) or _best([part.caller for part in inner]) or _NOBODY
    if direction == "in" and is_extension(caller.number or ""):
        caller = caller._replace(number=None)  # a short code of the network is no extension of ours
    measures = measured(told)
    taken = ordered if measures.get("answered") is not False else ()
    return Call(
        key=key,
        at=min((part.began_at for part in ordered if part.began_at), default=None)
        or min((part.told_at for part in ordered if part.told_at), default=None),
        caller=caller,
        callee=_best([part.callee for part in outer]) or _best([part.callee for part in inner]) or _NOBODY,
        agents=tuple(agent for part in taken if part.answered is not False for agent in part.agents),
        leaves=direction == "out",
        direction=direction,
        measures=measures,
        legs=all_legs(msgspec.convert(part, Leg, from_attributes=True) for part in told),
    )


def _rung(part: Told) -> Told:
    return msgspec.structs.replace(part, agents=part.agents or (part.callee,))


def _best(speakers: list[Speaker]) -> Speaker | None:
    """The first that has a number, with the first name that was given for it."""
    best = next((one for one in speakers if one.number or one.identifier), next((one for one in speakers if one.name), None))
    if best is None:
        return None
    same = (one.name for one in speakers if one.name and (one.number, one.identifier) == (best.number, best.identifier))
    return best._replace(name=best.name or next(same, None))


def flat(fields: Fields) -> Fields:
    """Names squeezed: what a webhook calls `CallSid` is `call_sid` in the API and `Call Sid` in the export."""
    return {squeezed(name): value for name, value in fields.items()}


def inside(fields: Any, *path: str) -> Any:
    """The value at a path of names, None where there is none."""
    for name in path:
        fields = fields.get(name) if isinstance(fields, dict) else None
    return fields


def text(fields: Any, *names: str) -> str:
    """The first of these that says something."""
    for name in names:
        value = fields.get(name) if isinstance(fields, dict) else None
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            said = str(value).encode("utf-8", "replace").decode().strip()[:500]
            if said and said.lower() not in ("null", "none"):
                return said
    return ""


def seconds(fields: Any, *names: str, per_second: int = 1) -> Seconds | None:
    """`42`, "42", "0:42", "1:02:03" or "1 h 2 min 3 s". None where it is neither."""
    given = text(fields, *names)
    if clock := re.fullmatch(r"(?:(\d{1,3}):)?(\d{1,3}):(\d\d(?:\.\d{1,6})?)", given):
        return whole_seconds(timedelta(hours=int(clock[1] or 0), minutes=int(clock[2]), seconds=float(clock[3])))
    if (worded := _WORDED.fullmatch(given.lower())) and any(worded.groups()):
        hours, minutes, rest = (int(part or 0) for part in worded.groups())
        return hours * 3600 + minutes * 60 + rest
    if not re.fullmatch(r"\d{1,12}(?:\.\d{1,9})?", given):
        return None
    found = float(given) / per_second
    return whole_seconds(timedelta(seconds=found)) if found < _LONGEST_S else None


def instant(value: Any, tz: str = "UTC", month_first: bool = False) -> datetime | None:
    """Epoch seconds, milliseconds or microseconds, ISO 8601, RFC 2822, a clock's time with or without a zone (else `tz`).

    None for what no telephone can have lived through.
    """
    at = _instant(value, tz, month_first)
    return at if at is not None and 1970 <= at.year < 2200 else None


def _instant(value: Any, tz: str, month_first: bool) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    given = str(value).strip()[:60]
    if re.fullmatch(r"\d{9,16}(?:\.\d{1,9})?", given):
        number = float(given)
        number /= 10 ** (3 * max(0, math.ceil((len(given.partition(".")[0]) - 11) / 3)))
        return datetime.fromtimestamp(round(number, 3), UTC) if 0 < number < 7e9 else None
    if re.match(r"[A-Z][a-z]{2}, \d", given) or re.match(r"\d{1,2} [A-Z][a-z]{2} \d{4}", given):
        try:
            at = parsedate_to_datetime(given)
            if at.tzinfo is None and not given.endswith("-0000"):  # no zone: by the clock of where it was written
                return local_time(f"{at:%Y-%m-%d %H:%M:%S}", tz)
            return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    if (zone := re.search(r"\s+([A-Z]{1,4})$", given)) and zone[1] not in ("AM", "PM"):
        given = given[: zone.start()] + _OFFSETS.get(zone[1], " " + zone[1])
    given = re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", given)
    return local_time(given, tz, month_first=month_first)


def moment(fields: Fields, *names: str, tz: str = "UTC") -> datetime | None:
    """The first of these that is an instant."""
    return next((at for name in names if (at := instant(fields.get(name), tz)) is not None), None)


def international(number: str) -> str:
    """The number with the plus that E.164 has and some providers leave out."""
    return f"+{number}" if re.fullmatch(r"[1-9]\d{7,14}", number) else number


def refused(record: Record, field: str, what: str) -> Refusal:
    where = f"{record.where}: {field}" if field else record.where
    return Refusal(where=where, what=what, remedy="send the record whole, as the provider gave it")
