"""Whether a server of ActivityPub says in an activity only what it can vouch for: that its own people said or did something.

The signature proves who sent the activity. Its parts name others by addresses of the sender's choosing, and are held against it here; what
another server's people said is for that server to say. So a group's announcement is believed of its own server's members alone.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from streams.channels.social.forms import activitypub
from streams.channels.social.parse import FORMS

_BARE = activitypub.SAID | activitypub.LISTS | activitypub.ACTORS | {"Tombstone"}
"""Things: nobody does anything in them, so that nothing tells whose they are."""
_DEEPEST = 4


def vouches(actor: str, activity: dict[str, Any], body: bytes) -> bool:
    """`actor`: whose key signed it; `body`: as it came. It must be read as an activity and as nothing else that an address of a network,
    or of a thing, could stand in."""
    known = (name for name, (marks, knows, _) in FORMS.items() if not (marks and marks.isdisjoint(activity)) and knows(activity))
    read_as = next(known, "")
    return body.startswith(b"{") and read_as == "activitypub" and activity.get("actor") == actor and _does(activity, _host(actor), _DEEPEST)


def _does(activity: dict[str, Any], host: str, deep: int) -> bool:
    kind, inner = activity.get("type"), activity.get("object")
    actor = activity.get("actor")
    if not isinstance(kind, str) or {":", "#"} & set(kind) or kind in _BARE or not isinstance(actor, str) or _host(actor) != host:
        return False
    if not isinstance(inner, dict):
        return True
    if kind == "Undo":
        return inner.get("actor") in (None, actor)
    if kind == "Announce":
        return inner.get("type") in activitypub.SAID or (deep > 0 and _does(inner, host, deep - 1))
    return kind not in activitypub.CARRIES or _is_of(inner, actor, host)


def _is_of(made: dict[str, Any], actor: str, host: str) -> bool:
    """Whether who made it are people of that server, under names of that server."""
    authors = made.get("attributedTo")
    several = [one for one in (authors if isinstance(authors, list) else [authors]) if one is not None]
    named = [one.get("id") if isinstance(one, dict) else one for one in several]
    if not all(isinstance(one, str) and _host(one) == host for one in named):
        return False
    if any(isinstance(one, dict) and "@" in str(one.get("preferredUsername", "")) for one in several):
        return False
    tags = made.get("tag")
    return all(
        _fits(str(tag.get("name", "")), host)
        for tag in (tags if isinstance(tags, list) else [tags])
        if isinstance(tag, dict) and tag.get("href") in (actor, *named)
    )


def _fits(name: str, host: str) -> bool:
    """`@anne`, or `@anne@` the server or the domain that it stands in."""
    server = name.strip().lstrip("@").partition("@")[2].strip().lower().rstrip(".")
    return not server or host == server or host.endswith("." + server)


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""
