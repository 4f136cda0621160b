"""A door, servers and calls for the tests of webhooks: what is kept and who is asked can be looked at."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from aiohttp.test_utils import TestClient
from signing import ACTOR, KEY_ID, PEM, Sent

from schemas.errors import Refused, Unavailable
from schemas.events import Raw
from streams.state.originals import original_id

NOW = datetime(2026, 4, 1, 9, 0, 30, tzinfo=UTC)


class Kept:
    """A door that keeps what it is given, in memory; it may be away."""

    def __init__(self) -> None:
        self.originals: dict[str, tuple[str, str, bytes]] = {}
        self.told: list[tuple[str, str]] = []
        self.away = False

    async def keep(self, channel: Any, content_type: str, source: str, data: bytes) -> tuple[Raw, bool]:
        if self.away:
            raise Unavailable("database", "it does not answer", "hand it in again in a moment")
        if not data:
            raise Refused("body", "it is empty", "hand in the file itself")
        id_ = original_id(channel, data)
        new = id_ not in self.originals
        self.originals[id_] = (content_type, source, data)
        return Raw(original=id_, channel=channel, received_at=NOW), new

    def refused(self, source: str, why: str) -> None:
        self.told.append((source, why))


class Servers:
    """What the servers of ActivityPub give at each address, and how often they were asked."""

    def __init__(self) -> None:
        self.documents: dict[str, bytes] = {ACTOR: actor()}
        self.asked: list[str] = []

    async def __call__(self, url: str) -> bytes:
        self.asked.append(url)
        if url not in self.documents:
            raise OSError("nobody answers")
        return self.documents[url]


def actor(**change: Any) -> bytes:
    public = {"id": KEY_ID, "owner": ACTOR, "publicKeyPem": PEM, **change}
    return json.dumps({"id": ACTOR, "type": "Person", "publicKey": public}).encode()


async def post(client: TestClient[Any, Any], call: Sent, **more: Any) -> tuple[int, str]:
    async with client.post(call.target, data=call.body, headers=call.headers, skip_auto_headers=["Content-Type"], **more) as answer:
        return answer.status, await answer.text()


def cut(call: Sent) -> Sent:
    """Without the end of its proof."""
    if call.proof == "body":
        return call._replace(body=call.body[:-3])
    if call.proof == "query":
        return call._replace(target=call.target[:-3])
    return call._replace(headers={**call.headers, call.proof: call.headers[call.proof][:-3]})


def bare(call: Sent) -> Sent:
    """Without any proof."""
    if call.proof == "body":
        return call._replace(body=b'{"resource": "call"}')
    if call.proof == "query":
        return call._replace(target=call.target.partition("?")[0])
    return call._replace(headers={name: value for name, value in call.headers.items() if name != call.proof})
