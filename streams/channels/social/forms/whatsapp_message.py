"""A message of WhatsApp: its kinds, and what each of them says.

Source: developers.facebook.com/docs/whatsapp/cloud-api/webhooks, reference: messages (one page a kind).
"""

from __future__ import annotations

from typing import Any

import msgspec

from schemas.interaction import Attachment
from streams.channels.social.media import medium

MEDIA = ("image", "video", "audio", "voice", "document", "sticker")
WORDLESS = frozenset({"unsupported", "unknown", "ephemeral", "hsm"})
"""Somebody wrote in a form that the network does not pass on: that they wrote is known."""


class Text(msgspec.Struct, frozen=True):
    body: str | None = None


class Medium(msgspec.Struct, frozen=True):
    mime_type: str | None = None
    caption: str | None = None
    filename: str | None = None
    file_size: int | None = None


class Context(msgspec.Struct, frozen=True):
    id: str | None = None


class Pressed(msgspec.Struct, frozen=True):
    """`text` or `title` stands on the button; what is behind it is ours."""

    text: str | None = None
    title: str | None = None


class Form(msgspec.Struct, frozen=True):
    """A Flow that was filled in: JSON in a string."""

    response_json: str | None = None


class Interactive(msgspec.Struct, frozen=True):
    type: str | None = None
    button_reply: Pressed | None = None
    list_reply: Pressed | None = None
    nfm_reply: Form | None = None
    body: Pressed | None = None


class Reaction(msgspec.Struct, frozen=True):
    """No emoji: the reaction was taken back."""

    message_id: str
    emoji: str | None = None


class Location(msgspec.Struct, frozen=True):
    latitude: float | None = None
    longitude: float | None = None
    name: str | None = None
    address: str | None = None


class CardName(msgspec.Struct, frozen=True):
    formatted_name: str | None = None


class Card(msgspec.Struct, frozen=True):
    name: CardName | None = None


class Item(msgspec.Struct, frozen=True):
    product_retailer_id: str | None = None
    quantity: int | str | None = None


class Order(msgspec.Struct, frozen=True):
    text: str | None = None
    product_items: tuple[Item, ...] = ()


class Edited(msgspec.Struct, frozen=True):
    """`message`: as it reads now, of the form of a message."""

    original_message_id: str
    message: dict[str, Any] = {}


class Revoked(msgspec.Struct, frozen=True):
    original_message_id: str


class Message(msgspec.Struct, frozen=True, rename={"sender": "from", "sender_id": "from_user_id", "to_id": "to_user_id"}):
    """`timestamp`: seconds, as a string."""

    id: str
    timestamp: str | int
    sender: str | None = None
    sender_id: str | None = None
    to: str | None = None
    to_id: str | None = None
    type: str | None = None
    context: Context | None = None
    group_id: str | None = None
    text: Text | None = None
    image: Medium | None = None
    video: Medium | None = None
    audio: Medium | None = None
    voice: Medium | None = None
    document: Medium | None = None
    sticker: Medium | None = None
    button: Pressed | None = None
    interactive: Interactive | None = None
    reaction: Reaction | None = None
    location: Location | None = None
    contacts: tuple[Card, ...] | None = None
    order: Order | None = None
    edit: Edited | None = None
    revoke: Revoked | None = None


def words(kind: str, message: Message) -> str | None:
    """What was said, by the kind of the message; None for a kind that is not known."""
    if kind == "text":
        return (message.text.body if message.text else None) or ""
    if kind in MEDIA:
        held: Medium | None = getattr(message, kind)
        return (held.caption if held else None) or ""
    if kind == "button":
        return (message.button.text if message.button else None) or ""
    if kind == "interactive":
        return _chosen(message.interactive or Interactive())
    if kind == "reaction":
        return (message.reaction.emoji if message.reaction else None) or ""
    if kind == "location":
        place = message.location or Location()
        named = "\n".join(word for word in (place.name, place.address) if word)
        return named or (f"{place.latitude},{place.longitude}" if place.latitude is not None and place.longitude is not None else "")
    if kind == "order":
        order = message.order or Order()
        lines = [f"{item.quantity or 1} × {item.product_retailer_id}" for item in order.product_items if item.product_retailer_id]
        return "\n".join([*([order.text] if order.text else []), *lines])
    return "" if kind == "contacts" or kind == "template" or kind in WORDLESS else None


def _chosen(given: Interactive) -> str:
    """What was pressed, or what was filled in; `body` is of a message that we sent."""
    pressed = given.button_reply or given.list_reply
    if pressed is not None:
        return pressed.title or ""
    if given.nfm_reply is not None:
        try:
            filled = msgspec.json.decode(given.nfm_reply.response_json or "{}")
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            return ""
        if not isinstance(filled, dict):
            return ""
        said = {
            name: value for name, value in filled.items() if name != "flow_token" and isinstance(value, str | int | float) and value != ""
        }
        return "\n".join(f"{name}: {value}" for name, value in said.items())
    return (given.body.text if given.body else None) or ""


def files(kind: str, message: Message) -> tuple[Attachment, ...]:
    """Media, and cards of other people: those are about somebody else, so no party of this conversation."""
    if kind == "contacts":
        names = [card.name.formatted_name if card.name else None for card in message.contacts or ()]
        return tuple(medium("", "text/vcard", name=f"{name}.vcf" if name else None) for name in names)
    held: Medium | None = getattr(message, kind) if kind in MEDIA else None
    return (medium("", held.mime_type or kind, name=held.filename, size=held.file_size),) if held is not None else ()
