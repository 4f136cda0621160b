"""What the providers' signatures have in common: headers by name, comparing in constant time, tokens of RFC 7515 and 7519, age."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from streams.channels.phone.told import instant

SIGNED_WITHIN = timedelta(minutes=5)
"""Between signing and arriving: what Telnyx, Vonage and Ringover advise."""
TOLD_WITHIN = timedelta(days=1)
"""Between the event and its arriving, where only the event's own time is known: providers try again for hours."""
_HASHES = {"HS256": hashlib.sha256, "HS512": hashlib.sha512}


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A call of ours by a provider. `url`: whole, with scheme and query, as the provider was told it, not as a proxy passes it on."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    method: str = "POST"

    def header(self, name: str) -> str:
        return next((value.strip() for key, value in self.headers.items() if key.lower() == name), "")

    def json(self) -> dict[str, Any]:
        """The body as an object, empty where it is none."""
        return _object(self.body)

    def form(self) -> dict[str, list[str]]:
        return _pairs(self.body.decode("utf-8", "replace"))


def same(given: str, expected: str) -> bool:
    """In a time that does not tell how much of it is right."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode("utf-8", "surrogatepass"))


def mac(secret: str, message: bytes, algorithm: str = "sha256") -> str:
    """Base64 of the HMAC."""
    return base64.b64encode(hmac.new(secret.encode(), message, algorithm).digest()).decode()


def claims(token: str, secret: str, algorithm: str) -> dict[str, Any] | None:
    """What a JWT claims, when it is signed with `secret` by `algorithm` and no other; else None."""
    parts = token.strip().split(".")
    if len(parts) != 3:
        return None
    head, payload, signature = (_unwrapped(part) for part in parts)
    expected = hmac.new(secret.encode(), f"{parts[0]}.{parts[1]}".encode("utf-8", "surrogatepass"), _HASHES[algorithm]).digest()
    if head is None or payload is None or signature is None or not hmac.compare_digest(expected, signature):
        return None
    return _object(payload) if _object(head).get("alg") == algorithm else None


def fresh(at: Any, now: datetime, within: timedelta) -> bool:
    """Whether `at` (as the provider writes an instant) is near enough to `now`."""
    told = instant(at)
    return told is not None and abs(now - told) <= within


def query(url: str) -> dict[str, list[str]]:
    return _pairs(url.partition("#")[0].partition("?")[2])


def _pairs(encoded: str) -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    try:
        found = parse_qsl(encoded, keep_blank_values=True, max_num_fields=2_000)
    except ValueError:
        return pairs
    for name, value in found:
        pairs.setdefault(name, []).append(value)
    return pairs


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return {}
    return value if isinstance(value, dict) else {}


def _unwrapped(part: str) -> bytes | None:
    try:
        return base64.b64decode(part.encode("ascii") + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
