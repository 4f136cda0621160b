"""How a network proves that a call is its own, and what it wants to hear before it sends any: Meta, Telegram, LINE, Trustpilot, Google.

Where the body is signed, the signature is over exactly the bytes that came; where there is only a word that both sides know, it
proves who calls and not what was said: such an address is for TLS alone. All are compared in constant time. None signs a time: a call that
is sent again is recognised by the ids in it. Sources: developers.facebook.com/docs/graph-api/webhooks/getting-started ("Verification
Requests", "Validating Payloads"); core.telegram.org/bots/api#setwebhook (secret_token);
developers.line.biz/en/docs/messaging-api/verify-webhook-signature; support.trustpilot.com, "Webhook notifications" (no signature: the
word stands in the address that one registers); cloud.google.com/pubsub/docs/push (a `token` in the address).
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
from base64 import b64decode
from collections.abc import Mapping

from streams.channels.social.verify import Forged, Genuine

LONGEST_CHALLENGE = 500


def from_meta(headers: Mapping[str, str], body: bytes, secret: str) -> Genuine | Forged:
    """`X-Hub-Signature-256: sha256=<hex>`; `secret` is the app's secret. The older signature (sha1) is not enough."""
    given = _given(headers, "x-hub-signature-256", secret)
    if isinstance(given, Forged):
        return given
    algorithm, equals, signature = given.partition("=")
    if not equals or algorithm.lower() != "sha256":
        return Forged(reason="the signature is of an unknown form")
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return _same(signature.lower(), expected, "the signature does not fit the body")


def from_telegram(headers: Mapping[str, str], body: bytes, secret: str) -> Genuine | Forged:
    """`X-Telegram-Bot-Api-Secret-Token`, as it was given to setWebhook. The body is not signed."""
    given = _given(headers, "x-telegram-bot-api-secret-token", secret)
    return given if isinstance(given, Forged) else _same(given, secret, "this is not the secret token")


def from_line(headers: Mapping[str, str], body: bytes, secret: str) -> Genuine | Forged:
    """`X-Line-Signature: <base64>`, HMAC-SHA256 over the body; `secret` is the channel's secret."""
    given = _given(headers, "x-line-signature", secret)
    if isinstance(given, Forged):
        return given
    try:
        signature = b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        return Forged(reason="the signature is of an unknown form")
    expected = hmac.digest(secret.encode(), body, "sha256")
    return Genuine() if hmac.compare_digest(signature, expected) else Forged(reason="the signature does not fit the body")


def from_address(headers: Mapping[str, str], query: Mapping[str, str], secret: str) -> Genuine | Forged:
    """Trustpilot and Pub/Sub sign nothing: `?token=<secret>`, or `https://any:<secret>@host/...`, which arrives as Basic authorisation."""
    if not secret:
        return Forged(reason="no secret is set for this source")
    given = query.get("token") or _password({name.lower(): value for name, value in headers.items()}.get("authorization", ""))
    return _same(given, secret, "this is not the token") if given else Forged(reason="the call has no token")


def answer_to_hub(query: Mapping[str, str], token: str) -> bytes | None:
    """The body that answers `GET ?hub.mode=subscribe&hub.verify_token=...&hub.challenge=...` as text/plain; None: refuse (403).

    `token`: the word that one typed in Meta's dashboard (or gave to a WebSub hub) beside the address.
    """
    challenge, given = query.get("hub.challenge", ""), query.get("hub.verify_token", "")
    if not token or query.get("hub.mode") != "subscribe" or not 0 < len(challenge) <= LONGEST_CHALLENGE:
        return None
    # What is sent back is shown as text: nothing that a browser could take for a page.
    if not challenge.isascii() or not challenge.replace("-", "").replace("_", "").isalnum():
        return None
    return challenge.encode() if isinstance(_same(given, token, "this is not the token"), Genuine) else None


def _given(headers: Mapping[str, str], name: str, secret: str) -> str | Forged:
    if not secret:
        return Forged(reason="no secret is set for this source")
    given = {key.lower(): value for key, value in headers.items()}.get(name, "").strip()
    return given or Forged(reason="the call has no signature")


def _same(given: str, expected: str, otherwise: str) -> Genuine | Forged:
    fits = hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode("utf-8", "surrogatepass"))
    return Genuine() if fits else Forged(reason=otherwise)


def _password(authorisation: str) -> str:
    """Of Basic authorisation (RFC 7617); empty where there is none."""
    scheme, _, credentials = authorisation.strip().partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(credentials.strip(), validate=True).decode("utf-8").partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
