"""Who is too large, too slow or too often is asked to come again, and nobody else suffers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, make_mocked_request
from hooking import NOW, Kept, cut, post
from signing import sent

from services.intake import hooks as hooks_
from services.intake.callers import caller_of
from services.intake.limits import Buckets
from streams.channels.hooks import HOOKS


@pytest.mark.parametrize("name", ["twilio", "mastodon", "meta"])
async def test_a_body_that_is_too_large_is_refused_before_it_is_read(client: TestClient[Any, Any], door: Kept, name: str) -> None:
    most = HOOKS[name].largest_bytes

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(most // 65_536 + 2):
            yield b"x" * 65_536

    async with client.post(f"/hook/{name}", data=pieces()) as answer:
        assert answer.status == 413
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(f"POST /hook/{name} HTTP/1.1\r\nHost: x\r\nContent-Length: {most + 1}\r\n\r\n".encode())
    assert (await asyncio.wait_for(reader.readline(), 120)).split(b" ")[1] == b"413"
    writer.close()
    assert door.originals == {}


async def test_who_does_not_know_the_word_is_refused_before_there_is_a_body(client: TestClient[Any, Any]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(b"POST /hook/phone HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer guessed\r\nContent-Length: 5000000\r\n\r\n")
    assert (await asyncio.wait_for(reader.readline(), 120)).split(b" ")[1] == b"403"
    writer.close()


async def test_a_packed_body_is_not_unpacked(client: TestClient[Any, Any], door: Kept) -> None:
    call = sent("mastodon", NOW)
    assert (await post(client, call._replace(headers={**call.headers, "Content-Encoding": "gzip"})))[0] == 415
    assert door.originals == {}


async def test_a_body_that_does_not_come_is_not_waited_for(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks_, "WITHIN_S", 0.05)
    client = await opened()
    forever = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await forever.wait()

    async with client.post("/hook/mastodon", data=slow()) as answer:
        assert answer.status == 408


@pytest.mark.parametrize(
    ("callers", "another"),
    [(["203.0.113.7"] * 5, "203.0.113.8"), ([f"2001:db8::{number}" for number in range(5)], "2001:db8:0:1::1"), (["unknown"] * 5, ""),
     (["::ffff:203.0.113.7"] * 5, "::ffff:203.0.113.8")],
)
async def test_who_calls_too_often_is_asked_to_wait_and_others_are_not(
    opened: Any, monkeypatch: pytest.MonkeyPatch, callers: list[str], another: str
) -> None:
    monkeypatch.setattr(hooks_, "CALLER_BURST", 30.0)
    monkeypatch.setattr(hooks_, "CALLER_RATE", 0.001)
    client = await opened()
    call = sent("mastodon", NOW)
    statuses = []
    for caller in callers:
        wrong = cut(call)._replace(headers={**cut(call).headers, "X-Forwarded-For": f"{another}, {caller}"})
        statuses.append((await post(client, wrong))[0])
    assert statuses == [403, 403, 403, 429, 429]
    async with client.post(wrong.target, data=wrong.body, headers=wrong.headers) as answer:
        assert int(answer.headers["Retry-After"]) >= 1
    assert (await post(client, call._replace(headers={**call.headers, "X-Forwarded-For": f"{callers[0]}, {another}"})))[0] == 200


@pytest.mark.parametrize(
    ("peer", "proxy", "known"),
    [
        ("127.0.0.1", False, "192.0.2.9"), ("::1", False, "192.0.2.9"), ("10.0.0.3", True, "192.0.2.9"), ("10.0.0.3", False, "10.0.0.3"),
        ("9.9.9.9", True, "9.9.9.9"), ("::ffff:9.9.9.9", True, "9.9.9.9"), ("::ffff:127.0.0.1", False, "192.0.2.9"),
    ],
)  # fmt: skip
def test_only_a_proxy_of_ours_says_who_calls(peer: str, proxy: bool, known: str) -> None:
    request = make_mocked_request("POST", "/hook/phone", headers={"X-Forwarded-For": "198.51.100.1, 192.0.2.9"}).clone(remote=peer)
    assert caller_of(request, behind_proxy=proxy) == known


async def test_a_source_that_says_too_much_is_asked_to_send_again(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks_, "SOURCE_BURST", 2.0)
    monkeypatch.setattr(hooks_, "SOURCE_RATE", 0.001)
    client = await opened()
    assert [(await post(client, sent("mastodon", NOW)))[0] for _ in range(3)] == [200, 200, 429]
    assert (await post(client, sent("line", NOW)))[0] == 200


@pytest.mark.parametrize("limit", ["AT_ONCE", "AT_ONCE_OF_ONE"])
async def test_only_so_many_bodies_are_held_at_once(opened: Any, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(hooks_, limit, 1)
    client, go = await opened(), asyncio.Event()
    begun = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        begun.set()
        await go.wait()
        yield b"}"

    first = asyncio.create_task(client.post("/hook/mastodon", data=slow()))
    await begun.wait()
    while True:  # until the first is inside
        status, _ = await post(client, sent("mastodon", NOW))
        if status == 503:
            break
        await asyncio.sleep(0.01)
    go.set()
    assert (await first).status == 401
    assert (await post(client, sent("mastodon", NOW)))[0] == 200


def test_a_bucket_fills_again_and_forgets_the_least_used() -> None:
    buckets = Buckets(rate=2.0, burst=3.0, most=2)
    assert [buckets.take("a", 0.0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.take("a", 0.5) == 0
    buckets.fine("a", 0.5, 10.0)
    assert buckets.take("a", 0.5) == pytest.approx(2.0), "no debt is deeper than a burst"
    assert [buckets.take(name, 1.0) for name in ("b", "c", "a")] == [0, 0, 0]
