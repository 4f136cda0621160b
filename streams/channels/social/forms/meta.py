"""Calls of Meta's webhooks: one envelope for pages, Instagram and WhatsApp, with many entries and many events in each.

Source: developers.facebook.com/docs/graph-api/webhooks/getting-started, "Event notifications". The same form with `field` and
`value` alone is what the dashboard's button "Test" sends.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.social.fields import epoch, listed
from streams.channels.social.forms import facebook, instagram, messenger, whatsapp
from streams.channels.social.found import Found, unknown

OBJECTS = {"page": "facebook", "instagram": "instagram", "whatsapp_business_account": "whatsapp"}
_MESSAGING_WORDS = (
    "messages message_echoes messaging_postbacks message_reactions message_edits message_edit message_reads message_deliveries"
    " messaging_seen messaging_referral messaging_referrals messaging_handover messaging_handovers messaging_optins messaging_feedback"
    " standby messaging_policy_enforcement messaging_account_linking response_feedback"
)
MESSAGING = frozenset(_MESSAGING_WORDS.split())
PAGE_FIELDS = frozenset({"feed", "mention", "ratings"})
_SILENT_FIELDS_WORDS = (
    "about affiliation attire awards bio birthday business_integrity category checkins company_overview conversations culinary_team"
    " current_location description email founded general_info general_manager group_feed hometown hours in_thread_lead_form_submit"
    " inbox_labels invalid_topic_placeholder is_published live_videos location members message_template_status_update"
    " messaging_customer_information mission name page_about_story page_change_proposal page_upcoming_change parking payment_options"
    " personal_info personal_interests phone picture price_range product_review products public_transit publisher_subscriptions"
    " send_cart story_insights username video_text_question_responses videos website call_permission_reply call_settings_update"
    " creator_marketplace_invited_creator_onboarding creator_marketplace_projects delta invoice_access_bank_slip_events"
    " invoice_access_invoice_change invoice_access_invoice_draft_change invoice_access_onboarding_status_active leadgen_fat local_delivery"
    " marketing_message_clicks marketing_message_delivery_failed mcom_invoice_change message_context messaging_appointments"
    " messaging_checkout_updates messaging_fblogin_account_linking messaging_game_plays messaging_in_thread_lead_form_submit"
    " messaging_integrity messaging_payments messaging_pre_checkouts onsite_conversion otp_verification payment_request_update"
    " registration share_to_story user_action"
)
SILENT_FIELDS = frozenset(_SILENT_FIELDS_WORDS.split())
"""What the page's own profile or Meta's programs say."""
TOLD = frozenset({"messaging", "standby", "changes", "changed_fields"})
REMEDY = "send the call as Meta gave it"


def recognises(value: dict[str, Any]) -> bool:
    if "entry" in value:
        return isinstance(value.get("object"), str)
    return _is_change(value) or whatsapp.bare(value)


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    if "entry" not in value:
        if _is_change(value):
            yield from _change(value, _network(value), "", None, where, reading, original)
        else:
            yield from whatsapp.read("messages", value, where, reading, original)
        return
    network = OBJECTS.get(value["object"])
    entries = listed(value, "entry", where)
    if network is None:
        yield unknown(f"{where}.object", value["object"], "Meta")
    elif isinstance(entries, Refusal):
        yield entries
    else:
        for place, entry in entries:
            yield from _entry(entry, network, place, reading, original)


def _is_change(value: dict[str, Any]) -> bool:
    return isinstance(value.get("field"), str) and isinstance(value.get("value"), dict)


def _entry(entry: Any, network: str, where: str, reading: Reading, original: Original) -> Found:
    """What happened to one of our pages, accounts or numbers."""
    if not isinstance(entry, dict):
        yield Refusal(where=where, what="this is no object", remedy=REMEDY)
        return
    account, time = entry.get("id"), entry.get("time")
    ours = str(account) if isinstance(account, str | int) else ""
    told_at = epoch(time) if isinstance(time, str | int | float) else None
    if TOLD.isdisjoint(entry):
        yield unknown(where, ", ".join(sorted(entry)) or "an empty entry", "Meta")
    for name in ("messaging", "standby", "changes"):
        if name not in entry:
            continue
        events = listed(entry, name, where)
        if isinstance(events, Refusal):
            yield events
            continue
        for place, event in events:
            if name == "changes":
                yield from _change(event, network, ours, told_at, place, reading, original)
            else:
                yield from messenger.read(event, network, ours, told_at, place, reading, original)


def _change(change: Any, network: str, account: str, told_at: datetime | None, where: str, reading: Reading, original: Original) -> Found:
    field = change.get("field") if isinstance(change, dict) else None
    if not isinstance(field, str):
        yield Refusal(where=f"{where}.field", what="the change does not say of what", remedy=REMEDY)
        return
    value = change.get("value")
    if network != "whatsapp" and field in SILENT_FIELDS:
        return
    if not isinstance(value, dict):
        yield Refusal(where=f"{where}.value", what="this is no object", remedy=REMEDY)
    elif network == "whatsapp":
        yield from whatsapp.read(field, value, f"{where}.value", reading, original)
    elif field in MESSAGING:
        yield from messenger.read(value, network, account, told_at, f"{where}.value", reading, original)
    elif network == "facebook" and field in PAGE_FIELDS:
        yield from facebook.read(value, account, told_at, f"{where}.value", reading, original)
    elif network == "instagram" and field in ("comments", "live_comments"):
        yield from instagram.read(value, account, told_at, f"{where}.value", reading, original)
    elif network == "instagram" and field == "mentions":
        yield Refusal(where=f"{where}.value", what="a mention by its number alone", remedy="ask the Graph API for it (mentioned_comment)")
    elif field == "leadgen":
        yield Refusal(where=f"{where}.value", what="a filled-in form by its number alone", remedy="ask the Graph API for the lead")
    else:
        yield unknown(f"{where}.field", field, "Meta")


def _network(change: dict[str, Any]) -> str:
    """Which network a test of the dashboard is about: it does not say."""
    if "messaging_product" in change["value"] or change["field"] in whatsapp.SILENT_FIELDS:
        return "whatsapp"
    return "instagram" if change["field"] in ("comments", "live_comments", "mentions", "story_insights") else "facebook"
