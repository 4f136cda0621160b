"""A status of Mastodon's API as what somebody said, and a like, a boost or a follow as a sign of life.

Source: docs.joinmastodon.org, entities Status, Account, MediaAttachment, Poll. The same status has the same `uri` by whatever way it comes,
so that is what its id is made of. Other ids (`in_reply_to_id`, conversations) count on one server alone.
"""

from __future__ import annotations

import re

import msgspec
from msgspec import UNSET, UnsetType

from schemas.errors import Refusal
from schemas.interaction import Act, Interaction, Original, Party, Reading
from streams.channels.social.fields import counts, host_of, instant, language_of
from streams.channels.social.found import no_time
from streams.channels.social.html import text_of, tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of
from streams.rules import identifiers
from streams.rules.language import identify

NETWORK = "mastodon"


class Emoji(msgspec.Struct, frozen=True):
    shortcode: str = ""


class Field(msgspec.Struct, frozen=True):
    name: str = ""
    value: str = ""


class Account(msgspec.Struct, frozen=True):
    """`acct`: user@host, the host left out on its own server."""

    acct: str
    id: str | int | None = None
    username: str | None = None
    display_name: str | None = None
    url: str | None = None
    uri: str | None = None
    note: str | None = None
    bot: bool | None = None
    followers_count: int | None = None
    emojis: tuple[Emoji, ...] | None = None
    fields: tuple[Field, ...] | None = None


class Mention(msgspec.Struct, frozen=True):
    acct: str
    id: str | int | None = None
    username: str | None = None
    url: str | None = None


class Medium(msgspec.Struct, frozen=True):
    type: str | None = None
    url: str | None = None
    remote_url: str | None = None


class Choice(msgspec.Struct, frozen=True):
    title: str = ""


class Poll(msgspec.Struct, frozen=True):
    options: tuple[Choice, ...] | None = None


class Status(msgspec.Struct, frozen=True):
    account: Account
    created_at: str
    id: str | int | None = None
    uri: str | None = None
    url: str | None = None
    content: str | None = None
    spoiler_text: str | None = None
    visibility: str | None = None
    language: str | None = None
    edited_at: str | None = None
    in_reply_to_id: str | int | None = None
    in_reply_to_account_id: str | int | None = None
    reblog: Status | None = None
    favourites_count: int | None = None
    reblogs_count: int | None = None
    replies_count: int | None = None
    media_attachments: tuple[Medium, ...] | None = None
    mentions: tuple[Mention, ...] | None = None
    poll: Poll | None = None


def said(status: Status, where: str, reading: Reading, original: Original) -> Interaction | Refusal:
    """A status as what its author said."""
    host = _home(status)
    author = identifiers.mastodon(status.account.acct, host)
    mine = _is_ours(author, reading)
    if author is None:
        return _nobody(status.account, where)
    at, edited = instant(status.created_at), instant(status.edited_at)
    if at is None:
        return no_time(f"{where}.created_at", status.created_at)
    name = _name_of(status, author)
    if name is None:
        return Refusal(where=f"{where}.uri", what="the status has neither uri nor url nor id", remedy="send the whole status")
    direct = status.visibility == "direct"
    spoken_to = [
        Party(role="recipient" if direct else "mention", identifier=identifiers.mastodon(mention.acct, host_of(mention.url) or host))
        for mention in status.mentions or ()
    ]
    text = text_of(status.content or "")
    choices = [tidy(choice.title) for choice in (status.poll.options if status.poll else None) or ()]
    text = "\n".join([text, *(f"- {choice}" for choice in choices if choice)]).strip()
    replied = status.in_reply_to_id
    act: Act = "direct" if direct else "reply" if replied is not None else "post"
    return Interaction(
        id=f"{NETWORK}:{name}",
        channel="social",
        network=NETWORK,
        direction=direction_of(mine, [_is_ours(party.identifier, reading) for party in spoken_to] if mine else ()),
        at=at,
        parties=(_author(status.account, author), *spoken_to),
        thread=f"{NETWORK}:{status.id if replied is None else replied}" if status.id is not None or replied is not None else None,
        in_reply_to=_parent(status, host),
        subject=tidy(status.spoiler_text or "") or None,
        text=text,
        language=language_of(status.language) or identify(text),
        attachments=tuple([medium(one.remote_url or one.url, one.type) for one in status.media_attachments or ()]),
        measures=counts(
            likes=status.favourites_count,
            reposts=status.reblogs_count,
            replies=status.replies_count,
            followers=status.account.followers_count,
        ),
        automatic="bulk" if status.account.bot and not mine else None,
        original=original,
        act=act,
        edited_at=edited if edited is not None else UNSET,
        also=numbered(status.id),
    )


def numbered(number: str | int | None) -> tuple[str, ...] | UnsetType:
    """How the server that tells of a status calls it, and of its deletion. It does not say which server it is; a number holds the
    millisecond in which the status was made, so that two servers hardly ever mean different ones by it."""
    return (f"{NETWORK}:{number}",) if number not in (None, "") else UNSET


def sign(
    act: Act,
    moment: str,
    account: Account,
    status: Status | None,
    where: str,
    reading: Reading,
    original: Original,
    *,
    number: str | int | None = None,
) -> Interaction | Refusal:
    """A like, a boost, a follow: who did it is the author, and nothing is said. `number`: of the status that a boost is.

    One boost comes as a status and as a notification that do not know of each other, and a follow alone or in a group whose time is that of
    its latest; who and what they have in common.
    """
    host = host_of(account.url) or host_of(account.uri) or (_home(status) if status else "")
    author = identifiers.mastodon(account.acct, host)
    if author is None:
        return _nobody(account, where)
    at = instant(moment)
    if at is None:
        return no_time(f"{where}.created_at", moment)
    whose = identifiers.mastodon(status.account.acct, _home(status)) if status is not None else None
    about = _name_of(status, whose or "") if status is not None else None
    ours = whose if _is_ours(whose, reading) else None
    mine = _is_ours(author, reading)
    return Interaction(
        id=f"{NETWORK}:{act}:{author.partition(':')[2]}{f':{about}' if about else ''}",
        channel="social",
        network=NETWORK,
        direction=direction_of(mine, [True] if ours else ()),
        at=at,
        parties=(_author(account, author), *([Party(role="recipient", identifier=ours)] if ours else [])),
        in_reply_to=f"{NETWORK}:{about}" if about else None,
        measures=counts(followers=account.followers_count),
        automatic="bulk" if account.bot and not mine else None,
        original=original,
        act=act,
        also=numbered(number),
    )


def _nobody(account: Account, where: str) -> Refusal:
    return Refusal(where=f"{where}.account.acct", what=f"{account.acct[:80]!r} names no account", remedy="send the account with its url")


def _author(account: Account, identifier: str) -> Party:
    codes = {emoji.shortcode for emoji in account.emojis or () if emoji.shortcode}
    name = tidy(re.sub(r":(\w+):", lambda found: "" if found[1] in codes else found[0], account.display_name or ""))
    links = [tidy(f"{text_of(field.name)}: {text_of(field.value)}") for field in account.fields or ()]
    about = tidy("\n".join([text_of(account.note or ""), *links]))
    return Party(role="author", identifier=identifier, name=name or None, about=about or UNSET)


def _parent(status: Status, host: str) -> str | None:
    """The id of the status that this one answers: exact where its account is local and known, else the server's own number."""
    number = status.in_reply_to_id
    if number is None:
        return None
    account = status.in_reply_to_account_id
    known: list[Account | Mention] = [status.account, *(status.mentions or ())]
    for somebody in known:
        if account is not None and str(somebody.id) == str(account) and "@" not in somebody.acct:
            home = host_of(somebody.url) or host
            if home:
                return f"{NETWORK}:https://{home}/users/{somebody.username or somebody.acct}/statuses/{number}"
    return f"{NETWORK}:{number}"


def _name_of(status: Status, author: str) -> str | None:
    """What tells this status from every other of the network."""
    if status.uri or status.url:
        return status.uri or status.url
    return f"{author.partition(':')[2]}/{status.id}" if status.id is not None else None


def _home(status: Status) -> str:
    """The server of a status's author: what completes an account named without a host."""
    return host_of(status.account.url) or host_of(status.account.uri) or host_of(status.uri) or host_of(status.url)


def _is_ours(identifier: str | None, reading: Reading) -> bool:
    return identifiers.is_own(identifier, reading.own, reading.region)
