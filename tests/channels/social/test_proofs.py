"""Proofs by shared secret of X, LinkedIn and Discourse: right, wrong, of another secret, truncated and absent; and their challenges."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.channels.social.proofs import answer_to_linkedin, answer_to_x, from_discourse, from_linkedin, from_x
from streams.channels.social.verify import Forged, Genuine

BODY = b'{"for_user_id": "100"}'


def mac(body: bytes) -> bytes:
    return hmac.new(b"secret", body, hashlib.sha256).digest()


PROOFS: dict[str, tuple[Callable[[Mapping[str, str], bytes, str], Genuine | Forged], str, str]] = {
    "x": (from_x, "X-Twitter-Webhooks-Signature", "sha256=" + b64encode(mac(BODY)).decode()),
    "linkedin": (from_linkedin, "X-LI-Signature", mac(b"hmacsha256=" + BODY).hex()),
    "linkedin with its prefix": (from_linkedin, "X-LI-Signature", "hmacsha256=" + mac(b"hmacsha256=" + BODY).hex()),
    "discourse": (from_discourse, "X-Discourse-Event-Signature", "sha256=" + mac(BODY).hex()),
}


@pytest.mark.parametrize("name", PROOFS)
def test_a_right_signature_is_genuine_whatever_the_case_of_the_header(name: str) -> None:
    verify, header, value = PROOFS[name]
    assert verify({header: value}, BODY, "secret") == Genuine()
    assert verify({header.lower(): f" {value} "}, BODY, "secret") == Genuine()


@pytest.mark.parametrize("name", PROOFS)
def test_anything_else_is_forged_and_says_why(name: str) -> None:
    verify, header, value = PROOFS[name]
    calls = [
        ({}, BODY, "secret"),
        ({header: ""}, BODY, "secret"),
        ({header: value[:-2]}, BODY, "secret"),
        ({header: value[:-4] + "AAAA"}, BODY, "secret"),
        ({header: "sha1=" + value}, BODY, "secret"),
        ({header: value + "é\udc80"}, BODY, "secret"),
        ({header: value}, BODY + b" ", "secret"),
        ({header: value}, b"", "secret"),
        ({header: value}, BODY, "another"),
        ({header: value}, BODY, ""),
    ]
    for headers, body, secret in calls:
        result = verify(headers, body, secret)
        assert isinstance(result, Forged), (headers, secret)
        assert result.reason


@given(st.sampled_from(sorted(PROOFS)), st.text(max_size=100))
def test_no_header_makes_it_fail(name: str, value: str) -> None:
    verify, header, right = PROOFS[name]
    for given_value in (value, "sha256=" + value):
        assert isinstance(verify({header: given_value}, BODY, "secret"), Forged) or given_value.strip() == right


def test_the_challenges_are_answered_with_the_secret() -> None:
    answer = answer_to_x({"crc_token": "9b4507b3"}, "secret")
    assert answer is not None
    assert msgspec.json.decode(answer) == {"response_token": "sha256=" + b64encode(mac(b"9b4507b3")).decode()}
    answer = answer_to_linkedin({"challengeCode": "890e4665"}, "secret")
    assert answer is not None
    assert msgspec.json.decode(answer) == {"challengeCode": "890e4665", "challengeResponse": mac(b"890e4665").hex()}


@pytest.mark.parametrize("query", [{}, {"crc_token": "", "challengeCode": ""}, {"crc_token": "a" * 501, "challengeCode": "a" * 501}])
def test_what_is_no_challenge_is_not_answered(query: dict[str, str]) -> None:
    assert answer_to_x(query, "secret") is None
    assert answer_to_linkedin(query, "secret") is None
    assert answer_to_x({"crc_token": "9b"}, "") is None
