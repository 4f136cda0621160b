"""What arrives is on the open page: fetch then apply equals fetch later."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from aiohttp import ClientResponse

from schemas.events import Command
from schemas.topics import COMMANDS, TIMELINE
from services.web.pieces import anchor
from streams.rules.uniting import unite_entries
from streams.settings import Settings
from streams.state import State
from streams.wire import Emit, Producer
from tests.web.conftest import Client, eventually
from tests.web.told import NOW, entry, interaction, keep


@pytest.fixture
async def producer(settings: Settings) -> Any:
    producer = Producer(settings)
    yield producer
    await producer.stop()


async def following(answer: ClientResponse) -> tuple[str, str, str]:
    """(event, id, data) of the next server-sent event."""
    fields: dict[str, list[str]] = {}
    async with asyncio.timeout(120):
        while True:
            line = (await answer.content.readline()).decode().rstrip("\n")
            if line and not line.startswith(":"):
                name, _, value = line.partition(": ")
                fields.setdefault(name, []).append(value)
            elif not line and "event" in fields:
                return fields["event"][0], fields["id"][0], "\n".join(fields.get("data", []))


async def hears(page: Client) -> None:
    async def ready() -> None:
        assert (await page.get("/health")).status == 200

    await eventually(ready)


async def open_page(page: Client, person: str) -> tuple[str, str]:
    """The page, and where its stream is."""
    text = await (await page.get(f"/people/{person}")).text()
    [live] = re.findall(r'data-live="([^"]+)"', text)
    return text, live.replace("&amp;", "&")


def articles(text: str) -> dict[str, str]:
    """Entry -> its markup."""
    return {
        found.group(1): " ".join(found.group(0).split())
        for found in re.finditer(r'<article class="entry[^>]*id="([^"]+)".*?</article>', text, re.DOTALL)
    }


async def test_a_new_entry_comes_as_the_fragment_that_the_page_would_have(page: Client, state: State, producer: Producer) -> None:
    person = await keep(state, interaction("<1@exemple.fr>", NOW - timedelta(days=1)))
    await hears(page)
    _, live = await open_page(page, person)
    async with page.get(live, headers={"Accept": "text/event-stream"}) as stream:
        said = interaction("<2@exemple.fr>", NOW, subject="Encore moi", text="Toujours <rien>.\n\nAnne")
        await keep(state, said)
        await producer.send([Emit(TIMELINE, person, entry(said, person=person))])
        event, _, data = await following(stream)
    later, _ = await open_page(page, person)
    assert event == "entry"
    assert articles(data) == {
        anchor("<2@exemple.fr>/email:anne@exemple.fr"): articles(later)[anchor("<2@exemple.fr>/email:anne@exemple.fr")]
    }
    assert "&lt;rien&gt;" in data


async def test_an_entry_that_became_another_comes_as_the_page_would_have_it(page: Client, state: State, producer: Producer) -> None:
    first = interaction("post", NOW, channel="social", identifier="mastodon:anne@exemple.fr", text="Le colis est parti.")
    person = await keep(state, first)
    await hears(page)
    _, live = await open_page(page, person)
    async with page.get(live, headers={"Accept": "text/event-stream"}) as stream:
        [kept] = await state.timeline.get([entry(first).id])
        edited = msgspec.structs.replace(first, text="Le colis est là.", edited_at=NOW)
        assert await state.timeline.change(unite_entries(kept, msgspec.structs.replace(kept, interaction=edited)))
        news = msgspec.structs.replace(entry(first, person=person), changed=True)  # it carries what it said at first: the timeline knows
        await producer.send([Emit(TIMELINE, person, news)])
        _, _, data = await following(stream)
    later, _ = await open_page(page, person)
    assert articles(data) == articles(later) and "Le colis est là." in data and "data-changed" in data


async def test_what_came_while_the_stream_was_away_comes_first(page: Client, state: State, producer: Producer) -> None:
    person = await keep(state, interaction("<1@exemple.fr>", NOW - timedelta(days=1)))
    await hears(page)
    _, live = await open_page(page, person)
    said = [interaction(f"<{number}@exemple.fr>", NOW + timedelta(seconds=number)) for number in (2, 3)]
    await producer.send([Emit(TIMELINE, person, entry(each, person=person)) for each in said])
    async with page.get(live) as stream:
        _, first, _ = await following(stream)
        await following(stream)
    async with page.get(live, headers={"Last-Event-ID": first}) as stream:
        _, _, data = await following(stream)
    assert list(articles(data)) == [anchor("<3@exemple.fr>/email:anne@exemple.fr")]


async def test_a_page_of_another_process_is_told_to_load_itself_again(page: Client) -> None:
    await hears(page)
    async with page.get("/live?after=elsewhere-7") as stream:
        assert (await following(stream))[0] == "reload"


async def test_lists_hear_that_something_changed(page: Client, state: State, producer: Producer) -> None:
    await hears(page)
    text = await (await page.get("/people")).text()
    [live] = re.findall(r'data-live="([^"]+)"', text)
    async with page.get(live) as stream:
        await producer.send([Emit(TIMELINE, "p_x", entry(interaction("<9@exemple.fr>", NOW), person="p_x"))])
        event, _, data = await following(stream)
    assert (event, data) == ("changed", "p_x")


async def test_lists_hear_that_a_campaign_is_changed(page: Client, producer: Producer) -> None:
    await hears(page)
    [live] = re.findall(r'data-live="([^"]+)"', await (await page.get("/campaigns/quiet")).text())
    async with page.get(live) as stream:
        pause = Command(id="c1", do="campaign_pause", person="campaign:quiet", by="claire", at=NOW)
        await producer.send([Emit(COMMANDS, pause.person, pause)])
        assert (await following(stream))[0] == "changed"


async def test_each_entry_comes_before_the_next_is_told(page: Client, state: State, producer: Producer) -> None:
    person = await keep(state, interaction("<1@exemple.fr>", NOW - timedelta(days=1)))
    await hears(page)
    _, live = await open_page(page, person)
    async with page.get(live) as stream:
        for number in range(20):
            said = interaction(f"<n{number}@exemple.fr>", NOW + timedelta(seconds=number))
            await producer.send([Emit(TIMELINE, person, entry(said, person=person))])
            assert list(articles((await following(stream))[2])) == [anchor(entry(said).id)]
