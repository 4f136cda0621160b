"""How much a message may be on each social network. A table, with the sources; what is not in it gets the shortest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import msgspec

_URL = re.compile(r"https?://\S+")
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€")


def characters(text: str) -> int:
    return len(text)


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def utf8_bytes(text: str) -> int:
    return len(text.encode())


def graphemes(text: str) -> int:
    """What a reader takes for one sign, after Unicode's UAX 29 as far as marks, joined emoji and flags go; never too few for plain text."""
    count, joined, flags = 0, False, 0
    for sign in text:
        flags = flags + 1 if "\U0001f1e6" <= sign <= "\U0001f1ff" else 0
        goes_on = unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me") or "\U0001f3fb" <= sign <= "\U0001f3ff"
        if not (goes_on or sign == "\u200d" or joined or flags == 2):
            count += 1
        joined, flags = sign == "\u200d", 0 if flags == 2 else flags
    return count


def weighted(text: str) -> int:
    """As X counts: a link 23, of other signs those of the ranges 1 and the rest 2, after NFC (twitter-text, config v3)."""
    plain, links = _URL.subn("", unicodedata.normalize("NFC", text))
    return 23 * links + sum(
        1 if sign <= "\u10ff" or "\u2000" <= sign <= "\u200d" or "\u2010" <= sign <= "\u201f" or "\u2032" <= sign <= "\u2037" else 2
        for sign in plain
    )


def segments(text: str) -> int:
    """Short messages that it takes (3GPP TS 23.038, 23.040): 160 signs of the GSM alphabet or 70 others; of several, 153 or 67 each."""
    if all(sign in _GSM or sign in _GSM_TWICE for sign in text):
        size, one, each = sum(2 if sign in _GSM_TWICE else 1 for sign in text), 160, 153
    else:
        size, one, each = utf16_units(text), 70, 67
    return 1 if size <= one else -(-size // each)


class Limit(msgspec.Struct, frozen=True):
    """`most` of what `count` counts; `unit`: what that is called."""

    most: int
    count: Callable[[str], int]
    unit: str
    source: str


LIMITS: dict[str, Limit] = {
    "mastodon": Limit(500, characters, "characters", "https://docs.joinmastodon.org/user/posting/#text"),
    "bluesky": Limit(300, graphemes, "graphemes", "https://docs.bsky.app/docs/advanced-guides/posts"),
    "x": Limit(280, weighted, "characters as X weighs them", "https://docs.x.com/fundamentals/counting-characters"),
    "threads": Limit(500, utf8_bytes, "bytes", "https://developers.facebook.com/docs/threads/overview"),
    "whatsapp": Limit(4096, utf16_units, "characters", "https://developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages"),
    "whatsapp template": Limit(
        1024, utf16_units, "characters", "https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates"
    ),
    "facebook": Limit(2000, utf16_units, "characters", "https://developers.facebook.com/docs/messenger-platform/reference/send-api"),
    "instagram": Limit(1000, utf8_bytes, "bytes", "https://developers.facebook.com/docs/messenger-platform/instagram/features/send-message"),
    "telegram": Limit(4096, utf16_units, "characters", "https://core.telegram.org/bots/api#sendmessage"),
    "line": Limit(5000, utf16_units, "characters", "https://developers.line.biz/en/reference/messaging-api/#text-message"),
    "viber": Limit(7000, utf16_units, "characters", "https://developers.viber.com/docs/api/rest-bot-api/"),
    "slack": Limit(4000, characters, "characters", "https://docs.slack.dev/reference/methods/chat.postMessage"),
    "linkedin": Limit(1250, characters, "characters", "https://www.linkedin.com/help/linkedin/answer/a528176"),
    "sms": Limit(4, segments, "short messages", "https://www.3gpp.org/dynareport/23038.htm"),
}
SHORTEST = LIMITS["x"]

TEMPLATE_OF = {"whatsapp": "whatsapp template"}
"""Network -> what the variable of a template that it approved is called in the table."""
_FLAT = frozenset(TEMPLATE_OF.values())


def is_flat(network: str | None) -> bool:
    """Whether what it carries is one paragraph."""
    return network in _FLAT


def one_paragraph(text: str) -> str:
    """As the variable of a template has it: no line breaks, no tabs, no four spaces in a row."""
    return re.sub(r"\s+", " ", text).strip()


def too_long(text: str, network: str | None) -> str | None:
    """Why a network does not take it, in words; None: it does."""
    limit = LIMITS.get(network or "", SHORTEST)
    size = limit.count(text)
    return None if size <= limit.most else f"{size} {limit.unit} are more than the {limit.most} of {network or 'the shortest network'}"
