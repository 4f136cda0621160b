"""Against a real HTTP server that speaks as Mastodon does."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import aiohttp
import msgspec
import pytest
from aiohttp import web

from schemas.documents import Message
from streams.channels.sending import Outside
from streams.channels.social.send import send, told
from streams.channels.social.sending.bluesky import facets_of, key_of
from streams.channels.social.threading import status_id_of
from streams.settings import Settings

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MESSAGE = Message(
    id="m_1",
    followup="f_1",
    person="p_1",
    campaign="quiet",
    purpose="care",
    channel="social",
    network="mastodon",
    identifier="mastodon:anne@piaille.fr",
    name="Anne",
    language="fr",
    subject="",
    text="@anne@piaille.fr Bonjour",
    message_id="abc@exemple.fr",
    in_reply_to="1142",
    made_at=NOW,
    sent_at=NOW,
)
URI = "https://exemple.fr/users/chauffage/statuses/99"

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Network:
    """`sent` is what it was asked, `answer` what it does."""

    def __init__(self) -> None:
        self.sent: list[tuple[dict[str, str], dict[str, str]]] = []
        self.answer: Answer = self.make

    async def make(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"id": "99", "uri": URI, "content": "x", "account": {"acct": "chauffage"}})

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.sent.append((dict(request.headers), await request.json()))
        return await self.answer(request)


@pytest.fixture
async def network() -> AsyncIterator[tuple[Network, Outside]]:
    network, app = Network(), web.Application()
    app.router.add_post("/api/v1/statuses", network.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    async with aiohttp.ClientSession() as session:
        settings = Settings(
            mastodon_url=f"http://127.0.0.1:{port}", mastodon_token="secret", own="@chauffage@exemple.fr", house="Chauffage du Sud"
        )
        yield network, Outside(settings=settings, now=NOW, http=lambda: session)
    await runner.cleanup()


async def test_a_reply_leaves_as_a_direct_status_with_a_key_of_its_own(network: tuple[Network, Outside]) -> None:
    server, outside = network
    sent = await send(MESSAGE, outside)
    assert (sent.state, sent.reply) == ("sent", f"{URI} chauffage")
    headers, body = server.sent[0]
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer secret", "m_1")
    assert body == {"status": "@anne@piaille.fr Bonjour", "visibility": "direct", "language": "fr", "in_reply_to_id": "1142"}


@pytest.mark.parametrize(
    ("code", "state"),
    [(401, "retry"), (422, "failed"), (404, "failed"), (302, "failed"), (429, "retry"), (503, "retry"), (500, "doubt")],
)
async def test_what_the_network_says_decides(network: tuple[Network, Outside], code: int, state: str) -> None:
    server, outside = network

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(status=code, text="no", headers={"Retry-After": "120"} if code == 429 else {"Location": "/elsewhere"})

    server.answer = answer
    sent = await send(MESSAGE, outside)
    assert sent.state == state and sent.reason == f"{code} no"
    assert sent.pause == (timedelta(minutes=2) if code == 429 else None)
    assert len(server.sent) == 1


async def test_a_connection_that_breaks_before_the_answer_leaves_a_doubt_while_the_server_remembers_the_key(
    network: tuple[Network, Outside],
) -> None:
    server, outside = network

    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    server.answer = answer
    assert (await send(MESSAGE, outside)).state == "doubt"
    lately, long_ago = (msgspec.structs.replace(MESSAGE, doubt_since=NOW - timedelta(minutes=back)) for back in (10, 60))
    assert (await send(lately, outside)).state == "doubt"
    assert len(server.sent) == 2
    assert (await send(long_ago, outside)).state == "uncertain"
    assert len(server.sent) == 2


async def test_a_network_that_is_away_is_tried_again(network: tuple[Network, Outside]) -> None:
    _, outside = network
    away = msgspec.structs.replace(outside, settings=msgspec.structs.replace(outside.settings, mastodon_url="http://127.0.0.1:1"))
    assert (await send(MESSAGE, away)).state == "retry"


async def test_without_an_account_nothing_is_tried(network: tuple[Network, Outside]) -> None:
    _, outside = network
    assert (await send(MESSAGE, msgspec.structs.replace(outside, settings=Settings()))).state == "held"


def test_the_status_has_the_id_on_the_timeline_that_it_has_when_the_network_tells_of_it() -> None:
    said = told(
        msgspec.structs.replace(MESSAGE, reply=f"{URI} chauffage"), Settings(mastodon_url="https://exemple.fr", own="@chauffage@exemple.fr")
    )
    assert (said.id, said.direction, said.act) == (f"mastodon:{URI}", "out", "direct")
    assert [party.identifier for party in said.parties] == ["mastodon:chauffage@exemple.fr", "mastodon:anne@piaille.fr"]


def test_the_number_of_the_status_to_answer_is_found_in_its_original() -> None:
    status = {"id": "1142", "uri": "https://piaille.fr/users/anne/statuses/7", "content": "x", "account": {"acct": "anne@piaille.fr"}}
    told_of = msgspec.json.encode({"event": "status.created", "object": status})
    assert status_id_of("mastodon:https://piaille.fr/users/anne/statuses/7", told_of) == "1142"
    assert status_id_of("mastodon:https://piaille.fr/users/anne/statuses/8", told_of) is None
    assert status_id_of("mastodon:x", b"data: no JSON") is None


@pytest.mark.parametrize(
    ("interaction", "wanted"),
    [
        ("bluesky:at://did:plc:anne/app.bsky.feed.post/3k", "at://did:plc:anne/app.bsky.feed.post/3k"),
        ("bluesky:message:did:plc:anne:3l", "message:did:plc:anne:3l"),
        ("telegram:7003:12", "7003:12"),
        ("whatsapp:wamid.abc", "wamid.abc"),
        ("facebook:m_1", None),
    ],
)
def test_what_a_network_calls_a_message_to_answer_stands_in_its_id(interaction: str, wanted: str | None) -> None:
    assert status_id_of(interaction, b"") == wanted


def test_a_key_on_bluesky_is_an_instant_in_order_and_the_same_for_the_same_message() -> None:
    keys = [key_of(msgspec.structs.replace(MESSAGE, id=f"m_{n}", made_at=NOW + timedelta(seconds=n))) for n in range(200)]
    assert keys == sorted(keys) and len(set(keys)) == 200
    assert all(re.fullmatch(r"[2-7a-j][2-7a-z]{12}", key) for key in keys)
    same_moment = {key_of(msgspec.structs.replace(MESSAGE, id=f"m_{n}")) for n in range(200)}
    assert len(same_moment) == 200


def test_links_on_bluesky_are_where_they_stand_in_bytes() -> None:
    text = "Été : https://exemple.fr/é?a=1, ou https://b.example."
    found = facets_of(text)
    assert [text.encode()[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode() for one in found] == [
        "https://exemple.fr/é?a=1", "https://b.example",
    ]
