"""What a stage works with: state, settings, the world outside. Rules never see it."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime

import aiohttp

from schemas.campaigns import Campaign
from schemas.documents import OriginalRecord
from schemas.errors import Unavailable, Unreadable
from streams.apart import Apart
from streams.channels import Read, parse_all
from streams.channels.sending import Kept
from streams.providers import Providers
from streams.rules.campaigns import BUILT_IN
from streams.rules.drift import DEFAULT, House
from streams.rules.identity.uses import Use
from streams.settings import Settings
from streams.state import State
from streams.state.client import ms
from streams.wire import Producer

LARGE_BYTES = 1_000_000
HOUSE_S = 60.0
CAMPAIGNS_S = 2.0


def utc_now() -> datetime:
    return ms(datetime.now(UTC))


class Desk:
    """One a process. `now` is handed in, so that a year can pass in a test."""

    def __init__(self, settings: Settings, state: State, producer: Producer, *, now: Callable[[], datetime] = utc_now) -> None:
        self.settings, self.state, self.producer, self.now = settings, state, producer, now
        self.met: OrderedDict[str, Use] = OrderedDict()  # atoms, as this process knows them to be written down at least
        self.handed: dict[str, datetime] = {}  # originals of many interactions, and when this process sent them on
        self.remembered: dict[str, float] = {}  # by the clock: what was handed on, and until when it is not handed on again
        self.stopping = False  # nothing new is begun any more
        self.counted = 0  # persons, when learn last looked
        self.providers = Providers()  # who carries our messages, and how they are just now
        self.kept = Kept()  # connections and sessions with them
        self.restless: list[str] = []  # atoms that suggest has yet to look at, as it last asked
        self.bearing: tuple[int, dict[str, int]] = 0, {}  # atoms when suggest last counted, and how many have each word
        self._house: House | None = None  # what was learnt from everybody, as it was read
        self._house_until = 0.0
        self._campaigns: dict[str, Campaign] = {}
        self._campaigns_until = 0.0
        self._http: aiohttp.ClientSession | None = None
        self._apart = Apart()

    @property
    def http(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        return self._http

    async def house(self) -> House:
        """What was learnt from everybody, read again every minute; the built-in one until something was learnt."""
        if self._house is None or time.monotonic() >= self._house_until:
            self._house, self._house_until = await self.state.houses.latest() or DEFAULT, time.monotonic() + HOUSE_S
        return self._house

    async def campaigns(self, *, fresh: bool = False) -> dict[str, Campaign]:
        """Every campaign by name, at most two seconds old; `fresh`: as they are now. A built-in one stands until it is a document."""
        if fresh or time.monotonic() >= self._campaigns_until:
            self._campaigns = BUILT_IN | await self.state.campaigns.all()
            self._campaigns_until = time.monotonic() + CAMPAIGNS_S
        return self._campaigns

    async def read(self, record: OriginalRecord) -> list[Read]:
        """What an original says. Recognising the text of a scan has a process of its own, so that a page that hangs or breaks it
        costs nobody else anything. Raises Unreadable; of a letter that a stopping worker gives up Unavailable, since that is no fault of
        the letter's."""
        data, reading = record.data or b"", self.settings.reading
        if record.channel == "letter":
            try:
                return await self._apart.read(record.channel, record.content_type, data, reading)
            except Unreadable as error:
                if self.stopping:  # the reader may have been ended with us
                    raise Unavailable("reader", "this worker is being stopped", "it comes again to one that stays") from error
                raise
        if len(data) > LARGE_BYTES:
            return await asyncio.to_thread(parse_all, record.channel, record.content_type, data, reading)
        return parse_all(record.channel, record.content_type, data, reading)

    async def close(self) -> None:
        self._apart.close()
        self.kept.close()
        if self._http is not None:
            await self._http.close()
        await self.producer.stop()
        self.state.close()
