"""A message by Mastodon's API: a direct status that mentions the person, in reply to theirs where there is one.

The idempotency key is the message's id, so that the server itself gives the same status for the same message within the hour.
Source: docs.joinmastodon.org/methods/statuses/#create.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

import aiohttp
import msgspec

from schemas.documents import Message
from schemas.interaction import Interaction, Original, Party
from streams.channels.sending import Outside, Sent, not_set_up, ours
from streams.rendering import one_line
from streams.rules.identifiers import mastodon
from streams.settings import Settings

TIMEOUT = aiohttp.ClientTimeout(total=25, connect=5)
MOST_BYTES = 1_000_000
LONGEST_PAUSE_S = 3600.0


class Account(msgspec.Struct, frozen=True):
    acct: str = ""


class Status(msgspec.Struct, frozen=True):
    """What the server says of the status that it made."""

    id: str
    uri: str | None = None
    url: str | None = None
    account: Account = Account()


async def send(message: Message, outside: Outside) -> Sent:
    settings = outside.settings
    if not settings.mastodon_url or not settings.mastodon_token:
        return not_set_up("EGARD_MASTODON_URL or EGARD_MASTODON_TOKEN")
    body = {"status": message.text, "visibility": "direct", "language": message.language}
    if message.in_reply_to:
        body["in_reply_to_id"] = message.in_reply_to
    headers = {
        "Authorization": f"Bearer {settings.mastodon_token}", "Idempotency-Key": message.id, "Content-Type": "application/json",
        "Connection": "close",  # an old connection that the server has given up would look like a broken one
    }
    url = settings.mastodon_url.rstrip("/") + "/api/v1/statuses"
    try:
        sending = outside.http().post(url, data=msgspec.json.encode(body), headers=headers, timeout=TIMEOUT, allow_redirects=False)
        async with sending as answer:
            read = await answer.content.read(MOST_BYTES)
            return _sent(answer.status, read, answer.headers.get("Retry-After"))
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        return Sent(state="retry", reason=f"the network cannot be reached: {type(error).__name__}")
    except aiohttp.InvalidURL:
        return not_set_up("a valid EGARD_MASTODON_URL")
    except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, OSError) as error:
        return Sent(state="uncertain", reason=f"the connection broke before the network answered: {type(error).__name__}")


def told(message: Message, settings: Settings) -> Interaction:
    """The status on the person's timeline, under the id that it has when our own server tells us of it."""
    host = urlsplit(settings.mastodon_url).hostname or "egard.invalid"
    text = message.text.encode()
    uri, _, acct = (message.reply or message.id).partition(" ")
    return Interaction(
        id=f"mastodon:{uri}", channel="social", network="mastodon", direction="out", at=message.sent_at,
        parties=(
            Party(role="author", identifier=ours(mastodon(acct, host) or "", settings), name=settings.house),
            Party(role="recipient", identifier=message.identifier, name=message.name),
        ),
        thread=f"mastodon:{message.in_reply_to}" if message.in_reply_to else None,
        text=message.text, language=message.language, act="direct",
        original=Original(sha256=sha256(text).hexdigest(), content_type="text/plain", size=len(text)),
    )


def _sent(code: int, read: bytes, retry_after: str | None) -> Sent:
    """429 and a maintenance page are a later; another refusal is a no; a failure inside the server may have come after the deed."""
    if code in (200, 202):
        try:
            status = msgspec.json.decode(read, type=Status)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return Sent(state="sent", reply="")
        return Sent(state="sent", reply=f"{status.uri or status.url or status.id} {status.account.acct}".strip())
    said = f"{code} {one_line(read[:200].decode('utf-8', 'replace'))}"
    if code in (401, 403, 408, 425, 429, 503):
        return Sent(state="retry", reason=said, pause=_pause(retry_after))
    if 300 <= code < 500:
        return Sent(state="failed", reason=said)
    return Sent(state="uncertain", reason=said)


def _pause(retry_after: str | None) -> timedelta | None:
    try:
        return timedelta(seconds=min(max(float(retry_after or ""), 1.0), LONGEST_PAUSE_S))
    except ValueError:
        return None
