"""One request to a network, and what is known after it, whichever network it is.

What counts is how far it came: no connection means surely not done; an answer in words means what it says; a connection that breaks in
between, or a failure inside the server, may have come after the deed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

import aiohttp
import msgspec

from streams.channels.sending import Outside, Sent, not_set_up
from streams.channels.social.sending.limits import rest_of, wait_of
from streams.rendering import one_line

TIMEOUT = aiohttp.ClientTimeout(total=25, connect=5)
MOST_BYTES = 1_000_000
NOT_BEGUN = frozenset({408, 425})
"""The server says that it did not take the request up (RFC 9110, 15.5.9; RFC 8470, 5.2)."""

T = TypeVar("T")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`body`: as far as it came before the connection broke, where it did. `rest`: what the network says of its limits."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    rest: timedelta | None = None

    @property
    def done(self) -> bool:
        return 200 <= self.status < 300

    @property
    def said(self) -> str:
        return f"{self.status} {one_line(self.body[:200].decode('utf-8', 'replace'))}".strip()

    def read(self, form: type[T], otherwise: T) -> T:
        """The body as `form`; `otherwise` where it has not this form, or broke off."""
        try:
            return msgspec.json.decode(self.body, type=form, strict=False)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return otherwise


async def ask(
    outside: Outside, method: str, url: str, *, token: str = "", give: Any = None, headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
) -> Answer | Sent:
    """The network's answer; Sent where there was none. `give`: the body, as JSON."""
    told = {
        **({"Authorization": f"Bearer {token}"} if token else {}),
        **({"Content-Type": "application/json"} if give is not None else {}),
        "Connection": "close",  # an old connection that the server has given up would look like a broken one
        **(headers or {}),
    }
    data = None if give is None else msgspec.json.encode(give)
    try:
        asking = outside.http().request(
            method, url, data=data, params=query, headers=told, timeout=TIMEOUT, allow_redirects=False,
        )
        async with asking as answer:
            body = await _body(answer)
            return Answer(status=answer.status, body=body, headers=answer.headers, rest=rest_of(answer.headers, outside.now))
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        return Sent(state="retry", reason=f"the network cannot be reached: {type(error).__name__}", trouble=True)
    except (aiohttp.InvalidURL, ValueError):
        return not_set_up("a valid address of the network")
    except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, OSError) as error:
        return Sent(state="uncertain", reason=f"the connection broke before the network answered: {type(error).__name__}", trouble=True)


def refused(answer: Answer, now: datetime, *, again: bool = False) -> Sent:
    """What any answer but a yes means. `again`: doing it twice is doing it once, so that a failure inside may be tried again."""
    wait = wait_of(answer.headers, now)
    if answer.status == 429:
        return limited(answer, wait)
    if answer.status in (401, 403):
        return Sent(state="retry", reason=answer.said, trouble=True)
    if answer.status in NOT_BEGUN or (answer.status == 503 and (again or wait)):
        return Sent(state="retry", reason=answer.said, pause=wait, trouble=True)
    if answer.status < 500:
        return Sent(state="failed", reason=answer.said)
    return Sent(state="uncertain", reason=answer.said, pause=wait, trouble=True)


def limited(answer: Answer, wait: timedelta | None = None) -> Sent:
    """The network's limit is reached: everything that goes its way waits, this message among them."""
    rest = wait or answer.rest or DEFAULT_REST
    return Sent(state="retry", reason=answer.said, pause=rest, rest=rest)


DEFAULT_REST = timedelta(minutes=1)


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    """What an answer begins with counts, also where its end is lost."""
    found = bytearray()
    try:
        async for chunk in answer.content.iter_chunked(1 << 16):
            found += chunk
            if len(found) > MOST_BYTES:
                break
    except (aiohttp.ClientError, TimeoutError, OSError):
        pass
    return bytes(found[:MOST_BYTES])
