"""Microsoft Teams and the other rooms that speak the Bot Framework's protocol: activities that are sent to a bot.

Source: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference (Activity, ConversationAccount,
MessageReaction) and learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations. `channelId` says which room it is; an activity's
`id` counts within its conversation.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from schemas.errors import Refusal
from schemas.interaction import Act, Interaction, Original, Party, Reading
from streams.channels.social.fields import dict_in, dicts_in, instant, language_of, text_in
from streams.channels.social.found import Found, no_time, taken_back, unknown
from streams.channels.social.html import text_of, tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of, is_ours
from streams.rules.language import identify

MARKS = frozenset({"channelId"})
ROOM = re.compile(r"[a-zA-Z][\w-]{1,30}")
NETWORKS = {"msteams": "teams", "directline": "webchat", "webchat": "webchat"}
_UNSAID = (
    "conversationUpdate typing event endOfConversation installationUpdate contactRelationUpdate deleteUserData handoff trace invoke"
    " invokeResponse suggestion command commandResult delay"
)
UNSAID = frozenset(_UNSAID.split())
"""Who comes and goes, and what programs tell each other."""
CARD = re.compile(r"text/html|application/vnd\.microsoft\.(?:teams\.)?card")
"""The text once more, and what programs show."""
TAG = re.compile(r"</?at\b[^<>]{0,200}>", re.IGNORECASE)


def recognises(value: dict[str, Any]) -> bool:
    return isinstance(value.get("type"), str) and isinstance(value.get("channelId"), str) and isinstance(value.get("conversation"), dict)


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    kind, channel = text_in(value, "type"), text_in(value, "channelId")
    network, room = NETWORKS.get(channel, channel.lower()), text_in(dict_in(value, "conversation"), "id").partition(";")[0]
    at, number = instant(text_in(value, "timestamp")), text_in(value, "id")
    if kind in UNSAID:
        return
    if not ROOM.fullmatch(channel):  # it becomes the network, and the scheme of everybody's identifier
        yield Refusal(where=f"{where}.channelId", what="this is no name of a channel", remedy="send the activity as it came")
    elif kind == "messageDelete":
        yield taken_back(network, f"{room}:{number}", at)
    elif kind not in ("message", "messageUpdate", "messageReaction"):
        yield unknown(f"{where}.type", kind, "the Bot Framework")
    elif at is None:
        yield no_time(f"{where}.timestamp", text_in(value, "timestamp"))
    elif kind == "messageReaction":
        about = f"{room}:{text_in(value, 'replyToId')}"
        author = _party(value, "from", network, "author")
        named = f"reaction:{text_in(dict_in(value, 'from'), 'id')}:{about}"
        for one in dicts_in(value, "reactionsRemoved"):
            yield taken_back(network, f"{named}:{text_in(one, 'type')}", at)
        for one in dicts_in(value, "reactionsAdded"):
            felt = text_in(one, "type")
            yield Interaction(
                id=f"{network}:{named}:{felt}", channel="social", network=network,
                direction=direction_of(is_ours(author.identifier, reading), ()), at=at, parties=(author,),
                in_reply_to=f"{network}:{about}", original=original, act="like" if felt == "like" else "reaction",
            )  # fmt: skip
    elif not number:
        yield Refusal(where=f"{where}.id", what="this is missing", remedy="send the activity as it came")
    else:
        yield _said(value, network, room, number, at, reading, original)


def _said(value: dict[str, Any], network: str, room: str, number: str, at: Any, reading: Reading, original: Original) -> Interaction:
    author, them = _party(value, "from", network, "author"), _party(value, "recipient", network, "recipient")
    raw = TAG.sub("", text_in(value, "text"))
    text = text_of(raw) if text_in(value, "textFormat") == "xml" else tidy(raw)
    personal = text_in(dict_in(value, "conversation"), "conversationType") in ("", "personal")
    bot = text_in(dict_in(value, "from"), "role") == "bot"
    mine, replied = bot or is_ours(author.identifier, reading, author.name), text_in(value, "replyToId")
    files = [one for one in dicts_in(value, "attachments")[:50] if not CARD.match(text_in(one, "contentType"))]
    act: Act = "direct" if personal else "reply" if replied else "post"
    return Interaction(
        id=f"{network}:{room}:{number}", channel="social", network=network, direction=direction_of(mine, ()), at=at,
        parties=(author, *([_heard(them, mine)] if them.identifier else [])), thread=f"{network}:{room}",
        in_reply_to=f"{network}:{room}:{replied}" if replied else None, text=text,
        language=identify(text) or (language_of(text_in(value, "locale")) if text else None),
        attachments=tuple(medium(text_in(one, "contentUrl"), text_in(one, "contentType"), name=text_in(one, "name")) for one in files),
        original=original, act=act, edited_at=at if text_in(value, "type") == "messageUpdate" else UNSET,
    )  # fmt: skip


def _heard(them: Party, mine: bool) -> Party:
    """What reaches a bot of ours is to it."""
    return them if mine else replace(them, ours=True)


def _party(value: dict[str, Any], field: str, network: str, role: Any) -> Party:
    """By the id of the directory where the room tells it, for that is the same in all conversations."""
    account = dict_in(value, field)
    number = text_in(account, "aadObjectId", "id")
    return Party(role=role, identifier=f"{network}:{number}" if number else None, name=tidy(text_in(account, "name")) or None)
