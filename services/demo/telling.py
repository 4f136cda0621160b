"""What happened, one by one: contacts, our answers, promises, thanks, before they take the form in which the world sends them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Literal

import msgspec

from schemas.interaction import Channel
from services.demo.hours import ZONE, on_day, some_hour, waking, whole, working
from services.demo.people import Customer
from services.demo.ringing import RINGS, Call, Ring, call_of
from services.demo.stories import close, greeting, say, soon, subject_of, told

YEAR = timedelta(days=364)
PROMISES = 0.3
"""So often an answer names a day or a term, where its story has words for that."""


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
        self._prefix, self._number, self._contacts = prefix, 0, 0

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
        ring: Ring = "",
        after: Happening | None = None,
    ) -> Happening:
        """They turn to us; we answer, or not (`answered` None: mostly), and they thank us the more often the warmer they are.

        `at` is a day, and the hour one of theirs, unless it is meant `to_the_second`. `after`: what somebody said that they join in with.
        """
        rng, channel = self.rng, by or self._channel()
        heard = answered if answered is not None else rng.random() < 0.85
        at = whole(at) if to_the_second else some_hour(at, rng)
        call = call_of(rng, heard=heard, warmth=warmth, ring=ring) if channel == "phone" else None
        asked = self._told(at, "in", channel, situation, theirs(channel), moved=moved, call=call, after=after)
        if channel == "phone":  # who was heard has had an answer; who was not is called back, unless nobody answers on purpose
            if not heard and answered is None:
                self.call_back(working(asked.at + timedelta(hours=rng.uniform(0.3, 4))), asked)
        elif heard:
            pause = timedelta(days=rng.uniform(2, 2.9)) if channel == "letter" else timedelta(hours=rng.uniform(1, 30))
            self._answered(working(asked.at + pause), asked, warmth)
        return asked

    def _answered(self, at: datetime, asked: Happening, warmth: float) -> None:
        """We answer; what we promise in it is done in time, and told to have been."""
        rng, words = self.rng, told(self.person.language)["situation"][asked.situation]
        answer = None
        if asked.channel == "email" and "promise" in words and rng.random() < PROMISES:
            day = soon(rng, at.astimezone(ZONE).date())
            done_at = on_day(day, rng.uniform(9, 11.5))
            if done_at < self.until:
                self.promise(at, asked, day=day)
                answer = self._told(done_at, "out", asked.channel, asked.situation, "kept", after=asked, moved=asked.moved)
        if answer is None:
            answer = self._told(at, "out", asked.channel, asked.situation, ours(asked.channel), after=asked, moved=asked.moved)
        if asked.channel == "email" and rng.random() < 0.55 * warmth:
            thanked_at = waking(answer.at + timedelta(hours=rng.uniform(0.5, 20)))
            self._told(thanked_at, "in", "email", asked.situation, "thanks", after=answer)

    def promise(self, at: datetime, asked: Happening, *, day: date, part: str = "promise") -> Happening:
        """We answer that something will be done on `day`, or within the term that the words name; what becomes of it is told elsewhere."""
        return self._told(at, "out", asked.channel, asked.situation, part, after=asked, day=day)

    def call_back(self, at: datetime, asked: Happening) -> Happening:
        """We ring them, and they are there."""
        call = call_of(self.rng, heard=True, warmth=0.5)
        return self._told(at, "out", "phone", asked.situation, "answer", after=asked, call=call)

    def notice(self, at: datetime, situation: str, by: Channel) -> Happening:
        """We write to them of our own accord."""
        return self._told(working(at), "out", by, situation, "notice")

    def now(self, at: datetime, situation: str, channel: Channel) -> Happening:
        """They turn to us at this very moment. A call is known when it has ended."""
        call = call_of(self.rng, heard=self.rng.random() < 0.85, warmth=0.5, ring=RINGS.get(situation, "")) if channel == "phone" else None
        happening = self._told(whole(at), "in", channel, situation, theirs(channel), call=call)
        if call is None:
            return happening
        return msgspec.structs.replace(happening, at=happening.at - timedelta(seconds=call.wait_s + call.talk_s))

    def answer(self, at: datetime, asked: Happening, part: str = "") -> Happening:
        """We answer it at this very moment."""
        return self._told(whole(at), "out", asked.channel, asked.situation, part or ours(asked.channel), after=asked)

    def reply(self, at: datetime, answer: Happening, part: str, *, by: Channel | None = None) -> Happening:
        """They come back to what we wrote, or did not do: they remind us, or say that we did not understand."""
        return self._told(some_hour(at, self.rng), "in", by or answer.channel, answer.situation, part, after=answer)

    def auto_reply(self, asked: Happening) -> None:
        """Their mailbox answers our answer by itself."""
        answer = next((one for one in self.happenings if one.after == asked.key and one.direction == "out"), None)
        if answer is None:
            return
        words = told(self.person.language)["automatic"]
        subject = words["away_subject"].format(subject=answer.subject)
        self._machine(answer.at + timedelta(seconds=7), "away", subject, "auto_reply", after=answer)

    def bulk(self, at: datetime) -> None:
        """One issue of a newsletter."""
        subject = self.rng.choice(told(self.person.language)["automatic"]["news_subject"])
        self._machine(some_hour(at, self.rng), "news", subject, "bulk")

    def _machine(
        self, at: datetime, part: str, subject: str, automatic: Literal["auto_reply", "bulk"], *, after: Happening | None = None
    ) -> None:
        text = self.rng.choice(told(self.person.language)["automatic"][part])
        self._keep(
            Happening(
                key=self._key(),
                at=at,
                person=self.person,
                channel="email",
                direction="in",
                situation="automatic",
                part=part,
                subject=subject,
                text=text,
                after=after.key if after else None,
                automatic=automatic,
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
        call: Call | None = None,
        day: date | None = None,
    ) -> Happening:
        by_us = direction == "out"
        happening = Happening(
            key=self._key(),
            at=at,
            person=self.person,
            channel=channel,
            direction=direction,
            situation=situation,
            part=part,
            subject=self._subject(channel, situation, after),
            text="" if call else say(self.rng, self.person, situation, part, on=at.astimezone(ZONE).date(), day=day),
            opening=greeting(self.rng, self.person, ours=by_us),
            closing=close(self.rng, self.person, ours=by_us),
            after=after.key if after else None,
            call=call,
            moved=moved,
        )
        return self._keep(happening)

    def _subject(self, channel: Channel, situation: str, after: Happening | None) -> str:
        if channel not in ("email", "letter"):
            return ""
        if after is None or not after.subject:
            return subject_of(self.rng, self.person, situation)
        return f"Re: {after.subject.removeprefix('Re: ')}" if channel == "email" else after.subject

    def _channel(self) -> Channel:
        """Their own way in, three times of four."""
        self._contacts += 1
        ways = self.person.by
        return ways[0] if len(ways) == 1 or self._contacts % 4 else ways[1 + self._contacts // 4 % (len(ways) - 1)]

    def _key(self) -> str:
        self._number += 1
        return f"{self._prefix}{self.person.key}/{self._number}"

    def _keep(self, happening: Happening) -> Happening:
        if self.until - YEAR <= happening.at < self.until:
            self.happenings.append(happening)
        return happening


def theirs(channel: Channel) -> str:
    """The part of a story that a person says there."""
    return "post" if channel == "social" else "ask"


def ours(channel: Channel) -> str:
    return "post_answer" if channel == "social" else "answer"
