"""The public keys of ActivityPub servers, fetched from where their signatures say: bounded, remembered, and never from our own network.

A key speaks for its owner alone: the activity must be of that actor, and say nothing that the actor's server cannot vouch for.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urldefrag, urlsplit

import aiohttp
import structlog
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from schemas.errors import Unavailable
from streams.channels.http_signature import key_of
from streams.channels.signed import Delivery, Forged, object_in
from streams.channels.social.vouched import vouches

log = structlog.get_logger()

Fetch = Callable[[str], Awaitable[bytes]]

LARGEST_BYTES = 64 << 10
WITHIN_S = 5.0
AT_ONCE = 8
KEPT_S = 3600.0
MOST_KEPT = 1000
AGAIN_S = 60.0
"""A document that could not be had, or whose key did not fit, is not asked for again sooner."""
NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.){1,20}[a-z][a-z0-9-]{0,62}")
"""A host by its name, in A-labels: other signs may be folded into the number of a machine, which no resolver is asked about."""
ACCEPT = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'


class Actors:
    """`key_for` is what the inbox asks. `fetch` gives the document at an https address; raises OSError and its like."""

    def __init__(self, fetch: Fetch | None = None) -> None:
        self._fetch = fetch or fetch_document
        self._kept: OrderedDict[str, tuple[float, bytes | None]] = OrderedDict()  # address -> since when, document
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def key_for(self, call: Delivery, servers: Sequence[str], *, anew: bool = False) -> str | Forged:
        """The key in PEM that the call must be signed with. `servers`: who may deliver, `*` for all. `anew`: what was kept did not fit.

        Raises Unavailable when the sender's server does not give its key just now.
        """
        key_id = key_of(call.headers)
        if not key_id:
            return Forged(reason="the call has no signature")
        host = _server(key_id)
        if host is None or not ("*" in servers or host in {server.lower() for server in servers}):
            return Forged(reason="this server may not deliver here")
        activity = object_in(call.body)
        actor = _id(activity.get("actor"))
        if actor is None or _server(actor) != host or not vouches(actor, activity, call.body):
            return Forged(reason="the key is of another server than what it signs")
        document = await self._document(urldefrag(key_id).url, anew)
        if document is None:
            raise Unavailable("actor", "its server does not give the key", "send it again later")
        owned = owned_key(key_id, document)
        if owned is None:
            return Forged(reason="the key is not there")
        return owned[1] if owned[0] == actor else Forged(reason="the key is of another actor")

    async def _document(self, url: str, anew: bool) -> bytes | None:
        """None: the server did not answer."""
        if url in self._kept:
            since, document = self._kept[url]
            if time.monotonic() - since < (AGAIN_S if anew or not document else KEPT_S):
                return document
        if self._gate.locked():
            return None  # nobody waits here for servers that do not answer
        async with self._gate:
            try:
                async with asyncio.timeout(WITHIN_S):
                    document = await self._fetch(url)
            except (OSError, aiohttp.ClientError, ValueError) as error:
                log.info("hook.no_key", error=type(error).__name__)
                document = None
        self._kept[url] = (time.monotonic(), document)
        self._kept.move_to_end(url)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return document


def owned_key(key_id: str, document: bytes) -> tuple[str, str] | None:
    """Owner and PEM of a key, out of an actor's document or of the key's own; the server vouches for its own actors alone."""
    value = object_in(document)
    keys = value.get("publicKey", value)
    for key in keys if isinstance(keys, list) else [keys]:
        if isinstance(key, dict) and key.get("id") == key_id and isinstance(key.get("publicKeyPem"), str):
            owner = _id(key.get("owner")) or _id(value.get("id"))
            return (owner, key["publicKeyPem"]) if owner and _server(owner) == _server(key_id) else None
    return None


async def fetch_document(url: str) -> bytes:
    """Without redirects, proxies or cookies. Raises OSError for an address of our own network, ClientError for any other trouble."""
    async with (
        aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=Outward(), limit=1, force_close=True),
            timeout=aiohttp.ClientTimeout(total=WITHIN_S),
            cookie_jar=aiohttp.DummyCookieJar(),
        ) as http,
        http.get(url, headers={"Accept": ACCEPT}, allow_redirects=False) as answer,
    ):
        if answer.status in (404, 410):
            return b""  # there is no such actor any more
        if answer.status != 200:
            raise OSError(f"it answers {answer.status}")
        data = b""
        async for part in answer.content.iter_chunked(1 << 14):
            data += part
            if len(data) > LARGEST_BYTES:
                raise OSError("the document is too large")
        return data


class Outward(AbstractResolver):
    """Names of the world, and never an address of this machine or of its network, whatever a name server says."""

    def __init__(self) -> None:
        self._inner = ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        found = [one for one in await self._inner.resolve(host, port, family) if is_outward(one["host"])]
        if not found:
            raise OSError("it is no address of the world outside")
        return found

    async def close(self) -> None:
        await self._inner.close()


def is_outward(address: str) -> bool:
    """Whether it is an address that anybody may reach; one that carries another within it is looked into."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_outward(str(inner))
    return ip.is_global and not ip.is_multicast


def _server(address: str | None) -> str | None:
    """The host of an https address by name on the usual port; None for any other, for which nobody is asked."""
    try:
        parts = urlsplit(address or "")
        if parts.scheme != "https" or parts.username is not None or parts.port not in (None, 443) or not parts.hostname:
            return None
    except ValueError:
        return None
    host = parts.hostname.lower().rstrip(".")
    return host if NAME.fullmatch(host) else None


def _id(value: Any) -> str | None:
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else None
