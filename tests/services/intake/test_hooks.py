"""Webhooks as their sources call them, through the real application: proved or not taken, and 2xx only when the original is safe."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from signing import ACTOR, BASE, KEY_ID, PEM, SECRET, Sent, digest, inbox, key, mac, sent

from schemas.errors import Refused, Unavailable
from schemas.events import Raw
from services.intake import hooks as hooks_
from services.intake.actors import Actors, fetch_document, is_outward
from services.intake.http import build
from services.intake.limits import Buckets
from services.logs import is_ours
from streams.channels import parse_all
from streams.channels.hooks import HOOKS, variable
from streams.channels.recorded import recorded
from streams.channels.social.verify import word
from streams.settings import Settings, read_settings, variables
from streams.state.originals import original_id

NOW = datetime(2026, 4, 1, 9, 0, 30, tzinfo=UTC)
OPEN = {f"hook_{name}": key(name) for name in HOOKS}
TIMED = ["twilio", "vonage", "telnyx", "aircall", "ringover", "ringcentral", "dialpad", "activitypub"]


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


@pytest.fixture
def door() -> Kept:
    return Kept()


@pytest.fixture
def servers() -> Servers:
    return Servers()


@pytest.fixture
async def opened(door: Kept, servers: Servers) -> AsyncIterator[Callable[..., Any]]:
    clients: list[TestClient[Any, Any]] = []

    async def start(**given: str) -> TestClient[Any, Any]:
        settings = Settings(**{"public_url": BASE, **OPEN, **given})  # type: ignore[arg-type]  # each is text
        app = build(door, settings, "token", now=lambda: NOW, actors=Actors(servers))  # type: ignore[arg-type]  # Kept is a door
        clients.append(TestClient(TestServer(app), auto_decompress=False))
        await clients[-1].start_server()
        return clients[-1]

    yield start
    for client in clients:
        await client.close()


@pytest.fixture
async def client(opened: Callable[..., Any]) -> TestClient[Any, Any]:
    made: TestClient[Any, Any] = await opened()
    return made


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


def test_each_source_has_a_setting_and_each_setting_a_source() -> None:
    assert {field.removeprefix("hook_") for field in Settings.__struct_fields__ if field.startswith("hook_")} == set(HOOKS)
    assert {variable(name) for name in HOOKS} <= {f"EGARD_{field.upper()}" for field in Settings.__struct_fields__}
    assert "EGARD_HOOK_<NAME>" in variables()


@pytest.mark.parametrize("name", HOOKS)
async def test_what_is_proved_is_kept_and_the_same_again_is_the_same(client: TestClient[Any, Any], door: Kept, name: str) -> None:
    call = sent(name, NOW - timedelta(seconds=20))
    first, again = await post(client, call), await post(client, call)
    assert (first[0], again[0]) == (200, 200)
    [(id_, (_, source, data))] = door.originals.items()
    assert source == f"hook:{name}"
    assert id_.startswith(f"{HOOKS[name].channel}:")
    assert (recorded(data) or ({}, data))[1] == call.body
    if HOOKS[name].answers is None:  # the others want to hear something of their own
        assert [json.loads(text)["result"] for _, text in (first, again)] == ["accepted", "duplicate"]
        assert json.loads(again[1])["id"] == id_
    assert door.told == []


@pytest.mark.parametrize("name", HOOKS)
async def test_what_is_wrong_cut_or_without_proof_is_not_taken(client: TestClient[Any, Any], door: Kept, name: str) -> None:
    right = sent(name, NOW)
    statuses = [await post(client, call) for call in (sent(name, NOW, "another horse"), cut(right), bare(right))]
    assert {status for status, _ in statuses} <= {401, 403}
    assert statuses[2][0] == 401
    assert all(text.count("\n") == 1 and SECRET not in text for _, text in statuses)
    assert door.originals == {}
    assert [source for source, _ in door.told] == [f"hook:{name}"] * 3
    assert all(why and SECRET not in why for _, why in door.told)


@pytest.mark.parametrize("name", TIMED)
async def test_what_was_signed_long_ago_is_a_replay(client: TestClient[Any, Any], door: Kept, name: str) -> None:
    for off in (timedelta(days=-2), timedelta(days=2)):
        assert (await post(client, sent(name, NOW + off)))[0] == 403
    assert door.originals == {}


@pytest.mark.parametrize("name", HOOKS)
async def test_a_source_without_a_secret_is_closed_and_says_how_to_open_it(opened: Any, door: Kept, name: str) -> None:
    client = await opened(**{f"hook_{name}": ""})
    status, text = await post(client, sent(name, NOW))
    assert (status, text) == (404, f"this source is closed; set {variable(name)} to open it\n")
    assert door.originals == {}


async def test_an_unknown_source_is_nobody(client: TestClient[Any, Any]) -> None:
    for path in ("/hook/acme", "/hook/", "/hook/twilio/", "/hook/..%2Fingest%2Fphone", "/hook/TWILIO", "/hook/%00"):
        async with client.post(path, data=b"x") as answer:
            assert answer.status == 404, path


@pytest.mark.parametrize("name", [name for name in HOOKS if name != "activitypub"])
async def test_two_secrets_are_right_while_one_is_changed(opened: Any, name: str) -> None:
    client = await opened(**{f"hook_{name}": f"{key(name, 'the old horse')}, {key(name)}"})
    assert [(await post(client, sent(name, NOW, secret)))[0] for secret in ("the old horse", SECRET)] == [200, 200]
    assert (await post(client, sent(name, NOW, "the oldest horse")))[0] == 403


@pytest.mark.parametrize("name", HOOKS)
async def test_nobody_hears_yes_before_it_is_safe(client: TestClient[Any, Any], door: Kept, name: str) -> None:
    door.away = True
    async with client.post(sent(name, NOW).target, data=sent(name, NOW).body, headers=sent(name, NOW).headers) as answer:
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) >= 1
    door.away = False
    assert (await post(client, sent(name, NOW)))[0] == 200


@pytest.mark.parametrize("name", ["twilio", "mastodon", "phone"])
async def test_other_methods_are_not_answered(client: TestClient[Any, Any], name: str) -> None:
    for method in ("GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"):
        call = sent(name, NOW)
        async with client.request(method, call.target, headers=call.headers) as answer:
            assert (answer.status, answer.headers["Allow"]) == (405, "POST")


async def test_the_questions_of_the_providers_are_answered(client: TestClient[Any, Any], door: Kept) -> None:
    async def asked(method: str, path: str, **headers: str) -> tuple[int, str, Any]:
        async with client.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            return answer.status, await answer.text(), answer.headers

    for name in ("meta", "whatsapp", "youtube"):
        path = f"/hook/{name}?hub.mode=subscribe&hub.topic=t&hub.challenge=115820144&hub.verify_token={word(SECRET)}"
        assert (await asked("GET", path))[:2] == (200, "115820144")
    proof = "sha256=" + mac(b"9b4507b3", "sha256")
    assert json.loads((await asked("GET", "/hook/x?crc_token=9b4507b3"))[1]) == {"response_token": proof}
    answer = json.loads((await asked("GET", "/hook/linkedin?challengeCode=890e"))[1])
    assert answer == {"challengeCode": "890e", "challengeResponse": digest(b"890e").hex()}
    status, text, headers = await asked("POST", "/hook/teams?validationToken=Validation%3A+a%3Cb")
    assert (status, text, headers["Content-Type"]) == (200, "Validation: a<b", "text/plain; charset=utf-8")
    status, _, headers = await asked("POST", "/hook/ringcentral", Validation_Token="abc-1")
    assert (status, headers["Validation-Token"]) == (200, "abc-1")
    assert door.originals == {}


@pytest.mark.parametrize(
    "path",
    [
        "/hook/meta?hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong",
        f"/hook/meta?hub.mode=subscribe&hub.challenge=1&hub.verify_token={SECRET.replace(' ', '+')}",
        f"/hook/meta?hub.mode=subscribe&hub.challenge=%3Cscript%3E&hub.verify_token={word(SECRET)}",
        f"/hook/meta?hub.mode=subscribe&hub.challenge=1&hub.challenge=2&hub.verify_token={word(SECRET)}",
        "/hook/meta",
        "/hook/x?crc_token=",
        "/hook/linkedin",
        "/hook/teams",
    ],
)
async def test_any_other_question_is_not(client: TestClient[Any, Any], path: str) -> None:
    async with client.get(path) as answer:
        assert answer.status == 403


async def test_sipgate_is_asked_for_the_rest_of_the_call(client: TestClient[Any, Any]) -> None:
    _, text = await post(client, sent("sipgate", NOW))
    assert f'onHangup="{BASE}/hook/sipgate?token=correct%20horse"' in text


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
    assert (await asyncio.wait_for(reader.readline(), 10)).split(b" ")[1] == b"413"
    writer.close()
    assert door.originals == {}


async def test_who_does_not_know_the_word_is_refused_before_there_is_a_body(client: TestClient[Any, Any]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(b"POST /hook/phone HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer guessed\r\nContent-Length: 5000000\r\n\r\n")
    assert (await asyncio.wait_for(reader.readline(), 10)).split(b" ")[1] == b"403"
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
    assert hooks_._caller(request, behind_proxy=proxy) == known


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
    answer = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    assert answer.split(b" ")[1][:1] == b"4", answer
    assert door.originals == {}
    assert (await post(client, sent("mastodon", NOW)))[0] == 200


async def test_nonsense_is_not_written_down(client: TestClient[Any, Any], caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("aiohttp.server").addFilter(is_ours)
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(b"POST /hook/phone?token=a-secret HTTTP/1.1\r\nHost: x\r\n\r\n")
    assert (await asyncio.wait_for(reader.readline(), 10)).split(b" ")[1] == b"400"
    writer.close()
    logging.getLogger("aiohttp.server").removeFilter(is_ours)
    assert "a-secret" not in caplog.text


async def test_bodies_that_are_no_text_are_kept_as_they_came_when_they_are_proved(client: TestClient[Any, Any], door: Kept) -> None:
    body = b"\xff\xfe\x00{" * 3
    for name in ("mastodon", "line", "x", "phone", "discourse"):
        assert (await post(client, sent(name, NOW, body=body)))[0] == 200
    assert all((recorded(data) or ({}, data))[1] == body for _, _, data in door.originals.values())


async def test_a_signature_that_comes_twice_proves_nothing(client: TestClient[Any, Any]) -> None:
    call = sent("mastodon", NOW)
    twice = [*call.headers.items(), ("X-Hub-Signature", "sha256=00")]
    async with client.post(call.target, data=call.body, headers=twice) as answer:
        assert answer.status == 403


# The inbox of ActivityPub.

NOTE = {"id": f"{ACTOR}/statuses/1", "type": "Note", "attributedTo": ACTOR, "content": "<p>Bonjour</p>"}
CREATE = {"id": f"{ACTOR}/statuses/1/activity", "type": "Create", "actor": ACTOR, "object": NOTE}


async def test_a_key_is_fetched_once(client: TestClient[Any, Any], servers: Servers) -> None:
    for number in range(3):
        assert (await post(client, inbox(NOW, {**CREATE, "id": f"{ACTOR}/{number}"})))[0] == 200
    assert servers.asked == [ACTOR]


async def test_a_key_that_was_changed_is_fetched_anew(
    client: TestClient[Any, Any], servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.intake.actors.AGAIN_S", 0.0)
    servers.documents[ACTOR] = actor(publicKeyPem=PEM.replace("ngVUuH5", "ngVUuH7"))
    assert (await post(client, inbox(NOW, CREATE)))[0] == 403
    servers.documents[ACTOR] = actor()
    assert (await post(client, inbox(NOW, CREATE)))[0] == 200


VICTIM = "https://other.example/users/anna"
THEIRS = {**NOTE, "id": f"{VICTIM}/statuses/7", "attributedTo": VICTIM}
FORGED: list[dict[str, Any]] = [
    {**THEIRS, "actor": ACTOR},
    {**CREATE, "type": ["Create"], "object": {**NOTE, "attributedTo": VICTIM}},
    {**CREATE, "type": "as:Create", "object": {**NOTE, "attributedTo": VICTIM}},
    {**CREATE, "actor": {"id": ACTOR, "preferredUsername": "anna@other.example"}},
    {**CREATE, "object": {**NOTE, "attributedTo": {"id": ACTOR, "preferredUsername": "anna@other.example"}}},
    {**CREATE, "object": {**NOTE, "tag": [{"type": "Mention", "href": ACTOR, "name": "@anna@other.example"}]}},
    {**CREATE, "type": "Announce", "object": {"type": "Create", "actor": VICTIM, "object": THEIRS}},
    {**CREATE, "type": "Announce", "object": {"type": "Create", "object": THEIRS}},
    {**CREATE, "type": "Announce", "object": {"type": "Delete", "actor": VICTIM, "object": THEIRS["id"]}},
    {**CREATE, "type": "Undo", "object": {"type": "Like", "actor": VICTIM, "object": NOTE["id"]}},
    {"type": "Tombstone", "actor": ACTOR, "id": THEIRS["id"], "object": "x"},
    {"@context": "https://www.w3.org/ns/activitystreams", "type": "OrderedCollection", "actor": ACTOR, "orderedItems": [THEIRS]},
    {**CREATE, "update_id": 1, "message": {"message_id": 1, "date": 1772439300, "chat": {"id": 5, "type": "private"},
                                           "from": {"id": 5, "first_name": "Anna"}, "text": "Bonjour"}},
    {"actor": ACTOR, "event": "status.created", "object": {"id": "7", "uri": THEIRS["id"], "account": {"acct": "anna@other.example"}}},
]  # fmt: skip
"""What a server that may deliver says of people who are not its own."""


@pytest.mark.parametrize(
    ("call", "status"),
    [
        (inbox(NOW, {**CREATE, "actor": "https://toot.example/users/anna"}), 403),
        (inbox(NOW, {**CREATE, "actor": "https://other.example/users/omar"}), 403),
        (inbox(NOW, {**CREATE, "object": {**NOTE, "attributedTo": "https://other.example/users/anna"}}), 403),
        (inbox(NOW, {**CREATE, "object": {**NOTE, "attributedTo": ["https://toot.example/users/omar", "https://a.example/b"]}}), 403),
        (inbox(NOW, {"type": "Like"}), 403),
        *((inbox(NOW, forged), 403) for forged in FORGED),
        (inbox(NOW, CREATE, key_id="https://other.example/users/omar#main-key"), 403),
        (inbox(NOW, CREATE, key_id="http://toot.example/users/omar#main-key"), 403),
        (inbox(NOW, CREATE, key_id="https://toot.example:8443/users/omar#main-key"), 403),
        (inbox(NOW, CREATE, key_id="https://a:b@toot.example/users/omar#main-key"), 403),
        (inbox(NOW, CREATE, key_id=f"{ACTOR}#another-key"), 403),
        (inbox(NOW, CREATE, host="elsewhere.example"), 403),
        (inbox(NOW, CREATE, target="/hook/activitypub?x=1")._replace(target="/hook/activitypub"), 403),
        (inbox(NOW, CREATE, key_id="https://toot.example/users/away#main-key"), 503),
    ],
)
async def test_a_key_speaks_for_its_owner_alone(client: TestClient[Any, Any], door: Kept, call: Sent, status: int) -> None:
    assert (await post(client, call))[0] == status
    assert door.originals == {}


@pytest.mark.parametrize(
    "activity",
    [
        CREATE,
        {**CREATE, "type": "Update"},
        {**CREATE, "object": {**NOTE, "tag": [{"type": "Mention", "href": ACTOR, "name": "@omar@toot.example"},
                                              {"type": "Mention", "href": VICTIM, "name": "@anna@other.example"}]}},
        {**CREATE, "type": "Announce", "object": THEIRS},
        {**CREATE, "type": "Announce", "object": THEIRS["id"]},
        {**CREATE, "type": "Undo", "object": {"type": "Follow", "actor": ACTOR, "object": VICTIM}},
        {**CREATE, "type": "Delete", "object": {"type": "Tombstone", "id": NOTE["id"]}},
        {**CREATE, "type": "Move", "object": ACTOR},
    ],
)  # fmt: skip
async def test_what_its_own_people_do_is_taken(client: TestClient[Any, Any], activity: dict[str, Any]) -> None:
    assert (await post(client, inbox(NOW, activity)))[0] == 200


@pytest.mark.parametrize("host", ["127.0。0.1", "⑩.0.0.1", "127.0.0.%31", "0x7f.0.0.1", "a..b", "127.0.0.1."])
async def test_no_number_of_a_machine_is_hidden_in_a_name(opened: Any, servers: Servers, host: str) -> None:
    client, strange = await opened(hook_activitypub="*"), f"https://{host}/users/omar"
    assert (await post(client, inbox(NOW, {**CREATE, "actor": strange, "object": "x"}, key_id=f"{strange}#main-key")))[0] == 403
    assert servers.asked == []


async def test_an_actor_that_is_gone_is_not_asked_for_again_and_again(client: TestClient[Any, Any], servers: Servers) -> None:
    servers.documents[ACTOR] = b""
    assert [(await post(client, inbox(NOW, {"type": "Delete", "actor": ACTOR, "object": ACTOR})))[0] for _ in range(3)] == [403] * 3
    assert servers.asked == [ACTOR]


async def test_every_server_may_deliver_where_all_are_welcome(opened: Any, servers: Servers) -> None:
    client = await opened(hook_activitypub="*")
    assert (await post(client, inbox(NOW, CREATE)))[0] == 200
    strange = "https://127.0.0.1/users/omar"
    assert (await post(client, inbox(NOW, {**CREATE, "actor": strange, "object": "x"}, key_id=f"{strange}#main-key")))[0] == 403
    assert servers.asked == [ACTOR]


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "fe80::1%eth0", "fd00::1",
     "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1", "ff02::1", "::", "no address"],
)  # fmt: skip
def test_our_own_network_is_never_asked(address: str) -> None:
    assert not is_outward(address)


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::fe", "64:ff9b::909:909"])
def test_the_world_is(address: str) -> None:
    assert is_outward(address)


async def test_a_name_that_leads_to_this_machine_is_not_followed() -> None:
    asked = []

    async def take(request: web.Request) -> web.Response:
        asked.append(request)
        return web.Response(text="{}")

    app = web.Application()
    app.add_routes([web.get("/", take)])
    async with TestServer(app) as server:
        with pytest.raises(OSError, match="Cannot connect"):
            await fetch_document(f"http://localhost:{server.port}/")
    assert asked == []


# What only the headers of a delivery tell.


async def test_a_post_of_a_forum_knows_its_forum_by_the_header(client: TestClient[Any, Any], door: Kept) -> None:
    post_ = {"id": 7, "topic_id": 3, "post_number": 2, "username": "maelle", "user_id": 5, "cooked": "<p>Bonjour</p>"}
    body = json.dumps({"post": {**post_, "created_at": "2026-03-31T08:00:00Z"}}).encode()
    call = sent("discourse", NOW, body=body)
    instance = {"X-Discourse-Instance": "https://forum.example", "X-Discourse-Event": "post_created"}
    assert (await post(client, call._replace(headers={**call.headers, **instance})))[0] == 200
    [(content_type, _, data)] = door.originals.values()
    (by_hook,) = parse_all("social", content_type, data, Settings().reading)
    known = Settings(own="discourse:forum.example/1").reading
    (by_file,) = parse_all("social", "application/json", body, known)
    assert msgspec.to_builtins(by_hook)["id"] == msgspec.to_builtins(by_file)["id"] == "discourse:forum.example/topic/3/2"


def test_a_secret_is_in_no_message() -> None:
    with pytest.raises(Refused) as told:
        read_settings({"EGARD_HOOK_TWILIO": "short"})
    assert "short" not in str(told.value)
    assert str(told.value).startswith("EGARD_HOOK_TWILIO: ")
    with pytest.raises(Refused, match="EGARD_HOOK_TWILLIO"):
        read_settings({"EGARD_HOOK_TWILLIO": "long enough"})
