"""How events travel: what is sent is what arrives, in order, in messages of a bounded size; what cannot be read says why."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Unreadable
from schemas.events import NAMES, Command, Due, Entry, Event, Leaving, Outcome, Raw, Said, Signal, id_of
from schemas.interaction import Interaction, Original, Party
from schemas.topics import PARTITIONS
from streams.wire import MOST_BYTES, MOST_EVENTS, Emit, envelopes, new_trace, open_event, partition_of, seal, unwrap

AT = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
keys = st.sampled_from(["anne", "bert", "carla", "email:é@exemple.fr"])


@st.composite
def interactions(draw: st.DrawFn) -> Interaction:
    return Interaction(
        id=draw(words),
        channel="email",
        direction=draw(st.sampled_from(["in", "out", "internal"])),
        at=draw(st.sampled_from([AT, None])),
        parties=(Party(role="from", identifier=draw(st.none() | words), name=draw(st.none() | words)),),
        text=draw(words),
        original=Original(sha256="0" * 64, content_type="message/rfc822", size=draw(st.integers(0, 10**9))),
    )


events: st.SearchStrategy[Event] = st.one_of(
    st.builds(Raw, original=words, channel=st.just("email"), received_at=st.just(AT)),
    st.builds(Said, interaction=interactions(), original=words, received_at=st.just(AT), alone=st.booleans()),
    st.builds(Entry, id=words, person=words, identifier=words, role=words, at=st.just(AT), interaction=interactions()),
    st.builds(Due, kind=st.sampled_from(["silence", "followup", "moved"]), id=words, person=words, at=st.just(AT)),
    st.builds(
        Signal,
        id=words,
        person=words,
        kind=st.just("quiet"),
        at=st.just(AT),
        since=st.just(AT),
        closed_at=st.sampled_from([None, AT]),
        numbers=st.just(()),
        evidence=st.lists(words, max_size=3).map(tuple),
    ),
    st.builds(
        Command, id=words, do=st.just("merge"), person=words, by=words, at=st.just(AT), arguments=st.dictionaries(words, words, max_size=3)
    ),
    st.builds(Leaving, id=words, person=words),
    st.builds(
        Outcome,
        id=words,
        message=words,
        person=words,
        state=st.just("sent"),
        channel=st.just("email"),
        at=st.just(AT),
        reason=st.none() | words,
    ),
)


@given(st.lists(st.tuples(keys, events), max_size=130))
def test_what_is_sent_in_envelopes_arrives_in_the_order_of_its_key(sent: list[tuple[str, Event]]) -> None:
    arrived: dict[int, list[Event]] = {}
    for topic, partition, value in envelopes(Emit("timeline", key, event) for key, event in sent):
        sealed = unwrap(value, {"content-type": b"application/cloudevents-batch+json"})
        assert topic == "timeline" and len(sealed) <= MOST_EVENTS
        arrived.setdefault(partition, []).extend(open_event(one) for one in sealed)
    wanted: dict[int, list[Event]] = {}
    for key, event in sent:
        wanted.setdefault(partition_of(key), []).append(event)
    assert arrived == wanted


@given(events)
def test_one_event_a_message_in_binary_mode_is_read_as_well(event: Event) -> None:
    value = msgspec.json.encode(event)
    headers = {
        "ce_specversion": b"1.0",
        "ce_id": b"7",
        "ce_source": b"/elsewhere",
        "ce_type": NAMES[type(event)].encode(),
        "ce_subject": "é".encode(),
    }
    [sealed] = unwrap(value, headers)
    assert open_event(sealed) == event
    assert (sealed.id, sealed.source, sealed.subject) == ("7", "/elsewhere", "é")


@given(events)
def test_an_event_carries_its_own_id_its_person_and_the_trace_of_its_cause(event: Event) -> None:
    trace = new_trace()
    [sealed] = unwrap(b"[" + seal(Emit("due", "k", event, trace)) + b"]", {})
    assert sealed.id == id_of(event)
    assert sealed.traceparent == trace
    assert sealed.specversion == "1.0"


def test_large_events_travel_in_smaller_envelopes_and_the_largest_alone() -> None:
    small, large = Leaving(id="s", person="x" * 1000), Leaving(id="l", person="x" * (MOST_BYTES + 1))
    sizes = [
        (len(unwrap(value, {})), len(value))
        for _, _, value in envelopes(Emit("messages", "k", event) for event in [small, large, *[small] * 300])
    ]
    assert [events for events, _ in sizes] == [1, 1, *[MOST_EVENTS] * 6]
    assert max(size for events, size in sizes if events > 1) <= MOST_BYTES + 2 + MOST_EVENTS


@given(words)
def test_the_partition_is_a_function_of_the_key_alone(key: str) -> None:
    assert partition_of(key) == zlib.crc32(key.encode()) % PARTITIONS


def test_partitions_stay_where_they_are() -> None:
    assert [partition_of(f"p_{number}") for number in range(8)] == [1, 11, 1, 7, 4, 10, 4, 10]


@pytest.mark.parametrize(
    ("value", "headers", "where", "what"),
    [
        (None, {}, "message", "empty"),
        (b"", {}, "message", "empty"),
        (b"hello", {}, "message", "not a CloudEvents batch"),
        (b'{"id": "1"}', {}, "message", "Expected `array`, got `object`"),
        (b"\xff\xfe", {}, "message", "not a CloudEvents batch"),
        (b'[{"specversion": "1.0", "id": "1", "source": "s"}]', {}, "message", "missing required field `type`"),
        (b"{}", {"ce_type": b"egard.raw.v1"}, "headers", "'id'"),
        (b"{}", {"ce_type": b"egard.raw.v1", "ce_id": b"\xff", "ce_source": b"s"}, "headers", "not text"),
    ],
)
def test_a_message_that_is_no_cloud_event_says_why(value: bytes | None, headers: dict[str, bytes], where: str, what: str) -> None:
    with pytest.raises(Unreadable) as refused:
        unwrap(value, headers)
    assert refused.value.where == where
    assert what in refused.value.what
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("type_", "data", "where", "what"),
    [
        ("egard.raw.v9", b"{}", "type", "'egard.raw.v9' is not known here"),
        ("egard.raw.v1", b'{"original": "x", "channel": "fax", "received_at": "2026-01-01T00:00:00Z"}', "data", "$.channel"),
        ("egard.raw.v1", b'{"original": "x", "channel": "email", "received_at": "2026-01-01T00:00:00"}', "data", "$.received_at"),
        ("egard.due.v1", b'"no object"', "data", "Expected `object`"),
    ],
)
def test_an_event_of_another_kind_or_form_says_which_field(type_: str, data: bytes, where: str, what: str) -> None:
    headers = {"ce_type": type_.encode(), "ce_id": b"1", "ce_source": b"s"}
    with pytest.raises(Unreadable) as refused:
        open_event(unwrap(data, headers)[0])
    assert refused.value.where == where
    assert what in refused.value.what


@given(st.binary(max_size=200), st.dictionaries(st.sampled_from(["ce_type", "ce_id", "ce_source", "ce_time"]), st.binary(max_size=20)))
def test_any_bytes_at_all_are_an_event_or_unreadable(value: bytes, headers: dict[str, bytes]) -> None:
    try:
        for sealed in unwrap(value, headers):
            open_event(sealed)
    except Unreadable as error:
        assert error.where and error.what and error.remedy
