"""What networks allow: who may write first, and for how long after a person's last message one may answer. A table, with the sources.

The stricter reading is taken: a network that is not in the table is not written to, and what a network does not forbid - a mention of
somebody who never wrote to us - is left undone all the same where it would be unasked for.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from schemas.documents import Reason
from schemas.events import Number
from schemas.interaction import Act

Code = Literal["window_open", "window_template", "window_shut", "window_never", "network_unknown"]


class Rule(msgspec.Struct, frozen=True):
    """`within`: of their last message one may answer freely; None: at any time. `templates`: after that, and first, texts that the network
    has approved may still go to those who agreed to it. `said`: whether what a source without an `act` brings from there was to us alone;
    `answers`: what was said before all can be answered to its author alone."""

    source: str
    within: timedelta | None = None
    templates: bool = False
    said: Literal["alone", "among_all"] = "alone"
    answers: bool = False


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """Whether one may write at `now`. `until`: the first instant at which it is shut; None: no end is known.

    `only_templates`: nothing else may go; `open` then says whether a template was offered.
    """

    open: bool
    code: Code
    until: datetime | None = None
    only_templates: bool = False


DAY, WEEK = timedelta(hours=24), timedelta(days=7)

RULES: dict[str, Rule] = {
    # answered within a day of their last message; the tag for people who answer by hand (7 days) is not ours, who write by a machine
    "facebook": Rule("https://developers.facebook.com/documentation/business-messaging/messenger-platform/policy/", DAY),
    "instagram": Rule("https://developers.facebook.com/docs/messenger-platform/send-messages", DAY),
    # the customer service window; after it, and first, approved templates to those who agreed
    "whatsapp": Rule("https://developers.facebook.com/docs/whatsapp/conversation-types#customer-service-window", DAY, templates=True),
    # a message may be pushed to friends of the account, or to who wrote in the last 7 days; who is a friend we do not know
    "line": Rule("https://developers.line.biz/en/docs/messaging-api/sending-messages/", WEEK),
    # a bot cannot begin a conversation; who has begun one may be written to until they block it
    "telegram": Rule("https://core.telegram.org/bots/faq#how-do-i-message-users"),
    "viber": Rule("https://creators.viber.com/docs/bots-api/resources/messaging/send-message"),  # to subscribers: who wrote is one
    # the bot must be installed by the person or in a team of theirs; their message proves it
    "teams": Rule(
        "https://learn.microsoft.com/en-us/microsoftteams/platform/graph-api/proactive-bots-and-messages/graph-proactive-bots-and-messages"
    ),
    "slack": Rule("https://docs.slack.dev/reference/methods/chat.postMessage"),
    # replies to what they posted: no time is set, and unasked-for mentions are spam by the rules of each
    "mastodon": Rule("https://docs.joinmastodon.org/methods/statuses/#create", said="among_all", answers=True),
    "bluesky": Rule("https://docs.bsky.app/docs/advanced-guides/posts#replies", said="among_all"),
    # a program may answer who mentioned or quoted us, once for each time; their step that we answer is one
    "x": Rule("https://help.x.com/en/rules-and-policies/x-automation", said="among_all"),
    "threads": Rule(
        "https://developers.facebook.com/documentation/threads/retrieve-and-manage-replies/create-replies", said="among_all"
    ),
    "youtube": Rule("https://developers.google.com/youtube/v3/docs/comments/insert", said="among_all"),
    "linkedin": Rule("https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api", said="among_all"),
    "reddit": Rule("https://www.reddit.com/dev/api/#POST_api_comment", said="among_all"),
    # a message to them alone may be begun from what they posted
    "discourse": Rule("https://docs.discourse.org/#tag/Posts/operation/createTopicPostPM", said="among_all", answers=True),
    # one public reply of the house under each review
    "google": Rule("https://developers.google.com/my-business/reference/rest/v4/accounts.locations.reviews/updateReply", said="among_all"),
    "trustpilot": Rule("https://developers.trustpilot.com/service-reviews-api", said="among_all"),
    # no network's window; whether a text message may be sent is a question of consent (ePrivacy directive, art. 13)
    "sms": Rule("https://eur-lex.europa.eu/eli/dir/2002/58/oj"),
}


def may_write(network: str, *, last_from_them: datetime | None, now: datetime, first: bool = False, template: bool = False) -> Window:
    """Whether the network lets us write to a person at `now`.

    `last_from_them`: when they last wrote to us there, None for never. `first`: it would begin a conversation, not answer theirs.
    `template`: what is to go is a text that the network has approved.
    """
    rule = RULES.get(network)
    if rule is None:
        return Window(open=False, code="network_unknown")
    if first or last_from_them is None:
        code: Code = "window_template" if rule.templates else "window_never"
        return Window(open=rule.templates and template, code=code, only_templates=rule.templates)
    until = min(last_from_them, now) + rule.within if rule.within else None
    if until is None or now < until:
        return Window(open=True, code="window_open", until=until)
    if rule.templates:
        return Window(open=template, code="window_template", until=until, only_templates=True)
    return Window(open=False, code="window_shut", until=until)


def answers_privately(network: str, act: Act | None) -> bool:
    """Whether what somebody said there can be answered so that they alone read it."""
    rule = RULES.get(network)
    if rule is None or rule.answers:
        return rule is not None
    return act == "direct" if act is not None else rule.said == "alone"


def reason(network: str, window: Window, last_from_them: datetime | None) -> Reason:
    """The window as a reason of a decision."""
    words = {"network": network} | ({"at": last_from_them.isoformat()} if last_from_them else {})
    within = RULES[network].within if network in RULES else None
    hours = (Number(name="window_hours", value=within.total_seconds() / 3600, unit="h"),) if within and last_from_them else ()
    code: str = window.code
    if window.code == "window_template":
        code = "window_template_first" if not last_from_them else "window_by_template" if window.open else code
    return Reason(code=code, ok=window.open, numbers=() if window.code == "window_open" else hours, words=words)
