"""What Messenger, Instagram and WhatsApp have in common: Meta's Graph API and the numbers of its errors.

Source: developers.facebook.com/docs/graph-api/guides/error-handling, docs/graph-api/overview/rate-limiting,
docs/messenger-platform/error-codes, docs/whatsapp/cloud-api/support/error-codes.
"""

from __future__ import annotations

from datetime import timedelta

import msgspec

from streams.channels.sending import Outside, Sent
from streams.channels.social.sending.asking import Answer, limited, refused
from streams.channels.social.sending.limits import wait_of

LIMITS = frozenset({4, 17, 32, 613, 130429, *range(80001, 80015)})
"""Of the application, the page, the number: everything that goes this way waits."""
SLOWLY = frozenset({131056})
"""Too many to this one person."""
NOT_NOW = frozenset({1200, 131016, 131057})
"""Surely not sent."""
OURS = frozenset({3, 10, 102, 190, 368, 131005, 131031, 131042, 133010})
"""Our token, our permissions, our account: nothing goes until somebody mends it."""
GONE = frozenset({131026})
NOBODY_SUBCODES = frozenset({2018001})
WINDOW_SUBCODES = frozenset({2018278, 2534022})
"""The 24 hours are over."""
UNKNOWN = frozenset({1, 2, 131000})
"""Something went wrong inside: before the deed or after it."""

SLOWLY_PAUSE = timedelta(minutes=1)


class Error(msgspec.Struct, frozen=True):
    code: int = 0
    error_subcode: int = 0
    message: str = ""


class Problem(msgspec.Struct, frozen=True):
    error: Error = Error()


def no(answer: Answer, outside: Outside) -> Sent:
    """What an answer that is not a yes means."""
    error = answer.read(Problem, Problem()).error
    if error.code in LIMITS or answer.status == 429:
        return limited(answer, wait_of(answer.headers, outside.now))
    if error.code in SLOWLY:
        return Sent(state="retry", reason=answer.said, pause=SLOWLY_PAUSE)
    if error.code in NOT_NOW:
        return Sent(state="retry", reason=answer.said, trouble=True)
    if error.error_subcode in WINDOW_SUBCODES:
        return Sent(state="failed", reason=answer.said)
    if error.code in OURS or 200 <= error.code <= 299:
        return Sent(state="retry", reason=answer.said, trouble=True)
    if error.code in GONE or error.error_subcode in NOBODY_SUBCODES:
        return Sent(state="failed", reason=answer.said, gone=True)
    if error.code in UNKNOWN:
        return Sent(state="uncertain", reason=answer.said, trouble=True)
    if error.code and 400 <= answer.status < 500:
        return Sent(state="failed", reason=answer.said)
    return refused(answer, outside.now)
