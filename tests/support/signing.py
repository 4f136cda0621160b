"""Calls signed as each source signs them: what a provider's machine does, with secrets and a key made for these tests alone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from streams.channels import ed25519
from streams.channels.hooks import HOOKS

SECRET = "correct horse"
BASE = "https://hub.example"
SEED = bytes(range(32))
ACTOR = "https://toot.example/users/omar"
KEY_ID = f"{ACTOR}#main-key"
PEM = """-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAngVUuH5Km9zcBM6ppHGa
yk+5xRtU9z1vXV6vEksvKYZShkyOZacvunBCWZLDX/HLD8s5I2pNwpItsOeD64e3
x0svLZKIXwAUQMONzC6jGRjK7/MQYSng7dKSC5Jc6yb5YF4TWnnkbMZLKwUxo6i8
a6U9B7j3jW8NTOKQZao6CyklIzT3l/SuXBvqNxYmWG5jA4R2ydZ7URB+1IqMCVCh
TEFhTC7c2tw+SV8HT+SanMYUxTyORPPb25dJzHxLAZXUpTSs9DH4F7w9suZesdI1
Sgo7UGxsKMBvGXkLQcXU+HiyrDiTgAzOCF6BlkzQ4yow15N/scRYHO95uWFbkzfG
LwIDAQAB
-----END PUBLIC KEY-----
"""
MODULUS = int(
    "9e0554b87e4a9bdcdc04cea9a4719aca4fb9c51b54f73d6f5d5eaf124b2f298652864c8e65a72fba70425992c35ff1cb0fcb39236a4dc2922db0e783"
    "eb87b7c74b2f2d92885f001440c38dcc2ea31918caeff3106129e0edd2920b925ceb26f9605e135a79e46cc64b2b0531a3a8bc6ba53d07b8f78d6f0d"
    "4ce29065aa3a0b29252334f797f4ae5c1bea371626586e63038476c9d67b51107ed48a8c0950a14c41614c2edcdadc3e495f074fe49a9cc614c53c8e"
    "44f3dbdb9749cc7c4b0195d4a534acf431f817bc3db2e65eb1d2354a0a3b506c6c28c06f19790b41c5d4f878b2ac3893800cce085e81964cd0e32a30"
    "d7937fb1c4581cef79b9615b9337c62f",
    16,
)
PRIVATE = int(
    "96e78d2d56075d2ac70be9cff11a72cb1ae4a06a3ff35c0b2aa5d4645d8eb2d2a6d626b9229a7fe6aba77e0956b14fbd7bc48405faeb6dddeb1dff2c"
    "e8c6b940ec455b2cc134f7fe5f5ac715965a6b09eef65d1580e7c3c5c04b11b5212d8944436ffa18404290b7b3843511927f6470b4fbf35d9d3dfa2f"
    "73036a3bac4e1b7f4e6a48fb98b9f6dc8155336e7ff59607fc06596135314c8ddace554b24d7387330a77dcce06072edab844e950326e83ea9261bd9"
    "6da913dce2a76f36e696117f0f432cd8e86df3fdbe2980769da7665112053e5d4f8225d61021dba3c501fdc559dcdc4751d573e789e23a6dce1c4cd9"
    "82e6db0a011e9bf27cd5c0bab897ca1",
    16,
)
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


class Sent(NamedTuple):
    """`proof`: where it stands: the name of a header, `body` or `query`."""

    target: str
    headers: dict[str, str]
    body: bytes
    proof: str


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def digest(message: bytes, secret: str = SECRET, algorithm: str = "sha256") -> bytes:
    return hmac.new(secret.encode(), message, algorithm).digest()


def mac(message: bytes, algorithm: str, secret: str = SECRET) -> str:
    return b64(digest(message, secret, algorithm))


def jwt(claims: dict[str, Any], algorithm: str = "HS256", secret: str = SECRET) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"typ": "JWT", "alg": algorithm}, claims)]
    signed = digest(b".".join(parts), secret, {"HS256": "sha256", "HS512": "sha512"}.get(algorithm, "sha256"))
    return b".".join([*parts, base64.urlsafe_b64encode(signed).rstrip(b"=")]).decode()


def ed25519_signed(message: bytes, seed: bytes = SEED) -> tuple[str, str]:
    """Public key and signature (RFC 8032, 5.1.5 and 5.1.6), with the arithmetic that the RFC's own vectors check."""
    digest = hashlib.sha512(seed).digest()
    scalar = (int.from_bytes(digest[:32], "little") & ((1 << 254) - 8)) | (1 << 254)

    def encoded(point: tuple[int, int, int, int]) -> bytes:
        inverse = pow(point[2], -1, ed25519._P)
        x, y = point[0] * inverse % ed25519._P, point[1] * inverse % ed25519._P
        return (y | ((x & 1) << 255)).to_bytes(32, "little")

    def number(data: bytes) -> int:
        return int.from_bytes(hashlib.sha512(data).digest(), "little") % ed25519._ORDER

    public = encoded(ed25519._times(scalar, ed25519._BASE))
    r = number(digest[32:] + message)
    commitment = encoded(ed25519._times(r, ed25519._BASE))
    s = (r + number(commitment + public + message) * scalar) % ed25519._ORDER
    return b64(public), b64(commitment + s.to_bytes(32, "little"))


def rsa_signed(message: bytes) -> str:
    """RFC 8017, 8.2.1, with the key of `PEM`."""
    hashed = SHA256_INFO + hashlib.sha256(message).digest()
    padded = b"\x00\x01" + b"\xff" * (256 - len(hashed) - 3) + b"\x00" + hashed
    return b64(pow(int.from_bytes(padded, "big"), PRIVATE, MODULUS).to_bytes(256, "big"))


def key(name: str, secret: str = SECRET) -> str:
    """What the setting of the source holds."""
    if name == "telnyx":
        return ed25519_signed(b"", hashlib.sha256(secret.encode()).digest())[0]
    return "toot.example" if name == "activitypub" else secret


def sent(name: str, at: datetime, secret: str = SECRET, body: bytes | None = None) -> Sent:
    """One event of a source, as it calls at `at`. `body`: of the sources that sign any; the others have their own."""
    if name in MADE:
        return MADE[name](f"/hook/{name}", at, secret)
    body = body or b'{"nothing": "that a parser knows"}'
    if name in OVER_THE_BODY:
        header, proof = OVER_THE_BODY[name]
        return Sent(f"/hook/{name}", {header: proof(body, secret)}, body, header)
    assert HOOKS[name].check.__name__ == "from_token", f"{name} has no way to be sent"
    if name in ("google", "trustpilot", "sipgate"):
        return Sent(f"/hook/{name}?token={quote(secret)}", {}, body, "query")
    return Sent(f"/hook/{name}", {"Authorization": f"Bearer {secret}"}, body, "Authorization")


def inbox(
    at: datetime, activity: dict[str, Any], *, target: str = "/hook/activitypub", key_id: str = KEY_ID, host: str = "hub.example"
) -> Sent:
    """An activity as a server delivers it."""
    body = json.dumps(activity).encode()
    headers = {"Host": host, "Date": format_datetime(at, usegmt=True), "Digest": "SHA-256=" + b64(hashlib.sha256(body).digest())}
    lines = [f"(request-target): post {target}", *(f"{name.lower()}: {value}" for name, value in headers.items())]
    signed = rsa_signed("\n".join(lines).encode())
    headers["Signature"] = f'keyId="{key_id}",algorithm="rsa-sha256",headers="(request-target) host date digest",signature="{signed}"'
    return Sent(target, headers, body, "Signature")


def slack(at: datetime, secret: str = SECRET, body: bytes = b'{"type": "event_callback", "event": {"type": "message"}}') -> Sent:
    """The time is signed with the body."""
    stamp = str(_epoch(at))
    signed = "v0=" + digest(f"v0:{stamp}:".encode() + body, secret).hex()
    return Sent("/hook/slack", {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signed}, body, "X-Slack-Signature")


def _epoch(at: datetime) -> int:
    return int(at.timestamp())


def _twilio(target: str, at: datetime, secret: str) -> Sent:
    form = {"CallSid": "CA1", "From": "+33199001401", "CallStatus": "completed", "Timestamp": format_datetime(at)}
    told = "".join(name + form[name] for name in sorted(form))
    signed = mac((BASE + target + told).encode(), "sha1", secret)
    headers = {"X-Twilio-Signature": signed, "Content-Type": "application/x-www-form-urlencoded"}
    return Sent(target, headers, urlencode(form).encode(), "X-Twilio-Signature")


def _plivo(target: str, at: datetime, secret: str) -> Sent:
    form = {"CallUUID": "p1", "From": "+33199001401", "CallStatus": "completed"}
    told = "".join(name + form[name] for name in sorted(form))
    signed = mac(f"{BASE}{target}?{told}.12345".encode(), "sha256", secret)
    headers = {"X-Plivo-Signature-V3": signed, "X-Plivo-Signature-V3-Nonce": "12345"}
    return Sent(target, headers, urlencode(form).encode(), "X-Plivo-Signature-V3")


def _vonage(target: str, at: datetime, secret: str) -> Sent:
    body = b'{"status": "completed", "uuid": "v1"}'
    token = jwt({"iat": _epoch(at), "jti": "1", "iss": "Vonage", "payload_hash": hashlib.sha256(body).hexdigest()}, secret=secret)
    return Sent(target, {"Authorization": f"Bearer {token}"}, body, "Authorization")


def _telnyx(target: str, at: datetime, secret: str) -> Sent:
    body, stamp = b'{"data": {"event_type": "call.hangup"}}', str(_epoch(at))
    signed = ed25519_signed(f"{stamp}|".encode() + body, hashlib.sha256(secret.encode()).digest())[1]
    return Sent(target, {"telnyx-timestamp": stamp, "telnyx-signature-ed25519": signed}, body, "telnyx-signature-ed25519")


def _aircall(target: str, at: datetime, secret: str) -> Sent:
    body = {"resource": "call", "event": "call.ended", "timestamp": _epoch(at), "data": {"id": 1}, "token": secret}
    return Sent(target, {}, json.dumps(body).encode(), "body")


def _ringover(target: str, at: datetime, secret: str) -> Sent:
    body, stamp = json.dumps({"resource": "call", "event": "hangup", "timestamp": _epoch(at)}).encode(), str(_epoch(at))
    signed = mac(b"POST" + (BASE + target).encode() + body + stamp.encode(), "sha256", secret)
    header = "X-Ringover-Webhook-Signature-V3"
    return Sent(target, {header: signed, "X-Ringover-Request-Signature-V3-Timestamp": stamp}, body, header)


def _ringcentral(target: str, at: datetime, secret: str) -> Sent:
    body = json.dumps({"event": "/restapi/v1.0/account/1/telephony/sessions", "timestamp": at.isoformat(), "body": {}}).encode()
    return Sent(target, {"Verification-Token": secret}, body, "Verification-Token")


def _dialpad(target: str, at: datetime, secret: str) -> Sent:
    return Sent(target, {}, jwt({"call_id": 1, "event_timestamp": _epoch(at) * 1000}, secret=secret).encode(), "body")


def _teams(target: str, at: datetime, secret: str) -> Sent:
    return Sent(target, {}, json.dumps({"value": [{"resource": "communications/callRecords/1", "clientState": secret}]}).encode(), "body")


def _slack(target: str, at: datetime, secret: str) -> Sent:
    return slack(at, secret)


def _telegram(target: str, at: datetime, secret: str) -> Sent:
    return Sent(target, {"X-Telegram-Bot-Api-Secret-Token": secret}, b'{"update_id": 1}', "X-Telegram-Bot-Api-Secret-Token")


def _activitypub(target: str, at: datetime, secret: str) -> Sent:
    """Another secret is another key: the signature is of another message."""
    right = inbox(at, {"type": "Like", "actor": ACTOR, "object": "https://hub.example/1"})
    if secret == SECRET:
        return right
    other = inbox(at, {"type": "Like", "actor": ACTOR, "object": "https://hub.example/2"})
    return right._replace(headers={**right.headers, "Signature": other.headers["Signature"]})


def _hub(algorithm: str) -> Callable[[bytes, str], str]:
    return lambda body, secret: f"{algorithm}={digest(body, secret, algorithm).hex()}"


MADE: dict[str, Callable[[str, datetime, str], Sent]] = {
    "twilio": _twilio,
    "plivo": _plivo,
    "vonage": _vonage,
    "telnyx": _telnyx,
    "aircall": _aircall,
    "ringover": _ringover,
    "ringcentral": _ringcentral,
    "dialpad": _dialpad,
    "teams": _teams,
    "slack": _slack,
    "telegram": _telegram,
    "activitypub": _activitypub,
}
OVER_THE_BODY: dict[str, tuple[str, Callable[[bytes, str], str]]] = {
    "mastodon": ("X-Hub-Signature", _hub("sha256")),
    "youtube": ("X-Hub-Signature", _hub("sha1")),
    **dict.fromkeys(("meta", "facebook", "instagram", "messenger", "whatsapp", "threads"), ("X-Hub-Signature-256", _hub("sha256"))),
    "x": ("X-Twitter-Webhooks-Signature", lambda body, secret: "sha256=" + b64(digest(body, secret))),
    "line": ("X-Line-Signature", lambda body, secret: b64(digest(body, secret))),
    "viber": ("X-Viber-Content-Signature", lambda body, secret: digest(body, secret).hex()),
    "linkedin": ("X-LI-Signature", lambda body, secret: digest(b"hmacsha256=" + body, secret).hex()),
    "discourse": ("X-Discourse-Event-Signature", _hub("sha256")),
}
