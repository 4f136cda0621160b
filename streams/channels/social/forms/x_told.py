"""What is said on X, as both of its APIs tell it: the accounts and media of one payload, and the interactions that are made of them.

Source: docs.x.com, data dictionaries of API v2 and v1.1 (entities.urls, media, mentions). A post's number holds the instant at which it was
made (snowflake): it helps where nobody asked for `created_at`, and dates the first version of an edited post.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import UNSET

from schemas.errors import Refusal
from schemas.interaction import Act, Attachment, Interaction, Original, Party, Reading
from streams.channels.entities import unescape
from streams.channels.social.fields import EPOCH, counts, language_of, text_in
from streams.channels.social.html import tidy
from streams.channels.social.sides import direction_of, is_ours
from streams.rules.language import identify

NETWORK = "x"
SNOWFLAKES_FROM_MS = 1288834974657
MOST = 2**63


class User(msgspec.Struct, frozen=True):
    id: str
    name: str = ""
    handle: str = ""
    about: str = ""
    followers: int | None = None


class Told(msgspec.Struct, frozen=True):
    """How one payload is read: `users` and `media` are the accounts and media that it explains, by id or key; `account`: the number of ours
    that it was delivered to."""

    users: dict[str, User]
    media: dict[str, dict[str, Any]]
    where: str
    reading: Reading
    original: Original
    account: str = ""

    def at(self, where: str) -> Told:
        """The same, of another place in the payload."""
        return Told(self.users, self.media, where, self.reading, self.original, self.account)


def said(
    number: str, author: User | None, at: datetime | None, edited: datetime | None, told: Told, *, spoken_to: list[Party],
    boosts: str | None, text: str, thread: str, parent: str | None, language: str, attachments: tuple[Attachment, ...],
    measures: dict[str, bool | int | float],
) -> Interaction:  # fmt: skip
    """A post as what its author said; a repost as a sign, for its words are of somebody else."""
    ours = author is not None and _ours(author, told)
    boosted = boosts is not None
    act: Act = "boost" if boosted else "reply" if parent else "post"
    return Interaction(
        id=f"{NETWORK}:{number}", channel="social", network=NETWORK,
        direction=direction_of(ours, [is_ours(party.identifier, told.reading, party.name) for party in spoken_to] if ours else ()),
        at=at, parties=(_party("author", author, told), *spoken_to), thread=f"{NETWORK}:{thread}",
        in_reply_to=f"{NETWORK}:{about}" if (about := boosts if boosted else parent) else None, text="" if boosted else text,
        language=None if boosted else language_of(language) or identify(text), attachments=() if boosted else attachments,
        measures={name: count for name, count in measures.items() if name == "followers"} if boosted else measures,
        original=told.original, act=act, edited_at=edited if edited is not None else UNSET,
    )  # fmt: skip


def sign(act: Act, author: User, at: datetime | None, whose: User, about: str, told: Told) -> Interaction | Refusal:
    if not author.id or at is None:
        return Refusal(where=told.where, what="the event does not tell who did it, or when", remedy="send the whole event")
    mine, ours = _ours(author, told), bool(whose.id) and _ours(whose, told)
    return Interaction(
        id=f"{NETWORK}:{act}:{author.id}:{about or whose.id}", channel="social", network=NETWORK,
        direction=direction_of(mine, [True] if ours else []), at=at,
        parties=(_party("author", author, told), *([_party("recipient", whose, told)] if ours or act == "follow" else [])),
        in_reply_to=f"{NETWORK}:{about}" if about else None, measures=counts(followers=author.followers),
        original=told.original, act=act,
    )  # fmt: skip


def direct(
    number: str,
    sender: str,
    others: list[str],
    conversation: str,
    at: datetime | None,
    text: str,
    media: tuple[Attachment, ...],
    told: Told,
) -> Interaction | Refusal:
    """A message to persons alone. A conversation of two is named by both numbers, the lesser first, as API v2 does."""
    author = user_of(sender, told)
    if not number or author is None or at is None:
        return Refusal(where=told.where, what="the message does not tell who sent it, or when", remedy="send it as the network gave it")
    mine = _ours(author, told)
    recipients = [found for one in others[:100] if (found := user_of(one, told))]
    if not conversation and len(recipients) == 1:
        conversation = "-".join(sorted((sender, recipients[0].id), key=lambda one: (len(one), one)))
    return Interaction(
        id=f"{NETWORK}:{number}", channel="social", network=NETWORK,
        direction=direction_of(mine, [_ours(one, told) for one in recipients] if mine else ()), at=at,
        parties=(_party("author", author, told), *[_party("recipient", one, told) for one in recipients]),
        thread=f"{NETWORK}:{conversation}" if conversation else None, text=text, language=identify(text), attachments=media,
        measures=counts(followers=author.followers), original=told.original, act="direct",
    )  # fmt: skip


def text_of(text: str, urls: list[dict[str, Any]], quoted: str | None) -> str:
    """With links in full instead of shortened, and without those that stand for the author's own media or the quoted post."""
    for one in urls[:100]:
        short, full = text_in(one, "url"), text_in(one, "unwound_url", "expanded_url")
        own = (
            "media_key" in one
            or "media_url_https" in one
            or "media_url" in one
            or (quoted and full.split("?")[0].endswith(f"/status/{quoted}"))
        )
        if "://" in short:
            text = text.replace(short, "" if own else full or short, 2)
    return tidy(unescape(text))


def mentions_in(several: list[dict[str, Any]], answered: str, author: User | None, told: Told) -> list[Party]:
    """Those whom a post names, and the one whom it answers; a name without its number is no identifier."""
    if not several and not answered:
        return []
    known = {user.handle.lower(): user for user in told.users.values() if user.handle}
    users: dict[str, User] = {}
    for one in several[:100]:
        handle, number = text_in(one, "username", "screen_name"), text_in(one, "id_str", "id")
        user = told.users.get(number) or known.get(handle.lower()) or User(number, text_in(one, "name"), handle)
        users.setdefault(user.id or handle.lower(), user)
    if answered:
        users.setdefault(answered, user_of(answered, told) or User(answered))
    if author is not None:
        users.pop(author.id, None)
    return [_party("mention", user, told) for user in users.values() if user.id or user.handle]


def user_of(number: str, told: Told) -> User | None:
    return (told.users.get(number) or User(number)) if number.isdigit() else None


def _ours(user: User, told: Told) -> bool:
    if user.id and user.id == told.account:
        return True
    return is_ours(f"{NETWORK}:{user.id}" if user.id else None, told.reading, user.handle)


def _party(role: Any, user: User | None, told: Told) -> Party:
    if user is None:
        return Party(role=role)
    name = tidy(user.name) or (tidy(user.handle) if not user.id else "")
    about = tidy(user.about) if role == "author" else ""
    if user.id and user.id == told.account:
        return Party(role=role, identifier=f"{NETWORK}:{user.id}", name=name or None, about=about or UNSET, ours=True)
    return Party(role=role, identifier=f"{NETWORK}:{user.id}" if user.id else None, name=name or None, about=about or UNSET)


def made_at(number: str) -> datetime | None:
    """The instant within a post's number, to the second as the network gives it; the first numbers (until 2010) hold none."""
    if not number.isdigit() or len(number) > 19 or not 2**32 <= int(number) < MOST:
        return None
    return EPOCH + timedelta(0, ((int(number) >> 22) + SNOWFLAKES_FROM_MS) // 1000)
