"""Webhooks as their sources call them, through the real application: proved or not taken, and 2xx only when the original is safe."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from aiohttp.test_utils import TestClient
from hooking import NOW, Kept, bare, cut, post
from signing import SECRET, key, sent

from schemas.errors import Refused
from streams.channels import parse_all
from streams.channels.hooks import HOOKS, variable
from streams.channels.recorded import recorded
from streams.settings import Settings, read_settings, variables

TIMED = ["twilio", "vonage", "telnyx", "aircall", "ringover", "ringcentral", "dialpad", "activitypub", "slack"]


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
