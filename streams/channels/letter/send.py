"""A letter as a PDF in DIR/print, ready for the printer. Doing it twice gives the same file and one line in the manifest."""

from __future__ import annotations

import asyncio
from hashlib import sha256

from msgspec import UNSET

from schemas.documents import Message
from schemas.interaction import Interaction, Original, Party
from streams.channels.letter import printing
from streams.channels.letter.page import TooLarge, Unprintable, letter_of
from streams.channels.sending import Outside, Sent
from streams.settings import Settings


async def send(message: Message, outside: Outside) -> Sent:
    if not message.address:
        return Sent(state="held", reason="there is no complete postal address")
    settings = outside.settings
    try:
        line = await asyncio.to_thread(_printed, message, settings)
    except Unprintable as error:
        return Sent(state="held", reason=f"the letter has signs that cannot be printed here: {str(error)!r}")
    except TooLarge as error:
        return Sent(state="held", reason=f"the address does not fit into the window of the envelope: {str(error)!r}")
    except OSError as error:
        return Sent(state="retry", reason=f"the letter cannot be written down: {error.strerror}")
    return Sent(state="sent", reply=line.file)


def _printed(message: Message, settings: Settings) -> printing.Line:
    room = settings.directory / printing.ROOM
    return printing.named(room, message) or printing.put(room, message, letter_of(message, settings))


def told(message: Message, settings: Settings) -> Interaction:
    text = message.text.encode()
    return Interaction(
        id=f"letter:sent:{message.id}",
        channel="letter",
        direction="out",
        at=message.sent_at,
        parties=(
            Party(role="sender", identifier=None, name=settings.house),
            Party(role="recipient", identifier=message.identifier, name=message.name, address=message.address or UNSET),
        ),
        subject=message.subject or None,
        text=message.text,
        language=message.language,
        automatic="auto_reply" if message.purpose == "receipt" else None,  # it says when the answer comes, and is none
        original=Original(sha256=sha256(text).hexdigest(), content_type="text/plain", size=len(text)),
    )
