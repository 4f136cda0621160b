"""The page by which somebody leaves: one click of theirs is enough, and no machine's look at a link is one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from schemas.documents import Message
from schemas.interaction import Channel
from services.intake import leaving as leaving_
from services.intake.leaving import Leaving
from streams.desk import Desk
from streams.rules.leaving import leave_url, message_of
from streams.rules.persons import person_of
from streams.rules.suppression import suppressed

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ANNE = "email:anne@mail.example"
PERSON = person_of(ANNE)
MESSAGE = Message(
    id="m_" + "0123456789abcdef" * 2, followup="f_1", person=PERSON, campaign="quiet", purpose="care", channel="email", identifier=ANNE,
    language="fr", subject="Des nouvelles", text="Bonjour", message_id="0123@exemple.fr", made_at=NOW,
)


class Silent:
    """A broker that is away: what was chosen is durable all the same, and the clock hands it on."""

    async def send(self, *_: object, **__: object) -> None:
        return None


@pytest.fixture
async def desk(make_desk: Callable[..., Any]) -> Desk:
    made: Desk = await make_desk(lambda: NOW, public_url="https://crm.exemple.fr")
    await made.state.prepare()
    await made.state.messages.put(MESSAGE)
    return made


@pytest.fixture
def clock() -> list[datetime]:
    return [NOW]


@pytest.fixture
def two_calls_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving_, "BURST", 2.0)
    monkeypatch.setattr(leaving_, "RATE", 1e-9)


@pytest.fixture
async def client(desk: Desk, clock: list[datetime]) -> AsyncIterator[TestClient[Any, Any]]:
    leaving = Leaving(desk.state, Silent(), desk.settings, now=lambda: clock[0])  # type: ignore[arg-type]  # it sends nothing
    app = web.Application()
    app.add_routes([web.get("/leave/{token}", leaving.show), web.post("/leave/{token}", leaving.leave)])
    async with TestClient(TestServer(app)) as made:
        yield made


@pytest.fixture
async def link(desk: Desk) -> str:
    url = leave_url(desk.settings.public_url, await desk.state.suppressions.key(), MESSAGE.id)
    assert url is not None
    return url.removeprefix("https://crm.exemple.fr")


async def asked(desk: Desk) -> list[dict[str, str]]:
    return [command.arguments for command in await desk.state.commands.standing(datetime(2027, 1, 1, tzinfo=UTC))]


async def test_a_look_at_the_link_by_whomever_changes_nothing(client: TestClient[Any, Any], link: str, desk: Desk) -> None:
    for agent in ("Mozilla/5.0", "SafeLinks scanner", "GoogleImageProxy"):
        async with client.get(link, headers={"User-Agent": agent, "Purpose": "prefetch"}) as answer:
            assert answer.status == 200
            assert "Que préférez-vous" in await answer.text()
        async with client.head(link) as answer:
            assert answer.status == 200
    assert await asked(desk) == []
    assert await desk.state.suppressions.of([ANNE]) == {}


async def test_a_post_that_says_nothing_changes_nothing(client: TestClient[Any, Any], link: str, desk: Desk) -> None:
    for form in ({}, {"choice": "everything"}, {"List-Unsubscribe": "Yes"}, {"choice": ""}):
        async with client.post(link, data=form) as answer:
            assert answer.status == 400
            assert 'role="alert"' in await answer.text()
    assert await desk.state.suppressions.of([ANNE]) == {}


@pytest.mark.parametrize(
    ("form", "purpose", "channel"),
    [
        ({"List-Unsubscribe": "One-Click"}, "campaigns", ""),
        ({"choice": "campaigns"}, "campaigns", ""),
        ({"choice": "channel"}, "*", "email"),
        ({"choice": "all"}, "*", ""),
    ],
)
async def test_one_click_is_enough_and_twice_is_once(
    client: TestClient[Any, Any], link: str, desk: Desk, form: dict[str, str], purpose: str, channel: str
) -> None:
    for _ in range(2):
        async with client.post(link, data=form) as answer:
            assert answer.status == 200
            assert "C&#39;est noté." in await answer.text()
    (command,) = await asked(desk)
    assert (command["purpose"], command["channel"], command["given"]) == (purpose, channel, "no")
    assert command["proof"].startswith(MESSAGE.id)
    standing = (await desk.state.suppressions.of([ANNE]))[ANNE]
    assert [one.reason for one in standing] == ["unsubscribed"]
    assert (suppressed(standing, "email", "care") or MESSAGE).code == "suppressed_unsubscribed"  # type: ignore[union-attr]
    assert (suppressed(standing, "letter", "care") is None) == bool(channel)
    assert (suppressed(standing, "email", "receipt") is None) == (purpose == "campaigns")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click&source=mailer"),
        ("application/x-www-form-urlencoded; charset=nope", b"List-Unsubscribe=One-Click"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
        ),
    ],
)
async def test_one_click_is_understood_however_a_mail_program_packs_it(
    client: TestClient[Any, Any], link: str, desk: Desk, kind: str, body: bytes
) -> None:
    async with client.post(link, data=body, headers={"Content-Type": kind}) as answer:
        assert answer.status == 200
    assert [command["purpose"] for command in await asked(desk)] == ["campaigns"]


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("multipart/form-data", b"xx", 400),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disp", 400),
        ("application/x-www-form-urlencoded; charset=nope", b"choice=\xff", 400),
        ("application/json", b'{"choice": "everything"}', 400),
        ("application/x-www-form-urlencoded", b"choice=all&" + b"x" * 5000, 413),
    ],
)
async def test_nonsense_and_endless_bodies_are_refused(
    client: TestClient[Any, Any], link: str, desk: Desk, kind: str, body: bytes, status: int
) -> None:
    async def pieces() -> AsyncIterator[bytes]:  # without a length that says beforehand how much there is
        yield body

    async with client.post(link, data=pieces(), headers={"Content-Type": kind}) as answer:
        assert answer.status == status
    assert await asked(desk) == []


async def test_who_has_come_back_can_leave_again_by_the_same_link(
    client: TestClient[Any, Any], link: str, desk: Desk, clock: list[datetime]
) -> None:
    for later in (0, 3):
        clock[0] = NOW + timedelta(days=later)
        async with client.post(link, data={"choice": "all"}) as answer:
            assert answer.status == 200
    assert len(await asked(desk)) == 2


@pytest.mark.parametrize(
    ("channel", "language", "asked_so", "told_so"),
    [
        ("email", "fr", "Ne m&#39;envoyez plus d&#39;e-mails", "Nous ne vous enverrons plus d&#39;e-mails."),
        ("letter", "fr", "Ne m&#39;envoyez plus de courriers", "Nous ne vous enverrons plus de courriers."),
        ("phone", "fr", "Ne m&#39;appelez plus", "Nous ne vous appellerons plus."),
        ("social", "fr", "Ne m&#39;écrivez plus sur ce réseau", "Nous ne vous écrirons plus sur ce réseau."),
        ("phone", "en", "Do not call me", "We will not call you any more."),
    ],
)
async def test_a_channel_is_left_in_words_that_cannot_mean_more_of_it(
    client: TestClient[Any, Any], desk: Desk, channel: Channel, language: str, asked_so: str, told_so: str
) -> None:
    message = msgspec.structs.replace(MESSAGE, id="m_" + "f" * 32, channel=channel, language=language)
    await desk.state.messages.put(message)
    url = leave_url("http://x", await desk.state.suppressions.key(), message.id)
    assert url is not None
    path = url.removeprefix("http://x")
    async with client.get(path) as answer:
        assert asked_so in await answer.text()
    async with client.post(path, data={"choice": "channel"}) as answer:
        assert told_so in await answer.text()


async def test_nobody_leaves_in_anothers_name(client: TestClient[Any, Any], link: str, desk: Desk) -> None:
    other = link[:-1] + ("0" if link[-1] != "0" else "1")
    for path in (other, link[:-2], link + "0", link.replace("0123", "1123"), "/leave/x", "/leave/" + "é" * 32, "/leave/" + "0" * 64):
        async with client.post(path, data={"choice": "all"}) as answer:
            assert answer.status == 404, path
            told = await answer.text()
            assert "This link is not complete" in told and "answer that message" in told and "<form" not in told
    assert await desk.state.suppressions.of([ANNE]) == {}
    assert message_of(link.removeprefix("/leave/"), b"another house's key") is None


@pytest.mark.usefixtures("two_calls_at_most")
async def test_who_guesses_is_soon_out_of_breath_and_keeps_nobody_from_leaving(
    client: TestClient[Any, Any], link: str, desk: Desk
) -> None:
    guesses = []
    for digit in "0123":
        async with client.post("/leave/" + digit * 64) as answer:
            guesses.append(answer.status)
    assert guesses == [404, 404, 429, 429]
    async with client.post(link, data={"List-Unsubscribe": "One-Click"}) as answer:  # by the same mail provider, for somebody else
        assert answer.status == 200
    assert len(await asked(desk)) == 1


async def test_a_link_of_a_message_that_is_erased_still_answers_kindly(client: TestClient[Any, Any], desk: Desk) -> None:
    url = leave_url("https://crm.exemple.fr", await desk.state.suppressions.key(), "m_" + "f" * 32)
    assert url is not None
    async with client.post(url.removeprefix("https://crm.exemple.fr"), data={"choice": "all"}) as answer:
        assert answer.status == 200
    assert await asked(desk) == []


async def test_the_page_runs_nothing_and_is_kept_by_nobody(client: TestClient[Any, Any], link: str) -> None:
    async with client.get(link) as answer:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "<script" not in await answer.text()


async def test_a_suppression_outlives_everything_else_and_says_nothing_of_whom(desk: Desk) -> None:
    await desk.state.suppressions.put([ANNE], channel=None, purpose="*", reason="wish", at=NOW)
    (doc,) = [doc async for doc in desk.state.db["suppressions"].find()]
    assert "anne" not in repr(doc)
    for name in await desk.state.db.list_collection_names():
        if name not in ("suppressions", "keys"):
            await desk.state.db[name].drop()
    assert [one.reason for one in (await desk.state.suppressions.of([ANNE, "email:other@mail.example"]))[ANNE]] == ["wish"]


async def test_their_own_yes_takes_back_what_they_asked_for_before_it(desk: Desk) -> None:
    later = NOW.replace(hour=15)
    await desk.state.suppressions.put([ANNE], channel=None, purpose="campaigns", reason="unsubscribed", at=NOW)
    await desk.state.suppressions.put([ANNE], channel="email", purpose="*", reason="bounced", at=NOW)
    await desk.state.suppressions.put([ANNE], channel="phone", purpose="*", reason="wish", at=later)
    await desk.state.suppressions.lift([ANNE], channel=None, purpose="*", until=NOW)
    standing = (await desk.state.suppressions.of([ANNE]))[ANNE]
    assert [(one.channel, one.reason) for one in standing] == [("email", "bounced"), ("phone", "wish")]
    await desk.state.suppressions.answer_again({ANNE: NOW})
    assert [one.channel for one in (await desk.state.suppressions.of([ANNE]))[ANNE]] == ["phone"]


async def test_without_an_address_of_ours_there_is_no_link(desk: Desk) -> None:
    assert leave_url("", await desk.state.suppressions.key(), MESSAGE.id) is None
