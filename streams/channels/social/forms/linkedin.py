"""LinkedIn: comments and reactions of its API, and what it tells an organisation of the posts on its page.

Source: learn.microsoft.com/linkedin/marketing/community-management: "Comments API", "Reactions API", "Organization Social Action
Notifications". The number of a comment holds the instant at which it was made (milliseconds since 1970, from the 23rd bit on), so that an
edit that only tells its own time keeps that of its original.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from msgspec import UNSET

from schemas.errors import Refusal
from schemas.interaction import Act, Interaction, Original, Party, Reading
from streams.channels.social.fields import count_in, counts, dict_in, dicts_in, epoch, text_in
from streams.channels.social.found import Found, taken_back
from streams.channels.social.html import tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of, is_ours
from streams.rules.language import identify

NETWORK = "linkedin"
NOTIFIED = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"
SAYS: dict[str, Act] = {"COMMENT": "comment", "ADMIN_COMMENT": "comment", "COMMENT_EDIT": "comment", "SHARE_MENTION": "post"}
SIGNS: dict[str, Act] = {"LIKE": "like", "SHARE": "boost"}
TAKES_BACK = frozenset({"COMMENT_DELETE", "SHARE_DELETE", "UNLIKE", "LIKE_DELETE"})
MARKS = frozenset({"type", "decoratedGeneratedActivity", "organizationalEntity", "actor", "elements", "results"})
COMMENT = re.compile(r"urn:li:comment:\((urn:li:[A-Za-z]{1,40}:[^,()\s]{1,80}),(\d{1,20})\)")
LIKER = re.compile(r"urn:li:(?:person|organization):[^\s,()]{1,80}")
URN = re.compile(r"urn:li:[A-Za-z]{1,40}:[^\s()]{1,120}")
MILLISECONDS_FROM = 22  # bits of a number that are not its time


def recognises(value: dict[str, Any]) -> bool:
    """Is this a notification, a comment, a reaction, or a list of them?"""
    if MARKS.isdisjoint(value):
        return False
    if text_in(value, "type") == NOTIFIED or "decoratedGeneratedActivity" in value:
        return True
    if "organizationalEntity" in value and "action" in value:
        return True
    actor = text_in(value, "actor").startswith("urn:li:")
    if actor and ("message" in value or "reactionType" in value or "$URN" in value or "commentUrn" in value):
        return True
    several = dicts_in(value, "elements") or [one for one in dict_in(value, "results").values() if type(one) is dict]
    return bool(several) and {"elements", "results"}.isdisjoint(several[0]) and recognises(several[0])


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    """What was said or done in one object that `recognises` knows; refusals name the place in it."""
    for field in ("notifications", "elements"):
        if field in value:
            for place, one in enumerate(dicts_in(value, field)):
                yield from _one(one, f"{where}.{field}[{place}]", reading, original)
            return
    if "results" in value:
        for name, one in dict_in(value, "results").items():
            yield from _one(one, f"{where}.results.{name[:80]}", reading, original)
        return
    yield from _one(value, where, reading, original)


def _one(value: Any, where: str, reading: Reading, original: Original) -> Found:
    if not isinstance(value, dict):
        yield Refusal(where=where, what="this is no object", remedy="send it as the API gave it")
    elif "action" in value:
        yield from _notified(value, where, reading, original)
    elif "message" in value or "commentUrn" in value:
        yield _comment(value, where, reading, original)
    elif text_in(value, "reactionType") or "$URN" in value:
        kind: Act = "like" if text_in(value, "reactionType") in ("", "LIKE") else "reaction"
        about = text_in(value, "root", "object")
        at = epoch(dict_in(value, "created").get("time"))
        yield _sign(kind, text_in(value, "actor"), about, at, where, reading, original)
    else:
        yield Refusal(where=where, what="this is neither a comment nor a reaction nor a notification", remedy="send it as the API gave it")


def _comment(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Interaction | Refusal:
    created, changed = dict_in(value, "created"), dict_in(value, "lastModified")
    named = COMMENT.fullmatch(text_in(value, "commentUrn", "$URN"))
    number = named[2] if named else text_in(value, "id")
    made, edited = epoch(created.get("time")), epoch(changed.get("time"))
    content = [medium(text_in(one, "url"), text_in(one, "type").lower()) for one in dicts_in(value, "content")[:50] if "url" in one]
    return _said(
        "comment", number, text_in(value, "actor") or text_in(created, "actor"), _name(value), made, edited, where, reading, original,
        about=text_in(value, "object") or (named[1] if named else ""), parent=text_in(value, "parentComment"),
        text=text_in(dict_in(value, "message"), "text"), attachments=tuple(content),
        measures=counts(
            likes=count_in(dict_in(value, "likesSummary"), "totalLikes"),
            replies=count_in(dict_in(value, "commentsSummary"), "totalFirstLevelComments"),
        ),
    )  # fmt: skip


def _notified(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    """What happened on an organisation's page: the decorated activity holds who did it and what they said."""
    action, page = text_in(value, "action"), text_in(value, "organizationalEntity")
    activity, source = text_in(value, "generatedActivity"), text_in(value, "sourcePost")
    decorated = dict_in(value, "decoratedGeneratedActivity")
    inner = next((one for one in decorated.values() if isinstance(one, dict)), {})
    at = epoch(value.get("lastModifiedAt"))
    owner = text_in(inner, "owner", "actor") or text_in(value, "actor")
    liked_by = owner or next(iter(LIKER.findall(activity)), "")
    if action in TAKES_BACK:
        named = COMMENT.fullmatch(activity) or COMMENT.fullmatch(text_in(inner, "entity"))
        whose = (_identifier(liked_by) or "").partition(":")[2]
        number = named[2] if named else activity if action == "SHARE_DELETE" else f"like:{whose}:{source}" if whose else ""
        if number:
            yield taken_back(NETWORK, number, at)
    elif action in SIGNS and not liked_by:
        return  # that somebody did, not who: a number on a page
    elif action in SIGNS:
        yield _sign(SIGNS[action], liked_by, source, at, where, reading, original, page)
    elif action in SAYS:
        named = COMMENT.fullmatch(activity) or COMMENT.fullmatch(text_in(inner, "entity"))
        number = named[2] if named else activity or text_in(inner, "entity")
        edited = at if action == "COMMENT_EDIT" else None
        made = _made(number) if edited else at
        page = "" if owner == page else page
        yield _said(
            SAYS[action], number, owner, "", made, edited, where, reading, original, about=named[1] if named else "", parent="",
            text=text_in(inner, "text"), page=page, mention=action == "SHARE_MENTION",
        )  # fmt: skip
    else:
        yield Refusal(where=f"{where}.action", what=f"{action[:40]!r} is no action known here", remedy="tell us what it means")


def _said(
    act: Act, number: str, actor: str, name: str, at: datetime | None, edited: datetime | None, where: str, reading: Reading,
    original: Original, *, about: str, parent: str, text: str, page: str = "", mention: bool = False, **given: Any,
) -> Interaction | Refusal:  # fmt: skip
    if not number or at is None:
        return Refusal(where=where, what="it has no id, or no time", remedy="send it as the API gave it")
    answered = COMMENT.fullmatch(parent)
    in_reply_to = f"{NETWORK}:{answered[2]}" if answered else f"{NETWORK}:{about}" if about else None
    identifier, host = _identifier(actor), _identifier(page)
    mine = is_ours(identifier, reading, name)
    others = [Party(role="mention" if mention else "recipient", identifier=host)] if host and is_ours(host, reading) else []
    said = tidy(text)
    return Interaction(
        id=f"{NETWORK}:{number}", channel="social", network=NETWORK, direction=direction_of(mine, [True] if others else []), at=at,
        parties=(Party(role="author", identifier=identifier, name=name or None), *others), thread=f"{NETWORK}:{about or number}",
        in_reply_to=in_reply_to, text=said, language=identify(said), original=original, act=act,
        edited_at=edited if edited is not None and edited > at else UNSET, **given,
    )  # fmt: skip


def _sign(
    act: Act, actor: str, about: str, at: datetime | None, where: str, reading: Reading, original: Original, page: str = ""
) -> Interaction | Refusal:
    identifier, host = _identifier(actor), _identifier(page)
    if identifier is None or at is None or not about:
        return Refusal(where=where, what="it does not tell who did it, to what, and when", remedy="send it as the API gave it")
    mine = is_ours(identifier, reading)
    ours = host if host != identifier and is_ours(host, reading) else None
    return Interaction(
        id=f"{NETWORK}:{act}:{identifier.partition(':')[2]}:{about}", channel="social", network=NETWORK,
        direction=direction_of(mine, [True] if ours else []), at=at,
        parties=(Party(role="author", identifier=identifier), *([Party(role="recipient", identifier=ours)] if ours else [])),
        in_reply_to=f"{NETWORK}:{about}", original=original, act=act,
    )  # fmt: skip


def _name(value: dict[str, Any]) -> str:
    """Of an actor that the answer is decorated with (`actor~`)."""
    actor = dict_in(value, "actor~")
    return tidy(text_in(actor, "localizedName") or f"{text_in(actor, 'localizedFirstName')} {text_in(actor, 'localizedLastName')}")


def _identifier(urn: str) -> str | None:
    """The account's number or page's within its URN."""
    return f"{NETWORK}:{urn.rpartition(':')[2]}" if URN.fullmatch(urn) else None


def _made(number: str) -> datetime | None:
    return epoch(int(number) >> MILLISECONDS_FROM) if number.isdigit() and len(number) < 20 else None
