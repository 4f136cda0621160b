"""X's older objects: posts and messages of v1.1, webhooks of the Account Activity API, and the archive of an account.

Source: docs.x.com, "Account Activity data object structure"; the v1.1 data dictionary (tweet, user, entities); the README of the account
archive (`window.YTD.tweets.part0 = [...]`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schemas.errors import Refusal
from schemas.interaction import Interaction, Reading
from streams.channels.social.fields import count_in, counts, dict_in, dicts_in, epoch, instant, text_in
from streams.channels.social.forms.x_told import NETWORK, Told, User, direct, made_at, mentions_in, said, sign, text_of
from streams.channels.social.found import Found, taken_back
from streams.channels.social.media import medium

UNSAID = frozenset(
    {
        "block_events", "unblock_events", "mute_events", "unmute_events", "user_event",
        "direct_message_indicate_typing_events", "direct_message_mark_read_events", "revoke_events",
    }
)  # fmt: skip
"""Receipts, typing, and what one does to others without a word to them."""
SAYS = frozenset(
    {"tweet_create_events", "favorite_events", "follow_events", "direct_message_events", "tweet_delete_events", "unfollow_events"}
)
EVENTS = SAYS | UNSAID
MONTHS = {name: place for place, name in enumerate(("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1)}


def webhook(value: dict[str, Any], told: Told) -> Found:
    for field, where in ((field, f"{told.where}.{field}") for field in value if field.endswith("_events") or field == "user_event"):
        if field not in EVENTS:
            yield Refusal(where=where, what="this is no event of the account activity that is known here", remedy="tell us what it means")
            continue
        for place, one in enumerate(dicts_in(value, field) if field in SAYS else ()):
            at = told.at(f"{where}[{place}]")
            if field == "tweet_create_events":
                yield old_post(one, at)
            elif field == "direct_message_events":
                yield from old_message(one, at)
            elif field == "favorite_events":
                liked = dict_in(one, "favorited_status")
                moment = epoch(text_in(one, "timestamp_ms")) or _old_instant(text_in(one, "created_at"))
                whose = old_user(dict_in(liked, "user"))
                yield sign("like", old_user(dict_in(one, "user")), moment, whose, text_in(liked, "id_str", "id"), at)
            elif field == "tweet_delete_events":
                yield from deleted(dict_in(one, "status"), epoch(one.get("timestamp_ms")))
            else:
                moment = epoch(text_in(one, "created_timestamp"))
                source, target = old_user(dict_in(one, "source")), old_user(dict_in(one, "target"))
                if text_in(one, "type") == "unfollow":
                    yield taken_back(NETWORK, f"follow:{source.id}:{target.id}", moment)
                elif text_in(one, "type") in ("follow", ""):
                    yield sign("follow", source, moment, target, "", at)


def deleted(post: dict[str, Any], at: datetime | None) -> Found:
    if text_in(post, "id_str", "id"):
        yield taken_back(NETWORK, text_in(post, "id_str", "id"), at)


def old_post(post: dict[str, Any], told: Told, *, archived: bool = False) -> Interaction | Refusal:
    """A post of v1.1. An archive does not repeat whose it is: all posts in it are of its owner."""
    number = text_in(post, "id_str", "id")
    if not number.isdigit():
        return Refusal(where=f"{told.where}.id_str", what="the post has no id", remedy="send the post as the network gave it")
    whole = dict_in(post, "extended_tweet") or post
    entities = dict_in(whole, "entities")
    user = dict_in(post, "user")
    author = old_user(user) if user else _owner(told.reading) if archived else None
    text = text_in(whole, "full_text", "text")
    parent = text_in(post, "in_reply_to_status_id_str", "in_reply_to_status_id")
    own = dicts_in(dict_in(whole, "extended_entities") or entities, "media")
    history = dict_in(dict_in(post, "edit_info"), "initial") or dict_in(dict_in(post, "edit_info"), "edit")
    first = text_in(history, "initialTweetId") or number
    made = _old_instant(text_in(post, "created_at")) or made_at(number)
    at, edited = (made, None) if first == number else (made_at(first), made)
    spoken_to = mentions_in(dicts_in(entities, "user_mentions"), text_in(post, "in_reply_to_user_id_str"), author, told)
    media = [(text_in(one, "media_url_https", "media_url"), text_in(one, "type")) for one in own]
    return said(
        first, author, at, edited, told, spoken_to=spoken_to,
        boosts=_retweeted(post, text, archived),
        text=text_of(text, dicts_in(entities, "urls") + own, text_in(post, "quoted_status_id_str")),
        thread=parent or first, parent=parent, language=text_in(post, "lang"),
        attachments=tuple(medium(url, kind) for url, kind in media),
        measures=counts(
            likes=count_in(post, "favorite_count"), reposts=count_in(post, "retweet_count"), replies=count_in(post, "reply_count"),
            followers=author.followers if author else None,
        ),
    )  # fmt: skip


def _retweeted(post: dict[str, Any], text: str, archived: bool) -> str | None:
    """The number of the post that this one repeats, empty where only its words are told (an archive); None for a post of one's own."""
    if "retweeted_status" in post:
        return text_in(post["retweeted_status"], "id_str")
    return "" if archived and text.startswith("RT @") else None


def old_message(event: dict[str, Any], told: Told) -> Found:
    if text_in(event, "type") != "message_create":
        return  # those who join and leave, and reactions that are taken back
    made = dict_in(event, "message_create")
    said = dict_in(made, "message_data")
    sender, recipient = text_in(made, "sender_id"), text_in(dict_in(made, "target"), "recipient_id")
    own = dict_in(dict_in(said, "attachment"), "media")
    text = text_of(text_in(said, "text"), dicts_in(dict_in(said, "entities"), "urls") + ([own] if own else []), None)
    media = (medium(text_in(own, "media_url_https"), text_in(own, "type")),) if own else ()
    at = epoch(text_in(event, "created_timestamp"))
    yield direct(text_in(event, "id"), sender, [recipient] if recipient else [], "", at, text, media, told)


def archived_messages(conversation: dict[str, Any], told: Told) -> Found:
    name = text_in(conversation, "conversationId")
    for place, one in enumerate(dicts_in(conversation, "messages")):
        made = dict_in(one, "messageCreate")
        if made:
            at = told.at(f"{told.where}.messages[{place}].messageCreate")
            sender, recipient = text_in(made, "senderId"), text_in(made, "recipientId")
            urls = [{"url": text_in(link, "url"), "expanded_url": text_in(link, "expanded")} for link in dicts_in(made, "urls")]
            pictures = made.get("mediaUrls")
            media = tuple(medium(url) for url in pictures if isinstance(url, str)) if isinstance(pictures, list) else ()
            others = [recipient] if recipient else [one for one in name.split("-") if one != sender and "-" in name]
            text = text_of(text_in(made, "text"), urls, None)
            yield direct(text_in(made, "id"), sender, others, name, instant(text_in(made, "createdAt")), text, media, at)


def old_user(user: dict[str, Any]) -> User:
    return User(
        text_in(user, "id_str", "id"), text_in(user, "name"), text_in(user, "screen_name"), text_in(user, "description"),
        count_in(user, "followers_count"),
    )  # fmt: skip


def _owner(reading: Reading) -> User:
    """Whose archive it is: ours, by the number among our names where there is one; by those that are said to be of X, if any are."""
    given = [name.strip() for name in reading.own.names]
    names = [name[2:] for name in given if name[:2].lower() == "x:"] or given
    names = [name.removeprefix("@") for name in names]
    return User(next((name for name in names if name.isdigit()), ""), handle=next((name for name in names if name.isidentifier()), ""))


def _old_instant(text: str) -> datetime | None:
    """ "Wed Oct 10 20:19:24 +0000 2018", or RFC 3339."""
    parts = text.split()
    if len(parts) == 6:
        _, month, day, clock, zone, year = parts
        return instant(f"{year}-{MONTHS[month]:02}-{day:0>2}T{clock}{zone}") if month in MONTHS else None
    return instant(text)
