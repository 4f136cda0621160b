"""Whose mailbox says that they are away is written to when they are back, however late that is heard."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

from driving import NOW, agreed, arrive, carry, due, handle, weekly

from schemas.documents import FollowUp
from schemas.events import Due
from streams.desk import Desk
from streams.rules.persons import person_of
from streams.stages.compose import compose

ANNE = "anne@mail.example"


def away(at: datetime) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"Anne <{ANNE}>", "service@house.example", "Réponse automatique : votre message"
    message["Date"], message["Message-ID"], message["Auto-Submitted"] = format_datetime(at), "<away@mail.example>", "auto-replied"
    message.set_content("Bonjour, je suis absente jusqu'au 14 décembre 2026. Cordialement, Anne")
    return message.as_bytes()


async def followup(desk: Desk) -> FollowUp:
    (found,) = await desk.state.followups.of(person_of(f"email:{ANNE}"))
    return found


async def test_what_was_decided_waits_until_they_are_back(desk: Desk, clock: Any) -> None:
    await desk.state.consents.put([agreed(ANNE)])
    await carry(desk, await arrive(desk, "email", *weekly(ANNE, last=NOW - timedelta(days=42))))
    clock.at = NOW + timedelta(hours=2)
    await carry(desk, await due(desk), until=compose)
    assert (await followup(desk)).due_at == clock.at
    await carry(desk, await arrive(desk, "email", away(NOW)))
    assert await handle(compose, desk, await due(desk)) == []
    waits = await followup(desk)
    assert waits.state == "waiting" and waits.due_at == datetime(2026, 12, 15, tzinfo=ZoneInfo("Europe/Paris"))
    assert "absent" in [reason.code for reason in waits.reasons]
    assert waits.due_at is not None
    clock.at = waits.due_at
    assert len(await handle(compose, desk, [Due(kind="followup", id=waits.id, person=waits.person, at=clock.at)])) == 1
