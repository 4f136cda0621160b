"""Whether a call of ours really comes from the provider: its signature or token, compared in constant time, and not too old.

A replay of the same bytes is the same original and changes nothing; the windows bound what somebody who read one delivery can do.
Twilio, Plivo, Ringover sign the address too, so what was meant for another is refused.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import quoteattr

from streams.channels import ed25519
from streams.channels.phone.told import instant
from streams.channels.signed import (
    ABSENT,
    NOT_OURS,
    OLD,
    SIGNED_WITHIN,
    UNFIT,
    Answer,
    Delivery,
    Forged,
    Genuine,
    Verdict,
    claims,
    from_base64,
    mac,
    object_in,
    query,
    same,
)

TOLD_WITHIN = timedelta(days=1)
"""Between the event and its arriving, where only the event's own time is known: providers try again for hours."""


def ringcentral_asks(call: Delivery, secret: str) -> Answer | None:
    """What comes before the first event is a header, Validation-Token, and no body that says anything."""
    return ringcentral_hears(call, secret) if call.header("validation-token") and "event" not in call.json() else None


def ringcentral_hears(call: Delivery, secret: str) -> Answer:
    """Validation-Token comes back wherever there is one (RingCentral, "Webhooks: creating a subscription" and "Receiving webhooks")."""
    token = call.header("validation-token")[:500]
    return Answer(headers={"Validation-Token": token} if token.isascii() and token.isprintable() and token else {})


def teams_asks(call: Delivery, secret: str) -> Answer | None:
    """The query's validationToken comes back as plain text (Microsoft Graph, "Receive change notifications")."""
    token = call.asked("validationToken")
    return Answer(headers={"Content-Type": "text/plain; charset=utf-8"}, body=token[:2_000]) if token else None


def sipgate_wants(call: Delivery, secret: str) -> Answer:
    """To a new call the answer is XML that asks for the call's other events (sipgate.io, "API reference: the XML response")."""
    again = quoteattr(f"{call.url.partition('?')[0]}?token={quote(secret, safe='')}")
    body = f'<?xml version="1.0" encoding="UTF-8"?><Response onAnswer={again} onHangup={again}/>'
    return Answer(headers={"Content-Type": "application/xml"}, body=body)


def from_twilio(call: Delivery, secret: str, now: datetime) -> Verdict:
    """Base64 of HMAC-SHA1 over the address and the sorted parameters; of JSON, over the address with the body's SHA-256 in it.

    Twilio, "Validating requests": with or without the port is the same address. `Timestamp` is one of the parameters, where it is sent.
    """
    given = call.header("x-twilio-signature")
    if not given:
        return ABSENT
    form = call.form() if "json" not in call.header("content-type") else {}
    told = "".join(name + value for name in sorted(form) for value in sorted(set(form[name])))
    fits = [same(given, mac(secret, (url + told).encode("utf-8", "surrogatepass"), "sha1")) for url in _with_and_without_port(call.url)]
    if not any(fits):
        return UNFIT
    if not form and call.body:
        stated = query(call.url).get("bodySHA256", [""])[0]
        if not same(stated.lower(), hashlib.sha256(call.body).hexdigest()):
            return Forged(reason="the body is not the one that was signed")
    at = form.get("Timestamp")
    return Genuine() if at is None or fresh(at[0], now, TOLD_WITHIN) else OLD


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


def from_plivo(call: Delivery, secret: str, now: datetime) -> Verdict:
    """Base64 of HMAC-SHA256 over address, sorted query, sorted parameters and nonce (Plivo, "Signature validation", V3); no time in it."""
    given, nonce = call.header("x-plivo-signature-v3"), call.header("x-plivo-signature-v3-nonce")
    if not given or not nonce:
        return ABSENT
    asked, form = query(call.url), call.form() if call.method.upper() == "POST" else {}
    signed = call.url.partition("#")[0].partition("?")[0]
    signed += ("?" if asked or form else "") + "&".join(f"{name}={value}" for name in sorted(asked) for value in sorted(asked[name]))
    signed += "." if asked and form else ""
    signed += "".join(name + value for name in sorted(form) for value in sorted(form[name]))
    expected = mac(secret, f"{signed}.{nonce}".encode("utf-8", "surrogatepass"))
    fits = [same(one.strip(), expected) for one in given.split(",")[:10]]
    return Genuine() if any(fits) else UNFIT


def from_vonage(call: Delivery, secret: str, now: datetime) -> Verdict:
    """A JWT (HS256) as bearer token, with the SHA-256 of the body in it (Vonage, "Signed webhooks")."""
    kind, _, token = call.header("authorization").partition(" ")
    if kind.lower() != "bearer" or not token:
        return ABSENT
    claimed = claims(token, secret, "HS256")
    if claimed is None:
        return UNFIT
    if call.body and not same(str(claimed.get("payload_hash", "")).lower(), hashlib.sha256(call.body).hexdigest()):
        return Forged(reason="the body is not the one that was signed")
    return Genuine() if fresh(claimed.get("iat"), now, SIGNED_WITHIN) else OLD


def from_telnyx(call: Delivery, secret: str, now: datetime) -> Verdict:
    """Ed25519 over time, `|` and body (Telnyx, "Receiving webhooks: webhook signing")."""
    given, at = call.header("telnyx-signature-ed25519"), call.header("telnyx-timestamp")
    if not given or not at:
        return ABSENT
    signature, key = from_base64(given), from_base64(secret)
    if signature is None or key is None:
        return Forged(reason="the signature, or our public key, is no base64")
    if not fresh(at, now, SIGNED_WITHIN):
        return OLD
    return Genuine() if ed25519.genuine(key, f"{at}|".encode() + call.body, signature) else UNFIT


def from_aircall(call: Delivery, secret: str, now: datetime) -> Verdict:
    """The webhook's token, in the body (Aircall, "Webhooks: security")."""
    body = call.json()
    if not isinstance(body.get("token"), str):
        return ABSENT
    if not same(body["token"], secret):
        return NOT_OURS
    return Genuine() if fresh(body.get("timestamp"), now, TOLD_WITHIN) else OLD


def from_ringover(call: Delivery, secret: str, now: datetime) -> Verdict:
    """V3: base64 of HMAC-SHA256 over method, address, body and time. V1: a JWT (HS512) of the address and the body, or of the body.

    Ringover, "Webhooks: verifying the signature".
    """
    if given := call.header("x-ringover-webhook-signature-v3"):
        at = call.header("x-ringover-request-signature-v3-timestamp")
        message = f"{call.method.upper()}{call.url}".encode("utf-8", "surrogatepass") + call.body + at.encode("utf-8", "surrogatepass")
        if not same(given, mac(secret, message)):
            return UNFIT
        return Genuine() if fresh(at, now, SIGNED_WITHIN) else OLD
    token = call.header("x-ringover-webhook-signature")
    if not token:
        return ABSENT
    claimed = claims(token, secret, "HS512")
    if claimed is None:
        return UNFIT
    meant = claimed.get("url")
    if meant is not None and (not isinstance(meant, str) or not same(meant, call.url)):
        return Forged(reason="it was signed for another address")
    payload = claimed.get("payload", {name: value for name, value in claimed.items() if name not in ("url", "iat", "exp", "nbf", "iss")})
    if isinstance(payload, str):
        payload = object_in(payload.encode("utf-8", "replace"))
    if not payload or payload != call.json():
        return Forged(reason="the body is not the one that was signed")
    return Genuine() if fresh(payload.get("timestamp"), now, TOLD_WITHIN) else OLD


def from_ringcentral(call: Delivery, secret: str, now: datetime) -> Verdict:
    """The token of the subscription: Verification-Token, which has been called Validation-Token too ("Receiving webhooks")."""
    given = call.header("verification-token") or call.header("validation-token")
    if not given:
        return ABSENT
    if not same(given, secret):
        return NOT_OURS
    return Genuine() if fresh(call.json().get("timestamp"), now, TOLD_WITHIN) else OLD


def from_dialpad(call: Delivery, secret: str, now: datetime) -> Verdict:
    """The body is a JWT (HS256) of the event (Dialpad, "Webhooks: receiving events with a secret")."""
    token = call.body.decode("utf-8", "replace").strip().strip('"')
    if token.count(".") != 2 or token.startswith("{"):
        return ABSENT
    claimed = claims(token, secret, "HS256")
    if claimed is None:
        return UNFIT
    return Genuine() if fresh(claimed.get("event_timestamp"), now, TOLD_WITHIN) else OLD


def from_teams(call: Delivery, secret: str, now: datetime) -> Verdict:
    """The subscription's clientState, in every notification (Microsoft Graph, "Receive change notifications"); no time is in it."""
    notifications = call.json().get("value")
    if not isinstance(notifications, list) or not notifications:
        return ABSENT
    states = [one.get("clientState") if isinstance(one, dict) else None for one in notifications]
    fits = [isinstance(state, str) and same(state, secret) for state in states]
    return Genuine() if all(fits) else NOT_OURS


def fresh(at: Any, now: datetime, within: timedelta) -> bool:
    """Whether `at` (as the provider writes an instant) is near enough to `now`."""
    told = instant(at)
    return told is not None and abs(now - told) <= within
