"""The nights on which clocks change, zones, what numbers are in each country, and numbers that nobody shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.interaction import Interaction, Own, Reading
from streams.channels.phone import parse
from streams.channels.phone.call import local_time, steady_time

OURS = Own(names=("+33199004100",))
ZONES = ["Europe/Paris", "Europe/Zurich", "Europe/London", "America/New_York", "America/Toronto", "Indian/Reunion"]
# zone -> (an hour that comes twice, its first instant, its second; an hour that does not exist, the instant that it is taken for)
CHANGES = {
    "Europe/Paris": ("2024-10-27 02:30:00", "2024-10-27T00:30Z", "2024-10-27T01:30Z", "2024-03-31 02:30:00", "2024-03-31T01:30Z"),
    "Europe/Zurich": ("2024-10-27 02:30:00", "2024-10-27T00:30Z", "2024-10-27T01:30Z", "2024-03-31 02:30:00", "2024-03-31T01:30Z"),
    "Europe/London": ("2024-10-27 01:30:00", "2024-10-27T00:30Z", "2024-10-27T01:30Z", "2024-03-31 01:30:00", "2024-03-31T01:30Z"),
    "America/New_York": ("2024-11-03 01:30:00", "2024-11-03T05:30Z", "2024-11-03T06:30Z", "2024-03-10 02:30:00", "2024-03-10T07:30Z"),
    "America/Toronto": ("2024-11-03 01:30:00", "2024-11-03T05:30Z", "2024-11-03T06:30Z", "2024-03-10 02:30:00", "2024-03-10T07:30Z"),
    # no clock changes there: one instant, whatever is near
    "Indian/Reunion": ("2024-10-27 02:30:00", "2024-10-26T22:30Z", "2024-10-26T22:30Z", "2024-03-31 02:30:00", "2024-03-30T22:30Z"),
}


def one(data: bytes, reading: Reading) -> Interaction:
    (call,) = parse(data, reading)
    assert isinstance(call, Interaction)
    return call


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written)


def row(start: str, uniqueid: str, *, answer: str = "", lasted: int = 40, billed: int = 30, src: str = "0199001301") -> bytes:
    header = "start,answer,src,dst,duration,billsec,disposition,uniqueid\n"
    return f"{header}{start},{answer},{src},0199004100,{lasted},{billed},ANSWERED,{uniqueid}\n".encode()


@pytest.mark.parametrize("zone", ZONES)
def test_an_hour_that_comes_twice_is_told_by_the_id_of_the_call_else_it_is_the_first(zone: str) -> None:
    written, first, second, _, _ = CHANGES[zone]
    reading = Reading(own=OURS, tz=zone)
    for instant in (utc(first), utc(second)):
        assert one(row(written, f"{instant.timestamp():.0f}.7"), reading).at == instant
        queue = f"{instant.timestamp():.0f}|{instant.timestamp():.0f}.7|accueil|NONE|ENTERQUEUE||0199001301|1\n"
        assert one(queue.encode(), reading).at == instant
    assert one(row(written, "no-clock"), reading).at == utc(first)


@pytest.mark.parametrize("zone", ZONES)
def test_an_hour_that_does_not_exist_is_what_a_clock_that_was_not_put_forward_shows(zone: str) -> None:
    _, _, _, missing, instant = CHANGES[zone]
    assert one(row(missing, "no-clock"), Reading(own=OURS, tz=zone)).at == utc(instant)


@pytest.mark.parametrize(
    ("zone", "start", "answer", "epoch"),
    [
        ("Europe/Paris", "2024-10-27 02:59:50", "2024-10-27 02:00:00", "2024-10-27T00:59:50Z"),  # put back between ringing and answer
        ("Europe/Paris", "2024-03-31 01:59:50", "2024-03-31 03:00:00", "2024-03-31T00:59:50Z"),  # put forward
        ("Europe/London", "2024-10-27 01:59:50", "2024-10-27 01:00:00", "2024-10-27T00:59:50Z"),
        ("America/New_York", "2024-11-03 01:59:50", "2024-11-03 01:00:00", "2024-11-03T05:59:50Z"),
        ("America/Toronto", "2024-03-10 01:59:50", "2024-03-10 03:00:00", "2024-03-10T06:59:50Z"),
        ("Indian/Reunion", "2024-10-27 02:59:50", "2024-10-27 03:00:00", "2024-10-26T22:59:50Z"),
    ],
)
def test_a_call_across_the_change_waits_and_lasts_as_long_as_it_did(zone: str, start: str, answer: str, epoch: str) -> None:
    for known in (f"{utc(epoch).timestamp():.0f}.1", "no-clock"):
        call = one(row(start, known, answer=answer, lasted=40, billed=30), Reading(own=OURS, tz=zone))
        assert (call.at, call.measures) == (utc(epoch), {"answered": True, "duration_s": 30, "wait_s": 10})


@settings(max_examples=300, deadline=None)
@given(zone=st.sampled_from(ZONES), at=st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)))  # noqa: DTZ001  # a clock on a wall
def test_what_a_clock_shows_is_the_instant_at_which_it_shows_it(zone: str, at: datetime) -> None:
    at = at.replace(microsecond=0, fold=0)  # of two, the first
    written = f"{at:%Y-%m-%d %H:%M:%S}"
    found = local_time(written, zone)
    assert found == at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert steady_time(written, zone) in (found, None)
    for near in (found, found + timedelta(hours=1)):
        again = local_time(written, zone, near=near.timestamp())
        assert again is not None and again - found in (timedelta(0), timedelta(hours=1))


NUMBERS = [
    ("FR", "0199001301", "tel:+33199001301"),
    ("FR", "06 39 98 55 10", "tel:+33639985510"),
    ("FR", "0033 1 99 00 13 01", "tel:+33199001301"),
    ("FR", "+33 (0)1 99 00 13 01", "tel:+33199001301"),
    ("FR", "33199001301", "tel:+33199001301"),
    ("GB", "020 7946 0101", "tel:+442079460101"),
    ("GB", "07700 900123", "tel:+447700900123"),
    ("GB", "0033199001301", "tel:+33199001301"),
    ("US", "(202) 555-0123", "tel:+12025550123"),
    ("US", "1-202-555-0123", "tel:+12025550123"),
    ("US", "01133199001301", "tel:+33199001301"),
    ("CH", "044 555 01 23", "tel:+41445550123"),
    ("CH", "0041445550123", "tel:+41445550123"),
    ("BE", "02 555 01 23", "tel:+3225550123"),
    ("BE", "0470 55 01 23", "tel:+32470550123"),
    ("CA", "416-555-0123", "tel:+14165550123"),
    ("CA", "14165550123", "tel:+14165550123"),
    ("RE", "0262 55 01 23", "tel:+262262550123"),
]


@pytest.mark.parametrize(("region", "written", "spelt"), NUMBERS)
def test_a_national_number_is_read_as_if_dialled_in_the_region(region: str, written: str, spelt: str) -> None:
    assert one(row("2024-05-06 10:00:00", "1714982400.1", src=written), Reading(region=region)).parties[0].identifier == spelt


SERVICES = [
    ("FR", "3639", None),
    ("FR", "3949", None),
    ("FR", "112", None),
    ("FR", "15", None),
    ("FR", "118712", None),
    ("FR", "0800 12 34 56", "tel:+33800123456"),
    ("FR", "0899 12 34 56", "tel:+33899123456"),
    ("GB", "999", None),
    ("GB", "0800 123 4567", "tel:+448001234567"),
    ("US", "911", None),
    ("US", "1-800-555-0199", "tel:+18005550199"),
    ("CH", "117", None),
    ("BE", "101", None),
    ("CA", "911", None),
]


@pytest.mark.parametrize(("region", "dialled", "spelt"), SERVICES)
def test_what_we_dial_and_is_short_has_no_international_form_and_is_no_extension(region: str, dialled: str, spelt: str | None) -> None:
    log = "calldate,src,dst,channel,dstchannel,lastapp,disposition,uniqueid\n"
    log += f"2024-05-06 10:00:00,4021,{dialled},PJSIP/4021-01,PJSIP/trunk-02,Dial,ANSWERED,1714982400.1\n"
    call = one(log.encode(), Reading(region=region))
    assert (call.direction, call.parties[1].identifier) == ("out", spelt)


NOBODY = """
    anonymous|Anonymous|ANONYMOUS|unavailable|Unavailable|private|Private|Restricted|withheld|Withheld|masqué|Masqué|masque|inconnu|Inconnu
    |unknown|<unknown>|Unknown|blocked|hidden|privé|indisponible|anonyme|+266696687|266696687|+7378742833|+2562533|+8656696|+86282452253
    |asterisk|asterisk@10.0.0.1|asterisk@pbx.hub.example|anonymous@anonymous.invalid|sip:anonymous@anonymous.invalid|unterdrückt|unbekannt
    |Numéro masqué|numéro inconnu|Appel masqué|No Caller ID|Private Number|Unknown Caller|Caller ID unavailable|Not available|n/a|-|?|0|-1
"""


@pytest.mark.parametrize("shown", ["", *(word.strip() for word in NOBODY.split("|"))])
def test_a_number_that_is_not_shown_is_nobodys_with_every_exchange(shown: str) -> None:
    asterisk = "start,clid,src,dst,disposition,uniqueid\n"
    asterisk += f'2024-05-06 10:00:00,"""{shown}"" <{shown}>",{shown},0199004100,ANSWERED,1714982400.1\n'
    cel = "eventtype,eventtime,cid_name,cid_num,exten,context,channame,appname,appdata,uniqueid,linkedid\n"
    cel += f"CHAN_START,2024-05-06 10:00:00,{shown},{shown},0199004100,in,PJSIP/l-1,,,1714982400.1,1714982400.1\n"
    cel += f"HANGUP,2024-05-06 10:00:09,{shown},{shown},0199004100,in,PJSIP/l-1,,,1714982400.1,1714982400.1\n"
    freeswitch = {
        "core-uuid": "c",
        "variables": {"uuid": "a1", "start_epoch": "1714982400", "billsec": "0", "duration": "9"},
        "callflow": [{"caller_profile": {"caller_id_name": shown, "caller_id_number": shown, "destination_number": "0199004100"}}],
    }
    bodies: list[Any] = [
        asterisk,
        cel,
        f"1714982400|1714982400.1|accueil|NONE|ENTERQUEUE||{shown}|1\n",
        freeswitch,
        f"Call 1,00000_1,00:00:30,2024/05/06 08:00:00,2024/05/06 08:00:09,2024/05/06 08:00:39,x,{shown},0199004100,31,31,31\n",
        f"2024/05/06 10:00:00,00:00:30,9,{shown},I,0199004100,0199004100,,0,1000014160,0,E31,Anne,T9001,Line 1.1,0,0\n",
        f"method,callid,sip_code,time,src_user,dst_user\nINVITE,x@y,200,2024-05-06 10:00:00,{shown},0199004100\n",
        urlencode({"CallSid": "CA9", "From": shown, "To": "+33199004100", "CallStatus": "no-answer", "Direction": "inbound"}),
        {"call_id": "7", "direction": "inbound", "caller_number": shown, "callee_number": "+33199004100", "call_result": "missed"}
        | {"start_time": "2024-05-06T08:00:00Z"},
        f"Call date,Caller,Callee,Direction,Status\n2024-05-06 10:00:00,{shown},0199004100,in,missed\n",
    ]  # fmt: skip
    for body in bodies:
        call = one(body.encode() if isinstance(body, str) else msgspec.json.encode(body), Reading(own=OURS))
        assert call.parties[0].role == "caller"
        assert (call.parties[0].identifier, call.parties[0].name, call.direction) == (None, None, "in"), body
