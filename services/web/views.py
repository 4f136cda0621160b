"""What each template receives: one frozen Struct, whose fields are the template's names."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from schemas.documents import Consent, DeadLetter, FollowUp, Identifier, Message, Task
from schemas.events import Kind, OriginKind
from schemas.interaction import Attachment, Channel, Cut, Interaction
from services.ops.sources import Seen
from services.web.languages import Language
from streams.rules.identity.words import Chance
from streams.rules.keeping import Pledge
from streams.rules.reciprocity import Reciprocity
from streams.rules.voices import Voices

Side = Literal["theirs", "ours", "within"]
Need = Literal["promised", "drifting", "unhappy", "happy"]
"""Why a person needs us, the most pressing first."""


class Shell(msgspec.Struct, frozen=True, kw_only=True):
    """What every page has around it. `name`: what the reader is called; `live`: where the stream of events stands; `here`: the page in
    the navigation."""

    language: Language
    now: datetime
    user: str | None = None
    name: str = ""
    token: str = ""
    path: str = "/"
    here: str = ""
    live: str = ""
    demo: bool = False
    query: str = ""
    said: str = ""  # the action that was just asked for


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """A mark of the strip: `x` in per cent of the width, `height` in steps from 1."""

    x: float
    channel: Channel
    height: int = 1


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A moment of the strip that a signal names: its onset, or (with a `kind`) where it began. `href`: the entry; `beside`: an onset that
    stands a little to the right, since an origin stands there."""

    x: float
    at: datetime
    kind: OriginKind | None = None
    href: str = ""
    beside: bool = False


class Strip(msgspec.Struct, frozen=True, kw_only=True):
    """A year of contacts. `quiet`: (from, to) in per cent where silence is, or was, surprising."""

    theirs: tuple[Tick, ...]
    ours: tuple[Tick, ...]
    quiet: tuple[tuple[float, float], ...]
    months: tuple[tuple[float, datetime], ...]
    count: int
    marks: tuple[Mark, ...] = ()


class Scan(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a scan, as a picture."""

    small: str
    large: str
    number: int


class Promised(msgspec.Struct, frozen=True, kw_only=True):
    """A promise of ours. `key`: the same wherever the page shows it; `days`: whole days that it has been overdue, 0 for less or none;
    `href`: where we made it."""

    said: Pledge
    key: str
    days: int = 0
    href: str = ""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of what somebody said, or a mark for what stood there in the original and is not shown."""

    text: str = ""
    cut: Cut | None = None


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry said before it was edited, and when it was written so; None: first of all."""

    at: datetime | None
    subject: str | None
    text: str
    language: str | None
    attachments: tuple[Attachment, ...]


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the timeline. `anchor`: its place on the page; `key`: the same for one interaction, whatever identifier it came with;
    `originals`: the ids of its bytes, when they came from outside, the best first; `labels`: how it sounds, `quotes`: the words that this
    rests on; `promises`: what we promised in it; `parts`: the text with marks for what was left out of it, `after`: marks for what stood
    behind all of it; `earlier`: what it said before, the latest first; `changed`: it says something else than at first."""

    id: str
    anchor: str
    key: str
    at: datetime
    day: date
    side: Side
    identifier: str | None
    said: Interaction
    originals: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    after: tuple[Cut, ...] = ()
    earlier: tuple[Version, ...] = ()
    changed: bool = False
    removed_at: datetime | None = None
    scans: tuple[Scan, ...] = ()
    labels: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    promises: tuple[Promised, ...] = ()


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A day of the timeline, newest entry first."""

    day: date
    at: datetime
    pieces: tuple[Piece, ...]


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    ok: bool
    sentence: str


class Noticed(msgspec.Struct, frozen=True, kw_only=True):
    """A signal in words. `origin`: where it began, in words, with a link to the entry, empty where that is not known or was just said;
    `evidence`: (link, time) of the entries that it rests on."""

    id: str
    person: str
    kind: Kind
    at: datetime
    closed_at: datetime | None
    sentence: str
    since: datetime
    evidence: tuple[tuple[str, datetime], ...]
    origin: str = ""
    begins: str = ""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A follow-up with every reason, and the message when there is one, with why it stands as it does. `campaign`: what the campaign is
    called that it comes from; `words`: a hash of what the message says, which an approval is for."""

    said: FollowUp
    name: str
    reasons: tuple[Reason, ...]
    message: Message | None = None
    stands: str = ""
    campaign: str = ""
    words: str = ""


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """A message, whom it is for, why it was written, and why it stands as it does."""

    said: Message
    name: str
    stands: str = ""
    reasons: tuple[Reason, ...] = ()


class ToDo(msgspec.Struct, frozen=True, kw_only=True):
    """Something only a colleague can do. `text`: what to say, or what is known of it."""

    said: Task
    name: str
    text: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A person in a list. `sentence`: why they need us."""

    id: str
    name: str
    at: datetime | None
    sentence: str = ""
    strip: Strip | None = None
    here: bool = False


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """People who need us for one reason. `more`: there are more of them than are shown."""

    need: Need
    rows: tuple[Row, ...]
    more: bool = False


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A consent as it stands now: the latest statement about a purpose and channel. `href`: the entry in which it was said."""

    said: Consent
    href: str = ""


class DoorPage(msgspec.Struct, frozen=True, kw_only=True):
    """Sign-in. `after`: where to go then; `wait_s`: how long this address has to wait before the next try."""

    shell: Shell
    name: str = ""
    after: str = "/"
    wrong: bool = False
    wait_s: int = 0


class PeoplePage(msgspec.Struct, frozen=True, kw_only=True):
    """`found`: by a filter; `join`: for whom the same person is looked for."""

    shell: Shell
    needs: tuple[Group, ...]
    recent: tuple[Row, ...]
    found: tuple[Row, ...] | None = None
    join: Row | None = None


class Because(msgspec.Struct, frozen=True, kw_only=True):
    """What holds an identifier together with `other`: evidence, or a colleague's word. `href`: where one reads it."""

    type: Literal["ruling", "identifier", "mailbox", "claim", "customer", "address"]
    other: str
    at: datetime | None
    by: str
    href: str


class Belonging(msgspec.Struct, frozen=True, kw_only=True):
    """Why an identifier is theirs. `sharing`: (id, name) of who else uses it, or did; `more`: there are so many besides."""

    because: tuple[Because, ...] = ()
    sharing: tuple[tuple[str, str], ...] = ()
    more: int = 0


class Maybe(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is probably the same."""

    key: str
    name: str
    chance: Chance
    probability: float


class PersonPage(msgspec.Struct, frozen=True, kw_only=True):
    """`title`: their name, else an address. `due_at`: when silence would be surprising; `older`: from where the timeline goes on;
    `counts`: of each identifier, how often they came with it of late; `promises`: the open ones first, then those not kept; `settled`: what
    became of others, the latest first."""

    shell: Shell
    id: str
    title: str
    language: str | None
    channel: Channel | None
    first_at: datetime | None
    last_at: datetime | None
    due_at: datetime | None
    usual_days: float | None
    strip: Strip
    noticed: tuple[Noticed, ...]
    before: tuple[Noticed, ...]
    decisions: tuple[Decision, ...]
    tasks: tuple[ToDo, ...]
    days: tuple[Day, ...]
    older: datetime | None
    identifiers: tuple[Identifier, ...]
    belonging: dict[str, Belonging]
    maybe: tuple[Maybe, ...]
    counts: dict[str, int]
    consents: tuple[Kept, ...]
    promises: tuple[Promised, ...]
    settled: tuple[Promised, ...]
    between: Reciprocity
    needs: tuple[Group, ...]


class LivePage(msgspec.Struct, frozen=True, kw_only=True):
    """The fragment of one live entry: the day with one piece in it."""

    shell: Shell
    days: tuple[Day, ...]


class AnswersPage(msgspec.Struct, frozen=True, kw_only=True):
    shell: Shell
    tasks: tuple[ToDo, ...]
    asking: tuple[Decision, ...]
    coming: tuple[Decision, ...]
    held: tuple[Decision, ...]
    gone: tuple[Gone, ...]


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A week of the plot: `x` and `width` in per cent, `parts` as (kind, count, y, height) in pixels, from the axis upwards."""

    start: datetime
    x: float
    width: float
    total: int
    top: float
    parts: tuple[tuple[OriginKind, int, float, float], ...]


class Bars(msgspec.Struct, frozen=True, kw_only=True):
    """Stacked bars. `lines`: (y, value) of the scale; `base`: y of the axis; `height`: of the whole, all in pixels."""

    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, int], ...]
    base: float
    height: float


class VoicesPage(msgspec.Struct, frozen=True, kw_only=True):
    """Where discontent begins, and what carries it. `few`: nothing is compared; `more`: there is too much to go further back."""

    shell: Shell
    told: Voices
    plot: Bars
    few: bool
    more: bool


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A dead letter. `shown`: the beginning of the original, when it is text."""

    said: DeadLetter
    shown: str | None
    size: int | None


class DeadPage(msgspec.Struct, frozen=True, kw_only=True):
    shell: Shell
    letters: tuple[Letter, ...]
    older: datetime | None


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """Something that left in the demo. `file`: its name under the sink."""

    kind: Literal["email", "social", "letter"]
    file: str
    at: datetime
    to: str
    subject: str
    text: str


class SinkPage(msgspec.Struct, frozen=True, kw_only=True):
    shell: Shell
    left: tuple[Left, ...]


class MachinePage(msgspec.Struct, frozen=True, kw_only=True):
    shell: Shell
    ready: bool
    standing: tuple[tuple[str, int], ...]
    sources: tuple[Seen, ...]
    newest_at: datetime | None
    listeners: int
    delay_ms: float | None


class ErrorPage(msgspec.Struct, frozen=True, kw_only=True):
    shell: Shell
    status: int
    what: str
    remedy: str


TEMPLATES: dict[type[msgspec.Struct], str] = {
    DoorPage: "door/show.html.j2",
    PeoplePage: "people/list.html.j2",
    PersonPage: "person/show.html.j2",
    LivePage: "person/_days.html.j2",
    AnswersPage: "answers/list.html.j2",
    VoicesPage: "voices/show.html.j2",
    DeadPage: "dead/list.html.j2",
    SinkPage: "sink/list.html.j2",
    MachinePage: "machine/show.html.j2",
    ErrorPage: "door/error.html.j2",
}
