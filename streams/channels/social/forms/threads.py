"""Threads: webhooks about replies, mentions, posts and deletions, and its API's media.

Source: developers.facebook.com/docs/threads/webhooks and docs/threads/threads-media, reply-management. People are known by their user names
alone, which they can change: those are names and no identifiers.
"""

from __future__ import annotations

from typing import Any

from schemas.errors import Refusal
from schemas.interaction import Act, Interaction, Original, Party, Reading
from streams.channels.social.fields import dict_in, dicts_in, epoch, instant, text_in
from streams.channels.social.found import Found, no_time, taken_back, unknown
from streams.channels.social.html import tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of, is_ours
from streams.rules.language import identify

NETWORK = "threads"
MARKS = frozenset({"values", "permalink", "data"})
SAYS = frozenset({"replies", "mentions", "publish"})
KINDS = {"IMAGE": "image", "VIDEO": "video", "AUDIO": "audio"}


def recognises(value: dict[str, Any]) -> bool:
    """Is this a call of the webhook, a medium, or a list of them?"""
    if "values" in value:
        return "field" in next(iter(dicts_in(value, "values")), {}) and ("subscription_id" in value or "target_id" in value)
    if "data" in value:
        return "threads." in text_in(next(iter(dicts_in(value, "data")), {}), "permalink")[:40]
    return "threads." in text_in(value, "permalink")[:40] and "id" in value


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    if "values" not in value:
        for place, one in enumerate(dicts_in(value, "data")) if "data" in value else [(0, value)]:
            yield _said(one, f"{where}.data[{place}]" if "data" in value else where, reading, original)
        return
    for place, told in enumerate(dicts_in(value, "values")):
        at = f"{where}.values[{place}]" if isinstance(value["values"], list) else f"{where}.values"
        field, inner = text_in(told, "field"), dict_in(told, "value")
        if field in SAYS:
            yield _said(inner, f"{at}.value", reading, original)
        elif field == "delete" and text_in(inner, "id"):
            yield taken_back(NETWORK, text_in(inner, "id"), instant(text_in(inner, "deleted_at")) or epoch(value.get("time")))
        else:
            yield unknown(f"{at}.field", field or "nothing", "Threads")


def _said(said: dict[str, Any], where: str, reading: Reading, original: Original) -> Interaction | Refusal:
    at, number = instant(text_in(said, "timestamp")), text_in(said, "id")
    if not number:
        return Refusal(where=f"{where}.id", what="this is missing", remedy="send the call as Threads gave it")
    if at is None:
        return no_time(f"{where}.timestamp", text_in(said, "timestamp"))
    handle, owner = text_in(said, "username"), text_in(dict_in(said, "owner"), "id")
    who = f"{NETWORK}:{owner}" if owner else None
    root, parent = dict_in(said, "root_post"), text_in(dict_in(said, "replied_to"), "id")
    host = f"{NETWORK}:{text_in(root, 'owner_id')}" if text_in(root, "owner_id") else None
    mine, ours = is_ours(who, reading, handle), is_ours(host, reading, text_in(root, "username"))
    text, url = tidy(text_in(said, "text")), text_in(said, "media_url")
    act: Act = "reply" if parent else "post"
    return Interaction(
        id=f"{NETWORK}:{number}", channel="social", network=NETWORK, direction=direction_of(mine, [True] if ours and parent else []), at=at,
        parties=(
            Party(role="author", identifier=who, name=tidy(handle) or None),
            *([Party(role="recipient", identifier=host)] if host and ours and not mine else []),
        ),
        thread=f"{NETWORK}:{text_in(root, 'id') or number}", in_reply_to=f"{NETWORK}:{parent}" if parent else None,
        text=text, language=identify(text), attachments=(medium(url, KINDS.get(text_in(said, "media_type"), "")),) if url else (),
        original=original, act=act,
    )  # fmt: skip
