"""What nobody said - receipts, typing, members, programs, moderators - gives no entry and no dead letter, by the names that each network's
documentation gives its events."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from socially import found, refused

from schemas.errors import Refusal

AT, ACTOR, DID = "2025-05-06T07:08:09Z", "https://toot.example/users/omar", "did:plc:omar22222222222222222222"
WHO = {"sender": {"id": "5"}, "recipient": {"id": "70001"}, "timestamp": 1_740_000_000_250}


def meta(kind: str, **entry: Any) -> dict[str, Any]:
    return {"object": kind, "entry": [{"id": "70001", "time": 1_740_000_000, **entry}]}


def whatsapp(**value: Any) -> dict[str, Any]:
    line = {"display_phone_number": "33199004777", "phone_number_id": "1"}
    change = {"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": line, **value}}
    return meta("whatsapp_business_account", changes=[change])


def slack(**event: Any) -> dict[str, Any]:
    event = {"channel": "C1", "user": "U1", "ts": "1740000000.0001", **event}
    return {"type": "event_callback", "team_id": "T", "event_id": "E", "event": event}


def jetstream(collection: str, operation: str = "create") -> dict[str, Any]:
    record = {"record": {"$type": collection, "createdAt": AT}} if operation != "delete" else {}
    commit = {"rev": "3k", "operation": operation, "collection": collection, "rkey": "self", **record}
    return {"did": DID, "time_us": 1_746_515_289_000_000, "kind": "commit", "commit": commit}


def room(kind: str) -> dict[str, Any]:
    people = {"from": {"id": "29:5"}, "recipient": {"id": "28:u"}, "conversation": {"id": "a"}}
    return {"type": kind, "id": "1", "timestamp": AT, "channelId": "msteams", **people}


def notification(kind: str) -> dict[str, Any]:
    told = {"notificationType": kind, "resourceName": "accounts/1/locations/2", "locationName": "accounts/1/locations/2"}
    data = base64.b64encode(json.dumps(told).encode()).decode()
    return {"message": {"data": data, "messageId": "1", "publishTime": AT}, "subscription": "s"}


KINDS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "mastodon, webhook": (
        "account.approved account.created account.updated report.created report.updated",
        lambda kind: {"event": kind, "created_at": AT, "object": {"id": "1"}},
    ),
    "mastodon, stream": (
        "filters_changed announcement announcement.reaction announcement.delete encrypted_message notifications_merged",
        lambda kind: {"stream": ["user"], "event": kind, "payload": "{}"},
    ),
    "mastodon, notification": (
        "poll admin.sign_up admin.report severed_relationships moderation_warning annual_report",
        lambda kind: {"id": "1", "type": kind, "created_at": AT, "account": {"id": "1", "acct": "a@b.example"}},
    ),
    "activitypub": (
        "Accept Reject TentativeAccept TentativeReject Add Remove Block Flag Move View Listen Read Offer Invite Join Leave Ignore Arrive",
        lambda kind: {"@context": "https://www.w3.org/ns/activitystreams", "id": f"{ACTOR}#1", "type": kind, "actor": ACTOR},
    ),
    "bluesky": (
        "app.bsky.actor.profile app.bsky.graph.block app.bsky.graph.list app.bsky.graph.listitem app.bsky.graph.listblock"
        " app.bsky.graph.starterpack app.bsky.feed.threadgate app.bsky.feed.postgate app.bsky.feed.generator app.bsky.labeler.service"
        " chat.bsky.actor.declaration app.bsky.actor.status app.bsky.graph.verification sh.tangled.repo.pull",
        jetstream,
    ),
    "bluesky, taken away": ("app.bsky.actor.profile app.bsky.graph.block sh.tangled.repo.pull", lambda kind: jetstream(kind, "delete")),
    "bluesky, accounts": ("identity account", lambda kind: {"did": DID, "time_us": 1_746_515_289_000_000, "kind": kind, kind: {}}),
    "bluesky, firehose": (
        "account identity sync info handle tombstone",
        lambda kind: {"$type": f"com.atproto.sync.subscribeRepos#{kind}", "seq": 1, "did": DID, "time": AT},
    ),
    "bluesky, chat": (
        "logBeginConvo logAcceptConvo logLeaveConvo logReadMessage logMuteConvo logUnmuteConvo",
        lambda kind: {"logs": [{"$type": f"chat.bsky.convo.defs#{kind}", "rev": "1", "convoId": "c"}]},
    ),
    **{
        f"messenger, {kind}": (
            "read delivery optin referral account_linking pass_thread_control take_thread_control request_thread_control app_roles"
            " policy_enforcement game_play payment pre_checkout checkout_update typing prior_message customer_information",
            lambda event, kind=kind: meta(kind, messaging=[WHO | {event: {"x": "1"}}]),  # type: ignore[misc]  # the loop's own
        )
        for kind in ("page", "instagram")
    },
    "facebook, fields": (
        "live_videos name picture website inbox_labels group_feed page_change_proposal product_review message_template_status_update hours"
        " email founded business_integrity category send_cart call_permission_reply messaging_integrity marketing_message_clicks"
        " invoice_access_invoice_change leadgen_fat otp_verification payment_request_update registration",
        lambda field: meta("page", changes=[{"field": field, "value": {"x": 1}}]),
    ),
    "instagram, fields": (
        "story_insights creator_marketplace_projects share_to_story delta onsite_conversion",
        lambda field: meta("instagram", changes=[{"field": field, "value": {"x": 1}}]),
    ),
    "whatsapp, receipts": (
        "sent delivered read failed played deleted warning",
        lambda kind: whatsapp(statuses=[{"id": "w", "status": kind, "timestamp": "1740000000", "recipient_id": "33612345678"}]),
    ),
    "whatsapp, messages": (
        "system request_welcome",
        lambda kind: whatsapp(messages=[{"from": "33612345678", "id": "w1", "timestamp": "1740000000", "type": kind}]),
    ),
    "whatsapp, fields": (
        "account_alerts account_review_update account_update automatic_events business_capability_update flows group_lifecycle_update"
        " message_template_quality_update messaging_handovers partner_solutions payment_configuration_update security"
        " smb_app_state_sync template_category_update tracking_events user_id_update",
        lambda field: meta("whatsapp_business_account", changes=[{"field": field, "value": {"event": "X"}}]),
    ),
    "x": (
        "block_events unblock_events mute_events unmute_events direct_message_indicate_typing_events direct_message_mark_read_events",
        lambda kind: {"for_user_id": "1", kind: [{"x": 1}]},
    ),
    "x, a stream": ("limit scrub_geo status_withheld user_withheld warning", lambda kind: {kind: {"track": 1}}),
    "x, a conversation": (
        "ParticipantsJoin ParticipantsLeave",
        lambda kind: {"data": [{"id": "1", "event_type": kind, "created_at": AT}], "meta": {"result_count": 1}},
    ),
    "telegram": (
        "business_connection message_reaction_count inline_query chosen_inline_result shipping_query pre_checkout_query"
        " purchased_paid_media poll my_chat_member chat_member chat_boost removed_chat_boost",
        lambda kind: {"update_id": 1, kind: {}},
    ),
    "telegram, service messages": (
        "new_chat_members left_chat_member new_chat_title pinned_message group_chat_created forum_topic_created video_chat_started gift"
        " successful_payment users_shared write_access_allowed boost_added",
        lambda kind: {"update_id": 1, "message": {
            "message_id": 5, "date": 1_740_000_000, "chat": {"id": -5, "type": "group"}, "from": {"id": 5, "first_name": "A"}, kind: {},
        }},
    ),
    "line": (
        "join leave memberJoined memberLeft videoPlayComplete beacon accountLink membership module activated deactivated botSuspended",
        lambda kind: {"destination": "U0", "events": [{"type": kind, "timestamp": 1_740_000_000_250, "source": {"userId": "U1"}}]},
    ),
    "viber": (
        "webhook conversation_started delivered seen failed client_status",
        lambda kind: {"event": kind, "timestamp": 1_740_000_000_250, "message_token": 1, "user_id": "5"},
    ),
    "slack": (
        "app_home_opened app_uninstalled assistant_thread_started call_rejected channel_archive channel_created dnd_updated"
        " email_domain_changed emoji_changed file_shared function_executed grid_migration_finished group_left im_open invite_requested"
        " link_shared member_joined_channel message_metadata_posted pin_added resources_added scope_granted shared_channel_invite_accepted"
        " star_added subteam_created team_join tokens_revoked user_change user_typing workflow_published",
        lambda kind: slack(type=kind),
    ),
    "slack, subtypes": (
        "channel_join channel_leave channel_topic channel_purpose channel_name bot_add group_join pinned_item reminder_add huddle_thread",
        lambda kind: slack(type="message", subtype=kind, text="joined"),
    ),
    "slack, to the program": ("app_rate_limited", lambda kind: {"token": "x", "type": kind, "minute_rate_limited": 1}),
    "teams": (
        "conversationUpdate typing event endOfConversation installationUpdate contactRelationUpdate deleteUserData handoff trace invoke"
        " invokeResponse suggestion command commandResult",
        room,
    ),
    "discourse": (
        "slug avatar_template mentionable_level group_id granted_at notification_type pm_topic_count",
        lambda mark: {"group" if "level" in mark else "user_badge" if mark == "granted_at" else "topic": {"id": 1, mark: 1}},
    ),
    "google": ("GOOGLE_UPDATE DUPLICATE_LOCATION LOSS_OF_VOICE_OF_MERCHANT VOICE_OF_MERCHANT_UPDATED NEW_CUSTOMER_MEDIA", notification),
    "youtube, live": (
        "chatEndedEvent sponsorOnlyModeStartedEvent sponsorOnlyModeEndedEvent userBannedEvent tombstone",
        lambda kind: {"kind": "youtube#liveChatMessage", "id": "L", "snippet": {"type": kind, "liveChatId": "c", "publishedAt": AT}},
    ),
    "reddit": ("more t2 t5 t6 LiveUpdateEvent UserList", lambda kind: {"kind": kind, "data": {"id": "x", "name": "x"}}),
}  # fmt: skip


@pytest.mark.parametrize(("network", "kind"), [(network, kind) for network, (kinds, _) in KINDS.items() for kind in kinds.split()])
def test_what_nobody_said_is_nothing(network: str, kind: str) -> None:
    assert found(KINDS[network][1](kind)) == []


@pytest.mark.parametrize(
    "payload",
    [
        slack(type="warp"), room("warp"), meta("page", changes=[{"field": "warp", "value": {}}]), {"limit": 1},
        {"update_id": 1, "warp": {}}, {"group": {"id": 1}}, {"type": "url_verification", "challenge": "3eZbrw1aB", "token": "x"},
    ],
)  # fmt: skip
def test_what_is_not_known_is_said_to_be_unknown(payload: dict[str, Any]) -> None:
    assert isinstance(refused(payload), Refusal)
