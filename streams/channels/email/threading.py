"""The Message-ID of a mail that we want to answer, found in its original: an Interaction keeps only its hash."""

from __future__ import annotations

import re

from streams.channels.email.ids import bare, message_id_to_interaction_id

_HEADER = re.compile(rb"^message-id:[ \t]*((?:[^\r\n]|\r?\n[ \t])+)", re.IGNORECASE | re.MULTILINE)


def message_id_of(interaction: str, data: bytes) -> str | None:
    """Without brackets; None where the original, a mail or a mailbox, has none of this interaction."""
    for found in _HEADER.finditer(data):
        message_id = bare(found[1].decode("utf-8", "replace"))
        if message_id and message_id_to_interaction_id(message_id) == interaction:
            return message_id if re.fullmatch(r"[!-~]+@[!-~]+", message_id) else None
    return None
