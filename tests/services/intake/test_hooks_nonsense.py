"""Bytes that are no call of anybody's."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from hooking import NOW, Kept, post
from signing import sent

from services.logs import is_ours

NONSENSE = [
    b"POST /hook/mastodon HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n\r\n",
    b"POST /hook/mastodon HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /hook/mastodon HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST /hook/mastodon HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    b"POST /hook/mastodon HTTP/1.1\r\nHost: x\r\nX-Hub-Signature: " + b"a" * 100_000 + b"\r\nContent-Length: 0\r\n\r\n",
    b"POST /hook/mastodon HTTP/1.1\r\nHost: x\r\nX-Hub-Signature: sha256=\xff\xfe\r\nContent-Length: 1\r\n\r\na",
    b"POST /hook/mastodon HTTP/1.1\r\nHost: x\r\nX-Hub-Signature: sha256=aa\r\nX-Hub-Signature: sha256=bb\r\nContent-Length: 1\r\n\r\na",
    b"POST http://elsewhere.example/hook/mastodon HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na",
    b"POST /hook/phone?token=%FF%00&token HTTP/1.1\r\nHost: x\r\nAuthorization: Basic ////\r\nContent-Length: 1\r\n\r\na",
    b"POST /hook/../hook/mastodon HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na",
    b"POST /hook/twilio?" + b"&".join(b"a=%d" % number for number in range(1500)) + b" HTTP/1.1\r\nHost: [::\r\nContent-Length: 1\r\n\r\na",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\x16\x03\x01\x00\xa5\x01\x00\x00",
]


@pytest.mark.parametrize("call", NONSENSE)
async def test_nonsense_is_refused_and_nobody_else_suffers(client: TestClient[Any, Any], door: Kept, call: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(call)
    answer = await asyncio.wait_for(reader.readline(), 120)
    writer.close()
    assert answer.split(b" ")[1][:1] == b"4", answer
    assert door.originals == {}
    assert (await post(client, sent("mastodon", NOW)))[0] == 200


async def test_nonsense_is_not_written_down(client: TestClient[Any, Any], caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("aiohttp.server").addFilter(is_ours)
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(b"POST /hook/phone?token=a-secret HTTTP/1.1\r\nHost: x\r\n\r\n")
    assert (await asyncio.wait_for(reader.readline(), 120)).split(b" ")[1] == b"400"
    writer.close()
    logging.getLogger("aiohttp.server").removeFilter(is_ours)
    assert "a-secret" not in caplog.text
