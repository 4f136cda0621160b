"""A call is a colleague's task."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schemas.documents import Message
from streams.channels.phone.send import send, told
from streams.channels.sending import Outside
from streams.settings import Settings

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MESSAGE = Message(
    id="m_1",
    followup="f_1",
    person="p_1",
    campaign="quiet",
    purpose="care",
    channel="phone",
    identifier="tel:+33639981240",
    name="Anne Lefèvre",
    language="fr",
    subject="Appeler Anne Lefèvre",
    text="« Bonjour »",
    message_id="abc@exemple.fr",
    made_at=NOW,
)


async def test_a_call_becomes_the_same_task_however_often_it_is_sent() -> None:
    outside = Outside(settings=Settings(), now=NOW, http=lambda: pytest.fail("a task needs no HTTP"))
    first, second = await send(MESSAGE, outside), await send(MESSAGE, outside)
    assert first == second and first.task is not None
    assert (first.state, first.task.id, first.task.identifier, first.task.text) == ("sent", "call-m_1", "tel:+33639981240", "« Bonjour »")


def test_a_call_that_nobody_has_made_is_not_on_the_timeline() -> None:
    assert told(MESSAGE, Settings()) is None
