"""No call breaks a check, and none is believed by chance; what is written down of a delivery is read again as it was."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signing import BASE, PEM, SECRET, key, sent

from streams.channels.hooks import HOOKS
from streams.channels.recorded import record, recorded
from streams.channels.signed import Delivery, Forged

NOW = datetime(2026, 4, 1, tzinfo=UTC)
ANY = st.text(st.characters(exclude_categories=()), max_size=40)
HEADERS = sorted({header for name in HOOKS for header in sent(name, NOW).headers} | {"Date", "Digest", "X-Plivo-Signature-V3-Nonce"})


@given(st.sampled_from(sorted(HOOKS)), st.dictionaries(st.sampled_from(HEADERS), ANY, max_size=5), st.binary(max_size=60), ANY)
def test_whatever_is_sent_is_forged(name: str, headers: dict[str, str], body: bytes, path: str) -> None:
    call = Delivery(url=f"{BASE}/hook/{name}{path}", headers=headers, body=body)
    assert isinstance(HOOKS[name].check(call, PEM if name == "activitypub" else key(name), NOW), Forged)
    for method in ("GET", "POST"):
        asking = Delivery(url=call.url, headers=headers, body=body, method=method)
        answers = HOOKS[name].asks
        answer = answers(asking, SECRET) if answers else None
        assert answer is None or SECRET not in f"{answer.headers}{answer.body}"


@given(st.sampled_from(sorted(HOOKS)), st.data())
def test_a_right_call_of_which_one_sign_is_changed_is_forged(name: str, data: st.DataObject) -> None:
    call = sent(name, NOW)
    if call.proof not in call.headers:
        return
    right = call.headers[call.proof]
    place = data.draw(st.integers(right.rindex(" ") + 1 if name in ("vonage", "activitypub") else 0, len(right) - 6))
    if name == "activitypub":
        place = right.index('signature="') + 12 + place % 300
    changed = right[:place] + ("A" if right[place].lower() != "a" else "b") + right[place + 1 :]
    forged = Delivery(url=BASE + call.target, headers={**call.headers, call.proof: changed}, body=call.body)
    verdict = HOOKS[name].check(forged, PEM if name == "activitypub" else key(name), NOW)
    assert isinstance(verdict, Forged)


@pytest.mark.parametrize("name", sorted(set(HOOKS) - {"activitypub"}))
def test_a_secret_that_is_no_text_believes_nobody_and_breaks_nothing(name: str) -> None:
    call = sent(name, NOW)
    verdict = HOOKS[name].check(Delivery(url=BASE + call.target, headers=call.headers, body=call.body), "caf\udce9", NOW)
    assert isinstance(verdict, Forged)


@given(st.dictionaries(st.sampled_from(["X-Discourse-Instance", "X-Discourse-Event"]), ANY), st.binary(max_size=200))
def test_a_recorded_delivery_is_read_again_whatever_is_in_it(headers: dict[str, str], body: bytes) -> None:
    read = recorded(record("/hook/discourse", headers, body))
    assert read is not None
    assert read[1] == body
    assert set(read[0]) == {name.lower() for name in headers}


@given(st.binary(max_size=200))
def test_nothing_else_is_taken_for_one(data: bytes) -> None:
    assert recorded(data) is None or data.startswith(b"POST /")
