"""X (Twitter): API v2 with its includes, the older v1.1 objects, webhooks of the Account Activity API, and the archive of an account.

Source: docs.x.com: X API v2 data dictionary (Post, User, direct message events), "Account Activity data object structure"; the v1.1 data
dictionary (tweet, user, entities); the README of the account archive (`window.YTD.tweets.part0 = [...]`). A post's number holds the
instant at which it was made (snowflake): it helps where nobody asked for `created_at`, and dates the first version of an edited post.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any, NamedTuple

from msgspec import UNSET

from schemas.errors import Refusal
from schemas.interaction import Act, Attachment, Interaction, Original, Party, Reading
from streams.channels.social.fields import EPOCH, count_in, counts, dict_in, dicts_in, epoch, instant, language_of, text_in
from streams.channels.social.found import Found, taken_back
from streams.channels.social.html import tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of, is_ours
from streams.rules.language import identify

NETWORK = "x"
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
ARCHIVED = frozenset({"tweet", "dmConversation"})
ARCHIVED_UNSAID = frozenset({"like", "follower", "following", "account", "profile", "block", "mute", "verified", "ageInfo"})
"""What the archive lists without a time, and what only concerns the account itself."""
_MARKS = {"for_user_id", "statuses", "events", "id_str", "message_create", "meta", "data", "author_id", "event_type", "delete"}
MARKS = frozenset(_MARKS | SAYS | UNSAID | ARCHIVED | ARCHIVED_UNSAID)
SNOWFLAKES_FROM_MS = 1288834974657
MOST = 2**63


class User(NamedTuple):
    id: str
    name: str = ""
    handle: str = ""
    about: str = ""
    followers: int | None = None


class Told(NamedTuple):
    """How one payload is read: `users` and `media` are the accounts and media that it explains, by id or key."""

    users: dict[str, User]
    media: dict[str, dict[str, Any]]
    where: str
    reading: Reading
    original: Original


def recognises(value: dict[str, Any]) -> bool:
    """Is this an answer of the API, a call of the webhook, or an entry of an archive?"""
    if MARKS.isdisjoint(value):
        return False
    if "delete" in value:  # of a stream: v1.1's, and that of compliance in API v2
        return "id" in (dict_in(dict_in(value, "delete"), "tweet") or dict_in(dict_in(value, "delete"), "status"))
    if "for_user_id" in value or not EVENTS.isdisjoint(value):
        return True
    if len(value) == 1 and not (ARCHIVED | ARCHIVED_UNSAID).isdisjoint(value):
        inner = dict_in(value, next(iter(value)))
        return not {"full_text", "id_str", "conversationId", "tweetId", "accountId", "email", "description"}.isdisjoint(inner)
    if "statuses" in value or "events" in value:
        first = next(iter(dicts_in(value, "statuses") + dicts_in(value, "events")), {})
        return "id_str" in first or "message_create" in first
    if "id_str" in value and ("text" in value or "full_text" in value):
        return True
    if text_in(value, "type") == "message_create" and "message_create" in value:
        return True
    if "result_count" in dict_in(value, "meta"):
        return True
    several = dicts_in(value, "data")
    if several:
        return _is_data(several[0]) and (isinstance(value["data"], dict) or "id" in several[0])
    return ("author_id" in value and "text" in value and "id" in value) or _is_message(value)


def _is_data(one: dict[str, Any]) -> bool:
    if _is_message(one) or set(one) == {"id", "text"}:
        return True
    return "id" in one and "text" in one and not {"author_id", "edit_history_tweet_ids"}.isdisjoint(one)


def _is_message(one: dict[str, Any]) -> bool:
    return text_in(one, "event_type") in ("MessageCreate", "ParticipantsJoin", "ParticipantsLeave") and "id" in one


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    """What was said or done in one object that `recognises` knows; refusals name the place in it."""
    told = _told(value, where, reading, original)
    if "delete" in value:
        gone = dict_in(value, "delete")
        yield from _deleted(dict_in(gone, "tweet") or dict_in(gone, "status"), instant(text_in(gone, "event_at")))
        return
    if "for_user_id" in value or not EVENTS.isdisjoint(value):
        yield from _webhook(value, told)
    elif "tweet" in value and len(value) == 1:
        yield _old_post(dict_in(value, "tweet"), told._replace(where=f"{where}.tweet"), archived=True)
    elif "dmConversation" in value:
        yield from _archived_messages(dict_in(value, "dmConversation"), told._replace(where=f"{where}.dmConversation"))
    elif len(value) == 1 and next(iter(value)) in ARCHIVED_UNSAID:
        return
    elif "statuses" in value or "events" in value:
        for field in ("statuses", "events"):
            for place, one in enumerate(dicts_in(value, field)):
                at = told._replace(where=f"{where}.{field}[{place}]")
                yield from _old_message(one, at) if field == "events" else [_old_post(one, at)]
    elif "id_str" in value:
        yield _old_post(value, told)
    elif "message_create" in value:
        yield from _old_message(value, told)
    elif "data" in value:
        for place, one in enumerate(dicts_in(value, "data")):
            at = told._replace(where=f"{where}.data[{place}]" if isinstance(value["data"], list) else f"{where}.data")
            if "event_type" in one:
                yield from _message(one, at)
            elif "text" in one:  # an account in the place of a post tells who somebody is, not what they did
                yield _post(one, at)
    elif "event_type" in value:
        yield from _message(value, told)
    elif "author_id" in value:
        yield _post(value, told)


def _told(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Told:
    includes, users = dict_in(value, "includes"), {}
    for one in dicts_in(includes, "users"):
        users[text_in(one, "id")] = User(
            text_in(one, "id"), text_in(one, "name"), text_in(one, "username"), text_in(one, "description"),
            count_in(one.get("public_metrics"), "followers_count"),
        )  # fmt: skip
    for one in dict_in(value, "users").values():
        if isinstance(one, dict):
            users[text_in(one, "id")] = _old_user(one)
    return Told(users, {text_in(one, "media_key"): one for one in dicts_in(includes, "media")}, where, reading, original)


def _webhook(value: dict[str, Any], told: Told) -> Found:
    for field, where in ((field, f"{told.where}.{field}") for field in value if field.endswith("_events") or field == "user_event"):
        if field not in EVENTS:
            yield Refusal(where=where, what="this is no event of the account activity that is known here", remedy="tell us what it means")
            continue
        for place, one in enumerate(dicts_in(value, field) if field in SAYS else ()):
            at = told._replace(where=f"{where}[{place}]")
            if field == "tweet_create_events":
                yield _old_post(one, at)
            elif field == "direct_message_events":
                yield from _old_message(one, at)
            elif field == "favorite_events":
                liked = dict_in(one, "favorited_status")
                moment = epoch(text_in(one, "timestamp_ms")) or _old_instant(text_in(one, "created_at"))
                whose = _old_user(dict_in(liked, "user"))
                yield _sign("like", _old_user(dict_in(one, "user")), moment, whose, text_in(liked, "id_str", "id"), at)
            elif field == "tweet_delete_events":
                yield from _deleted(dict_in(one, "status"), epoch(one.get("timestamp_ms")))
            else:
                moment = epoch(text_in(one, "created_timestamp"))
                source, target = _old_user(dict_in(one, "source")), _old_user(dict_in(one, "target"))
                if text_in(one, "type") == "unfollow":
                    yield taken_back(NETWORK, f"follow:{source.id}:{target.id}", moment)
                elif text_in(one, "type") in ("follow", ""):
                    yield _sign("follow", source, moment, target, "", at)


def _deleted(post: dict[str, Any], at: datetime | None) -> Found:
    if text_in(post, "id_str", "id"):
        yield taken_back(NETWORK, text_in(post, "id_str", "id"), at)


def _post(post: dict[str, Any], told: Told) -> Interaction | Refusal:
    """A post of API v2. Those of an edited post have numbers of their own; the first of its history names it for good."""
    number = text_in(post, "id")
    history = post.get("edit_history_tweet_ids")
    first = history[0] if isinstance(history, list) and history and isinstance(history[0], str) else number
    made = instant(text_in(post, "created_at"))
    if first != number:
        at, edited = _made(first), made or _made(number)
    else:
        at, edited = made or _made(number), None
    if not number:
        return Refusal(where=f"{told.where}.id", what="the post has no id", remedy="send the post as the API gave it")
    references = {text_in(one, "type"): text_in(one, "id") for one in dicts_in(post, "referenced_tweets")}
    author = _user(text_in(post, "author_id"), told)
    parent = references.get("replied_to")
    whole = dict_in(post, "note_tweet")
    entities = dict_in(whole, "entities") or dict_in(post, "entities")
    keys = dict_in(post, "attachments").get("media_keys")
    media = [told.media[key] for key in keys if isinstance(key, str) and key in told.media] if isinstance(keys, list) else []
    metrics = dict_in(post, "public_metrics")
    spoken_to = _mentions(dicts_in(entities, "mentions"), text_in(post, "in_reply_to_user_id"), author, told)
    return _said(
        first, author, at, edited, told, spoken_to=spoken_to, boosts=references.get("retweeted"),
        text=_text(text_in(whole, "text") or text_in(post, "text"), dicts_in(entities, "urls"), references.get("quoted")),
        thread=text_in(post, "conversation_id") or parent or first, parent=parent, language=text_in(post, "lang"),
        attachments=tuple(medium(text_in(one, "url"), text_in(one, "type")) for one in media),
        measures=counts(
            likes=count_in(metrics, "like_count"), reposts=count_in(metrics, "retweet_count"), replies=count_in(metrics, "reply_count"),
            followers=author.followers if author else None,
        ),
    )  # fmt: skip


def _old_post(post: dict[str, Any], told: Told, *, archived: bool = False) -> Interaction | Refusal:
    """A post of v1.1. An archive does not repeat whose it is: all posts in it are of its owner."""
    number = text_in(post, "id_str", "id")
    if not number.isdigit():
        return Refusal(where=f"{told.where}.id_str", what="the post has no id", remedy="send the post as the network gave it")
    whole = dict_in(post, "extended_tweet") or post
    entities = dict_in(whole, "entities")
    user = dict_in(post, "user")
    author = _old_user(user) if user else _owner(told.reading) if archived else None
    text = text_in(whole, "full_text", "text")
    parent = text_in(post, "in_reply_to_status_id_str", "in_reply_to_status_id")
    own = dicts_in(dict_in(whole, "extended_entities") or entities, "media")
    history = dict_in(dict_in(post, "edit_info"), "initial") or dict_in(dict_in(post, "edit_info"), "edit")
    first = text_in(history, "initialTweetId") or number
    made = _old_instant(text_in(post, "created_at")) or _made(number)
    at, edited = (made, None) if first == number else (_made(first), made)
    spoken_to = _mentions(dicts_in(entities, "user_mentions"), text_in(post, "in_reply_to_user_id_str"), author, told)
    media = [(text_in(one, "media_url_https", "media_url"), text_in(one, "type")) for one in own]
    return _said(
        first, author, at, edited, told, spoken_to=spoken_to,
        boosts=_retweeted(post, text, archived),
        text=_text(text, dicts_in(entities, "urls") + own, text_in(post, "quoted_status_id_str")),
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


def _said(
    number: str, author: User | None, at: datetime | None, edited: datetime | None, told: Told, *, spoken_to: list[Party],
    boosts: str | None, text: str, thread: str, parent: str | None, language: str, attachments: tuple[Attachment, ...],
    measures: dict[str, bool | int | float],
) -> Interaction:  # fmt: skip
    """A post as what its author said; a repost as a sign, for its words are of somebody else."""
    ours = author is not None and _ours(author, told.reading)
    boosted = boosts is not None
    act: Act = "boost" if boosted else "reply" if parent else "post"
    return Interaction(
        id=f"{NETWORK}:{number}", channel="social", network=NETWORK,
        direction=direction_of(ours, (is_ours(party.identifier, told.reading, party.name) for party in spoken_to)),
        at=at, parties=(_party("author", author), *spoken_to), thread=f"{NETWORK}:{thread}",
        in_reply_to=f"{NETWORK}:{about}" if (about := boosts if boosted else parent) else None, text="" if boosted else text,
        language=None if boosted else language_of(language) or identify(text), attachments=() if boosted else attachments,
        measures={name: count for name, count in measures.items() if name == "followers"} if boosted else measures,
        original=told.original, act=act, edited_at=edited if edited is not None else UNSET,
    )  # fmt: skip


def _sign(act: Act, author: User, at: datetime | None, whose: User, about: str, told: Told) -> Interaction | Refusal:
    if not author.id or at is None:
        return Refusal(where=told.where, what="the event does not tell who did it, or when", remedy="send the whole event")
    mine, ours = _ours(author, told.reading), bool(whose.id) and _ours(whose, told.reading)
    return Interaction(
        id=f"{NETWORK}:{act}:{author.id}:{about or whose.id}", channel="social", network=NETWORK,
        direction=direction_of(mine, [True] if ours else []), at=at,
        parties=(_party("author", author), *([_party("recipient", whose)] if ours or act == "follow" else [])),
        in_reply_to=f"{NETWORK}:{about}" if about else None, measures=counts(followers=author.followers),
        original=told.original, act=act,
    )  # fmt: skip


def _message(event: dict[str, Any], told: Told) -> Found:
    """A direct message of API v2; who came and went in a group is nothing that was said."""
    if text_in(event, "event_type") != "MessageCreate":
        return
    sender = text_in(event, "sender_id")
    conversation = text_in(event, "dm_conversation_id")
    members = event.get("participant_ids")
    others = [one for one in members if isinstance(one, str)] if isinstance(members, list) else conversation.split("-")
    at = instant(text_in(event, "created_at")) or _made(text_in(event, "id"))
    text = _text(text_in(event, "text"), dicts_in(dict_in(event, "entities"), "urls"), None)
    yield _direct(text_in(event, "id"), sender, [one for one in others if one != sender], conversation, at, text, (), told)


def _old_message(event: dict[str, Any], told: Told) -> Found:
    if text_in(event, "type") != "message_create":
        return  # those who join and leave, and reactions that are taken back
    made = dict_in(event, "message_create")
    said = dict_in(made, "message_data")
    sender, recipient = text_in(made, "sender_id"), text_in(dict_in(made, "target"), "recipient_id")
    own = dict_in(dict_in(said, "attachment"), "media")
    text = _text(text_in(said, "text"), dicts_in(dict_in(said, "entities"), "urls") + ([own] if own else []), None)
    media = (medium(text_in(own, "media_url_https"), text_in(own, "type")),) if own else ()
    at = epoch(text_in(event, "created_timestamp"))
    yield _direct(text_in(event, "id"), sender, [recipient] if recipient else [], "", at, text, media, told)


def _archived_messages(conversation: dict[str, Any], told: Told) -> Found:
    name = text_in(conversation, "conversationId")
    for place, one in enumerate(dicts_in(conversation, "messages")):
        made = dict_in(one, "messageCreate")
        if made:
            at = told._replace(where=f"{told.where}.messages[{place}].messageCreate")
            sender, recipient = text_in(made, "senderId"), text_in(made, "recipientId")
            urls = [{"url": text_in(link, "url"), "expanded_url": text_in(link, "expanded")} for link in dicts_in(made, "urls")]
            pictures = made.get("mediaUrls")
            media = tuple(medium(url) for url in pictures if isinstance(url, str)) if isinstance(pictures, list) else ()
            others = [recipient] if recipient else [one for one in name.split("-") if one != sender and "-" in name]
            text = _text(text_in(made, "text"), urls, None)
            yield _direct(text_in(made, "id"), sender, others, name, instant(text_in(made, "createdAt")), text, media, at)


def _direct(
    number: str,
    sender: str,
    others: list[str],
    conversation: str,
    at: datetime | None,
    text: str,
    media: tuple[Attachment, ...],
    told: Told,
) -> Interaction | Refusal:
    """A message to persons alone. A conversation of two is named by both numbers, the lesser first, as API v2 does."""
    author = _user(sender, told)
    if not number or author is None or at is None:
        return Refusal(where=told.where, what="the message does not tell who sent it, or when", remedy="send it as the network gave it")
    recipients = [found for one in others[:100] if (found := _user(one, told))]
    if not conversation and len(recipients) == 1:
        conversation = "-".join(sorted((sender, recipients[0].id), key=lambda one: (len(one), one)))
    return Interaction(
        id=f"{NETWORK}:{number}", channel="social", network=NETWORK,
        direction=direction_of(_ours(author, told.reading), (_ours(one, told.reading) for one in recipients)), at=at,
        parties=(_party("author", author), *(_party("recipient", one) for one in recipients)),
        thread=f"{NETWORK}:{conversation}" if conversation else None, text=text, language=identify(text), attachments=media,
        measures=counts(followers=author.followers), original=told.original, act="direct",
    )  # fmt: skip


def _text(text: str, urls: list[dict[str, Any]], quoted: str | None) -> str:
    """With links in full instead of shortened, and without those that stand for the author's own media or the quoted post."""
    for one in urls[:100]:
        short, full = text_in(one, "url"), text_in(one, "unwound_url", "expanded_url")
        own = (
            "media_key" in one
            or "media_url_https" in one
            or "media_url" in one
            or (quoted and full.split("?")[0].endswith(f"/status/{quoted}"))
        )
        if "://" in short:
            text = text.replace(short, "" if own else full or short, 2)
    return tidy(unescape(text) if "&" in text else text)


def _mentions(several: list[dict[str, Any]], answered: str, author: User | None, told: Told) -> list[Party]:
    """Those whom a post names, and the one whom it answers; a name without its number is no identifier."""
    known = {user.handle.lower(): user for user in told.users.values() if user.handle}
    users: dict[str, User] = {}
    for one in several[:100]:
        handle, number = text_in(one, "username", "screen_name"), text_in(one, "id_str", "id")
        user = told.users.get(number) or known.get(handle.lower()) or User(number, text_in(one, "name"), handle)
        users.setdefault(user.id or handle.lower(), user)
    if answered:
        users.setdefault(answered, _user(answered, told) or User(answered))
    if author is not None:
        users.pop(author.id, None)
    return [_party("mention", user) for user in users.values() if user.id or user.handle]


def _user(number: str, told: Told) -> User | None:
    return (told.users.get(number) or User(number)) if number.isdigit() else None


def _old_user(user: dict[str, Any]) -> User:
    return User(
        text_in(user, "id_str", "id"), text_in(user, "name"), text_in(user, "screen_name"), text_in(user, "description"),
        count_in(user, "followers_count"),
    )  # fmt: skip


def _owner(reading: Reading) -> User:
    """Whose archive it is: ours, by the number among our names where there is one."""
    names = [name.strip().removeprefix("x:").removeprefix("@") for name in reading.own.names]
    return User(next((name for name in names if name.isdigit()), ""), handle=next((name for name in names if name.isidentifier()), ""))


def _ours(user: User, reading: Reading) -> bool:
    return is_ours(f"{NETWORK}:{user.id}" if user.id else None, reading, user.handle)


def _party(role: Any, user: User | None) -> Party:
    if user is None:
        return Party(role=role)
    name = tidy(user.name) or (tidy(user.handle) if not user.id else "")
    about = tidy(user.about) if role == "author" else ""
    return Party(role=role, identifier=f"{NETWORK}:{user.id}" if user.id else None, name=name or None, about=about or UNSET)


def _made(number: str) -> datetime | None:
    """The instant within a post's number, to the second as the network gives it; the first numbers (until 2010) hold none."""
    if not number.isdigit() or len(number) > 19 or not 2**32 <= int(number) < MOST:
        return None
    at = EPOCH + timedelta(milliseconds=(int(number) >> 22) + SNOWFLAKES_FROM_MS)
    return at.replace(microsecond=0)


def _old_instant(text: str) -> datetime | None:
    """ "Wed Oct 10 20:19:24 +0000 2018", or RFC 3339."""
    parts = text.split()
    if len(parts) == 6:
        try:
            return parsedate_to_datetime(f"{parts[0]}, {parts[2]} {parts[1]} {parts[5]} {parts[3]} {parts[4]}").astimezone(EPOCH.tzinfo)
        except (ValueError, OverflowError):
            return None
    return instant(text)
