"""ActivityPub: what servers say to each other, and the outbox of an account's archive.

Source: W3C Activity Streams 2.0 vocabulary (2 core types, 3 extended types), ActivityPub 6 (client) and 7 (server interactions);
docs.joinmastodon.org/spec/activitypub; FEP-1b12 (a group announces its members' activities); litepub ChatMessage and EmojiReact.
An object's `id` is the `uri` of Mastodon's API, so that a status has one id by whichever of the two it comes.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import UNSET

from schemas.errors import Refusal
from schemas.interaction import Act, Attachment, Interaction, Original, Party, Reading, Removal
from streams.channels.social.fields import count_in, counts, dict_in, dicts_in, host_of, instant, language_of, text_in
from streams.channels.social.found import Found, taken_back, unknown
from streams.channels.social.html import text_of, tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of, is_ours
from streams.rules import identifiers
from streams.rules.language import identify

NETWORK = "mastodon"  # the scheme of every actor, whatever program runs its server
CONTEXT = "https://www.w3.org/ns/activitystreams"
PUBLIC = frozenset({CONTEXT + "#Public", "as:Public", "Public"})

FOLLOWING = ("/followers", "/following", "/subscribers")

SAID = frozenset({"Note", "Article", "Page", "Question", "ChatMessage", "Video", "Audio", "Image", "Event", "Document", "Review"})
CARRIES = frozenset({"Create", "Update"})
SIGNS: dict[str, Act] = {"Like": "like", "Announce": "boost", "Follow": "follow", "Dislike": "reaction", "EmojiReact": "reaction"}
LISTS = frozenset({"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"})
ACTORS = frozenset({"Person", "Service", "Application", "Group", "Organization"})
_UNSAID = (
    "Move Accept Reject TentativeAccept TentativeReject Add Remove Block Flag Ignore View Read Join Leave Invite Offer Arrive"
    " Travel Listen QuoteRequest QuoteAuthorization Hashtag Emoji Lock"
)
UNSAID = frozenset(_UNSAID.split())
"""What servers and moderators settle among themselves, and what is done to somebody else."""
TAKES_BACK = frozenset({"Delete", "Undo"})
ACTIVITIES = CARRIES | TAKES_BACK | UNSAID | frozenset(SIGNS)
DEEPEST = 4
A_TIME = "RFC 3339, for example 2026-03-02T08:15:00Z"
MOST_PARTIES = 200
MOST_FIELDS = 20

NAMED = re.compile(
    r"/(?:users?|u|accounts?|profile|author|channel|actors?|c|m|video-channels|p|@|people|federation/u|api/collections)/([^/?#]+)"
)
"""The path of an actor's address on Mastodon, Pleroma, Lemmy, PeerTube, Friendica, Hubzilla, WriteFreely, Pixelfed, ..."""


class Actor(msgspec.Struct, frozen=True):
    """`url` is the actor's id; the identifier is None where neither the object nor the address tells the account's name."""

    url: str
    identifier: str | None
    name: str | None = None
    about: str = ""
    bot: bool = False


def recognises(value: dict[str, Any]) -> bool:
    """Is this an activity, an object or a collection of Activity Streams?"""
    if "@context" not in value and "type" not in value:
        return False
    context = value.get("@context")
    if context == CONTEXT or CONTEXT in _strings(context):
        return True
    kind = _type(value)
    if "actor" in value and kind in ACTIVITIES:
        return "object" in value
    return (
        kind == "Tombstone"
        or (kind in SAID and "attributedTo" in value)
        or (kind in LISTS and ("items" in value or "orderedItems" in value or "first" in value))
    )


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    """What was said or done in one object that `recognises` knows; refusals name the place in it."""
    yield from _read(value, where, reading, original, DEEPEST)


def _read(value: dict[str, Any], where: str, reading: Reading, original: Original, deep: int) -> Found:
    kind = _type(value)
    inner = dict_in(value, "object")
    if deep == 0:
        yield Refusal(where=where, what="activities within activities, too deep", remedy="send the innermost activity")
    elif kind in LISTS:
        yield from _list(value, where, reading, original, deep)
    elif kind in SAID:
        yield _said(value, {}, where, reading, original)
    elif kind in CARRIES:
        if _type(inner) in SAID:
            yield _said(inner, value, f"{where}.object", reading, original)
        elif not inner:
            yield Refusal(where=f"{where}.object", what=f"a {kind} without its object", remedy="send the activity with its object in it")
        elif _type(inner) not in ACTORS | LISTS | UNSAID:
            yield _unknown(inner, f"{where}.object")
    elif kind == "Announce" and "object" in inner and _type(inner) in ACTIVITIES:
        yield from _read(inner, f"{where}.object", reading, original, deep - 1)  # a group passes on what its members do
    elif kind in SIGNS:
        yield _sign(SIGNS[kind], value, where, reading, original)
    elif kind == "Delete":
        yield from _deleted(value, where)
    elif kind == "Undo":
        if _type(inner) in SIGNS:
            sign = _sign(SIGNS[_type(inner)], {"actor": value.get("actor"), **inner}, f"{where}.object", reading, original)
            yield sign if isinstance(sign, Refusal) else Removal(id=sign.id, channel="social", network=NETWORK, at=_told_at(value))
    elif kind == "Tombstone":
        if text_in(value, "id"):
            yield taken_back(NETWORK, text_in(value, "id"), instant(text_in(value, "deleted")))
    elif kind not in UNSAID | ACTORS:
        yield _unknown(value, where)


def _list(value: dict[str, Any], where: str, reading: Reading, original: Original, deep: int) -> Found:
    """The members of a collection; those that are mere addresses say nothing."""
    for field in ("orderedItems", "items"):
        for place, item in enumerate(dicts_in(value, field)):
            yield from _read(item, f"{where}.{field}[{place}]", reading, original, deep - 1)
    first = dict_in(value, "first")
    if first:
        yield from _read(first, f"{where}.first", reading, original, deep - 1)


def _said(note: dict[str, Any], activity: dict[str, Any], where: str, reading: Reading, original: Original) -> Interaction | Refusal:
    """An object as what its author said. `activity` carries it, empty where the object came alone."""
    uri = text_in(note, "id") or text_in(note, "url")
    if not uri:
        return Refusal(where=f"{where}.id", what="the object has no id", remedy="send the object as its server gives it")
    sender = host_of(_address(activity.get("actor"))) if activity else ""
    if sender and sender != (host_of(uri) or sender):
        return Refusal(where=f"{where}.id", what="another server than the author's tells this", remedy="ask the author's server for it")
    tags = dicts_in(note, "tag")
    author = _actor(note.get("attributedTo"), tags, note) or _actor(activity.get("actor"), tags, note) or Actor("", None)
    updates = _type(activity) == "Update"
    published = text_in(note, "published") or text_in(activity, "published") * (not updates)
    at = instant(published)
    if at is None and published:
        return Refusal(where=f"{where}.published", what=f"{published[:40]!r} is no time", remedy=A_TIME)
    edited = instant(text_in(note, "updated") or text_in(activity, "updated", "published") * updates)
    kind = _type(note)
    to = _addressed(note, activity, "to", "cc")
    direct = kind == "ChatMessage" or _is_direct(to + _addressed(note, activity, "audience"))
    spoken_to = _spoken_to(note, to, author, tags, "recipient" if direct else "mention")
    parent = _address(note.get("inReplyTo"))
    text, language = _words(note)
    title = text_of(_worded(note, "name")) if kind not in ("Note", "ChatMessage") else ""
    ours = is_ours(author.identifier, reading)
    act: Act = "direct" if direct else "review" if kind == "Review" else "reply" if parent else "post"
    return Interaction(
        id=f"{NETWORK}:{uri}", channel="social", network=NETWORK,
        direction=direction_of(ours, [is_ours(party.identifier, reading) for party in spoken_to] if ours else ()),
        at=at, parties=(_party(author), *spoken_to),
        thread=f"{NETWORK}:{_address(note.get('conversation')) or _address(note.get('context')) or parent or uri}",
        in_reply_to=f"{NETWORK}:{parent}" if parent else None,
        subject=title or text_of(_worded(note, "summary")) or None,
        text=text, language=language or identify(text),
        attachments=tuple(
            _attachment(one) for one in dicts_in(note, "attachment")[:MOST_PARTIES] if _type(one) not in ("PropertyValue", "Link")
        ),
        measures=counts(
            likes=count_in(note.get("likes"), "totalItems"), reposts=count_in(note.get("shares"), "totalItems"),
            replies=count_in(note.get("replies"), "totalItems"), rating=count_in(note, "rating"),
        ),
        automatic="bulk" if author.bot and not ours else None,
        original=original, act=act, edited_at=edited if edited is not None and (at is None or edited > at) else UNSET,
    )  # fmt: skip


def _sign(act: Act, activity: dict[str, Any], where: str, reading: Reading, original: Original) -> Interaction | Refusal:
    """A like, a boost, a follow: who did it is the author, and nothing is said. Mastodon gives likes and follows no time."""
    author = _actor(activity.get("actor"), [], activity)
    about = _address(activity.get("object"))
    if author is None or not about:
        return Refusal(where=where, what="an activity needs an actor and an object", remedy="send the whole activity")
    published = text_in(activity, "published")
    at = instant(published)
    if at is None and published:
        return Refusal(where=f"{where}.published", what=f"{published[:40]!r} is no time", remedy=A_TIME)
    embedded = dict_in(activity, "object")
    whose = _actor(embedded.get("attributedTo"), [], embedded) if embedded else None
    known = whose or _actor(about, [], {})
    ours = known.identifier if known and is_ours(known.identifier, reading) else None
    if ours is None:  # the author of what is shared is told of it
        told = [_actor(url, [], {}) for url in _strings(activity.get("to"))[:MOST_PARTIES] + _strings(activity.get("cc"))[:MOST_PARTIES]]
        ours = next((one.identifier for one in told if one and is_ours(one.identifier, reading)), None)
    named = text_in(activity, "id") or about if act == "follow" else about
    mine = is_ours(author.identifier, reading)
    return Interaction(
        id=f"{NETWORK}:{act}:{(author.identifier or author.url).removeprefix(NETWORK + ':')}:{named}", channel="social", network=NETWORK,
        direction=direction_of(mine, [True] if ours else []), at=at,
        parties=(_party(author), *([Party(role="recipient", identifier=ours)] if ours and ours != author.identifier else [])),
        in_reply_to=None if act == "follow" else f"{NETWORK}:{about}",
        automatic="bulk" if author.bot and not mine else None, original=original, act=act,
    )  # fmt: skip


def _deleted(activity: dict[str, Any], where: str) -> Found:
    """An object that its author or their server took back. An account that closes deletes itself: that takes back none of its words."""
    about, actor = _address(activity.get("object")), _address(activity.get("actor"))
    if not about or about == actor:
        return
    if actor and host_of(actor) != host_of(about):
        yield Refusal(
            where=f"{where}.actor", what="another server than the author's deletes this", remedy="nothing to do: it is not believed"
        )
        return
    yield taken_back(NETWORK, about, instant(text_in(dict_in(activity, "object"), "deleted")) or _told_at(activity))


def _told_at(activity: dict[str, Any]) -> datetime | None:
    return instant(text_in(activity, "published", "updated"))


def _unknown(value: dict[str, Any], where: str) -> Refusal:
    return unknown(f"{where}.type", _type(value) or "nothing", "ActivityPub")


def _words(note: dict[str, Any]) -> tuple[str, str | None]:
    """The text of the author and the language they say it is in; a poll with its answers."""
    content, several = text_in(note, "content"), dict_in(note, "contentMap")
    in_language = {tag: text for tag, text in several.items() if isinstance(text, str)}
    content = content or next(iter(in_language.values()), "")
    same = [tag for tag, text in in_language.items() if text == content] or (list(in_language) if len(in_language) == 1 else [])
    text = tidy(content) if text_in(note, "mediaType") in ("text/plain", "text/markdown") else text_of(content, quotes=False)
    if not content and _type(note) == "Note":
        text = text_of(_worded(note, "name"))  # a vote in a poll: the answer that was chosen
    text = _unquoted(text, note) if "RE: " in text else text
    if "oneOf" in note or "anyOf" in note:
        choices = [text_of(text_in(one, "name")) for field in ("oneOf", "anyOf") for one in dicts_in(note, field)]
        text = "\n".join([text, *(f"- {choice}" for choice in choices if choice)]).strip()
    return text, language_of(same[0]) if same else None


def _unquoted(text: str, note: dict[str, Any]) -> str:
    """Without the line that stands for the quoted post in programs that know no quotes."""
    for field in ("quote", "quoteUri", "quoteUrl", "_misskey_quote"):
        quoted = _address(note.get(field))
        if quoted:
            start, mark, rest = text.rpartition("RE: ")
            if mark and rest.strip().startswith("http") and (not start.strip() or start.endswith("\n")) and not rest.strip().count(" "):
                return start.strip()
    return text


def _worded(note: dict[str, Any], field: str) -> str:
    """A text that may be given by language instead."""
    return text_in(note, field) or next((text for text in dict_in(note, f"{field}Map").values() if isinstance(text, str)), "")


def _addressed(note: dict[str, Any], activity: dict[str, Any], *fields: str) -> list[str]:
    """Those whom the fields name, each once; an activity mostly repeats what its object has."""
    several = [one for source in (note, activity) for field in fields if field in source for one in _strings(source[field])]
    return list(dict.fromkeys(several))


def _is_direct(to: list[str]) -> bool:
    """Sent to persons alone: neither to the public nor to anybody's followers."""
    return bool(to) and PUBLIC.isdisjoint(to) and not any(one.rstrip("/").endswith(FOLLOWING) for one in to)


def _spoken_to(note: dict[str, Any], to: list[str], author: Actor, tags: list[dict[str, Any]], role: Any) -> list[Party]:
    """Those whom the object mentions, and those whom it is addressed `to`."""
    parties: dict[str, Party] = {}
    for tag in tags:
        if _type(tag) == "Mention":
            spelt, href = text_in(tag, "name"), text_in(tag, "href")
            identifier = identifiers.mastodon(spelt, host_of(href)) if "@" in spelt else _named(href)
            parties.setdefault(
                identifier or href, Party(role=role, identifier=identifier, name=None if identifier else tidy(spelt) or None)
            )
    for url in to[: 2 * MOST_PARTIES]:
        actor = None if url in PUBLIC or url.rstrip("/").endswith("/followers") else _actor(url, tags, note)
        if actor and actor.identifier and actor.identifier != author.identifier:
            parties.setdefault(actor.identifier, Party(role=role, identifier=actor.identifier))
    return list(parties.values())[:MOST_PARTIES]


def _actor(value: Any, tags: list[dict[str, Any]], about: dict[str, Any]) -> Actor | None:
    """An actor as an object, an address or the first of a list; an address is looked up among the mentions first."""
    if isinstance(value, list):
        value = value[0] if value and not isinstance(value[0], list) else None
    if isinstance(value, dict):
        url = text_in(value, "id") or text_in(value, "url")
        user = text_in(value, "preferredUsername")
        identifier = identifiers.mastodon(user, host_of(url)) if user else _named(url)
        name, kind = tidy(text_in(value, "name")), _type(value)
        return Actor(url, identifier, name or None, _profile(value), kind in ("Service", "Application")) if url else None
    if not isinstance(value, str) or not value:
        return None
    for tag in tags:
        if _type(tag) == "Mention" and text_in(tag, "href") == value and "@" in text_in(tag, "name"):
            return Actor(value, identifiers.mastodon(text_in(tag, "name"), host_of(value)))
    opaque = "_misskey" in " ".join(about)  # its addresses hold numbers in the place of names
    return Actor(value, None if opaque else _named(value))


def _profile(actor: dict[str, Any]) -> str:
    """What an actor says of themselves: the summary, and the fields of a profile, a line each."""
    fields = [one for one in dicts_in(actor, "attachment")[:MOST_FIELDS] if _type(one) == "PropertyValue"]
    links = [tidy(f"{text_in(one, 'name')}: {text_of(text_in(one, 'value'))}") for one in fields]
    return tidy("\n".join([text_of(text_in(actor, "summary")), *links]))


@lru_cache(maxsize=8192)
def _named(url: str) -> str | None:
    """The account in an actor's address, or in the address of something of theirs; None where it holds a mere number."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    path = path.replace("/@", "/@/", 1) if "/@/" not in path else path
    found = NAMED.match(path) or NAMED.search(path)
    if found is None or path.startswith("/ap/users/"):
        return None
    return identifiers.mastodon(found[1], host_of(url))


def _party(actor: Actor) -> Party:
    return Party(role="author", identifier=actor.identifier, name=actor.name, about=actor.about or UNSET)


def _attachment(one: dict[str, Any]) -> Attachment:
    url = _address(one.get("url")) or _address(one.get("href"))
    return medium(
        url, text_in(one, "mediaType") or text_in(dict_in(one, "url"), "mediaType") or _type(one).lower(), size=count_in(one, "size")
    )


def _type(value: Any) -> str:
    """The type of an object; the first of several."""
    kind = value.get("type") if type(value) is dict else ""
    if type(kind) is str and "#" not in kind and ":" not in kind:
        return kind
    kinds = _strings(value.get("type") or value.get("@type")) if isinstance(value, dict) else []
    return kinds[0].rpartition("#")[2].removeprefix("as:") if kinds else ""


def _address(value: Any) -> str:
    """The address that a field holds as it is, in an object or as the first of a list."""
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, str) else text_in(value, "id", "href", "url")


def _strings(value: Any) -> list[str]:
    """The addresses of a field that may hold one, several, or objects."""
    if type(value) is str:
        return [value]
    several = value if type(value) is list else [value]
    return [found for one in several if (found := one if type(one) is str else text_in(one, "id"))]
