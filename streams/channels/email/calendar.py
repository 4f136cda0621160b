"""An invitation (RFC 5545, 5546) as one would tell of it: what, when, where, and what was written with it."""

from __future__ import annotations

import re
from datetime import datetime

_LONGEST = 50_000  # characters that are looked at
_FOLD = re.compile(r"\r?\n[ \t]")
_PROPERTY = re.compile(r"^(SUMMARY|DTSTART|LOCATION|DESCRIPTION)((?:;[^:\"\n]{0,300}(?:\"[^\"\n]{0,300}\")?){0,8}):(.*)$", re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")


def told(calendar: str) -> str:
    """Empty for an answer to an invitation: its subject says all of it, and a program wrote the rest."""
    text = _FOLD.sub("", calendar[:_LONGEST]).replace("\r", "")
    head, _, event = text.partition("BEGIN:VEVENT")
    event = event.partition("END:VEVENT")[0]
    if not event or "METHOD:REPLY" in head.upper().replace(" ", ""):
        return ""
    said: dict[str, str] = {}
    for found in _PROPERTY.finditer(event):
        said.setdefault(found[1], _when(found[3], found[2]) if found[1] == "DTSTART" else _plain(found[3]))
    first = ", ".join(one for one in (said.get("SUMMARY"), said.get("DTSTART"), said.get("LOCATION")) if one)
    return "\n\n".join(one for one in (first, said.get("DESCRIPTION")) if one)


def _when(value: str, parameters: str) -> str:
    """As written, with the zone that was written with it."""
    zone = re.search(r"TZID=\"?([\w/+ -]{1,60})", parameters)
    for form, shown in (("%Y%m%dT%H%M%SZ", "%Y-%m-%d %H:%M UTC"), ("%Y%m%dT%H%M%S", "%Y-%m-%d %H:%M"), ("%Y%m%d", "%Y-%m-%d")):
        try:
            at = datetime.strptime(value.strip(), form).strftime(shown)  # noqa: DTZ007  # it is shown as it was written
        except ValueError:
            continue
        return f"{at} ({zone[1].strip()})" if zone else at
    return ""


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()
