"""queue_log: what a caller in a queue lived through."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import Refusal
from schemas.interaction import Interaction, Own, Reading
from streams.channels.phone import parse
from streams.rules.uniting import unite

READING = Reading(own=Own(names=("+33199004100",)))
DID = "1714982399|1714982399.1|NONE|NONE|DID|0199004100"
ENTER = "1714982400|1714982399.1|vente|NONE|ENTERQUEUE||0199001301|1"
RING = "1714982410|1714982399.1|vente|PJSIP/32|RINGNOANSWER|10000"
CONNECT = "1714982418|1714982399.1|vente|Local/31@from-queue/n|CONNECT|18|1714982411.4|7"
COMPLETE = "1714982508|1714982399.1|vente|Local/31@from-queue/n|COMPLETEAGENT|18|90|1"


def calls(*lines: str) -> list[Interaction]:
    found = list(parse("\n".join(lines).encode(), READING))
    assert all(isinstance(item, Interaction) for item in found), found
    return [item for item in found if isinstance(item, Interaction)]


def parties(call: Interaction) -> list[tuple[str, str | None]]:
    return [(party.role, party.identifier) for party in call.parties]


@settings(max_examples=25, deadline=None)
@given(st.permutations([DID, ENTER, RING, CONNECT, COMPLETE, ENTER]))
def test_waiting_talk_and_who_answered_in_whatever_order_the_records_stand(lines: list[str]) -> None:
    (call,) = calls(*lines)
    assert call.at == datetime(2024, 5, 6, 8, tzinfo=UTC)
    assert (call.direction, call.measures) == ("in", {"answered": True, "duration_s": 90, "wait_s": 18})
    assert parties(call) == [("caller", "tel:+33199001301"), ("callee", "tel:+33199004100"), ("agent", "ext:31")]


@pytest.mark.parametrize(
    ("event", "waited"),
    [("ABANDON|1|2|45", 45), ("EXITWITHTIMEOUT|1|1|300", 300), ("EXITEMPTY|1|1|12", 12), ("EXITWITHKEY|5|1|1|20", 20)],
)
def test_whoever_gives_up_has_waited_and_was_not_answered(event: str, waited: int) -> None:
    (call,) = calls(ENTER, f"1714982500|1714982399.1|vente|NONE|{event}")
    assert call.measures == {"answered": False, "wait_s": waited}


@pytest.mark.parametrize(
    "event", ["BLINDTRANSFER|4030|intern|18|60|1", "ATTENDEDTRANSFER|BRIDGE|b-1|18|60|1", "TRANSFER|4030|intern|18|60|1"]
)
def test_a_call_that_the_agent_hands_on_is_transferred(event: str) -> None:
    (call,) = calls(ENTER, CONNECT, f"1714982478|1714982399.1|vente|PJSIP/31|{event}")
    assert call.measures == {"answered": True, "duration_s": 60, "wait_s": 18, "transferred": True}


def test_from_one_queue_into_the_next_is_one_call_that_waited_from_the_first() -> None:
    first, second = ENTER, "1714982460|1714982399.1|technik|NONE|ENTERQUEUE||0199001301|1"
    answer = "1714982470|1714982399.1|technik|PJSIP/40|CONNECT|10|1714982461.9|3"
    (call,) = calls(first, "1714982460|1714982399.1|vente|NONE|EXITWITHTIMEOUT|1|1|60", second, answer)
    assert call.measures == {"answered": True, "wait_s": 70}


def test_a_log_that_begins_in_the_middle_of_a_call_still_says_when_it_began() -> None:
    (call,) = calls(COMPLETE)
    assert call.at == datetime(2024, 5, 6, 8, tzinfo=UTC)
    assert call.parties[0].identifier is None


def test_what_members_and_the_queue_itself_do_is_no_call_and_no_fault() -> None:
    lines = [
        "1714982000|NONE|NONE|NONE|QUEUESTART|",
        "1714982001|NONE|vente|PJSIP/31|ADDMEMBER|",
        "1714982002|1714982001.1|NONE|Agent/31|AGENTLOGIN|PJSIP/31",
    ]
    assert calls(*lines) == []


def test_the_table_of_the_realtime_backend_says_the_same_with_names_of_members() -> None:
    header = "time,callid,queuename,agent,event,data1,data2,data3,data4,data5"
    rows = [
        "2024-05-06 10:00:00.250000,1714982399.1,vente,NONE,ENTERQUEUE,,0199001301,1,,",
        "2024-05-06 10:00:18.1,1714982399.1,vente,Odile Garné,CONNECT,18,x,7,,",
    ]
    (call,) = calls(header, *rows)
    assert call.parties[2].name == "Odile Garné"
    assert call.measures["wait_s"] == 18
    assert call.id == calls(ENTER)[0].id


def test_a_bad_line_is_named_and_the_others_come_out() -> None:
    found = list(parse("\n".join([ENTER, "soon|1714982399.1|vente|PJSIP/31|CONNECT|18|x|7", "1714", COMPLETE]).encode(), READING))
    assert [item.where for item in found if isinstance(item, Refusal)] == ["row 2: time", "row 3: row"]
    assert len(found) == 3


def test_the_music_of_a_queue_is_no_talk_of_the_call_that_the_detail_record_tells_of_too() -> None:
    [queued] = calls(ENTER, CONNECT, COMPLETE)
    header = "start,src,dst,dstchannel,lastapp,duration,billsec,disposition,uniqueid"
    [recorded] = calls(header, "2024-05-06 10:00:00,0199001301,600,PJSIP/31-2,Queue,108,106,ANSWERED,1714982399.1")
    assert queued.id == recorded.id
    for one, other in ((queued, recorded), (recorded, queued)):
        assert unite(one, other).measures == {"answered": True, "duration_s": 90, "wait_s": 18}
