"""Whom we write to, when and how - and all the reasons not to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.documents import Consent, FollowUp, Identifier, Person, Reason, Step, Suppression
from schemas.events import Signal
from streams.rules import signals
from streams.rules.followups import House
from streams.rules.followups import decide as decide_
from streams.rules.occasions import of_signal
from streams.rules.reaching import addresses, is_machine
from streams.rules.words import reason_sentence


def decide(signal: Signal, *known: Any, **more: Any) -> FollowUp:
    return decide_(of_signal(signal), *known, **more)


START = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)
EMAIL, TEL, POST, TOOT = "email:anne@exemple.net", "tel:+33639981240", "postal:fr/31000/anne-lefevre", "mastodon:anne@piaille.fr"
CHANNEL = {EMAIL: "email", TEL: "phone", POST: "letter", TOOT: "social"}


def step(day: float, identifier: str = EMAIL, *, theirs: bool = True, language: str | None = "fr") -> Step:
    at = START + day * DAY
    return Step(
        at=at,
        id=f"i{day}/{identifier}",
        channel=CHANNEL[identifier],
        direction="in" if theirs else "out",
        theirs=theirs,
        identifier=identifier,
        language=language,
        network="mastodon" if identifier == TOOT else None,
    )


def anne(*steps: Step, language: str | None = "fr") -> Person:
    return Person(id="p_anne", name="Anne Lefèvre", language=language, course=tuple(sorted(steps, key=lambda one: (one.at, one.id))))


WEEKLY = anne(*(step(7 * n) for n in range(10)))  # every Monday at nine; silent since 9 March


def quiet(person: Person) -> Signal:
    found = [each for each in signals.notice(person.id, person.course, now=START + 2000 * DAY).signals if each.kind == "quiet"]
    return found[-1]


def yes(channel: str | None = None, *, day: float = -1, given: bool = True) -> Consent:
    return Consent(
        id=f"c{channel}{day}", person="p_anne", channel=channel, purpose="care", given=given, at=START + day * DAY, proof="formulaire"
    )


def owned(*identifiers: str) -> list[Identifier]:
    return [Identifier(id=one, person="p_anne", homes=("p_anne",)) for one in identifiers or (EMAIL, TEL, POST, TOOT)]


def decided(
    person: Person = WEEKLY,
    *,
    consents: list[Consent] | None = None,
    before: list[FollowUp] | None = None,
    now: datetime | None = None,
    signal: Signal | None = None,
    **more: Any,
) -> FollowUp:
    signal = signal or quiet(person)
    return decide(
        signal,
        person,
        owned(),
        [yes()] if consents is None else consents,
        before or [],
        now=now or signal.at + timedelta(minutes=1),
        **more,
    )


def codes(followup: FollowUp) -> list[str]:
    return [reason.code for reason in followup.reasons]


def test_who_fell_silent_and_agreed_is_written_to_by_their_own_channel_in_their_daytime() -> None:
    followup = decided()
    assert (followup.state, followup.channel, followup.identifier, followup.language) == ("waiting", "email", EMAIL, "fr")
    assert followup.due_at is not None
    local = followup.due_at.astimezone(ZoneInfo("Europe/Paris"))
    assert local.weekday() < 5 and 9 <= local.hour < 19
    assert codes(followup) == ["quiet", "cap_free", "channel_own", "consent_given", "language", "daytime"]


@pytest.mark.parametrize("kind", ["discontent", "misunderstood", "promise_broken"])
def test_who_has_something_unsettled_with_us_is_a_colleagues_to_write_to(kind: str) -> None:
    open_ = msgspec.structs.replace(quiet(WEEKLY), id="other", kind=kind)
    asking = decided(msgspec.structs.replace(WEEKLY, signals=(open_,)))
    assert (asking.state, asking.due_at, asking.channel) == ("asking", None, "email")
    assert "unsettled" in codes(asking)
    settled = msgspec.structs.replace(open_, closed_at=open_.at)
    assert decided(msgspec.structs.replace(WEEKLY, signals=(settled,))).state == "waiting"


def test_the_same_signal_gives_the_same_follow_up() -> None:
    assert decided() == decided()
    assert decided().id != decided(signal=msgspec.structs.replace(quiet(WEEKLY), id="another")).id


def test_without_consent_it_is_held_and_says_so() -> None:
    followup = decided(consents=[])
    assert (followup.state, followup.due_at) == ("held", None)
    assert "consent_missing" in codes(followup)


def test_a_no_counts_from_the_day_it_was_said() -> None:
    followup = decided(consents=[yes(), yes("email", day=60, given=False)])
    assert followup.state == "held" and "consent_refused" in codes(followup)


def test_the_channel_is_the_one_they_use_now_not_the_one_they_used_to() -> None:
    moved = anne(*(step(7 * n, TEL) for n in range(8)), *(step(56 + 7 * n + 280, EMAIL) for n in range(6)))
    assert decided(moved).channel == "email"


def test_where_the_own_channel_is_refused_the_next_of_their_channels_is_taken_with_the_reason() -> None:
    both = anne(*(step(7 * n) for n in range(10)), step(30, TEL))
    followup = decided(both, consents=[yes("phone")])
    assert (followup.channel, followup.identifier) == ("phone", TEL)
    assert codes(followup)[2:5] == ["consent_missing", "channel_next", "consent_given"]


def test_a_channel_that_they_never_used_is_not_theirs() -> None:
    assert decided(consents=[yes("phone"), yes("letter")]).state == "held"


def test_an_identifier_that_is_somebody_elses_by_now_is_not_written_to() -> None:
    followup = decide(quiet(WEEKLY), WEEKLY, owned(TEL), [yes()], [], now=quiet(WEEKLY).at)
    assert followup.state == "held" and "no_channel" in codes(followup)


def test_nobody_reads_a_no_reply_address() -> None:
    assert (
        is_machine("email:no-reply@shop.example")
        and is_machine("email:mailer-daemon@x.example")
        and is_machine("email:ne-pas-repondre@x.fr")
    )
    assert (
        is_machine("email:orders.noreply@shop.example")
        and not is_machine("email:norah.eply@shop.example")
        and not is_machine("tel:+33144556677")
    )


def test_who_came_back_is_not_asked_where_they_were() -> None:
    signal = quiet(WEEKLY)
    back = anne(*WEEKLY.course, step(200, TEL))
    followup = decided(back, signal=signal, now=START + 201 * DAY)
    assert followup.state == "withdrawn" and followup.due_at is None and "came_back" in codes(followup)
    closed = msgspec.structs.replace(signal, closed_at=START + 200 * DAY)
    assert decided(signal=closed, now=START + 201 * DAY).state == "withdrawn"


def test_whom_we_have_just_written_to_is_not_written_to_again() -> None:
    signal = quiet(WEEKLY)
    spoken = anne(*WEEKLY.course, step((signal.at - START) / DAY - 1, theirs=False))
    followup = decided(spoken, signal=signal)
    assert followup.state == "held" and "wrote_lately" in codes(followup)


def test_a_silence_of_long_ago_is_no_occasion() -> None:
    followup = decided(now=quiet(WEEKLY).at + 91 * DAY)
    assert followup.state == "held" and "long_ago" in codes(followup)


def other(state: str, *, days_ago: float, id_: str = "f_other") -> FollowUp:
    at = quiet(WEEKLY).at - days_ago * DAY
    return FollowUp(
        id=id_,
        person="p_anne",
        campaign="another",
        signal="s",
        state=state,
        channel="email",
        identifier=EMAIL,
        language="fr",
        due_at=at,
        decided_at=at,
        reasons=(),
    )


@pytest.mark.parametrize(
    ("state", "days_ago", "free"),
    [
        ("composed", 29, False),
        ("composed", 31, True),
        ("held", 3, True),
        ("withdrawn", 3, True),
        ("dismissed", 3, True),
        ("waiting", 1, False),
    ],
)
def test_at_most_one_message_in_thirty_days_over_all_campaigns(state: str, days_ago: float, free: bool) -> None:
    followup = decided(before=[other(state, days_ago=days_ago)])
    assert (followup.state == "waiting") is free
    assert ("cap_free" in codes(followup)) is free


def test_of_two_that_wait_the_earlier_goes() -> None:
    first, second = other("waiting", days_ago=0.5), decided()
    assert decided(before=[first, second], earlier=second).state == "held"
    assert decided(before=[second, first], signal=quiet(WEEKLY), earlier=first).state == "waiting"


def test_a_person_in_england_is_written_to_in_english_hours_and_words() -> None:
    british = anne(*(step(7 * n, language="en") for n in range(10)), step(20, TEL), language="en")
    british = msgspec.structs.replace(
        british,
        course=tuple(
            msgspec.structs.replace(one, identifier="tel:+447400123456") if one.channel == "phone" else one for one in british.course
        ),
    )
    signal = quiet(british)
    followup = decide(signal, british, owned(EMAIL, "tel:+447400123456"), [yes()], [], now=datetime(2026, 4, 7, 17, 30, tzinfo=UTC))
    assert followup.language == "en"
    assert followup.due_at == datetime(2026, 4, 7, 17, 30, tzinfo=UTC)  # half past six in London, half past seven in Paris


@pytest.mark.parametrize(
    ("known", "region", "language", "code"),
    [
        ("fr", "GB", "fr", "language"),
        (None, "FR", "fr", "language_assumed"),
        (None, "GB", "fr", "language_assumed"),  # her address is a French one
        ("de", "FR", "en", "language_next"),
    ],
)
def test_the_language_is_theirs_where_we_speak_it(known: str | None, region: str, language: str, code: str) -> None:
    followup = decided(msgspec.structs.replace(WEEKLY, language=known), house=House(region=region))
    assert followup.language == language and code in codes(followup)


@pytest.mark.parametrize(
    ("identifiers", "region", "language"),
    [(("tel:+447700900123",), "FR", "en"), (("tel:+33639981240",), "GB", "fr"), (("email:anne@mail.example",), "GB", "en")],
)
def test_who_never_wrote_is_taken_to_speak_as_where_they_live(identifiers: tuple[str, ...], region: str, language: str) -> None:
    silent = msgspec.structs.replace(WEEKLY, language=None)
    signal = quiet(silent)
    followup = decide(signal, silent, owned(*identifiers), [yes()], [], now=signal.at + timedelta(minutes=1), house=House(region=region))
    assert followup.language == language


def test_a_social_reply_answers_their_last_status() -> None:
    tooting = anne(*(step(7 * n, TOOT) for n in range(10)))
    followup = decided(tooting)
    assert (followup.channel, followup.network, followup.reply_to) == ("social", "mastodon", "i63")
    assert "window_open" in codes(followup)


def test_a_channel_that_is_not_set_up_here_is_passed_over() -> None:
    both = anne(*(step(7 * n) for n in range(10)), step(30, TEL))
    followup = decided(both, house=House(able=frozenset({"phone"})))
    assert followup.channel == "phone" and "channel_not_set_up" in codes(followup)


def test_an_address_that_cannot_be_reached_is_passed_over() -> None:
    both = anne(*(step(7 * n, POST) for n in range(10)), step(30, TEL))
    followup = decided(both, unreachable={POST: "no_address"})
    assert followup.channel == "phone" and "no_address" in codes(followup)


def back(day: float, identifier: str = EMAIL, *, returned: bool = True) -> Step:
    return msgspec.structs.replace(step(day, identifier, theirs=False), direction="in", machine=True, returned=returned)


def ours(day: float, identifier: str = EMAIL) -> Step:
    return msgspec.structs.replace(step(day, identifier, theirs=False), direction="out")


def test_whoever_says_that_a_mail_of_ours_came_back_stops_nothing() -> None:
    assert decided(anne(*WEEKLY.course, back(64)), signal=quiet(WEEKLY)).channel == "email", "we had written nothing that could"
    assert decided(anne(*WEEKLY.course, ours(63.5), back(64)), signal=quiet(WEEKLY)).channel == "email", "it may name no mail of ours"


def test_an_address_that_a_mail_is_known_to_have_come_back_from_is_not_written_to_again() -> None:
    gone = anne(*WEEKLY.course, ours(63.5), back(64))
    known = {EMAIL: [Suppression(id="x", who="h", channel="email", purpose="*", reason="bounced", at=gone.course[-1].at)]}
    followup = decided(gone, signal=quiet(WEEKLY), suppressed=known)
    assert (followup.state, followup.channel) == ("held", None) and "suppressed_bounced" in codes(followup)
    by_phone = decided(anne(*gone.course, step(30, TEL)), signal=quiet(WEEKLY), suppressed=known)
    assert by_phone.channel == "phone" and "suppressed_bounced" in codes(by_phone)


def test_what_a_colleague_approved_leaves_at_once_but_not_without_consent() -> None:
    sunday = datetime(2026, 4, 5, 3, tzinfo=UTC)
    waiting = msgspec.structs.replace(decided(), reasons=(Reason(code="approved"),))
    assert decided(earlier=waiting, now=sunday).due_at == sunday
    assert decided(earlier=waiting, now=sunday, consents=[]).state == "held"
    assert decided(earlier=waiting, now=sunday, before=[other("composed", days_ago=2)]).state == "held"


STEPS = st.lists(
    st.builds(step, st.integers(0, 400).map(float), st.sampled_from([EMAIL, TEL, POST, TOOT]), theirs=st.booleans()),
    min_size=4,
    max_size=40,
)
CONSENTS = st.lists(
    st.builds(yes, st.sampled_from([None, "email", "phone", "letter", "social"]), day=st.integers(0, 500).map(float), given=st.booleans())
)
BEFORE = st.lists(
    st.builds(
        other,
        st.sampled_from(["waiting", "composed", "held", "withdrawn"]),
        days_ago=st.integers(-400, 400).map(float),
        id_=st.uuids().map(str),
    ),
    max_size=3,
)


@settings(max_examples=60, deadline=None)
@given(STEPS, CONSENTS, BEFORE, st.integers(0, 600 * 24), st.sets(st.sampled_from([EMAIL, TEL, POST, TOOT])))
def test_no_path_writes_to_the_unconsented_the_capped_the_returned_or_at_night(
    steps: list[Step],
    consents: list[Consent],
    before: list[FollowUp],
    hour: int,
    mine: set[str],
) -> None:
    person = anne(*{one.id: one for one in steps}.values())
    now = START + timedelta(hours=hour)
    for signal in signals.notice(person.id, person.course, now=now).signals:
        identifiers = [Identifier(id=one, person="p_anne", homes=("p_anne",)) for one in mine]
        followup = decide(signal, person, identifiers, consents, before, now=now)
        assert followup.reasons and (followup.state == "waiting" or any(not reason.ok for reason in followup.reasons))
        if followup.state != "waiting":
            assert followup.due_at is None
            continue
        assert followup.identifier in mine and followup.due_at is not None and followup.due_at >= now
        spoken = [one for one in consents if one.at <= now and one.channel in (None, followup.channel)]
        assert spoken and max(spoken, key=lambda one: (one.at, not one.given)).given
        assert not any(one.theirs and one.at > signal.since for one in person.course)
        assert not any(one.state == "composed" and now - (one.due_at or now) < 30 * DAY for one in before)
        local = followup.due_at.astimezone(ZoneInfo("Europe/Paris"))
        assert local.weekday() < 5 and 9 <= local.hour < 19


@given(STEPS, st.randoms())
def test_the_order_of_steps_does_not_decide_the_channel(steps: list[Step], random) -> None:
    unique = list({one.id: one for one in steps}.values())
    shuffled = list(unique)
    random.shuffle(shuffled)
    mine = [EMAIL, TEL, POST, TOOT]
    found = addresses(shuffled, mine, until=START + 400 * DAY)
    assert [one.identifier for one in found] == [one.identifier for one in addresses(unique, mine, until=START + 400 * DAY)]


FACEBOOK, WHATSAPP = "facebook:1234567890", "tel:+33639981241"
CHANNEL |= {FACEBOOK: "social", WHATSAPP: "social"}


def chat(day: float, identifier: str, network: str) -> Step:
    return msgspec.structs.replace(step(day, identifier), network=network)


def by_messenger(*more: Step) -> Person:
    return anne(*(chat(7 * n, FACEBOOK, "facebook") for n in range(10)), *more)


def in_words(followup: FollowUp, language: str) -> list[str]:
    return [reason_sentence(reason, language) for reason in followup.reasons]


HERE = owned(EMAIL, TEL, FACEBOOK, WHATSAPP)


def decided_here(person: Person, *consents: Consent, **more: Any) -> FollowUp:
    signal = quiet(person)
    return decide(signal, person, HERE, list(consents) or [yes()], [], now=signal.at + timedelta(minutes=1), **more)


def test_where_the_network_no_longer_lets_us_answer_their_next_channel_is_taken_and_the_reason_said() -> None:
    followup = decided_here(by_messenger(step(30, EMAIL)))
    assert (followup.state, followup.channel) == ("waiting", "email")
    assert "window_shut" in codes(followup)
    assert any("24" in said and "facebook" in said.lower() for said in in_words(followup, "fr"))
    assert any("24" in said and "facebook" in said.lower() for said in in_words(followup, "en"))


def test_where_there_is_no_other_channel_a_colleague_is_asked() -> None:
    followup = decided_here(by_messenger())
    assert (followup.state, followup.channel, followup.due_at) == ("asking", None, None)
    assert codes(followup)[-3:] == ["window_shut", "no_channel", "language"]


def test_on_whatsapp_a_colleague_is_told_that_only_a_template_may_go() -> None:
    followup = decided_here(anne(*(chat(7 * n, WHATSAPP, "whatsapp") for n in range(10))))
    assert followup.state == "asking" and "window_template" in codes(followup)


WITH_TEMPLATE = House(networks=frozenset({"whatsapp"}), templates=frozenset({"whatsapp"}))


def test_on_whatsapp_an_approved_template_goes_after_a_day_and_the_reason_says_so() -> None:
    followup = decided_here(anne(*(chat(7 * n, WHATSAPP, "whatsapp") for n in range(10))), house=WITH_TEMPLATE)
    assert (followup.state, followup.channel, followup.network) == ("waiting", "social", "whatsapp")
    assert "window_by_template" in codes(followup) and "window_template" not in codes(followup)
    assert any("24 h" in said and "approuvés" in said for said in in_words(followup, "fr"))
    assert any("24 h" in said and "approved" in said for said in in_words(followup, "en"))


def test_nobody_gets_an_approved_template_who_did_not_agree_to_be_written_to() -> None:
    person = anne(*(chat(7 * n, WHATSAPP, "whatsapp") for n in range(10)))
    assert decided_here(person, yes(given=False), house=WITH_TEMPLATE).state == "held"
    assert decided_here(person, yes("email"), house=WITH_TEMPLATE).state == "held"


def test_nobody_is_asked_to_write_to_who_does_not_want_it() -> None:
    followup = decided_here(by_messenger(), yes(), yes("social", given=False, day=3))
    assert followup.state == "held" and "window_shut" not in codes(followup)


def test_what_a_colleague_approved_is_still_not_sent_through_a_shut_window() -> None:
    person = by_messenger()
    asked = decided_here(person)
    told = msgspec.structs.replace(asked, reasons=(*asked.reasons, Reason(code="approved", words={"by": "lea"})))
    followup = decided_here(person, earlier=told)
    assert (followup.state, followup.channel) == ("waiting", "social"), "they do it by hand, in words that stand ready"
    assert "by_hand" in [reason.code for reason in followup.reasons]
