"""WhatsApp Business: what the Cloud API's webhooks bring, and the On-Premises API's, which have the same values without the envelope.

Source: developers.facebook.com/docs/whatsapp/cloud-api/webhooks (reference: messages, smb_message_echoes, history,
user_preferences) and docs/whatsapp/on-premises/webhooks/inbound. A `wa_id` is a telephone number without its plus; who hides theirs
is known by a `user_id` of the business alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec
from msgspec import UNSET

from schemas.errors import Refusal
from schemas.interaction import Act, Interaction, Original, Party, Reading
from streams.channels.social.fields import counts, entity, epoch, listed
from streams.channels.social.forms.whatsapp_message import MEDIA, Message, files, words
from streams.channels.social.found import Found, taken_back, unknown
from streams.channels.social.html import tidy
from streams.channels.social.sides import direction_of, here, is_ours
from streams.rules import identifiers
from streams.rules.language import identify

NETWORK = "whatsapp"
UNSAID = frozenset({"system", "request_welcome", "protocol", "ephemeral_setting"})
"""A number that changed, a chat that was opened."""
_SILENT_FIELDS_WORDS = (
    "account_alerts account_review_update account_settings_update account_update business_capability_update business_status_update"
    " campaign_status_update flows message_template_components_update message_template_quality_update message_template_status_update"
    " messaging_handovers partner_solutions payment_configuration_update phone_number_name_update phone_number_quality_update security"
    " smb_app_state_sync template_category_update template_correct_category_detection tracking_events automatic_events"
    " business_username_update user_id_update group_lifecycle_update group_participants_update group_settings_update group_status_update"
)
SILENT_FIELDS = frozenset(_SILENT_FIELDS_WORDS.split())
"""About accounts, templates and groups, not from people."""


KNOWN = frozenset({"messages", "message_echoes", "history", "user_preferences", "calls", "statuses", "errors", "contacts"})


class Profile(msgspec.Struct, frozen=True):
    name: str | None = None
    username: str | None = None


class Contact(msgspec.Struct, frozen=True):
    profile: Profile | None = None
    wa_id: str | None = None
    user_id: str | None = None


class Metadata(msgspec.Struct, frozen=True):
    display_phone_number: str | None = None
    phone_number_id: str | None = None


class Preference(msgspec.Struct, frozen=True):
    """What a person chose about marketing messages in the app: `stop` or `resume`."""

    value: str
    timestamp: str | int
    category: str | None = None
    wa_id: str | None = None
    user_id: str | None = None


class Call(msgspec.Struct, frozen=True, rename={"sender": "from"}):
    """A call by WhatsApp: told when it rings (`connect`) and when it is over (`terminate`). Times and duration in seconds."""

    id: str
    event: str
    timestamp: str | int
    sender: str | None = None
    to: str | None = None
    direction: str | None = None
    status: str | None = None
    start_time: str | int | None = None
    duration: int | None = None


class Line(msgspec.Struct, frozen=True):
    """Our number: as people know it (digits), and as the API does."""

    number: str | None = None
    identifier: str | None = None


def bare(value: dict[str, Any]) -> bool:
    """The On-Premises API's form: lists of messages, contacts or statuses, each with WhatsApp's fields."""
    for name, fields in (("messages", {"id", "timestamp", "type"}), ("statuses", {"id", "timestamp", "status"})):
        items = value.get(name)
        if isinstance(items, list) and items and isinstance(items[0], dict) and fields <= items[0].keys():
            return name == "statuses" or not {"date", "from_id"} & items[0].keys()
    return False


def read(field: str, value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    """One change: `field` says of what, `value` holds it. Statuses are receipts of our own messages."""
    if field in SILENT_FIELDS:
        return
    if KNOWN.isdisjoint(value):
        yield unknown(f"{where}.field", field, "WhatsApp")
        return
    line = _line(value.get("metadata"), where)
    if isinstance(line, Refusal):
        yield line
        return
    names = _names(value.get("contacts"))
    for name in ("messages", "message_echoes", "user_preferences", "calls", "history"):
        if name not in value:
            continue
        items = listed(value, name, where)
        if isinstance(items, Refusal):
            yield items
            continue
        for place, item in items:
            if name == "history":
                yield from _history(item, line, place, reading, original)
            elif name == "calls":
                yield from _call(item, line, names, place, original)
            elif name == "user_preferences":
                yield from _preference(item, line, names, place, reading, original)
            else:
                yield from _message(item, line, names, name == "message_echoes", place, reading, original)


def _history(item: Any, line: Line, where: str, reading: Reading, original: Original) -> Found:
    """What was said before the number came to the API, thread by thread; refused by its owner: a list of errors."""
    if not isinstance(item, dict):
        yield Refusal(where=where, what="this is no object", remedy="send the history as WhatsApp gave it")
        return
    threads = listed(item, "threads", where)
    for place, thread in [] if isinstance(threads, Refusal) else threads:
        messages = listed(thread, "messages", place) if isinstance(thread, dict) else []
        for at, message in [] if isinstance(messages, Refusal) else messages:
            echo = isinstance(message, dict) and line.number is not None and str(message.get("from") or "").lstrip("+") == line.number
            if isinstance(message, dict) and not echo and isinstance(thread.get("id"), str):
                message = {"from": thread["id"], **message}
            yield from _message(message, line, {}, echo, at, reading, original)


def _message(value: Any, line: Line, names: dict[str, str], echo: bool, where: str, reading: Reading, original: Original) -> Found:
    message = entity(value, Message, where)
    if isinstance(message, Refusal):
        yield message
        return
    kind = message.type or next(
        (name for name in (*MEDIA, "text", "location", "reaction") if getattr(message, name) is not None), "unknown"
    )
    if kind in UNSAID or (kind == "reaction" and message.reaction is None) or (kind == "revoke" and message.revoke is None):
        return
    at = epoch(message.timestamp)
    if kind == "revoke" and message.revoke is not None:
        yield taken_back(NETWORK, message.revoke.original_message_id, at)
        return
    reaction = f"reaction:{message.sender or message.sender_id}:{message.reaction.message_id}" if message.reaction else ""
    if message.reaction is not None and kind == "reaction" and not message.reaction.emoji:
        yield taken_back(NETWORK, reaction, at)
        return
    about, edited = message, False
    if kind == "edit" and message.edit is not None:
        now = entity({"id": message.id, "timestamp": message.timestamp, **message.edit.message}, Message, f"{where}.edit.message")
        if isinstance(now, Refusal):
            yield now
            return
        about, edited, kind = now, True, now.type or "text"
    text = words(kind, about)
    if text is None:
        yield unknown(f"{where}.type", kind, "WhatsApp")
        return
    if at is None:
        yield Refusal(where=f"{where}.timestamp", what=f"{str(message.timestamp)[:40]!r} is no time", remedy="seconds since 1970")
        return
    sender, recipient = _who(message.sender, message.sender_id), _who(message.to, message.to_id)
    echo = echo or is_ours(sender, reading)
    author, other = (sender or line.identifier, recipient) if echo else (sender, line.identifier or recipient)
    them = message.group_id or (recipient if echo else sender or "") or ""
    answers = message.reaction.message_id if kind == "reaction" and message.reaction else message.context.id if message.context else None
    name = message.edit.original_message_id if edited and message.edit else reaction if kind == "reaction" else message.id
    act: Act = "reaction" if kind == "reaction" else "direct"
    text = tidy(text)
    yield Interaction(
        id=f"{NETWORK}:{name}",
        channel="social",
        network=NETWORK,
        direction=direction_of(echo, []),
        at=at,
        parties=(
            Party(role="author", identifier=author, name=_name(names, message.sender, message.sender_id)),
            *([_recipient(other, line, _name(names, message.to, message.to_id))] if other else []),
        ),
        thread=f"{NETWORK}:{line.number or ''}/{them.partition(':')[2] or them}" if them else None,
        in_reply_to=f"{NETWORK}:{answers}" if answers else None,
        text=text,
        language=identify(text) if kind != "location" else None,
        attachments=files(kind, about),
        original=original,
        act=act,
        edited_at=at if edited else UNSET,
    )


def _recipient(identifier: str, line: Line, name: str | None) -> Party:
    return here(identifier) if identifier == line.identifier else Party(role="recipient", identifier=identifier, name=name)


def _preference(value: Any, line: Line, names: dict[str, str], where: str, reading: Reading, original: Original) -> Found:
    """No more marketing, or marketing again: the word is the one they chose."""
    chosen = entity(value, Preference, where)
    if isinstance(chosen, Refusal):
        yield chosen
        return
    at, who = epoch(chosen.timestamp), _who(chosen.wa_id, chosen.user_id)
    if at is None:
        yield Refusal(where=f"{where}.timestamp", what=f"{str(chosen.timestamp)[:40]!r} is no time", remedy="seconds since 1970")
        return
    yield Interaction(
        id=f"{NETWORK}:preference:{(who or '').partition(':')[2]}:{chosen.category or ''}:{chosen.value}:{chosen.timestamp}",
        channel="social",
        network=NETWORK,
        direction="in",
        at=at,
        parties=(
            Party(role="author", identifier=who, name=_name(names, chosen.wa_id, chosen.user_id)),
            *([here(line.identifier)] if line.identifier else []),
        ),
        text=tidy(chosen.value),
        original=original,
        act="direct",
    )


def _call(value: Any, line: Line, names: dict[str, str], where: str, original: Original) -> Found:
    """One call, when it is over: nothing is said in writing, and that they called is known."""
    call = entity(value, Call, where)
    if isinstance(call, Refusal):
        yield call
        return
    at = epoch(call.start_time) or epoch(call.timestamp)
    if call.event != "terminate":
        return
    if at is None:
        yield Refusal(where=f"{where}.timestamp", what=f"{str(call.timestamp)[:40]!r} is no time", remedy="seconds since 1970")
        return
    by_us = call.direction == "BUSINESS_INITIATED" or (line.number is not None and (call.sender or "").lstrip("+") == line.number)
    them = call.to if by_us else call.sender
    us = here(line.identifier, "author") if line.identifier else Party(role="author")
    other = Party(role="author", identifier=_who(them, None), name=_name(names, them))
    first, second = (us, other) if by_us else (other, us)
    yield Interaction(
        id=f"{NETWORK}:{call.id}",
        channel="social",
        network=NETWORK,
        direction=direction_of(by_us, []),
        at=at,
        parties=(first, msgspec.structs.replace(second, role="recipient")),
        thread=f"{NETWORK}:{line.number or ''}/{(other.identifier or '').partition(':')[2]}" if other.identifier else None,
        measures=counts(duration_s=call.duration),
        original=original,
        act="direct",
    )


def _line(metadata: Any, where: str) -> Line | Refusal:
    known = entity(metadata or {}, Metadata, f"{where}.metadata")
    if isinstance(known, Refusal):
        return known
    number = _digits(known.display_phone_number or "")
    return Line(number=number or known.phone_number_id, identifier=_who(number, None))


@lru_cache(maxsize=1024)
def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number))


def _names(contacts: Any) -> dict[str, str]:
    """Names by wa_id and user_id. One that cannot be read is left out: the message matters more."""
    names = {}
    for item in contacts if isinstance(contacts, list) else ():
        contact = entity(item, Contact, "")
        if isinstance(contact, Contact) and contact.profile:
            name = tidy(contact.profile.name or contact.profile.username or "")
            names.update({key: name for key in (contact.wa_id, contact.user_id) if key and name})
    return names


def _name(names: dict[str, str], *keys: str | None) -> str | None:
    return next((names[key] for key in keys if key in names), None) if names else None


@lru_cache(maxsize=8192)
def _who(number: str | None, user: str | None) -> str | None:
    """`tel:` of a wa_id, else the business's own id of the person."""
    digits = (number or "").strip().lstrip("+")
    found = identifiers.tel(f"+{digits}", "FR") if digits.isascii() and digits.isdigit() else None
    return found or (f"{NETWORK}:{user}" if user else None)
