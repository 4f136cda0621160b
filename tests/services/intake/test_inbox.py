"""The inbox of ActivityPub: a key speaks for its owner alone, and is fetched from nowhere but the world."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hooking import NOW, Kept, Servers, actor, post
from signing import ACTOR, PEM, Sent, inbox

from services.intake.actors import fetch_document, is_outward

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
