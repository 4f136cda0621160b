"""Live events go on where they were, come by every channel, and answer what we sent."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from schemas.interaction import Interaction
from services.demo import DEMO_SETTINGS
from services.demo.doors import Doors
from services.demo.live import Live
from services.demo.memory import Memory, remember
from services.demo.people import cast
from services.embedded.sink import sink
from streams.channels import email, social
from streams.rules.promises import promises_in
from streams.rules.tone import tone_of
from streams.settings import Settings, read_settings

PARSE = {"email": email.parse, "social": social.parse}
NOW = datetime(2026, 3, 31, 10, tzinfo=UTC)


def live(directory: Path, memory: Memory) -> Live:
    return Live(directory, memory, Doors(Settings(data=str(directory))), speed=1.0)


def test_events_come_by_every_channel_and_some_are_our_answers(tmp_path: Path) -> None:
    going = live(tmp_path, Memory(seed=1, day=NOW.date()))
    arrived = [going.next(NOW + timedelta(seconds=4 * number)) for number in range(120)]
    channels = Counter(one.channel for one in arrived)
    assert set(channels) == {"email", "phone", "social", "letter"}
    assert {one.door for one in arrived if one.channel == "email"} == {"smtp", "ingest"}  # from others, and copies of what we wrote
    assert len({one.data for one in arrived}) == len(arrived)


def said_while_one_looks(directory: Path, events: int) -> list[Interaction]:
    """What so many events say, one every four seconds, as the hub reads it: mails and posts."""
    going, reading = live(directory, Memory(seed=1, day=NOW.date())), read_settings({}, **DEMO_SETTINGS).reading
    arrived = [going.next(NOW + timedelta(seconds=4 * number)) for number in range(events)]
    read = [said for one in arrived if one.channel in PARSE for said in PARSE[one.channel](one.data, reading)]
    return [one for one in read if isinstance(one, Interaction)]


def terms(said: list[Interaction]) -> list[timedelta]:
    """How long we gave ourselves, promise by promise."""
    return [
        promise.due - one.at
        for one in said
        if one.direction == "out" and one.at is not None
        for promise in promises_in(one.text, language=one.language, at=one.at, tz="Europe/Paris", region="FR")
    ]


def test_now_and_then_somebody_complains_or_recommends_us(tmp_path: Path) -> None:
    theirs = [set(tone_of(one.text, one.language).labels) for one in said_while_one_looks(tmp_path, 600) if one.direction == "in"]
    assert 10 <= sum(bool({"discontent", "disappointment", "leaving"} & labels) for labels in theirs) <= len(theirs) / 3
    assert 5 <= sum("recommendation" in labels for labels in theirs) <= len(theirs) / 5


def test_we_promise_something_for_today_and_mostly_do_it(tmp_path: Path) -> None:
    said = said_while_one_looks(tmp_path, 900)
    promised = terms(said)
    assert len(promised) >= 6
    assert all(term < timedelta(hours=24) for term in promised)
    assert any(term < timedelta(minutes=31) for term in promised)
    done = [one for one in said if one.direction == "out" and re.search("de vous parler|to talk to you|just talked", one.text)]
    assert len(promised) / 2 <= len(done) < len(promised)


def test_the_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    for _ in range(2):
        memory = remember(tmp_path, seed=None, today=NOW.date())
        first = memory.next
        going = live(tmp_path, memory)
        for _ in range(3):
            going.next(NOW)
    assert first == 4
    assert remember(tmp_path, seed=None, today=NOW.date()).next == 7


def test_the_year_stays_the_year_it_was_and_another_seed_is_another_story(tmp_path: Path) -> None:
    assert remember(tmp_path, seed=None, today=date(2026, 3, 31)).day == date(2026, 3, 31)
    assert remember(tmp_path, seed=None, today=date(2026, 4, 2)).day == date(2026, 3, 31)
    assert remember(tmp_path, seed=9, today=date(2026, 4, 2)) == Memory(seed=9, day=date(2026, 4, 2))


@pytest.mark.parametrize("broken", [b"", b"{", b'{"seed": "x"}'])
def test_a_memory_that_cannot_be_read_begins_anew(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "demo.json").write_bytes(broken)
    assert remember(tmp_path, seed=None, today=NOW.date()).seed == 1


async def test_who_is_written_to_may_write_back_once(tmp_path: Path) -> None:
    import aiosmtplib
    from aiohttp import ClientSession

    async with (
        sink(tmp_path / "sink", smtp_url="", mastodon_url="", token="t", account="braise@toots.example") as (smtp_url, mastodon_url),
        ClientSession() as http,
    ):
        host, port = smtp_url.removeprefix("smtp://").split(":")
        for person in [one for one in cast() if one.course == "quiet"]:
            id_ = f"<{person.key}@braise.example>"
            text = f"From: us@braise.example\r\nTo: {person.email}\r\nSubject: Hello\r\nMessage-ID: {id_}\r\n\r\n?\r\n"
            await aiosmtplib.send(
                text.encode(), sender="a@b.example", recipients=[person.email], hostname=host, port=int(port), start_tls=False
            )
            headers = {"Authorization": "Bearer t"}
            await (await http.post(f"{mastodon_url}/api/v1/statuses", json={"status": f"@{person.toot} ?"}, headers=headers)).read()
    memory = Memory(seed=1, day=NOW.date())
    going = live(tmp_path, memory)
    going.next(NOW)
    later = [going.next(NOW + timedelta(minutes=2)) for _ in range(40)]
    replies = [one for one in later if one.name.startswith("reply-")]
    assert {one.channel for one in replies} == {"email", "social"}
    assert any(b"In-Reply-To: <" in one.data for one in replies)
    again = live(tmp_path, remember(tmp_path, seed=None, today=NOW.date()))
    again.next(NOW)
    assert not [one for _ in range(10) if (one := again.next(NOW + timedelta(minutes=2))).name.startswith("reply-")]
