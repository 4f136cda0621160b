"""What a source says of one interaction, in however many pieces, is one entry: the same in every order and however often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from schemas.documents import TimelineEntry
from schemas.interaction import Attachment, Cut, Interaction, Original, Own, Party, Removal
from streams.rules.uniting import emptied, entries_of, holds, taken_back, taken_back_at, unite, unite_call, unite_entries

AT = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
ANNE, SHOP = "tel:+33144556677", "ext:4021"


def minute(number: int) -> datetime:
    return AT + timedelta(minutes=number)


def original(size: int) -> Original:
    return Original(sha256=f"{size:064}", content_type="application/json", size=size)


def call(size: int = 1, *, caller: str | None = ANNE, **more: Any) -> Interaction:
    told: dict[str, Any] = {"direction": "in", "at": AT} | more
    parties = told.pop("parties", (Party(role="caller", identifier=caller), Party(role="callee", identifier=SHOP)))
    return Interaction(id="call", channel="phone", parties=parties, original=original(size), **told)


def post(text: str, *, edited: int | None = None, size: int = 1, **more: Any) -> Interaction:
    told: dict[str, Any] = {"at": AT, "parties": (Party(role="author", identifier="mastodon:anne@people.example"),)} | more
    return Interaction(
        id="post", channel="social", network="mastodon", direction="in", text=text, original=original(size),
        edited_at=UNSET if edited is None else minute(edited), **told,
    )  # fmt: skip


def entry(said: Interaction, received: int = 0) -> TimelineEntry:
    return entries_of(said, minute(received), Own(names=(SHOP,)), "FR")[0]


NAMES = st.sampled_from([None, "A", "Anne", "Anne Dupont"])
PARTIES = st.lists(
    st.builds(
        Party, role=st.sampled_from(["caller", "callee", "agent", "author"]), identifier=st.sampled_from([None, ANNE, SHOP]), name=NAMES,
    ),
    max_size=4,
).map(tuple)  # fmt: skip
SHORT = st.text("ab\n", max_size=3)
MAYBE = st.none() | SHORT
CUT = st.builds(Cut, kind=st.just("quoted"), lines=st.integers(1, 3), after=st.integers(0, 2))
CUTS = st.just(UNSET) | st.lists(CUT, max_size=2).map(tuple)
ATTACHED = st.builds(
    Attachment, name=st.sampled_from([None, "a.pdf", "b.png"]), content_type=st.sampled_from(["a/b", "c/d"]), size=st.just(1),
    sha256=st.sampled_from(["0", "1"]),
)  # fmt: skip
MEASURES = st.fixed_dictionaries(
    {},
    optional={
        "answered": st.booleans(), "voicemail": st.booleans(), "transferred": st.booleans(), "rating": st.integers(1, 5),
        "wait_s": st.integers(0, 3) | st.sampled_from([1.0, 2.5]), "duration_s": st.integers(0, 3),
    },
)  # fmt: skip
TOLD = st.builds(
    Interaction,
    id=st.just("one"), channel=st.just("social"), network=st.sampled_from([None, "x"]),
    direction=st.sampled_from(["in", "out", "internal"]),
    at=st.none() | st.integers(0, 3).map(minute), parties=PARTIES, thread=MAYBE, in_reply_to=MAYBE, subject=MAYBE, text=SHORT,
    language=st.sampled_from([None, "fr", "en"]), attachments=st.lists(ATTACHED, max_size=2).map(tuple), measures=MEASURES,
    automatic=st.sampled_from([None, "auto_reply", "bulk"]), original=st.integers(1, 3).map(original),
    act=st.sampled_from([UNSET, "post", "reply"]), edited_at=st.just(UNSET) | st.integers(0, 3).map(minute),
    signature=st.just(UNSET) | SHORT, cuts=CUTS, also=st.just(UNSET) | st.sampled_from(["x:1", "x:2"]).map(lambda name: (name,)),
)  # fmt: skip
GIVEN = st.builds(
    lambda said, act: msgspec.structs.replace(said, act=act, edited_at=UNSET), TOLD, st.sampled_from(["like", "boost", "reaction"])
)
WRITTEN, FELT = (st.builds(entry, told, st.integers(0, 3)) for told in (TOLD, GIVEN))
POSTS, FEELINGS = (each | each | st.builds(taken_back, each, st.integers(0, 3).map(minute)) for each in (WRITTEN, FELT))
SEVERAL = st.lists(POSTS, min_size=1, max_size=5) | st.lists(FEELINGS, min_size=1, max_size=5)
"""What one source says of one thing: a post is no like."""


@given(st.tuples(TOLD, TOLD, TOLD) | st.tuples(GIVEN, GIVEN, GIVEN))
def test_uniting_is_a_join(three: tuple[Interaction, Interaction, Interaction]) -> None:
    one, other, third = three
    assert unite(one, one) == one
    assert unite(one, other) == unite(other, one)
    assert unite(unite(one, other), third) == unite(one, unite(other, third))
    assert unite(unite(one, other), other) == unite(one, other)


@given(SEVERAL, st.randoms(use_true_random=False))
def test_an_entry_is_the_same_in_every_order_and_however_often_it_is_told(told: list[TimelineEntry], random: Any) -> None:
    told = [msgspec.structs.replace(each, id="one", identifier=None) for each in told]
    whole = reduce(unite_entries, told)
    again = told + random.choices(told, k=3)
    random.shuffle(again)
    halves = [reduce(unite_entries, half) for half in (again[:4], again[4:]) if half]
    if len({msgspec.json.encode(each) for each in told}) > 1:
        assert reduce(unite_entries, halves) == whole
    assert all(holds(whole, each) for each in told)
    assert msgspec.json.decode(msgspec.json.encode(whole), type=TimelineEntry) == whole


@given(st.lists(WRITTEN, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_of_mails_with_one_message_id_the_first_received_stays_as_it_is(told: list[TimelineEntry], random: Any) -> None:
    told = [
        msgspec.structs.replace(each, id="one", identifier=None, interaction=msgspec.structs.replace(each.interaction, channel="email"))
        for each in told
    ]
    whole = reduce(unite_entries, told)
    assert whole in told and whole.received_at == min(each.received_at for each in told)
    random.shuffle(told)
    assert reduce(unite_entries, told) == whole and all(holds(whole, each) for each in told)


@given(SEVERAL, st.integers(0, 3).map(minute))
def test_taking_back_is_the_same_before_and_after_uniting(told: list[TimelineEntry], at: datetime) -> None:
    told = [msgspec.structs.replace(each, id="one", identifier=None) for each in told]
    whole = taken_back(reduce(unite_entries, told), at)
    assert reduce(unite_entries, [taken_back(each, at) for each in told]) == whole
    assert taken_back(whole, at) == whole


@given(st.tuples(TOLD, TOLD) | st.tuples(GIVEN, GIVEN))
def test_nothing_of_what_was_taken_back_is_left_in_either_order(two: tuple[Interaction, Interaction]) -> None:
    one, other = two
    assert emptied(unite(one, other)) == unite(emptied(one), emptied(other))
    assert emptied(emptied(one)) == emptied(one)


@given(st.lists(TOLD, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_entries_of_a_call_end_alike(told: list[Interaction], random: Any) -> None:
    told = [msgspec.structs.replace(said, channel="phone") for said in told]

    def end(events: list[Interaction]) -> dict[str, TimelineEntry]:
        there: dict[str, TimelineEntry] = {}
        for said in events:
            for new in entries_of(said, AT, Own(names=(SHOP,)), "FR"):
                there[new.id] = unite_entries(there[new.id], new) if new.id in there else new
            there = {each.id: each for each in unite_call(list(there.values()))}
        return there

    shuffled = told + random.choices(told, k=2)
    random.shuffle(shuffled)
    canonical = [end(events) for events in (told, shuffled)]
    if len({msgspec.json.encode(said) for said in told}) > 1:
        assert canonical[0] == canonical[1]


def test_the_events_of_a_call_are_one_call() -> None:
    ringing = call(1, at=minute(0), measures={"answered": False, "wait_s": 0})
    answered = call(2, at=minute(1), measures={"answered": True, "wait_s": 12}, parties=(
        Party(role="caller", identifier=ANNE, name="Anne Dupont"), Party(role="agent", identifier="ext:12", name="Bea"),
    ))  # fmt: skip
    forwarded = call(3, measures={"answered": False, "duration_s": 4})
    ended = call(4, at=minute(3), measures={"duration_s": 95, "transferred": True})
    whole = reduce(unite, (ended, forwarded, answered, ringing))
    assert whole.at == AT and whole.original == original(4)
    assert whole.measures == {"answered": True, "transferred": True, "wait_s": 12, "duration_s": 95}
    machine = call(5, measures={"answered": False, "voicemail": True})
    assert unite(whole, machine).measures == {"answered": False, "voicemail": True, "transferred": True, "wait_s": 12}
    assert [(party.role, party.identifier, party.name) for party in whole.parties] == [
        ("caller", ANNE, "Anne Dupont"), ("callee", SHOP, None), ("agent", "ext:12", "Bea"),
    ]  # fmt: skip


def test_a_number_that_one_event_does_not_know_is_not_withheld() -> None:
    known, unknown = call(), call(2, caller=None, direction="out")
    whole = unite(unknown, known)
    assert [party.identifier for party in whole.parties if party.role == "caller"] == [ANNE]


def test_a_record_that_names_nobody_joins_those_who_are_named_and_says_no_direction() -> None:
    recording = entry(call(9, parties=(), direction="in", measures={"duration_s": 30}))
    rung = entry(call(1, direction="out"))
    assert recording.identifier is None and recording.id == "call/-"
    for order in ([recording, rung], [rung, recording]):
        [only] = unite_call(order)
        assert only.id == f"call/{ANNE}" and only.interaction.measures == {"duration_s": 30} and only.interaction.direction == "out"
        assert only.sources == (original(1), original(9))


def test_the_latest_edit_has_the_word_and_what_was_said_before_is_kept() -> None:
    first, second, third = post("Good"), post("Bad", edited=5, size=2, measures={"rating": 1}), post("Fine", edited=9, size=3, at=minute(9))
    whole = reduce(unite_entries, map(entry, (third, first, second)))
    assert whole.interaction.text == "Fine" and whole.interaction.at == AT and whole.at == AT and "rating" not in whole.interaction.measures
    assert whole.earlier is not None and [(each.text, each.edited_at) for each in whole.earlier] == [("Good", None), ("Bad", minute(5))]


def test_an_edit_that_comes_alone_has_its_own_time_until_the_post_is_known() -> None:
    edit = entry(post("Fine", edited=9, at=minute(9)), received=10)
    assert edit.at == minute(9) and edit.earlier is None
    assert unite_entries(edit, entry(post("Good"))).at == AT


def test_what_was_taken_back_is_empty_for_good_and_stays_a_sign_of_life() -> None:
    attached = Attachment(name="me.png", content_type="image/png", size=3, sha256="1")
    cuts, measures = (Cut(kind="quoted", lines=2, after=0),), {"rating": 1, "likes": 2}
    said = entry(post("Bad", subject="S", attachments=(attached,), cuts=cuts, measures=measures))
    gone = taken_back(said, minute(20))
    later = unite_entries(unite_entries(gone, said), entry(post("Worse", edited=30)))
    assert later.removed_at == minute(20) and later.earlier is None and later.at == AT
    assert later.interaction.parties == said.interaction.parties and later.interaction.measures == {"likes": 2}
    assert not any(words in msgspec.json.encode(later) for words in (b"Bad", b"Worse", b"me.png"))
    assert taken_back(gone, minute(10)) == gone and taken_back(gone, minute(30)).removed_at == minute(30), "of two removals the last"


def test_a_sign_that_is_given_anew_stands_until_it_is_taken_back_again() -> None:
    def felt(at: int, text: str) -> TimelineEntry:
        return entry(post(text, at=minute(at), act="reaction"), received=40)

    first, again = felt(0, "👍"), felt(20, "❤")
    gone = taken_back(first, minute(10))
    assert gone.removed_at == minute(10) and gone.interaction.text == ""
    for stands in (unite_entries(gone, again), unite_entries(again, gone), taken_back(unite_entries(first, again), minute(10))):
        assert stands.removed_at is None and stands.at == stands.interaction.at == minute(20) and stands.earlier is None
        assert stands.interaction.text == "❤"
        assert taken_back(stands, minute(20)).removed_at == minute(20)
    assert taken_back(entry(post("Bad", at=minute(20))), minute(10)).removed_at == minute(10), "words stay away whatever their clock says"


def test_nothing_is_taken_back_in_the_future() -> None:
    gone = Removal(id="like", channel="social", network="x", at=minute(90))
    assert taken_back_at(gone, minute(5)) == minute(5) == taken_back_at(msgspec.structs.replace(gone, at=None), minute(5))


def test_an_entry_holds_what_it_was_told_and_not_what_it_was_not() -> None:
    first, edit = entry(post("Good")), entry(post("Bad", edited=5))
    assert holds(first, first) and not holds(first, edit) and holds(unite_entries(edit, first), edit)
