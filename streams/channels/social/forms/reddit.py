"""Reddit: posts, comments and private messages, in the listings of its API and in what lies within them.

Source: reddit.com/dev/api and github.com/reddit-archive/reddit/wiki/JSON (Listing, thing, t1 comment, t3 link, t4 message). Texts are
Markdown, with <, > and & as in HTML unless raw_json was asked for. The identifier is the account's name: it is given everywhere and can
never be changed, while `author_fullname` is left out of messages and mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import UNSET

from schemas.errors import Refusal
from schemas.interaction import Act, Attachment, Interaction, Original, Party, Reading
from streams.channels.entities import unescape
from streams.channels.social.fields import count_in, counts, dict_in, dicts_in, epoch, text_in
from streams.channels.social.found import Found, taken_back
from streams.channels.social.html import tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of, is_ours
from streams.rules.language import identify

NETWORK = "reddit"
SAID = frozenset({"t1", "t3", "t4"})
UNSAID = frozenset({"more", "t2", "t5", "t6", "LiveUpdateEvent", "wikipage", "UserList", "TrophyList", "KarmaList", "modaction"})
"""Accounts, communities, awards, and what moderators do."""
GONE = frozenset({"[deleted]", "[removed]", "[ Removed by Reddit ]", "[deleted by user]"})
NAMED = re.compile(r"(?<![\w/])/?u/([A-Za-z0-9_-]{3,20})\b")
USER = re.compile(r"(?:/?u/)?([A-Za-z0-9_-]{1,30})")
POST = re.compile(r"/comments/([a-z0-9]{1,12})/")
THING = re.compile(r"t[134]_[a-z0-9]+")
KINDS = SAID | UNSAID | {"Listing"}
TITLES = {"t3": "title", "t4": "subject"}
MEDIA = frozenset({"is_video", "media_metadata"})
DEEPEST = 60


def recognises(value: dict[str, Any]) -> bool:
    """Is this a listing, a thing, or the bare data of one?"""
    if "data" in value and text_in(value, "kind") in KINDS:
        return True
    if "created_utc" in value and THING.fullmatch(text_in(value, "name")):
        return True
    return "subreddit" in value and "created_utc" in value and "author" in value and "id" in value


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    """What was said in one object that `recognises` knows; refusals name the place in it."""
    yield from _thing(value, where, reading, original, DEEPEST)


def _thing(value: dict[str, Any], where: str, reading: Reading, original: Original, deep: int) -> Found:
    kind, inner = text_in(value, "kind"), dict_in(value, "data")
    if deep == 0:
        yield Refusal(where=where, what="the thread is too deep", remedy="ask for fewer levels of it")
    elif kind == "Listing":
        for place, child in enumerate(dicts_in(inner, "children")):
            yield from _thing(child, f"{where}.data.children[{place}]", reading, original, deep - 1)
    elif kind in SAID or "created_utc" in value:
        said = inner if kind in SAID else value
        at = f"{where}.data" if kind in SAID else where
        named = kind or text_in(said, "name")[:2] or ("t3" if "title" in said else "t1")
        if _is_gone(said):
            if text_in(said, "id"):
                yield taken_back(NETWORK, f"{named}_{text_in(said, 'id').removeprefix(f'{named}_')}", None)
        else:
            yield _said(named, said, at, reading, original)
        replies = dict_in(said, "replies")
        if replies:
            yield from _thing(replies, f"{at}.replies", reading, original, deep - 1)
    elif kind not in UNSAID:
        yield Refusal(
            where=f"{where}.kind", what=f"{kind[:40]!r} is no kind of thing known here", remedy="send the answer as the API gave it"
        )


def _said(kind: str, said: dict[str, Any], where: str, reading: Reading, original: Original) -> Interaction | Refusal:
    number, at = text_in(said, "id").removeprefix(f"{kind}_"), epoch(said.get("created_utc"))
    if not number or at is None:
        return Refusal(where=where, what="it has no id, or no created_utc", remedy="send the thing as the API gave it")
    name, user = f"{kind}_{number}", _user(said.get("author"))
    text = _own_words(text_in(said, "selftext") if kind == "t3" else text_in(said, "body"))
    parent = text_in(said, "parent_id") or (text_in(said, "parent") if kind == "t1" else "")
    title = tidy(unescape(text_in(said, TITLES.get(kind, "link_title"))))
    direct = kind == "t4"
    mine = is_ours(user, reading)
    to = _user(said.get("dest")) if direct else None
    link = text_in(said, "url_overridden_by_dest") if kind == "t3" else ""
    others = [Party(role="recipient", identifier=to, name=text_in(said, "dest"))] if to and to != user else []
    named = NAMED.findall(text)[:50] if "u/" in text else []
    others += [Party(role="mention", identifier=one) for found in named if (one := _user(found)) and one not in (user, to)]
    edited = epoch(said.get("edited"))
    act: Act = "direct" if direct else "comment" if kind == "t1" else "post"
    return Interaction(
        id=f"{NETWORK}:{name}", channel="social", network=NETWORK,
        direction=direction_of(mine, [is_ours(one.identifier, reading) for one in others] if mine else ()), at=at,
        parties=(Party(role="author", identifier=user, name=text_in(said, "author") if user else None), *dict.fromkeys(others)),
        thread=f"{NETWORK}:{_thread(kind, said, name)}", in_reply_to=f"{NETWORK}:{parent}" if parent else None,
        subject=title or None, text=text, language=identify(text or title),
        attachments=tuple(_attachments(said, link)) if link or not MEDIA.isdisjoint(said) else (),
        measures=counts(likes=count_in(said, "ups"), replies=count_in(said, "num_comments")),
        automatic="bulk" if user == f"{NETWORK}:automoderator" and not mine else None, original=original, act=act,
        edited_at=edited if edited is not None and edited > at else UNSET,
    )  # fmt: skip


def _thread(kind: str, said: dict[str, Any], name: str) -> str:
    """The post under which a comment stands; the first message of an exchange."""
    if kind == "t4":
        return text_in(said, "first_message_name") or name
    link = text_in(said, "link_id")
    if link or kind != "t1":
        return link or name
    in_context = POST.search(text_in(said, "context", "permalink")[:500])
    return f"t3_{in_context[1]}" if in_context else name


def _is_gone(said: dict[str, Any]) -> bool:
    """Whether its author or a moderator took it back; a post without a text is not gone for that."""
    text = text_in(said, "body", "selftext").strip()
    return text in GONE or (text_in(said, "author") == "[deleted]" and not text) or bool(text_in(said, "removed_by_category"))


def _own_words(markdown: str) -> str:
    """The text without the lines that quote ("> ...") and their lazy continuation."""
    text = unescape(markdown)
    if ">" not in text:
        return tidy(text)
    said, quoting = [], False
    for line in text.split("\n"):
        quoting = (line.lstrip().startswith(">") and not line.lstrip().startswith(">!")) or (quoting and bool(line.strip()))
        if not quoting:
            said.append(line)
    return tidy("\n".join(said))


def _attachments(said: dict[str, Any], link: str) -> Iterator[Attachment]:
    if said.get("is_video") is True:
        yield medium(text_in(dict_in(dict_in(said, "media"), "reddit_video"), "fallback_url"), "video/mp4")
    elif text_in(said, "post_hint") == "image" and link:
        yield medium(link, "image")
    for one in list(dict_in(said, "media_metadata").values())[:50]:
        yield medium(unescape(text_in(dict_in(one, "s"), "u")), text_in(one, "m"))


def _user(name: Any) -> str | None:
    found = USER.fullmatch(name) if isinstance(name, str) else None
    return f"{NETWORK}:{found[1].lower()}" if found else None
