"""Slack: messages and reactions of a workspace, as the Events API and conversations.history give them (a community, a shared channel).

Source: api.slack.com/apis/events-api (event_callback), events/message and its subtypes message_changed, message_deleted,
events/reaction_added, methods/conversations.history, reference/surfaces/formatting. A message is named by its channel and its `ts`.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import UNSET

from schemas.errors import Refusal
from schemas.interaction import Act, Attachment, Interaction, Original, Party, Reading
from streams.channels.entities import unescape
from streams.channels.social.fields import count_in, dict_in, dicts_in, epoch, text_in
from streams.channels.social.found import Found, no_time, taken_back, unknown
from streams.channels.social.html import tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of, is_ours
from streams.rules.language import identify

NETWORK = "slack"
MARKS = frozenset({"event", "type", "messages"})
SAID = frozenset({"", "file_share", "me_message", "thread_broadcast", "bot_message"})
_UNSAID = (
    "app assistant call channel dnd email emoji entity file function grid group im invite link member message_metadata pin resources scope"
    " shared star subteam team tokens url user workflow"
)
UNSAID = tuple(f"{beginning}_" for beginning in _UNSAID.split())
"""How the names of events begin that are about rooms, members and programs, and typing."""
LIMITED = "app_rate_limited"
"""What Slack tells the program itself."""
LINK = re.compile(r"<([@#!])?([^<>|]{1,2000})(?:\|([^<>]{0,500}))?>")
USER = re.compile(r"<@([A-Z0-9]{1,40})(?:\|[^<>]{0,100})?>")


def recognises(value: dict[str, Any]) -> bool:
    """Is this a call of the Events API, or a page of a channel's history? Its handshake is no original: whoever takes calls answers it."""
    kind = text_in(value, "type")
    if kind == "event_callback":
        return "event" in value
    if kind == LIMITED:
        return "token" in value
    return value.get("ok") is True and "ts" in next(iter(dicts_in(value, "messages")), {})


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    if text_in(value, "type") == LIMITED:
        return
    if "event" not in value:
        for place, one in enumerate(dicts_in(value, "messages")):
            yield from _message(one, text_in(value, "channel"), f"{where}.messages[{place}]", reading, original)
        return
    event, at = dict_in(value, "event"), f"{where}.event"
    kind = text_in(event, "type")
    if kind in ("message", "app_mention"):
        yield from _message(event, text_in(event, "channel"), at, reading, original)
    elif kind in ("reaction_added", "reaction_removed"):
        item = dict_in(event, "item")
        about = f"{text_in(item, 'channel')}:{text_in(item, 'ts')}"
        name, when = f"reaction:{text_in(event, 'user')}:{about}:{text_in(event, 'reaction')}", epoch(text_in(event, "event_ts"))
        author = _party(event)
        if kind == "reaction_removed":
            yield taken_back(NETWORK, name, when)
        elif when is None:
            yield no_time(f"{at}.event_ts", text_in(event, "event_ts"), "seconds since 1970, as Slack gave them")
        else:
            yield Interaction(
                id=f"{NETWORK}:{name}", channel="social", network=NETWORK,
                direction=direction_of(is_ours(author.identifier, reading), ()), at=when, parties=(author,),
                in_reply_to=f"{NETWORK}:{about}", original=original, act="reaction",
            )  # fmt: skip
    elif not kind.startswith(UNSAID):
        yield unknown(f"{at}.type", kind or "nothing", "Slack")


def _message(event: dict[str, Any], channel: str, where: str, reading: Reading, original: Original) -> Found:
    kind = text_in(event, "subtype")
    if kind == "message_deleted":
        yield taken_back(NETWORK, f"{channel}:{text_in(event, 'deleted_ts')}", epoch(text_in(event, "ts")))
        return
    message = dict_in(event, "message") if kind == "message_changed" else event
    if text_in(message, "subtype") == "tombstone":  # a message with answers is not deleted but replaced
        yield taken_back(NETWORK, f"{channel}:{text_in(message, 'ts')}", epoch(text_in(event, "ts")))
    elif text_in(message, "subtype") in SAID:
        yield _said(message, channel, text_in(event, "channel_type"), where, reading, original)


def _said(message: dict[str, Any], channel: str, room: str, where: str, reading: Reading, original: Original) -> Interaction | Refusal:
    stamp = text_in(message, "ts")
    at = epoch(stamp)
    if at is None:
        return no_time(f"{where}.ts", stamp, "seconds since 1970, as Slack gave them")
    author, parent = _party(message), text_in(message, "thread_ts")
    text = tidy(unescape(LINK.sub(_shown, text_in(message, "text"))))
    mine, edited = is_ours(author.identifier, reading, author.name), epoch(text_in(dict_in(message, "edited"), "ts"))
    named = [Party(role="mention", identifier=f"{NETWORK}:{user}") for user in dict.fromkeys(USER.findall(text_in(message, "text")))][:50]
    answers = parent if parent and parent != stamp else ""
    act: Act = "direct" if room in ("im", "mpim") or channel.startswith("D") else "reply" if answers else "post"
    return Interaction(
        id=f"{NETWORK}:{channel}:{stamp}", channel="social", network=NETWORK,
        direction=direction_of(mine, [is_ours(one.identifier, reading) for one in named]), at=at, parties=(author, *named),
        thread=f"{NETWORK}:{channel}:{parent}" if parent else f"{NETWORK}:{channel}" if act == "direct" else f"{NETWORK}:{channel}:{stamp}",
        in_reply_to=f"{NETWORK}:{channel}:{answers}" if answers else None, text=text, language=identify(text),
        attachments=tuple(_file(one) for one in dicts_in(message, "files")[:50]),
        automatic="bulk" if text_in(message, "bot_id") and not mine else None, original=original, act=act,
        edited_at=edited if edited is not None and edited > at else UNSET,
    )  # fmt: skip


def _shown(link: re.Match[str]) -> str:
    """A link as its address, a person, a channel or a group by what stands for it."""
    sign, about, label = link[1], link[2], link[3]
    return f"{sign if sign in ('@', '#') else '@'}{label or about}" if sign else about


def _party(event: dict[str, Any]) -> Party:
    user, profile = text_in(event, "user") or text_in(event, "bot_id"), dict_in(event, "user_profile")
    name = tidy(text_in(profile, "display_name") or text_in(profile, "real_name") or text_in(event, "username"))
    return Party(role="author", identifier=f"{NETWORK}:{user}" if user else None, name=name or None)


def _file(one: dict[str, Any]) -> Attachment:
    return medium(text_in(one, "url_private"), text_in(one, "mimetype"), name=text_in(one, "name", "title"), size=count_in(one, "size"))
