"""Whether a call of ours really comes from the provider: its signature or token, compared in constant time, and not too old.

A replay of the same bytes is the same original and changes nothing; the windows bound what somebody who read one delivery can do.
Twilio, Plivo, Ringover sign the address too, so what was meant for another is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from streams.channels.phone import ed25519
from streams.channels.phone.signed import SIGNED_WITHIN, TOLD_WITHIN, Delivery, claims, fresh, mac, query, same
from streams.channels.social.verify import Forged, Genuine

Verdict = Genuine | Forged

_ABSENT = Forged(reason="the call has no signature")
_UNFIT = Forged(reason="the signature does not fit the call")
_OLD = Forged(reason="it was signed or happened too long ago, or in the future: it may be a replay, or a clock is wrong")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider wants to hear before it sends anything."""

    headers: dict[str, str] = {}
    body: str = ""


def verify(provider: str, call: Delivery, secret: str, *, now: datetime) -> Verdict:
    """`secret`: the provider's auth token, signature secret, webhook key or token; of Telnyx the public key, in base64."""
    check = VERIFIERS.get(provider)
    if check is None:
        return Forged(reason=f"there is no provider {provider[:40]!r}")
    return check(call, secret, now) if secret else Forged(reason="no secret is set for this source")


def handshake(provider: str, call: Delivery) -> Answer | None:
    """The answer to a provider that asks whether this address is ours; None: it does not ask.

    RingCentral, "Webhooks: creating a subscription": the header Validation-Token comes back. Microsoft Graph, "Receive change
    notifications": the query's validationToken comes back as plain text.
    """
    if provider == "ringcentral" and (token := call.header("validation-token")) and token.isprintable():
        return Answer(headers={"Validation-Token": token[:500]})
    if provider == "teams" and (tokens := query(call.url).get("validationToken")):
        return Answer(headers={"Content-Type": "text/plain; charset=utf-8"}, body=tokens[0][:2_000])
    return None


def _twilio(call: Delivery, secret: str, now: datetime) -> Verdict:
    """Base64 of HMAC-SHA1 over the address and the sorted parameters; of JSON, over the address with the body's SHA-256 in it.

    Twilio, "Validating requests": with or without the port is the same address. `Timestamp` is one of the parameters, where it is sent.
    """
    given = call.header("x-twilio-signature")
    if not given:
        return _ABSENT
    form = call.form() if "json" not in call.header("content-type") else {}
    told = "".join(name + value for name in sorted(form) for value in sorted(set(form[name])))
    fits = [same(given, mac(secret, (url + told).encode("utf-8", "surrogatepass"), "sha1")) for url in _with_and_without_port(call.url)]
    if not any(fits):
        return _UNFIT
    if not form and call.body:
        stated = query(call.url).get("bodySHA256", [""])[0]
        if not same(stated.lower(), hashlib.sha256(call.body).hexdigest()):
            return Forged(reason="the body is not the one that was signed")
    at = form.get("Timestamp")
    return Genuine() if at is None or fresh(at[0], now, TOLD_WITHIN) else _OLD


def _with_and_without_port(url: str) -> set[str]:
    """Twilio signs one of the two and does not say which."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return {url}
    host = parts.netloc.rpartition(":")[0] if port is not None else parts.netloc
    number = port or (443 if parts.scheme == "https" else 80)
    begin = f"{parts.scheme}://"
    rest = url[len(begin) + len(parts.netloc) :]
    return {url, f"{begin}{host}{rest}", f"{begin}{host}:{number}{rest}"}


def _plivo(call: Delivery, secret: str, now: datetime) -> Verdict:
    """Base64 of HMAC-SHA256 over address, sorted query, sorted parameters and nonce (Plivo, "Signature validation", V3); no time in it."""
    given, nonce = call.header("x-plivo-signature-v3"), call.header("x-plivo-signature-v3-nonce")
    if not given or not nonce:
        return _ABSENT
    asked, form = query(call.url), call.form() if call.method.upper() == "POST" else {}
    signed = call.url.partition("#")[0].partition("?")[0]
    signed += ("?" if asked or form else "") + "&".join(f"{name}={value}" for name in sorted(asked) for value in sorted(asked[name]))
    signed += "." if asked and form else ""
    signed += "".join(name + value for name in sorted(form) for value in sorted(form[name]))
    expected = mac(secret, f"{signed}.{nonce}".encode("utf-8", "surrogatepass"))
    fits = [same(one.strip(), expected) for one in given.split(",")[:10]]
    return Genuine() if any(fits) else _UNFIT


def _vonage(call: Delivery, secret: str, now: datetime) -> Verdict:
    """A JWT (HS256) as bearer token, with the SHA-256 of the body in it (Vonage, "Signed webhooks")."""
    kind, _, token = call.header("authorization").partition(" ")
    if kind.lower() != "bearer" or not token:
        return _ABSENT
    claimed = claims(token, secret, "HS256")
    if claimed is None:
        return _UNFIT
    if call.body and not same(str(claimed.get("payload_hash", "")).lower(), hashlib.sha256(call.body).hexdigest()):
        return Forged(reason="the body is not the one that was signed")
    return Genuine() if fresh(claimed.get("iat"), now, SIGNED_WITHIN) else _OLD


def _telnyx(call: Delivery, secret: str, now: datetime) -> Verdict:
    """Ed25519 over time, `|` and body (Telnyx, "Receiving webhooks: webhook signing")."""
    given, at = call.header("telnyx-signature-ed25519"), call.header("telnyx-timestamp")
    if not given or not at:
        return _ABSENT
    try:
        signature, key = base64.b64decode(given, validate=True), base64.b64decode(secret, validate=True)
    except (binascii.Error, ValueError):
        return Forged(reason="the signature, or our public key, is no base64")
    if not fresh(at, now, SIGNED_WITHIN):
        return _OLD
    return Genuine() if ed25519.genuine(key, f"{at}|".encode() + call.body, signature) else _UNFIT


def _aircall(call: Delivery, secret: str, now: datetime) -> Verdict:
    """The webhook's token, in the body (Aircall, "Webhooks: security")."""
    body = call.json()
    if not isinstance(body.get("token"), str):
        return _ABSENT
    if not same(body["token"], secret):
        return Forged(reason="the token is not ours")
    return Genuine() if fresh(body.get("timestamp"), now, TOLD_WITHIN) else _OLD


def _ringover(call: Delivery, secret: str, now: datetime) -> Verdict:
    """V3: base64 of HMAC-SHA256 over method, address, body and time. V1: a JWT (HS512) of the address and the body, or of the body.

    Ringover, "Webhooks: verifying the signature".
    """
    if given := call.header("x-ringover-webhook-signature-v3"):
        at = call.header("x-ringover-request-signature-v3-timestamp")
        message = f"{call.method.upper()}{call.url}".encode("utf-8", "surrogatepass") + call.body + at.encode("utf-8", "surrogatepass")
        if not same(given, mac(secret, message)):
            return _UNFIT
        return Genuine() if fresh(at, now, SIGNED_WITHIN) else _OLD
    token = call.header("x-ringover-webhook-signature")
    if not token:
        return _ABSENT
    claimed = claims(token, secret, "HS512")
    if claimed is None:
        return _UNFIT
    meant = claimed.get("url")
    if meant is not None and (not isinstance(meant, str) or not same(meant, call.url)):
        return Forged(reason="it was signed for another address")
    payload = claimed.get("payload", {name: value for name, value in claimed.items() if name not in ("url", "iat", "exp", "nbf", "iss")})
    if isinstance(payload, str):
        payload = Delivery(url="", headers={}, body=payload.encode("utf-8", "replace")).json()
    if not payload or payload != call.json():
        return Forged(reason="the body is not the one that was signed")
    return Genuine() if fresh(payload.get("timestamp"), now, TOLD_WITHIN) else _OLD


def _ringcentral(call: Delivery, secret: str, now: datetime) -> Verdict:
    """The token that the subscription was made with (RingCentral, "Webhooks: Verification-Token")."""
    given = call.header("verification-token")
    if not given:
        return _ABSENT
    if not same(given, secret):
        return Forged(reason="the token is not ours")
    return Genuine() if fresh(call.json().get("timestamp"), now, TOLD_WITHIN) else _OLD


def _dialpad(call: Delivery, secret: str, now: datetime) -> Verdict:
    """The body is a JWT (HS256) of the event (Dialpad, "Webhooks: receiving events with a secret")."""
    token = call.body.decode("utf-8", "replace").strip().strip('"')
    if token.count(".") != 2 or token.startswith("{"):
        return _ABSENT
    claimed = claims(token, secret, "HS256")
    if claimed is None:
        return _UNFIT
    return Genuine() if fresh(claimed.get("event_timestamp"), now, TOLD_WITHIN) else _OLD


def _teams(call: Delivery, secret: str, now: datetime) -> Verdict:
    """The subscription's clientState, in every notification (Microsoft Graph, "Receive change notifications"); no time is in it."""
    notifications = call.json().get("value")
    if not isinstance(notifications, list) or not notifications:
        return _ABSENT
    states = [one.get("clientState") if isinstance(one, dict) else None for one in notifications]
    fits = [isinstance(state, str) and same(state, secret) for state in states]
    return Genuine() if all(fits) else Forged(reason="the token is not ours")


def _sipgate(call: Delivery, secret: str, now: datetime) -> Verdict:
    """sipgate signs nothing: user and password, or a token, stand in the address that it was given (`https://user:secret@...`)."""
    kind, _, encoded = call.header("authorization").partition(" ")
    tokens = query(call.url).get("token", [])
    if kind.lower() == "basic":
        try:
            tokens = [base64.b64decode(encoded.strip(), validate=True).decode("utf-8", "replace").partition(":")[2]]
        except (binascii.Error, ValueError):
            tokens = [""]
    if not tokens:
        return _ABSENT
    return Genuine() if len(tokens) == 1 and same(tokens[0], secret) else Forged(reason="the token is not ours")


VERIFIERS: dict[str, Callable[[Delivery, str, datetime], Verdict]] = {
    "twilio": _twilio,
    "vonage": _vonage,
    "plivo": _plivo,
    "telnyx": _telnyx,
    "aircall": _aircall,
    "ringover": _ringover,
    "ringcentral": _ringcentral,
    "dialpad": _dialpad,
    "teams": _teams,
    "sipgate": _sipgate,
}
