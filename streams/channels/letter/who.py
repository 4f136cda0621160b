"""One block as a correspondent: name, postal address, contacts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from streams.channels.letter.address import Postal, country_of, find_postal
from streams.channels.letter.contacts import emails_in, is_contact, phones_in
from streams.channels.letter.marks import bare_name, is_formal, is_street
from streams.channels.letter.sheets import Line
from streams.channels.letter.words import fold

SEPARATOR = re.compile(r"\s+[-–—·•|]\s+|\s*[•|]\s*|,\s+(?=\d{4,5}\s)")


class Correspondent(msgspec.Struct, frozen=True, kw_only=True):
    """A sender or recipient as the page gives them. `address`: one line, without the name."""

    name: str | None = None
    address: str | None = None
    postal: Postal | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


def read_block(lines: Sequence[Line], region: str, *, anonymous: bool = False) -> Correspondent:
    """Name, address and contacts of one block. `anonymous`: its first line is not a name unless an address follows."""
    parts = [part for line in lines for part in _parts(line.text, region)]
    emails = tuple(dict.fromkeys(email for line in lines for email in emails_in(line.text)))
    phones = tuple(dict.fromkeys(phone for line in lines for phone in phones_in(line.text)))
    countries = [country_of(part) for part in parts]
    postals = [find_postal(part, region, countries[place + 1] if place + 1 < len(parts) else None) for place, part in enumerate(parts)]
    at = next((place for place, postal in enumerate(postals) if postal), None)
    until = at if at is not None else len(parts)
    above = [part for part in parts[:until] if not is_contact(part) and not is_formal(part, region)]
    streets = [place for place, part in enumerate(above) if is_street(part, first=place == 0 and not anonymous)]
    named = above[: streets[0]] if streets else (above if at is None else above[: max(1, len(above) - 1)] if len(above) > 2 else above)
    where = above[len(named) :]
    name = next((bare_name(part) for part in named if bare_name(part)), None)
    if anonymous and (at is None or not streets):
        name = None
    if at is not None and not where and len(named) > 1 and streets == []:
        where = named[1:]
    country = [parts[at + 1]] if at is not None and at + 1 < len(parts) and countries[at + 1] else []
    return Correspondent(
        name=name,
        address=", ".join([*where, parts[at], *country]) if at is not None else None,
        postal=postals[at] if at is not None else None,
        emails=emails,
        phones=phones,
    )


def _parts(text: str, region: str) -> list[str]:
    """What a line would be as several: "Baudry - 3 quai Nord, 59140 Dunkerque" is name, street and town."""
    parts: list[str] = []
    for part in SEPARATOR.split(text):
        pieces = [piece.strip() for piece in part.split(",")] if find_postal(part.rpartition(",")[2], region) else [part.strip()]
        parts += [piece for piece in pieces if piece]
    return parts


def is_whole(text: str, region: str) -> bool:
    """A line with street and town in it: what a house prints under its name, or above the window of an envelope."""
    parts = _parts(text, region)
    return len(parts) > 1 and any(find_postal(part, region) for part in parts[1:]) and any(is_street(part) for part in parts)


def belongs(text: str, who: Correspondent) -> bool:
    """A line with an address or number of theirs."""
    return any(email in who.emails for email in emails_in(text)) or any(phone in who.phones for phone in phones_in(text))


def same_name(name: str | None, others: Iterable[str]) -> bool:
    """One of `others` has all the words of `name`, or the other way round; a first name may be an initial."""
    mine = re.findall(r"\w+", fold(name or ""))
    return bool(mine) and any(_same_words(mine, theirs) for other in others if (theirs := re.findall(r"\w+", fold(other))))


def _same_words(mine: list[str], theirs: list[str]) -> bool:
    fewer, more = sorted((set(mine), set(theirs)), key=len)
    if fewer <= more and len(fewer) >= min(2, len(more)):
        return True
    if "".join(mine) == "".join(theirs):
        return True  # recognition loses blanks
    initials = any(len(word) == 1 for word in (mine[0], theirs[0]))
    return initials and len(mine) > 1 and len(theirs) > 1 and mine[-1] == theirs[-1] and mine[0][0] == theirs[0][0]
