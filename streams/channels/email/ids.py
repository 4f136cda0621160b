"""The id of a mail: of its Message-ID where it has one, else of its bytes.

Our own mail and its copy coming back carry one Message-ID, so they are one interaction.
"""

from __future__ import annotations

import re
from hashlib import sha256

_BRACKETED = re.compile(r"<\s*([^<>]{1,990}?)\s*>")


def message_id_to_interaction_id(message_id: str) -> str:
    """`message_id` as in the header, with or without angle brackets. Upper and lower case count, as RFC 5322 has it."""
    return "email-" + sha256(b"message-id\0" + bare(message_id).encode("utf-8", "replace")).hexdigest()[:32]


def bytes_to_interaction_id(message: bytes) -> str:
    """For a mail without a Message-ID; line ends do not count, since each way of delivery has its own."""
    return "email-" + sha256(b"bytes\0" + message.replace(b"\r\n", b"\n").strip()).hexdigest()[:32]


def bare(message_id: str) -> str:
    """A Message-ID without brackets, comments and folding."""
    found = _BRACKETED.search(message_id)
    return re.sub(r"\s+", "", found[1] if found else message_id).strip("<>")


def references(header: str) -> list[str]:
    """The Message-IDs of References or In-Reply-To, in order; words around them are left out."""
    found = [re.sub(r"\s+", "", m) for m in _BRACKETED.findall(header[:100_000])]
    return found or [word for word in header[:10_000].split() if re.fullmatch(r"[^\s<>@]+@[^\s<>@]+", word)]
