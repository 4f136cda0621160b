"""Whatever somebody's past: nobody is written to outside of what they, the law, a network and their clock allow."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import event, given, settings
from hypothesis import strategies as st
from situations import BLUESKY, DAY, HERE, LINE, MAIL, MESSENGER, PHONE, POST, TOOT, WHATSAPP, WORK, campaign, paris

from schemas.campaigns import Assignment
from schemas.documents import Consent, FollowUp, Identifier, Person, Reason, Step, Suppression
from schemas.interaction import CHANNELS
from streams.rules.campaigns import RECEIPT
from streams.rules.consent import AFFAIRS, CAMPAIGNS, EVERYTHING
from streams.rules.followups import decide
from streams.rules.occasions import Happened
from streams.rules.reaching import GESTURES, is_machine
from streams.rules.windows import RULES

NO_REPLY = "email:no-reply@boutique.example"
ADDRESSES = {
    MAIL: ("email", None), WORK: ("email", None), NO_REPLY: ("email", None), PHONE: ("phone", None), POST: ("letter", None),
    TOOT: ("social", "mastodon"), MESSENGER: ("social", "facebook"), WHATSAPP: ("social", "whatsapp"), BLUESKY: ("social", "bluesky"),
    LINE: ("social", "line"),
}
NOW = paris("2026-07-10 15:00")
WITH_TEMPLATE = msgspec.structs.replace(HERE, templates=frozenset({"whatsapp"}))
ACTS = st.sampled_from([None, "direct", "post", "comment", "like", "boost"])


@st.composite
def steps(draw: st.DrawFn) -> Step:
    identifier = draw(st.sampled_from(sorted(ADDRESSES)))
    channel, network = ADDRESSES[identifier]
    direction = draw(st.sampled_from(["in"] * 5 + ["out"]))
    automatic = draw(st.integers(0, 9)) == 0
    hours = draw(st.one_of(st.integers(30, 24 * 90), st.integers(30, 24 * 90), st.integers(0, 40)))
    return Step(
        at=NOW - timedelta(hours=hours, minutes=draw(st.integers(0, 59))), id=f"i{draw(st.integers(0, 10**9))}/{identifier}",
        channel=channel, direction=direction, theirs=direction == "in" and not automatic, identifier=identifier, language="fr",
        network=network, act=draw(ACTS) if network else None, machine=automatic, returned=automatic and draw(st.booleans()),
        asks=draw(st.booleans()), tone=draw(st.sampled_from([None, -0.6, 0.0, 0.7])), labels=draw(st.sampled_from([(), (), ("leaving",)])),
    )


CONSENTS = st.builds(
    Consent, id=st.integers(0, 10**9).map(str), person=st.just("p_anne"), channel=st.sampled_from([None, *CHANNELS]),
    purpose=st.sampled_from(["care", "care", "care", "receipt", CAMPAIGNS, EVERYTHING]), given=st.sampled_from([True, True, False]),
    at=st.integers(-2, 400).map(lambda days: NOW - days * DAY), proof=st.just("formulaire"),
)
BEFORE = st.builds(
    FollowUp, id=st.integers(0, 10**9).map(lambda n: f"f_{n}"), person=st.just("p_anne"),
    campaign=st.sampled_from(["news", "receipt", "quiet"]), signal=st.just("s"),
    state=st.sampled_from(["waiting", "composed", "held", "withdrawn", "dismissed", "asking"]), identifier=st.sampled_from([MAIL, TOOT]),
    language=st.just("fr"), due_at=st.integers(-3, 60).map(lambda days: NOW - days * DAY),
    decided_at=st.integers(0, 60).map(lambda days: NOW - days * DAY - timedelta(minutes=7)), reasons=st.just(()),
)
SUPPRESSED = st.dictionaries(
    st.sampled_from(sorted(ADDRESSES)),
    st.lists(
        st.builds(
            Suppression, id=st.integers(0, 10**9).map(str), who=st.just("h"), channel=st.sampled_from([None, *CHANNELS]),
            purpose=st.sampled_from([EVERYTHING, CAMPAIGNS, "care"]),
            reason=st.sampled_from(["wish", "unsubscribed", "bounced", "complained"]), at=st.just(NOW - 9 * DAY),
        ),
        min_size=1, max_size=2,
    ),
    max_size=3,
)
CONTENTS = st.fixed_dictionaries({
    "approval": st.sampled_from(["automatic", "automatic", "colleague"]), "cap": st.integers(1, 3), "cap_days": st.sampled_from([7, 30]),
    "ours_days": st.sampled_from([0, 0, 7]), "stale_days": st.sampled_from([90, 90, 1]),
    "channels": st.sampled_from([(), (), (), ("email",), ("email", "letter")]), "does": st.sampled_from(["write", "write", "write", "ask"]),
    "state": st.sampled_from(["running", "running", "running", "running", "paused"]),
})
KINDS = st.sampled_from(["quiet", "quiet", "fading", "complained", "asked", "returned", "promise_broken"])


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """All that a decision rests on."""

    occasion: Happened
    person: Person
    identifiers: list[Identifier]
    consents: list[Consent]
    before: list[FollowUp]
    more: dict[str, Any]

    def decide(self, **other: Any) -> FollowUp:
        known = (self.occasion, self.person, self.identifiers, self.consents, self.before)
        return decide(*known, **self.more | other)


@st.composite
def situations(draw: st.DrawFn) -> Given:
    course = tuple(sorted(draw(st.lists(steps(), min_size=1, max_size=25)), key=lambda step: (step.at, step.id)))
    kind = draw(KINDS)
    receipt = kind in ("asked", "complained") and draw(st.booleans())
    theirs = [step for step in course if step.theirs]
    about = draw(st.sampled_from(theirs)) if theirs and draw(st.integers(0, 9)) == 0 else (theirs or course)[-1]
    at = about.at if kind in ("asked", "complained") else draw(st.sampled_from([about.at + DAY / 50, NOW - DAY / 50]))
    occasion = Happened(
        id="s_1", person="p_anne", kind=kind, at=at, since=about.at, evidence=(about.id,), entry=about.id if receipt else None,
        closed_at=draw(st.sampled_from([None] * 9 + [NOW - DAY / 100])),
    )
    held_out = draw(st.integers(0, 9)) == 0
    more: dict[str, Any] = {
        "now": NOW, "house": draw(st.sampled_from([HERE, WITH_TEMPLATE])), "campaign": RECEIPT if receipt else campaign(**draw(CONTENTS)),
        "suppressed": draw(SUPPRESSED) if draw(st.booleans()) else {},
        "writing": draw(st.sampled_from([None] * 9 + ["call"])), "unreachable": draw(st.sampled_from([{}, {}, {POST: "no_address"}])),
        "excluded": draw(st.sampled_from([None] * 9 + [Reason(code="excluded_person", ok=False)])),
        "opens_at": draw(st.sampled_from([None, None, NOW + 2 * DAY])),
        "assignment": Assignment(
            id="x", campaign="quiet", identifier=MAIL, person="p_anne", arm="left", version=1, share_left=0.1, signal="s", at=NOW,
            until=NOW,
        ) if held_out else None,
    }
    owned = draw(st.sets(st.sampled_from(sorted(ADDRESSES)), max_size=2)) | {step.identifier for step in course}
    return Given(
        occasion=occasion, person=Person(id="p_anne", language=draw(st.sampled_from([None, "fr", "de"])), course=course),
        identifiers=[Identifier(id=one, person="p_anne") for one in sorted(owned)],
        consents=[*draw(st.lists(CONSENTS, max_size=2)), *([_yes()] if draw(st.integers(0, 3)) else [])],
        before=draw(st.lists(BEFORE, max_size=2, unique_by=lambda one: one.id)), more=more,
    )


def _yes() -> Consent:
    return Consent(id="c_yes", person="p_anne", purpose="care", given=True, at=NOW - 401 * DAY, proof="formulaire")


def _approved(asked: FollowUp) -> FollowUp:
    return msgspec.structs.replace(asked, state="waiting", reasons=(*asked.reasons, Reason(code="approved", words={"by": "lea"})))


@settings(max_examples=300, deadline=None)
@given(situations(), st.sampled_from([False, False, True]))
def test_what_leaves_obeys_them_the_law_the_network_and_their_clock(given_: Given, by_colleague: bool) -> None:
    followup = given_.decide()
    if by_colleague and followup.state == "asking":
        followup = given_.decide(earlier=_approved(followup))
    else:
        by_colleague = False
    event(followup.state)
    assert followup.reasons and (followup.due_at is None) == (followup.state != "waiting")
    if followup.state in ("held", "withdrawn"):
        assert any(not reason.ok for reason in followup.reasons)
    if followup.state != "waiting":
        return
    now, content, due_at = NOW, given_.more["campaign"].content, followup.due_at
    assert due_at is not None and followup.channel is not None
    _consented(given_, followup, content.purpose)
    _not_capped(given_, followup, content)
    if followup.identifier is None:
        _is_a_call_whose_number_a_colleague_will_find(given_, followup, by_colleague=by_colleague)
    else:
        _not_suppressed(given_, followup, content.purpose)
        _in_their_time(given_, followup, at_once=by_colleague or content.purpose in AFFAIRS)
        _in_the_window(given_, followup, content.purpose)
        assert not is_machine(followup.identifier)
        assert given_.more["unreachable"].get(followup.identifier) is None
    assert given_.more["writing"] is None and given_.more["excluded"] is None and given_.more["assignment"] is None
    assert given_.more["campaign"].state == "running" and due_at >= now
    assert given_.occasion.closed_at is None
    spoken = given_.occasion.since if given_.occasion.kind == "quiet" else given_.occasion.at
    asked = next((step for step in given_.person.course if step.id == given_.occasion.entry), None)
    since = [step for step in given_.person.course if step.theirs and step.at > spoken]
    if asked is not None:  # a receipt is ended where they asked
        since = [step for step in since if (step.channel, step.network) == (asked.channel, asked.network) and step.act not in GESTURES]
    assert not since, "they have spoken since"
    if content.steps[0].does == "ask":
        assert followup.channel == "phone"
    assert not content.steps[0].channels or followup.channel in content.steps[0].channels


def _consented(given_: Given, followup: FollowUp, purpose: str) -> None:
    said = [one for one in given_.consents if one.at <= NOW and one.channel in (None, followup.channel)]
    for wide in (EVERYTHING,) if purpose in AFFAIRS else (EVERYTHING, CAMPAIGNS):
        for channel in (None, followup.channel):
            wishes = [one for one in said if one.purpose == wide and one.channel == channel]
            assert not wishes or max(wishes, key=lambda one: (one.at, not one.given)).given, "they wish to be left alone"
    spoken = [one for one in said if one.purpose == purpose]
    assert max(spoken, key=lambda one: (one.at, not one.given)).given if spoken else purpose in AFFAIRS


def _not_suppressed(given_: Given, followup: FollowUp, purpose: str) -> None:
    for one in given_.more["suppressed"].get(followup.identifier, ()):
        speaks = one.channel in (None, followup.channel)
        assert not (speaks and (one.purpose in (EVERYTHING, purpose) or (one.purpose == CAMPAIGNS and purpose not in AFFAIRS)))


def _is_a_call_whose_number_a_colleague_will_find(given_: Given, followup: FollowUp, *, by_colleague: bool) -> None:
    content = given_.more["campaign"].content
    assert by_colleague and followup.channel == "phone" and content.steps[0].does == "ask"
    assert not any(one.id.startswith("tel:") for one in given_.identifiers), "a number of theirs is known"
    for identifier in given_.more["suppressed"]:
        _not_suppressed(given_, msgspec.structs.replace(followup, identifier=identifier), content.purpose)


def _not_capped(given_: Given, followup: FollowUp, content: Any) -> None:
    alike = [one for one in given_.before if (one.campaign == "receipt") == (content.purpose in AFFAIRS) and one.id != followup.id]
    assert sum(one.state == "composed" and NOW - one.due_at < content.cap_days * DAY for one in alike if one.due_at) < content.cap


def _in_their_time(given_: Given, followup: FollowUp, *, at_once: bool) -> None:
    opens_at = given_.more["opens_at"]
    assert followup.due_at is not None and (opens_at is None or followup.due_at >= opens_at)
    if at_once:
        return
    zone = next(reason.words["zone"] for reason in followup.reasons if "zone" in reason.words)
    local = followup.due_at.astimezone(ZoneInfo(zone))
    assert local.weekday() < 5 and 9 <= local.hour < 19
    assert (local.month, local.day) != (7, 14) or zone != "Europe/Paris"


def _in_the_window(given_: Given, followup: FollowUp, purpose: str) -> None:
    if followup.channel != "social":
        return
    last = [
        step for step in given_.person.course
        if step.theirs and step.identifier == followup.identifier and step.act not in ("like", "boost")
        and (purpose in AFFAIRS or followup.network == "mastodon" or step.act == "direct"
             or (step.act is None and followup.network != "bluesky"))
    ]
    assert last, "what is for them alone may not be answered before all"
    within = RULES[str(followup.network)].within
    in_time = within is None or (followup.due_at or NOW) < last[-1].at + within
    by_template = "window_by_template" in [reason.code for reason in followup.reasons]
    assert in_time != by_template
    if by_template:
        assert followup.network in given_.more["house"].templates and purpose not in AFFAIRS


@settings(max_examples=60, deadline=None)
@given(situations(), st.integers())
def test_the_order_in_which_things_are_known_decides_nothing(given_: Given, seed: int) -> None:
    shuffle = random.Random(seed)
    known = [list(one) for one in (given_.identifiers, given_.consents, given_.before)]
    for one in known:
        shuffle.shuffle(one)
    suppressed = {key: shuffle.sample(value, len(value)) for key, value in given_.more["suppressed"].items()}
    identifiers, consents, before = known
    other = msgspec.structs.replace(given_, identifiers=identifiers, consents=consents, before=before)
    assert other.decide(suppressed=suppressed) == given_.decide()


@settings(max_examples=60, deadline=None)
@given(situations())
def test_looked_at_again_it_is_the_same_until_something_is_new(given_: Given) -> None:
    first = given_.decide()
    assert given_.decide(earlier=first) == first


@settings(max_examples=60, deadline=None)
@given(situations(), st.sampled_from(sorted(ADDRESSES)))
def test_one_more_wish_never_lets_anything_through(given_: Given, identifier: str) -> None:
    wish = Consent(id="c_new", person="p_anne", purpose=EVERYTHING, given=False, at=NOW, proof="laissez-moi")
    assert msgspec.structs.replace(given_, consents=[*given_.consents, wish]).decide().state in ("held", "withdrawn")
    stopped = {one: [Suppression(id="x", who="h", purpose=EVERYTHING, reason="wish", at=NOW)] for one in ADDRESSES}
    assert given_.decide(suppressed=stopped).channel is None


