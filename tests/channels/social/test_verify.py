"""Proofs of the networks: right, wrong, of another secret, truncated and absent; and what they ask before they send anything."""

from __future__ import annotations

import hmac
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.channels.hooks import HOOKS
from streams.channels.signed import ABSENT, Delivery, Forged, Genuine, Verdict, from_token
from streams.channels.social.verify import hub_asks, linkedin_asks, slack_asks, word, x_asks

SECRET = "correct horse"
BODY = '{"text": "où est mon colis ?"}'.encode()
NOW = datetime(2026, 4, 1, tzinfo=UTC)


def mac(body: bytes, algorithm: str = "sha256") -> bytes:
    return hmac.new(SECRET.encode(), body, algorithm).digest()


PROOFS: dict[str, tuple[str, str]] = {
    "mastodon": ("X-Hub-Signature", "sha256=" + mac(BODY).hex()),
    "youtube": ("X-Hub-Signature", "sha1=" + mac(BODY, "sha1").hex()),
    "meta": ("X-Hub-Signature-256", "sha256=" + mac(BODY).hex()),
    "whatsapp": ("X-Hub-Signature-256", "sha256=" + mac(BODY).hex()),
    "threads": ("X-Hub-Signature-256", "sha256=" + mac(BODY).hex()),
    "viber": ("X-Viber-Content-Signature", mac(BODY).hex()),
    "slack": ("X-Slack-Signature", "v0=" + mac(f"v0:{int(NOW.timestamp())}:".encode() + BODY).hex()),
    "x": ("X-Twitter-Webhooks-Signature", "sha256=" + b64encode(mac(BODY)).decode()),
    "line": ("X-Line-Signature", b64encode(mac(BODY)).decode()),
    "linkedin": ("X-LI-Signature", mac(b"hmacsha256=" + BODY).hex()),
    "discourse": ("X-Discourse-Event-Signature", "sha256=" + mac(BODY).hex()),
    "telegram": ("X-Telegram-Bot-Api-Secret-Token", SECRET),
}
MORE = {"slack": {"X-Slack-Request-Timestamp": str(int(NOW.timestamp()))}}
OVER_THE_BODY = [name for name in PROOFS if name != "telegram"]


def judged(name: str, headers: dict[str, str], body: bytes = BODY, secret: str = SECRET) -> Verdict:
    call = Delivery(url=f"https://hub.example/hook/{name}", headers=MORE.get(name, {}) | headers, body=body)
    return HOOKS[name].check(call, secret, NOW)


@pytest.mark.parametrize("name", PROOFS)
def test_a_right_signature_is_genuine_whatever_the_case_of_the_header(name: str) -> None:
    header, value = PROOFS[name]
    assert judged(name, {header: value}) == Genuine()
    assert judged(name, {header.lower(): f" {value} "}) == Genuine()


@pytest.mark.parametrize("name", PROOFS)
def test_anything_else_is_forged_and_says_why(name: str) -> None:
    header, value = PROOFS[name]
    for other in (value[:-2], value[:-4] + "AAAA", value[:9], "md5=" + value, value + "é\udc80", "=", value + ", " + value):
        found = judged(name, {header: other})
        assert isinstance(found, Forged), other
        assert found.reason
    assert isinstance(judged(name, {header: value}, secret="another horse"), Forged)
    assert judged(name, {}) == judged(name, {header: ""}) == ABSENT


@pytest.mark.parametrize("name", OVER_THE_BODY)
def test_another_body_is_forged(name: str) -> None:
    header, value = PROOFS[name]
    for body in (BODY + b" ", BODY[:-1], b""):
        assert isinstance(judged(name, {header: value}, body), Forged)


def test_meta_is_not_believed_by_the_older_signature() -> None:
    old = "sha1=" + mac(BODY, "sha1").hex()
    assert isinstance(judged("meta", {"X-Hub-Signature": old}), Forged)
    assert isinstance(judged("meta", {"X-Hub-Signature-256": old}), Forged)


@pytest.mark.parametrize("stamp", ["", "soon", "-1", "1" * 13, "1774915500.5", "\N{SUPERSCRIPT TWO}"])
def test_slack_signs_a_time_and_no_other_is_believed(stamp: str) -> None:
    header, value = PROOFS["slack"]
    assert isinstance(judged("slack", {header: value, "X-Slack-Request-Timestamp": stamp}), Forged)
    assert isinstance(judged("slack", {header: value, "X-Slack-Request-Timestamp": str(int(NOW.timestamp()) + 1)}), Forged)


def slack(body: dict[str, Any], secret: str = SECRET) -> Delivery:
    data = msgspec.json.encode(body)
    signed = "v0=" + hmac.new(secret.encode(), b"v0:1775001600:" + data, "sha256").hexdigest()
    headers = {"X-Slack-Request-Timestamp": "1775001600", "X-Slack-Signature": signed}
    return Delivery(url="https://hub.example/hook/slack", headers=headers, body=data)


def test_slack_hears_its_challenge_when_it_proves_itself() -> None:
    asking = {"type": "url_verification", "challenge": "3eZbrw1aB", "token": "old"}
    answer = slack_asks(slack(asking), SECRET)
    assert answer is not None and msgspec.json.decode(answer.body) == {"challenge": "3eZbrw1aB"}
    assert slack_asks(slack(asking, "another horse"), SECRET) is None
    assert slack_asks(msgspec.structs.replace(slack(asking), headers={}), SECRET) is None
    for other in ({"type": "event_callback", "event": {"text": "url_verification"}}, asking | {"challenge": 1}, asking | {"challenge": ""}):
        assert slack_asks(slack(other), SECRET) is None


@given(st.sampled_from(sorted(PROOFS)), st.text(max_size=100))
def test_no_header_makes_it_fail(name: str, value: str) -> None:
    header, right = PROOFS[name]
    for given_value in (value, "sha256=" + value):
        assert isinstance(judged(name, {header: given_value}), Forged) or given_value.strip() == right


def asked(**query: Any) -> Delivery:
    pairs = {name.replace("hub_", "hub."): value for name, value in query.items()}
    return Delivery(url=f"https://hub.example/hook/meta?{urlencode(pairs)}", headers={}, body=b"", method="GET")


SUBSCRIBING = {"hub_mode": "subscribe", "hub_challenge": "1158201444", "hub_verify_token": word(SECRET)}


def test_a_hub_that_knows_the_word_hears_its_challenge() -> None:
    answer = hub_asks(asked(**SUBSCRIBING), SECRET)
    assert answer is not None
    assert answer.body == "1158201444"
    assert answer.headers["Content-Type"] == "text/plain"


@pytest.mark.parametrize(
    "change",
    [
        {"hub_verify_token": SECRET},
        {"hub_verify_token": ""},
        {"hub_mode": "denied"},
        {"hub_challenge": ""},
        {"hub_challenge": "<script>"},
        {"hub_challenge": "1" * 501},
    ],
)
def test_any_other_hub_hears_nothing(change: dict[str, str]) -> None:
    assert hub_asks(asked(**{**SUBSCRIBING, **change}), SECRET) is None
    assert hub_asks(msgspec.structs.replace(asked(**SUBSCRIBING), method="POST"), SECRET) is None


def test_the_word_does_not_give_the_secret_away() -> None:
    assert word(SECRET) == word(SECRET) != word(SECRET + "!")
    assert SECRET not in word(SECRET)


def test_challenges_are_answered_with_the_secret() -> None:
    answer = x_asks(asked(crc_token="9b4507b3"), SECRET)
    assert answer is not None
    assert msgspec.json.decode(answer.body) == {"response_token": "sha256=" + b64encode(mac(b"9b4507b3")).decode()}
    answer = linkedin_asks(asked(challengeCode="890e4665"), SECRET)
    assert answer is not None
    assert msgspec.json.decode(answer.body) == {"challengeCode": "890e4665", "challengeResponse": mac(b"890e4665").hex()}


@pytest.mark.parametrize("query", [{}, {"crc_token": "", "challengeCode": ""}, {"crc_token": "a" * 501, "challengeCode": "a" * 501}])
def test_what_is_no_challenge_is_not_answered(query: dict[str, str]) -> None:
    assert x_asks(asked(**query), SECRET) is None
    assert linkedin_asks(asked(**query), SECRET) is None


@pytest.mark.parametrize("event", ['{"follow_events":[]}', "[1]", "a b", "<a>", "a:1", "a,b", "\n1", "1\n", "é"])
def test_whoever_asks_is_not_told_the_signature_of_an_event(event: str) -> None:
    """What is answered to a challenge is the HMAC that X and LinkedIn sign bodies with."""
    assert x_asks(asked(crc_token=event), SECRET) is None
    assert linkedin_asks(asked(challengeCode="hmacsha256=" + event), SECRET) is None


def test_challenges_in_base64_are_answered() -> None:
    assert x_asks(asked(crc_token="NGQ1+YzY/Zg=="), SECRET) is not None
    assert linkedin_asks(asked(challengeCode="890e4665-4dfe-4ab1-b689-ed553bceeed0"), SECRET) is not None


BASIC = "Basic " + b64encode(f"hub:{SECRET}".encode()).decode()


@pytest.mark.parametrize(
    ("headers", "query", "fits"),
    [
        ({"Authorization": f"Bearer {SECRET}"}, "", True),
        ({"Authorization": f"bearer  {SECRET}"}, "", True),
        ({"Authorization": BASIC}, "", True),
        ({}, "?token=correct%20horse", True),
        ({}, "?token=correct+horse&x=1", True),
        ({}, "", False),
        ({}, "?token=", False),
        ({}, "?token=correct", False),
        ({}, "?token=x&token=correct%20horse", False),
        ({"Authorization": BASIC[:-4]}, "", False),
        ({"Authorization": "Basic é"}, "", False),
        ({"Authorization": "Bearer x"}, "?token=correct%20horse", False),
        ({"Authorization": SECRET}, "", False),
    ],
)
def test_a_word_by_any_of_the_three_ways(headers: dict[str, str], query: str, fits: bool) -> None:
    call = Delivery(url=f"https://hub.example/hook/phone{query}", headers=headers, body=b"x")
    assert isinstance(from_token(call, SECRET, NOW), Genuine if fits else Forged)


def test_the_hash_is_the_one_of_the_standard() -> None:
    """RFC 4231, test case 2."""
    call = Delivery(url="", headers={"X-Hub-Signature": "sha256=" + RFC_4231}, body=b"what do ya want for nothing?")
    assert HOOKS["mastodon"].check(call, "Jefe", NOW) == Genuine()


RFC_4231 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
