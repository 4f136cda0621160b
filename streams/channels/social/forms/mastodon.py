"""Mastodon: statuses and notifications as its REST API, streaming API and admin webhooks give them.

Source: docs.joinmastodon.org, entities Status, Notification, Conversation, Context, GroupedNotificationsResults; methods streaming;
admin webhooks. The same status has the same `uri` by whatever way it comes, so that is what its id is made of. Other ids
(`in_reply_to_id`, conversations) count on one server alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from mimetypes import guess_type
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from msgspec import UNSET

from schemas.errors import Refusal
from schemas.interaction import Act, Attachment, Interaction, Original, Party, Reading
from streams.channels.social.html import text_of, tidy
from streams.rules import identifiers
from streams.rules.language import identify

NETWORK = "mastodon"

STATUS_EVENTS = frozenset({"update", "status.update", "status.created", "status.updated"})
UNSAID_EVENTS = frozenset(
    {
        "delete",
        "filters_changed",
        "announcement",
        "announcement.reaction",
        "announcement.delete",
        "encrypted_message",
        "notifications_merged",
    }
    | {"account.approved", "account.created", "account.updated", "report.created", "report.updated"}
)
"""A deletion, and what the server or its moderators do."""
STATUS_NOTIFICATIONS = frozenset({"mention", "status", "update", "quote", "quoted_update"})
SIGN_NOTIFICATIONS: dict[str, Act] = {
    "favourite": "like",
    "reblog": "boost",
    "follow": "follow",
    "follow_request": "follow",
    "reaction": "reaction",
}
UNSAID_NOTIFICATIONS = frozenset(
    {
        "poll",
        "admin.sign_up",
        "admin.report",
        "severed_relationships",
        "moderation_warning",
        "annual_report",
        "added_to_collection",
        "collection_update",
    }
)


class Emoji(msgspec.Struct, frozen=True):
    shortcode: str = ""


class Field(msgspec.Struct, frozen=True):
    name: str = ""
    value: str = ""


class Account(msgspec.Struct, frozen=True):
    """`acct`: user@host, the host left out on its own server."""

    acct: str
    id: str | int | None = None
    username: str | None = None
    display_name: str | None = None
    url: str | None = None
    uri: str | None = None
    note: str | None = None
    bot: bool | None = None
    followers_count: int | None = None
    emojis: tuple[Emoji, ...] | None = None
    fields: tuple[Field, ...] | None = None


class Mention(msgspec.Struct, frozen=True):
    acct: str
    id: str | int | None = None
    username: str | None = None
    url: str | None = None


class Medium(msgspec.Struct, frozen=True):
    type: str | None = None
    url: str | None = None
    remote_url: str | None = None


class Choice(msgspec.Struct, frozen=True):
    title: str = ""


class Poll(msgspec.Struct, frozen=True):
    options: tuple[Choice, ...] | None = None


class Status(msgspec.Struct, frozen=True):
    account: Account
    created_at: str
    id: str | int | None = None
    uri: str | None = None
    url: str | None = None
    content: str | None = None
    spoiler_text: str | None = None
    visibility: str | None = None
    language: str | None = None
    edited_at: str | None = None
    in_reply_to_id: str | int | None = None
    in_reply_to_account_id: str | int | None = None
    reblog: Status | None = None
    favourites_count: int | None = None
    reblogs_count: int | None = None
    replies_count: int | None = None
    media_attachments: tuple[Medium, ...] | None = None
    mentions: tuple[Mention, ...] | None = None
    poll: Poll | None = None


class Notification(msgspec.Struct, frozen=True):
    type: str
    created_at: str
    account: Account
    status: Status | None = None


class Group(msgspec.Struct, frozen=True):
    """Notifications of one kind about one status, told together."""

    type: str
    latest_page_notification_at: str | None = None
    sample_account_ids: tuple[str, ...] = ()
    status_id: str | None = None


class Grouped(msgspec.Struct, frozen=True):
    notification_groups: tuple[Group, ...]
    accounts: tuple[Account, ...] = ()
    statuses: tuple[Status, ...] = ()


Found = Iterator[Interaction | Refusal]
Entity = TypeVar("Entity", Status, Notification, Grouped)


def recognises(value: dict[str, Any]) -> bool:
    """Is this an object that Mastodon, or a program that speaks its API, would send?"""
    if "event" in value:
        return isinstance(value["event"], str) and ("payload" in value or isinstance(value.get("object"), dict))
    return (
        ("account" in value and "created_at" in value and ("content" in value or "type" in value))
        or ("last_status" in value and "accounts" in value)
        or "notification_groups" in value
        or ("ancestors" in value and "descendants" in value)
    )


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    """What was said or done in one object that `recognises` knows; refusals name the place in it."""
    if "event" in value:
        yield from _event(value, where, reading, original)
    elif "notification_groups" in value:
        yield from _grouped(value, where, reading, original)
    elif "last_status" in value:
        if value["last_status"] is not None:
            yield from _status(value["last_status"], f"{where}.last_status", reading, original)
    elif "ancestors" in value:
        for part in ("ancestors", "descendants"):
            several = value[part] if isinstance(value[part], list) else [value[part]]
            for place, item in enumerate(several):
                yield from _status(item, f"{where}.{part}[{place}]", reading, original)
    elif "type" in value and "content" not in value:
        yield from _notification(value, where, reading, original)
    else:
        yield from _status(value, where, reading, original)


def _event(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    """A streaming event (its payload a string of JSON, or an id) or an admin webhook (its object as it is)."""
    event, inner = value["event"], value.get("payload", value.get("object"))
    at = f"{where}.payload" if "payload" in value else f"{where}.object"
    if event in UNSAID_EVENTS:
        return
    if event not in STATUS_EVENTS | {"notification", "conversation"}:
        known = ", ".join(sorted(STATUS_EVENTS | {"notification", "conversation"}))
        yield Refusal(
            where=f"{where}.event", what=f"{event[:60]!r} is no event of Mastodon that is known here", remedy=f"known are {known}"
        )
        return
    if isinstance(inner, str):
        try:
            inner = msgspec.json.decode(inner)
        except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
            yield Refusal(where=at, what=f"this is no JSON ({error})", remedy="send the event as the server gave it")
            return
    if event == "notification":
        yield from _notification(inner, at, reading, original)
    elif event == "conversation":
        if isinstance(inner, dict) and inner.get("last_status") is not None:
            yield from _status(inner["last_status"], f"{at}.last_status", reading, original)
    else:
        yield from _status(inner, at, reading, original)


def _notification(value: Any, where: str, reading: Reading, original: Original) -> Found:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind in UNSAID_NOTIFICATIONS:
        return
    notification = _entity(value, Notification, where)
    if isinstance(notification, Refusal):
        yield notification
        return
    yield from _told(notification.type, notification.created_at, notification.account, notification.status, where, reading, original)


def _grouped(value: Any, where: str, reading: Reading, original: Original) -> Found:
    grouped = _entity(value, Grouped, where)
    if isinstance(grouped, Refusal):
        yield grouped
        return
    accounts = {str(account.id): account for account in grouped.accounts}
    statuses = {str(status.id): status for status in grouped.statuses}
    for place, group in enumerate(grouped.notification_groups):
        at = f"{where}.notification_groups[{place}]"
        if group.type in UNSAID_NOTIFICATIONS:
            continue
        for number in group.sample_account_ids:
            if number in accounts:
                moment = group.latest_page_notification_at or ""
                yield from _told(group.type, moment, accounts[number], statuses.get(str(group.status_id)), at, reading, original)
            else:
                yield Refusal(
                    where=f"{at}.sample_account_ids",
                    what=f"account {number[:40]} is not among the accounts",
                    remedy="send the whole answer",
                )


def _told(kind: str, moment: str, account: Account, status: Status | None, where: str, reading: Reading, original: Original) -> Found:
    """What a notification tells: somebody's status, or a sign of life about one."""
    if kind in STATUS_NOTIFICATIONS:
        if status is None:
            yield Refusal(
                where=f"{where}.status", what=f"a notification of type {kind} without its status", remedy="fetch the notification again"
            )
        else:
            yield _said(status, where, reading, original)
    elif kind in SIGN_NOTIFICATIONS:
        yield _sign(SIGN_NOTIFICATIONS[kind], moment, account, status, where, reading, original)
    else:
        yield Refusal(
            where=f"{where}.type", what=f"{kind[:60]!r} is no notification of Mastodon that is known here", remedy="tell us what it means"
        )


def _status(value: Any, where: str, reading: Reading, original: Original) -> Found:
    status = _entity(value, Status, where)
    if isinstance(status, Refusal):
        yield status
    elif status.reblog is not None:
        yield _sign("boost", status.created_at, status.account, status.reblog, where, reading, original)
    else:
        yield _said(status, where, reading, original)


def _said(status: Status, where: str, reading: Reading, original: Original) -> Interaction | Refusal:
    """A status as what its author said."""
    host = _home(status)
    author = identifiers.mastodon(status.account.acct, host)
    if author is None:
        return Refusal(
            where=f"{where}.account.acct", what=f"{status.account.acct[:80]!r} names no account", remedy="send the account with its url"
        )
    at, edited = _instant(status.created_at), _instant(status.edited_at)
    if at is None:
        return Refusal(
            where=f"{where}.created_at", what=f"{status.created_at[:40]!r} is no time", remedy="RFC 3339, for example 2026-03-02T08:15:00Z"
        )
    name = _name_of(status, author)
    if name is None:
        return Refusal(where=f"{where}.uri", what="the status has neither uri nor url nor id", remedy="send the whole status")
    direct = status.visibility == "direct"
    spoken_to = [
        Party(role="recipient" if direct else "mention", identifier=identifiers.mastodon(mention.acct, _host(mention.url) or host))
        for mention in status.mentions or ()
    ]
    text = text_of(status.content or "")
    choices = [tidy(choice.title) for choice in (status.poll.options if status.poll else None) or ()]
    text = "\n".join([text, *(f"- {choice}" for choice in choices if choice)]).strip()
    replied = status.in_reply_to_id
    act: Act = "direct" if direct else "reply" if replied is not None else "post"
    return Interaction(
        id=f"{NETWORK}:{name}",
        channel="social",
        network=NETWORK,
        direction=_direction(author, [party.identifier for party in spoken_to], reading),
        at=at,
        parties=(_author(status.account, author), *spoken_to),
        thread=f"{NETWORK}:{status.id if replied is None else replied}" if status.id is not None or replied is not None else None,
        in_reply_to=_parent(status, host),
        subject=tidy(status.spoiler_text or "") or None,
        text=text,
        language=_language(status.language) or identify(text),
        attachments=tuple(_attachment(medium) for medium in status.media_attachments or ()),
        measures=_counts(
            likes=status.favourites_count,
            reposts=status.reblogs_count,
            replies=status.replies_count,
            followers=status.account.followers_count,
        ),
        automatic="bulk" if status.account.bot and not identifiers.is_own(author, reading.own, reading.region) else None,
        original=original,
        act=act,
        edited_at=edited if edited is not None else UNSET,
    )


def _sign(
    act: Act, moment: str, account: Account, status: Status | None, where: str, reading: Reading, original: Original
) -> Interaction | Refusal:
    """A like, a boost, a follow: who did it is the author, and nothing is said.

    One boost comes as a status and as a notification that do not know of each other; who and what they have in common.
    """
    host = _host(account.url) or _host(account.uri) or (_home(status) if status else "")
    author = identifiers.mastodon(account.acct, host)
    if author is None:
        return Refusal(
            where=f"{where}.account.acct", what=f"{account.acct[:80]!r} names no account", remedy="send the account with its url"
        )
    at = _instant(moment)
    if at is None:
        return Refusal(where=f"{where}.created_at", what=f"{moment[:40]!r} is no time", remedy="RFC 3339, for example 2026-03-02T08:15:00Z")
    about, ours = at.isoformat(), None
    if status is not None:
        ours = identifiers.mastodon(status.account.acct, _home(status))
        about = _name_of(status, ours or "") or about
    ours = ours if identifiers.is_own(ours, reading.own, reading.region) else None
    return Interaction(
        id=f"{NETWORK}:{act}:{author.partition(':')[2]}:{about}",
        channel="social",
        network=NETWORK,
        direction=_direction(author, [ours] if ours else [], reading),
        at=at,
        parties=(_author(account, author), *([Party(role="recipient", identifier=ours)] if ours else [])),
        in_reply_to=f"{NETWORK}:{about}" if status is not None else None,
        measures=_counts(followers=account.followers_count),
        automatic="bulk" if account.bot and not identifiers.is_own(author, reading.own, reading.region) else None,
        original=original,
        act=act,
    )


def _author(account: Account, identifier: str) -> Party:
    codes = {emoji.shortcode for emoji in account.emojis or () if emoji.shortcode}
    name = tidy(re.sub(r":(\w+):", lambda found: "" if found[1] in codes else found[0], account.display_name or ""))
    links = [tidy(f"{text_of(field.name)}: {text_of(field.value)}") for field in account.fields or ()]
    about = tidy("\n".join([text_of(account.note or ""), *links]))
    return Party(role="author", identifier=identifier, name=name or None, about=about or UNSET)


def _direction(author: str, others: list[str | None], reading: Reading) -> Any:
    if not identifiers.is_own(author, reading.own, reading.region):
        return "in"
    return "internal" if others and all(identifiers.is_own(other, reading.own, reading.region) for other in others) else "out"


def _parent(status: Status, host: str) -> str | None:
    """The id of the status that this one answers: exact where its account is local and known, else the server's own number."""
    number = status.in_reply_to_id
    if number is None:
        return None
    account = status.in_reply_to_account_id
    known: list[Account | Mention] = [status.account, *(status.mentions or ())]
    for somebody in known:
        if account is not None and str(somebody.id) == str(account) and "@" not in somebody.acct:
            home = _host(somebody.url) or host
            if home:
                return f"{NETWORK}:https://{home}/users/{somebody.username or somebody.acct}/statuses/{number}"
    return f"{NETWORK}:{number}"


def _name_of(status: Status, author: str) -> str | None:
    """What tells this status from every other of the network."""
    if status.uri or status.url:
        return status.uri or status.url
    return f"{author.partition(':')[2]}/{status.id}" if status.id is not None else None


def _home(status: Status) -> str:
    """The server of a status's author: what completes an account named without a host."""
    return _host(status.account.url) or _host(status.account.uri) or _host(status.uri) or _host(status.url)


def _host(url: str | None) -> str:
    """The server in an address; empty when there is none."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def _instant(text: str | None) -> datetime | None:
    """UTC, whole milliseconds."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _language(tag: str | None) -> str | None:
    """ISO 639-1 of a BCP 47 tag."""
    code = re.split(r"[-_]", tag or "")[0].lower()
    return code if re.fullmatch(r"[a-z]{2}", code) else None


def _attachment(medium: Medium) -> Attachment:
    """A medium stays on its server: we know its address and its kind, not its bytes (size 0, no hash)."""
    address = medium.remote_url or medium.url or ""
    try:
        name = urlsplit(address).path.rsplit("/", 1)[-1]
    except ValueError:
        name = ""
    kinds = {"image": "image/*", "gifv": "video/mp4", "video": "video/*", "audio": "audio/*"}
    kind = guess_type(name)[0] or kinds.get(medium.type or "", "application/octet-stream")
    return Attachment(name=name or None, content_type=kind, size=0, sha256="")


def _counts(**counts: int | None) -> dict[str, bool | int | float]:
    """Those that the source gives; a hidden one is -1, and what no database keeps as a number is none."""
    return {name: count for name, count in counts.items() if count is not None and 0 <= count < 2**53}


def _entity(value: Any, kind: type[Entity], where: str) -> Entity | Refusal:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at `$")
        return Refusal(where=where + path.rstrip("`"), what=problem, remedy=f"send the whole {kind.__name__} as the server gave it")
