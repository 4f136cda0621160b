"""What all checks of signatures have in common: the call as it came, the verdict, comparing in constant time, tokens.

Each check has one shape: `(Delivery, secret, now) -> Verdict`. Tokens: RFC 7515 and 7519; Basic and Bearer: RFC 7617 and 6750.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import msgspec

SIGNED_WITHIN = timedelta(minutes=5)
"""Between signing and arriving, where the time is signed: what Telnyx, Vonage, Ringover and Slack advise."""

_HASHES = {"HS256": "sha256", "HS512": "sha512"}


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
        return object_in(self.body)

    def form(self) -> dict[str, list[str]]:
        return _pairs(self.body.decode("utf-8", "replace"))

    def asked(self, name: str) -> str:
        """One parameter of the address, empty where it is not there once."""
        values = query(self.url).get(name, [])
        return values[0] if len(values) == 1 else ""


class Genuine(msgspec.Struct, frozen=True):
    """The call is from the one who knows the secret, or holds the key."""


class Forged(msgspec.Struct, frozen=True, kw_only=True):
    """`reason`: why the call is not believed. It holds nothing of the secret and nothing of the call."""

    reason: str


Verdict = Genuine | Forged
Check = Callable[[Delivery, str, datetime], Verdict]

ABSENT = Forged(reason="the call has no signature")
UNFIT = Forged(reason="the signature does not fit the call")
STRANGE = Forged(reason="the signature is of an unknown form")
NOT_OURS = Forged(reason="the token is not ours")
OLD = Forged(reason="it was signed or happened too long ago, or in the future: it may be a replay, or a clock is wrong")
NO_SECRET = Forged(reason="no secret is set for this source")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider wants to hear before it sends anything."""

    headers: dict[str, str] = {}
    body: str = ""


def same(given: str, expected: str) -> bool:
    """In a time that does not tell how much of it is right."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode("utf-8", "surrogatepass"))


def digest(secret: str, message: bytes, algorithm: str = "sha256") -> bytes:
    """The HMAC (RFC 2104)."""
    return hmac.digest(secret.encode("utf-8", "surrogatepass"), message, algorithm)


def mac(secret: str, message: bytes, algorithm: str = "sha256") -> str:
    """Base64 of the HMAC."""
    return base64.b64encode(digest(secret, message, algorithm)).decode()


def fits(given: bytes | None, secret: str, message: bytes, algorithm: str = "sha256") -> Verdict:
    """Whether `given` is the HMAC; None: it could not be read."""
    if given is None:
        return STRANGE
    return Genuine() if hmac.compare_digest(given, digest(secret, message, algorithm)) else UNFIT


def from_hex(given: str) -> bytes | None:
    try:
        return bytes.fromhex(given)
    except ValueError:
        return None


def from_base64(given: str) -> bytes | None:
    try:
        return base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        return None


def from_token(call: Delivery, secret: str, now: datetime) -> Verdict:
    """Who signs nothing knows a word: `Authorization: Bearer <word>`, `https://any:<word>@host/...` (Basic), or `?token=<word>`.

    It proves who calls and not what was said: for TLS alone.
    """
    kind, _, given = call.header("authorization").partition(" ")
    given = given.strip()
    if kind.lower() == "basic":
        given = (from_base64(given) or b"").decode("utf-8", "replace").partition(":")[2]
    elif kind.lower() != "bearer":
        given = call.asked("token")
    if not given and not kind:
        return ABSENT
    return Genuine() if same(given, secret) else NOT_OURS


def claims(token: str, secret: str, algorithm: str) -> dict[str, Any] | None:
    """What a JWT claims, when it is signed with `secret` by `algorithm` and no other; else None."""
    parts = token.strip().split(".")
    if len(parts) != 3:
        return None
    head, payload, signature = (_unwrapped(part) for part in parts)
    expected = digest(secret, f"{parts[0]}.{parts[1]}".encode("utf-8", "surrogatepass"), _HASHES[algorithm])
    if head is None or payload is None or signature is None or not hmac.compare_digest(expected, signature):
        return None
    return object_in(payload) if object_in(head).get("alg") == algorithm else None


def query(url: str) -> dict[str, list[str]]:
    return _pairs(url.partition("#")[0].partition("?")[2])


def object_in(data: bytes) -> dict[str, Any]:
    """A JSON object, empty where it is none."""
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return {}
    return value if isinstance(value, dict) else {}


def _pairs(encoded: str) -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    try:
        found = parse_qsl(encoded, keep_blank_values=True, max_num_fields=2_000)
    except ValueError:
        return pairs
    for name, value in found:
        pairs.setdefault(name, []).append(value)
    return pairs


def _unwrapped(part: str) -> bytes | None:
    try:
        return base64.b64decode(part.encode("ascii") + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
