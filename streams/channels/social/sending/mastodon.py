"""Mastodon: a direct status that mentions the person, in reply to theirs where there is one.

The idempotency key is the message's id: within an hour the same key gives the same status, so that what is in doubt is simply asked for
again. Source: docs.joinmastodon.org/methods/statuses/#create, docs.joinmastodon.org/methods/statuses/#headers.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import msgspec

from schemas.documents import Message
from streams.channels.sending import Outside, Sent, not_set_up
from streams.channels.social.sending.asking import ask, refused
from streams.rules.identifiers import mastodon
from streams.settings import Settings

KEY_HOLDS = timedelta(minutes=50)


class Account(msgspec.Struct, frozen=True):
    acct: str = ""


class Status(msgspec.Struct, frozen=True):
    """What the server says of the status that it made."""

    id: str = ""
    uri: str | None = None
    url: str | None = None
    account: Account = Account()


def set_up(settings: Settings) -> bool:
    return bool(settings.mastodon_url and settings.mastodon_token)


def finds_out(message: Message, outside: Outside) -> bool:
    """Whether it may still be asked for again: the server forgets the key after an hour."""
    return message.doubt_since is None or outside.now - message.doubt_since < KEY_HOLDS


async def send(message: Message, outside: Outside) -> Sent:
    if message.doubt_since and not finds_out(message, outside):
        return Sent(state="uncertain", reason="the server has forgotten by now whether it took it")
    settings = outside.settings
    status = {"status": message.text, "visibility": "direct", "language": message.language}
    if message.in_reply_to:
        status["in_reply_to_id"] = message.in_reply_to
    url = settings.mastodon_url.rstrip("/") + "/api/v1/statuses"
    answer = await ask(outside, "POST", url, token=settings.mastodon_token, give=status, headers={"Idempotency-Key": message.id})
    if isinstance(answer, Sent):
        return not_set_up("a valid EGARD_MASTODON_URL") if answer.state == "held" else answer
    if not answer.done:
        return refused(answer, outside.now, again=True)
    made = answer.read(Status, Status())
    return Sent(state="sent", reply=f"{made.uri or made.url or made.id} {made.account.acct}".strip(), rest=answer.rest)


def ids(message: Message, settings: Settings) -> tuple[str, str | None, str | None]:
    """What the status is called when our own server tells of it, what we are called there, and the thread."""
    host = urlsplit(settings.mastodon_url).hostname or "egard.invalid"
    uri, _, acct = (message.reply or message.id).partition(" ")
    return f"mastodon:{uri}", mastodon(acct, host), f"mastodon:{message.in_reply_to}" if message.in_reply_to else None
