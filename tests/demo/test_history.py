"""The told year: the same story gives the same bytes, every course is in it, and what was told is what the channels read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from schemas.errors import Refusal
from schemas.interaction import Interaction, Reading
from services.demo import DEMO_SETTINGS
from services.demo.forms.mails import message_id
from services.demo.forms.posts import status_id
from services.demo.history import Handing, given, happenings, history
from services.demo.hours import ZONE
from services.demo.people import cast
from services.demo.telling import Happening
from streams.channels import email, letter, phone, social
from streams.settings import read_settings

DAY = date(2026, 3, 31)
END = datetime(2026, 3, 31, tzinfo=UTC)
PARSE: dict[str, Callable[[bytes, Reading], Iterator[Interaction | Refusal]]] = {
    "email": email.parse,
    "letter": letter.parse,
    "phone": phone.parse,
    "social": social.parse,
}


@pytest.fixture(scope="module")
def told() -> list[Happening]:
    return happenings(1, DAY)


@pytest.fixture(scope="module")
def year() -> list[Handing]:
    return history(1, DAY)


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_settings({}, **DEMO_SETTINGS).reading


def test_the_same_seed_and_day_tell_the_same_and_another_seed_another(told: list[Happening]) -> None:
    assert happenings(1, DAY) == told
    assert happenings(2, DAY) != told


def test_each_form_has_the_same_bytes_when_it_is_made_again(told: list[Happening]) -> None:
    known = {one.key: one for one in told}
    some = [next(one for one in told[place:] if one.channel == channel) for channel in PARSE for place in (0, 700, 1200)]
    some += [next(one for one in told if "ci-joint" in one.text), next(one for one in told if one.automatic == "auto_reply")]
    for one in some:
        assert given(one, known.get(one.after or "")) == given(one, known.get(one.after or ""))
    paper = next(one for one in told if one.channel == "letter")
    assert given(paper, None, scanned=True) == given(paper, None, scanned=True)


def test_a_year_of_everybody_ends_on_the_day_and_comes_the_latest_first(told: list[Happening], year: list[Handing]) -> None:
    assert all(END - timedelta(days=365) < one.at < END for one in told)
    assert {one.person.key for one in told} == {person.key for person in cast()}
    assert [one.at for one in year] == sorted((one.at for one in year), reverse=True)
    assert len({one.key for one in told}) == len(told)
    assert {one.direction for one in told} == {"in", "out"}


def test_every_channel_has_somebody_who_went_quiet_and_agreed_to_be_asked() -> None:
    assert {person.by[0] for person in cast() if person.course == "quiet" and person.by[0] in person.consent} == set(PARSE)


@pytest.mark.parametrize("channel", ["email", "letter", "phone", "social"])
def test_what_was_told_is_what_the_channel_reads(channel: str, told: list[Happening], reading: Reading) -> None:
    known = {one.key: one for one in told}
    for one in [one for one in told if one.channel == channel][::9]:
        [read] = PARSE[channel](given(one, known.get(one.after or "")).data, reading)
        assert isinstance(read, Interaction), str(read)
        assert read.at is not None
        assert read.at.date() == one.at.date() or channel == "letter"  # a letter knows the day as it was here
        assert read.direction == one.direction
        assert one.person.identifier(one.channel, moved=one.moved) in {party.identifier for party in read.parties}


def test_archives_hold_each_once(told: list[Happening], year: list[Handing], reading: Reading) -> None:
    archives = [handing for handing in year if handing.name.endswith((".mbox", ".csv", ".json")) and handing.door == "ingest"]
    read = [one for handing in archives[:6] for one in PARSE[handing.channel](handing.data, reading)]
    assert [str(one) for one in read if isinstance(one, Refusal)] == []
    assert len({one.id for one in read if isinstance(one, Interaction)}) == len(read)


def test_an_answer_says_what_it_answers(told: list[Happening], reading: Reading) -> None:
    known = {one.key: one for one in told}
    for channel, id_of in (("email", message_id), ("social", status_id)):
        answer = next(one for one in told if one.channel == channel and one.after in known and one.direction == "out")
        asked = known[answer.after or ""]
        [read] = PARSE[channel](given(answer, asked).data, reading)
        assert isinstance(read, Interaction)
        assert (read.in_reply_to or "").endswith(id_of(asked).strip("<>"))
        assert read.direction == "out"


def test_a_mail_is_read_without_what_it_quotes(told: list[Happening], reading: Reading) -> None:
    known = {one.key: one for one in told}
    for thanks in [one for one in told if one.part == "thanks" and one.after in known][:20]:
        before = known[thanks.after or ""]
        [read] = email.parse(given(thanks, before).data, reading)
        assert isinstance(read, Interaction)
        assert before.text[:30].replace("’", "'") not in read.text.replace("’", "'")


def test_machines_are_known_for_machines(told: list[Happening], reading: Reading) -> None:
    for kind in ("auto_reply", "bulk"):
        [read] = email.parse(given(next(one for one in told if one.automatic == kind), None).data, reading)
        assert isinstance(read, Interaction)
        assert read.automatic == kind


def test_we_answer_when_we_are_there(told: list[Happening]) -> None:
    local = [one.at.astimezone(ZONE) for one in told if one.direction == "out"]
    assert all(at.weekday() != 6 and 8 <= at.hour < 19 for at in local)
