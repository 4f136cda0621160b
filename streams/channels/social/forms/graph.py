"""Answers of Meta's Graph API: messages, comments, posts and recommendations that were asked for.

Source: developers.facebook.com/docs/graph-api (Page/conversations, Message, Comment, Post, Page/ratings; IG Media/comments, IG
Comment). A list stands in `data`; a request for several ids gives an object that is keyed by them.
"""

from __future__ import annotations

from typing import Any

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.social.fields import listed
from streams.channels.social.forms import facebook, instagram, messenger
from streams.channels.social.found import Found, unknown

DEEPEST = 12
NESTED = ("data", "messages", "comments", "replies", "conversations", "feed", "posts", "media", "ratings")


def recognises(value: dict[str, Any]) -> bool:
    if _kind(value):
        return True
    if isinstance(value.get("data"), list):
        first = next(iter(value["data"]), None)
        return ("paging" in value and len(value) <= 3) if first is None else isinstance(first, dict) and recognises(first)
    if any(isinstance(value[name], dict) and isinstance(value[name].get("data"), list) for name in NESTED if name in value):
        return "id" in value
    return _keyed(value)


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    yield from _walk(value, where, None, DEEPEST, reading, original)


def _walk(value: Any, where: str, above: tuple[str, str] | None, deep: int, reading: Reading, original: Original) -> Found:
    """A node and what hangs below it; `above`: the post or medium at the top, and what this directly answers."""
    if not isinstance(value, dict) or deep == 0:
        yield Refusal(
            where=where, what="this is no object" if deep else "too deeply nested", remedy="send the answer as the Graph API gave it"
        )
        return
    kind = _kind(value)
    if kind == "message":
        network = "facebook" if _named(value) else "instagram"
        yield from messenger.stored(value, network, where, reading, original)
        return
    if kind == "instagram":
        medium, parent = above or (None, None)
        yield from instagram.read(value, "", None, where, reading, original, medium=medium, parent=parent)
    elif kind == "recommendation":
        yield from facebook.recommendation(value, where, reading, original)
    elif kind == "node":
        yield from facebook.node(value, above[1] if above else None, where, reading, original)
    elif _keyed(value):
        for name, inner in value.items():
            yield from _walk(inner, f"{where}.{name[:40]}", above, deep - 1, reading, original)
        return
    number = value.get("id")
    below = (above[0] if above else str(number), str(number)) if isinstance(number, str | int) and "messages" not in value else above
    found = bool(kind)
    for name in NESTED:
        inner = value.get(name)
        if isinstance(inner, dict) and isinstance(inner.get("data"), list):
            found = True
            yield from _walk(inner, f"{where}.{name}", below, deep - 1, reading, original)
        elif name == "data" and isinstance(inner, list):
            found = True
            items = listed(value, name, where)
            for place, item in [] if isinstance(items, Refusal) else items:
                yield from _walk(item, place, above, deep - 1, reading, original)
    if not found and not ("media_type" in value or "participants" in value or {"caption", "permalink"} & value.keys()):
        yield unknown(where, ", ".join(sorted(str(name)[:30] for name in value)[:6]) or "an empty object", "the Graph API")


def _kind(value: dict[str, Any]) -> str | None:
    if "reviewer" in value and "created_time" in value:
        return "recommendation"
    if not isinstance(value.get("id"), str | int):
        return None
    if "created_time" in value and ("to" in value or ("message" in value and str(value["id"]).startswith(("m_", "aW")))):
        return "message"
    if "created_time" in value and ("message" in value or "from" in value):
        return "node"
    if "timestamp" in value and "text" in value and ("username" in value or "from" in value or "user" in value):
        return "instagram" if isinstance(value["timestamp"], str) else None
    return None


def _named(value: dict[str, Any]) -> bool:
    """Facebook's people have names and addresses, Instagram's user names."""
    author = value.get("from")
    return not (isinstance(author, dict) and "username" in author and "email" not in author)


def _keyed(value: dict[str, Any]) -> bool:
    return bool(value) and all(isinstance(inner, dict) and inner.get("id") == name and _kind(inner) for name, inner in value.items())
