"""Events between the stages: CloudEvents 1.0 whose `data` is one of these Structs (wire.py carries them)."""

from __future__ import annotations

from typing import Any, Literal, get_args

import msgspec

from schemas.interaction import Channel, Instant, Interaction, Removal


class Raw(msgspec.Struct, frozen=True, kw_only=True):
    """An original is safe in the database: `original` is its `_id` there (`channel:sha256`)."""

    original: str
    channel: Channel
    received_at: Instant


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A parsed Interaction on its way to its persons. `alone`: the only one of its original."""

    interaction: Interaction
    original: str
    received_at: Instant
    alone: bool = True


class TakenBack(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said and took back, on its way to where it stands. `alone`: all that its original says."""

    removal: Removal
    original: str
    received_at: Instant
    alone: bool = True


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An interaction on the timeline of one identifier and name; `person` is who owns that `atom` now (a hint).

    `at` is when it happened, or when it was received where the source has no time. `original`: what is done once this is sensed, where
    nothing else of it waits. `changed`: it says something else than at first, and who wants to know what reads the timeline.
    """

    id: str
    person: str
    identifier: str
    atom: str | None = None
    role: str
    at: Instant
    interaction: Interaction
    original: str | None = None
    changed: bool = False


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """`silence`: `id` is the person; `followup`: `id` is the follow-up; `moved`: what the person owns changed, by the command `id`."""

    kind: Literal["silence", "followup", "moved"]
    id: str
    person: str
    at: Instant


class Number(msgspec.Struct, frozen=True, kw_only=True):
    """A number of a judgement, with the entries in which it is found."""

    name: str
    value: float
    unit: str
    entries: tuple[str, ...] = ()


Kind = Literal["quiet", "fading", "discontent", "misunderstood", "promise_due", "promise_broken", "returned", "delighted"]
KINDS: tuple[Kind, ...] = get_args(Kind)

OriginKind = Literal["broken_promise", "unanswered", "transfer", "waiting", "absence", "price", "product", "unknown"]
ORIGINS: tuple[OriginKind, ...] = get_args(OriginKind)


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """The entry after which the course changed, and what kind of thing it was: never who is to blame.

    `site`: which of our addresses, numbers or extensions it was about; `products`: our product words in it; `thread`: the conversation.
    """

    kind: OriginKind
    entry: str
    at: Instant
    channel: Channel
    site: str | None = None
    products: tuple[str, ...] = ()
    thread: str | None = None
    reach: int = 0


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """A noticed change. `id` is a function of person, kind and the entry with which it began: the same again, never twice.

    `at`: when it became true; `closed_at`: when it ceased to be; `since`: the onset. `words`: what the sentence quotes (a channel, their
    words, an instant in RFC 3339); `model`: the version of what was learnt from the house, where the judgement rests on it.
    """

    id: str
    person: str
    kind: Kind
    at: Instant
    since: Instant
    closed_at: Instant | None = None
    numbers: tuple[Number, ...]
    evidence: tuple[str, ...]
    words: dict[str, str] = {}
    origin: Origin | None = None
    model: str = ""


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody decided on the page or at the command line; `id` makes a second delivery harmless.

    `settle` is nobody's decision: what was learnt moved something from person to person, and both are to be sensed anew. Of the
    decisions about a campaign `person` is `campaign:NAME`.
    """

    id: str
    do: Literal[
        "merge", "split", "same", "different", "unsay", "settle", "consent", "approve", "dismiss", "kept", "task_done", "replay", "drop",
        "erase",
        "campaign_save", "campaign_start", "campaign_pause", "campaign_resume", "campaign_archive",
    ]
    person: str
    by: str
    at: Instant
    arguments: dict[str, str] = {}


class Leaving(msgspec.Struct, frozen=True, kw_only=True):
    """A rendered message is ready to leave: `id` in the collection `messages`."""

    id: str
    person: str


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a message. `bounced`: nobody is where it went; `complained`: who got it called it unwanted. `decided`: there is none
    yet, or none any more, and whoever looks at the person looks again; it is told and not kept."""

    id: str
    message: str
    person: str
    state: Literal["sent", "held", "failed", "uncertain", "bounced", "complained", "decided"]
    channel: Channel | None = None
    at: Instant
    reason: str | None = None


TYPES: dict[str, type] = {
    "egard.raw.v1": Raw,
    "egard.said.v1": Said,
    "egard.taken-back.v1": TakenBack,
    "egard.entry.v1": Entry,
    "egard.due.v1": Due,
    "egard.signal.v1": Signal,
    "egard.command.v1": Command,
    "egard.leaving.v1": Leaving,
    "egard.outcome.v1": Outcome,
}
NAMES: dict[type, str] = {struct: name for name, struct in TYPES.items()}

Event = Raw | Said | TakenBack | Entry | Due | Signal | Command | Leaving | Outcome


class CloudEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """CloudEvents 1.0, JSON form. `data` stays raw until its type is known."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str | None = None
    time: str | None = None
    datacontenttype: str = "application/json"
    traceparent: str | None = None
    data: msgspec.Raw = msgspec.Raw(b"null")


def subject_of(event: Event) -> str:
    """The person, else the identifier or document that the event is about."""
    match event:
        case Raw():
            return event.original
        case Said():
            return event.interaction.id
        case TakenBack():
            return event.removal.id
        case _:
            return event.person


def id_of(event: Any) -> str:
    """The id that makes a second delivery recognisable."""
    match event:
        case Raw():
            return event.original
        case Said():
            return str(event.interaction.id)
        case TakenBack():
            return f"taken back/{event.removal.id}"
        case Due():
            return f"{event.kind}/{event.id}/{event.at.isoformat()}"
        case _:
            return str(event.id)
