"""The same event by webhook, by the API and by a stream is one: under one id, and not edited, unless somebody edited it."""

from __future__ import annotations

from typing import Any

import pytest
from payloads import payloads, said

from schemas.interaction import Interaction, Party

ACTIVITYPUB, BLUESKY, X, OTHERS, ROOMS = (payloads(name) for name in ("activitypub", "bluesky", "x", "others", "rooms"))
STATUS: dict[str, Any] = ROOMS["mastodon status"]
TOLD = {"id": "1", "type": "mention", "created_at": "2025-05-06T07:08:10Z", "account": STATUS["account"], "status": STATUS}
NOTE = {"id": STATUS["uri"], "type": "Note", "attributedTo": "https://hub.example.com/users/Lea", "published": STATUS["created_at"]}
MID, COMMENT = ROOMS["facebook message"]["entry"][0]["messaging"][0], ROOMS["facebook comment"]["entry"][0]["changes"][0]["value"]
KEPT = {"id": "m_one", "created_time": "2025-05-06T07:08:09+0000", "from": {"id": "880011", "name": "Nora"}, "message": "Bonjour"}
UPDATE: dict[str, Any] = ROOMS["telegram message"]
WA = ROOMS["whatsapp message"]["entry"][0]["changes"][0]["value"]
REVIEW: dict[str, Any] = ROOMS["trustpilot review"]["events"][0]["eventData"]
FOLLOWED = {"id": "2", "type": "follow", "created_at": "2025-05-06T07:08:10Z", "account": STATUS["account"]}
GROUPED = {
    "accounts": [STATUS["account"]], "statuses": [],
    "notification_groups": [{"type": "follow", "latest_page_notification_at": "2025-05-06T09:00:00Z", "sample_account_ids": ["9"]}],
}  # fmt: skip

WAYS: dict[str, tuple[str, list[Any]]] = {
    "mastodon": ("mastodon:https://hub.example.com/users/Lea/statuses/501", [
        STATUS, TOLD, {"event": "status.created", "object": STATUS}, {"last_status": STATUS, "accounts": [], "id": "1"},
        {"ancestors": [STATUS], "descendants": []}, {**NOTE, "content": "x"},
        {"type": "Create", "actor": NOTE["attributedTo"], "object": NOTE},
        {"type": "Update", "actor": NOTE["attributedTo"], "object": NOTE},
    ]),
    "mastodon, a follow": ("mastodon:follow:lea@hub.example.com", [FOLLOWED, GROUPED]),
    "bluesky": ("bluesky:at://did:plc:omar22222222222222222222/app.bsky.feed.post/3kpost", [
        BLUESKY[name] for name in ("jetstream", "firehose", "tap", "update")
    ]),
    "x": ("x:1920000000000000001", [X["v2"], X["webhook"], X["edited"]]),
    "x, a message": ("x:1920000000000000009", [X["message"], X["message v2"], X["archived messages"]]),
    "messenger": ("facebook:m_one", [
        ROOMS["facebook message"], {"object": "page", "entry": [{"id": "70001", "time": 1, "standby": [MID]}]},
        {"data": [KEPT | {"to": {}}]},
    ]),
    "facebook, a comment": ("facebook:5_6", [
        ROOMS["facebook comment"], {"field": "feed", "value": {**COMMENT, "verb": "edited"}},
        {"data": [{"id": "5_6", "created_time": "2025-05-06T07:08:09+0000", "message": "Bonjour", "like_count": 1}]},
    ]),
    "whatsapp": ("whatsapp:wamid.1", [ROOMS["whatsapp message"], {"field": "messages", "value": WA}, {"messages": WA["messages"]}]),
    "telegram": ("telegram:42:12", [UPDATE, {"ok": True, "result": [UPDATE]}, UPDATE["message"], ROOMS["telegram edited"]]),
    "trustpilot": ("trustpilot:tp1", [ROOMS["trustpilot review"], REVIEW, {"reviews": [REVIEW], "links": []}]),
    "threads": ("threads:890", [ROOMS["threads reply"], ROOMS["threads media"]]),
    "slack": ("slack:C9:1746515289.000200", [ROOMS["slack message"], ROOMS["slack history"], ROOMS["slack edited"]]),
    "teams": ("teams:a:1:1746515289123", [ROOMS["teams message"], ROOMS["teams edited"]]),
    "youtube": ("youtube:Ug1.r1", [OTHERS["youtube"], OTHERS["youtube comments"]]),
    "discourse": ("discourse:topic/88/3", [OTHERS["discourse"], OTHERS["discourse topic"]]),
    "linkedin": ("linkedin:7325416062713856000", [OTHERS["linkedin"], OTHERS["linkedin notified"]]),
}  # fmt: skip


@pytest.mark.parametrize("event", WAYS)
def test_an_event_has_one_id_by_whatever_way_it_comes(event: str) -> None:
    name, ways = WAYS[event]
    for way in ways:
        assert name in {one.id.replace("discourse:forum.example/", "discourse:") for one in said(way)}, way


def one(name: str) -> Interaction:
    return said(ROOMS[name])[0]


def test_a_review_of_an_app_comes_with_what_we_answered() -> None:
    for name, text, title in (
        ("appstore reviews", "It takes minutes to open my order.", "Slow"),
        ("googleplay reviews", "Il faut des minutes pour ouvrir ma commande.", "Lent"),
    ):
        review, answer = said(ROOMS[name])
        assert (review.act, review.text, review.subject, review.measures["rating"]) == ("review", text, title, 2)
        assert (answer.direction, answer.in_reply_to, answer.act) == ("out", review.id, "reply")
        assert review.at is not None and review.at.isoformat() == "2025-05-06T07:08:09+00:00"


def test_links_and_people_of_slack_are_shown_as_they_are_read() -> None:
    told, edited = one("slack message"), one("slack edited")
    assert told.text == "@U100 is the https://shop.example/kiln <ready>?"
    assert told.parties[1] == Party(role="mention", identifier="slack:U100")
    assert (told.act, told.in_reply_to, told.thread) == ("reply", "slack:C9:1746515000.000100", "slack:C9:1746515000.000100")
    assert (edited.at, edited.edited_at is not None) == (told.at, True)


def test_a_message_in_teams_is_by_whoever_the_directory_knows() -> None:
    told, liked = one("teams message"), one("teams reaction")
    assert told.text == "Atelier could you call me back today, please?"
    assert told.parties[0] == Party(role="author", identifier="teams:0mar", name="Omar P")
    assert liked.parties[0].identifier == "teams:0mar"
    assert (told.act, told.attachments, liked.act, liked.in_reply_to) == ("direct", (), "like", "teams:a:1:1746515289200")


def test_viber_gives_words_files_and_who_begins_to_follow() -> None:
    told, picture, follows = one("viber message"), one("viber picture"), one("viber subscribed")
    assert (told.text, told.act, told.parties[0]) == (
        "Where is my parcel?", "direct", Party(role="author", identifier="viber:V1==", name="Omar"),
    )  # fmt: skip
    assert (picture.text, picture.attachments[0].size, follows.act) == ("broken", 2000, "follow")


def test_a_reply_on_threads_is_said_to_whoever_began() -> None:
    told = one("threads reply")
    assert (told.act, told.in_reply_to, told.thread, told.direction) == ("reply", "threads:567", "threads:123", "in")
    assert told.parties == (Party(role="author", name="omar"), Party(role="recipient", identifier="threads:100"))
