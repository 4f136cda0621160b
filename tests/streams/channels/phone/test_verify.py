"""Signatures of the providers: right, wrong, replayed, truncated, absent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signing import SECRET, b64, ed25519_signed, jwt, mac

from streams.channels.hooks import HOOKS
from streams.channels.phone.verify import ringcentral_asks, ringcentral_hears, sipgate_wants, teams_asks
from streams.channels.signed import Answer, Delivery, Forged, Genuine

NOW = datetime(2024, 5, 6, 8, 0, 30, tzinfo=UTC)
EPOCH = int(NOW.timestamp())
URL = "https://hub.example/hook/phone?site=lyon"
FORM = {"CallSid": "CA1", "From": "+33199001401", "CallStatus": "completed", "Timestamp": "Mon, 06 May 2024 08:00:00 +0000"}
EVENT: dict[str, Any] = {"resource": "call", "event": "hangup", "timestamp": EPOCH, "data": {"call_id": "r1"}}


def call(body: bytes, **headers: str) -> Delivery:
    return Delivery(url=URL, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})


def twilio() -> Delivery:
    told = "".join(name + FORM[name] for name in sorted(FORM))
    return call(urlencode(FORM).encode(), X_Twilio_Signature=mac((URL + told).encode(), "sha1"))


def plivo() -> Delivery:
    told = "".join(name + FORM[name] for name in sorted(FORM))
    signed = f"https://hub.example/hook/phone?site=lyon.{told}.12345".encode()
    return call(urlencode(FORM).encode(), X_Plivo_Signature_V3=mac(signed, "sha256"), X_Plivo_Signature_V3_Nonce="12345")


def vonage() -> Delivery:
    body = b'{"status": "completed"}'
    claims = {"iat": EPOCH, "jti": "1", "iss": "Vonage", "payload_hash": hashlib.sha256(body).hexdigest()}
    return call(body, Authorization="Bearer " + jwt(claims))


def telnyx() -> Delivery:
    body = b'{"data": {"event_type": "call.hangup"}}'
    return call(body, telnyx_timestamp=str(EPOCH), telnyx_signature_ed25519=ed25519_signed(f"{EPOCH}|".encode() + body)[1])


def aircall() -> Delivery:
    return call(json.dumps({"resource": "call", "timestamp": EPOCH, "token": SECRET}).encode())


def ringover() -> Delivery:
    return call(json.dumps(EVENT).encode(), X_Ringover_Webhook_Signature=jwt({"url": URL, "payload": EVENT}, "HS512"))


def ringover_v3() -> Delivery:
    body = json.dumps(EVENT).encode()
    signed = mac(b"POST" + URL.encode() + body + str(EPOCH).encode(), "sha256")
    return call(body, X_Ringover_Webhook_Signature_V3=signed, X_Ringover_Request_Signature_V3_Timestamp=str(EPOCH))


def ringcentral() -> Delivery:
    event = {"event": "/restapi/v1.0/account/1/telephony/sessions", "timestamp": "2024-05-06T08:00:00.000Z", "body": {}}
    return call(json.dumps(event).encode(), Verification_Token=SECRET)


def dialpad() -> Delivery:
    return call(jwt({"call_id": 1, "event_timestamp": EPOCH * 1000}).encode())


def teams() -> Delivery:
    return call(json.dumps({"value": [{"clientState": SECRET}, {"clientState": SECRET}]}).encode())


def sipgate() -> Delivery:
    return call(b"event=newCall", Authorization="Basic " + b64(f"hub:{SECRET}".encode()))


def key(name: str) -> str:
    return ed25519_signed(b"")[0] if name == "telnyx" else SECRET


RIGHT: dict[str, Callable[[], Delivery]] = {
    "twilio": twilio,
    "plivo": plivo,
    "vonage": vonage,
    "telnyx": telnyx,
    "aircall": aircall,
    "ringover": ringover,
    "ringover v3": ringover_v3,
    "ringcentral": ringcentral,
    "dialpad": dialpad,
    "teams": teams,
    "sipgate": sipgate,
}
TIMED = [name for name in RIGHT if name not in ("plivo", "teams", "sipgate")]
ADDRESSED = ["twilio", "plivo", "ringover", "ringover v3"]
OVER_THE_BODY = [name for name in RIGHT if name not in ("aircall", "ringcentral", "teams", "sipgate")]


def verdict(name: str, delivery: Delivery, now: datetime = NOW) -> Genuine | Forged:
    return judged(name, delivery, key(name.partition(" ")[0]), now)


def judged(name: str, delivery: Delivery, secret: str, now: datetime = NOW) -> Genuine | Forged:
    return HOOKS[name.partition(" ")[0]].check(delivery, secret, now)


@pytest.mark.parametrize("name", RIGHT)
def test_right(name: str) -> None:
    assert verdict(name, RIGHT[name]()) == Genuine()
    lower = {header.lower(): value for header, value in RIGHT[name]().headers.items()}
    assert verdict(name, msgspec.structs.replace(RIGHT[name](), headers=lower)) == Genuine()


@pytest.mark.parametrize("name", RIGHT)
def test_wrong_secret(name: str) -> None:
    other = b64(b"\x58" + b"\x66" * 31) if name == "telnyx" else SECRET + "!"
    assert isinstance(judged(name, RIGHT[name](), other), Forged)


@pytest.mark.parametrize("name", OVER_THE_BODY)
def test_wrong_body(name: str) -> None:
    changed = RIGHT[name]().body.replace(b"c", b"d", 1)
    assert isinstance(verdict(name, msgspec.structs.replace(RIGHT[name](), body=changed)), Forged)


@pytest.mark.parametrize("name", TIMED)
def test_replayed_too_late_or_from_the_future(name: str) -> None:
    for off in (timedelta(days=2), timedelta(days=-2)):
        assert isinstance(verdict(name, RIGHT[name](), NOW + off), Forged)


@pytest.mark.parametrize("name", ["vonage", "telnyx", "ringover v3"])
def test_replayed_within_the_day_where_the_time_of_signing_is_known(name: str) -> None:
    assert verdict(name, RIGHT[name](), NOW + timedelta(minutes=4)) == Genuine()
    assert isinstance(verdict(name, RIGHT[name](), NOW + timedelta(minutes=6)), Forged)


@pytest.mark.parametrize("name", ADDRESSED)
def test_replayed_at_another_address(name: str) -> None:
    elsewhere = msgspec.structs.replace(RIGHT[name](), url="https://hub.example/hook/other?site=lyon")
    assert isinstance(verdict(name, elsewhere), Forged)


def test_replayed_with_another_nonce() -> None:
    headers = dict(plivo().headers) | {"X-Plivo-Signature-V3-Nonce": "12346"}
    assert isinstance(verdict("plivo", msgspec.structs.replace(plivo(), headers=headers)), Forged)


@pytest.mark.parametrize("name", RIGHT)
def test_truncated(name: str) -> None:
    right = RIGHT[name]()
    if right.headers:
        header, value = next(iter(right.headers.items()))
        shorter = [right.headers | {header: value[:cut]} for cut in (-1, len(value) // 2, 1)]  # type: ignore[operator]  # it is a dict
        deliveries = [msgspec.structs.replace(right, headers=headers) for headers in shorter]
    else:
        deliveries = [msgspec.structs.replace(right, body=right.body[:-4]), msgspec.structs.replace(right, body=right.body[:9])]
    for delivery in deliveries:
        assert isinstance(verdict(name, delivery), Forged)


@pytest.mark.parametrize("name", RIGHT)
def test_absent(name: str) -> None:
    bare = Delivery(url=URL, headers={}, body=b'{"resource": "call"}')
    found = verdict(name, bare)
    assert isinstance(found, Forged)
    assert found.reason == "the call has no signature"


@pytest.mark.parametrize("algorithm", ["none", "HS512", "RS256"])
def test_a_token_is_believed_by_its_algorithm_only(algorithm: str) -> None:
    claims = {"event_timestamp": EPOCH * 1000}
    assert isinstance(verdict("dialpad", call(jwt(claims, algorithm).encode())), Forged)
    assert isinstance(verdict("dialpad", call(jwt(claims, algorithm).rpartition(".")[0].encode() + b".")), Forged)


def test_twilio_signs_with_the_port_or_without() -> None:
    through = msgspec.structs.replace(twilio(), url="https://hub.example:443/hook/phone?site=lyon")
    assert verdict("twilio", through) == Genuine()
    told = "".join(name + FORM[name] for name in sorted(FORM))
    signed = mac(("https://hub.example:443/hook/phone?site=lyon" + told).encode(), "sha1")
    assert verdict("twilio", call(urlencode(FORM).encode(), X_Twilio_Signature=signed)) == Genuine()


def test_twilio_json_is_signed_by_its_hash_in_the_address() -> None:
    body = b'{"call": 1}'
    url = f"https://hub.example/hook?bodySHA256={hashlib.sha256(body).hexdigest()}"
    headers = {"X-Twilio-Signature": mac(url.encode(), "sha1"), "Content-Type": "application/json"}
    assert verdict("twilio", Delivery(url=url, headers=headers, body=body)) == Genuine()
    assert isinstance(verdict("twilio", Delivery(url=url, headers=headers, body=body + b" ")), Forged)


def test_plivo_believes_one_of_several_signatures() -> None:
    headers = dict(plivo().headers)
    headers["X-Plivo-Signature-V3"] = "AAAA, " + headers["X-Plivo-Signature-V3"]
    assert verdict("plivo", msgspec.structs.replace(plivo(), headers=headers)) == Genuine()


def test_teams_every_notification_has_to_be_ours() -> None:
    body = json.dumps({"value": [{"clientState": SECRET}, {"clientState": "x"}]}).encode()
    assert isinstance(verdict("teams", call(body)), Forged)


def test_sipgate_takes_a_token_of_the_address_too() -> None:
    assert verdict("sipgate", Delivery(url=f"{URL}&{urlencode({'token': SECRET})}", headers={}, body=b"")) == Genuine()
    assert isinstance(verdict("sipgate", Delivery(url=f"{URL}&token=x&{urlencode({'token': SECRET})}", headers={}, body=b"")), Forged)


def test_a_provider_that_asks_who_we_are_is_answered() -> None:
    assert ringcentral_asks(call(b"", Validation_Token="abc-1"), SECRET) == Answer(headers={"Validation-Token": "abc-1"})
    asked = Delivery(url="https://hub.example/hook?validationToken=a%20b%3C1%3E", headers={}, body=b"")
    assert teams_asks(asked, SECRET) == Answer(headers={"Content-Type": "text/plain; charset=utf-8"}, body="a b<1>")
    assert ringcentral_asks(call(b"", Validation_Token="a\r\nSet-Cookie: b"), SECRET) == Answer()
    assert ringcentral_asks(ringcentral(), SECRET) is None
    assert teams_asks(teams(), SECRET) is None


def test_an_event_of_ringcentral_that_carries_a_validation_token_is_an_event() -> None:
    event = ringcentral()
    both = msgspec.structs.replace(event, headers={**event.headers, "Validation-Token": "abc-1"})
    alone = msgspec.structs.replace(event, headers={"Validation-Token": SECRET})
    for one in (both, alone):
        assert ringcentral_asks(one, SECRET) is None
        assert judged("ringcentral", one, SECRET) == Genuine()
    assert ringcentral_hears(both, SECRET) == Answer(headers={"Validation-Token": "abc-1"})


def test_sipgate_is_asked_for_the_other_events_of_the_call_whatever_is_in_the_secret() -> None:
    answer = sipgate_wants(sipgate(), 'a"b<&c')
    root = ElementTree.fromstring(answer.body)
    assert root.attrib["onAnswer"] == root.attrib["onHangup"] == 'https://hub.example/hook/phone?token=a%22b%3C%26c'


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted({name.partition(" ")[0] for name in RIGHT})),
    st.binary(max_size=60),
    st.sampled_from(sorted({header for make in RIGHT.values() for header in make().headers})),
    st.text(max_size=40),
    st.text(max_size=30),
)
def test_nothing_that_is_sent_breaks_a_check(provider: str, body: bytes, header: str, value: str, path: str) -> None:
    given_ = Delivery(url=f"https://hub.example:{path}", headers={header: value, "telnyx-timestamp": str(EPOCH)}, body=body)
    assert isinstance(verdict(provider, given_), Forged)
