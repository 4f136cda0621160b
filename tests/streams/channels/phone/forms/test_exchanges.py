"""3CX, Cisco, Avaya, Kamailio: the same life of a call, in each exchange's own words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import Refusal
from schemas.interaction import Interaction, Own, Reading
from streams.channels.phone import parse

READING = Reading(own=Own(names=("+33199004100",)))
EIGHT = datetime(2024, 5, 6, 8, tzinfo=UTC)


def calls(text: str) -> list[Interaction]:
    found = list(parse(text.encode(), READING))
    assert all(isinstance(item, Interaction) for item in found), found
    return [item for item in found if isinstance(item, Interaction)]


def parties(call: Interaction) -> list[tuple[str, str | None, str | None]]:
    return [(party.role, party.identifier, party.name) for party in call.parties]


def seen(call: Interaction) -> tuple[object, ...]:
    return call.id, call.at, call.direction, call.parties, call.measures


# 3CX


def threecx(number: int, segment: int, **fields: str) -> str:
    order = (
        "duration start answered end reason by to by_dn to_dn dialled changed final final_dn c r co n chain"
        " by_type to_type final_type by_name to_name final_name missed"
    )
    names = order.split()
    return ",".join([f"Call {number}", f"00000F1A_{segment}", *(fields.get(name, "") for name in names)])


QUEUE = threecx(
    7, 1, duration="00:01:30", start="2024/05/06 08:00:00", answered="2024/05/06 08:00:18", end="2024/05/06 08:01:48", by="0199001301",
    to="Ext.800", final="Ext.31", by_type="Line", to_type="Queue", final_type="Extension", by_name="Odile Garné", final_name="Accueil",
)  # fmt: skip
HANDED_ON = threecx(
    7, 2, duration="00:00:30", start="2024/05/06 08:01:48", answered="2024/05/06 08:01:50", end="2024/05/06 08:02:20", by="0199001301",
    to="Ext.32", final="Ext.32", changed="ReplacedDst", by_type="Line", to_type="Extension", final_type="Extension",
)  # fmt: skip


def test_3cx_a_call_out_of_a_queue() -> None:
    (call,) = calls(QUEUE)
    assert (call.at, call.direction) == (EIGHT, "in")  # its times are in UTC, whatever the zone of the reader
    assert call.measures == {"answered": True, "duration_s": 90, "wait_s": 18}
    assert parties(call) == [("caller", "tel:+33199001301", "Odile Garné"), ("callee", "ext:800", None), ("agent", "ext:31", "Accueil")]


def test_3cx_segments_in_any_order_and_twice_are_one_call_handed_on() -> None:
    (call,), (again,) = calls("\n".join([QUEUE, HANDED_ON])), calls("\n".join([HANDED_ON, QUEUE, HANDED_ON]))
    assert seen(call) == seen(again)
    assert call.measures == {"answered": True, "duration_s": 120, "wait_s": 18, "transferred": True}


@pytest.mark.parametrize(
    ("kind", "measures"), [("VMail", {"answered": False, "wait_s": 18, "voicemail": True}), ("IVR", {"answered": False, "wait_s": 18})]
)
def test_3cx_a_machine_that_picks_up_is_nobody(kind: str, measures: dict[str, object]) -> None:
    (call,) = calls(QUEUE.replace("Extension", kind))
    assert call.measures == measures


def test_3cx_a_call_to_the_world_goes_out_by_a_line() -> None:
    (call,) = calls(
        threecx(
            8,
            1,
            duration="00:00:10",
            start="2024/05/06 08:00:00",
            end="2024/05/06 08:00:10",
            by="Ext.31",
            to="0639985510",
            by_type="Extension",
            to_type="Line",
        )
    )
    assert (call.direction, call.parties[1].identifier, call.measures["answered"]) == ("out", "tel:+33639985510", False)


@pytest.mark.parametrize(
    "log",
    [
        "Call Time,Caller ID,Destination,Status,Ringing,Talking,Cost,Call Activity Details\n"
        "2024-05-06 10:00:00,Odile Garné (0199001301),Accueil (31),Answered,00:00:18,00:01:30,,\n",
        "Call Time,Call ID,From,To,Direction,Status,Ringing,Talking,Cost,Call Activity Details\n"
        "2024-05-06T10:00:00,9,Odile Garné (0199001301),Accueil (31),Inbound,Answered,00:00:18,00:01:30,,\n",
    ],
)
def test_3cx_the_call_log_of_the_reports(log: str) -> None:
    (call,) = calls(log)
    assert (call.at, call.direction) == (EIGHT, "in")
    assert call.measures == {"answered": True, "duration_s": 90, "wait_s": 18}
    assert parties(call) == [("caller", "tel:+33199001301", "Odile Garné"), ("callee", "ext:31", "Accueil")]


# Cisco

CUCM = (
    "cdrRecordType,globalCallID_callManagerId,globalCallID_callId,dateTimeOrigination,callingPartyNumber,originalCalledPartyNumber,"
    "finalCalledPartyNumber,origCause_value,destCause_value,dateTimeConnect,dateTimeDisconnect,pkid,duration"
    ",destDeviceName,joinOnBehalfOf,globalCallId_ClusterId"
)
TYPES = ",".join(
    ["INTEGER"] * 4 + ["VARCHAR(50)"] * 3 + ["INTEGER"] * 4 + ["UNIQUEIDENTIFIER", "INTEGER", "VARCHAR(129)", "INTEGER", "VARCHAR(50)"]
)
T = 1714982400


def cucm(call: int, start: int, by: str, to: str, connect: int, end: int, cause: int = 16, device: str = "SEP01", kind: int = 1) -> str:
    talk = end - connect if connect else 0
    at = T + connect if connect else 0
    parties, leg, reason = f'"{by}","{to}","{to}"', f"p{call}-{start}-{to}", 10 * (cause > 1000)
    return f'{kind},1,{call},{T + start},{parties},0,{cause},{at},{T + end},"{leg}",{talk},"{device}",{reason},"C1"'


FIRST, CONSULT, THIRD = (
    cucm(5, 0, "0199001301", "31", 9, 39, 393216),
    cucm(6, 30, "31", "32", 33, 39, 393216),
    cucm(5, 39, "0199001301", "32", 39, 69),
)


@settings(max_examples=10, deadline=None)
@given(st.permutations([FIRST, CONSULT, THIRD, FIRST]))
def test_cisco_a_transfer_is_one_call_and_asking_the_colleague_first_another(rows: list[str]) -> None:
    found = {call.direction: call for call in calls("\n".join([CUCM, TYPES, *rows]))}
    assert found["in"].measures == {"answered": True, "duration_s": 60, "wait_s": 9, "transferred": True}
    assert [party.identifier for party in found["in"].parties] == ["tel:+33199001301", "ext:31", "ext:32"]
    assert found["internal"].measures == {"answered": True, "duration_s": 6, "wait_s": 3}


def test_cisco_not_picked_up_withheld_and_picked_up_by_the_voice_port() -> None:
    missed, message = calls(
        "\n".join([CUCM, TYPES, cucm(1, 0, "", "31", 0, 25), cucm(2, 0, "0199001301", "31", 20, 50, device="CiscoUM1-VI3")])
    )
    assert (missed.parties[0].identifier, missed.direction, missed.measures) == (
        None,
        "in",
        {"answered": False, "wait_s": 25, "duration_s": 0},
    )
    assert message.measures == {"answered": False, "wait_s": 20, "voicemail": True}


def test_cisco_records_of_the_quality_of_lines_are_no_calls_and_no_fault() -> None:
    assert calls("\n".join([CUCM, TYPES, cucm(1, 0, "", "31", 0, 25, kind=2)])) == []
    assert (
        calls(
            '"cdrRecordType","globalCallID_callManagerId","globalCallID_callId","numberPacketsSent"\nINTEGER,INTEGER,INTEGER,INTEGER\n2,1,5,900'
        )
        == []
    )


# Avaya


def avaya(
    start: str, talk: str, ring: int, by: str, call: int, device: str, name: str = "", *, to: str = "31", way: str = "I", more: int = 0
) -> str:
    inner = int(way == "O" and len(to) < 5)
    dialled = "0199004100" if way == "I" else to
    return f"2024/05/06 {start},{talk},{ring},{by},{way},{to},{dialled},,{inner},{call},{more},{device},{name},T9001,Line 1.1,0,0"


def test_avaya_answered_missed_and_recorded() -> None:
    answered, missed, message = calls(
        "\n".join(
            [
                avaya("10:00:00", "00:01:30", 18, "0199001301", 1, "E31", "Accueil"),
                avaya("10:10:00", "00:00:00", 25, "", 2, "E31", "Accueil"),
                avaya("10:20:00", "00:00:20", 12, "0199001301", 3, "V9501", "VM Channel 1"),
            ]
        )
    )
    assert (answered.at, answered.direction) == (EIGHT, "in")
    assert answered.measures == {"answered": True, "duration_s": 90, "wait_s": 18}
    assert parties(answered) == [("caller", "tel:+33199001301", None), ("callee", "tel:+33199004100", None), ("agent", "ext:31", "Accueil")]
    assert (missed.parties[0].identifier, missed.measures) == (None, {"answered": False, "duration_s": 0, "wait_s": 25})
    assert message.measures == {"answered": False, "wait_s": 12, "voicemail": True}


@pytest.mark.parametrize("second", ["10:00:00", "10:01:48"])
def test_avaya_parts_of_one_call_are_joined_whether_or_not_they_have_one_start(second: str) -> None:
    parts = [avaya("10:00:00", "00:01:30", 18, "0199001301", 4, "E31", more=1), avaya(second, "00:00:30", 2, "0199001301", 4, "E32")]
    (call,), (again,) = calls("\n".join(parts)), calls("\n".join(reversed(parts)))
    assert seen(call) == seen(again)
    assert call.measures == {"answered": True, "duration_s": 120, "wait_s": 18, "transferred": True}


def test_avaya_inside_and_out() -> None:
    inside, out = calls(
        "\n".join(
            [
                avaya("10:00:00", "00:00:20", 0, "31", 1, "E31", "Accueil", to="32", way="O"),
                avaya("10:10:00", "00:00:20", 5, "31", 2, "E31", "Accueil", to="0639985510", way="O"),
            ]
        )
    )
    assert (inside.direction, inside.parties[1].identifier) == ("internal", "ext:32")
    assert (out.direction, out.parties[1].identifier, out.parties[0].name) == ("out", "tel:+33639985510", "Accueil")


def test_avaya_an_id_that_comes_again_the_next_day_is_another_call() -> None:
    rows = (
        avaya("10:00:00", "00:00:20", 1, "0199001301", 1, "E31"),
        avaya("10:00:00", "00:00:20", 1, "0199001302", 1, "E31").replace("05/06", "05/07"),
    )
    assert len({call.id for call in calls("\n".join(rows))}) == 2


# Kamailio

ACC = "method,callid,sip_code,time,src_user,dst_ouser,dst_user"
INVITE = "INVITE,a@x,200,2024-05-06 10:00:00,0199001301,0199004100,31"


@settings(max_examples=10, deadline=None)
@given(
    st.permutations(
        [INVITE, "INVITE,a@x,486,2024-05-06 09:59:58,0199001301,0199004100,32", "BYE,a@x,200,2024-05-06 10:01:30,31,0199001301,0199001301"]
    )
)
def test_kamailio_from_the_answer_to_the_goodbye(rows: list[str]) -> None:
    (call,) = calls("\n".join([ACC, *rows]))
    assert call.measures == {"answered": True, "duration_s": 90}
    assert [party.identifier for party in call.parties] == ["tel:+33199001301", "tel:+33199004100", "ext:31"]


def test_kamailio_refused_is_not_answered_and_a_goodbye_alone_is_told() -> None:
    found = list(parse(f"{ACC}\n{INVITE.replace('200', '486', 1)}\nBYE,b@x,200,2024-05-06 10:01:30,31,0199001301,31".encode(), READING))
    assert [item.measures for item in found if isinstance(item, Interaction)] == [{"answered": False}]
    assert [item.where for item in found if isinstance(item, Refusal)] == ["callid b@x"]


def test_kamailio_whole_calls_of_the_table_cdrs() -> None:
    (call,) = calls(
        "sip_call_id,call_start_time,duration,src_username,dst_username,dst_ousername\na@x,2024-05-06 10:00:00,90,0199001301,31,0199004100"
    )
    assert (call.at, call.measures) == (EIGHT, {"answered": True, "duration_s": 90})


# All of them

LOGS = {
    "3cx": "\n".join([QUEUE, HANDED_ON]),
    "cisco": "\n".join([CUCM, TYPES, FIRST, CONSULT, THIRD]),
    "avaya": "\n".join(
        [avaya("10:00:00", "00:01:30", 18, "0199001301", 4, "E31", "Zoë", more=1), avaya("10:05:00", "00:00:30", 2, "", 5, "E32")]
    ),
    "kamailio": "\n".join([ACC, INVITE, "BYE,a@x,200,2024-05-06 10:01:30,31,0199001301,31"]),
    "cel": "eventtype,eventtime,cid_num,exten,channame,uniqueid,linkedid\n"
    "CHAN_START,2024-05-06 10:00:00,0199001301,31,SIP/a-1,1714982400.1,1714982400.1\n",
    "queue_log": "1714982400|1714982399.1|vente|NONE|ENTERQUEUE||0199001301|1\n1714982418|1714982399.1|vente|PJSIP/31|CONNECT|18|1.4|7\n",
}


@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS.keys())
@settings(max_examples=150, deadline=None)
@given(drawn=st.data())
def test_whatever_is_done_to_a_log_it_is_read_or_refused_in_words(log: str, drawn: st.DataObject) -> None:
    data = bytearray(log.encode())
    for _ in range(drawn.draw(st.integers(1, 6))):
        place = drawn.draw(st.integers(0, len(data) - 1))
        data[place : place + drawn.draw(st.integers(0, 9))] = drawn.draw(
            st.sampled_from([b"", b'"', b",", b"\n", b"|", b"\x00", b"9" * 12, b"\xff", b"-", b"E", b"00:00:00"])
        )
        data = data or bytearray(b"x")
    for item in parse(bytes(data), READING):
        assert isinstance(item, Interaction) or (item.where and item.what and item.remedy)


@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS.keys())
def test_the_encoding_the_line_ends_and_reading_twice_change_nothing(log: str) -> None:
    plain = [seen(call) for call in calls(log)]
    others = (log.encode("utf-8-sig"), log.encode("utf-16"), log.replace("\n", "\r\n").encode(), log.encode("cp1252"))
    for data in others:
        assert [seen(item) for item in parse(data, READING) if isinstance(item, Interaction)] == plain
