"""YouTube: comments of the Data API, live chat messages, and those who subscribed.

Source: developers.google.com/youtube/v3/docs, resources comment, commentThread, subscription; youtube/v3/live/docs/liveChatMessages.
`textDisplay` is HTML unless plain text was asked for; `textOriginal` is given to its author alone. A reply's `parentId` is its thread.
"""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from schemas.errors import Refusal
from schemas.interaction import Act, Interaction, Original, Party, Reading
from streams.channels.social.fields import count_in, counts, dict_in, dicts_in, instant, text_in
from streams.channels.social.found import Found, taken_back
from streams.channels.social.html import text_of, tidy
from streams.channels.social.sides import direction_of, is_ours
from streams.rules.language import identify

NETWORK = "youtube"
SAID_LIVE = frozenset(
    {"textMessageEvent", "superChatEvent", "superStickerEvent", "fanFundingEvent", "newSponsorEvent", "memberMilestoneChatEvent"}
)


def recognises(value: dict[str, Any]) -> bool:
    """Is this a list or a resource of the Data API that is about comments, live chat or subscribers?"""
    kind = text_in(value, "kind")
    if kind.startswith(("youtube#comment", "youtube#liveChatMessage", "youtube#subscription")):
        return True
    snippet = dict_in(value, "snippet")
    if "topLevelComment" in snippet or ("authorDisplayName" in snippet and not {"textDisplay", "textOriginal"}.isdisjoint(snippet)):
        return True
    items = dicts_in(value, "items")
    return not kind and bool(items) and "snippet" in items[0] and "items" not in items[0] and recognises(items[0])


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    """What was said or done in one object that `recognises` knows; refusals name the place in it."""
    snippet = dict_in(value, "snippet")
    if "items" in value:
        for place, item in enumerate(dicts_in(value, "items")):
            if "items" not in item:
                yield from read(item, f"{where}.items[{place}]", reading, original)
    elif "topLevelComment" in snippet:
        yield from _thread(value, snippet, where, reading, original)
    elif text_in(value, "kind") == "youtube#liveChatMessage":
        if text_in(snippet, "type") == "messageDeletedEvent":
            number = text_in(dict_in(snippet, "messageDeletedDetails"), "deletedMessageId")
            if number:
                yield taken_back(NETWORK, number, instant(text_in(snippet, "publishedAt")))
        elif text_in(snippet, "type") in SAID_LIVE:
            yield _live(value, snippet, where, reading, original)
    elif text_in(value, "kind") == "youtube#subscription":
        yield _subscription(value, snippet, where, reading, original)
    elif snippet:
        yield _comment(value, where, None, "", reading, original)
    elif not text_in(value, "kind").endswith("ListResponse"):
        yield Refusal(where=where, what="the resource has no snippet", remedy="ask the API for part=snippet")


def _thread(value: dict[str, Any], snippet: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    """A comment and those of its replies that the answer holds (not always all: the API gives five)."""
    channel, top = text_in(snippet, "channelId"), dict_in(snippet, "topLevelComment")
    yield _comment(top, f"{where}.snippet.topLevelComment", count_in(snippet, "totalReplyCount"), channel, reading, original)
    for place, reply in enumerate(dicts_in(dict_in(value, "replies"), "comments")):
        yield _comment(reply, f"{where}.replies.comments[{place}]", None, channel, reading, original)


def _comment(
    value: dict[str, Any], where: str, replies: int | None, channel: str, reading: Reading, original: Original
) -> Interaction | Refusal:
    """`channel`: whose video or page it stands under, where the thread tells."""
    snippet, number = dict_in(value, "snippet"), text_in(value, "id")
    at, updated = instant(text_in(snippet, "publishedAt")), instant(text_in(snippet, "updatedAt"))
    if not number or at is None:
        return Refusal(where=where, what="the comment has no id, or no time", remedy="ask the API for part=snippet and the field id")
    parent = text_in(snippet, "parentId") or (number.partition(".")[0] if "." in number else "")
    text = text_of(text_in(snippet, "textDisplay", "textOriginal"))
    author = text_in(dict_in(snippet, "authorChannelId"), "value") or text_in(snippet, "authorChannelId")
    return told(
        f"{NETWORK}:{number}", "comment", author, text_in(snippet, "authorDisplayName"), at, reading, original,
        owner=channel or text_in(snippet, "channelId"), text=text, thread=f"{NETWORK}:{parent or number}",
        in_reply_to=f"{NETWORK}:{parent}" if parent else None, edited_at=updated if updated and updated > at else UNSET,
        measures=counts(likes=count_in(snippet, "likeCount"), replies=replies),
    )  # fmt: skip


def _live(value: dict[str, Any], snippet: dict[str, Any], where: str, reading: Reading, original: Original) -> Interaction | Refusal:
    number, at = text_in(value, "id"), instant(text_in(snippet, "publishedAt"))
    author = dict_in(value, "authorDetails")
    if not number or at is None:
        return Refusal(where=where, what="the message has no id, or no time", remedy="ask the API for part=snippet and the field id")
    details = [dict_in(snippet, name) for name in ("superChatDetails", "memberMilestoneChatDetails", "fanFundingEventDetails")]
    said = next((text for one in details if (text := text_in(one, "userComment"))), "")
    text = said or text_in(dict_in(snippet, "textMessageDetails"), "messageText")
    chat = text_in(snippet, "liveChatId")
    return told(
        f"{NETWORK}:{number}", "comment", text_in(snippet, "authorChannelId") or text_in(author, "channelId"),
        text_in(author, "displayName"), at, reading, original, text=tidy(text), thread=f"{NETWORK}:{chat}" if chat else None,
    )  # fmt: skip


def _subscription(
    value: dict[str, Any], snippet: dict[str, Any], where: str, reading: Reading, original: Original
) -> Interaction | Refusal:
    """Who subscribed to whom. `snippet.channelId` is the subscriber, `resourceId` the channel that they follow from now on."""
    who, at = dict_in(value, "subscriberSnippet"), instant(text_in(snippet, "publishedAt"))
    author = text_in(who, "channelId") or text_in(snippet, "channelId")
    followed = text_in(dict_in(snippet, "resourceId"), "channelId")
    if not author or at is None:
        return Refusal(
            where=where, what="the subscription does not tell whose it is, or since when", remedy="ask for part=snippet,subscriberSnippet"
        )
    number = text_in(value, "id") or f"{author}:{followed}"
    return told(f"{NETWORK}:follow:{number}", "follow", author, text_in(who, "title"), at, reading, original, owner=followed)


def told(
    name: str, act: Act, author: str, shown: str, at: Any, reading: Reading, original: Original, *, owner: str = "", text: str = "",
    **given: Any,
) -> Interaction:  # fmt: skip
    identifier = f"{NETWORK}:{author}" if author else None
    mine = is_ours(identifier, reading, shown)
    host = f"{NETWORK}:{owner}" if owner else None
    ours = host if host and is_ours(host, reading) and host != identifier else None
    return Interaction(
        id=name, channel="social", network=NETWORK, direction=direction_of(mine, [True] if ours and mine else []), at=at,
        parties=(
            Party(role="author", identifier=identifier, name=tidy(shown) or None),
            *([Party(role="recipient", identifier=ours)] if ours else []),
        ),
        text=text, language=identify(text), original=original, act=act, **given,
    )  # fmt: skip
