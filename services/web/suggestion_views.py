"""What the templates of the suggestions receive: who may be one person."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from schemas.documents import Identifier, Suggestion
from schemas.interaction import Channel
from services.web.views import Shell, Side
from streams.rules.identity.words import Chance


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """The beginning of an entry."""

    at: datetime
    channel: Channel
    side: Side
    text: str
    language: str | None


class Somebody(msgspec.Struct, frozen=True, kw_only=True):
    """One of two who may be one. `town`: where they say that they are; `lines`: the latest."""

    id: str
    name: str
    language: str | None
    town: str
    first_at: datetime | None
    identifiers: tuple[Identifier, ...]
    lines: tuple[Line, ...]
    more: bool


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two who may be one. `speaks`, `against`: a sentence each, the second empty where nothing does; `sure`: as good as certain."""

    id: str
    key: str
    probability: float
    chance: Chance
    sure: bool
    speaks: str
    against: str
    sides: tuple[Somebody, Somebody]
    ticked: bool


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What was said of some at once. `by`: what they are called who said it, `mine`: it was the reader; `more`: there are so many besides
    those told."""

    batch: str
    answer: Literal["same", "different"]
    by: str
    mine: bool
    at: datetime
    said: tuple[Suggestion, ...]
    more: int


class SuggestionsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`count`: all that are open, as far as `most`; `of`: shown are only those about them; `sure`: so many of those shown are as good as
    certain; `mine`: what this reader said last, to be taken back by a key."""

    shell: Shell
    pairs: tuple[Pair, ...]
    count: int
    most: int
    of: Somebody | None
    sure: int
    answered: tuple[Answered, ...]
    mine: str


TEMPLATES: dict[type[msgspec.Struct], str] = {SuggestionsPage: "suggestions/list.html.j2"}
