"""A call log in, calls out, and text messages where a provider has both: the form is recognised from the content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from mmap import mmap
from typing import NamedTuple

import msgspec

from schemas.errors import Refusal
from schemas.interaction import Interaction, Original, Reading
from streams.channels.phone.call import Call, to_interaction
from streams.channels.phone.dates import month_first
from streams.channels.phone.forms import (
    aircall,
    android,
    asterisk,
    asterisk_cel,
    asterisk_queue,
    avaya,
    bandwidth,
    cisco,
    connect,
    dialpad,
    freeswitch,
    general,
    genesys,
    kamailio,
    plivo,
    ringcentral,
    ringover,
    sipgate,
    teams,
    telnyx,
    threecx,
    twilio,
    vonage,
)
from streams.channels.phone.messages import Message, to_said
from streams.channels.phone.records import look
from streams.channels.phone.text import digest


class Form(NamedTuple):
    """`recognises` sees the first 64 KB. `calls` gives None for a record that it understands and that is about no call."""

    name: str
    content_type: str
    recognises: Callable[[bytes], bool]
    calls: Callable[[bytes | mmap, Original, Reading], Iterator[Call | Message | Refusal | None]]


FORMS = (
    Form("Asterisk queue_log", "text/csv", asterisk_queue.recognises, asterisk_queue.calls),
    Form("Asterisk CEL", "text/csv", asterisk_cel.recognises, asterisk_cel.calls),
    Form("Asterisk CDR", "text/csv", asterisk.recognises, asterisk.calls),
    Form("3CX", "text/csv", threecx.recognises, threecx.calls),
    Form("Cisco CUCM", "text/csv", cisco.recognises, cisco.calls),
    Form("Avaya SMDR", "text/csv", avaya.recognises, avaya.calls),
    Form("Kamailio acc", "text/csv", kamailio.recognises, kamailio.calls),
    Form("FreeSWITCH CDR", "application/octet-stream", freeswitch.recognises, freeswitch.calls),
    Form("Twilio", "application/octet-stream", twilio.recognises, twilio.calls),
    Form("RingCentral", "application/octet-stream", ringcentral.recognises, ringcentral.calls),
    Form("Vonage", "application/octet-stream", vonage.recognises, vonage.calls),
    Form("Plivo", "application/octet-stream", plivo.recognises, plivo.calls),
    Form("Bandwidth", "application/json", bandwidth.recognises, bandwidth.calls),
    Form("Telnyx", "application/octet-stream", telnyx.recognises, telnyx.calls),
    Form("Aircall", "application/octet-stream", aircall.recognises, aircall.calls),
    Form("Ringover", "application/octet-stream", ringover.recognises, ringover.calls),
    Form("Dialpad", "application/octet-stream", dialpad.recognises, dialpad.calls),
    Form("sipgate", "application/octet-stream", sipgate.recognises, sipgate.calls),
    Form("Microsoft Teams", "application/octet-stream", teams.recognises, teams.calls),
    Form("Amazon Connect", "application/octet-stream", connect.recognises, connect.calls),
    Form("Genesys Cloud", "application/octet-stream", genesys.recognises, genesys.calls),
    Form("Android", "application/octet-stream", android.recognises, android.calls),
    Form("another table of calls with a header", "application/octet-stream", general.recognises, general.calls),
)
_HEAD = 65_536


def parse(data: bytes | mmap, reading: Reading) -> Iterator[Interaction | Refusal]:
    """Calls in the order of the source; legs of one call are one Interaction. The same call twice in a file comes once."""
    head = bytes(data[:_HEAD])
    form = next((form for form in FORMS if form.recognises(head)), None)
    if form is None:
        what = "it is empty" if not head.strip() else "it is no call log that is known here"
        yield Refusal(where="file", what=what, remedy="give " + " or ".join(form.name for form in FORMS) + ", as the exchange writes it")
        return
    reading = msgspec.structs.replace(reading, month_first=month_first(data, reading.region))
    original = Original(sha256=digest(data), content_type=_content_type(form, head), size=len(data))
    understood = refused = False
    for call in form.calls(data, original, reading):
        if isinstance(call, Refusal):
            refused = True
            yield call
        elif call is None:
            understood = True
        else:
            understood = True
            yield to_interaction(call, original, reading) if isinstance(call, Call) else to_said(call, original, reading)
    if not understood and not refused:
        yield Refusal(where="file", what="there is no call in it", remedy="export the call log again, with its records")


def _content_type(form: Form, head: bytes) -> str:
    if look(head).kind == "form":
        return "application/x-www-form-urlencoded"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return (
        {b"{": "application/json", b"[": "application/json", b"<": "application/xml"}.get(start, "text/csv")
        if form.content_type != "text/csv"
        else form.content_type
    )
