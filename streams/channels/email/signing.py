"""DKIM: our domain's word that a mail is ours (RFC 6376; Ed25519: RFC 8463). The fields by which somebody leaves are signed with it, as
RFC 8058 asks for, and fields that must not be added on the way are signed as absent."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from pathlib import Path

import dkim

from schemas.errors import Refused
from streams.settings import Settings

SIGNED = (
    b"From", b"To", b"Subject", b"Date", b"Message-ID", b"In-Reply-To", b"References", b"Reply-To", b"MIME-Version", b"Content-Type",
    b"Content-Transfer-Encoding", b"Auto-Submitted", b"List-Unsubscribe", b"List-Unsubscribe-Post",
)
ONCE = (
    b"From", b"To", b"Cc", b"Subject", b"Date", b"Reply-To", b"MIME-Version", b"Content-Type", b"List-Unsubscribe",
    b"List-Unsubscribe-Post",
)
"""Signed once more than they are there, so that another one breaks the signature."""

ED25519 = bytes.fromhex("302e020100300506032b657004220420")
"""What stands before the 32 bytes of a key in PKCS#8 (RFC 8410, 7)."""


def signed(mail: bytes, domain: str, settings: Settings) -> bytes:
    """The mail with its signature in front, as it is where no key is set. Raises Refused for a key that cannot be used."""
    if not settings.dkim_key:
        return mail
    if not settings.dkim_selector:
        raise Refused("EGARD_DKIM_SELECTOR", "it is not set", "write the part before ._domainkey of the DNS entry with the public key")
    algorithm, key = _key(settings.dkim_key)
    there = [line.partition(b":")[0].strip().lower() for line in mail.partition(b"\r\n\r\n")[0].splitlines() if line[:1] not in b" \t"]
    fields = [*(name for name in SIGNED if name.lower() in there), *ONCE]
    try:
        head: bytes = dkim.sign(
            mail, settings.dkim_selector.encode(), domain.encode(), key, canonicalize=(b"relaxed", b"relaxed"),
            signature_algorithm=algorithm, include_headers=fields,
        )
    except dkim.DKIMException as error:
        raise Refused("EGARD_DKIM_KEY", f"nothing can be signed with it ({error})", "make another: openssl genrsa 2048") from None
    return head + mail


@lru_cache(maxsize=4)
def _key(path: str) -> tuple[bytes, bytes]:
    """The algorithm and the key, as the library takes them."""
    try:
        pem = Path(path).read_bytes()
    except OSError as error:
        raise Refused("EGARD_DKIM_KEY", f"it cannot be read ({error.strerror})", "name a PEM file that this program may read") from None
    found = re.search(rb"-----BEGIN (?:RSA )?PRIVATE KEY-----(.+?)-----END", pem, re.DOTALL)
    if found is None:
        raise Refused("EGARD_DKIM_KEY", "there is no private key in it", "make one: openssl genrsa 2048")
    der = base64.b64decode(b"".join(found[1].split()) + b"==")
    if der.startswith(ED25519) and len(der) == len(ED25519) + 32:
        return b"ed25519-sha256", base64.b64encode(der[len(ED25519) :])
    return b"rsa-sha256", pem
