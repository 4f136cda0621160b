"""A person's course: the latest steps, the same set in whatever order they came."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from msgspec import UNSET

from schemas.documents import Step, TimelineEntry, Told
from schemas.events import Entry
from schemas.interaction import Interaction, Reading
from streams.rules.absences import away_until
from streams.rules.identifiers import is_us
from streams.rules.promises import promises_in
from streams.rules.tone import Tone, tone_of
from streams.rules.topics import topics_of

LENGTH = 200
QUOTES, QUOTED, PROMISES = 3, 120, 5
"""So many words of a message are kept to be quoted, of so many characters; and so many promises."""

_ANSWERS = re.compile(r"\s*(?:re|aw|sv|antw|rép|rep|réf|ref|fw|fwd|tr|wg)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
"""A subject that somebody else wrote first."""

_LINK = re.compile(r"\bhttps?://\S+|\bwww\.\S+")
TELLING = ("misunderstanding", "recommendation", "leaving")
"""A message with one of these is quoted by it, the last one first."""

THEIRS = frozenset({"from", "author", "caller", "sender"})
"""The roles of who speaks."""


def fold(course: tuple[Step, ...], entries: Iterable[Step], anew: Iterable[Step] = ()) -> tuple[Step, ...]:
    """The latest 200 steps of all by (at, id). What the course holds stays: an entry that is told again, late, is as it was at first.
    `anew`: of entries that became others, as they are now: these take the place of what the course holds."""
    steps = {step.id: step for step in entries}
    steps.update((step.id, step) for step in course)
    steps.update((step.id, step) for step in anew)
    return tuple(sorted(steps.values(), key=_place)[-LENGTH:])


def has_moved(course: Sequence[Step], anew: Iterable[Step]) -> bool:
    """Whether a full course lacks what it had left out: one of its steps is earlier now, and another may stand in its place."""
    times = {step.id: step.at for step in course} if len(course) == LENGTH else {}
    return any(step.id in times and times[step.id] != step.at for step in anew)


def said_by_them(entry: Entry | TimelineEntry) -> bool:
    """They spoke to us, of their own accord, and it was no machine."""
    said = entry.interaction
    return said.direction == "in" and said.automatic is None and entry.role in THEIRS


def words_of(said: Interaction) -> str:
    """What they wrote here: the text, below its subject where that is theirs."""
    return said.text if said.in_reply_to or not said.subject or _ANSWERS.match(said.subject) else f"{said.subject}\n{said.text}"


def step_of(entry: Entry | TimelineEntry, reading: Reading) -> Step:
    """What is sensed of an entry."""
    said, theirs = entry.interaction, said_by_them(entry)
    text = words_of(said)
    tone = tone_of(text, said.language) if theirs and text.strip() and said.channel != "phone" else None
    seen = said.measures
    answered, wait_s, duration_s = seen.get("answered"), seen.get("wait_s"), seen.get("duration_s")
    return Step(
        at=entry.at, id=entry.id, channel=said.channel, direction=said.direction, theirs=theirs,
        identifier=entry.identifier or "", language=said.language, network=said.network,
        duration_s=None if duration_s is None else float(duration_s),
        wait_s=None if wait_s is None else float(wait_s),
        answered=None if answered is None else bool(answered),
        transferred=bool(seen.get("transferred")),
        machine=said.automatic is not None,
        bulk=said.automatic == "bulk",
        tone=tone.value if tone else None,
        labels=tone.labels if tone else (),
        quotes=_quotes(tone, said.language) if tone and tone.labels else (),
        asks="?" in _LINK.sub("", text),
        length=len(said.text.split()),
        topics=topics_of(text, reading.products),
        thread=said.thread,
        site=next((party.identifier for party in said.parties if is_us(party, reading.own, reading.region)), None),
        reach=int(seen.get("followers", 0)),
        promises=_promised(said, entry.at, reading),
        keeps=said.in_reply_to if seen.get("kept") and said.direction == "internal" else None,
        returned=said.automatic == "bounce" and seen.get("hard") is True and entry.role == "recipient",
        act=None if said.act is UNSET else said.act,
        back_at=_back_at(said, entry, reading),
    )


def _back_at(said: Interaction, entry: Entry | TimelineEntry, reading: Reading) -> datetime | None:
    if said.automatic != "auto_reply" or said.direction != "in" or entry.role not in THEIRS:
        return None
    text = f"{said.subject or ''}.\n\n{said.text}"
    back_at = away_until(text, language=said.language, at=entry.at, tz=reading.tz, region=reading.region)
    return back_at.astimezone(UTC) if back_at else None


def _quotes(tone: Tone, language: str | None) -> tuple[str, ...]:
    """The words that one would quote: those that by themselves say the rarest of the labels come first."""
    words = list(tone.words)
    for label in (label for label in TELLING if label in tone.labels):
        words.sort(key=lambda word: label not in tone_of(word, language).labels)
    return tuple(word[:QUOTED] for word in words[:QUOTES])


def _promised(said: Interaction, at: datetime, reading: Reading) -> tuple[Told, ...]:
    """What we said that we would do: by a person or by an acknowledgement of ours, not in a mail to many."""
    if said.direction != "out" or said.automatic in ("bulk", "bounce") or not said.text:
        return ()
    found = promises_in(said.text, language=said.language, at=at, tz=reading.tz, region=reading.region)
    return tuple(
        Told(promise.due.astimezone(UTC).replace(microsecond=0), promise.what.rstrip(" .;:,")[:QUOTED]) for promise in found[:PROMISES]
    )


def _place(step: Step) -> tuple[datetime, str]:
    return step.at, step.id
