"""The mail within a mail: who wrote what a colleague hands on, when, and what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from streams.channels.email import phrases
from streams.channels.email.headers import addresses
from streams.channels.email.quoted import other_mail
from streams.channels.email.written_dates import written_date

_MARK = re.compile(r"^\s{0,3}>\s?")
_MARKS = re.compile(r"^(?:\s{0,3}>\s?){0,20}")
_BRACKETED = re.compile(r"[\[<(]\s*(?:mailto:)?([^\s<>()\[\]@]{1,100}@[^\s<>()\[\]@]{1,200})\s*[\])>]")
_SEEN = 400  # lines above a forwarded mail
_CONTROLS = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\ufeff]")


class Forwarded(NamedTuple):
    """`at` None: no date that could be read. `text` with all that it quotes in its turn."""

    name: str | None
    address: str
    at: datetime | None
    subject: str | None
    text: str


def forwarded(body: str, tz: str) -> Forwarded | None:
    """The outermost forwarded original of a body; None where there is none whose sender has an address. `tz`: of dates without a zone."""
    lines = _CONTROLS.sub("", body).split("\n")
    bare = [_MARK.sub("", line) for line in lines[: _SEEN + 30]]
    for position in range(min(len(bare), _SEEN)):
        if bare[position].strip() and (length := other_mail(bare, position)) > 1:
            end = position + length
            above = bare[position - 1] if position else ""  # "Message du 04/03/24 09:15"
            return _read(bare[position:end], above, "\n".join(_unmarked(lines[end:])).strip("\n"), tz)
    return None


def _read(fields: Sequence[str], above: str, text: str, tz: str) -> Forwarded | None:
    sender, sent, subject = "", "", ""
    for number, line in enumerate(fields):
        if (found := phrases.FIELD_FROM.match(line[:400])) and not sender:
            sender = _value(found[1], fields[number + 1 :])
        elif (found := phrases.FIELD_SUBJECT.match(line[:400])) and not subject:
            subject = found[1].strip()
        elif (found := phrases.FIELD_SENT.match(line[:400])) and not sent:
            sent = found[1]
    written = _BRACKETED.sub(r" <\1>", sender.replace("*", ""), count=1)
    one = next((each for each in addresses([re.sub(r"(<[^<>]+>).*", r"\1", written)]) if "@" in each.address), None)
    if one is None:
        return None
    return Forwarded(one.name, one.address, written_date(sent or above, tz), subject or None, text)


def _unmarked(lines: Sequence[str]) -> list[str]:
    """Without the marks that all of them have: those of the mail that hands them on."""
    depths = [_MARKS.match(line)[0].count(">") for line in lines if line.strip("> ")]  # type: ignore[index]  # it matches nothing, too
    marks = re.compile(rf"^(?:\s{{0,3}}>\s?){{0,{min(depths, default=0)}}}")
    return [marks.sub("", line) for line in lines]


def _value(first: str, rest: Sequence[str]) -> str:
    """A sender's address may stand on the next line."""
    if "@" not in first and rest and "@" in rest[0] and ":" not in rest[0].replace("mailto:", ""):
        return f"{first} {rest[0].strip()}"
    return first
