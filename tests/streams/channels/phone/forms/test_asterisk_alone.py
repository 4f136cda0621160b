"""A call of one leg is read on a shorter way, and says there what it says on the longer."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.interaction import Interaction, Own, Reading
from streams.channels.phone import parse

READING = Reading(own=Own(names=("+33199004100",)))
HEADER = "start,answer,clid,src,dst,dstchannel,lastapp,duration,billsec,disposition,uniqueid,did,dst_cnam"
USUAL = '2024-05-06 10:00:00,2024-05-06 10:00:20,"Odile" <0199001301>,0199001301,31,PJSIP/31-0000000a,Dial,65,45,ANSWERED,1714982400.1,,'
CELLS = [
    st.sampled_from(["2024-05-06 10:00:00", "2024-10-27 02:30:00", "2024-05-06T10:00:00", "yesterday"]),
    st.sampled_from(["2024-05-06 10:00:20", "2024-05-06 09:00:00", "", "soon"]),
    st.sampled_from(['"""Odile"" <0199001301>"', "", "anonymous"]),
    st.sampled_from(["0199001301", "31", "", "anonymous", " 0199001301 "]),
    st.sampled_from(["31", "0199004100", "3949", "0199001302", "vmu31", ""]),
    st.sampled_from(["PJSIP/31-0000000a", "PJSIP/trunk-1", "Local/31@queue-01;2", "31", ""]),
    st.sampled_from(["Dial", "Queue", "dial", "VoiceMail", "Playback", ""]),
    st.sampled_from(["65", "1:05", "", "long"]),
    st.sampled_from(["45", "90", "0", "", "long"]),
    st.sampled_from(["ANSWERED", "answered", "NO ANSWER", ""]),
    st.sampled_from(["1714982400.1", "7", ""]),
    st.sampled_from(["", "0199004100"]),
    st.sampled_from(["", "Bob", " Bob "]),
]


@settings(max_examples=300, deadline=None)
@given(cells=st.tuples(*CELLS), short=st.integers(0, 5))
def test_a_leg_alone_says_what_it_says_among_others(cells: tuple[str, ...], short: int) -> None:
    row = f"{','.join(cells[: len(cells) - short])}\n"
    once, twice = (list(parse(f"{HEADER}\n{row * times}".encode(), READING)) for times in (1, 2))
    assert [told(item) for item in once] == [told(item) for item in twice[: len(once)]]


def told(item: object) -> object:
    return (item.id, item.at, item.direction, item.parties, item.measures) if isinstance(item, Interaction) else item


def test_the_usual_row_is_one_call() -> None:
    [call] = parse(f"{HEADER}\n{USUAL}\n".encode(), READING)
    assert isinstance(call, Interaction)
    assert call.measures == {"answered": True, "duration_s": 45, "wait_s": 20}
    assert [(party.role, party.identifier, party.name) for party in call.parties] == [
        ("caller", "tel:+33199001301", "Odile"),
        ("callee", "ext:31", None),
    ]
