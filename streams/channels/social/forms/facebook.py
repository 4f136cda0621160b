"""What is said on a Facebook page: posts, comments, reactions, recommendations.

Source: developers.facebook.com/docs/graph-api/webhooks/reference/page (fields feed, mention, ratings) and the Graph API's
nodes Comment, Post and Recommendation. A comment is `<post>_<comment>`; some webhooks write the page before it, the Graph API
does not: its id is made of the last two.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET

from schemas.errors import Refusal
from schemas.interaction import Act, Interaction, Original, Party, Reading
from streams.channels.social.fields import counts, entity, epoch, instant
from streams.channels.social.found import Found, taken_back, unknown
from streams.channels.social.html import tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of, here, is_ours
from streams.rules.language import identify

NETWORK = "facebook"
SAID = frozenset({"add", "edit", "edited", "update"})
_UNSAID_WORDS = "hide unhide block unblock mute unmute follow unfollow decline confirm cancel"
UNSAID = frozenset(_UNSAID_WORDS.split())
"""Done by the page's own hands to what others said."""
TAKES_BACK = frozenset({"remove", "delete"})
EMOJI = {"love": "❤️", "care": "🤗", "haha": "😆", "wow": "😮", "sad": "😢", "angry": "😡", "thankful": "🌼", "pride": "🏳️‍🌈"}


class Person(msgspec.Struct, frozen=True):
    id: str | int | None = None
    name: str | None = None


class Change(msgspec.Struct, frozen=True, rename={"author": "from"}):
    """Times in seconds. `from` is absent where the person's settings keep it from the application."""

    item: str
    verb: str = "add"
    author: Person | None = None
    sender_id: str | int | None = None
    sender_name: str | None = None
    post_id: str | None = None
    comment_id: str | None = None
    parent_id: str | None = None
    created_time: int | str | None = None
    edited_time: int | str | None = None
    message: str | None = None
    reaction_type: str | None = None
    photo: str | None = None
    video: str | None = None
    photos: tuple[str, ...] | None = None
    photo_id: str | int | None = None
    video_id: str | int | None = None
    share_id: str | int | None = None
    rating: int | None = None
    recommendation_type: str | None = None
    review_text: str | None = None
    reviewer_id: str | int | None = None
    reviewer_name: str | None = None
    open_graph_story_id: str | int | None = None


def read(value: Any, page: str, told_at: datetime | None, where: str, reading: Reading, original: Original) -> Found:
    """One change of `feed`, `mention` or `ratings`."""
    change = entity(value, Change, where)
    if isinstance(change, Refusal):
        yield change
        return
    if change.verb in UNSAID:
        return
    if change.verb not in SAID | TAKES_BACK:
        yield unknown(f"{where}.verb", change.verb, "a Facebook page")
        return
    at = epoch(change.created_time) or told_at
    author = change.author or Person(change.sender_id or change.reviewer_id, change.sender_name or change.reviewer_name)
    name, act, parent, text = _about(change, author)
    if name is None or at is None:
        missing = "created_time" if at is None else "comment_id" if change.item == "comment" else "post_id"
        yield Refusal(where=f"{where}.{missing}", what="this is missing", remedy="send the change as Facebook gave it")
        return
    if change.verb in TAKES_BACK:
        yield taken_back(NETWORK, name, told_at)
        return
    edited = change.verb in ("edit", "edited", "update") and act not in ("like", "reaction")
    post = change.post_id if change.post_id != name else name
    yield _interaction(
        reading,
        original,
        id=name,
        act=act,
        at=at,
        author=author,
        page=page,
        thread=post,
        parent=parent,
        text=text,
        edited_at=(epoch(change.edited_time) or told_at) if edited else None,
        files=[url for url in (change.photo, change.video, *(change.photos or ())) if url],
        measures=counts(rating=change.rating),
    )


def _about(change: Change, author: Person) -> tuple[str | None, Act, str | None, str]:
    """Id, act, what it answers, and the words."""
    if change.item == "comment":
        parent = change.parent_id or change.post_id
        return short(change.comment_id), "comment", parent if parent == change.post_id else short(parent), change.message or ""
    if change.item in ("reaction", "like"):
        kind = (change.reaction_type or "like").lower()
        target = short(change.comment_id) or change.post_id or "page"
        act: Act = "like" if kind == "like" else "reaction"
        who = author.id or f"at {change.created_time}"
        return f"{act}:{who}:{target}:{kind}", act, target, EMOJI.get(kind, "")
    if change.item == "rating":
        story = change.open_graph_story_id
        return f"review:{story}" if story else None, "review", None, change.review_text or change.message or ""
    ids = (change.post_id, change.photo_id, change.video_id, change.share_id)
    return next((str(one) for one in ids if one), None), "post", None, change.message or ""


def short(comment: str | None) -> str | None:
    """A comment's id without the page before it."""
    return "_".join(comment.split("_")[-2:]) if comment else None


class Parent(msgspec.Struct, frozen=True):
    id: str


class Total(msgspec.Struct, frozen=True):
    total_count: int | None = None


class Summed(msgspec.Struct, frozen=True):
    summary: Total | None = None
    count: int | None = None


class Node(msgspec.Struct, frozen=True, rename={"author": "from"}):
    """A Post or a Comment of the Graph API."""

    id: str
    created_time: str
    author: Person | None = None
    message: str | None = None
    parent: Parent | None = None
    object: Parent | None = None
    like_count: int | None = None
    comment_count: int | None = None
    shares: Summed | None = None
    likes: Summed | None = None


class Recommendation(msgspec.Struct, frozen=True):
    created_time: str
    recommendation_type: str | None = None
    review_text: str | None = None
    rating: int | None = None
    reviewer: Person | None = None
    open_graph_story: Parent | None = None


def node(value: Any, above: str | None, where: str, reading: Reading, original: Original) -> Found:
    """A post or comment as the Graph API keeps it; `above`: the post or comment under which it stands."""
    kept = entity(value, Node, where)
    if isinstance(kept, Refusal):
        yield kept
        return
    at = instant(kept.created_time)
    if at is None:
        yield Refusal(where=f"{where}.created_time", what=f"{kept.created_time[:40]!r} is no time", remedy="2026-03-02T08:15:00+0000")
        return
    comment = above is not None or kept.parent is not None or kept.like_count is not None or kept.comment_count is not None
    parent = kept.parent.id if kept.parent else kept.object.id if kept.object else above
    likes = (
        kept.like_count if kept.like_count is not None else kept.likes.summary.total_count if kept.likes and kept.likes.summary else None
    )
    yield _interaction(
        reading,
        original,
        id=(short(kept.id) or kept.id) if comment else kept.id,
        act="comment" if comment else "post",
        at=at,
        author=kept.author or Person(),
        page="",
        thread=(kept.object.id if kept.object else above or parent) if comment else kept.id,
        parent=parent if comment else None,
        text=kept.message or "",
        edited_at=None,
        files=[],
        measures=counts(likes=likes, replies=kept.comment_count, reposts=kept.shares.count if kept.shares else None),
    )


def recommendation(value: Any, where: str, reading: Reading, original: Original) -> Found:
    """A page's recommendation (Graph API, ratings): yes or no, perhaps with words; older ones have stars."""
    kept = entity(value, Recommendation, where)
    if isinstance(kept, Refusal):
        yield kept
        return
    at, who = instant(kept.created_time), kept.reviewer or Person()
    if at is None:
        yield Refusal(where=f"{where}.created_time", what=f"{kept.created_time[:40]!r} is no time", remedy="2026-03-02T08:15:00+0000")
        return
    yield _interaction(
        reading,
        original,
        id=f"review:{kept.open_graph_story.id if kept.open_graph_story else f'{who.id}:{kept.created_time}'}",
        act="review",
        at=at,
        author=who,
        page="",
        thread=None,
        parent=None,
        text=kept.review_text or "",
        edited_at=None,
        files=[],
        measures=counts(rating=kept.rating),
    )


def _interaction(
    reading: Reading,
    original: Original,
    *,
    id: str,
    act: Act,
    at: datetime,
    author: Person,
    page: str,
    thread: str | None,
    parent: str | None,
    text: str,
    edited_at: datetime | None,
    files: list[str],
    measures: dict[str, bool | int | float],
) -> Interaction:
    who = f"{NETWORK}:{author.id}" if author.id not in (None, "") else None
    ours = f"{NETWORK}:{page}" if page else None
    by_us = who is not None and (who == ours or is_ours(who, reading))
    text = tidy(text)
    return Interaction(
        id=f"{NETWORK}:{id}",
        channel="social",
        network=NETWORK,
        direction=direction_of(by_us, []),
        at=at,
        parties=(
            Party(role="author", identifier=who, name=tidy(author.name or "") or None),
            *([here(ours)] if ours and not by_us else []),
        ),
        thread=f"{NETWORK}:{thread}" if thread else None,
        in_reply_to=f"{NETWORK}:{parent}" if parent else None,
        text=text,
        language=identify(text),
        attachments=tuple(medium(url, "image") for url in files),
        measures=measures,
        original=original,
        act=act,
        edited_at=edited_at if edited_at is not None else UNSET,
    )
