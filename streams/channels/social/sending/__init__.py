"""Networks that can be written to: one file each, and one table.

    set_up(settings) -> bool                 whether we may write there
    async send(message, outside) -> Sent     with `doubt_since`: find out first, or do it so that twice is once
    finds_out(message, outside) -> bool      whether that is possible (still)
    ids(message, settings)                   what it is called there, what we are called there, its thread
"""

from __future__ import annotations

from typing import Any

from streams.channels.social.sending import bluesky, mastodon, telegram, whatsapp
from streams.channels.social.sending.messenger import instagram, messenger
from streams.settings import Settings

NETWORKS: dict[str, Any] = {
    "mastodon": mastodon,
    "bluesky": bluesky,
    "facebook": messenger,
    "instagram": instagram,
    "whatsapp": whatsapp,
    "telegram": telegram,
}


def set_up(settings: Settings) -> frozenset[str]:
    """The networks that we have an account with."""
    return frozenset(name for name, network in NETWORKS.items() if network.set_up(settings))


def with_template(settings: Settings) -> frozenset[str]:
    """The networks of which we have a text that they approved, for when they let nothing else through."""
    return frozenset({"whatsapp"} if settings.whatsapp_template and whatsapp.set_up(settings) else ())
