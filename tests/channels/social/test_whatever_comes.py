"""Whatever a network sends, broken or strange, is read or refused: no traceback, the same again, in any order."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from payloads import READING, payloads

from schemas.errors import Refusal
from schemas.interaction import Interaction
from streams.channels.social import parse

NETWORKS = ("activitypub", "bluesky", "x", "others", "rooms")
SENT = [payload for network in NETWORKS for payload in payloads(network).values()]
STRANGE: list[Any] = [
    None,
    True,
    0,
    -1,
    1e300,
    2**70,
    "",
    "x",
    "9" * 400,
    [],
    [[]],
    [None],
    {},
    {"id": []},
    "at://did:plc:a/b/c",
]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in the value, as the container and its key."""
    inner = list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    return [(value, key) for key, _ in inner] + [place for _, one in inner for place in places(one)]


@settings(deadline=None, max_examples=400)  # the first question of a language loads a model
@given(st.sampled_from(SENT), st.integers(0), st.sampled_from(STRANGE))
def test_a_strange_value_anywhere_is_read_or_refused(payload: Any, place: int, strange: Any) -> None:
    changed = msgspec.json.decode(msgspec.json.encode(payload))
    several = places(changed)
    container, key = several[place % len(several)]
    container[key] = strange
    data = msgspec.json.encode(changed)
    found = list(parse(data, READING))
    assert found == list(parse(data, READING))


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(SENT), st.integers(0), st.binary(max_size=6), st.integers(0, 30))
def test_a_mutated_body_is_read_or_refused(payload: Any, place: int, put: bytes, drop: int) -> None:
    source = msgspec.json.encode(payload)
    at = place % len(source)
    data = source[:at] + put + source[at + drop :]
    assert list(parse(data, READING)) == list(parse(data, READING))


@settings(deadline=None, max_examples=30)
@given(st.permutations([one for one in SENT if isinstance(one, dict)]))
def test_ids_depend_neither_on_the_order_nor_on_the_batch(order: list[Any]) -> None:
    def ids(found: Any) -> set[str]:
        return {one.id for one in found if isinstance(one, Interaction)}

    alone = {name for one in order for name in ids(parse(msgspec.json.encode(one), READING))}
    lines = b"\n".join(msgspec.json.encode(one) for one in order)
    assert ids(parse(msgspec.json.encode(order), READING)) == alone == ids(parse(lines, READING))


def test_every_payload_of_these_networks_is_told_from_every_other() -> None:
    for network in NETWORKS:
        for name, payload in payloads(network).items():
            spoken = {one.network for one in parse(msgspec.json.encode(payload), READING) if isinstance(one, Interaction)}
            expected = {"mastodon" if network == "activitypub" else name.split()[0] if network in ("others", "rooms") else network}
            assert spoken <= expected, name


def test_a_like_of_nobody_in_particular_is_no_line_and_no_fault() -> None:
    body = {"organizationalEntity": "urn:li:organization:1", "action": "LIKE", "sourcePost": "urn:li:share:6"}
    assert list(parse(msgspec.json.encode(body), READING)) == []


@pytest.mark.parametrize("room", ["2026-10-25 02:30:00", "text/html", "=?msteams", "ms" * 40, "1714982400", ""])
def test_a_room_of_a_strange_name_is_no_network(room: str) -> None:
    teams = next(payload for payload in payloads("rooms").values() if payload.get("channelId") == "msteams")
    found = list(parse(msgspec.json.encode({**teams, "channelId": room}), READING))
    assert all(isinstance(one, Refusal) for one in found) and found
