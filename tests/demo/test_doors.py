"""Everything is handed in by the doors that are open to anybody, and a hub that starts again is waited for."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from schemas.errors import Unavailable
from services.demo import DEMO_SETTINGS
from services.demo.agreements import consents, joined, joinings
from services.demo.doors import Doors
from services.demo.history import Handing, introductions
from services.demo.people import cast
from services.embedded import hub
from streams.channels.hooks import HOOKS
from streams.channels.signed import Delivery, Forged
from streams.rules.persons import person_of
from streams.settings import Settings, read_settings

AT = datetime(2026, 3, 31, 9, tzinfo=UTC)
POST = Handing(at=AT, channel="social", name="a.json", content_type="application/json", data=b"{}", door="hook")
LETTER = Handing(at=AT, channel="letter", name="a.pdf", content_type="application/pdf", data=b"%PDF-")


class Intake:
    """An intake that takes nothing the first time, keeps what comes later, and knows it again."""

    def __init__(self) -> None:
        self.taken: dict[bytes, web.Request] = {}
        self.asked = 0

    async def take(self, request: web.Request) -> web.Response:
        self.asked += 1
        if self.asked == 1:
            return web.json_response({"result": "unavailable"}, status=503)
        data = await request.read()
        call = Delivery(url=str(request.url), headers=request.headers, body=data)
        if request.path.startswith("/hook") and isinstance(HOOKS["mastodon"].check(call, DEMO_SETTINGS["hook_mastodon"], AT), Forged):
            return web.json_response({"result": "refused"}, status=403)
        known = data in self.taken
        self.taken[data] = request
        return web.json_response({"result": "duplicate" if known else "accepted"})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({}, **{**DEMO_SETTINGS, "data": str(tmp_path)})


@pytest.fixture
async def intake(settings: Settings) -> AsyncIterator[Intake]:
    taking = Intake()
    app = web.Application()
    app.add_routes([web.post("/{way:.*}", taking.take)])
    async with TestServer(app) as server:
        url = str(server.make_url("")).rstrip("/")
        hub.write(
            settings.directory,
            hub.Hub(pid=os.getpid(), status_url=url, token="t", intake_url=url, page="", mail="127.0.0.1:1", kafka="", mongo=""),
        )
        yield taking


async def test_a_letter_is_ingested_with_the_token_and_known_again(settings: Settings, intake: Intake) -> None:
    async with Doors(settings) as doors:
        assert [await doors.hand(LETTER), await doors.hand(LETTER)] == ["accepted", "duplicate"]
    request = intake.taken[LETTER.data]
    assert request.path == "/ingest/letter"
    assert request.headers["Authorization"] == "Bearer t"
    assert request.headers["X-Egard-Name"] == "a.pdf"


async def test_a_post_comes_signed_by_the_webhook(settings: Settings, intake: Intake) -> None:
    async with Doors(settings) as doors:
        assert await doors.hand(POST) == "accepted"
    assert intake.taken[POST.data].path == "/hook/mastodon"


async def test_all_are_counted_by_their_result(settings: Settings, intake: Intake) -> None:
    async with Doors(settings) as doors:
        assert await doors.hand_all([LETTER, POST]) == {"accepted": 2}
        assert await doors.hand_all([LETTER, POST]) == {"duplicate": 2}


async def test_where_no_hub_runs_it_says_so(settings: Settings) -> None:
    async with Doors(settings) as doors:
        with pytest.raises(Unavailable, match="egard up"):
            await doors.hand(LETTER, patience_s=0.05)


def test_agreements_name_the_person_that_the_addresses_give() -> None:
    commands = consents(AT.date())
    assert len({command.id for command in commands}) == sum(len(person.consent) for person in cast())
    paulette = next(person for person in cast() if person.name == "Paulette Giroud")
    [hers] = [command for command in commands if command.person == person_of(paulette.identifier("phone"))]
    assert hers.arguments["channel"] == "phone"
    assert hers.arguments["given"] == "yes"


def test_who_has_several_addresses_is_joined_and_households_are_not() -> None:
    whose = {command.person for command in joinings(AT.date())}
    lucien = next(person for person in cast() if person.name == "Lucien Morelle")
    claire = next(person for person in cast() if person.name == "Claire Dubosque")
    assert person_of(claire.identifier("phone")) in whose
    assert person_of(lucien.identifier("email")) not in whose


def test_everybody_who_is_joined_is_introduced_by_each_address_once() -> None:
    several = joined()
    first = introductions(1, AT.date(), {*several, *several.values()})
    assert len(first) == len({*several, *several.values()})
    assert not [handing for handing in first if handing.content_type.startswith("image/")]
