"""Mastodon: statuses and notifications as its REST API, streaming API and admin webhooks give them.

Source: docs.joinmastodon.org, entities Status, Notification, Conversation, Context, GroupedNotificationsResults; methods streaming;
admin webhooks. A deletion is told by the number that the status has on the server that tells it, and by nothing else: so it takes back
`mastodon:<number>`, which every status is `also` called, and which is how an answer names a status whose `uri` it does not know.
"""

from __future__ import annotations

from typing import Any

import msgspec

from schemas.errors import Refusal
from schemas.interaction import Act, Original, Reading
from streams.channels.social.fields import entity, text_in
from streams.channels.social.forms.mastodon_status import NETWORK, Account, Status, said, sign
from streams.channels.social.found import Found, taken_back, unknown

STATUS_EVENTS = frozenset({"update", "status.update", "status.created", "status.updated"})
_UNSAID_EVENTS = (
    "filters_changed announcement announcement.reaction announcement.delete encrypted_message notifications_merged"
    " account.approved account.created account.updated report.created report.updated"
)
UNSAID_EVENTS = frozenset(_UNSAID_EVENTS.split())
"""What the server or its moderators do."""
STATUS_NOTIFICATIONS = frozenset({"mention", "status", "update", "quote", "quoted_update"})
SIGN_NOTIFICATIONS: dict[str, Act] = {
    "favourite": "like",
    "reblog": "boost",
    "follow": "follow",
    "follow_request": "follow",
    "reaction": "reaction",
    "pleroma:emoji_reaction": "reaction",
}
_UNSAID_NOTIFICATIONS = (
    "poll admin.sign_up admin.report severed_relationships moderation_warning annual_report added_to_collection collection_update move"
    " pleroma:report"
)
UNSAID_NOTIFICATIONS = frozenset(_UNSAID_NOTIFICATIONS.split())


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
    if event == "delete":
        if isinstance(inner, str | int) and inner != "":
            yield taken_back(NETWORK, str(inner), None)
        return
    if event not in STATUS_EVENTS | {"notification", "conversation"}:
        yield unknown(f"{where}.event", event, "Mastodon")
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
    if text_in(value, "type") in UNSAID_NOTIFICATIONS:
        return
    notification = entity(value, Notification, where)
    if isinstance(notification, Refusal):
        yield notification
        return
    yield from _told(notification.type, notification.created_at, notification.account, notification.status, where, reading, original)


def _grouped(value: Any, where: str, reading: Reading, original: Original) -> Found:
    grouped = entity(value, Grouped, where)
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
            yield said(status, where, reading, original)
    elif kind in SIGN_NOTIFICATIONS:
        yield sign(SIGN_NOTIFICATIONS[kind], moment, account, status, where, reading, original)
    else:
        yield unknown(f"{where}.type", kind, "Mastodon's notifications")


def _status(value: Any, where: str, reading: Reading, original: Original) -> Found:
    status = entity(value, Status, where)
    if isinstance(status, Refusal):
        yield status
    elif status.reblog is not None:
        yield sign("boost", status.created_at, status.account, status.reblog, where, reading, original, number=status.id)
    else:
        yield said(status, where, reading, original)
