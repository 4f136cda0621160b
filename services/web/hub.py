"""Who listens to what arrives: events come in once and go out to every open page that shows them.

The latest events stay in a ring, so that a page that was away for a moment goes on where it stopped; one that was away too long
is told to load itself again.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict, deque
from collections.abc import Iterator, Set
from contextlib import contextmanager
from datetime import datetime
from typing import TypeGuard

import msgspec

from schemas.events import Command, Due, Entry, Event, Leaving, Outcome, Signal, id_of

KEPT = 4000
SEEN = 20_000
WAITING = 1000

Shown = Entry | Signal | Leaving | Outcome | Command | Due


class Heard(msgspec.Struct, frozen=True):
    """An event with its place in this process's stream."""

    place: int
    event: Shown


def _is_shown(event: Event) -> TypeGuard[Shown]:
    """Of what is due, follow-ups; of orders, those that somebody gave."""
    if isinstance(event, Command):
        return event.do != "settle"
    return event.kind == "followup" if isinstance(event, Due) else isinstance(event, Entry | Signal | Leaving | Outcome)


class Listener:
    """An open page. `person` None: it shows everybody."""

    def __init__(self, person: str | None, atoms: Set[str]) -> None:
        self.person, self.atoms = person, atoms
        self.queue: asyncio.Queue[Heard | None] = asyncio.Queue(WAITING)
        self.behind = False

    def shows(self, event: Shown) -> bool:
        """An entry of this person: by the owner that resolve knew, or by an atom that the person has been given since."""
        if self.person is None or event.person == self.person:
            return True
        return isinstance(event, Entry) and event.atom in self.atoms

    def tell(self, heard: Heard | None) -> None:
        """None: the stream ends. A page that does not keep up is told to load itself again."""
        try:
            self.queue.put_nowait(heard)
        except asyncio.QueueFull:
            self.behind = True


class Hub:
    def __init__(self) -> None:
        self._boot = secrets.token_hex(4)
        self._place = 0
        self._ring: deque[Heard] = deque(maxlen=KEPT)
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._listeners: set[Listener] = set()
        self._closed = False
        self.newest_at: datetime | None = None
        self.delay_ms: float | None = None

    @property
    def position(self) -> str:
        """Where the stream stands: a page that reads after this and then listens from here misses nothing."""
        return f"{self._boot}-{self._place}"

    def name(self, heard: Heard) -> str:
        return f"{self._boot}-{heard.place}"

    @property
    def listeners(self) -> int:
        return len(self._listeners)

    def publish(self, event: Event) -> None:
        """Tell everybody whom it concerns; the same event again is not told again."""
        if not _is_shown(event):
            return
        state = f"/{event.closed_at}" if isinstance(event, Signal) else ""
        key = f"{type(event).__name__}/{event.person}/{id_of(event)}{state}"
        if key in self._seen:
            return
        self._seen[key] = None
        if len(self._seen) > SEEN:
            self._seen.popitem(last=False)
        self._place += 1
        heard = Heard(self._place, event)
        self._ring.append(heard)
        for listener in self._listeners:
            if listener.shows(event):
                listener.tell(heard)

    def lost(self) -> None:
        """Something may have been missed: nobody can go on from where they were."""
        self._boot = secrets.token_hex(4)
        self._ring.clear()
        for listener in self._listeners:
            listener.behind = True
            listener.tell(None)

    @contextmanager
    def listen(self, listener: Listener, after: str) -> Iterator[bool]:
        """Gives whether everything after that position is still known; then the listener has been told of it already."""
        boot, _, place = after.partition("-")
        known = (
            boot == self._boot
            and place.isdigit()
            and (int(place) >= self._place or bool(self._ring and self._ring[0].place <= int(place) + 1))
        )
        if known:
            for heard in self._ring:
                if heard.place > int(place) and listener.shows(heard.event):
                    listener.tell(heard)
        self._listeners.add(listener)
        try:
            if self._closed:
                listener.tell(None)
            yield known
        finally:
            self._listeners.discard(listener)

    def close(self) -> None:
        self._closed = True
        for listener in self._listeners:
            listener.tell(None)
