"""The sink says yes only to what it has, and the same request twice is one status."""

from __future__ import annotations

import errno
import json
from collections.abc import AsyncIterator
from email import message_from_bytes
from pathlib import Path

import aiosmtplib
import pytest
from aiohttp import ClientSession

from services.embedded import sink as sinks
from services.embedded.sink import sink

MESSAGE = b"From: a@braise.example\r\nTo: b@example.org\r\nSubject: hello\r\n\r\n.dotted\r\n\xc3\xa9t\xc3\xa9\r\n"


@pytest.fixture
async def open_sink(tmp_path: Path) -> AsyncIterator[tuple[str, str]]:
    async with sink(tmp_path, smtp_url="", mastodon_url="", token="secret", account="braise@toots.example") as urls:
        yield urls


async def send(smtp_url: str, data: bytes = MESSAGE) -> str:
    host, port = smtp_url.removeprefix("smtp://").split(":")
    _, said = await aiosmtplib.send(
        data, sender="a@braise.example", recipients=["b@example.org"], hostname=host, port=int(port), start_tls=False
    )
    return said


async def publish(mastodon_url: str, text: str, *, key: str | None = "k1", token: str = "secret") -> tuple[int, dict[str, object]]:
    headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
    async with ClientSession() as http, http.post(f"{mastodon_url}/api/v1/statuses", data={"status": text}, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_a_mail_is_a_file_when_the_sender_hears_yes(open_sink: tuple[str, str], tmp_path: Path) -> None:
    said = await send(open_sink[0])
    [path] = (tmp_path / "mail").glob("*.eml")
    assert path.name in said
    assert path.name.startswith("000001-")
    kept = path.read_bytes()
    assert kept.endswith(MESSAGE)
    assert message_from_bytes(kept)["Delivered-To"] == "b@example.org"


async def test_mails_are_counted_on_after_a_restart(tmp_path: Path) -> None:
    for _ in range(2):
        async with sink(tmp_path, smtp_url="", mastodon_url="", token="secret", account="a@b.example") as (smtp_url, _):
            await send(smtp_url)
    assert [path.name[:6] for path in sorted((tmp_path / "mail").glob("*.eml"))] == ["000001", "000002"]


async def test_a_mail_that_cannot_be_kept_is_refused_for_now(
    open_sink: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sinks, "keep", full)
    with pytest.raises(aiosmtplib.SMTPDataError) as refused:
        await send(open_sink[0])
    assert refused.value.code == 451
    assert not list((tmp_path / "mail").iterdir())


async def test_the_same_idempotency_key_is_the_same_status_also_after_a_restart(tmp_path: Path) -> None:
    ids = set()
    for _ in range(2):
        async with sink(tmp_path, smtp_url="", mastodon_url="", token="secret", account="braise@toots.example") as (_, url):
            ids |= {(await publish(url, "@anne@piment.example hello"))[1]["id"] for _ in range(2)}
    assert len(ids) == 1
    [path] = (tmp_path / "social").iterdir()
    kept = json.loads(path.read_bytes())
    assert kept["idempotency_key"] == "k1"
    assert kept["status"] == "@anne@piment.example hello"
    assert kept["answer"]["mentions"][0]["acct"] == "anne@piment.example"


async def test_a_status_can_be_looked_up_and_others_are_not_found(open_sink: tuple[str, str]) -> None:
    _, status = await publish(open_sink[1], "hello", key=None)
    async with ClientSession() as http:
        async with http.get(f"{open_sink[1]}/api/v1/statuses/{status['id']}") as answer:
            assert (await answer.json())["content"] == "<p>hello</p>"
        async with http.get(f"{open_sink[1]}/api/v1/statuses/7") as answer:
            assert answer.status == 404


@pytest.mark.parametrize(("text", "token", "status"), [("hello", "wrong", 401), ("hello", "", 401), (" ", "secret", 422)])
async def test_what_may_not_be_published_is_refused(open_sink: tuple[str, str], tmp_path: Path, text: str, token: str, status: int) -> None:
    assert (await publish(open_sink[1], text, token=token))[0] == status
    assert not list((tmp_path / "social").iterdir())


async def test_a_server_elsewhere_is_left_alone(tmp_path: Path) -> None:
    async with sink(tmp_path, smtp_url="smtp://mail.example.org:25", mastodon_url="", token="x", account="a@b.example") as (smtp_url, _):
        assert smtp_url.startswith("smtp://127.0.0.1:")
