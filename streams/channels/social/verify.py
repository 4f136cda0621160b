"""Whether a call really comes from the network: its signature over the body, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

import msgspec


class Genuine(msgspec.Struct, frozen=True):
    """The signature is that of the shared secret over exactly these bytes."""


class Forged(msgspec.Struct, frozen=True, kw_only=True):
    """`reason`: why the call is not believed, for our own log; the caller is told nothing."""

    reason: str


ALGORITHMS = {"sha256": hashlib.sha256, "sha1": hashlib.sha1}


def verify(headers: Mapping[str, str], body: bytes, secret: str) -> Genuine | Forged:
    """`X-Hub-Signature: sha256=<hex>` (sha1 as well), and Meta's `X-Hub-Signature-256`, over the raw body.

    Source: WebSub (W3C) 7, "Authenticated content distribution"; Mastodon's admin webhooks sign with sha256.
    """
    if not secret:
        return Forged(reason="no secret is set for this source")
    named = {name.lower(): value for name, value in headers.items()}
    given = named.get("x-hub-signature-256") or named.get("x-hub-signature")
    if not given:
        return Forged(reason="the call has no signature")
    algorithm, equals, signature = given.strip().partition("=")
    digest = ALGORITHMS.get(algorithm.strip().lower())
    if not equals or digest is None:
        return Forged(reason="the signature is of an unknown form")
    expected = hmac.new(secret.encode(), body, digest).hexdigest()
    if hmac.compare_digest(expected.encode(), signature.strip().lower().encode("utf-8", "surrogatepass")):
        return Genuine()
    return Forged(reason="the signature does not fit the body")
