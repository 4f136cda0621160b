"""Amazon Connect: contact records (CTR) as its stream and its storage hold them, one JSON object or one a line.

"Data model for contact records" of the Amazon Connect administrator guide. A contact that is handed on is a new contact there;
`InitialContactId` names the first. A call that comes in is connected to the system at once and to a person at
`Agent.ConnectedToAgentTimestamp`; of one that goes out `ConnectedToSystemTimestamp` is when the customer answered.
"""

from __future__ import annotations

from mmap import mmap
from typing import Any

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.phone.call import Speaker
from streams.channels.phone.records import Record, look, records
from streams.channels.phone.told import Calls, Told, calls_told, inside, instant, refused, text

_OUTWARD = frozenset(["OUTBOUND", "EXTERNAL_OUTBOUND", "CALLBACK", "API"])
_MACHINES = frozenset(["VOICEMAIL_BEEP", "VOICEMAIL_NO_BEEP", "FAX_MACHINE_DETECTED"])


def recognises(head: bytes) -> bool:
    kind, names = look(head)
    return kind == "json" and {"contactid", "initiationmethod", "initiationtimestamp"} <= names


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Calls:
    yield from calls_told("connect", records(data, "Contacts", "Records"), _read, reading)


def _read(record: Record, reading: Reading) -> Told | Refusal | None:
    fields = record.fields
    key, began = text(fields, "InitialContactId", "ContactId"), instant(fields.get("InitiationTimestamp"))
    if not key or began is None:
        return refused(record, "InitiationTimestamp" if key else "ContactId", "it is missing or no date and time")
    if text(fields, "Channel").upper() not in ("", "VOICE"):
        return None  # a chat, a task, a mail
    method, agent = text(fields, "InitiationMethod").upper(), fields.get("Agent")
    outward = method in _OUTWARD
    connected = instant(fields.get("ConnectedToSystemTimestamp") if outward else inside(agent, "ConnectedToAgentTimestamp"))
    ended = instant(fields.get("DisconnectTimestamp"))
    machine = text(fields, "AnsweringMachineDetectionStatus").upper() in _MACHINES
    customer, ours = _speaker(fields.get("CustomerEndpoint")), _speaker(fields.get("SystemEndpoint"))
    name = text(agent, "Username")
    return Told(
        call=key,
        began_at=began,
        answered_at=None if machine else connected,
        ended_at=ended,
        told_at=began,
        caller=ours if outward else customer,
        callee=customer if outward else ours,
        agents=(Speaker(None, name),) if name and connected and not machine else (),
        direction="out" if outward else "in" if method == "INBOUND" else None,
        answered=False if machine else True if connected else False if ended else None,
        machine=machine,
        transferred=method == "TRANSFER" or bool(text(fields, "TransferCompletedTimestamp")),
    )


def _speaker(endpoint: Any) -> Speaker:
    return Speaker(text(endpoint, "Address") or None)
