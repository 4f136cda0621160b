from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.errors import Refusal
from schemas.interaction import Interaction, Own, Reading
from streams.channels.phone import parse

READING = Reading(own=Own(names=("+33199004100",)))

MASTER = [
    '"","0199001301","0199004100","in","""Odile Garné"" <0199001301>","PJSIP/l-01","PJSIP/31-02","Dial","PJSIP/31","2024-05-06 10:00:00",'
    '"2024-05-06 10:00:08","2024-05-06 10:01:38",98,90,"ANSWERED","DOCUMENTATION","1714982400.1",""',
    '"","anonymous","0199004100","in","""Anonymous"" <anonymous>","PJSIP/line-03","PJSIP/31-04","Dial","PJSIP/31","2024-05-06 10:10:00",'
    '"","2024-05-06 10:10:25",25,0,"NO ANSWER","DOCUMENTATION","1714983000.3",""',
    '"31","31","0639985510","out","""Accueil"" <31>","PJSIP/31-05","PJSIP/line-06","Dial","PJSIP/0639985510@line","2024-05-06 10:20:00",'
    '"2024-05-06 10:20:06","2024-05-06 10:20:46",46,40,"ANSWERED","DOCUMENTATION","1714983600.5",""',
    '"31","31","32","in","""Accueil"" <31>","PJSIP/31-07","PJSIP/32-08","Dial","PJSIP/32","2024-05-06 10:30:00","2024-05-06 10:30:02",'
    '"2024-05-06 10:30:12",12,10,"ANSWERED","DOCUMENTATION","1714984200.7",""',
    '"","0199001302","vmu31","in","""0199001302"" <0199001302>","PJSIP/line-09","","VoiceMail","31@default,u","2024-05-06 10:40:00",'
    '"2024-05-06 10:40:20","2024-05-06 10:40:50",50,30,"ANSWERED","DOCUMENTATION","1714984800.9",""',
    '"31","31","3949","out","""Accueil"" <31>","PJSIP/31-0a","PJSIP/line-0b","Dial","PJSIP/3949@line","2024-05-06 10:50:00",'
    '"2024-05-06 10:50:03","2024-05-06 10:50:13",13,10,"ANSWERED","DOCUMENTATION","1714985400.a",""',
]


def calls(text: str, reading: Reading = READING) -> list[Interaction]:
    found = list(parse(text.encode(), reading))
    assert all(isinstance(item, Interaction) for item in found), found
    return [item for item in found if isinstance(item, Interaction)]


def refusals(data: bytes) -> list[Refusal]:
    return [item for item in parse(data, READING) if isinstance(item, Refusal)]


def parties(call: Interaction) -> list[tuple[str, str | None, str | None]]:
    return [(party.role, party.identifier, party.name) for party in call.parties]


def test_a_master_csv_is_what_the_callers_lived_through() -> None:
    answered, missed, outgoing, inner, voicemail, short = calls("\n".join(MASTER))
    assert parties(answered) == [
        ("caller", "tel:+33199001301", "Odile Garné"),
        ("callee", "tel:+33199004100", None),
        ("agent", "ext:31", None),
    ]
    assert answered.at == datetime(2024, 5, 6, 8, tzinfo=UTC)
    assert (answered.direction, answered.measures) == ("in", {"answered": True, "duration_s": 90, "wait_s": 8})
    assert parties(missed)[0] == ("caller", None, None)
    assert (missed.direction, missed.measures) == ("in", {"answered": False, "duration_s": 0, "wait_s": 25})
    assert (outgoing.direction, outgoing.parties[1].identifier) == ("out", "tel:+33639985510")
    assert (inner.direction, inner.parties[1].identifier) == ("internal", "ext:32")
    assert voicemail.measures == {"answered": False, "wait_s": 20, "voicemail": True}
    assert parties(voicemail) == [("caller", "tel:+33199001302", None), ("callee", "ext:31", None)]
    assert (short.direction, short.parties[1].identifier) == ("out", None)


HEADER = "calldate,clid,src,dst,channel,dstchannel,lastapp,duration,billsec,disposition,uniqueid,linkedid,did,dst_cnam"
ODILE = '"""Odile"" <0199001301>",0199001301'
QUEUE = [
    f"2024-05-06 11:00:00,{ODILE},500,PJSIP/line-11,PJSIP/31-12,Queue,70,60,ANSWERED,1714986000.11,1714986000.11,0199004100,Accueil",
    f"2024-05-06 11:00:04,{ODILE},31,Local/31@queue-1;2,PJSIP/31-12,Dial,66,50,ANSWERED,1714986004.13,1714986000.11,,Bérénice",
    f"2024-05-06 11:00:04,{ODILE},32,Local/32@queue-2;2,PJSIP/32-14,Dial,16,0,NO ANSWER,1714986004.14,1714986000.11,,Cyprien",
]


def test_legs_of_a_queue_are_one_call_and_the_waiting_is_the_callers() -> None:
    (call,) = calls("\n".join([HEADER, *QUEUE]))
    assert call.measures == {"answered": True, "duration_s": 50, "wait_s": 20}
    assert parties(call) == [("caller", "tel:+33199001301", "Odile"), ("callee", "tel:+33199004100", None), ("agent", "ext:31", "Bérénice")]


@settings(max_examples=30, deadline=None)
@given(st.permutations([*QUEUE, QUEUE[0]]))
def test_legs_in_any_order_and_twice_give_the_same_call(rows: list[str]) -> None:
    def seen(lines: list[str]) -> list[Interaction]:
        return [
            msgspec.structs.replace(call, original=call.original.__class__(sha256="", content_type="", size=0))
            for call in calls("\n".join(lines))
        ]

    assert seen([HEADER, *rows]) == seen([HEADER, *QUEUE])


@pytest.mark.parametrize("row", MASTER)
def test_a_row_that_was_written_twice_is_the_call_that_it_is_once(row: str) -> None:
    (once,), (twice,) = calls(row), calls(f"{row}\n{row}")
    assert msgspec.structs.replace(twice, original=once.original) == once


HANDED_ON = [
    f"2024-05-06 12:00:00,{ODILE},0199004100,PJSIP/line-21,PJSIP/31-22,Dial,70,60,ANSWERED,1714989600.21,1714989600.21,0199004100,",
    f"2024-05-06 12:01:10,{ODILE},32,PJSIP/line-21,PJSIP/32-23,Dial,35,30,ANSWERED,1714989600.21,1714989600.21,,Bérénice",
]


@pytest.mark.parametrize("legs", [HANDED_ON, HANDED_ON[::-1]])
def test_two_colleagues_one_after_the_other_are_a_call_handed_on_with_all_its_talk(legs: list[str]) -> None:
    (call,) = calls("\n".join([HEADER, *legs]))
    assert call.measures == {"answered": True, "duration_s": 90, "wait_s": 10, "transferred": True}
    assert parties(call)[2:] == [("agent", "ext:31", None), ("agent", "ext:32", "Bérénice")]


def test_a_second_colleague_who_was_rung_and_did_not_answer_is_no_transfer() -> None:
    (call,) = calls("\n".join([HEADER, HANDED_ON[0], HANDED_ON[1].replace("35,30,ANSWERED", "35,0,NO ANSWER")]))
    assert call.measures == {"answered": True, "duration_s": 60, "wait_s": 10}


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(6)))
def test_ids_do_not_depend_on_the_order_or_the_company_of_a_call(order: list[int]) -> None:
    together = {call.at: call.id for call in calls("\n".join(MASTER[n] for n in order))}
    assert together == {call.at: call.id for row in MASTER for call in calls(row)}


@pytest.mark.parametrize(
    ("written", "uniqueid", "tz", "expected"),
    [
        ("2024-10-27 02:30:00", "1729989000.1", "Europe/Paris", datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),
        ("2024-10-27 02:30:00", "1729992600.2", "Europe/Paris", datetime(2024, 10, 27, 1, 30, tzinfo=UTC)),
        ("2024-10-27 02:30:00", "other", "Europe/Paris", datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),
        ("2024-03-31 02:30:00", "other", "Europe/Paris", datetime(2024, 3, 31, 1, 30, tzinfo=UTC)),
        ("2024-07-01 12:00:00", "other", "America/Los_Angeles", datetime(2024, 7, 1, 19, tzinfo=UTC)),
        ("2024-07-01T12:00:00+02:00", "other", "UTC", datetime(2024, 7, 1, 10, tzinfo=UTC)),
        ("01/07/2024 12:00:00", "other", "UTC", datetime(2024, 7, 1, 12, tzinfo=UTC)),
    ],
)
def test_zones_and_the_nights_on_which_clocks_change(written: str, uniqueid: str, tz: str, expected: datetime) -> None:
    log = f"calldate,src,dst,disposition,uniqueid\n{written},0199001301,0199004100,ANSWERED,{uniqueid}"
    (call,) = calls(log, Reading(own=READING.own, tz=tz))
    assert call.at == expected


def test_what_the_source_does_not_give_is_absent_and_never_nought() -> None:
    (call,) = calls("calldate;src;dst;disposition\r\n2024-05-06 10:00:00;;0199004100;ANSWERED\r\n")
    assert call.measures == {"answered": True}
    assert call.parties[0].identifier is None


def test_encodings_change_neither_the_names_nor_the_id() -> None:
    text = "calldate;clid;src;dst;disposition;uniqueid\n"
    text += '2024-05-06 10:00:00;"""Zoé Çelik"" <0199001301>";0199001301;0199004100;ANSWERED;1714982400.1\n'
    seen = [next(parse(data, READING)) for data in (text.encode(), text.encode("utf-8-sig"), text.encode("cp1252"), text.encode("utf-16"))]
    assert {(call.id, call.parties[0].name) for call in seen if isinstance(call, Interaction)} == {(seen[0].id, "Zoé Çelik")}  # type: ignore[union-attr]


def test_a_bad_row_is_named_and_the_others_come_out() -> None:
    log = "calldate,src,dst,duration,billsec,disposition,uniqueid\n"
    log += "yesterday,0199001301,0199004100,5,4,ANSWERED,1\n2024-05-06 10:00:00,0199001301,0199004100,x,4,ANSWERED,2\n"
    log += '2024-05-06 10:00:00,0199001301,0199004100,5,4,ANSWERED,1714982400.1\n2024-05-06 10:05:00,"0199'
    found = list(parse(log.encode(), READING))
    assert [item.where for item in found if isinstance(item, Refusal)] == ["row 2: start", "row 3: duration", "row 5: row"]
    assert [item.measures["duration_s"] for item in found if isinstance(item, Interaction)] == [4]


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b"a,b,c\n1,2,3\n", b'{"event": "number.created"}', b"[]", b"<html></html>", b"\x00\xff\xfe"]
)
def test_what_is_no_call_log_is_refused_in_words(data: bytes) -> None:
    assert len(refusals(data)) == 1


def leg(uuid: str, began: str, **variables: str) -> dict[str, object]:
    values = {"uuid": uuid, "call_uuid": began, "billsec": "30", "hangup_cause": "NORMAL_CLEARING"} | variables
    profile = {
        "caller_id_name": "Ma%C3%AFa Roy",
        "caller_id_number": "0199001303",
        "destination_number": "32" if uuid != began else "0199004100",
    }
    return {"core-uuid": "c", "variables": values, "callflow": [{"caller_profile": profile}]}


A = leg("a1", "a1", start_epoch="1714982400", answer_epoch="1714982410", duration="40", bridge_uuid="b1")
B = leg("b1", "a1", start_epoch="1714982404", answer_epoch="1714982410", duration="36", originating_leg_uuid="a1")


def test_the_legs_of_freeswitch_are_one_call_in_either_order_and_form() -> None:
    forms = [f"{json.dumps(A)}\n{json.dumps(B)}", f"{json.dumps(B)}\n{json.dumps(A)}", json.dumps([B, A])]
    seen = [calls(form) for form in forms]
    assert all(len(found) == 1 for found in seen)
    assert len({found[0].id for found in seen} | {calls(json.dumps(A))[0].id}) == 1
    (call,) = seen[1]
    assert call.measures == {"answered": True, "duration_s": 30, "wait_s": 10}
    assert parties(call) == [("caller", "tel:+33199001303", "Maïa Roy"), ("callee", "tel:+33199004100", None), ("agent", "ext:32", None)]


def test_a_machine_that_picks_up_is_no_human() -> None:
    (call,) = calls(json.dumps(leg("a1", "a1", start_epoch="1714982400", answer_epoch="1714982402", duration="32", last_app="voicemail")))
    assert call.measures == {"answered": False, "voicemail": True}


def test_a_queue_that_plays_music_is_nobody_who_answers() -> None:
    """A record has a channel for whoever took the call; a table without that column cannot say so."""
    row = "2024-05-06 10:00:00,0199001301,600,{}Queue,40,38,ANSWERED,1714982400.1\n"
    header = "start,src,dst,{}lastapp,duration,billsec,disposition,uniqueid\n"
    [alone] = calls(header.format("dstchannel,") + row.format(","))
    assert alone.measures == {"answered": False, "duration_s": 0, "wait_s": 40}
    [taken] = calls(header.format("dstchannel,") + row.format("PJSIP/31-2,"))
    assert taken.measures == {"answered": True, "duration_s": 38, "wait_s": 2}
    [unknown] = calls(header.format("") + row.format(""))
    assert unknown.measures["answered"] is True


def test_a_line_that_is_no_record_does_not_stop_the_others() -> None:
    data = f"{json.dumps(A)}\nnot json\n{json.dumps({'variables': {}})}\n".encode()
    found = list(parse(data, READING))
    assert [isinstance(item, Interaction) for item in found].count(True) == 1
    assert sorted(item.where for item in found if isinstance(item, Refusal)) == ["line 2", "line 3: uuid"]


def test_the_original_is_the_file() -> None:
    data = MASTER[0].encode()
    (call,) = calls(MASTER[0])
    assert (call.original.sha256, call.original.size, call.original.content_type) == (sha256(data).hexdigest(), len(data), "text/csv")


WHOLE = [
    "\n".join(MASTER).encode(),
    "\n".join([HEADER, *QUEUE]).encode(),
    f"{json.dumps(A)}\n{json.dumps(B)}".encode(),
    json.dumps([A, B], indent=1).encode(),
]
PIECES = st.sampled_from(
    [b'"', b",", b";", b"\n", b"\x00", b"\xff", b"\\ud800", b"%ff", b"9" * 40, b"{", b"]", b"<cdr>", b"-1", b"1e9", b"null"]
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(1, 10))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 30))] = draw(PIECES | st.binary(max_size=6))
    return bytes(data)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged() | st.binary(max_size=300))
def test_any_bytes_give_calls_or_refusals_and_the_same_each_time(data: bytes) -> None:
    first = [msgspec.json.encode(item) for item in parse(data, READING)]
    assert first == [msgspec.json.encode(item) for item in parse(data, READING)]
    assert first
