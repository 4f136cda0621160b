"""What stays of an interaction that somebody who was erased shared with others: that it took place, and the others' part of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from datetime import datetime, timedelta

import msgspec
from msgspec import UNSET

from schemas.documents import TimelineEntry
from schemas.interaction import Channel, Interaction, Party
from streams.rules.course import THEIRS

BLACK = "…"
ON_ITS_WAY: dict[Channel, timedelta] = {"letter": timedelta(days=10)}
"""So long may what was said before an erasure be under way, and yet be a new word of theirs: a letter takes its days, clocks are wrong."""
USUALLY = timedelta(days=1)

SHORTEST_NAME = 5
LOCAL_DIGITS = 9
"""The digits by which a number is known in whatever way it is written, without the code of its country."""


def is_old(channel: Channel, at: datetime, received_at: datetime, erased_at: datetime) -> bool:
    """Whether it tells of the time before the erasure: it was here then, or what it tells was over."""
    return received_at <= erased_at or at + ON_ITS_WAY.get(channel, USUALLY) < erased_at


def without(said: Interaction, identifiers: Set[str], words: re.Pattern[str] | None = None) -> Interaction:
    """As if these had been nobody one knows: no identifier, name and address of theirs. What one of them said goes; in what others said
    `words` go. The same again changes nothing."""
    theirs = [place for place, party in enumerate(said.parties) if party.identifier in identifiers]
    if not theirs:
        return said
    parties = tuple(Party(role=party.role) if place in theirs else party for place, party in enumerate(said.parties))
    if any(said.parties[place].role in THEIRS for place in theirs):
        return msgspec.structs.replace(
            said, parties=parties, subject=None, text="", language=None, attachments=(), signature=UNSET, spots=UNSET, also=UNSET,
            cuts=UNSET,
        )
    signature = said.signature if said.signature is UNSET else blackened(said.signature, words)
    spots = said.spots
    if spots is not UNSET:
        spots = tuple(spot for spot in spots if spot.value not in identifiers and spot.party not in theirs)
    return msgspec.structs.replace(
        said, parties=parties, subject=None if said.subject is None else blackened(said.subject, words), text=blackened(said.text, words),
        signature=signature, spots=spots,
    )


def entry_without(entry: TimelineEntry, identifiers: Set[str], words: re.Pattern[str] | None = None) -> TimelineEntry:
    """The entry of another who took part."""
    said = without(entry.interaction, identifiers, words)
    if said is entry.interaction:
        return entry
    earlier = entry.earlier
    if earlier is not None:
        theirs = not said.text and bool(entry.interaction.text)
        earlier = None if theirs else tuple(
            msgspec.structs.replace(each, text=blackened(each.text, words), subject=each.subject and blackened(each.subject, words))
            for each in earlier
        )
    return msgspec.structs.replace(entry, interaction=said, earlier=earlier)


def blackened(text: str, words: re.Pattern[str] | None) -> str:
    return words.sub(BLACK, text) if words and text else text


def words_for(identifiers: Iterable[str], names: Iterable[str]) -> re.Pattern[str] | None:
    """What others may have written of somebody: their addresses, their numbers however spaced, their names of two words and more."""
    parts = [each for identifier in identifiers if (each := _spelt(identifier))]
    for name in names:
        words = name.split()
        if len(words) > 1 and len(name) >= SHORTEST_NAME:
            parts.append(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)")
    return re.compile("|".join(sorted(set(parts), key=lambda part: (-len(part), part))), re.IGNORECASE) if parts else None


def _spelt(identifier: str) -> str:
    scheme, _, value = identifier.partition(":")
    if scheme == "tel":
        local = re.sub(r"\D", "", value)[-LOCAL_DIGITS:]
        return r"(?<!\d)(?:(?:\+|00)\d{1,3}[\s.\-]*)?(?:\(?0\)?[\s.\-]*)?" + r"[\s.\-/]*".join(local) + r"(?!\d)"
    return re.escape(value) if len(value) >= SHORTEST_NAME and scheme != "postal" else ""
