"""Who calls, and what they want to hear first: right, wrong, cut, absent, of another secret or another body."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping

import pytest

from streams.channels.social.tokens import answer_to_hub, from_address, from_line, from_meta, from_telegram
from streams.channels.social.verify import Forged, Genuine

BODY = b'{"object": "page", "entry": []}'
HEX = hmac.new(b"secret", BODY, hashlib.sha256).hexdigest()
BASE64 = b64encode(bytes.fromhex(HEX)).decode()
SHA1 = hmac.new(b"secret", BODY, hashlib.sha1).hexdigest()

Check = Callable[[Mapping[str, str], bytes, str], Genuine | Forged]
RIGHT: list[tuple[Check, str, str]] = [
    (from_meta, "X-Hub-Signature-256", f"sha256={HEX}"),
    (from_telegram, "X-Telegram-Bot-Api-Secret-Token", "secret"),
    (from_line, "X-Line-Signature", BASE64),
]


@pytest.mark.parametrize(("check", "header", "value"), RIGHT)
def test_the_right_proof_is_genuine_whatever_the_case_of_its_header(check: Check, header: str, value: str) -> None:
    assert check({header: value}, BODY, "secret") == Genuine()
    assert check({header.lower(): f" {value} "}, BODY, "secret") == Genuine()


@pytest.mark.parametrize(("check", "header", "value"), RIGHT)
def test_anything_else_is_forged_and_says_why(check: Check, header: str, value: str) -> None:
    wrong = [{}, {header: ""}, {header: value[:-1]}, {header: value + "0"}, {header: "é\udc80"}, {"X-Other": value}]
    results = [check(headers, BODY, "secret") for headers in wrong]
    results += [check({header: value}, BODY, "another"), check({header: value}, BODY, ""), check({header: ""}, BODY, "")]
    assert all(isinstance(one, Forged) and one.reason for one in results)


@pytest.mark.parametrize(("check", "header", "value"), [RIGHT[0], RIGHT[2]])
def test_a_signature_of_another_body_is_forged(check: Check, header: str, value: str) -> None:
    assert isinstance(check({header: value}, BODY + b" ", "secret"), Forged)


def test_the_older_and_weaker_signature_of_meta_is_not_enough() -> None:
    assert isinstance(from_meta({"X-Hub-Signature": f"sha1={SHA1}", "X-Hub-Signature-256": f"sha1={SHA1}"}, BODY, "secret"), Forged)


def test_where_nothing_is_signed_the_address_holds_the_word() -> None:
    basic = {"Authorization": "Basic " + b64encode(b"trustpilot:secret").decode()}
    assert from_address({}, {"token": "secret"}, "secret") == Genuine()
    assert from_address(basic, {}, "secret") == Genuine()
    wrong = [({}, {}), ({}, {"token": "secre"}), ({"Authorization": "Basic %%%"}, {}), ({"Authorization": "Bearer secret"}, {})]
    assert all(isinstance(from_address(headers, query, "secret"), Forged) for headers, query in wrong)
    assert isinstance(from_address({}, {"token": ""}, ""), Forged)


ASKED = {"hub.mode": "subscribe", "hub.verify_token": "word", "hub.challenge": "1158201444"}


def test_metas_challenge_is_given_back() -> None:
    assert answer_to_hub(ASKED, "word") == b"1158201444"


@pytest.mark.parametrize(
    "changed",
    [
        {"hub.verify_token": "other"},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": ""},
        {"hub.challenge": "<script>"},
        {"hub.challenge": "1" * 501},
        {"hub.verify_token": "wörd\udc80"},
    ],
)
def test_a_challenge_that_is_not_metas_is_refused(changed: dict[str, str]) -> None:
    assert answer_to_hub(ASKED | changed, "word") is None
    assert answer_to_hub(ASKED, "") is None
