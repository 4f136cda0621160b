"""What a network calls the message that we want to answer: part of an Interaction's id, or found in its original."""

from __future__ import annotations

from typing import Any

import msgspec

DEEPEST = 20


BY_ID = frozenset({"bluesky", "telegram", "whatsapp"})
"""Where the id is what the network itself calls it: an at-uri, chat and number, a wamid."""


def status_id_of(interaction: str, data: bytes) -> str | None:
    """Of Mastodon the number that our own server gave the status; None where the original does not hold it as an object: an export, a
    stream. None too where a network's answers name nothing that they answer."""
    network, _, uri = interaction.partition(":")
    if network in BY_ID:
        return uri or None
    if network != "mastodon":
        return None
    try:
        return _find(msgspec.json.decode(data), uri, DEEPEST)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _find(value: Any, uri: str, deep: int) -> str | None:
    if deep == 0:
        return None
    if isinstance(value, dict):
        if uri in (value.get("uri"), value.get("url")) and isinstance(value.get("id"), str | int) and "content" in value:
            return str(value["id"])
        value = list(value.values())
    if isinstance(value, list):
        return next((found for item in value if (found := _find(item, uri, deep - 1))), None)
    return None
