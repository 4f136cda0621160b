"""One entry from everything that its source says of it: several events of a call, an edit, a deletion, the same by another way.

Pure, and a join: commutative, associative, idempotent. So neither order nor doubling nor a restart matters, and a reader may stop at any
place. What was taken back stays without its words, whatever comes after; but a bare sign - a like, a follow - has no words, and who gives
it anew means it: of giving and taking back the later counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, get_args

import msgspec
from msgspec import UNSET
from msgspec.structs import replace as _replace

from schemas.documents import Earlier, TimelineEntry
from schemas.interaction import Act, Attachment, Cut, Direction, Interaction, Leg, Original, Own, Party, Removal, Role
from streams.rules.calls import MEASURED, all_legs, legs_of, measured
from streams.rules.persons import entry_id, others

MOST_EARLIER, LONGEST_EARLIER = 20, 20_000
"""So many earlier versions of an entry are kept, the latest, and of each so many characters."""

MOST_SOURCES = 50

RETOLD = frozenset({"phone", "social"})
"""Channels whose source comes back to what it said: a call's next event, an edit, a deletion."""

SIGNS = frozenset[Act]({"like", "boost", "follow", "reaction"})

_SPEAKERS: tuple[Role, ...] = ("author", "from", "caller", "sender")
_ROLES: dict[str, int] = {role: place for place, role in enumerate(dict.fromkeys((*_SPEAKERS, *get_args(Role))))}
_ACTS: dict[str, int] = {act: place for place, act in enumerate(get_args(Act))}
_DIRECTIONS: dict[Direction, int] = {"internal": 0, "out": 1, "in": 2}
_FIRST = datetime.min.replace(tzinfo=UTC)


def entries_of(said: Interaction, received_at: datetime, own: Own, region: str) -> list[TimelineEntry]:
    """One entry for each who took part and is not us; one under nobody where there is none (a withheld number)."""
    if said.edited_at:  # an instant that the database would keep otherwise would seem to be news each time
        said = _replace(said, edited_at=said.edited_at.replace(microsecond=said.edited_at.microsecond // 1000 * 1000))
    at = min(said.at or received_at, received_at)  # a wrong clock, or a forged date, is not the future
    parties: list[tuple[str | None, str]] = [(party.identifier, party.role) for party in others(said, own, region)]
    return [
        TimelineEntry(
            id=entry_id(said, identifier), identifier=identifier, role=role, at=at, received_at=received_at, interaction=said,
            interaction_id=said.id if said.channel in RETOLD else None,
        )
        for identifier, role in parties or [(None, "")]
    ]


def unite_entries(one: TimelineEntry, other: TimelineEntry) -> TimelineEntry:
    """What both tell of one interaction: `one`, richer by the other. Equal to `one` where that holds the other already.

    Of two mails with one Message-ID the first received counts and is not touched: whoever knows the id could write the other.
    """
    if one.interaction.channel not in RETOLD:
        first = min((one, other), key=_arrival)
        return _replace(one, role=first.role, at=first.at, received_at=first.received_at, interaction=first.interaction)
    sign = is_sign(one.interaction) and is_sign(other.interaction)
    at, received_at = ((max if sign else min)(pair) for pair in ((one.at, other.at), (one.received_at, other.received_at)))
    removed_at = _latest(one.removed_at, other.removed_at)
    if sign:
        removed_at = None if removed_at is not None and removed_at < at else removed_at
        one, other = (entry if entry.at == at else _replace(entry, interaction=emptied(entry.interaction)) for entry in (one, other))
    if removed_at is not None:
        one, other = (_replace(entry, interaction=emptied(entry.interaction), earlier=None) for entry in (one, other))
    said = unite(one.interaction, other.interaction)
    return _replace(
        one,
        role=min(one.role, other.role, key=lambda role: (_ROLES.get(role, len(_ROLES)), role)),
        at=at,
        received_at=received_at,
        interaction=said,
        interaction_id=one.interaction_id or other.interaction_id,
        sources=_sources(one, other),
        earlier=_earlier(one, other, said) if removed_at is None and not sign else None,
        removed_at=removed_at,
    )


def holds(entry: TimelineEntry, other: TimelineEntry) -> bool:
    """Whether everything that `other` tells is in `entry`."""
    return unite_entries(entry, other) == entry


def become(stored: Iterable[TimelineEntry], told: Iterable[TimelineEntry], removed_at: datetime | None = None) -> list[TimelineEntry]:
    """What the entries of one interaction become when it is told again. `removed_at`: its author took it back."""
    entries = {entry.id: entry for entry in stored}
    for entry in told:
        entries[entry.id] = unite_entries(entries[entry.id], entry) if entry.id in entries else entry
    united = unite_call(list(entries.values()))
    return united if removed_at is None else [taken_back(entry, removed_at) for entry in united]


def unite_call(entries: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    """What the entries of one call become: each holds what every event of it told, and under nobody there is one only where nobody
    is named. Entries of other channels stay as they are."""
    if len(entries) < 2 or entries[0].interaction.channel != "phone":
        return list(entries)
    named = [entry for entry in entries if entry.identifier is not None]
    united = []
    for entry in named or entries:
        for other in entries:
            if other.id != entry.id:
                entry = unite_entries(entry, _replace(other, role=entry.role))
        united.append(entry)
    return united


def taken_back(entry: TimelineEntry, at: datetime) -> TimelineEntry:
    """The entry without its words, for good: that something was said is left, a sign of life. The stored original keeps what came.

    As it was where it is a sign that was given after `at`.
    """
    if is_sign(entry.interaction) and at < entry.at:
        return entry
    return _replace(entry, interaction=emptied(entry.interaction), earlier=None, removed_at=_latest(entry.removed_at, at))


def taken_back_at(removal: Removal, received_at: datetime) -> datetime:
    """As `at` of an entry: a forged instant would otherwise keep down for years what is given anew."""
    return min(removal.at or received_at, received_at)


def is_sign(said: Interaction) -> bool:
    return said.act in SIGNS


def emptied(said: Interaction) -> Interaction:
    """Who, to whom and when; not what. The same before and after uniting."""
    return _replace(
        said, parties=_parties(said.parties), subject=None, text="", language=None, attachments=(),
        measures=_measures(said.measures, {}, []), signature=UNSET, cuts=UNSET,
    )


def unite(one: Interaction, other: Interaction) -> Interaction:
    """What two tellings of one interaction say together. The latest edit has the word; `at` is the earliest known.

    Of what two tell of the same version, the fuller. Measures: yes wins over no, the greater number over the less (they count up while a
    call goes on); but where a machine answered nobody did, since that it was one is found out after it answered. A rating belongs to the
    words that it came with. What a call was is told by all its legs together (`calls.measured`). `direction`: of one that names somebody,
    since a record of a recording knows none. `original`: of the latest version the largest. Of a sign `at` is the latest known.
    """
    if one == other:
        return one
    older, newer = sorted((one, other), key=_version)
    told = (older, newer) if _version(older) == _version(newer) else (newer,)
    words = max(map(_words, told), key=_order)
    measures = _measures(one.measures, other.measures, [said.measures["rating"] for said in told if "rating" in said.measures])
    legs = all_legs((*legs_of(one), *legs_of(other))) if one.channel == "phone" else ()
    return _replace(
        newer,
        network=_fullest(one.network, other.network),
        direction=max((one, other), key=_direction).direction,
        at=(_latest if is_sign(one) and is_sign(other) else _earliest)(one.at, other.at),
        parties=_parties((*one.parties, *other.parties)),
        thread=_fullest(one.thread, other.thread),
        in_reply_to=_fullest(one.in_reply_to, other.in_reply_to),
        subject=_fullest(*(said.subject for said in told)),
        text=words.text,
        language=words.language or None,
        attachments=_attachments(each for said in told for each in said.attachments),
        measures=_of_call(measures, legs) if legs else measures,
        automatic=max((one.automatic, other.automatic), key=lambda automatic: automatic or ""),
        original=max(one, other, key=lambda said: (_version(said), said.original.size, said.original.sha256)).original,
        act=max((one.act, other.act), key=lambda act: _ACTS.get(act, -1) if act else -1),
        also=tuple(sorted({*(one.also or ()), *(other.also or ())})) or UNSET,
        signature=words.signature or UNSET,
        cuts=words.cuts or UNSET,
        legs=legs or UNSET,
    )


class _Words(NamedTuple):
    """The words of a version, the fuller the greater: what is compared first is all that is kept of an earlier one."""

    length: int
    beginning: str
    whole: int
    text: str
    language: str
    signature: str
    cuts: tuple[Cut, ...]


def _order(words: _Words) -> tuple[object, ...]:
    return (*words[:-1], msgspec.json.encode(words.cuts))


def _words(said: Interaction | Earlier) -> _Words:
    beginning = said.text[:LONGEST_EARLIER]
    signature, cuts = (said.signature or "", said.cuts or ()) if isinstance(said, Interaction) else ("", ())
    return _Words(len(beginning), beginning, len(said.text), said.text, said.language or "", signature, cuts)


def _arrival(entry: TimelineEntry) -> tuple[datetime, str, bytes]:
    return entry.received_at, entry.interaction.original.sha256, msgspec.json.encode(entry.interaction)


def _direction(said: Interaction) -> tuple[bool, int]:
    return any(party.identifier for party in said.parties), _DIRECTIONS[said.direction]


def _version(said: Interaction | Earlier) -> datetime:
    """When these words were written; before all else where they were the first."""
    return said.edited_at or _FIRST


def _earlier(one: TimelineEntry, other: TimelineEntry, said: Interaction) -> tuple[Earlier, ...] | None:
    """All versions but that which the entry shows, in their order."""
    told: defaultdict[datetime, list[Interaction | Earlier]] = defaultdict(list)
    for entry in (one, other):
        told[_version(entry.interaction)].append(entry.interaction)
        for each in entry.earlier or ():
            told[_version(each)].append(each)
    del told[_version(said)]
    earlier = []
    for version, same in sorted(told.items()):
        words = max(map(_words, same), key=_order)
        earlier.append(
            Earlier(
                edited_at=version if version != _FIRST else None,
                subject=_fullest(*(each.subject for each in same)),
                text=words.beginning,
                language=words.language or None,
                attachments=_attachments(each for version in same for each in version.attachments),
            )
        )
    return tuple(earlier[-MOST_EARLIER:]) or None


def _sources(one: TimelineEntry, other: TimelineEntry) -> tuple[Original, ...] | None:
    """Every original that something of it stood in; None while there is but one."""
    found = {source.sha256: source for entry in (one, other) for source in entry.sources or (entry.interaction.original,)}
    return tuple(found[sha256] for sha256 in sorted(found)[:MOST_SOURCES]) if len(found) > 1 else None


def _parties(parties: Iterable[Party]) -> tuple[Party, ...]:
    """Each (role, identifier) once, with its fullest name; nobody in particular only where nobody else has the role."""
    same: defaultdict[tuple[str, str | None, str | None], list[Party]] = defaultdict(list)
    for party in parties:
        same[party.role, party.identifier, None if party.identifier else party.name].append(party)
    filled = {role for role, identifier, name in same if identifier or name}
    united = [
        Party(
            role=many[0].role,
            identifier=identifier,
            name=_fullest(*(party.name for party in many)),
            address=_fullest(*(party.address or None for party in many)) or UNSET,
            about=_fullest(*(party.about or None for party in many)) or UNSET,
            ours=True if any(party.ours is True for party in many) else UNSET,
        )
        for (role, identifier, name), many in same.items()
        if identifier or name or role not in filled
    ]
    return tuple(sorted(united, key=lambda party: (_ROLES[party.role], not party.identifier, party.identifier or "", party.name or "")))


def _attachments(attachments: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """Each once, by content and name."""
    once = {(each.name or "", each.sha256): each for each in sorted(attachments, key=lambda each: (each.content_type, each.size))}
    return tuple(once[key] for key in sorted(once))


def _measures(
    one: dict[str, bool | int | float], other: dict[str, bool | int | float], ratings: list[bool | int | float]
) -> dict[str, bool | int | float]:
    united = {
        name: max((given[name] for given in (one, other) if name in given), key=lambda value: (value, isinstance(value, int)))
        for name in sorted(one.keys() | other.keys())
        if name != "rating"
    }
    if united.get("voicemail"):
        united |= {"answered": False} if "answered" in united else {}
        united.pop("duration_s", None)
    return united | ({"rating": max(ratings)} if ratings else {})


def _of_call(said: dict[str, bool | int | float], legs: tuple[Leg, ...]) -> dict[str, bool | int | float]:
    """What the legs tell together, and what was said besides; a duration of a call of which nobody says whether it was answered."""
    told = measured(legs)
    return {name: said[name] for name in said if name not in MEASURED or (name == "duration_s" and "answered" not in told)} | told


def _fullest(*values: str | None) -> str | None:
    """The longest; None where none is given."""
    return max((value for value in values if value is not None), key=lambda value: (len(value), value), default=None)


def _earliest(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at is not None), default=None)


def _latest(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at is not None), default=None)
