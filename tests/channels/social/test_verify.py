"""Signatures: right, wrong, absent, cut and of another secret."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from streams.channels.social import Forged, Genuine, verify

BODY = b'{"event": "status.created"}'
SHA256 = hmac.new(b"secret", BODY, hashlib.sha256).hexdigest()
SHA1 = hmac.new(b"secret", BODY, hashlib.sha1).hexdigest()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Hub-Signature": f"sha256={SHA256}"},
        {"x-hub-signature": f"SHA256={SHA256.upper()}"},
        {"X-Hub-Signature": f"sha1={SHA1}"},
        {"X-Hub-Signature-256": f"sha256={SHA256}", "X-Hub-Signature": "sha1=00"},
    ],
)
def test_a_right_signature_is_genuine(headers: dict[str, str]) -> None:
    assert verify(headers, BODY, "secret") == Genuine()


@pytest.mark.parametrize(
    ("headers", "body", "secret"),
    [
        ({}, BODY, "secret"),
        ({"X-Hub-Signature": ""}, BODY, "secret"),
        ({"X-Hub-Signature": SHA256}, BODY, "secret"),
        ({"X-Hub-Signature": f"md5={SHA256}"}, BODY, "secret"),
        ({"X-Hub-Signature": f"sha256={SHA256[:-1]}"}, BODY, "secret"),
        ({"X-Hub-Signature": "sha256=é\udc80"}, BODY, "secret"),
        ({"X-Hub-Signature": f"sha256={SHA256}"}, BODY + b" ", "secret"),
        ({"X-Hub-Signature": f"sha256={SHA256}"}, BODY, "another"),
        ({"X-Hub-Signature": f"sha256={SHA256}"}, BODY, ""),
    ],
)
def test_anything_else_is_forged_and_says_why(headers: dict[str, str], body: bytes, secret: str) -> None:
    result = verify(headers, body, secret)
    assert isinstance(result, Forged)
    assert result.reason
