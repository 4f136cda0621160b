"""Comments on Instagram. Its messages are those of Messenger.

Source: developers.facebook.com/docs/instagram-platform/webhooks (fields comments, live_comments, mentions) and the Graph API's
node IG Comment. The webhook gives the commenter's id and user name, the Graph API often the user name alone: a user name can
change and be taken by others, so it is a name and no identifier.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from schemas.errors import Refusal
from schemas.interaction import Interaction, Original, Party, Reading
from streams.channels.social.fields import counts, entity, epoch, instant
from streams.channels.social.found import Found
from streams.channels.social.html import tidy
from streams.channels.social.sides import direction_of, here, is_ours
from streams.rules.language import identify

NETWORK = "instagram"


class Person(msgspec.Struct, frozen=True):
    id: str | int | None = None
    username: str | None = None


class Medium(msgspec.Struct, frozen=True):
    id: str | int | None = None


class Comment(msgspec.Struct, frozen=True, rename={"author": "from"}):
    """As the webhook brings it, without a time of its own, and as the Graph API keeps it."""

    id: str | int
    author: Person | None = None
    username: str | None = None
    user: Person | None = None
    text: str | None = None
    timestamp: str | int | None = None
    media: Medium | None = None
    parent_id: str | int | None = None
    like_count: int | None = None


def read(
    value: Any,
    account: str,
    told_at: datetime | None,
    where: str,
    reading: Reading,
    original: Original,
    *,
    medium: str | None = None,
    parent: str | None = None,
) -> Found:
    """One comment; `account`: ours, that the webhook is for; `medium`, `parent`: under which it stands, where it does not say so."""
    comment = entity(value, Comment, where)
    if isinstance(comment, Refusal):
        yield comment
        return
    own_time = comment.timestamp
    at = (instant(own_time) if isinstance(own_time, str) and not own_time.isdigit() else epoch(own_time)) or told_at
    if at is None:
        yield Refusal(where=f"{where}.timestamp", what="the comment has no time", remedy="ask the Graph API for the field timestamp")
        return
    author = comment.author or comment.user or Person(username=comment.username)
    handle = author.username or comment.username
    who = f"{NETWORK}:{author.id}" if author.id not in (None, "") else None
    by_us = (who is not None and who == f"{NETWORK}:{account}") or is_ours(who, reading, handle)
    on = str(comment.media.id) if comment.media and comment.media.id else medium
    above = comment.parent_id or parent or on
    text = tidy(comment.text or "")
    yield Interaction(
        id=f"{NETWORK}:{comment.id}",
        channel="social",
        network=NETWORK,
        direction=direction_of(by_us, []),
        at=at,
        parties=(
            Party(role="author", identifier=who, name=tidy(handle or "") or None),
            *([here(f"{NETWORK}:{account}")] if account and not by_us else []),
        ),
        thread=f"{NETWORK}:{on or above}" if on or above else None,
        in_reply_to=f"{NETWORK}:{above}" if above else None,
        text=text,
        language=identify(text),
        measures=counts(likes=comment.like_count),
        original=original,
        act="comment",
    )
