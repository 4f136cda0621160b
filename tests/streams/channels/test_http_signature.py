"""HTTP signatures of ActivityPub servers: right, wrong, replayed, truncated and absent. The signatures were made once with OpenSSL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.channels.http_signature import key_of, verify_request
from streams.channels.signed import Forged, Genuine

PUBLIC = """-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0e4fOnDZqgSOOUMTEzEE
S3wwgBeohDrPL7OV9cdU9xdH2Wy/0hcd6WY2CXb4lGhgoOojw4PlaZ8j6+549LFf
EYtkIRoo8d/vsBcP7TdUtnkeAJP8dUMI2mc9BV8cs8yaF2j5AYJ3iVXI5hZJ85GU
231k0avVQu82wzfhOIFRjpQhpNVyQoz9rLJxjZ7slSXICdjRWi/FBzFwTtpKgYpg
kwlezs9PhYzjzNaYA74KeF8lKtODbFIiyMYzGNNOpanrpGZoSCzWOb4ig96ZiXyF
RwbBg447qfOAM2ZF9v+WuL9eOjJUDq1Kg9jtjYAKIIoOd6wQm1YpiuTwkTteroHn
fwIDAQAB
-----END PUBLIC KEY-----
"""
PUBLIC_PKCS1 = """-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEA0e4fOnDZqgSOOUMTEzEES3wwgBeohDrPL7OV9cdU9xdH2Wy/0hcd
6WY2CXb4lGhgoOojw4PlaZ8j6+549LFfEYtkIRoo8d/vsBcP7TdUtnkeAJP8dUMI
2mc9BV8cs8yaF2j5AYJ3iVXI5hZJ85GU231k0avVQu82wzfhOIFRjpQhpNVyQoz9
rLJxjZ7slSXICdjRWi/FBzFwTtpKgYpgkwlezs9PhYzjzNaYA74KeF8lKtODbFIi
yMYzGNNOpanrpGZoSCzWOb4ig96ZiXyFRwbBg447qfOAM2ZF9v+WuL9eOjJUDq1K
g9jtjYAKIIoOd6wQm1YpiuTwkTteroHnfwIDAQAB
-----END RSA PUBLIC KEY-----
"""
SIGNED = (
    "WKx3IljPU4PY6CL+UzjzT0qj6r3WK5g3tuzCcK1gVor5eKEKd2QA+gs+PMXObfu8evhpsi2gZHTGoD38bTCc7M3Xyh0DV2FvWW+LvsRNE5VX+/ESMA2b+ve1"
    "jWlFXTJY217j0xWfHADnap3pSnv7UYlFKA07vYVPPg4KSANEnm3wl0EyNdCmSAFYMgFJUgCtzDoNSJz+28p4AO6ZyNuBe5c/AGjSBojAcAJv9sqyC8vY9tqv"
    "SPFE9qntOlo/8O4iEF+DXDOo7J7Z11eC3Z9Ypa1hzlkzxaFP4J9ahTGkrcsEQTcuEHImGwOQzGKP90hNm1OsNRmUhxm7ScCAu71RFg=="
)
SIGNED_CREATED = (
    "g3unlpq89SNcIqkyV1Xy1+T3WS4C9e+tQOpo1AUaG4shmZerC6eOEOCw8PUR7sJvesbzw9eS1oV3qzg2eF/jXslM7XjHfs9tIiRUgtHA9rKnP7WX6reh6ELo"
    "lbb6znH6O67t4v0b8We5vHaptmGuSQcY7SZUl199hNZq+d1caykdVNA6eN7xbvrjb3JtwyliMSmm3Q6Ki4OVtfylxHoGrOTrPa4WNPmGi/rw0KA0+UkxTzp2"
    "9HCUzl0drKJnOa6S62x3/Dpqb+Pm+P18fCQ6aLSI1i6i/1xPD4AFcdRsbpCKYi4H2YdNtRuHePqyDk1Cu/kMUqXNUOdQMTaxyYORIw=="
)
BODY = b'{"type":"Like"}'
NOW = datetime(2025, 5, 6, 7, 10, tzinfo=UTC)
KEY_ID = "https://toot.example.net/users/omar#main-key"
COVERED = "(request-target) host date digest content-type"
HEADERS = {
    "Host": "hub.example.com",
    "Date": "Tue, 06 May 2025 07:08:09 GMT",
    "Digest": "SHA-256=fQLcyuiC5b53id2wfhThCI+LFjFoCGXZfRwgMiR7Fp0=",
    "Content-Type": "application/activity+json",
    "Signature": f'keyId="{KEY_ID}",algorithm="rsa-sha256",headers="{COVERED}",signature="{SIGNED}"',
}
CREATED = {
    **HEADERS,
    "Signature": f'keyId="{KEY_ID}",algorithm="hs2019",created=1746515289,headers="(request-target) host (created) digest",'
    f'signature="{SIGNED_CREATED}"',
}


@pytest.mark.parametrize("headers", [HEADERS, CREATED, {name.lower(): value for name, value in HEADERS.items()}])
@pytest.mark.parametrize("pem", [PUBLIC, PUBLIC_PKCS1])
def test_what_the_server_signed_is_genuine(headers: dict[str, str], pem: str) -> None:
    assert verify_request("POST", "/inbox?x=1", headers, BODY, pem, now=NOW) == Genuine()
    assert key_of(headers) == KEY_ID


@pytest.mark.parametrize(
    "change",
    [
        {"Signature": ""},
        {"Signature": HEADERS["Signature"].replace(SIGNED, SIGNED[:-8])},
        {"Signature": HEADERS["Signature"].replace(SIGNED, SIGNED_CREATED)},
        {"Signature": HEADERS["Signature"].replace(SIGNED, "é")},
        {"Signature": HEADERS["Signature"].replace("rsa-sha256", "hmac-sha256")},
        {"Signature": HEADERS["Signature"].replace(" digest", "")},
        {"Signature": HEADERS["Signature"].replace("content-type", "x-other")},
        {"Digest": "SHA-256=AAAA"},
        {"Digest": ""},
        {"Date": "Tue, 06 May 2025 07:08:10 GMT"},
        {"Date": "yesterday"},
        {"Host": "other.example.com"},
    ],
)
def test_whatever_was_changed_is_forged_and_says_why(change: dict[str, str]) -> None:
    result = verify_request("POST", "/inbox?x=1", {**HEADERS, **change}, BODY, PUBLIC, now=NOW)
    assert isinstance(result, Forged)
    assert result.reason


@pytest.mark.parametrize(
    ("method", "target", "body", "pem", "now"),
    [
        ("GET", "/inbox?x=1", BODY, PUBLIC, NOW),
        ("POST", "/inbox", BODY, PUBLIC, NOW),
        ("POST", "/inbox?x=1", BODY + b" ", PUBLIC, NOW),
        ("POST", "/inbox?x=1", BODY, "", NOW),
        ("POST", "/inbox?x=1", BODY, PUBLIC.replace("M", "N", 3), NOW),
        ("POST", "/inbox?x=1", BODY, PUBLIC, NOW + timedelta(hours=13)),
        ("POST", "/inbox?x=1", BODY, PUBLIC, NOW - timedelta(hours=2)),
    ],
)
def test_another_call_or_another_hour_is_forged(method: str, target: str, body: bytes, pem: str, now: datetime) -> None:
    assert isinstance(verify_request(method, target, HEADERS, body, pem, now=now), Forged)


@given(st.text(max_size=60), st.text(max_size=60), st.binary(max_size=20))
def test_no_signature_or_key_makes_it_fail(signature: str, pem: str, body: bytes) -> None:
    key = f"-----BEGIN PUBLIC KEY-----\n{pem}\n-----END PUBLIC KEY-----"
    headers = {**HEADERS, "Signature": HEADERS["Signature"].replace(SIGNED, signature)}
    assert isinstance(verify_request("POST", "/inbox?x=1", headers, body, PUBLIC, now=NOW), Forged)
    assert isinstance(verify_request("POST", "/inbox?x=1", HEADERS, BODY, key, now=NOW), Forged)
