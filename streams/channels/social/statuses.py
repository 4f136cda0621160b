"""What WhatsApp reports of a message that it took from us: that it arrived, or later that it did not after all.

Of Messenger, Instagram and Telegram nothing comes later that is not said at once. Delivered and read are no words of theirs.
Source: developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages/status, docs/whatsapp/cloud-api/support/error-codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from streams.channels.recorded import recorded
from streams.channels.social.fields import dict_in, dicts_in, epoch, text_in
from streams.channels.social.sending.graph import GONE

MARK = b'"statuses"'
ARRIVED = frozenset({"sent", "delivered", "read", "played"})
STOPPED = frozenset({131050})
"""They chose in the app that they want no such messages from us."""
MOST = 1000
LONGEST = 200


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """`message`: of ours, as we told the network; `name`: what it calls it. `gone`: nothing reaches them there; `stopped`: they wish so."""

    message: str
    name: str
    arrived: bool
    at: datetime | None
    reason: str = ""
    gone: bool = False
    stopped: bool = False


def statuses(data: bytes) -> list[Status]:
    """Those of one delivery that speak of a message of ours and say how it ended, in their order; none of anything else."""
    if MARK not in data:
        return []
    try:
        given = msgspec.json.decode((recorded(data) or ({}, data))[1])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return []
    told = [one for value in _values(given) for one in dicts_in(value, "statuses")]
    return [status for one in told[:MOST] if (status := _status(one)) is not None]


def _values(given: Any) -> Iterator[dict[str, Any]]:
    for entry in dicts_in(given, "entry"):
        for change in dicts_in(entry, "changes"):
            yield dict_in(change, "value")


def _status(told: dict[str, Any]) -> Status | None:
    message, name, state = (text_in(told, field) for field in ("biz_opaque_callback_data", "id", "status"))
    if not message or not name or (state not in ARRIVED and state != "failed"):
        return None
    at = epoch(text_in(told, "timestamp"))
    if state in ARRIVED:
        return Status(message=message, name=name, arrived=True, at=at)
    error = next(iter(dicts_in(told, "errors")), {})
    code = text_in(error, "code")
    said = text_in(dict_in(error, "error_data"), "details") or text_in(error, "message", "title")
    number = int(code) if code.isascii() and code.isdigit() and len(code) < 10 else 0
    reason = ": ".join(filter(None, (code, " ".join(said.split()))))[:LONGEST]
    return Status(message=message, name=name, arrived=False, at=at, reason=reason, gone=number in GONE, stopped=number in STOPPED)
