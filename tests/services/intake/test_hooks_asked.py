"""What the providers ask before they send anything, and what nobody may ask."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from hooking import NOW, Kept, post
from signing import BASE, SECRET, digest, mac, sent, slack

from streams.channels.social.verify import word


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
    asking = b'{"type": "url_verification", "challenge": "3eZbrw1aB", "token": "old"}'
    async with client.post("/hook/slack", data=asking, headers=slack(NOW, body=asking).headers) as verified:
        assert (verified.status, await verified.json()) == (200, {"challenge": "3eZbrw1aB"})
    async with client.post("/hook/slack", data=asking, headers=slack(NOW, "another horse", asking).headers) as unknown:
        assert unknown.status == 403
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
