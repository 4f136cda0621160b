"""A chat that somebody exported from WhatsApp ("Export chat"): `_chat.txt` of an iPhone, `WhatsApp Chat with ....txt` of Android.

Source: faq.whatsapp.com, "How to export your chat history"; the form itself is documented nowhere and follows the telephone's own
settings of date, clock and language. It is read by what all have in common: a time at the head of a line, then a name and a colon. Lines
without a name are the program's own. Which number of a date is the day is decided over the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from schemas.errors import Refusal
from schemas.interaction import Attachment, Interaction, Original, Party, Reading
from streams.channels.social.found import Found
from streams.channels.social.html import tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of, is_ours
from streams.rules import identifiers
from streams.rules.language import identify

NETWORK = "whatsapp"
HEAD = re.compile(
    r"^[\u200e\u200f\u202a\ufeff]{0,3}(?P<bracket>\[)?"
    r"(?P<a>\d{1,4})(?P<sign>[./-])(?P<b>\d{1,2})[./-](?P<c>\d{1,4}),?[ \u202f\u00a0](?:(?:à|at|um|a las|às|alle)[ \u00a0])?"
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:[ \u202f\u00a0]?(?P<half>[AaPp])\.?[ \u00a0]?[Mm]\.?)?"
    r"(?(bracket)\][ \u200e]{1,3}|[ \u202f\u00a0]-[ \u00a0])"
)
NAME = re.compile(r"[\u200e\u202a~\u202f ]{0,4}(?P<name>[^\n:\"“«„]{1,100}): ?")
LONGEST_LINE = 1 << 20
HEAD_OF_TEXT = 400  # the name of a file stands first, its caption below
MARKS = re.compile("[\u200e\u200f\u202a-\u202e]")

EDITED = frozenset({"this message was edited", "ce message a été modifié", "diese nachricht wurde bearbeitet", "se editó este mensaje"})
DELETED = frozenset(
    {
        "this message was deleted",
        "you deleted this message",
        "ce message a été supprimé",
        "vous avez supprimé ce message",
        "diese nachricht wurde gelöscht",
        "du hast diese nachricht gelöscht",
        "se eliminó este mensaje",
        "eliminaste este mensaje",
    }
)
OMITTED = re.compile(
    r"<?(?P<kind>media|image|photo|video|vidéo|audio|sticker"
    r"|gif|document|contact card|fiche contact|fichier|médias?|bild|video note|note vidéo)"
    r" (?:omitted|omise?s?|absente?s?|weggelassen|ausgeschlossen|non inclus)>?",
    re.IGNORECASE,
)
ATTACHED = re.compile(r"<(?:attached|pièce jointe|joint|anhang|adjunto)[ \u00a0]?: ?(?P<in>[^<>\n]{1,200})>", re.IGNORECASE)
NAMED = re.compile(
    r"(?P<name>[^\n/\\]{1,200}\.[A-Za-z0-9]{2,5}) \((?:file attached|fichier joint|datei angehängt|archivo adjunto)\)", re.IGNORECASE
)
SHARED = re.compile(r"\u200e[^\n:]{3,20}:")
"""A poll, a place: what an iPhone marks as it marks the program's own lines, though a person sent it."""
ENCRYPTED = ("end-to-end encrypted", "chiffrés de bout en bout", "ende-zu-ende-verschlüsselt", "cifrados de extremo a extremo")
KINDS = {"photo": "image", "bild": "image", "vidéo": "video", "gif": "video", "note vidéo": "video", "video note": "video"}


class Line(NamedTuple):
    """`number`: of the line it begins with; `rest`: all that follows the time, further lines included."""

    number: int
    date: tuple[int, int, int]
    clock: tuple[int, int, int]
    sign: str
    halved: bool
    rest: str


def is_chat(data: bytes) -> bool:
    """Whether the first line begins with a time, and one of the first has a name after it."""
    if HEAD.match(data[:100].decode("utf-8-sig", "replace")) is None:
        return False
    head = data[:8192].decode("utf-8-sig", "replace").split("\n")
    return any((found := HEAD.match(line)) is not None and NAME.match(line, found.end()) is not None for line in head[:40])


def read_chat(data: bytes, reading: Reading, original: Original) -> Found:
    """One Interaction a message. The same words of the same person in the same minute are told apart by their order."""
    lines = list(_lines(data.decode("utf-8-sig", "replace")))
    day_first = _day_first(lines)
    names = list(dict.fromkeys(name for line in lines if (name := _name(line.rest)[0])))
    known = {name: _party(name, reading) for name in names}
    ours_are = {name: is_ours(party.identifier, reading, name) for name, party in known.items()}
    seen: dict[str, int] = {}
    zone = ZoneInfo(reading.tz)
    for line in lines:
        name, said = _name(line.rest)
        if name is None or any(word in said for word in ENCRYPTED):
            continue
        at = _at(line, day_first, zone)
        if at is None:
            yield Refusal(where=f"line {line.number}", what="its date does not exist", remedy="export the chat again")
            continue
        text, files = _content(said)
        if text is None:
            continue
        key = f"{at.isoformat()}\n{known[name].identifier or name}\n{text}\n{[one.name for one in files]}"
        seen[key] = seen.get(key, 0) + 1
        number = sha256(f"{key}\n{seen[key]}".encode("utf-8", "replace")).hexdigest()[:32]
        others = [party for other, party in known.items() if other != name] if len(known) == 2 else []
        them = [other for other in names if not ours_are[other]]
        yield Interaction(
            id=f"{NETWORK}:export:{number}",
            channel="social",
            network=NETWORK,
            direction=direction_of(ours_are[name], []),
            at=at,
            parties=(known[name], *(Party(role="recipient", identifier=one.identifier, name=one.name) for one in others)),
            thread=f"{NETWORK}:export:{(known[them[0]].identifier or them[0])}" if len(names) <= 2 and len(them) == 1 else None,
            text=text,
            language=identify(text),
            attachments=files,
            original=original,
            act="direct",
        )


def _lines(text: str) -> Iterator[Line]:
    """Messages with the lines that belong to them."""
    held: Line | None = None
    more: list[str] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        head = HEAD.match(line[:LONGEST_LINE])
        if head is None:
            more.append(line)
            continue
        if held is not None:
            yield held._replace(rest="\n".join([held.rest, *more]))
        hour = int(head["hour"])
        if head["half"]:
            hour = hour % 12 + (12 if head["half"] in "Pp" else 0)
        date = (int(head["a"]), int(head["b"]), int(head["c"]))
        held = Line(
            number, date, (hour, int(head["minute"]), int(head["second"] or 0)), head["sign"], bool(head["half"]), line[head.end() :]
        )
        more = []
    if held is not None:
        yield held._replace(rest="\n".join([held.rest, *more]))


def _name(rest: str) -> tuple[str | None, str]:
    """Who says it, and what; nobody: a line of the program."""
    found = NAME.match(rest)
    if found is None:
        return None, rest
    return MARKS.sub("", found["name"]).strip(" ~\u202f\u00a0") or None, rest[found.end() :]


def _day_first(lines: list[Line]) -> bool:
    """A number over twelve is a day; where none is, month first goes with strokes and a clock of twelve hours (the United States)."""
    if any(line.date[0] > 12 for line in lines if line.date[0] < 32):
        return True
    if any(line.date[1] > 12 for line in lines):
        return False
    jumps = [_leap(lines, day_first) for day_first in (True, False)]
    if jumps[0] != jumps[1]:
        return jumps[0] < jumps[1]
    return not any(line.halved and line.sign == "/" for line in lines)


def _leap(lines: list[Line], day_first: bool) -> int:
    """How often time runs backwards when dates are read so: an export goes forward."""
    keys = [_key(line.date, day_first) for line in lines]
    return sum(later < earlier for earlier, later in pairwise(keys))


def _key(date: tuple[int, int, int], day_first: bool) -> tuple[int, int, int]:
    """Year, month, day."""
    a, b, c = date
    if a > 31:
        return a, b, c
    year = c if c > 99 else 2000 + c
    return (year, b, a) if day_first else (year, a, b)


def _at(line: Line, day_first: bool, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime(*_key(line.date, day_first), *line.clock, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _party(name: str, reading: Reading) -> Party:
    """Who is not in the telephone's address book stands there as a number."""
    number = identifiers.tel(name, reading.region) if re.fullmatch(r"\+[\d\s().\u00a0\u202f\u2010\u2011-]{6,30}", name) else None
    return Party(role="author", identifier=number, name=None if number else name)


def _content(said: str) -> tuple[str | None, tuple[Attachment, ...]]:
    """Text and files; no text for a message that was taken back, or that the program wrote (an iPhone puts a mark before it)."""
    text = tidy(MARKS.sub("", said))
    marked = said.startswith("\u200e") and SHARED.match(said) is None
    for word in EDITED:
        if text.lower().endswith(f"<{word}>"):
            text = text[: -len(word) - 2].rstrip()
    if text.lower().rstrip(".") in DELETED:
        return None, ()
    files: list[Attachment] = []
    for pattern, group in ((ATTACHED, "in"), (NAMED, "name")):
        found = pattern.search(text[:HEAD_OF_TEXT] if pattern is NAMED else text)
        if found is not None:
            files.append(medium("", name=found[group].strip()))
            text = (text[: found.start()] + text[found.end() :]).strip()
    omitted = OMITTED.fullmatch(text)
    if omitted is not None:
        kind = omitted["kind"].lower()
        return "", (medium("", KINDS.get(kind, kind)),)
    return None if marked and not files else text, tuple(files)
