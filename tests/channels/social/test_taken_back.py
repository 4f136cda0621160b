"""What somebody said or did, and the event by which they take it back: both have the same id, whatever the network."""

from __future__ import annotations

from typing import Any

import pytest
from payloads import payloads
from socially import found, said, taken_back

from schemas.errors import Refusal
from schemas.interaction import Removal

PAGE, WHO, AT = "70001", "880011", 1_740_000_000
TOOT = "https://toot.example.net/users/omar"


def meta(of: str, **entry: Any) -> dict[str, Any]:
    return {"object": of, "entry": [{"id": PAGE, "time": 1_740_000_900, **entry}]}


def talk(of: str, **event: Any) -> dict[str, Any]:
    return meta(of, messaging=[{"sender": {"id": WHO}, "recipient": {"id": PAGE}, "timestamp": 1_740_000_000_250, **event}])


def feed(**value: Any) -> dict[str, Any]:
    author = {"id": WHO, "name": "Nora"}
    return meta("page", changes=[{"field": "feed", "value": {"from": author, "created_time": 1_740_000_000, **value}}])


def whatsapp(kind: str, number: str, **content: Any) -> dict[str, Any]:
    message = {"from": "33639980142", "id": number, "timestamp": "1740000000", "type": kind, **content}
    line = {"display_phone_number": "33199004777", "phone_number_id": "55"}
    return meta("whatsapp_business_account", changes=[{"field": "messages", "value": {"metadata": line, "messages": [message]}}])


def line(kind: str, **content: Any) -> dict[str, Any]:
    event = {"type": kind, "timestamp": 1_740_000_000_250, "source": {"type": "user", "userId": "U1a"}, "webhookEventId": f"E{kind}"}
    return {"destination": "U0us", "events": [{**event, **content}]}


def telegram(**update: Any) -> dict[str, Any]:
    return {"update_id": 1, **update}


def activity(kind: str, about: Any, **more: Any) -> dict[str, Any]:
    context = "https://www.w3.org/ns/activitystreams"
    return {"@context": context, "id": f"{TOOT}#{kind}/1", "type": kind, "actor": TOOT, "object": about, **more}


def linkedin(action: str, activity: str, **inner: Any) -> dict[str, Any]:
    note = {"organizationalEntity": "urn:li:organization:100", "action": action, "sourcePost": "urn:li:share:7324"}
    note |= {"generatedActivity": activity, "lastModifiedAt": 1_746_515_289_000}
    decorated = {"decoratedGeneratedActivity": {"comment": {"owner": "urn:li:person:Om4r", **inner}}}
    return {"type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "notifications": [{**note, **decorated}]}


def bluesky(operation: str, collection: str, **record: Any) -> dict[str, Any]:
    commit = {"rev": "3l", "operation": operation, "collection": collection, "rkey": "3k1", **({"record": record} if record else {})}
    return {"did": "did:plc:omar22222222222222222222", "time_us": 1_746_515_290_123_456, "kind": "commit", "commit": commit}


def x(**events: Any) -> dict[str, Any]:
    return {"for_user_id": "100", **events}


OMAR, ATELIER = {"id_str": "77", "screen_name": "omar"}, {"id_str": "100", "screen_name": "atelier"}
ZOE, LENT = {"id": 42, "first_name": "Zoé"}, {"id": 42, "type": "private"}
LIKE, FOLLOW = activity("Like", "https://hub.example.com/s/1"), activity("Follow", "https://hub.example.com/users/atelier")
BOOST = activity("Announce", "https://hub.example.com/s/1", published="2025-05-06T10:00:00Z")
COMMENT = "urn:li:comment:(urn:li:activity:7325000000000000000,7325416062713856000)"
REVIEW = {"id": "tp1", "stars": 2, "createdAt": "2025-05-06T07:08:09Z", "text": "Trop lent", "consumer": {"id": "c1", "name": "Ana"}}
REACTED = {"chat": {"id": 42, "type": "private"}, "message_id": 7, "date": 1_740_000_000, "user": ZOE}
POSTED = {"subreddit": "pottery", "id": "c9", "name": "t1_c9", "created_utc": 1_746_515_289, "link_id": "t3_p1", "parent_id": "t3_p1"}
CHAT = {"id": "m2", "rev": "2", "sender": {"did": "did:plc:omar22222222222222222222"}, "sentAt": "2025-05-06T08:00:00Z"}
LIVE = {"kind": "youtube#liveChatMessage", "id": "D1"}

PAIRS: dict[str, tuple[Any, Any]] = {
    "activitypub, a note": (payloads("activitypub")["create"], payloads("activitypub")["delete"]),
    "activitypub, its address alone": (payloads("activitypub")["create"], activity("Delete", f"{TOOT}/statuses/5")),
    "activitypub, what stands in its place": (payloads("activitypub")["create"], {"type": "Tombstone", "id": f"{TOOT}/statuses/5"}),
    "activitypub, a like": (LIKE, activity("Undo", LIKE)),
    "activitypub, a follow": (FOLLOW, activity("Undo", FOLLOW)),
    "activitypub, a boost": (BOOST, activity("Undo", BOOST)),
    "bluesky, a post": (
        bluesky("create", "app.bsky.feed.post", text="Hello", createdAt="2025-05-06T07:08:09Z"), bluesky("delete", "app.bsky.feed.post"),
    ),
    "bluesky, a like": (
        bluesky("create", "app.bsky.feed.like", subject={"uri": "at://did:plc:a/app.bsky.feed.post/1"}),
        bluesky("delete", "app.bsky.feed.like"),
    ),
    "bluesky, a follow by the firehose": (
        bluesky("create", "app.bsky.graph.follow", subject="did:plc:a"),
        {"repo": "did:plc:omar22222222222222222222", "ops": [{"action": "delete", "path": "app.bsky.graph.follow/3k1", "cid": None}]},
    ),
    "bluesky, a message": (
        {"messages": [{"$type": "chat.bsky.convo.defs#messageView", "text": "Hello", **CHAT}]},
        {"logs": [{"convoId": "c", "message": {"$type": "chat.bsky.convo.defs#deletedMessageView", **CHAT}}]},
    ),
    "messenger": (talk("page", message={"mid": "m_1", "text": "Bonjour"}), talk("page", message={"mid": "m_1", "is_deleted": True})),
    "instagram": (talk("instagram", message={"mid": "1", "text": "Allo"}), talk("instagram", message={"mid": "1", "is_deleted": True})),
    "messenger, a reaction": (
        talk("page", reaction={"mid": "m_1", "action": "react", "emoji": "❤", "reaction": "love"}),
        talk("page", reaction={"mid": "m_1", "action": "unreact"}),
    ),
    "facebook, a comment": (
        feed(item="comment", verb="add", comment_id="70001_5_6", post_id="70001_5", message="Toujours rien"),
        feed(item="comment", verb="remove", comment_id="70001_5_6", post_id="70001_5"),
    ),
    "facebook, a reaction": (
        feed(item="reaction", verb="add", post_id="70001_5", reaction_type="love"),
        feed(item="reaction", verb="remove", post_id="70001_5", reaction_type="love"),
    ),
    "whatsapp, a message": (
        whatsapp("text", "wamid.1", text={"body": "Bonsoir"}), whatsapp("revoke", "wamid.2", revoke={"original_message_id": "wamid.1"}),
    ),
    "whatsapp, a reaction": (
        whatsapp("reaction", "wamid.3", reaction={"message_id": "wamid.0", "emoji": "👍"}),
        whatsapp("reaction", "wamid.4", reaction={"message_id": "wamid.0", "emoji": ""}),
    ),
    "telegram, a chat that is lent": (
        telegram(business_message={"message_id": 7, "business_connection_id": "b", "chat": LENT, "from": ZOE, "date": AT, "text": "Oui"}),
        telegram(deleted_business_messages={"business_connection_id": "b", "chat": LENT, "message_ids": [7]}),
    ),
    "telegram, a reaction": (
        telegram(message_reaction={**REACTED, "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "👍"}]}),
        telegram(message_reaction={**REACTED, "old_reaction": [{"type": "emoji", "emoji": "👍"}], "new_reaction": []}),
    ),
    "telegram, a vote": (
        telegram(poll_answer={"poll_id": "p", "user": ZOE, "option_ids": [1]}),
        telegram(poll_answer={"poll_id": "p", "user": ZOE, "option_ids": []}),
    ),
    "line, a message": (line("message", message={"id": "44", "type": "text", "text": "荷物"}), line("unsend", unsend={"messageId": "44"})),
    "line, a follow": (line("follow"), line("unfollow")),
    "x, a post": (payloads("x")["webhook"], x(tweet_delete_events=[{"status": {"id": "1920000000000000001", "user_id": "77"}}])),
    "x, a post in a stream": (payloads("x")["webhook"], {"delete": {"status": {"id": 1, "id_str": "1920000000000000001"}}}),
    "x, a post by the stream of compliance": (
        payloads("x")["webhook"], {"delete": {"tweet": {"id": "1920000000000000001", "author_id": "77"}, "event_at": "2025-05-08T00:00Z"}},
    ),
    "x, a follow": (
        x(follow_events=[{"type": "follow", "created_timestamp": "1746600719000", "source": OMAR, "target": ATELIER}]),
        x(follow_events=[{"type": "unfollow", "created_timestamp": "1746600720000", "source": OMAR, "target": ATELIER}]),
    ),
    "linkedin, a comment": (linkedin("COMMENT", COMMENT, text="Bravo"), linkedin("COMMENT_DELETE", COMMENT)),
    "linkedin, a like": (linkedin("LIKE", "urn:li:activity:1"), linkedin("LIKE_DELETE", "urn:li:activity:1")),
    "discourse, a post": (payloads("others")["discourse"], payloads("others")["discourse gone"]),
    "reddit, a comment": (
        {"kind": "t1", "data": {**POSTED, "author": "Omar_P", "body": "It is cold"}},
        {"kind": "t1", "data": {**POSTED, "author": "[deleted]", "body": "[deleted]"}},
    ),
    "trustpilot": (
        {"events": [{"eventName": "service-review-created", "eventData": REVIEW}]},
        {"events": [{"eventName": "service-review-deleted", "eventData": {"id": "tp1"}}]},
    ),
    "youtube, live": (
        payloads("others")["youtube live"],
        {**LIVE, "snippet": {"type": "messageDeletedEvent", "messageDeletedDetails": {"deletedMessageId": "L1"}}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_it_is_taken_back_under_the_id_that_it_was_said_with(name: str) -> None:
    first, then = PAIRS[name]
    assert taken_back(then)[0] in {one.id for one in said(first)}


def test_another_reaction_takes_the_place_of_the_first() -> None:
    thumb, heart = {"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "❤"}
    (first,) = said(telegram(message_reaction={**REACTED, "old_reaction": [], "new_reaction": [thumb]}))
    gone, second = found(telegram(message_reaction={**REACTED, "old_reaction": [thumb], "new_reaction": [heart]}))
    assert isinstance(gone, Removal)
    assert (gone.id, second.id == first.id) == (first.id, False)  # type: ignore[union-attr]


def test_a_server_cannot_delete_what_stands_on_another() -> None:
    (refusal,) = found(activity("Delete", "https://hub.example.com/users/atelier/statuses/1"))
    assert isinstance(refusal, Refusal)


def test_an_account_that_closes_takes_back_nothing() -> None:
    assert found(activity("Delete", TOOT)) == []
