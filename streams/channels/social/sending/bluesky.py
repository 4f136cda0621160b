"""Bluesky: a direct message where theirs was one (bluesky_chat.py); else a post in reply to theirs, under a key that is a function of the
message: the same again is the same record, and one can ask whether it is there.

Source: docs.bsky.app/docs/api/com-atproto-repo-create-record, com-atproto-repo-get-record,
app-bsky-feed-get-posts; atproto.com/specs/tid; docs.bsky.app/docs/advanced-guides/posts (replies, facets). A data server answers 500 to a
record that is there already.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC
from typing import Any

import msgspec

from schemas.documents import Message
from streams.channels.sending import Outside, Sent
from streams.channels.social.sending import bluesky_chat
from streams.channels.social.sending.asking import refused
from streams.channels.social.sending.bluesky_session import Problem, nothing_done, signed_in, us
from streams.settings import Settings

DIRECT = "message:"
POST = "app.bsky.feed.post"
SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


class Ref(msgspec.Struct, frozen=True):
    uri: str = ""
    cid: str = ""


class Thread(msgspec.Struct, frozen=True):
    root: Ref | None = None


class Record(msgspec.Struct, frozen=True):
    reply: Thread | None = None


class Post(msgspec.Struct, frozen=True):
    uri: str = ""
    cid: str = ""
    record: Record = Record()


class Posts(msgspec.Struct, frozen=True):
    posts: tuple[Post, ...] = ()


def set_up(settings: Settings) -> bool:
    return bool(settings.bluesky_account and settings.bluesky_password)


def finds_out(message: Message, outside: Outside) -> bool:
    return True


async def send(message: Message, outside: Outside) -> Sent:
    if (message.in_reply_to or "").startswith(DIRECT):
        return await bluesky_chat.send(message, outside)
    if not message.in_reply_to:
        return Sent(state="failed", reason="there is no post of theirs that this would answer")
    key = key_of(message)
    if message.doubt_since:
        there = await _there(key, outside)
        if there is not None:
            return there
    thread = await _thread(message.in_reply_to, outside)
    if isinstance(thread, Sent):
        return thread
    record: dict[str, Any] = {
        "$type": POST, "text": message.text, "langs": [message.language], "reply": thread,
        "createdAt": message.made_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    if facets := facets_of(message.text):
        record["facets"] = facets
    answer = await signed_in(
        outside, "com.atproto.repo.createRecord", lambda did: {"repo": did, "collection": POST, "rkey": key, "record": record}
    )
    if isinstance(answer, Sent):
        return answer
    if answer.done:
        return Sent(state="sent", reply=answer.read(Ref, Ref()).uri or f"at://{us(outside)}/{POST}/{key}", rest=answer.rest)
    if answer.status >= 500 or "exists" in answer.said:  # that it is there already is told so, too
        return await _there(key, outside) or refused(answer, outside.now, again=True)
    return refused(answer, outside.now, again=True)


def key_of(message: Message) -> str:
    """A record key as the lexicon asks for it: an instant in microseconds, and ten bits that are here of the message's id."""
    chance = int.from_bytes(hashlib.sha256(message.id.encode()).digest()[:4], "big")
    number = (round(message.made_at.timestamp() * 1000) * 1000 + chance % 1000) << 10 | chance >> 22
    return "".join(SORTABLE[number >> 5 * place & 31] for place in reversed(range(13)))


def facets_of(text: str) -> list[dict[str, Any]]:
    """Where the links stand, in bytes: a client makes none of them by itself."""
    return [
        {
            "index": {"byteStart": len(text[: found.start()].encode()), "byteEnd": len(text[: found.end()].encode())},
            "features": [{"$type": "app.bsky.richtext.facet#link", "uri": found[0]}],
        }
        for found in LINK.finditer(text)
    ]


def ids(message: Message, settings: Settings) -> tuple[str, str | None, str | None]:
    uri = message.reply or message.id
    did = uri.removeprefix("at://").removeprefix(DIRECT).partition("/")[0] if "/" in uri else uri.removeprefix(DIRECT).rpartition(":")[0]
    return f"bluesky:{uri}", f"bluesky:{did}" if did.startswith("did:") else None, None


async def _thread(uri: str, outside: Outside) -> dict[str, Any] | Sent:
    """Their post and the first of its thread, as a reply has to name them."""
    answer = await signed_in(outside, "app.bsky.feed.getPosts", lambda did: {"uris": uri}, reads=True)
    if isinstance(answer, Sent):
        return nothing_done(answer)
    found = answer.read(Posts, Posts()).posts
    if not answer.done:
        return nothing_done(refused(answer, outside.now, again=True))
    if not found or not found[0].cid:
        return Sent(state="failed", reason="their post is not there any more")
    parent = {"uri": found[0].uri, "cid": found[0].cid}
    root = found[0].record.reply.root if found[0].record.reply else None
    return {"root": {"uri": root.uri, "cid": root.cid} if root else parent, "parent": parent}


async def _there(key: str, outside: Outside) -> Sent | None:
    """Whether the record is there: None: surely not."""
    answer = await signed_in(
        outside, "com.atproto.repo.getRecord", lambda did: {"repo": did, "collection": POST, "rkey": key}, reads=True
    )
    if isinstance(answer, Sent):
        return msgspec.structs.replace(answer, state="doubt")
    if answer.done:
        return Sent(state="sent", reply=answer.read(Ref, Ref()).uri or f"at://{us(outside)}/{POST}/{key}", rest=answer.rest)
    problem = answer.read(Problem, Problem()).error
    if problem == "RecordNotFound" or "could not locate record" in answer.said.lower():
        return None
    return msgspec.structs.replace(refused(answer, outside.now, again=True), state="doubt")
