"""How a network proves that a call is its own, and what it wants to hear before it sends any: X, LinkedIn, Discourse.

Each proof is an HMAC-SHA256 over the raw body with the secret that both sides know, compared in constant time; none of the three signs a
time, so that a call that is sent again is recognised by what is in it. Sources: docs.x.com/x-api/webhooks ("Securing webhooks", CRC);
learn.microsoft.com/linkedin/shared/api-guide/webhook-validation; meta.discourse.org/t/49045 and app/jobs/regular/emit_web_hook_event.rb.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping

import msgspec

from streams.channels.social.verify import Forged, Genuine

LONGEST_CHALLENGE = 500


def from_x(headers: Mapping[str, str], body: bytes, secret: str) -> Genuine | Forged:
    """`x-twitter-webhooks-signature: sha256=<base64>`; `secret` is the app's consumer secret."""
    given = _given(headers, "x-twitter-webhooks-signature", "sha256=", secret)
    if isinstance(given, Forged):
        return given
    try:
        digest = b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        return Forged(reason="the signature is of an unknown form")
    return _compared(digest, body, secret)


def from_linkedin(headers: Mapping[str, str], body: bytes, secret: str) -> Genuine | Forged:
    """`X-LI-Signature: <hex>`, over `hmacsha256=` and the body; `secret` is the app's client secret."""
    given = _given(headers, "x-li-signature", "", secret)
    if isinstance(given, Forged):
        return given
    return _compared_hex(given.removeprefix("hmacsha256="), b"hmacsha256=" + body, secret)


def from_discourse(headers: Mapping[str, str], body: bytes, secret: str) -> Genuine | Forged:
    """`X-Discourse-Event-Signature: sha256=<hex>`; `secret` is the webhook's own."""
    given = _given(headers, "x-discourse-event-signature", "sha256=", secret)
    return given if isinstance(given, Forged) else _compared_hex(given, body, secret)


def answer_to_x(query: Mapping[str, str], secret: str) -> bytes | None:
    """The body that answers X's challenge (GET with `crc_token`), to be sent as JSON; None where this is none."""
    token = query.get("crc_token", "")
    if not secret or not 0 < len(token) <= LONGEST_CHALLENGE:
        return None
    digest = hmac.digest(secret.encode(), token.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return msgspec.json.encode({"response_token": "sha256=" + b64encode(digest).decode()})


def answer_to_linkedin(query: Mapping[str, str], secret: str) -> bytes | None:
    """The body that answers LinkedIn's challenge (GET with `challengeCode`), to be sent as JSON; None where this is none."""
    code = query.get("challengeCode", "")
    if not secret or not 0 < len(code) <= LONGEST_CHALLENGE:
        return None
    digest = hmac.digest(secret.encode(), code.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return msgspec.json.encode({"challengeCode": code, "challengeResponse": digest.hex()})


def _given(headers: Mapping[str, str], name: str, prefix: str, secret: str) -> str | Forged:
    """What the header says after its prefix."""
    if not secret:
        return Forged(reason="no secret is set for this source")
    given = {key.lower(): value for key, value in headers.items()}.get(name, "").strip()
    if not given:
        return Forged(reason="the call has no signature")
    if not given.lower().startswith(prefix):
        return Forged(reason="the signature is of an unknown form")
    return given[len(prefix) :]


def _compared_hex(given: str, body: bytes, secret: str) -> Genuine | Forged:
    try:
        return _compared(bytes.fromhex(given), body, secret)
    except ValueError:
        return Forged(reason="the signature is of an unknown form")


def _compared(given: bytes, body: bytes, secret: str) -> Genuine | Forged:
    if hmac.compare_digest(hmac.digest(secret.encode(), body, hashlib.sha256), given):
        return Genuine()
    return Forged(reason="the signature does not fit the body")
