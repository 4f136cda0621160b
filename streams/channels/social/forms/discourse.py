"""Discourse: posts by webhook and by the JSON of topics, latest posts and search; likes and chat messages.

Source: docs.discourse.org (posts, topics), meta.discourse.org/t/49045 (webhooks: the body is one object under the name of the event's
type), PostSerializer, WebHookPostSerializer and WebHookLikeSerializer in github.com/discourse/discourse. `cooked` is HTML, `raw` is what
was typed; types of posts: 1 regular, 2 of a moderator, 3 a small action, 4 a whisper among staff.

A post is named by its topic and its number in it, which is how answers name it. Bodies do not tell which forum they come from: its host is
taken from the header X-Discourse-Instance, from an absolute address in them, else from a name of ours such as `discourse:forum.example/3`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from msgspec import UNSET

from schemas.errors import Refusal
from schemas.interaction import Act, Attachment, Interaction, Original, Own, Party, Reading
from streams.channels.social.fields import count_in, counts, dict_in, dicts_in, host_of, instant, language_of, text_in
from streams.channels.social.found import Found, taken_back
from streams.channels.social.html import text_of, tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of, is_ours
from streams.rules.language import identify

NETWORK = "discourse"
_UNSAID = (
    "topic user category tag group badge reviewable notification user_badge group_user solved assign user_promoted category_experts"
    " topic_voting ping calendar_event custom"
)
UNSAID = frozenset(_UNSAID.split())
"""What the forum and its moderators do, and topics: the first post of a topic comes as a post of its own."""
NAMES = UNSAID | frozenset({"post", "like", "chat_message", "post_stream", "latest_posts", "grouped_search_result", "topic_id"})
_MARKS = (
    "avatar_template archetype slug trust_level topic_slug topic_id notification_type reviewable_type post_number mentionable_level"
    " visibility_level group_id granted_at badge_type_id pm_topic_count"
)
MARKS = frozenset(_MARKS.split())
"""Fields by which such an object is told from another network's of the same name."""
REGULAR = (1, 2)
MENTION = re.compile(r"""<a class="mention"[^<>]{0,300}>@([^<>\s]{1,60})</a>""")
UPLOAD = re.compile(r"""<a class="attachment" href="([^"<>]{1,500})"|<img src="([^"<>]{1,500}/(?:original|optimized)/[^"<>]{1,300})\"""")
SHOWN = re.compile(r"""<(div|a|span) class="(?:meta|lightbox|badge badge-notification|onebox-avatar-inline)[^"<>]*"[^<>]*>""")
BB_QUOTE = re.compile(r"\[(/?)quote\b[^\[\]\n]{0,200}\]", re.IGNORECASE)


def recognises(value: dict[str, Any]) -> bool:
    """Is this the body of a webhook, or an answer of the forum's API?"""
    if len(value) == 1:
        name, inner = next(iter(value.items()))
        if name == "post" and isinstance(inner, dict):
            return "topic_id" in inner and "username" in inner
        if name == "like":
            return "topic_id" in dict_in(inner, "post") and "username" in dict_in(inner, "user")
        if name == "chat_message":
            return "message" in inner if isinstance(inner, dict) else False
        if name == "ping":
            return bool(inner == "OK")
        return name in UNSAID and isinstance(inner, dict) and not MARKS.isdisjoint(inner)
    if "post_stream" in value or "latest_posts" in value or ("grouped_search_result" in value and "posts" in value):
        return True
    return "topic_id" in value and "username" in value and "post_number" in value


def completed(value: Any, headers: Mapping[str, str]) -> Any:
    """A webhook's body with what only its headers tell: which forum it is of, and that a post was taken back."""
    inner = next(iter(value.values())) if isinstance(value, dict) and len(value) == 1 else None
    if not isinstance(inner, dict) or "x-discourse-instance" not in headers:
        return value
    taken_back = {"user_deleted": True} if headers.get("x-discourse-event") == "post_destroyed" else {}
    return {name: {**inner, **taken_back, "url": headers["x-discourse-instance"]} for name in value}


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    """What was said or done in one object that `recognises` knows; refusals name the place in it."""
    if "post_number" in value:
        yield from _post(value, value, where, reading, original)
    elif "post_stream" in value:
        for place, post in enumerate(dicts_in(dict_in(value, "post_stream"), "posts")):
            yield from _post(post, value, f"{where}.post_stream.posts[{place}]", reading, original)
    elif "latest_posts" in value:
        for place, post in enumerate(dicts_in(value, "latest_posts")):
            yield from _post(post, post, f"{where}.latest_posts[{place}]", reading, original)
    elif "grouped_search_result" in value:
        return  # a search gives excerpts, not posts
    elif "like" in value:
        yield _like(dict_in(value, "like"), f"{where}.like", reading, original)
    elif "chat_message" in value:
        yield from _chat(dict_in(value, "chat_message"), f"{where}.chat_message", reading, original)
    elif "post" in value:
        yield from _post(dict_in(value, "post"), dict_in(value, "post"), f"{where}.post", reading, original)


def _post(post: dict[str, Any], topic: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    """A post as what its author said. `topic` knows the title where the post does not."""
    kind, user = count_in(post, "post_type"), count_in(post, "user_id")
    if kind not in (None, *REGULAR) or (user is not None and user < 0):
        return  # small actions, whispers, the system's own words
    number, within = text_in(post, "topic_id"), text_in(post, "post_number")
    at = instant(text_in(post, "created_at"))
    if not number or not within or at is None:
        yield Refusal(where=where, what="the post does not tell its topic, number and time", remedy="send the post as the forum gave it")
        return
    forum = _forum(post, topic, reading)
    if text_in(post, "deleted_at") or post.get("user_deleted") is True:
        yield taken_back(NETWORK, f"{forum}topic/{number}/{within}", instant(text_in(post, "deleted_at")))
        return
    author = _account(post, forum)
    cooked, raw = text_in(post, "cooked"), text_in(post, "raw")
    shown = SHOWN.sub(r'<\1 class="quote-inline">', cooked) if " class=" in cooked else cooked
    text = text_of(shown, quotes=False) if cooked else _unquoted(raw)
    replied = text_in(post, "reply_to_post_number")
    direct = text_in(post, "topic_archetype") == "private_message" or text_in(topic, "archetype") == "private_message"
    mine = is_ours(author.identifier, reading, text_in(post, "username"))
    others = _spoken_to(post, cooked, "recipient" if direct else "mention")
    updated = instant(text_in(post, "updated_at"))
    version = count_in(post, "version") or 1
    act: Act = "direct" if direct else "reply" if replied or within != "1" else "post"
    thread = f"{NETWORK}:{forum}topic/{number}"
    yield Interaction(
        id=f"{thread}/{within}", channel="social", network=NETWORK,
        direction=direction_of(mine, [is_ours(None, reading, party.name) for party in others] if mine else ()), at=at,
        parties=(author, *others),
        thread=thread, in_reply_to=f"{thread}/{replied or 1}" if act == "reply" or replied else None,
        subject=tidy(text_in(post, "topic_title") or text_in(topic, "title", "topic_title")) or None,
        text=text, language=language_of(text_in(post, "locale")) or identify(text),
        attachments=tuple(_attachments(cooked)) if "<img" in cooked or '"attachment"' in cooked else (),
        measures=counts(likes=_likes(post), replies=count_in(post, "reply_count")),
        automatic="bulk" if text_in(post, "action_code") or post.get("bot") is True else None, original=original, act=act,
        edited_at=updated if version > 1 and updated is not None and updated > at else UNSET,
    )  # fmt: skip


def _like(like: dict[str, Any], where: str, reading: Reading, original: Original) -> Interaction | Refusal:
    """The webhook gives no time of the like."""
    post, user = dict_in(like, "post"), dict_in(like, "user")
    forum = _forum(post, like, reading)
    author, whose = _account(user, forum, key="id"), _account(post, forum)
    name = f"{forum}topic/{text_in(post, 'topic_id')}/{text_in(post, 'post_number')}"
    mine, ours = (
        is_ours(author.identifier, reading, text_in(user, "username")),
        is_ours(whose.identifier, reading, text_in(post, "username")),
    )
    return Interaction(
        id=f"{NETWORK}:like:{text_in(user, 'id', 'username')}:{name}", channel="social", network=NETWORK,
        direction=direction_of(mine, [True] if ours else []), at=instant(text_in(like, "created_at")),
        parties=(author, *([Party(role="recipient", identifier=whose.identifier, name=whose.name)] if ours else [])),
        thread=f"{NETWORK}:{forum}topic/{text_in(post, 'topic_id')}", in_reply_to=f"{NETWORK}:{name}", original=original, act="like",
    )  # fmt: skip


def _chat(event: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    message, room = dict_in(event, "message"), dict_in(event, "channel")
    user, at = dict_in(message, "user"), instant(text_in(message, "created_at"))
    if not text_in(message, "id") or at is None:
        yield Refusal(where=where, what="the message has no id, or no time", remedy="send the event as the forum gave it")
        return
    forum = _forum(message, event, reading)
    if text_in(message, "deleted_at"):
        yield taken_back(NETWORK, f"{forum}chat/{text_in(message, 'id')}", instant(text_in(message, "deleted_at")))
        return
    author, cooked = _account(user, forum, key="id"), text_in(message, "cooked")
    text = text_of(cooked, quotes=False) if cooked else _unquoted(text_in(message, "message"))
    parent = text_in(dict_in(message, "in_reply_to"), "id")
    channel = text_in(room, "id") or text_in(message, "chat_channel_id")
    yield Interaction(
        id=f"{NETWORK}:{forum}chat/{text_in(message, 'id')}", channel="social", network=NETWORK,
        direction=direction_of(is_ours(author.identifier, reading, text_in(user, "username")), []), at=at, parties=(author,),
        thread=f"{NETWORK}:{forum}channel/{channel}" if channel else None,
        in_reply_to=f"{NETWORK}:{forum}chat/{parent}" if parent else None, text=text, language=identify(text), original=original,
        act="direct" if text_in(room, "chatable_type") == "DirectMessage" else "reply" if parent else "post",
    )  # fmt: skip


def _account(user: dict[str, Any], forum: str, key: str = "user_id") -> Party:
    """The account by its number, since names can be changed; by its name where an old forum gives no number."""
    value = text_in(user, key) or text_in(user, "username").lower()
    name = tidy(text_in(user, "name") or text_in(user, "display_username", "username"))
    about = "\n".join([text_of(told) for key in ("bio_cooked", "website", "location") if key in user and (told := text_in(user, key))])
    return Party(role="author", identifier=f"{NETWORK}:{forum}{value}" if value else None, name=name or None, about=about or UNSET)


def _spoken_to(post: dict[str, Any], cooked: str, role: Any) -> list[Party]:
    """Those whom the text names and the one whom it answers: by their names alone, the forum does not tell their numbers."""
    names = MENTION.findall(cooked)[:50] if '"mention"' in cooked else []
    answered = text_in(dict_in(post, "reply_to_user"), "username")
    author = text_in(post, "username").lower()
    several = dict.fromkeys([name for name in (*names, answered) if name and name.lower() != author])
    return [Party(role=role, name=name) for name in several]


def _forum(post: dict[str, Any], around: dict[str, Any], reading: Reading) -> str:
    """Its host with a slash, empty where nothing tells."""
    for source in (post, around):
        for name in ("url", "topic_url", "post_url"):
            if name in source and (host := host_of(text_in(source, name))):
                return f"{host}/"
    return _our_forum(reading.own)


@lru_cache(maxsize=64)
def _our_forum(own: Own) -> str:
    ours = {name.strip().removeprefix(f"{NETWORK}:").partition("/")[0].lower() for name in own.names if name.startswith(f"{NETWORK}:")}
    hosts = [host for host in ours if "." in host]
    return f"{hosts[0]}/" if len(hosts) == 1 else ""


def _unquoted(raw: str) -> str:
    """What was typed, without [quote] blocks and quoted lines."""
    said, deep, last = [], 0, 0
    for mark in BB_QUOTE.finditer(raw):
        if deep == 0:
            said.append(raw[last : mark.start()])
        deep = max(deep - 1, 0) if mark[1] else deep + 1
        last = mark.end()
    said.append(raw[last:] if deep == 0 else "")
    return tidy("\n".join(line for line in "".join(said).split("\n") if not line.startswith(">")))


def _likes(post: dict[str, Any]) -> int | None:
    """Action 2 is the like; where the list of actions is given without it, nobody liked the post."""
    if "like_count" in post:
        return count_in(post, "like_count")
    liked = [one for one in dicts_in(post, "actions_summary") if count_in(one, "id") == 2]
    return count_in(liked[0], "count") if liked else None


def _attachments(cooked: str) -> Iterator[Attachment]:
    for found in list(UPLOAD.finditer(cooked))[:50]:
        yield medium(found[1] or found[2], "" if found[1] else "image")
