"""What a network sent, whichever it was: a call's body, an answer of its API, a piece of its stream, an export."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Any

import msgspec

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels import Read
from streams.channels.recorded import recorded
from streams.channels.social.forms import (
    activitypub,
    app_store,
    bluesky,
    bot_framework,
    discourse,
    google,
    graph,
    line_bot,
    linkedin,
    mastodon,
    meta,
    meta_export,
    reddit,
    slack,
    telegram,
    telegram_export,
    threads,
    trustpilot,
    viber,
    whatsapp_chat,
    x,
    youtube,
    youtube_feed,
)

Reader = Callable[[dict[str, Any], str, Reading, Original], Iterator[Read]]
Recogniser = Callable[[dict[str, Any]], bool]
Form = tuple[frozenset[str], Recogniser, Reader]


def _marked(fields: str) -> frozenset[str]:
    return frozenset(fields.split())


FORMS: dict[str, Form] = {
    # First the webhooks that come in numbers. Only a form that has one of the object's fields is asked whether it knows the object.
    "meta": (_marked("entry field messages statuses"), meta.recognises, meta.read),
    "telegram": (_marked("update_id message_id ok"), telegram.recognises, telegram.read),
    "slack": (slack.MARKS, slack.recognises, slack.read),
    "mastodon": (_marked("event account last_status notification_groups ancestors"), mastodon.recognises, mastodon.read),
    "activitypub": (_marked("@context type"), activitypub.recognises, activitypub.read),
    "app store": (app_store.MARKS, app_store.recognises, app_store.read),
    "bluesky": (bluesky.MARKS, bluesky.recognises, bluesky.read),
    "bot framework": (bot_framework.MARKS, bot_framework.recognises, bot_framework.read),
    "discourse": (discourse.NAMES, discourse.recognises, discourse.read),
    "google": (google.MARKS, google.recognises, google.read),
    "line": (_marked("events"), line_bot.recognises, line_bot.read),
    "linkedin": (linkedin.MARKS, linkedin.recognises, linkedin.read),
    "viber": (viber.MARKS, viber.recognises, viber.read),
    "threads": (threads.MARKS, threads.recognises, threads.read),
    "meta export": (_marked("participants"), meta_export.recognises, meta_export.read),
    "reddit": (_marked("kind name subreddit"), reddit.recognises, reddit.read),
    "telegram export": (_marked("chats messages"), telegram_export.recognises, telegram_export.read),
    "trustpilot": (_marked("events eventName reviews productReviews stars"), trustpilot.recognises, trustpilot.read),
    "x": (x.MARKS, x.recognises, x.read),
    "youtube": (_marked("kind snippet items"), youtube.recognises, youtube.read),
    "meta graph": (frozenset(), graph.recognises, graph.read),  # its answers may be keyed by whatever was asked for
}
MARKS = frozenset[str]().union(*(marks for marks, _, _ in FORMS.values()))

Text = tuple[Callable[[bytes], bool], Callable[[bytes, Reading, Original], Iterator[Read]], str]

TEXTS: dict[str, Text] = {
    "trustpilot table": (trustpilot.is_table, trustpilot.read_table, "text/csv"),
    "whatsapp chat": (whatsapp_chat.is_chat, whatsapp_chat.read_chat, "text/plain"),
    "youtube feed": (youtube_feed.is_feed, youtube_feed.read_feed, "application/atom+xml"),
}
"""Exports that are no JSON."""

STREAM = re.compile(rb"\A(?:[^\S\n]*(?::[^\n]*)?\n)*+[^\S\n]*(?:event|data|id|retry):")
ARCHIVE = re.compile(rb"\A\s*window\.YTD\.[A-Za-z0-9_]{1,60}\.part\d{1,6}\s*=\s*")
"""What X puts before the JSON of an archive's files."""
RESEND = "send the body as the network's API or webhook gave it"


def parse(data: bytes, reading: Reading) -> Iterator[Read]:
    """In the order of the source; the same thing twice in one source is said once."""
    data = data[:]  # of a large file a map is given; of bytes this is the same object
    given = data.removeprefix(b"\xef\xbb\xbf")
    headers, given = recorded(given) or ({}, given)
    streamed = False
    if not given.startswith((b"{", b"[{")):
        archive = ARCHIVE.match(given)
        given = given[archive.end() :] if archive else given
        for is_one, read, kind in TEXTS.values():
            if is_one(given):
                yield from _once(read(given, reading, _original(data, kind)))
                return
        streamed = STREAM.match(given) is not None
    original = _original(data, "text/event-stream" if streamed else "application/json")
    payloads = _stream(given) if streamed else _documents(given)
    if headers:
        payloads = ((where, discourse.completed(value, headers)) for where, value in payloads)
    yield from _once(
        found for where, value in payloads for found in ([value] if isinstance(value, Refusal) else _read(value, where, reading, original))
    )


def _original(data: bytes, kind: str) -> Original:
    return Original(sha256=sha256(data).hexdigest(), content_type=kind, size=len(data))


def _once(found: Iterable[Read]) -> Iterator[Read]:
    """Each but once; a mark of it is kept, not the whole."""
    first: Read | None = None
    seen: set[int] = set()
    for one in found:
        if first is None:
            first = one
            yield one
            continue
        if not seen:
            seen.add(_mark(first))
        mark = _mark(one)
        if mark not in seen:
            seen.add(mark)
            yield one


_ENCODER = msgspec.msgpack.Encoder()


def _mark(one: Read) -> int:
    return hash(_ENCODER.encode(one))


def _read(value: Any, where: str, reading: Reading, original: Original) -> Iterator[Read]:
    if isinstance(value, list):
        if not value:
            yield Refusal(where=where, what="the list is empty", remedy="nothing to do if the network had nothing to say")
        for place, item in enumerate(value):
            inner = f"{where}[{place}]"
            if isinstance(item, list):
                yield Refusal(where=inner, what="a list inside the list is nothing a network sends", remedy=RESEND)
            else:
                yield from _read(item, inner, reading, original)
        return
    if not isinstance(value, dict):
        yield Refusal(where=where, what="this is no object", remedy=RESEND)
        return
    for recognises, read in _may_be(frozenset(MARKS.intersection(value))):
        if recognises(value):
            yield from read(value, where, reading, original)
            return
    fields = ", ".join(sorted(str(name)[:30] for name in value)[:6]) or "none"
    yield Refusal(
        where=where,
        what=f"no known network sends an object with these fields: {fields}",
        remedy=f"{RESEND}; networks read: {', '.join(FORMS)}",
    )


@lru_cache(maxsize=4096)
def _may_be(marks: frozenset[str]) -> tuple[tuple[Recogniser, Reader], ...]:
    """The forms that an object with these marks may have."""
    return tuple((recognises, read) for fields, recognises, read in FORMS.values() if not (fields and fields.isdisjoint(marks)))


def _documents(data: bytes) -> Iterator[tuple[str, Any]]:
    """One JSON document, or one a line."""
    try:
        yield "payload", msgspec.json.decode(data)
        return
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        problem = str(error) or "too deeply nested"
    lines = [(number, line) for number, line in enumerate(data.splitlines(), 1) if line.strip()]
    if len(lines) < 2 or not all(line.lstrip().startswith(b"{") and line.rstrip().endswith(b"}") for _, line in lines[:2]):
        yield "payload", Refusal(where="payload", what=f"this is no JSON ({problem})", remedy=RESEND)
        return
    for number, line in lines:
        where = f"line {number}"
        try:
            yield where, msgspec.json.decode(line)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            yield where, Refusal(where=where, what=f"this is no JSON ({error})", remedy=RESEND)


def _stream(data: bytes) -> Iterator[tuple[str, Any]]:
    """Server-sent events (WHATWG HTML, 9.2): each as {"event", "payload"}, the form that a WebSocket gives. Heartbeats are skipped."""
    event, payload = "", list[str]()
    for number, line in enumerate([*re.split(r"\r\n|\n|\r", data.decode("utf-8", "replace")), ""], 1):
        if not line:
            if payload:
                yield f"line {number - 1}", {"event": event, "payload": "\n".join(payload)}
            event, payload = "", []
            continue
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            event = value
        elif name == "data":
            payload.append(value)
