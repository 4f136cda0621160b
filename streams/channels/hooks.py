"""Who may call us by HTTP: one row a source, which is `/hook/<name>`. A new one is a check and a row.

Unset, a source is closed: `EGARD_HOOK_<NAME>` opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from schemas.errors import Refusal
from schemas.interaction import Channel
from streams.channels import Read
from streams.channels.phone import verify as phone
from streams.channels.signed import Answer, Check, Delivery, from_token
from streams.channels.social import verify as social

MIB = 1 << 20
JSON, FORM, ANY = "application/json", "application/x-www-form-urlencoded", "application/octet-stream"


class Hook(msgspec.Struct, frozen=True, kw_only=True):
    """`secret`: what the setting holds. `setup`: what to do at the provider's; `{url}` is the address, `{word}` the word for a hub.

    `content_type`: of what is kept. `headers`: those that tell what the body does not; kept with it. `asks`: the answer to a caller who
    asks whether this address is ours, None when it does not ask. `answers`: what is said after an event was kept, where that matters.
    `by_key`: the check is given the public key of the caller instead of a secret. `networks`: of which people's words are believed here,
    as an Interaction names them; none: of all.
    """

    channel: Channel
    check: Check
    secret: str
    setup: str
    content_type: str = JSON
    largest_bytes: int = MIB
    headers: tuple[str, ...] = ()
    asks: Callable[[Delivery, str], Answer | None] | None = None
    answers: Callable[[Delivery, str], Answer] | None = None
    by_key: bool = False
    networks: frozenset[str] = frozenset()


def _phone(check: Check, secret: str, setup: str, content_type: str = JSON, **more: object) -> Hook:
    return Hook(channel="phone", check=check, secret=secret, setup=setup, content_type=content_type, **more)  # type: ignore[arg-type]  # msgspec checks


def _social(networks: str, check: Check, secret: str, setup: str, **more: object) -> Hook:
    believed = frozenset(networks.split())
    return Hook(channel="social", check=check, secret=secret, setup=setup, networks=believed, **more)  # type: ignore[arg-type]  # msgspec checks


def _meta(product: str, networks: str = "facebook instagram whatsapp") -> Hook:
    """One app may subscribe to several products at one address; its secret is the same for all of them."""
    return _social(
        networks,
        social.from_meta,
        "the app's secret (App settings, Basic)",
        f"Meta for Developers, {product}, Webhooks: callback URL {{url}}, verify token {{word}}",
        largest_bytes=4 * MIB,
        asks=social.hub_asks,
    )


BATCHES = 8 * MIB
A_WORD = "a long random word of your own"
BY_WORD = "{url} with the header `Authorization: Bearer <word>`, or {url}?token=<word>, or the word as password in the address"

HOOKS: dict[str, Hook] = {
    "twilio": _phone(phone.from_twilio, "the account's auth token", "Phone numbers, Voice: call status changes: HTTP POST to {url}", FORM),
    "vonage": _phone(phone.from_vonage, "the account's signature secret", "Application, Voice: event URL {url}, POST, signed webhooks on"),
    "plivo": _phone(phone.from_plivo, "the account's auth token", "Application: hangup URL and callback URL {url}, POST", FORM),
    "telnyx": _phone(phone.from_telnyx, "the account's public key (base64)", "Call Control application: webhook URL {url}, API v2"),
    "aircall": _phone(phone.from_aircall, "the webhook's token", "Integrations, Webhook: {url}, the events of calls"),
    "ringover": _phone(phone.from_ringover, "the webhooks' key", "Developer, Webhooks: {url}, the events of calls"),
    "ringcentral": _phone(
        phone.from_ringcentral,
        A_WORD,
        "POST /restapi/v1.0/subscription: deliveryMode.address {url}, deliveryMode.verificationToken <word>",
        asks=phone.ringcentral_asks,
        answers=phone.ringcentral_hears,
    ),
    "dialpad": _phone(phone.from_dialpad, A_WORD, "POST /api/v2/webhooks: hook_url {url}, secret <word>; then the events of calls", ANY),
    "teams": _phone(
        phone.from_teams,
        A_WORD,
        "Microsoft Graph, POST /subscriptions: resource communications/callRecords, notificationUrl {url}, clientState <word>",
        largest_bytes=4 * MIB,
        asks=phone.teams_asks,
    ),
    "sipgate": _phone(
        from_token, A_WORD, "sipgate.io, Webhooks, incoming and outgoing: {url}?token=<word>", FORM, answers=phone.sipgate_wants
    ),
    "3cx": _phone(from_token, A_WORD, f"CRM integration, or a script over its call log: {BY_WORD}", ANY, largest_bytes=BATCHES),
    "asterisk": _phone(from_token, A_WORD, f"a script over cdr-csv or queue_log: {BY_WORD}", ANY, largest_bytes=BATCHES),
    "freeswitch": _phone(
        from_token, A_WORD, f"mod_json_cdr (encode=false), mod_xml_cdr (encode=textxml): {BY_WORD}", ANY, largest_bytes=BATCHES
    ),
    "phone": _phone(from_token, A_WORD, f"any program that has a call log: {BY_WORD}", ANY, largest_bytes=BATCHES),
    "mastodon": _social(
        "mastodon",
        social.from_hub,
        "the webhook's signing secret",
        "Administration, Webhooks: {url}, status.created and .updated",
        largest_bytes=2 * MIB,
    ),
    "activitypub": _social(
        "mastodon",
        social.from_actor,
        "the servers that may deliver, or * for all",
        "the actor of your own server: its inbox is {url} (set EGARD_PUBLIC_URL: the address is signed)",
        by_key=True,
    ),
    "bluesky": _social("bluesky", from_token, A_WORD, f"a program over Jetstream or the firehose: {BY_WORD}", largest_bytes=BATCHES),
    "meta": _meta("an app for several products"),
    "facebook": _meta("Messenger and pages"),
    "instagram": _meta("Instagram"),
    "messenger": _meta("Messenger"),
    "whatsapp": _meta("WhatsApp"),
    "threads": _meta("Threads", "threads"),
    "x": _social("x", social.from_x, "the app's API key secret", "POST /2/webhooks: url {url}", asks=social.x_asks),
    "telegram": _social(
        "telegram", social.from_telegram, A_WORD + " (A-Z, a-z, 0-9, _ and -)", "setWebhook: url {url}, secret_token <word>"
    ),
    "line": _social("line", social.from_line, "the channel's secret", "Messaging API: webhook URL {url}, use webhook on"),
    "viber": _social("viber", social.from_viber, "the bot's token", "POST https://chatapi.viber.com/pa/set_webhook: url {url}"),
    "slack": _social(
        "slack",
        social.from_slack,
        "the app's signing secret (Basic Information)",
        "the app, Event Subscriptions: request URL {url}; bot events message.channels, message.im, reaction_added, reaction_removed",
        asks=social.slack_asks,
    ),
    "linkedin": _social(
        "linkedin", social.from_linkedin, "the app's client secret", "Developer portal, Webhooks: {url}", asks=social.linkedin_asks
    ),
    "youtube": _social(
        "youtube",
        social.from_youtube,
        A_WORD,
        "videos: https://pubsubhubbub.appspot.com/subscribe, callback {url}, verify token {word}, HMAC secret <word>; "
        f"comments: a program that asks the Data API: {BY_WORD}",
        content_type=ANY,
        asks=social.hub_asks,
    ),
    "google": _social(
        "google googleplay", from_token, A_WORD, "Pub/Sub, push subscription to Business Profile's notifications: {url}?token=<word>"
    ),
    "trustpilot": _social("trustpilot", from_token, A_WORD, "Integrations, Webhooks: {url}?token=<word>"),
    "discourse": _social(
        "discourse",
        social.from_discourse,
        "the webhook's secret",
        "Admin, API, Webhooks: {url}, application/json, post events",
        headers=("X-Discourse-Instance", "X-Discourse-Event"),
    ),
    "reddit": _social("reddit", from_token, A_WORD, f"a program that asks Reddit's API: {BY_WORD}", largest_bytes=BATCHES),
    "social": _social("", from_token, A_WORD, f"any program that has what a network gave: {BY_WORD}", largest_bytes=BATCHES),
}


def believed(read: Iterable[Read], source: str) -> Iterator[Read]:
    """What an original says, as far as its `source` can vouch for it: a secret of one network proves nothing of another's people. One
    refusal a network."""
    name = source.removeprefix("hook:")
    hook = HOOKS.get(name) if name != source else None
    refused: set[str | None] = set()
    for found in read:
        if hook is None or not hook.networks or isinstance(found, Refusal) or found.network in hook.networks:
            yield found
        elif found.network not in refused:
            refused.add(found.network)
            yield Refusal(
                where="network",
                what=f"it came to /hook/{name}, which does not speak for {found.network}",
                remedy=f"let {found.network} call at an address of its own; `egard hooks` lists them",
            )


def variable(name: str) -> str:
    """The setting that opens a source."""
    return f"EGARD_HOOK_{name.upper()}"
