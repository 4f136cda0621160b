"""Channel events: who spoke, from when to when."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import Refusal
from schemas.interaction import Interaction, Own, Reading
from streams.channels.phone import parse

READING = Reading(own=Own(names=("+33199004100",)))
HEADER = "eventtype,eventtime,cid_name,cid_num,exten,channame,appname,uniqueid,linkedid"


def event(kind: str, second: float, channel: str, who: str = "", exten: str = "", app: str = "", name: str = "") -> str:
    uniqueid = {"A": "1714982400.1", "B": "1714982402.2", "C": "1714982440.3"}[channel]
    device = {"A": "PJSIP/trunk-01", "B": "PJSIP/31-02", "C": "PJSIP/32-03"}[channel]
    return f"{kind},2024-05-06 10:00:{second:09.6f},{name},{who},{exten},{device},{app},{uniqueid},1714982400.1"


ANSWERED = [
    event("CHAN_START", 0, "A", "0199001301", "0199004100", name="Odile Garné"),
    event("ANSWER", 1, "A", "0199001301", "s"),
    event("CHAN_START", 2, "B", "31", "s"),
    event("ANSWER", 8, "B", "31", "s"),
    event("BRIDGE_ENTER", 8.25, "B", "31"),
    event("BRIDGE_ENTER", 8.5, "A", "0199001301", "s"),
    event("BRIDGE_EXIT", 38, "A", "0199001301", "s"),
    event("BRIDGE_EXIT", 38, "B", "31"),
    event("HANGUP", 38.5, "B", "31"),
    event("HANGUP", 39, "A", "0199001301"),
    event("LINKEDID_END", 39.5, "A"),
]


def calls(*lines: str) -> list[Interaction]:
    found = list(parse("\n".join(lines).encode(), READING))
    assert all(isinstance(item, Interaction) for item in found), found
    return [item for item in found if isinstance(item, Interaction)]


@settings(max_examples=25, deadline=None)
@given(st.permutations(ANSWERED))
def test_talk_is_while_two_are_connected_not_while_a_machine_has_picked_up(lines: list[str]) -> None:
    (call,) = calls(HEADER, *lines)
    assert call.at == datetime(2024, 5, 6, 8, tzinfo=UTC)
    assert (call.direction, call.measures) == ("in", {"answered": True, "duration_s": 29.5, "wait_s": 8.5})
    assert [(party.role, party.identifier, party.name) for party in call.parties] == [
        ("caller", "tel:+33199001301", "Odile Garné"),
        ("callee", "tel:+33199004100", None),
        ("agent", "ext:31", None),
    ]


def test_the_header_may_leave_out_the_underscores() -> None:
    assert calls(HEADER.replace("_", ""), *ANSWERED)[0].parties == calls(HEADER, *ANSWERED)[0].parties


def test_handed_on_to_a_second_colleague_is_transferred_and_all_of_the_talk() -> None:
    on = [
        event("CHAN_START", 40, "C", "32", "s"),
        event("ANSWER", 45, "C", "32", "s"),
        event("BRIDGE_ENTER", 45, "C", "32"),
        event("BRIDGE_ENTER", 45, "A", "0199001301"),
        event("BRIDGE_EXIT", 55, "A", "0199001301"),
        event("BRIDGE_EXIT", 55, "C", "32"),
        event("HANGUP", 56, "A", "0199001301"),
    ]
    (call,) = calls(
        HEADER, *[line for line in ANSWERED if not line.startswith("HANGUP,2024-05-06 10:00:39") and "LINKEDID" not in line], *on
    )
    assert call.measures == {"answered": True, "duration_s": 39.5, "wait_s": 8.5, "transferred": True}
    assert [party.identifier for party in call.parties[2:]] == ["ext:31", "ext:32"]


def test_rung_and_not_picked_up_is_not_answered_though_a_machine_spoke() -> None:
    (call,) = calls(HEADER, *ANSWERED[:3], event("HANGUP", 20, "B", "31"), event("HANGUP", 21, "A", "0199001301"))
    assert call.measures == {"answered": False, "duration_s": 0, "wait_s": 21}


def test_a_message_left_is_voicemail() -> None:
    (call,) = calls(HEADER, *ANSWERED[:2], event("APP_START", 12, "A", "0199001301", "s", "VoiceMail"), event("HANGUP", 30, "A"))
    assert call.measures["voicemail"] is True
    assert (call.measures["answered"], call.measures["wait_s"]) == (False, 12)


def test_without_bridges_in_the_log_the_talk_is_from_answer_to_end() -> None:
    (call,) = calls(HEADER, *[line for line in ANSWERED if not line.startswith("BRIDGE")])
    assert call.measures == {"answered": True, "duration_s": 30.5, "wait_s": 8}


@pytest.mark.parametrize("time", ["1714982400.000000", "2024-05-06 10:00:00.0", "2024-05-06 08:00:00+00"])
def test_a_log_without_header_and_with_numbers_for_events_is_the_order_of_the_documentation(time: str) -> None:
    columns = [
        "CHAN_START",
        time,
        "Odile",
        "0199001301",
        "",
        "",
        "",
        "31",
        "in",
        "PJSIP/line-1",
        "",
        "",
        "3",
        "",
        "1714982400.1",
        "1714982400.1",
        "",
        "",
        "",
        "",
    ]
    (call,) = calls(",".join(f'"{cell}"' for cell in columns))
    assert call.at == datetime(2024, 5, 6, 8, tzinfo=UTC)
    assert [party.identifier for party in call.parties] == ["tel:+33199001301", "ext:31"]


def test_it_is_the_same_call_as_in_the_call_detail_records() -> None:
    cdr = "calldate,src,dst,disposition,uniqueid,linkedid\n2024-05-06 10:00:00,0199001301,0199004100,ANSWERED,1714982400.1,1714982400.1"
    assert calls(cdr)[0].id == calls(HEADER, *ANSWERED)[0].id


def test_a_bad_event_is_named_and_the_call_comes_out() -> None:
    found = list(parse("\n".join([HEADER, *ANSWERED, "ANSWER,later,,,,,,1714982400.1,1714982400.1"]).encode(), READING))
    assert [item.where for item in found if isinstance(item, Refusal)] == ["row 13: eventtime"]
    assert sum(isinstance(item, Interaction) for item in found) == 1


@pytest.mark.parametrize(
    ("kind", "time"), [("999", "2024-05-06 10:00:41"), ("ANSWER", "0001-01-01 00:00:00"), ("ANSWER", "9999-12-31 23:59:59")]
)
def test_an_event_that_nobody_knows_or_a_time_that_cannot_be_costs_no_other(kind: str, time: str) -> None:
    found = list(parse("\n".join([HEADER, *ANSWERED, f"{kind},{time},,,,SIP/x-1,,1714982400.1,1714982400.1"]).encode(), READING))
    assert [item.measures["answered"] for item in found if isinstance(item, Interaction)] == [True]
    assert [item.where for item in found if isinstance(item, Refusal)] == ([] if kind == "999" else ["row 13: eventtime"])
