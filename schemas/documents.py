"""What MongoDB keeps. `_id` is called `id` here; state/ translates. Readers take this `schema` and the one before.

`hand_on_at` is on every document that the path has not yet carried on: the clock hands it on again from then. The stage that
carried it on takes the field away, so that a document with the field is work, and one without is history.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from schemas.events import Number, Signal
from schemas.interaction import Act, Attachment, Channel, Direction, Instant, Interaction, Original

Usage = Literal["exclusive", "shared", "recycled"]
"""An identifier is one person's, used by several at a time, or was handed on."""


class OriginalRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`originals`: bytes that came from the world, once. `id` is `channel:sha256`. Large bytes lie in GridFS under the same id."""

    id: str
    channel: Channel
    content_type: str
    size: int
    received_at: Instant
    source: str  # who handed it over: the id of a `sources` document, or "dispatch", "act" for what we did ourselves
    data: bytes | None = None  # None: in GridFS
    hand_on_at: Instant | None = None
    schema: int = 1


class Mailbox(msgspec.Struct, frozen=True, kw_only=True):
    """How far a mailbox was read (RFC 9051: a UID means a mail only together with UIDVALIDITY), and its mails counted against ours."""

    uidvalidity: int
    last_uid: int = 0  # everything up to here is kept, or left out for good
    theirs: int | None = None  # mails that lie there
    ours: int | None = None  # those of them whose original is here
    left_out: int = 0  # those that were never taken in: too large
    counted_at: Instant | None = None


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """`sources`: where things come from. `id`: "smtp", "ingest:email", "folder:phone", "hook:twilio", "imap:user@host/INBOX".

    `gaps`: day ("2026-03-02") -> the longest time in seconds without anything that ended on that day.
    """

    id: str
    first_at: Instant | None = None  # None: it never brought anything that was taken in
    last_at: Instant | None = None
    accepted: int = 0
    duplicates: int = 0
    refused: int = 0
    refusal: str | None = None  # why, the last time
    refused_at: Instant | None = None
    gaps: dict[str, float] = {}
    trouble: str | None = None  # why it cannot be listened to just now
    trouble_at: Instant | None = None  # since when
    mailbox: Mailbox | None = None
    count_asked_at: Instant | None = None  # somebody wants the mailbox counted anew
    schema: int = 1


class MailboxMail(msgspec.Struct, frozen=True, kw_only=True):
    """`mailbox_mails`: which original a mail of a mailbox is. `id`: `box/uid`, and `box` `source/uidvalidity`.

    `original` None: it was left out and is never fetched.
    """

    id: str
    box: str
    uid: int
    original: str | None = None
    schema: int = 1


class Told(msgspec.Struct, frozen=True, array_like=True):
    """A promise that we made: `due` is the last instant at which it is still kept, `words` how we said it."""

    due: Instant
    words: str


class Step(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One step of a person's course: an entry, as far as anything sensed needs it.

    `theirs`: they did it of their own accord (they wrote, called, posted, no machine).
    """

    at: Instant
    id: str  # the entry
    channel: Channel
    direction: Direction
    theirs: bool
    identifier: str
    language: str | None = None
    network: str | None = None
    duration_s: float | None = None
    wait_s: float | None = None
    answered: bool | None = None
    transferred: bool = False
    machine: bool = False  # an automatic message, of theirs or of ours
    bulk: bool = False  # and one to many
    tone: float | None = None  # -1..1, below 0: not content; None: nothing was said, or not by them
    labels: tuple[str, ...] = ()  # of what they said, as in streams.rules.tone
    quotes: tuple[str, ...] = ()  # the words that the tone rests on
    asks: bool = False  # there is a question in it
    length: int = 0  # words of the text
    topics: tuple[str, ...] = ()  # "price", "product:boiler"
    thread: str | None = None
    site: str | None = None  # which of our addresses it went to or came from
    reach: int = 0  # followers of who said it, where a network tells
    promises: tuple[Told, ...] = ()  # in what we said
    keeps: str | None = None  # of a colleague's note: the interaction whose promise is kept
    returned: bool = False  # what we wrote to `identifier` came back for good
    act: Act | None = None  # on a social network: a like is no letter
    back_at: Instant | None = None  # of an automatic answer that tells of an absence: when they say that they are back


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """`persons`: what sense, its only writer, knows. `course`: the latest 200 steps in order of (at, id)."""

    id: str
    version: int = 0
    name: str | None = None
    language: str | None = None
    course: tuple[Step, ...] = ()
    signals: tuple[Signal, ...] = ()  # those that the course gives, open and closed
    first_at: Instant | None = None
    last_at: Instant | None = None
    due_at: Instant | None = None  # when time alone changes what is sensed: a silence, a promise; None: nothing is waited for
    schema: int = 1


class Atom(msgspec.Struct, frozen=True, kw_only=True):
    """`atoms`: an identifier under one name that it is used with, the finest unit of who is who. `id`: `identifier#name`.

    `owners`: whose it is; several where `eras` say from when it is whose (a number that was handed on, without a name); nobody where it is
    only known as a house's. `homes`: persons that were made for it, old bookmarks. `until`: used after this, it was not handed on.
    `evidence`: what its uses tell (streams.rules.identity.uses.Use) as MessagePack; `ruled`: rulings about it. `reach`: very many are near
    it, and nothing led on when it was decided that more atoms share.
    """

    id: str
    identifier: str
    owners: tuple[str, ...] = ()
    use: Usage = "exclusive"
    eras: tuple[tuple[Instant, str], ...] = ()
    homes: tuple[str, ...] = ()
    until: Instant | None = None
    names: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    first_at: Instant
    evidence: bytes
    rev: int
    ruled: tuple[str, ...] = ()
    reach: int | None = None
    news: int | None = None  # what is new since it was looked at who else this may be; absent: nothing
    schema: int = 1


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What comes without a name from an identifier that was handed on: theirs from `since` until `until`; None: for ever."""

    atom: str
    since: Instant | None = None
    until: Instant | None = None


class Identifier(msgspec.Struct, frozen=True, kw_only=True):
    """What a person owns of an identifier: `id` is `scheme:value`; `names` they used it with; `homes`: what they were called before.

    `atoms`: all of it where it is theirs alone, else some of its names; `turns`: and what came without a name while it was theirs.
    """

    id: str
    person: str
    homes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    first_at: Instant | None = None
    atoms: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    use: Usage = "exclusive"

    @property
    def shared(self) -> bool:
        """Others use it too."""
        return self.use == "shared"

    def holds(self, atom: str, at: datetime) -> bool:
        """Whether an entry of this atom and time is theirs."""
        return atom in self.atoms or any(
            turn.atom == atom and (turn.since is None or turn.since <= at) and (turn.until is None or at < turn.until)
            for turn in self.turns
        )


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """`suggestions`: two persons who are probably one. `id`: both, the lesser first, with a space between; `names`: what they were called.

    `atoms`: one of each, by which they are alike: what a colleague says is said of these. `features`: what is alike, as in
    streams.rules.identity.likeness, without what is 0. Answers given at once share a `batch`; `command` carries one out.
    """

    id: str
    persons: tuple[str, str]
    atoms: tuple[str, str]
    names: tuple[str, str]
    probability: float
    features: dict[str, float] = {}
    stakes: int = 0  # how much hangs on it: the more, the sooner a colleague is asked
    at: Instant
    answer: Literal["same", "different"] | None = None
    answered_at: Instant | None = None
    by: str | None = None
    batch: str | None = None
    command: str | None = None
    schema: int = 1


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """`consents`, append-only: what a person said about being contacted. `channel` None: every channel.

    `purpose` "*": anything at all, "campaigns": whatever a campaign starts; a no to these is a suppression. `entry`: in which they said it.
    `takes_back`: the no that was misread; then nothing is said but that this one never was.
    """

    id: str
    person: str
    channel: Channel | None = None
    purpose: str
    given: bool
    at: Instant
    proof: str
    entry: str | None = None
    takes_back: str | None = None
    schema: int = 1


SuppressionReason = Literal["wish", "unsubscribed", "bounced", "complained"]


class Suppression(msgspec.Struct, frozen=True, kw_only=True):
    """`suppressions`: `who` is a keyed hash of an identifier that is not written to any more: by `channel` (None: any), for `purpose`
    ("*": any, "campaigns": whatever a campaign starts)."""

    id: str
    who: str
    channel: Channel | None = None
    purpose: str
    reason: SuppressionReason
    at: Instant
    schema: int = 1


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why a decision fell as it did: a code that words.py puts into the reader's language, with its numbers and entries."""

    code: str
    ok: bool = True  # False: it speaks against
    numbers: tuple[Number, ...] = ()
    words: dict[str, str] = {}
    entries: tuple[str, ...] = ()


FollowUpState = Literal["waiting", "asking", "composed", "held", "withdrawn", "dismissed"]


class FollowUp(msgspec.Struct, frozen=True, kw_only=True):
    """`followups`: a decision to write, to hold or to ask. `id` is a function of person, campaign and signal, of a later step of that too.

    waiting (for `due_at`) -> composed | withdrawn; held: not sent, `reasons` say why; asking: a colleague decides. `signal`: what started
    it, a signal's id or `entry <id>`; `version`: of the campaign as it was decided by; `step`: from 0; `opens_at`: not before that, since
    a step comes so long after another.
    """

    id: str
    person: str
    campaign: str
    version: int = 0
    step: int = 0
    signal: str
    state: FollowUpState
    channel: Channel | None = None
    identifier: str | None = None
    network: str | None = None
    language: str
    opens_at: Instant | None = None
    due_at: Instant | None = None
    decided_at: Instant
    reasons: tuple[Reason, ...]
    reply_to: str | None = None  # the interaction that a social reply answers
    again: int = 0  # how often it was taken back after it had been put into words, to be put into others
    schema: int = 1


MessageState = Literal["ready", "sending", "sent", "held", "uncertain", "failed"]


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """`messages`: rendered and ready. `id` is a function of the follow-up; `message_id` what the receiver sees.

    `leave`: the address, signed, where who gets it says "no more"; None: of what no campaign starts, such as a receipt. `references`: the
    mails of the conversation by their Message-IDs, oldest first. `doubt_since`: when an attempt began whose end nobody knows yet.
    `by_hand`: its network lets no machine write it; a colleague does, with these words.
    """

    id: str
    followup: str
    person: str
    campaign: str
    version: int = 0
    step: int = 0
    leave: str | None = None
    purpose: str
    channel: Channel
    network: str | None = None
    identifier: str | None = None
    name: str | None = None
    address: str | None = None  # a letter's postal address, one line, without the name
    language: str
    subject: str
    text: str
    html: str | None = None
    message_id: str
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    by_hand: bool = False
    state: MessageState = "ready"
    made_at: Instant
    sent_at: Instant | None = None
    claim: str | None = None
    attempts: int = 0
    doubt_since: Instant | None = None
    reason: str | None = None
    reply: str | None = None  # what the receiving side answered: an SMTP line, a status id, a file
    hand_on_at: Instant | None = None
    schema: int = 1


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """`tasks`: something only a colleague can do: a call, a message to be written by hand, an uncertain one (`id` is a function of it);
    `many`: strangers ask faster than we answer by ourselves, once a day, and `person` is one of them."""

    id: str
    person: str
    kind: Literal["call", "write", "uncertain", "many"]
    message: str
    title: str
    text: str
    identifier: str | None = None
    made_at: Instant
    done_at: Instant | None = None
    done_by: str | None = None
    schema: int = 1


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """`dead_letters`: `id` is a function of stage and event; `event` the CloudEvent as it came, `original` the bytes it is about."""

    id: str
    stage: str
    topic: str
    partition: int
    offset: int
    index: int
    subject: str
    original: str | None = None
    interaction: str | None = None
    where: str
    reason: str
    remedy: str
    event: bytes
    attempts: int
    first_at: Instant
    last_at: Instant
    schema: int = 1


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry said before it was edited. `edited_at`: when these words were written, None: as it was first said."""

    edited_at: Instant | None = None
    subject: str | None = None
    text: str = ""
    language: str | None = None
    attachments: tuple[Attachment, ...] = ()


class Tombstone(msgspec.Struct, frozen=True, kw_only=True):
    """`removals`: `id` is an interaction that its author took back, known to us or not yet; `at`: when, else when we heard of it."""

    id: str
    channel: Channel
    network: str | None = None
    at: Instant
    schema: int = 1


class TimelineEntry(msgspec.Struct, frozen=True, kw_only=True):
    """`timeline`: `id` is `interaction/identifier`. It stores the atom (identifier and name) it came with, never a person."""

    id: str
    identifier: str | None = None
    atom: str | None = None
    role: str
    at: Instant
    received_at: Instant
    interaction: Interaction
    interaction_id: str | None = None  # where the source may come back to it: a call's other events, a post's removal
    version: int | None = None  # how often it became another since it was first written; None: never
    sources: tuple[Original, ...] | None = None  # the originals that it stands in, where there are several
    earlier: tuple[Earlier, ...] | None = None  # what it said before it was edited, the oldest first
    removed_at: Instant | None = None  # taken back by its author: its words are gone
    hand_on_at: Instant | None = None
    schema: int = 1


class User(msgspec.Struct, frozen=True, kw_only=True):
    """`users`: who may sign in. `id` is what is typed at the door, `name` what the person is called; empty: as they sign in."""

    id: str
    name: str = ""
    password: Annotated[str, msgspec.Meta(description="scrypt$n$r$p$salt$hash")]
    language: Literal["fr", "en"] = "fr"
    made_at: Instant
    schema: int = 1
