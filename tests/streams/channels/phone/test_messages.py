"""What somebody writes to one of our numbers is no call: it is a direct message, and the same person as on the telephone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest

from schemas.errors import Refusal
from schemas.interaction import Interaction, Own, Reading
from streams.channels.phone import parse

READING = Reading(own=Own(names=("+33199004100",)))
THEM, US, AT = "+33199001401", "+33199004100", 1714982400
WORDS = "Bonjour, le chauffage ne marche plus depuis hier soir, pouvez-vous venir ?"

AIRCALL = {"resource": "message", "token": "t", "timestamp": AT, "data": {
    "id": "m1", "direction": "inbound", "body": WORDS, "raw_digits": "+33 1 99 00 14 01", "sent_at": AT,
    "number": {"digits": "+33 1 99 00 41 00"},
}}  # fmt: skip
RINGOVER = {"resource": "message", "timestamp": AT, "data": {
    "message_id": 7, "conversation_id": 3, "from_number": THEM[1:], "to_number": US[1:], "body": WORDS, "direction": "in", "time": AT,
}}  # fmt: skip
TELNYX = {"record_type": "event", "id": "e", "occurred_at": "2024-05-06T08:00:00Z", "payload": {
    "id": "t1", "type": "SMS", "messaging_profile_id": "p", "from": {"phone_number": THEM}, "to": [{"phone_number": US}], "text": WORDS,
}}  # fmt: skip
TWILIO = {"MessageSid": "SM1", "AccountSid": "AC1", "From": THEM, "To": US, "Body": WORDS, "SmsStatus": "received", "NumMedia": "0"}
VONAGE = {"message_uuid": "v1", "from": THEM[1:], "to": US[1:], "timestamp": "2024-05-06T08:00:00Z", "channel": "sms"}
VONAGE_SMS = {"msisdn": THEM[1:], "to": US[1:], "messageId": "0B01", "message-timestamp": "2024-05-06 08:00:00", "type": "text"}
PLIVO = {"MessageUUID": "p1", "From": THEM[1:], "To": US[1:], "Type": "sms", "Units": "1"}
RINGCENTRAL = {
    "id": 9, "type": "SMS", "from": {"phoneNumber": THEM}, "to": [{"phoneNumber": US}], "creationTime": "2024-05-06T08:00:00.000Z",
    "readStatus": "Unread", "direction": "Inbound", "subject": WORDS, "messageStatus": "Received", "availability": "Alive",
    "conversationId": 5, "conversation": {"id": "5"},
}  # fmt: skip
NOTIFIED = {"uuid": "u", "subscriptionId": "s", "timestamp": "2024-05-06T08:00:01Z"}
BANDWIDTH = {"time": "2024-05-06T08:00:00Z", "description": "d", "to": US, "message": {
    "id": "b1", "owner": US, "applicationId": "a", "time": "2024-05-06T08:00:00Z", "segmentCount": 1, "direction": "in", "to": [US],
    "from": THEM, "text": WORDS}}  # fmt: skip
RESOURCE = {
    "sid": "SM1", "account_sid": "AC1", "from": THEM, "to": US, "body": WORDS, "direction": "inbound", "status": "received",
    "num_segments": "1", "num_media": "0", "date_sent": "Mon, 06 May 2024 08:00:00 +0000", "error_code": None,
}  # fmt: skip
RECEIVED: dict[str, Any] = {
    "twilio's list": {"messages": [RESOURCE], "page": 0, "page_size": 50, "uri": "/2010-04-01/Accounts/AC1/Messages.json"},
    "vonage": VONAGE | {"message_type": "text", "text": WORDS}, "vonage, the older way": VONAGE_SMS | {"text": WORDS},
    "ringcentral": {"records": [RINGCENTRAL], "paging": {"page": 1}},
    "ringcentral, told at once": NOTIFIED | {"event": "/restapi/v1.0/account/1/extension/2/message-store/instant?type=SMS",
                                             "body": RINGCENTRAL},
    "bandwidth": [BANDWIDTH | {"type": "message-received"}],
    "aircall": AIRCALL | {"event": "message.received"}, "ringover": RINGOVER | {"event": "sms_received"},
    "telnyx": {"data": TELNYX | {"event_type": "message.received"}}, "twilio": urlencode(TWILIO),
}  # fmt: skip
SILENT: dict[str, Any] = {
    "twilio's list, what never arrived": RESOURCE | {"direction": "outbound-api", "status": "undelivered"},
    "vonage, what became of one": VONAGE | {"status": "delivered", "usage": {"currency": "EUR", "price": "0.0333"}},
    "vonage, what became of one, the older way": urlencode(VONAGE_SMS | {"status": "delivered", "scts": "2405060800", "err-code": "0"}),
    "plivo, what became of one": urlencode(PLIVO | {"Status": "delivered", "ErrorCode": ""}),
    "plivo's list, which has no words": {"objects": [
        {"message_uuid": "p1", "from_number": THEM, "to_number": US, "message_type": "sms", "message_state": "delivered"}]},
    "ringcentral, a fax": {"records": [RINGCENTRAL | {"type": "Fax"}]},
    "ringcentral, how many there are": NOTIFIED | {"event": "/restapi/v1.0/account/1/extension/2/message-store", "body": {
        "extensionId": 2, "lastUpdated": "2024-05-06T08:00:00Z", "changes": [{"type": "SMS", "newCount": 1, "updatedCount": 0}]}},
    "ringcentral, nothing at all": [NOTIFIED | {"event": "/message-store", "body": {}}, NOTIFIED | {"event": "/message-store"}],
    "bandwidth, what became of one": [BANDWIDTH | {"type": "message-delivered"}],
    "aircall, what became of one": AIRCALL | {"event": "message.status_updated"},
    "aircall, our own people": {"resource": "user", "event": "user.opened", "token": "t", "timestamp": AT, "data": {"id": 1}},
    "aircall, an address book": {"resource": "contact", "event": "contact.created", "token": "t", "timestamp": AT, "data": {"id": 1}},
    "telnyx, what became of one": {"data": TELNYX | {"event_type": "message.finalized"}},
    "twilio, what became of one": urlencode({name: TWILIO[name] for name in TWILIO if name != "Body"} | {"SmsStatus": "delivered"}),
}


def read(body: Any) -> list[Any]:
    return list(parse(body.encode() if isinstance(body, str) else msgspec.json.encode(body), READING))


@pytest.mark.parametrize("provider", RECEIVED)
def test_a_text_message_is_a_direct_message_of_who_wrote_it(provider: str) -> None:
    [said] = read(RECEIVED[provider])
    assert (said.channel, said.network, said.act, said.direction) == ("social", "sms", "direct", "in")
    assert (said.text, said.language) == (WORDS, "fr")
    assert [(party.role, party.identifier) for party in said.parties] == [("author", f"tel:{THEM}"), ("recipient", f"tel:{US}")]
    assert said.at == (None if provider == "twilio" else datetime(2024, 5, 6, 8, tzinfo=UTC)) and said.measures == {}


@pytest.mark.parametrize("written", [WORDS * 20, "None", "null"])
@pytest.mark.parametrize("provider", RECEIVED)
def test_every_word_of_it_is_read(provider: str, written: str) -> None:
    body = RECEIVED[provider]
    sent = urlencode(TWILIO | {"Body": written}) if provider == "twilio" else msgspec.json.encode(body).decode().replace(WORDS, written)
    [said] = read(sent)
    assert said.text == written


def test_what_we_write_goes_out() -> None:
    [said] = read(AIRCALL | {"event": "message.sent", "data": AIRCALL["data"] | {"direction": "outbound"}})  # type: ignore[operator]
    assert said.direction == "out" and [party.identifier for party in said.parties] == [f"tel:{US}", f"tel:{THEM}"]


def test_what_plivo_hands_on_is_a_direct_message_without_a_time() -> None:
    [said] = read(urlencode(PLIVO | {"Text": WORDS}))
    assert (said.network, said.act, said.text, said.at) == ("sms", "direct", WORDS, None)
    assert [party.identifier for party in said.parties] == [f"tel:{THEM}", f"tel:{US}"]


def test_the_list_of_messages_tells_of_ours_too_and_of_the_same_ones_as_the_webhook() -> None:
    answer = RESOURCE | {"sid": "SM2", "from": US, "to": THEM, "direction": "outbound-reply", "status": "delivered"}
    [theirs, ours] = read([RESOURCE, answer])
    assert (theirs.direction, ours.direction) == ("in", "out") and theirs.id == read(RECEIVED["twilio"])[0].id


@pytest.mark.parametrize("sent", [
    urlencode(TWILIO | {"From": "messenger:7001", "To": "messenger:9002"}),
    VONAGE | {"channel": "messenger", "from": "7001", "to": "9002", "text": WORDS, "message_type": "text"},
    {"message_uuid": "v2", "from": {"type": "messenger", "id": "7001"}, "to": {"type": "messenger", "id": "9002"},
     "timestamp": "2024-05-06T08:00:00Z", "message": {"content": {"type": "text", "text": WORDS}}},
])  # fmt: skip
def test_what_came_by_messenger_is_of_facebook_and_has_no_number(sent: Any) -> None:
    [said] = read(sent)
    assert (said.network, said.text) == ("facebook", WORDS)
    assert [party.identifier for party in said.parties] == ["facebook:7001", "facebook:9002"]


def test_what_came_by_whatsapp_is_of_whatsapp_and_of_the_same_person() -> None:
    [said] = read(urlencode(TWILIO | {"From": f"whatsapp:{THEM}", "To": f"whatsapp:{US}", "ProfileName": "Odile"}))
    assert (said.network, said.parties[0].identifier, said.parties[0].name) == ("whatsapp", f"tel:{THEM}", "Odile")


@pytest.mark.parametrize("event", SILENT)
def test_what_says_nothing_gives_no_line_and_no_fault(event: str) -> None:
    assert read(SILENT[event]) == []


def test_a_number_of_ours_that_changes_is_told() -> None:
    [refusal] = read({"resource": "number", "event": "number.created", "timestamp": AT, "token": "t", "data": {"id": 1}})
    assert isinstance(refusal, Refusal)


def test_the_same_message_twice_is_one_and_a_call_beside_it_is_read() -> None:
    call = {"resource": "call", "event": "call.created", "token": "t", "data": {
        "id": 71, "direction": "inbound", "started_at": AT, "raw_digits": THEM, "number": {"digits": US}}}  # fmt: skip
    found = read([RECEIVED["aircall"], call, RECEIVED["aircall"]])
    assert [said.channel for said in found if isinstance(said, Interaction)] == ["social", "phone"]
