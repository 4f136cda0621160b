"""Happenings as Mastodon sends them: notifications about what others wrote to us, statuses of our own."""

from __future__ import annotations

import hashlib
import hmac
import html
import json
import re
from datetime import UTC, datetime
from typing import Any

from services.demo import HANDLE, HOUSE
from services.demo.chance import dice, mark
from services.demo.people import Customer
from services.demo.telling import Happening

US, HOST = HANDLE.split("@")
CALLED = re.compile(rf"(?<!\w)@{US}\b(?!\.)")
"""Our name as people call it: not the end of a mail address."""

OUR_ACCOUNT_ID = "100000000000000001"


def sign(data: bytes, secret: str) -> str:
    """The value of X-Hub-Signature for these bytes."""
    return "sha256=" + hmac.new(secret.encode(), data, hashlib.sha256).hexdigest()


def status_id(happening: Happening) -> str:
    """Time and a mark, as the network's own ids: they sort by time."""
    return str(int(happening.at.timestamp() * 1000) << 16 | int(mark(happening.key, happening.text)[:4], 16))


def post(happening: Happening, before: Happening | None) -> bytes:
    """A notification of their mention, or our own status, as JSON."""
    status = _status(happening, before)
    if happening.direction == "out":
        return _json(status)
    return _json(
        {
            "id": str(int(status["id"]) % 10**9),
            "type": "mention",
            "created_at": _time(happening.at),
            "account": status["account"],
            "status": status,
        }
    )


def answer_to(person: Customer, at: datetime, key: str, said: str, status: str) -> bytes:
    """A mention that answers a status of ours of which only the id is known."""
    happening = Happening(key=key, at=at, person=person, channel="social", direction="in", situation="follow", part="post", text=said)
    told = {**_status(happening, None), "in_reply_to_id": status, "in_reply_to_account_id": OUR_ACCOUNT_ID}
    return _json(
        {"id": str(int(told["id"]) % 10**9), "type": "mention", "created_at": _time(at), "account": told["account"], "status": told}
    )


def _status(happening: Happening, before: Happening | None) -> dict[str, Any]:
    person, ours = happening.person, happening.direction == "out"
    id_ = status_id(happening)
    user, host = (US, HOST) if ours else person.toot.split("@")
    to_user, to_host = person.toot.split("@") if ours else (US, HOST)
    link = f'<a href="https://{to_host}/@{to_user}" class="u-url mention">@<span>{to_user}</span></a>'
    card = f'<span class="h-card" translate="no">{link}</span>'
    text = html.escape(happening.text, quote=False)
    said = CALLED.sub(card, text) if CALLED.search(text) else f"{card} {text}"
    seen = dice(happening.key, "seen")
    answered = before is not None and before.channel == "social"
    return {
        "id": id_,
        "created_at": _time(happening.at),
        "in_reply_to_id": status_id(before) if before and answered else None,
        "in_reply_to_account_id": _whose(before) if before and answered else None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": "direct" if dice(happening.person.key, "listed").random() < 0.2 else "public",
        "language": person.language,
        "uri": f"https://{host}/users/{user}/statuses/{id_}",
        "url": f"https://{host}/@{user}/{id_}",
        "replies_count": seen.randint(0, 3),
        "reblogs_count": seen.randint(0, 5),
        "favourites_count": seen.randint(0, 12),
        "edited_at": None,
        "content": f"<p>{said}</p>",
        "reblog": None,
        "application": None,
        "account": _our_account() if ours else _account(person),
        "media_attachments": [],
        "mentions": [
            {
                "id": _account_id(person) if ours else OUR_ACCOUNT_ID,
                "username": to_user,
                "url": f"https://{to_host}/@{to_user}",
                "acct": _acct(to_user, to_host),
            }
        ],
        "tags": [],
        "emojis": [],
        "card": None,
        "poll": None,
    }


def _whose(happening: Happening) -> str:
    return OUR_ACCOUNT_ID if happening.direction == "out" else _account_id(happening.person)


def _account(person: Customer) -> dict[str, Any]:
    user, host = person.toot.split("@")
    known = dice(person.key, "known")
    about = "Jardin, chats, chauffage central." if person.language == "fr" else "Gardens, cats, central heating."
    return _profile(_account_id(person), user, host, person.name, about, known.choice((14, 52, 180, 460, 4200)))


def _our_account() -> dict[str, Any]:
    return _profile(OUR_ACCOUNT_ID, US, HOST, HOUSE, "Chauffagistes.", 930)


def _profile(id_: str, user: str, host: str, name: str, about: str, followers: int) -> dict[str, Any]:
    return {
        "id": id_,
        "username": user,
        "acct": _acct(user, host),
        "display_name": name,
        "locked": False,
        "bot": False,
        "created_at": "2022-11-05T00:00:00.000Z",
        "note": f"<p>{about}</p>",
        "url": f"https://{host}/@{user}",
        "uri": f"https://{host}/users/{user}",
        "avatar": f"https://{host}/avatars/{id_}.png",
        "followers_count": followers,
        "following_count": 80,
        "statuses_count": 300,
        "emojis": [],
        "fields": [],
    }


def _acct(user: str, host: str) -> str:
    """Accounts of our own server go without a host."""
    return user if host == HOST else f"{user}@{host}"


def _account_id(person: Customer) -> str:
    return str(10**17 + int(mark(person.toot)[:8], 16))


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
