"""A message by the network that the person writes on."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from schemas.documents import Message
from schemas.interaction import Interaction, Original, Party
from streams.channels.sending import Outside, Sent, not_set_up, ours
from streams.channels.social.sending import NETWORKS
from streams.limits import too_long
from streams.settings import Settings

MASTODON = "mastodon"


async def send(message: Message, outside: Outside) -> Sent:
    """What is not known after it, but can be found out later, is a doubt."""
    name = message.network or MASTODON
    network = NETWORKS.get(name)
    if network is None or not network.set_up(outside.settings):
        return not_set_up(f"an account of ours on {name}")
    if reason := too_long(message.text, name):
        return Sent(state="failed", reason=reason)
    sent: Sent = await network.send(message, outside)
    open_ = sent.trouble or not message.doubt_since  # not what was looked for and is not to be found
    if sent.state == "uncertain" and open_ and network.finds_out(message, outside):
        return msgspec.structs.replace(sent, state="doubt")
    return sent


def finds_out(message: Message, outside: Outside) -> bool:
    """Whether the network can tell what became of an attempt that ended without a word."""
    network = NETWORKS.get(message.network or MASTODON)
    return network is not None and bool(network.set_up(outside.settings)) and bool(network.finds_out(message, outside))


def told(message: Message, settings: Settings) -> Interaction:
    """What was said on the person's timeline, under the id that it has when the network tells us of it."""
    name = message.network or MASTODON
    id_, us, thread = NETWORKS[name].ids(message, settings)
    text = message.text.encode()
    return Interaction(
        id=id_, channel="social", network=name, direction="out", at=message.sent_at,
        parties=(
            Party(role="author", identifier=ours(us or "", settings), name=settings.house),
            Party(role="recipient", identifier=message.identifier, name=message.name),
        ),
        thread=thread, text=message.text, language=message.language, act="reply" if id_.startswith("bluesky:at:") else "direct",
        automatic="auto_reply" if message.purpose == "receipt" else None,  # it says when the answer comes, and is none
        original=Original(sha256=sha256(text).hexdigest(), content_type="text/plain", size=len(text)),
    )
