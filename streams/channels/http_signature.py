"""Whether an ActivityPub server signed a call: HTTP signatures with RSA and SHA-256, as Mastodon and its relatives make them.

Source: draft-cavage-http-signatures-12; RFC 8017, 8.2.2 and 9.2 (RSASSA-PKCS1-v1_5); RFC 3230 and 9530 (digest of the body);
docs.joinmastodon.org/spec/security. Checking a signature needs the public key alone and holds no secret, so that plain integers do.
"""

from __future__ import annotations

import binascii
import hmac
import re
from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import NamedTuple

from streams.channels.signed import Forged, Genuine

WINDOW = timedelta(hours=12)
"""How old a call may be; Mastodon's own limit."""
AHEAD = timedelta(hours=1)
NEEDED = frozenset({"(request-target)", "host", "digest"})
PARAMETER = re.compile(r'([a-zA-Z]+)=(?:"([^"]{0,4000})"|(\d{1,15}))')
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")  # RFC 8017, 9.2, note 1
RSA_OID = bytes.fromhex("06092a864886f70d010101")


class Key(NamedTuple):
    modulus: int
    exponent: int


def key_of(headers: Mapping[str, str]) -> str | None:
    """The address of the key that the call says it was signed with: an actor's, whose `publicKeyPem` is then fetched."""
    return _parameters(headers).get("keyId")


def verify_request(
    method: str, target: str, headers: Mapping[str, str], body: bytes, public_key_pem: str, *, now: datetime
) -> Genuine | Forged:
    """`target`: path and query as they were asked for. The signature must cover target, host, body and time."""
    named = {name.lower(): value for name, value in headers.items()}
    parameters = _parameters(headers)
    if "signature" not in parameters:
        return Forged(reason="the call has no signature")
    if parameters.get("algorithm", "hs2019").lower() not in ("rsa-sha256", "hs2019"):
        return Forged(reason="the signature is of an unknown algorithm")
    signed = parameters.get("headers", "(created)").lower().split()
    if not set(signed) >= NEEDED or not ({"date", "(created)"} & set(signed)) or len(signed) > 30:
        return Forged(reason="the signature covers too little")
    if not _fits_body(named.get("digest", ""), body):
        return Forged(reason="the digest does not fit the body")
    made = _made(parameters, named, signed)
    if made is None or not -AHEAD <= now - made <= WINDOW:
        return Forged(reason="the call is too old, or from a clock that is wrong")
    lines = []
    for name in signed:
        if name == "(request-target)":
            lines.append(f"{name}: {method.lower()} {target}")
        elif name in ("(created)", "(expires)"):
            lines.append(f"{name}: {parameters.get(name.strip('()'), '')}")
        elif name in named:
            lines.append(f"{name}: {named[name].strip()}")
        else:
            return Forged(reason="a header that was signed is not there")
    try:
        signature, key = b64decode(parameters["signature"], validate=True), _key(public_key_pem)
    except (binascii.Error, ValueError):
        return Forged(reason="the signature or the key cannot be read")
    if _is_signed("\n".join(lines).encode("utf-8", "surrogatepass"), signature, key):
        return Genuine()
    return Forged(reason="the signature does not fit the call")


def _is_signed(message: bytes, signature: bytes, key: Key) -> bool:
    """RSASSA-PKCS1-v1_5: the whole encoded message is built and compared, so that nothing within it can be forged."""
    length = (key.modulus.bit_length() + 7) // 8
    if len(signature) != length or int.from_bytes(signature, "big") >= key.modulus:
        return False
    found = pow(int.from_bytes(signature, "big"), key.exponent, key.modulus).to_bytes(length, "big")
    hashed = SHA256_INFO + sha256(message).digest()
    return hmac.compare_digest(found, b"\x00\x01" + b"\xff" * (length - len(hashed) - 3) + b"\x00" + hashed)


def _parameters(headers: Mapping[str, str]) -> dict[str, str]:
    given = next((value for name, value in headers.items() if name.lower() == "signature"), "")
    return {found[1]: found[2] if found[2] is not None else found[3] for found in PARAMETER.finditer(given[:8000])}


def _fits_body(digest: str, body: bytes) -> bool:
    """One of the digests given is SHA-256 of the body."""
    for part in digest.split(","):
        name, _, value = part.strip().partition("=")
        if name.lower() == "sha-256":
            try:
                return hmac.compare_digest(b64decode(value, validate=True), sha256(body).digest())
            except (binascii.Error, ValueError):
                return False
    return False


def _made(parameters: Mapping[str, str], named: Mapping[str, str], signed: list[str]) -> datetime | None:
    try:
        if "(created)" in signed:
            return datetime.fromtimestamp(int(parameters.get("created", "")), UTC)
        at = parsedate_to_datetime(named.get("date", ""))
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _key(pem: str) -> Key:
    """An RSA key of SubjectPublicKeyInfo or PKCS#1, 2048 to 8192 bits. Raises ValueError for any other."""
    found = re.search(r"-----BEGIN (RSA )?PUBLIC KEY-----([A-Za-z0-9+/=\s]{1,4000})-----END", pem[:8000])
    if found is None:
        raise ValueError("no public key")
    outer = _inside(b64decode("".join(found[2].split()), validate=True), 0x30)[0]
    if not found[1]:
        algorithm, rest = _inside(outer, 0x30)
        if not algorithm.startswith(RSA_OID):
            raise ValueError("no RSA key")
        outer = _inside(_inside(rest, 0x03)[0][1:], 0x30)[0]
    modulus, rest = _inside(outer, 0x02)
    exponent, _ = _inside(rest, 0x02)
    key = Key(int.from_bytes(modulus, "big"), int.from_bytes(exponent, "big"))
    if not 2048 <= key.modulus.bit_length() <= 8192 or not 3 <= key.exponent < 2**32 or key.exponent % 2 == 0 or key.modulus % 2 == 0:
        raise ValueError("no key that is trusted")
    return key


def _inside(der: bytes, tag: int) -> tuple[bytes, bytes]:
    """The content of the first element, which must be of that tag, and what follows it (X.690, 8.1.3)."""
    if len(der) < 2 or der[0] != tag:
        raise ValueError("another element was expected")
    start, length = 2, der[1]
    if length & 0x80:
        size = length & 0x7F
        start, length = 2 + size, int.from_bytes(der[2 : 2 + size], "big")
        if not 1 <= size <= 3:
            raise ValueError("a length of an unknown form")
    if len(der) < start + length:
        raise ValueError("the key is cut")
    return der[start : start + length], der[start + length :]
