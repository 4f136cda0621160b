"""How a network proves that a call is its own, and what it wants to hear before it sends any.

Where the body is signed, it is over exactly the bytes that came. Slack and the servers of ActivityPub sign a time, and what is old is not
taken; none of the others does: a call of theirs that is sent again is recognised by what is in it. Sources: WebSub (W3C), 7 and 5.3;
docs.joinmastodon.org/admin/webhooks; developers.facebook.com/docs/graph-api/webhooks/getting-started ("Verification Requests",
"Validating Payloads"; Threads too); docs.x.com/x-api/webhooks ("Securing webhooks", CRC); core.telegram.org/bots/api#setwebhook
(secret_token); developers.line.biz/en/docs/messaging-api/verify-webhook-signature; developers.viber.com/docs/api/rest-bot-api
("Callbacks"); docs.slack.dev/authentication/verifying-requests-from-slack, reference/events/url_verification;
learn.microsoft.com/linkedin/shared/api-guide/webhook-validation; meta.discourse.org/t/49045, app/jobs/regular/emit_web_hook_event.rb.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from streams.channels.http_signature import verify_request
from streams.channels.signed import (
    ABSENT,
    NOT_OURS,
    OLD,
    SIGNED_WITHIN,
    STRANGE,
    Answer,
    Delivery,
    Genuine,
    Verdict,
    digest,
    fits,
    from_base64,
    from_hex,
    from_token,
    mac,
    same,
)

LONGEST_CHALLENGE = 500
CHALLENGE = re.compile(rf"[A-Za-z0-9_+/-]{{1,{LONGEST_CHALLENGE}}}={{0,2}}")
"""A number, a UUID, base64: nothing that a browser could take for a page; and nothing that could be an event, since what X and LinkedIn
are answered is what they would sign it with, and anybody may ask."""
JSON = {"Content-Type": "application/json"}


def from_hub(call: Delivery, secret: str, now: datetime) -> Verdict:
    """`X-Hub-Signature: sha256=<hex>` of WebSub and Mastodon; YouTube's hub signs with sha1 alone."""
    given = call.header("x-hub-signature")
    algorithm, _, signature = given.partition("=")
    if algorithm.lower() not in ("sha256", "sha1"):
        return STRANGE if given else ABSENT
    return fits(from_hex(signature), secret, call.body, algorithm.lower())


def from_youtube(call: Delivery, secret: str, now: datetime) -> Verdict:
    """The hub signs; a program that asks the Data API for comments gives the word."""
    return from_hub(call, secret, now) if call.header("x-hub-signature") else from_token(call, secret, now)


def from_meta(call: Delivery, secret: str, now: datetime) -> Verdict:
    """`X-Hub-Signature-256: sha256=<hex>`; `secret` is the app's secret. The older signature (sha1) is not enough."""
    return _after("sha256=", call.header("x-hub-signature-256"), call, secret)


def from_discourse(call: Delivery, secret: str, now: datetime) -> Verdict:
    """`X-Discourse-Event-Signature: sha256=<hex>`; `secret` is the webhook's own."""
    return _after("sha256=", call.header("x-discourse-event-signature"), call, secret)


def from_x(call: Delivery, secret: str, now: datetime) -> Verdict:
    """`x-twitter-webhooks-signature: sha256=<base64>`; `secret` is the app's consumer secret."""
    given = call.header("x-twitter-webhooks-signature")
    if not given.lower().startswith("sha256="):
        return STRANGE if given else ABSENT
    return fits(from_base64(given[7:]), secret, call.body)


def from_line(call: Delivery, secret: str, now: datetime) -> Verdict:
    """`X-Line-Signature: <base64>`; `secret` is the channel's secret."""
    given = call.header("x-line-signature")
    return fits(from_base64(given), secret, call.body) if given else ABSENT


def from_linkedin(call: Delivery, secret: str, now: datetime) -> Verdict:
    """`X-LI-Signature: <hex>`, over `hmacsha256=` and the body; `secret` is the app's client secret."""
    given = call.header("x-li-signature")
    return fits(from_hex(given.removeprefix("hmacsha256=")), secret, b"hmacsha256=" + call.body) if given else ABSENT


def from_slack(call: Delivery, secret: str, now: datetime) -> Verdict:
    """`X-Slack-Signature: v0=<hex>`, over `v0:<X-Slack-Request-Timestamp>:` and the body; `secret` is the app's signing secret."""
    verdict, at = _of_slack(call, secret), call.header("x-slack-request-timestamp")
    if not isinstance(verdict, Genuine):
        return verdict
    return Genuine() if abs(now.timestamp() - int(at)) <= SIGNED_WITHIN.total_seconds() else OLD


def _of_slack(call: Delivery, secret: str) -> Verdict:
    at = call.header("x-slack-request-timestamp")
    if not (at.isascii() and at.isdigit() and len(at) <= 12):
        return STRANGE if call.header("x-slack-signature") else ABSENT
    return _after("v0=", call.header("x-slack-signature"), call, secret, before=f"v0:{at}:".encode())


def from_viber(call: Delivery, secret: str, now: datetime) -> Verdict:
    """`X-Viber-Content-Signature: <hex>`; `secret` is the bot's token."""
    given = call.header("x-viber-content-signature")
    return fits(from_hex(given), secret, call.body) if given else ABSENT


def from_telegram(call: Delivery, secret: str, now: datetime) -> Verdict:
    """`X-Telegram-Bot-Api-Secret-Token`, as it was given to setWebhook. The body is not signed."""
    given = call.header("x-telegram-bot-api-secret-token")
    if not given:
        return ABSENT
    return Genuine() if same(given, secret) else NOT_OURS


def from_actor(call: Delivery, key: str, now: datetime) -> Verdict:
    """HTTP signature of an ActivityPub server; `key`: the public key in PEM of the actor that signs."""
    address = urlsplit(call.url)
    target = address.path + (f"?{address.query}" if address.query else "")
    headers = {**call.headers, "host": address.netloc}  # a proxy passes on another
    return verify_request(call.method, target, {name.lower(): value for name, value in headers.items()}, call.body, key, now=now)


def word(secret: str) -> str:
    """The word by which a hub shows that it was sent by us (`hub.verify_token`): made of the secret, which it does not give away."""
    return digest(secret, b"the word for the hub").hex()[:32]


def hub_asks(call: Delivery, secret: str) -> Answer | None:
    """`GET ?hub.mode=subscribe&hub.verify_token=<word>&hub.challenge=...`: the challenge comes back as text."""
    challenge = call.asked("hub.challenge")
    if call.method != "GET" or call.asked("hub.mode") not in ("subscribe", "unsubscribe") or not CHALLENGE.fullmatch(challenge):
        return None
    return Answer(headers={"Content-Type": "text/plain"}, body=challenge) if same(call.asked("hub.verify_token"), word(secret)) else None


def x_asks(call: Delivery, secret: str) -> Answer | None:
    """`GET ?crc_token=...`: what it is under the secret comes back."""
    token = call.asked("crc_token")
    if call.method != "GET" or not CHALLENGE.fullmatch(token):
        return None
    return _json({"response_token": "sha256=" + mac(secret, token.encode())})


def linkedin_asks(call: Delivery, secret: str) -> Answer | None:
    """`GET ?challengeCode=...`, every two hours: the code comes back, and what it is under the secret."""
    code = call.asked("challengeCode")
    if call.method != "GET" or not CHALLENGE.fullmatch(code):
        return None
    return _json({"challengeCode": code, "challengeResponse": digest(secret, code.encode()).hex()})


def slack_asks(call: Delivery, secret: str) -> Answer | None:
    """A signed `{"type": "url_verification", "challenge": ...}`: the challenge comes back."""
    if b"url_verification" not in call.body[:2_000] or not isinstance(_of_slack(call, secret), Genuine):
        return None
    told = call.json()
    challenge = told.get("challenge")
    asks = told.get("type") == "url_verification" and isinstance(challenge, str) and 0 < len(challenge) <= LONGEST_CHALLENGE
    return _json({"challenge": str(challenge)}) if asks else None


def _after(prefix: str, given: str, call: Delivery, secret: str, *, before: bytes = b"") -> Verdict:
    """`before`: what is signed before the body."""
    if not given.lower().startswith(prefix):
        return STRANGE if given else ABSENT
    return fits(from_hex(given[len(prefix) :]), secret, before + call.body)


def _json(value: dict[str, str]) -> Answer:
    return Answer(headers=JSON, body=msgspec.json.encode(value).decode())
