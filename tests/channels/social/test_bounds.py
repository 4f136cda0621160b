"""Whatever comes is read or refused, by every reader: no exception, and the same again for the same bytes."""

from __future__ import annotations

import json

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from socially import reading

from schemas.errors import Refusal
from schemas.interaction import Interaction
from streams.channels.social import parse

WHO = {"id": "1", "name": "Ana"}
SOURCES = [
    json.dumps(one).encode()
    for one in (
        {
            "object": "page",
            "entry": [
                {"id": "9", "time": 1, "messaging": [{"sender": WHO, "timestamp": 1740000000000, "message": {"mid": "m", "text": "a"}}]}
            ],
        },
        {
            "object": "page",
            "entry": [
                {
                    "id": "9",
                    "changes": [
                        {"field": "feed", "value": {"item": "comment", "comment_id": "1_2", "created_time": 1740000000, "from": WHO}}
                    ],
                }
            ],
        },
        {
            "messages": [
                {
                    "from": "33639980142",
                    "id": "w",
                    "timestamp": "1740000000",
                    "type": "interactive",
                    "interactive": {"nfm_reply": {"response_json": "{}"}},
                }
            ]
        },
        {
            "ok": True,
            "result": [
                {
                    "update_id": 1,
                    "message": {
                        "message_id": 1,
                        "date": 1740000000,
                        "chat": {"id": 1},
                        "text": "@ab",
                        "entities": [{"type": "mention", "offset": 0, "length": 3}],
                    },
                }
            ],
        },
        {
            "type": "personal_chat",
            "id": 1,
            "messages": [{"id": 1, "type": "message", "date": "2025-02-19T22:20:00", "text": ["a", {"text": "b"}]}],
        },
        {
            "destination": "U0",
            "events": [
                {
                    "type": "message",
                    "timestamp": 1740000000000,
                    "source": {"userId": "U"},
                    "message": {"id": "1", "type": "text", "text": "a"},
                }
            ],
        },
        {"reviews": [{"reviewId": "1", "createTime": "2025-02-19T22:20:00Z", "starRating": "ONE", "reviewReply": {"comment": "b"}}]},
        {"events": [{"eventName": "service-review-created", "eventData": {"id": "1", "stars": 1, "createdAt": "2025-02-19T22:20:00Z"}}]},
        {"data": [{"id": "1_2", "created_time": "2025-02-19T22:20:00+0000", "message": "a", "from": WHO, "comments": {"data": []}}]},
    )
]
SOURCES += [
    b"[2/13/25, 6:05:09 PM] Ana: Good evening\n[2/13/25, 6:06:10 PM] Bo: <attached: 1.jpg>\nmore\n",
    b"Review Id,Review Created (UTC),Review Stars,Review Title\n1,2025-02-19 21:20:00,3,x\n",
]


def everything(data: bytes) -> list[Interaction | Refusal]:
    every = list(parse(data, reading("9", "Ana")))
    for one in every:
        if isinstance(one, Interaction):  # its own form holds it: UTC, kinds, roles
            assert msgspec.json.decode(msgspec.json.encode(one), type=Interaction) == one
    return every


def test_each_source_is_understood() -> None:
    for source in SOURCES:
        assert [one for one in everything(source) if isinstance(one, Interaction)], source


@settings(deadline=None, max_examples=300)  # the first question of a language loads a model
@given(st.sampled_from(SOURCES), st.integers(0), st.binary(max_size=8), st.integers(0, 40))
def test_mutated_sources_are_read_or_refused(source: bytes, place: int, put: bytes, drop: int) -> None:
    at = place % len(source)
    data = source[:at] + put + source[at + drop :]
    assert everything(data) == everything(data)


NAMES = (
    "object entry id time messaging standby changes field value sender recipient timestamp message mid text attachments payload type"
    " reaction postback from item verb post_id comment_id created_time messages contacts statuses metadata interactive context update_id"
    " chat date message_id entities offset length result ok callback_query events source destination reviews reviewer createTime starRating"
    " consumer stars createdAt eventName eventData data paging comments chats list history threads subscription"
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.sampled_from(["page", "add", "text", "1740000000", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES.split()), inner, max_size=6),
    max_leaves=14,
)


@settings(deadline=None, max_examples=300)
@given(JSON, st.sampled_from(SOURCES))
def test_any_json_in_the_place_of_a_part_is_read_or_refused(value: object, source: bytes) -> None:
    everything(msgspec.json.encode(value))
    if source[:1] == b"{":
        whole = json.loads(source)
        for name in whole:
            everything(msgspec.json.encode(whole | {name: value}))


@settings(deadline=None)
@given(st.text(alphabet="[]0123456789/.:-, à\u200e\u202fAPMapm\nx", max_size=80))
def test_chats_with_any_head_are_read_or_refused(text: str) -> None:
    everything(("1/2/25, 10:00 - A: x\n" + text).encode())


def test_what_is_deep_or_long_is_refused_in_no_time() -> None:
    assert all(isinstance(one, Refusal) for one in everything(b'{"id": "1", "data": ' * 400 + b"[]" + b"}" * 400))
    assert len(everything(b"1/2/25, 10:00 - A: x" + b"\xe2\x80\x8e" * 100_000 + b"\n")) == 1
