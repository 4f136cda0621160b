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
    parts = [part.strip() for line in lines for part in SEPARATOR.split(line.text) if part.strip()]
    emails = tuple(dict.fromkeys(email for line in lines for email in emails_in(line.text)))
    phones = tuple(dict.fromkeys(phone for line in lines for phone in phones_in(line.text)))
    countries = [country_of(part) for part in parts]
    postals = [find_postal(part, region, countries[place + 1] if place + 1 < len(parts) else None) for place, part in enumerate(parts)]
    at = next((place for place, postal in enumerate(postals) if postal), None)
    until = at if at is not None else len(parts)
    above = [part for part in parts[:until] if not is_contact(part) and not is_formal(part, region)]
    streets = [place for place, part in enumerate(above) if is_street(part)]
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


def belongs(text: str, who: Correspondent) -> bool:
    """A line with an address or number of theirs."""
    return any(email in who.emails for email in emails_in(text)) or any(phone in who.phones for phone in phones_in(text))


def same_name(name: str | None, others: Iterable[str]) -> bool:
    mine = set(re.findall(r"\w+", fold(name or "")))
    for other in others:
        theirs = set(re.findall(r"\w+", fold(other)))
        if (
            mine
            and theirs
            and len(mine & theirs) >= 0.66 * min(len(mine), len(theirs))
            and len(mine & theirs) >= min(2, len(mine), len(theirs))
        ):
            return True
        if mine and theirs and "".join(sorted(mine)) and fold(name or "").replace(" ", "") == fold(other).replace(" ", ""):
            return True  # recognition loses blanks
    return False
