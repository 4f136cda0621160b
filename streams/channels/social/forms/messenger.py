"""Messages of Messenger and Instagram, as the webhooks of a page or a professional account bring them.

Source: developers.facebook.com/docs/messenger-platform/reference/webhook-events (messages, message_echoes, message_edits,
message_reactions, messaging_postbacks, messaging_feedback, standby) and docs/messenger-platform/instagram/features/webhook.
The `mid` is the same by webhook, in `standby` and in the Conversations API, so that is what the id is made of.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET

from schemas.errors import Refusal
from schemas.interaction import Act, Attachment, Interaction, Original, Party, Reading, Role
from streams.channels.social.fields import counts, entity, epoch, instant
from streams.channels.social.found import Found, taken_back, unknown
from streams.channels.social.html import tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of, here, is_ours
from streams.rules.language import identify

_UNSAID_WORDS = (
    "read delivery optin referral account_linking pass_thread_control take_thread_control request_thread_control app_roles"
    " policy_enforcement policy-enforcement game_play payment pre_checkout checkout_update thread_owner typing response_feedback"
    " seen prior_message customer_information"
)
UNSAID = frozenset(_UNSAID_WORDS.split())
"""Receipts, hand-overs between applications, what Meta tells about itself, and clicks without a word."""


class Account(msgspec.Struct, frozen=True):
    id: str | int | None = None


class Payload(msgspec.Struct, frozen=True):
    """`text`: of a template that we sent."""

    url: str | None = None
    title: str | None = None
    text: str | None = None
    coordinates: dict[str, float] | None = None


class Piece(msgspec.Struct, frozen=True):
    type: str | None = None
    title: str | None = None
    url: str | None = None
    payload: Payload | None = None


class Reply(msgspec.Struct, frozen=True):
    mid: str | None = None
    story: dict[str, Any] | None = None


class Message(msgspec.Struct, frozen=True):
    mid: str
    text: str | None = None
    is_echo: bool | None = None
    is_deleted: bool | None = None
    attachments: tuple[Piece, ...] | None = None
    reply_to: Reply | None = None


class Postback(msgspec.Struct, frozen=True):
    """`title` stands on the button; the payload behind it is ours."""

    title: str | None = None
    mid: str | None = None


class Reaction(msgspec.Struct, frozen=True):
    mid: str
    action: str = "react"
    reaction: str | None = None
    emoji: str | None = None


class Edit(msgspec.Struct, frozen=True):
    mid: str
    text: str | None = None


class Answer(msgspec.Struct, frozen=True):
    type: str | None = None
    payload: str | None = None
    follow_up: Answer | None = None


class Screen(msgspec.Struct, frozen=True):
    questions: dict[str, Answer] = {}


class Feedback(msgspec.Struct, frozen=True):
    feedback_screens: tuple[Screen, ...] = ()


class Event(msgspec.Struct, frozen=True):
    """`timestamp`: milliseconds."""

    sender: Account = Account()
    recipient: Account = Account()
    timestamp: int | str | None = None
    message: Message | None = None
    postback: Postback | None = None
    reaction: Reaction | None = None
    message_edit: Edit | None = None
    messaging_feedback: Feedback | None = None


def read(value: Any, network: str, account: str, told_at: datetime | None, where: str, reading: Reading, original: Original) -> Found:
    """One event of `messaging` or `standby`; `account`: the id of our page or account that the webhook is for."""
    event = entity(value, Event, where)
    if isinstance(event, Refusal):
        yield event
        return
    speech = _Speech(event, network, account, told_at, where, reading, original)
    if event.message is not None:
        yield from speech.message(event.message)
    elif event.message_edit is not None:
        edit = event.message_edit
        yield from speech.said(edit.mid, text=edit.text or "", edited=True)
    elif event.postback is not None:
        pressed = event.postback
        yield from speech.said(pressed.mid or f"postback:{event.sender.id}:{event.timestamp}", text=pressed.title or "")
    elif event.reaction is not None:
        name = f"reaction:{event.sender.id}:{event.reaction.mid}"  # taking it back names no emoji
        if event.reaction.action == "unreact":
            yield taken_back(network, name, speech.at)
        else:
            yield from speech.said(name, text=event.reaction.emoji or "", act="reaction", answers=event.reaction.mid)
    elif event.messaging_feedback is not None:
        yield from speech.feedback(event.messaging_feedback)
    elif not UNSAID & value.keys():
        kinds = sorted(name for name in value if name not in ("sender", "recipient", "timestamp")) or ["an event that says nothing"]
        yield unknown(where, ", ".join(kinds), network)


class _Speech:
    """Who speaks to whom, and when, in one event."""

    def __init__(
        self, event: Event, network: str, account: str, told_at: datetime | None, where: str, reading: Reading, original: Original
    ) -> None:
        self.event, self.network, self.where, self.reading, self.original = event, network, where, reading, original
        self.account, self.at = account, epoch(event.timestamp) or told_at

    def message(self, message: Message) -> Found:
        if message.is_deleted:
            yield taken_back(self.network, message.mid, self.at)
            return
        pieces = message.attachments or ()
        words = [message.text or "", *(said for piece in pieces if (said := _words(piece)))]
        yield from self.said(
            message.mid,
            text="\n".join(words),
            answers=message.reply_to.mid if message.reply_to else None,
            files=tuple(held for piece in pieces if (held := _file(piece))),
            echo=bool(message.is_echo),
        )

    def feedback(self, given: Feedback) -> Found:
        """The customer feedback template: a mark from 1 to 5, and perhaps a word about it."""
        answers = [answer for screen in given.feedback_screens for answer in screen.questions.values()]
        marks = [
            int(one.payload) for one in answers if one.type == "csat" and one.payload and one.payload.isdigit() and len(one.payload) < 3
        ]
        texts = [one.payload for one in answers if one.type == "free_form" and one.payload]
        texts += [one.follow_up.payload for one in answers if one.follow_up and one.follow_up.payload]
        name = f"feedback:{self.event.sender.id}:{self.event.timestamp}"
        yield from self.said(name, text="\n".join(texts), act="review", rating=marks[0] if marks else None)

    def said(
        self,
        name: str,
        *,
        text: str,
        act: Act = "direct",
        answers: str | None = None,
        files: tuple[Attachment, ...] = (),
        echo: bool = False,
        edited: bool = False,
        rating: int | None = None,
    ) -> Found:
        sender, recipient = self._identifier(self.event.sender), self._identifier(self.event.recipient)
        if self.at is None:
            yield Refusal(where=f"{self.where}.timestamp", what="the event has no time", remedy="milliseconds since 1970")
            return
        by_us = echo or self._is_ours(sender)
        them = recipient if by_us else sender
        ours = self.account or ((sender if by_us else recipient) or "").partition(":")[2]
        text = tidy(text)
        yield Interaction(
            id=f"{self.network}:{name}",
            channel="social",
            network=self.network,
            direction=direction_of(by_us, [self._is_ours(recipient)]),
            at=self.at,
            parties=(self._party("author", sender), self._party("recipient", recipient)),
            thread=f"{self.network}:{ours}/{them.partition(':')[2]}" if them else None,
            in_reply_to=f"{self.network}:{answers}" if answers else None,
            text=text,
            language=identify(text),
            attachments=files,
            measures=counts(rating=rating),
            original=self.original,
            act=act,
            edited_at=self.at if edited else UNSET,
        )

    def _identifier(self, account: Account) -> str | None:
        return f"{self.network}:{account.id}" if account.id not in (None, "") else None

    def _party(self, role: Role, identifier: str | None) -> Party:
        if identifier is not None and identifier == f"{self.network}:{self.account}":
            return here(identifier, role)
        return Party(role=role, identifier=identifier)

    def _is_ours(self, identifier: str | None) -> bool:
        if identifier is None:
            return False
        return identifier == f"{self.network}:{self.account}" or is_ours(identifier, self.reading)


def _words(piece: Piece) -> str:
    """What an attachment says by itself: a place, or the text of a template."""
    payload = piece.payload or Payload()
    if piece.type == "location":
        place = payload.coordinates or {}
        where = f"{place['lat']},{place['long']}" if {"lat", "long"} <= place.keys() else ""
        return "\n".join(word for word in (piece.title or payload.title, where) if word)
    return (payload.text or payload.title or "") if piece.type == "template" else ""


def _file(piece: Piece) -> Attachment | None:
    if piece.type in ("location", "template"):
        return None
    payload = piece.payload or Payload()
    kind = "text/html" if piece.type == "fallback" else None
    return medium(payload.url or piece.url, kind or piece.type, name=piece.title if piece.type == "fallback" else None)


class Person(msgspec.Struct, frozen=True):
    id: str | int | None = None
    name: str | None = None
    username: str | None = None


class People(msgspec.Struct, frozen=True):
    data: tuple[Person, ...] = ()


class Held(msgspec.Struct, frozen=True):
    mime_type: str | None = None
    name: str | None = None
    size: int | None = None
    image_data: dict[str, Any] | None = None
    video_data: dict[str, Any] | None = None
    file_url: str | None = None


class Holding(msgspec.Struct, frozen=True):
    data: tuple[Held, ...] = ()


class Stored(msgspec.Struct, frozen=True, rename={"author": "from"}):
    """A message of the Conversations API (Graph API, Message)."""

    id: str
    created_time: str
    author: Person | None = None
    to: People | None = None
    message: str | None = None
    attachments: Holding | None = None
    reply_to: Reply | None = None


def stored(value: Any, network: str, where: str, reading: Reading, original: Original) -> Found:
    """One message as the Conversations API keeps it."""
    message = entity(value, Stored, where)
    if isinstance(message, Refusal):
        yield message
        return
    at = instant(message.created_time)
    if at is None:
        yield Refusal(where=f"{where}.created_time", what=f"{message.created_time[:40]!r} is no time", remedy="2026-03-02T08:15:00+0000")
        return
    people = [message.author or Person(), *(message.to.data if message.to else ())]
    names = [f"{network}:{one.id}" if one.id not in (None, "") else None for one in people]
    known = [is_ours(name, reading, one.username) for name, one in zip(names, people, strict=True)]
    us = next((one.id for one, own in zip(people, known, strict=True) if own), None)
    them = next((one.id for one, own in zip(people, known, strict=True) if not own), None)
    text = tidy(message.message or "")
    held = message.attachments.data if message.attachments else ()
    yield Interaction(
        id=f"{network}:{message.id}",
        channel="social",
        network=network,
        direction=direction_of(known[0], known[1:]),
        at=at,
        parties=tuple(
            Party(role="recipient" if place else "author", identifier=name, name=tidy(one.name or one.username or "") or None)
            for place, (one, name) in enumerate(zip(people, names, strict=True))
        ),
        thread=f"{network}:{us}/{them}" if us and them else None,
        in_reply_to=f"{network}:{message.reply_to.mid}" if message.reply_to and message.reply_to.mid else None,
        text=text,
        language=identify(text),
        attachments=tuple(
            medium(
                one.file_url,
                one.mime_type or ("video" if one.video_data else "image" if one.image_data else None),
                name=one.name,
                size=one.size,
            )
            for one in held
        ),
        original=original,
        act="direct",
    )
