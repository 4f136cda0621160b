"""X (Twitter): API v2 with its includes, and what of the older API is recognised beside it (`x_old`).

Source: docs.x.com: X API v2 data dictionary (Post, User, direct message events), compliance stream.
"""

from __future__ import annotations

from typing import Any

from schemas.errors import Refusal
from schemas.interaction import Interaction, Original, Reading
from streams.channels.social.fields import count_in, counts, dict_in, dicts_in, instant, text_in
from streams.channels.social.forms.x_old import EVENTS, SAYS, UNSAID, archived_messages, deleted, old_message, old_post, old_user, webhook
from streams.channels.social.forms.x_told import Told, User, direct, made_at, mentions_in, said, text_of, user_of
from streams.channels.social.found import Found
from streams.channels.social.media import medium

ARCHIVED = frozenset({"tweet", "dmConversation"})
ARCHIVED_UNSAID = frozenset({"like", "follower", "following", "account", "profile", "block", "mute", "verified", "ageInfo"})
"""What the archive lists without a time, and what only concerns the account itself."""
_MARKS = {"for_user_id", "statuses", "events", "id_str", "message_create", "meta", "data", "author_id", "event_type", "delete"}
NOTICES = frozenset({"limit", "scrub_geo", "status_withheld", "user_withheld", "warning"})
"""What a stream tells of itself."""
MARKS = frozenset(_MARKS | SAYS | UNSAID | ARCHIVED | ARCHIVED_UNSAID | NOTICES)


def recognises(value: dict[str, Any]) -> bool:
    """Is this an answer of the API, a call of the webhook, or an entry of an archive?"""
    if MARKS.isdisjoint(value):
        return False
    if "delete" in value:  # of a stream: v1.1's, and that of compliance in API v2
        return "id" in (dict_in(dict_in(value, "delete"), "tweet") or dict_in(dict_in(value, "delete"), "status"))
    if "for_user_id" in value or not EVENTS.isdisjoint(value):
        return True
    if len(value) == 1 and not NOTICES.isdisjoint(value):
        return isinstance(next(iter(value.values())), dict)
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
        yield from deleted(dict_in(gone, "tweet") or dict_in(gone, "status"), instant(text_in(gone, "event_at")))
        return
    if "for_user_id" in value or not EVENTS.isdisjoint(value):
        yield from webhook(value, told)
    elif "tweet" in value and len(value) == 1:
        yield old_post(dict_in(value, "tweet"), told.at(f"{where}.tweet"), archived=True)
    elif "dmConversation" in value:
        yield from archived_messages(dict_in(value, "dmConversation"), told.at(f"{where}.dmConversation"))
    elif len(value) == 1 and next(iter(value)) in ARCHIVED_UNSAID | NOTICES:
        return
    elif "statuses" in value or "events" in value:
        for field in ("statuses", "events"):
            for place, one in enumerate(dicts_in(value, field)):
                at = told.at(f"{where}.{field}[{place}]")
                yield from old_message(one, at) if field == "events" else [old_post(one, at)]
    elif "id_str" in value:
        yield old_post(value, told)
    elif "message_create" in value:
        yield from old_message(value, told)
    elif "data" in value:
        for place, one in enumerate(dicts_in(value, "data")):
            at = told.at(f"{where}.data[{place}]" if isinstance(value["data"], list) else f"{where}.data")
            if "event_type" in one:
                yield from _message(one, at)
            elif "text" in one:  # an account in the place of a post tells who somebody is, not what they did
                yield _post(one, at)
    elif "event_type" in value:
        yield from _message(value, told)
    elif "author_id" in value:
        yield _post(value, told)


def _told(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Told:
    users: dict[str, User] = {}
    if "includes" not in value and "users" not in value:
        return Told(users, {}, where, reading, original, text_in(value, "for_user_id"))
    includes = dict_in(value, "includes")
    for one in dicts_in(includes, "users"):
        users[text_in(one, "id")] = User(
            text_in(one, "id"), text_in(one, "name"), text_in(one, "username"), text_in(one, "description"),
            count_in(one.get("public_metrics"), "followers_count"),
        )  # fmt: skip
    for one in dict_in(value, "users").values():
        if isinstance(one, dict):
            users[text_in(one, "id")] = old_user(one)
    media = {text_in(one, "media_key"): one for one in dicts_in(includes, "media")}
    return Told(users, media, where, reading, original, text_in(value, "for_user_id"))


def _post(post: dict[str, Any], told: Told) -> Interaction | Refusal:
    """A post of API v2. Those of an edited post have numbers of their own; the first of its history names it for good."""
    number = text_in(post, "id")
    history = post.get("edit_history_tweet_ids")
    first = history[0] if isinstance(history, list) and history and isinstance(history[0], str) else number
    made = instant(text_in(post, "created_at"))
    if first != number:
        at, edited = made_at(first), made or made_at(number)
    else:
        at, edited = made or made_at(number), None
    if not number:
        return Refusal(where=f"{told.where}.id", what="the post has no id", remedy="send the post as the API gave it")
    references = {text_in(one, "type"): text_in(one, "id") for one in dicts_in(post, "referenced_tweets")}
    author = user_of(text_in(post, "author_id"), told)
    parent = references.get("replied_to")
    whole = dict_in(post, "note_tweet")
    entities = dict_in(whole, "entities") or dict_in(post, "entities")
    keys = dict_in(post, "attachments").get("media_keys")
    media = [told.media[key] for key in keys if isinstance(key, str) and key in told.media] if isinstance(keys, list) else []
    metrics = dict_in(post, "public_metrics")
    spoken_to = mentions_in(dicts_in(entities, "mentions"), text_in(post, "in_reply_to_user_id"), author, told)
    return said(
        first, author, at, edited, told, spoken_to=spoken_to, boosts=references.get("retweeted"),
        text=text_of(text_in(whole, "text") or text_in(post, "text"), dicts_in(entities, "urls"), references.get("quoted")),
        thread=text_in(post, "conversation_id") or parent or first, parent=parent, language=text_in(post, "lang"),
        attachments=tuple(medium(text_in(one, "url"), text_in(one, "type")) for one in media),
        measures=counts(
            likes=count_in(metrics, "like_count"), reposts=count_in(metrics, "retweet_count"), replies=count_in(metrics, "reply_count"),
            followers=author.followers if author else None,
        ),
    )  # fmt: skip


def _message(event: dict[str, Any], told: Told) -> Found:
    """A direct message of API v2; who came and went in a group is nothing that was said."""
    if text_in(event, "event_type") != "MessageCreate":
        return
    sender = text_in(event, "sender_id")
    conversation = text_in(event, "dm_conversation_id")
    members = event.get("participant_ids")
    others = [one for one in members if isinstance(one, str)] if isinstance(members, list) else conversation.split("-")
    at = instant(text_in(event, "created_at")) or made_at(text_in(event, "id"))
    text = text_of(text_in(event, "text"), dicts_in(dict_in(event, "entities"), "urls"), None)
    yield direct(text_in(event, "id"), sender, [one for one in others if one != sender], conversation, at, text, (), told)
