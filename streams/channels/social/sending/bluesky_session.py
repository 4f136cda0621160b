"""Calls to Bluesky in our name. A session lasts some hours, and few may be begun a day: it is kept until the server has forgotten it.

Source: docs.bsky.app/docs/api/com-atproto-server-create-session, docs.bsky.app/docs/advanced-guides/rate-limits (300 sessions a day).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from streams.channels.sending import Kept, Outside, Sent
from streams.channels.social.sending.asking import Answer, ask, refused

FORGOTTEN = ("ExpiredToken", "InvalidToken")


class Session(msgspec.Struct, frozen=True, rename="camel"):
    did: str = ""
    access_jwt: str = ""


class Problem(msgspec.Struct, frozen=True):
    error: str = ""


def us(outside: Outside) -> str:
    kept = outside.kept.sessions.get("bluesky") if outside.kept else None
    return kept[0] if kept else outside.settings.bluesky_account


async def signed_in(
    outside: Outside, name: str, give: Callable[[str], dict[str, Any]], *, reads: bool = False, headers: Mapping[str, str] | None = None
) -> Answer | Sent:
    """The answer to one call; `give`: what it is given, by who we are there."""
    kept = outside.kept or Kept()
    for _ in range(2):
        async with kept.beginning:
            if "bluesky" not in kept.sessions:
                begun = await _begin(outside)
                if isinstance(begun, Sent):
                    return begun
                kept.sessions["bluesky"] = begun.did, begun.access_jwt
            did, token = kept.sessions["bluesky"]
        url, given = f"{outside.settings.bluesky_url.rstrip('/')}/xrpc/{name}", give(did)
        if reads:
            answer = await ask(outside, "GET", url, token=token, query=given, headers=headers)
        else:
            answer = await ask(outside, "POST", url, token=token, give=given, headers=headers)
        if isinstance(answer, Sent) or (answer.status != 401 and answer.read(Problem, Problem()).error not in FORGOTTEN):
            break
        if kept.sessions.get("bluesky") == (did, token):
            del kept.sessions["bluesky"]
    return answer


async def _begin(outside: Outside) -> Session | Sent:
    settings = outside.settings
    who = {"identifier": settings.bluesky_account, "password": settings.bluesky_password}
    answer = await ask(outside, "POST", settings.bluesky_url.rstrip("/") + "/xrpc/com.atproto.server.createSession", give=who)
    if isinstance(answer, Sent):
        return nothing_done(answer)
    session = answer.read(Session, Session())
    if answer.done and session.access_jwt:
        return session
    return nothing_done(Sent(state="retry", reason=answer.said) if answer.done else refused(answer, outside.now, again=True))


def nothing_done(sent: Sent) -> Sent:
    """It was before the deed: whatever went wrong, nothing was written."""
    return msgspec.structs.replace(sent, state="retry" if sent.state in ("uncertain", "failed") else sent.state, trouble=sent.rest is None)
