"""Bluesky: views of its API, records of a repository, and events of Jetstream, the firehose and Tap.

Source: lexicons app.bsky.feed.defs (postView, feedViewPost, threadViewPost), feed.post, feed.like, feed.repost, graph.follow,
notification.listNotifications, richtext.facet, embed.*, com.atproto.repo.*, com.atproto.sync.subscribeRepos (#commit), chat.bsky.convo.defs
in github.com/bluesky-social/atproto; github.com/bluesky-social/jetstream, "Consuming Jetstream". A record's at-uri names it by
whatever way it comes; `createdAt` is the time that its author gives, `indexedAt` that at which somebody's server saw it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import UNSET

from schemas.errors import Refusal
from schemas.interaction import Act, Attachment, Interaction, Original, Party, Reading
from streams.channels.social.fields import count_in, counts, dict_in, dicts_in, epoch, instant, language_of, text_in
from streams.channels.social.found import Found, taken_back
from streams.channels.social.html import tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of, is_ours
from streams.rules.language import identify

NETWORK = "bluesky"
POST = "app.bsky.feed.post"
SIGNS: dict[str, Act] = {"app.bsky.feed.like": "like", "app.bsky.feed.repost": "boost", "app.bsky.graph.follow": "follow"}
AT_URI = re.compile(r"at://(did:[a-z]+:[A-Za-z0-9._:%-]+)/([a-zA-Z0-9.-]+)/([A-Za-z0-9._~:-]+)")
DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]{1,250}")
LISTS = ("posts", "feed", "notifications", "records", "messages", "logs", "convos", "thread")
MARKS = frozenset({"did", "uri", "commit", "ops", "collection", "record", "identity", "$type", "post", *LISTS})
DEEPEST = 60


def recognises(value: dict[str, Any]) -> bool:
    """Is this a view, a record, a list of them, or an event about one?"""
    if MARKS.isdisjoint(value):
        return False
    if text_in(value, "did").startswith("did:") and "time_us" in value:
        return True
    if text_in(value, "uri").startswith("at://"):
        return "record" in value or "value" in value or "posts" in value
    if "commit" in value or "ops" in value or "collection" in value:
        return text_in(value, "repo", "did").startswith("did:") and ("ops" in value or "collection" in value)
    if text_in(value, "type") in ("record", "identity", "user") and (
        "did" in dict_in(value, "record") or "did" in dict_in(value, "identity")
    ):
        return True
    if text_in(value, "$type").startswith(("app.bsky.", "chat.bsky.", "com.atproto.sync.")):
        return True
    if "thread" in value and (
        isinstance(value["thread"], list) or "$type" in dict_in(value, "thread") or "post" in dict_in(value, "thread")
    ):
        return True
    if "post" in value and text_in(dict_in(value, "post"), "uri").startswith("at://"):
        return True
    return any(type(value[name]) is list and _is_list(value, name) for name in LISTS if name in value)


def _is_list(value: dict[str, Any], name: str) -> bool:
    """Whether the first of the list is Bluesky's; an empty list is, where the answer's other fields leave no doubt."""
    several = dicts_in(value, name)
    if not several:
        return name in ("feed", "notifications", "logs", "convos") and set(value) <= {name, "cursor", "seenAt", "priority"}
    first = several[0]
    if "convoId" in first or ("members" in first and "rev" in first):
        return True
    addresses = ("at://", "did:")
    if text_in(first, "uri").startswith(addresses) or text_in(dict_in(first, "post"), "uri").startswith(addresses):
        return True
    return text_in(dict_in(first, "sender"), "did").startswith(addresses)


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    """What was said or done in one object that `recognises` knows; refusals name the place in it."""
    yield from _read(value, where, reading, original, DEEPEST)


def _read(value: dict[str, Any], where: str, reading: Reading, original: Original, deep: int) -> Found:
    if deep == 0:
        yield Refusal(where=where, what="the thread is too deep", remedy="ask for fewer levels of it")
    elif "time_us" in value:
        commit = dict_in(value, "commit")
        if commit:
            yield from _commit(text_in(value, "did"), commit, epoch(value["time_us"]), f"{where}.commit", reading, original)
        elif text_in(value, "kind") not in ("identity", "account", "sync", "info"):
            yield Refusal(where=f"{where}.kind", what="this is no kind of event known here", remedy="known are commit, identity, account")
    elif text_in(value, "type") == "record":
        event = dict_in(value, "record")
        yield from _commit(text_in(event, "did"), event, None, f"{where}.record", reading, original)
    elif "ops" in value:
        for place, op in enumerate(dicts_in(value, "ops")):
            collection, _, rkey = text_in(op, "path").partition("/")
            named = {**op, "collection": collection, "rkey": rkey}
            yield from _commit(text_in(value, "repo"), named, instant(text_in(value, "time")), f"{where}.ops[{place}]", reading, original)
    elif "collection" in value:
        yield from _commit(text_in(value, "repo", "did"), value, None, where, reading, original)
    elif "sender" in value and "sentAt" in value:
        yield from _message(value, "", [], where, reading, original)
    elif text_in(value, "uri").startswith("at://") and ("record" in value or "value" in value):
        yield from _view(value, where, reading, original)
    elif "post" in value and "thread" not in value:
        yield from _threaded(value, where, reading, original, deep)
    elif text_in(value, "$type") == POST:
        content = sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()  # it does not tell where it lies, nor whose it is
        yield _record(f"record:{content}", value, {}, {}, None, None, where, reading, original)
    elif text_in(value, "$type") in SIGNS:
        yield Refusal(where=where, what="a record alone does not tell who did it", remedy="send it with its uri, or in its event")
    else:
        yield from _lists(value, where, reading, original, deep)


def _lists(value: dict[str, Any], where: str, reading: Reading, original: Original, deep: int) -> Found:
    for name in LISTS:
        for place, one in enumerate(dicts_in(value, name)):
            at = f"{where}.{name}[{place}]" if isinstance(value[name], list) else f"{where}.{name}"
            if name == "convos":
                members = dicts_in(one, "members")
                yield from _message(dict_in(one, "lastMessage"), text_in(one, "id"), members, f"{at}.lastMessage", reading, original)
            elif name == "logs":
                yield from _message(dict_in(one, "message"), text_in(one, "convoId"), [], f"{at}.message", reading, original)
            elif name == "messages":
                yield from _message(one, text_in(value, "convoId"), dicts_in(value, "relatedProfiles"), at, reading, original)
            elif name == "thread" and "value" in one and "depth" in one:
                post = dict_in(dict_in(one, "value"), "post")
                if post:
                    yield from _view(post, f"{at}.value.post", reading, original)
            elif name in ("thread", "feed"):
                yield from _threaded(one, at, reading, original, deep)
            else:
                yield from _view(one, at, reading, original)


def _threaded(value: dict[str, Any], where: str, reading: Reading, original: Original, deep: int) -> Found:
    """A post with those before and after it (threadViewPost), or in a feed: repeated there because somebody reposted it."""
    if deep == 0:
        yield Refusal(where=where, what="the thread is too deep", remedy="ask for fewer levels of it")
        return
    if dict_in(value, "parent"):
        yield from _threaded(dict_in(value, "parent"), f"{where}.parent", reading, original, deep - 1)
    post, reason = dict_in(value, "post"), dict_in(value, "reason")
    if "by" in reason and text_in(reason, "indexedAt"):
        by, about = dict_in(reason, "by"), text_in(post, "uri")
        uri = text_in(reason, "uri") or f"boost:{text_in(by, 'did')}:{about}"
        seen = instant(text_in(reason, "indexedAt"))
        yield _sign("boost", uri, {"subject": {"uri": about}}, by, seen, f"{where}.reason", reading, original)
    elif post:
        yield from _view(post, f"{where}.post", reading, original)
    for place, reply in enumerate(dicts_in(value, "replies")):
        yield from _threaded(reply, f"{where}.replies[{place}]", reading, original, deep - 1)


def _commit(did: str, commit: dict[str, Any], seen: Any, where: str, reading: Reading, original: Original) -> Found:
    """A record made, changed or deleted in somebody's repository. `seen`: when, by the clock of the server that tells."""
    collection, rkey = text_in(commit, "collection"), text_in(commit, "rkey")
    operation = text_in(commit, "operation", "action") or "create"
    if collection != POST and collection not in SIGNS:
        return  # profiles, lists, gates: nothing is said to anybody
    record = dict_in(commit, "record")
    if not DID.fullmatch(did) or not rkey:
        yield Refusal(where=where, what="the event does not tell whose record it is", remedy="send it with its did, collection and rkey")
    elif operation == "delete":
        yield taken_back(NETWORK, f"at://{did}/{collection}/{rkey}", seen)
    elif not record:
        yield Refusal(where=f"{where}.record", what="the event has no record", remedy="decode the blocks of the commit, or use Jetstream")
    else:
        uri = f"at://{did}/{collection}/{rkey}"
        edited = seen if operation == "update" else None
        yield _record(uri, record, {"did": did}, {}, seen, edited, where, reading, original)


def _view(view: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    """A postView, a notification, or a record as its repository gives it."""
    uri, author = text_in(view, "uri"), dict_in(view, "author")
    record = dict_in(view, "record") or dict_in(view, "value")
    named = AT_URI.fullmatch(uri)
    if named is None:
        text = "this is no at-uri of a record"
        yield Refusal(where=f"{where}.uri", what=text, remedy="send the post as the API gave it")
        return
    if not record and text_in(view, "$type").endswith(("#notFoundPost", "#blockedPost")):
        if view.get("notFound") is True:  # where one stood and is answered to: it was deleted
            yield taken_back(NETWORK, uri, None)
        return
    kind = text_in(record, "$type") or named[2]
    if kind != POST and kind not in SIGNS:
        return
    yield _record(uri, record, author or {"did": named[1]}, view, instant(text_in(view, "indexedAt")), None, where, reading, original)


def _record(
    uri: str, record: dict[str, Any], author: dict[str, Any], view: dict[str, Any], seen: Any, edited: Any, where: str,
    reading: Reading, original: Original,
) -> Interaction | Refusal:  # fmt: skip
    kind = text_in(record, "$type") or uri.split("/")[3]
    if kind in SIGNS:
        return _sign(SIGNS[kind], uri, record, author, seen, where, reading, original)
    at = instant(text_in(record, "createdAt")) or seen
    did = text_in(author, "did")
    known = DID.fullmatch(did) is not None or not uri.startswith("at://")
    if at is None or not known:
        what = "there is no time in it" if known else f"{did[:80]!r} is no account"
        return Refusal(where=where, what=what, remedy="send the post with its author and its createdAt")
    reply = dict_in(record, "reply")
    parent, root = text_in(dict_in(reply, "parent"), "uri"), text_in(dict_in(reply, "root"), "uri")
    text = tidy(_whole_links(text_in(record, "text"), dicts_in(record, "facets")))
    ours = _ours(author, reading)
    spoken_to = _spoken_to(record, did, parent, reading)
    languages = [code for tag in record.get("langs") or () if (code := language_of(tag))] if isinstance(record.get("langs"), list) else []
    return Interaction(
        id=f"{NETWORK}:{uri}", channel="social", network=NETWORK,
        direction=direction_of(ours, (is_ours(party.identifier, reading) for party in spoken_to)),
        at=at, parties=(_party(author), *spoken_to), thread=f"{NETWORK}:{root or parent or uri}",
        in_reply_to=f"{NETWORK}:{parent}" if parent else None, text=text,
        language=languages[0] if len(languages) == 1 else identify(text) or (languages[0] if languages else None),
        attachments=tuple(_attachments(dict_in(record, "embed"))),
        measures=counts(
            likes=count_in(view, "likeCount"), reposts=count_in(view, "repostCount"), replies=count_in(view, "replyCount"),
            followers=count_in(author, "followersCount"),
        ),
        automatic="bulk" if _is_bot(author) and not ours else None,
        original=original, act="reply" if parent else "post", edited_at=edited if edited is not None else UNSET,
    )  # fmt: skip


def _sign(
    act: Act, uri: str, record: dict[str, Any], author: dict[str, Any], seen: Any, where: str, reading: Reading, original: Original
) -> Interaction | Refusal:
    """A like, a repost, a follow: who did it is the author, and nothing is said."""
    did, subject = text_in(author, "did"), record.get("subject")
    about = subject if isinstance(subject, str) else text_in(subject, "uri", "did")
    at = instant(text_in(record, "createdAt")) or seen
    if not DID.fullmatch(did) or at is None:
        return Refusal(where=where, what="it does not tell who did it, or when", remedy="send the whole event")
    named = AT_URI.match(about)
    whose = f"{NETWORK}:{named[1] if named else about}" if about else None
    recipient = [Party(role="recipient", identifier=whose)] if whose and is_ours(whose, reading) else []
    ours = _ours(author, reading)
    return Interaction(
        id=f"{NETWORK}:{uri}", channel="social", network=NETWORK, direction=direction_of(ours, [True] if recipient else []), at=at,
        parties=(_party(author), *recipient), in_reply_to=f"{NETWORK}:{about}" if named else None,
        measures=counts(followers=count_in(author, "followersCount")),
        automatic="bulk" if _is_bot(author) and not ours else None, original=original, act=act,
    )  # fmt: skip


def _message(value: dict[str, Any], convo: str, members: list[dict[str, Any]], where: str, reading: Reading, original: Original) -> Found:
    """A direct message. Notes of the system say nothing."""
    if text_in(value, "$type").endswith("#deletedMessageView") and text_in(value, "id"):
        yield taken_back(NETWORK, f"message:{text_in(dict_in(value, 'sender'), 'did')}:{text_in(value, 'id')}", None)
        return
    if not text_in(value, "id") or "text" not in value or text_in(value, "$type").endswith("#systemMessageView"):
        return
    sender, at = text_in(dict_in(value, "sender"), "did"), instant(text_in(value, "sentAt"))
    if not DID.fullmatch(sender) or at is None:
        yield Refusal(where=where, what="the message does not tell who sent it, or when", remedy="send it as the API gave it")
        return
    author = next((one for one in members if text_in(one, "did") == sender), {"did": sender})
    others = [one for one in members if DID.fullmatch(text_in(one, "did")) and text_in(one, "did") != sender]
    text = tidy(_whole_links(text_in(value, "text"), dicts_in(value, "facets")))
    yield Interaction(
        id=f"{NETWORK}:message:{sender}:{text_in(value, 'id')}", channel="social", network=NETWORK,
        direction=direction_of(_ours(author, reading), (_ours(one, reading) for one in others)), at=at,
        parties=(
            _party(author),
            *(
                Party(role="recipient", identifier=f"{NETWORK}:{text_in(one, 'did')}", name=tidy(text_in(one, "displayName")) or None)
                for one in others
            ),
        ),
        thread=f"{NETWORK}:convo:{convo}" if convo else None, text=text, language=identify(text), original=original, act="direct",
    )  # fmt: skip


def _whole_links(text: str, facets: list[dict[str, Any]]) -> str:
    """The text with links in full that the writer's program had cut short ("example.org/a/b..."). Facets count bytes of UTF-8."""
    cut = []
    for facet in facets:
        start, end = count_in(dict_in(facet, "index"), "byteStart"), count_in(dict_in(facet, "index"), "byteEnd")
        uri = next((text_in(one, "uri") for one in dicts_in(facet, "features") if "uri" in one), "")
        if uri and start is not None and end is not None and 0 <= start < end:
            cut.append((start, end, uri))
    said, last, encoded = [], 0, text.encode("utf-8", "surrogatepass")
    for start, end, uri in sorted(cut):
        shown = encoded[start:end].decode("utf-8", "replace")
        if start >= last and end <= len(encoded) and shown.endswith(("...", "…")):
            said += [encoded[last:start].decode("utf-8", "replace"), uri]
            last = end
    return "".join([*said, encoded[last:].decode("utf-8", "replace")])


def _spoken_to(record: dict[str, Any], author: str, parent: str, reading: Reading) -> list[Party]:
    """Those whom the post mentions; one of us whose post it answers."""
    dids = [
        text_in(one, "did") for facet in dicts_in(record, "facets") for one in dicts_in(facet, "features")
        if text_in(one, "$type").endswith("#mention")
    ]  # fmt: skip
    parties = {did: Party(role="mention", identifier=f"{NETWORK}:{did}") for did in dids if DID.fullmatch(did)}
    answered = AT_URI.match(parent)
    if answered and answered[1] != author and is_ours(f"{NETWORK}:{answered[1]}", reading):
        parties.setdefault(answered[1], Party(role="recipient", identifier=f"{NETWORK}:{answered[1]}"))
    return list(parties.values())


def _attachments(embed: dict[str, Any]) -> Iterator[Attachment]:
    """The author's own pictures and films; a quoted post and a link's preview are none."""
    media = dict_in(embed, "media") or embed
    for image in dicts_in(media, "images"):
        blob = dict_in(image, "image")
        yield medium("", text_in(blob, "mimeType") or "image", size=count_in(blob, "size"))
    video = dict_in(media, "video")
    if video:
        yield medium("", text_in(video, "mimeType") or "video", size=count_in(video, "size"))


def _ours(author: dict[str, Any], reading: Reading) -> bool:
    return is_ours(f"{NETWORK}:{text_in(author, 'did')}", reading, text_in(author, "handle"))


def _is_bot(author: dict[str, Any]) -> bool:
    return any(text_in(label, "val") == "bot" for label in dicts_in(author, "labels"))


def _party(author: dict[str, Any]) -> Party:
    name, about = tidy(text_in(author, "displayName")), tidy(text_in(author, "description"))
    did = text_in(author, "did")
    return Party(role="author", identifier=f"{NETWORK}:{did}" if did else None, name=name or None, about=about or UNSET)
