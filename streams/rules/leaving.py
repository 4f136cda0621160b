"""The link by which somebody leaves: it names one message of ours and is signed, so that nobody can leave in another's name."""

from __future__ import annotations

import hashlib
import hmac
import re

MESSAGE_ID = "m_"
SIGNED_HEX = 32
_TOKEN = re.compile(rf"([0-9a-f]{{32}})([0-9a-f]{{{SIGNED_HEX}}})")


def leave_url(base: str, key: bytes, message: str) -> str | None:
    """Where who gets this `message` (its id) says "no more"; None where nobody outside reaches us."""
    name = message.removeprefix(MESSAGE_ID)
    return f"{base.rstrip('/')}/leave/{name}{_signature(key, name)}" if base else None


def message_of(token: str, key: bytes) -> str | None:
    """The id of the message that a link was made for; None for a link that we did not make."""
    found = _TOKEN.fullmatch(token)
    if found is None or not hmac.compare_digest(found[2], _signature(key, found[1])):
        return None
    return MESSAGE_ID + found[1]


def _signature(key: bytes, name: str) -> str:
    return hmac.new(key, b"leave\n" + name.encode(), hashlib.sha256).hexdigest()[:SIGNED_HEX]
