"""Records in any order, twice, in one file or in several, are the same calls under the same ids."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.interaction import Interaction, Own, Reading
from streams.channels.phone import parse

READING = Reading(own=Own(names=("+33199004100",)))
# Of each form the lines before the records, and the records of two calls that were going on at once.
LOGS: dict[str, tuple[list[str], list[str]]] = {
    "asterisk": (
        ["calldate,clid,src,dst,dstchannel,lastapp,duration,billsec,disposition,uniqueid,linkedid,did"],
        [
            "2024-05-06 10:00:00,,0199001301,500,PJSIP/31-12,Queue,70,60,ANSWERED,1714982400.1,1714982400.1,0199004100",
            "2024-05-06 10:00:04,,0199001301,31,PJSIP/31-12,Dial,66,50,ANSWERED,1714982404.2,1714982400.1,",
            "2024-05-06 10:00:04,,0199001301,32,PJSIP/32-14,Dial,16,0,NO ANSWER,1714982404.3,1714982400.1,",
            "2024-05-06 10:00:02,,0199001302,500,,Queue,30,0,NO ANSWER,1714982402.9,1714982402.9,0199004100",
        ],
    ),
    "queue_log": (
        [],
        [
            "1714982400|1714982400.1|vente|NONE|ENTERQUEUE||0199001301|1",
            "1714982402|1714982402.9|vente|NONE|ENTERQUEUE||0199001302|1",
            "1714982418|1714982400.1|vente|PJSIP/31|CONNECT|18|x|7",
            "1714982432|1714982402.9|vente|NONE|ABANDON|1|2|30",
            "1714982508|1714982400.1|vente|PJSIP/31|COMPLETEAGENT|18|90|1",
        ],
    ),
    "cel": (
        ["eventtype,eventtime,cid_name,cid_num,exten,context,channame,appname,appdata,uniqueid,linkedid"],
        [
            "CHAN_START,2024-05-06 10:00:00,Odile,0199001301,0199004100,in,PJSIP/l-1,,,1714982400.1,1714982400.1",
            "CHAN_START,2024-05-06 10:00:01,,31,,in,PJSIP/31-2,,,1714982401.2,1714982400.1",
            "ANSWER,2024-05-06 10:00:09,,31,,in,PJSIP/31-2,,,1714982401.2,1714982400.1",
            "HANGUP,2024-05-06 10:00:59,Odile,0199001301,0199004100,in,PJSIP/l-1,,,1714982400.1,1714982400.1",
            "CHAN_START,2024-05-06 10:00:02,,0199001302,0199004100,in,PJSIP/l-3,,,1714982402.9,1714982402.9",
            "HANGUP,2024-05-06 10:00:32,,0199001302,0199004100,in,PJSIP/l-3,,,1714982402.9,1714982402.9",
        ],
    ),
    "3cx": (
        [],
        [
            "Call 7,00000A_1,00:00:20,2024/05/06 08:00:00,2024/05/06 08:00:05,2024/05/06 08:00:25,x,+33199001301,Ext.31,,,+33199004100",
            "Call 7,00000A_1,00:00:30,2024/05/06 08:00:25,2024/05/06 08:00:30,2024/05/06 08:01:00,x,+33199001301,Ext.32,,,+33199004100",
            "Call 8,00000A_2,00:00:00,2024/05/06 08:00:02,,2024/05/06 08:00:32,x,+33199001302,Ext.31,,,+33199004100",
        ],
    ),
    "avaya": (
        [],
        [
            "2024/05/06 10:00:00,00:00:20,5,0199001301,I,31,31,,0,1000014160,1,E31,Anne,T9001,Line 1.1,0,0",
            "2024/05/06 10:00:25,00:00:30,3,0199001301,I,32,32,,0,1000014160,0,E32,Lea,T9001,Line 1.1,0,0",
            "2024/05/06 10:00:02,00:00:00,30,0199001302,I,31,31,,0,1000014161,0,E31,Anne,T9002,Line 1.2,0,0",
        ],
    ),
    "kamailio": (
        ["method,callid,sip_code,time,src_user,dst_user"],
        [
            "INVITE,a@x,200,2024-05-06 10:00:00,0199001301,0199004100",
            "BYE,a@x,200,2024-05-06 10:01:00,0199001301,0199004100",
            "INVITE,b@x,487,2024-05-06 10:00:30,0199001302,0199004100",
        ],
    ),
    "general": (
        ["Call ID,Call date,Caller,Callee,Direction,Talk time,Status"],
        [
            "1,2024-05-06 10:00:00,0199001301,0199004100,in,60,answered",
            "2,2024-05-06 10:00:02,0199001302,0199004100,in,0,missed",
            "3,2024-05-06 10:00:04,0199004100,0199001303,out,20,answered",
        ],
    ),
}
IN_ONE_FILE = {"kamailio"}  # an end without its beginning is refused there: alone it names nobody


def facts(lines: list[str]) -> dict[str, Any]:
    found = list(parse("\n".join(lines).encode(), READING))
    assert all(isinstance(item, Interaction) for item in found), found
    calls = [item for item in found if isinstance(item, Interaction)]
    assert len({call.id for call in calls}) == len(calls)
    return {call.id: (call.at, call.direction, call.measures, call.parties) for call in calls}


@pytest.mark.parametrize("form", LOGS)
def test_the_log_is_of_calls(form: str) -> None:
    head, records = LOGS[form]
    assert 2 <= len(facts(head + records)) <= 3


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(LOGS)), st.data())
def test_any_order_and_a_record_twice_make_no_difference(form: str, data: st.DataObject) -> None:
    head, records = LOGS[form]
    again = data.draw(st.permutations([*records, data.draw(st.sampled_from(records))]))
    assert facts(head + again) == facts(head + records)


@pytest.mark.parametrize(("form", "record"), [(form, record) for form in LOGS if form not in IN_ONE_FILE for record in LOGS[form][1]])
def test_a_record_that_comes_alone_has_the_id_of_its_call(form: str, record: str) -> None:
    head, records = LOGS[form]
    assert facts([*head, record]).keys() <= facts(head + records).keys()


def test_json_lines_a_list_and_a_page_are_one_delivery() -> None:
    call = {"call_id": "7", "direction": "inbound", "caller_number": "+33199001301", "callee_number": "+33199004100", "status": "missed"}
    listed = [call | {"call_id": str(number), "start_time": f"2024-05-06T08:00:0{number}Z"} for number in range(3)]
    forms = [msgspec.json.encode(listed), b"\n".join(map(msgspec.json.encode, listed)), msgspec.json.encode({"calls": listed[::-1]})]
    assert len({frozenset(item.id for item in parse(form, READING) if isinstance(item, Interaction)) for form in forms}) == 1
