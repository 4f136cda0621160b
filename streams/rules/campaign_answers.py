"""Where a campaign names a time for the answer that this house does not keep: the message says the usual time there, however late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from schemas.campaigns import Content
from schemas.interaction import CHANNELS, Channel
from streams.rules.handling import Clock, working_days


class Slower(msgspec.Struct, frozen=True):
    """`days`: the working days within which 8 of 10 have had their answer on this channel; a message says these."""

    channel: Channel
    days: int


def slower_than_named(content: Content, usual: Mapping[Channel, timedelta], clock: Clock) -> list[Slower]:
    """By which of its channels an answer is usual only after more working days than the campaign names; the slowest first.

    `usual`: as of handling.usual_answers; a channel is absent where nobody can tell.
    """
    named = {channel for step in content.steps for channel in step.channels or CHANNELS}
    slow = [Slower(one, days) for one in CHANNELS if one in named and one in usual
            and (days := working_days(usual[one], content.answer_days, clock)) > content.answer_days]
    return sorted(slow, key=lambda one: -one.days)
