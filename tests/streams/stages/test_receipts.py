"""Who asks or complains hears from us within seconds, by the same channel, with a time and the conditions; and that is a promise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from clocks import Clock
from driving import NOW, arrive, carry, due, mail

from schemas.documents import FollowUp, Person
from streams.desk import Desk
from streams.rules.persons import person_of

ANNE = "anne@mail.example"
PERSON = person_of(f"email:{ANNE}")
ASKS = "Bonjour, quand le technicien passe-t-il pour ma chaudière ? Merci."


class Sink:
    """An SMTP server that keeps what it takes."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]  # the policy makes it one
        return "250 taken"


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
async def sink() -> AsyncIterator[tuple[Sink, int]]:
    taken, loop = Sink(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(taken, hostname="sink", loop=loop), "127.0.0.1", 0)
    yield taken, server.sockets[0].getsockname()[1]
    server.close()


@pytest.fixture
async def desk(make_desk: Callable[..., Awaitable[Desk]], sink: tuple[Sink, int], clock: Clock) -> Desk:
    made = await make_desk(clock, smtp_url=f"smtp://127.0.0.1:{sink[1]}", own="house.example", mail_from="service@house.example")
    await made.state.prepare()
    return made


async def tells(desk: Desk, text: str, at: datetime, **headers: str) -> None:
    """A mail of hers comes in, and all that follows from it happens, as far as the clock says that it is due now."""
    message: Any = message_from_bytes(mail(ANNE, at, text=text), policy=default)
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    await carry(desk, await arrive(desk, "email", message.as_bytes()))
    await carry(desk, await due(desk))
    await carry(desk, [raw for raw, _ in await desk.state.originals.standing(desk.now() + timedelta(days=1))])  # what we said comes back in


async def receipts(desk: Desk) -> list[FollowUp]:
    return [each for each in await desk.state.followups.of(PERSON) if each.campaign == "receipt"]


async def test_a_question_gets_a_receipt_that_is_a_promise(desk: Desk, clock: Clock, sink: tuple[Sink, int]) -> None:
    await tells(desk, ASKS, NOW - timedelta(seconds=20))
    (mail_,) = sink[0].mails
    assert mail_["To"] == "Anne <anne@mail.example>"
    assert mail_["Subject"].startswith("Re: ")
    assert mail_["In-Reply-To"] == f"<{NOW - timedelta(seconds=20):%Y%m%d%H%M%S}.{ANNE}>"
    assert mail_["Auto-Submitted"] == "auto-replied" or mail_["Auto-Submitted"] == "auto-generated"
    assert mail_["List-Unsubscribe"] is None
    text = mail_.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has one
    assert "novembre" in text and "Chauffage du Sud" in text
    person = await desk.state.persons.get(PERSON)
    assert person is not None
    (promise,) = [told for step in person.course for told in step.promises]
    assert NOW < promise.due < NOW + timedelta(days=7)
    assert any(signal.kind == "promise_due" or person.due_at for signal in person.signals) or person.due_at is not None


async def test_a_complaint_gets_one_too_and_the_same_mail_again_no_second(desk: Desk, clock: Clock, sink: tuple[Sink, int]) -> None:
    for _ in range(2):
        await tells(desk, "Je suis très déçue, personne n'est venu et personne ne m'a prévenue.", NOW - timedelta(minutes=2))
    assert len(sink[0].mails) == 1
    assert [each.state for each in await receipts(desk)] == ["composed"]


async def test_two_machines_that_answer_each_other_stop_after_one(desk: Desk, clock: Clock, sink: tuple[Sink, int]) -> None:
    """Theirs does not say that it is one, asks something, and answers whatever it gets."""
    for round_ in range(12):
        clock.at = NOW + timedelta(minutes=round_)
        await tells(desk, f"Your message has been received (no. {round_}). Could you tell us your order number?", clock.at)
    assert len(sink[0].mails) == 1
    assert [reason.code for each in await receipts(desk) for reason in each.reasons if reason.code == "receipt_sent"]


async def test_a_machine_that_says_so_gets_nothing_at_all(desk: Desk, clock: Clock, sink: tuple[Sink, int]) -> None:
    await tells(desk, ASKS, NOW, Auto_Submitted="auto-replied")
    assert sink[0].mails == [] and await receipts(desk) == []


async def test_who_has_asked_to_be_left_alone_altogether_gets_none(desk: Desk, clock: Clock, sink: tuple[Sink, int]) -> None:
    await tells(desk, "Ne me contactez plus jamais.", NOW - timedelta(days=2))
    await tells(desk, ASKS, NOW)
    assert sink[0].mails == []
    assert [each.state for each in await receipts(desk)] == ["held"]


async def test_an_old_archive_is_read_in_silence(desk: Desk, clock: Clock, sink: tuple[Sink, int]) -> None:
    await tells(desk, ASKS, NOW - timedelta(days=400))
    assert sink[0].mails == [] and await receipts(desk) == []


async def test_who_asked_and_was_answered_by_somebody_in_the_meantime_gets_none(desk: Desk, clock: Clock, sink: tuple[Sink, int]) -> None:
    asked_at = NOW - timedelta(hours=3)
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = "Claire <service@house.example>", f"Anne <{ANNE}>", "Re: Ma commande"
    answer["Message-ID"], answer["In-Reply-To"] = "<reply1@house.example>", f"<{asked_at:%Y%m%d%H%M%S}.{ANNE}>"
    answer["Date"] = (asked_at + timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    answer.set_content("Bonjour, il passe jeudi matin.")
    await carry(desk, await arrive(desk, "email", answer.as_bytes()))
    await tells(desk, ASKS, asked_at)
    assert sink[0].mails == []
    assert all(each.state in ("withdrawn", "held") for each in await receipts(desk))
    assert isinstance(await desk.state.persons.get(PERSON), Person)
