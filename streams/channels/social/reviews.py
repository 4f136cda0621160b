"""What sites of reviews have in common: a review by a person, and perhaps an answer of ours under it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec
from msgspec import UNSET

from schemas.interaction import Attachment, Interaction, Original, Party
from streams.channels.social.fields import counts
from streams.channels.social.html import tidy
from streams.rules.language import identify


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """`name`: what tells it from every other of the site; `rating`: 1 to 5 stars; `firm`: the reviewed one, as a party."""

    network: str
    name: str
    at: datetime
    author: Party
    firm: Party | None = None
    title: str = ""
    text: str = ""
    language: str | None = None
    rating: float | None = None
    likes: int | None = None
    edited_at: datetime | None = None
    files: tuple[Attachment, ...] = ()
    reply: str = ""
    replied_at: datetime | None = None
    by_us: bool = False  # we review others, too: then the answer is theirs


def interactions(review: Review, original: Original) -> Iterator[Interaction]:
    """The review, then the answer: a person of its own who answers, and a time of its own."""
    name, text = f"{review.network}:{review.name}", tidy(review.text)
    edited = review.edited_at if review.edited_at is not None and review.edited_at > review.at else None
    firm = review.firm and msgspec.structs.replace(review.firm, ours=UNSET if review.by_us else True)
    yield Interaction(
        id=name,
        channel="social",
        network=review.network,
        direction="out" if review.by_us else "in",
        at=review.at,
        parties=(review.author, *([msgspec.structs.replace(firm, role="recipient")] if firm else [])),
        thread=name,
        subject=tidy(review.title) or None,
        text=text,
        language=review.language or identify(text),
        attachments=review.files,
        measures=counts(rating=review.rating, likes=review.likes),
        original=original,
        act="review",
        edited_at=edited if edited is not None else UNSET,
    )
    answer = tidy(review.reply)
    if not answer:
        return
    yield Interaction(
        id=f"{name}/reply",
        channel="social",
        network=review.network,
        direction="in" if review.by_us else "out",
        at=review.replied_at,
        parties=(
            msgspec.structs.replace(firm or Party(role="author"), role="author"),
            msgspec.structs.replace(review.author, role="recipient"),
        ),
        thread=name,
        in_reply_to=name,
        text=answer,
        language=identify(answer),
        original=original,
        act="reply",
    )
