"""What happened, one by one: contacts, our answers, thanks, before they take the form in which the world sends them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from schemas.interaction import Channel
from services.demo.people import AGENTS, Customer
from services.demo.stories import close, greeting, say, subject_of, told

ZONE = ZoneInfo("Europe/Paris")
YEAR = timedelta(days=364)


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """`talk_s` 0: nobody spoke. `passed_on`: the extension that it was handed to."""

    wait_s: int
    talk_s: int
    end: Literal["answered", "missed", "voicemail", "busy"]
    extension: str
    passed_on: str | None = None


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said or done. `key` is unique and stable; `after` the key of what it answers; `part` which side of a story it is."""

    key: str
    at: datetime
    person: Customer
    channel: Channel
    direction: Literal["in", "out"]
    situation: str
    part: str
    subject: str = ""
    text: str = ""
    opening: str = ""
    closing: str = ""
    after: str | None = None
    automatic: Literal["", "auto_reply", "bulk"] = ""
    call: Call | None = None
    moved: bool = False


class Teller:
    """Takes down one person's happenings; what lies outside the year before `until` is left out."""

    def __init__(self, *, person: Customer, rng: Random, until: datetime, prefix: str = "") -> None:
        self.person, self.rng, self.until = person, rng, until
        self.happenings: list[Happening] = []
        self._prefix, self._number = prefix, 0

    def contact(
        self,
        at: datetime,
        situation: str,
        *,
        by: Channel | None = None,
        answered: bool | None = None,
        warmth: float = 0.5,
        moved: bool = False,
        to_the_second: bool = False,
    ) -> Happening:
        """They turn to us; we answer, or not (`answered` None: mostly), and they thank us the more often the warmer they are.

        `at` is a day, and the hour one of theirs, unless it is meant `to_the_second`.
        """
        rng, channel = self.rng, by or self._channel()
        heard = answered if answered is not None else rng.random() < 0.85
        at = _whole(at) if to_the_second else self._some_hour(at)
        asked = self._told(at, "in", channel, situation, _theirs(channel), moved=moved, heard=heard, warmth=warmth)
        if channel == "phone":  # who was heard has had an answer; who was not is called back, unless nobody answers on purpose
            if not heard and answered is None:
                at = _working(asked.at + timedelta(hours=rng.uniform(0.3, 4)))
                self._told(at, "out", channel, situation, _ours(channel), after=asked, warmth=warmth)
        elif heard:
            pause = timedelta(days=rng.uniform(2, 5)) if channel == "letter" else timedelta(hours=rng.uniform(1, 30))
            answer = self._told(_working(asked.at + pause), "out", channel, situation, _ours(channel), after=asked, moved=moved)
            if channel == "email" and rng.random() < 0.55 * warmth:
                self._told(_waking(answer.at + timedelta(hours=rng.uniform(0.5, 20))), "in", channel, situation, "thanks", after=answer)
        return asked

    def now(self, at: datetime, situation: str, channel: Channel) -> Happening:
        """They turn to us at this very moment. A call is known when it has ended."""
        happening = self._told(_whole(at), "in", channel, situation, _theirs(channel), heard=self.rng.random() < 0.85)
        if happening.call is None:
            return happening
        return msgspec.structs.replace(happening, at=happening.at - timedelta(seconds=happening.call.wait_s + happening.call.talk_s))

    def answer(self, at: datetime, asked: Happening) -> Happening:
        """We answer it at this very moment."""
        return self._told(_whole(at), "out", asked.channel, asked.situation, _ours(asked.channel), after=asked)

    def chase(self, at: datetime, asked: Happening) -> None:
        """They remind us of what we promised."""
        self._told(self._some_hour(at), "in", "email", asked.situation, "chase", after=asked)

    def auto_reply(self, asked: Happening) -> None:
        """Their mailbox answers our answer by itself."""
        answer = next((one for one in self.happenings if one.after == asked.key and one.direction == "out"), None)
        if answer is None:
            return
        words = told(self.person.language)["automatic"]
        self._keep(
            Happening(
                key=self._key(),
                at=answer.at + timedelta(seconds=7),
                person=self.person,
                channel="email",
                direction="in",
                situation="automatic",
                part="away",
                subject=words["away_subject"].format(subject=answer.subject),
                text=self.rng.choice(words["away"]),
                after=answer.key,
                automatic="auto_reply",
            )
        )

    def bulk(self, at: datetime) -> None:
        """One issue of a newsletter."""
        words = told(self.person.language)["automatic"]
        self._keep(
            Happening(
                key=self._key(),
                at=self._some_hour(at),
                person=self.person,
                channel="email",
                direction="in",
                situation="automatic",
                part="news",
                subject=self.rng.choice(words["news_subject"]),
                text=self.rng.choice(words["news"]),
                automatic="bulk",
            )
        )

    def _told(
        self,
        at: datetime,
        direction: Literal["in", "out"],
        channel: Channel,
        situation: str,
        part: str,
        *,
        after: Happening | None = None,
        moved: bool = False,
        heard: bool = True,
        warmth: float = 0.5,
    ) -> Happening:
        day, ours = at.astimezone(ZONE).date(), direction == "out"
        subject = ""
        if channel in ("email", "letter"):
            subject = (
                f"Re: {after.subject.removeprefix('Re: ')}"
                if after and channel == "email"
                else after.subject
                if after
                else subject_of(self.rng, self.person, situation)
            )
        happening = Happening(
            key=self._key(),
            at=at,
            person=self.person,
            channel=channel,
            direction=direction,
            situation=situation,
            part=part,
            subject=subject,
            text="" if channel == "phone" else say(self.rng, self.person, situation, part, on=day),
            opening=greeting(self.rng, self.person, ours=ours),
            closing=close(self.rng, self.person, ours=ours),
            after=after.key if after else None,
            call=self._call(situation, heard=heard, warmth=warmth) if channel == "phone" else None,
            moved=moved,
        )
        return self._keep(happening)

    def _channel(self) -> Channel:
        """Their own way in, mostly."""
        ways = self.person.by
        return ways[0] if len(ways) == 1 or self.rng.random() < 0.75 else self.rng.choice(ways[1:])

    def _call(self, situation: str, *, heard: bool, warmth: float) -> Call:
        rng, (extension, _) = self.rng, self.rng.choice(AGENTS)
        if not heard:
            return Call(wait_s=rng.randint(60, 240), talk_s=0, end=rng.choice(("missed", "missed", "voicemail")), extension=extension)
        if situation in ("complaint", "leaving"):
            passed = next(other for other, _ in AGENTS if other != extension)
            return Call(wait_s=rng.randint(240, 560), talk_s=rng.randint(70, 180), end="answered", extension=extension, passed_on=passed)
        return Call(
            wait_s=rng.randint(4, 45),
            talk_s=round(rng.randint(60, 420) * (0.4 + 1.2 * min(warmth, 1))),
            end="answered",
            extension=extension,
        )

    def _some_hour(self, at: datetime) -> datetime:
        """The same day, at an hour when people do such things."""
        seconds = self.rng.uniform(7.5, 21.5) * 3600
        return (at.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(seconds=round(seconds))).astimezone(UTC)

    def _key(self) -> str:
        self._number += 1
        return f"{self._prefix}{self.person.key}/{self._number}"

    def _keep(self, happening: Happening) -> Happening:
        if self.until - YEAR <= happening.at < self.until:
            self.happenings.append(happening)
        return happening


def _theirs(channel: Channel) -> str:
    """The part of a story that a person says there."""
    return "post" if channel == "social" else "ask"


def _ours(channel: Channel) -> str:
    return "post_answer" if channel == "social" else "answer"


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _working(at: datetime) -> datetime:
    """`at`, or the next moment after it when somebody of ours is there: not on Sundays, from half past eight to six."""
    local = _within(at, 8.5, 18)
    return _whole(local + timedelta(days=1) if local.weekday() == 6 else local)


def _waking(at: datetime) -> datetime:
    """`at`, or the next moment after it when people are up."""
    return _whole(_within(at, 7.5, 22))


def _within(at: datetime, opens: float, closes: float) -> datetime:
    local = at.astimezone(ZONE)
    hour = local.hour + local.minute / 60
    if opens <= hour < closes:
        return local
    day = local if hour < opens else local + timedelta(days=1)
    return day.replace(hour=int(opens), minute=int(opens % 1 * 60) + local.minute // 3, second=local.second)
