"""What starts a campaign, whom it leaves out, when its steps come, and what keeps it from starting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from schemas.campaigns import Campaign, CampaignStep, Content, Excluded, Occasion
from schemas.documents import FollowUp, Identifier, Person, Step
from schemas.errors import Refused
from schemas.events import Signal
from schemas.interaction import CHANNELS
from streams.rules.campaign_content import as_json, content_of
from streams.rules.campaign_faults import unknown, validate
from streams.rules.campaign_steps import next_step, opens_at
from streams.rules.campaign_words import SAID, fault_said
from streams.rules.campaigns import BUILT_IN, QUIET, RECEIPT, assign, differences, excluded, started_by
from streams.rules.identifiers import domain as domain_of
from streams.rules.occasions import Happened

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WHOLE = {folder: {(channel, language) for channel in CHANNELS for language in ("fr", "en")} for folder in ("quiet", "late", "thanks")}
CONTENT = Content(
    title={"fr": "Excuses", "en": "Sorry"}, occasions=(Occasion(kind="discontent", origins=("broken_promise",)),), cap=2,
    steps=(CampaignStep(template="late"), CampaignStep(template="quiet", after_days=10, until_days=30)),
)
MINE = Campaign(id="sorry", version=3, content=CONTENT, state="running", changed_at=NOW, changed_by="claire")


def happened(kind: str = "discontent", **more: Any) -> Happened:
    return Happened(**{"id": "s", "person": "p_1", "kind": kind, "at": NOW, "since": NOW - DAY, "origin": "broken_promise", **more})


def content(**changed: Any) -> Content:
    return msgspec.structs.replace(CONTENT, **changed)


def step(days_ago: float) -> Step:
    at = NOW - days_ago * DAY
    return Step(at=at, id=f"e{days_ago}", channel="email", direction="in", theirs=True, identifier="email:a@b.fr")


def test_a_campaign_is_started_by_its_kind_and_origin_while_it_runs() -> None:
    all_ = [MINE, *BUILT_IN.values()]
    assert [each.id for each in started_by(happened(), all_)] == ["sorry"]
    assert started_by(happened(origin="price"), all_) == []
    assert [each.id for each in started_by(happened("quiet"), all_)] == ["quiet"]
    assert [each.id for each in started_by(happened("asked"), all_)] == ["receipt"]
    for state in ("draft", "paused", "archived"):
        assert started_by(happened(), [msgspec.structs.replace(MINE, state=state)]) == []


@pytest.mark.parametrize(
    ("out", "identifiers", "code"),
    [
        (Excluded(signals=("misunderstood",)), ["email:a@b.fr"], "excluded_signal"),
        (Excluded(persons=("p_old",)), ["email:a@b.fr"], "excluded_person"),
        (Excluded(domains=("b.fr",)), ["tel:+33123", "email:a@post.b.fr"], "excluded_domain"),
        (Excluded(domains=("Müller.example",)), ["email:a@xn--mller-kva.example"], "excluded_domain"),
        (Excluded(domains=("XN--MLLER-KVA.example",)), ["mastodon:a@post.xn--mller-kva.example"], "excluded_domain"),
        (Excluded(domains=("müller.example",)), ["email:a@muller.example", "email:a@xn--mller-kva.example.net"], None),
        (Excluded(countries=("FR",)), ["tel:+33639981240"], "excluded_country"),
        (Excluded(domains=("b.fr",), countries=("GB",)), ["email:a@ab.fr", "tel:+33639981240"], None),
        (Excluded(), ["email:a@b.fr"], None),
    ],
)
def test_whom_a_campaign_leaves_out_is_told_why(out: Excluded, identifiers: list[str], code: str | None) -> None:
    sad = Signal(id="m", person="p_1", kind="misunderstood", at=NOW, since=NOW, numbers=(), evidence=())
    reason = excluded(content(excluded=out), Person(id="p_1", signals=(sad,)), identifiers, called={"p_old"})
    assert (reason and reason.code) == code
    assert reason is None or not reason.ok


def test_a_signal_that_is_over_leaves_nobody_out() -> None:
    over = Signal(id="m", person="p_1", kind="misunderstood", at=NOW, since=NOW, closed_at=NOW, numbers=(), evidence=())
    assert excluded(content(excluded=Excluded(signals=("misunderstood",))), Person(id="p_1", signals=(over,)), [], called=()) is None


@pytest.mark.parametrize(
    ("gap", "days"), [(3, 10), (14, 14), (90, 30)], ids=["never sooner than asked", "in their rhythm", "never later than asked"]
)
def test_a_step_comes_in_the_rhythm_of_the_person(gap: int, days: int) -> None:
    course = [step(gap * n) for n in range(8)]
    assert opens_at(CONTENT.steps[1], course, since=NOW) == NOW + days * DAY


def test_a_step_without_room_comes_when_it_is_said() -> None:
    assert opens_at(CampaignStep(template="late"), [step(n) for n in range(9)], since=NOW) is None
    assert opens_at(CampaignStep(template="late", after_days=4), [], since=NOW) == NOW + 4 * DAY
    assert opens_at(CONTENT.steps[1], [], since=NOW) == NOW + 10 * DAY


def followup(number: int = 0) -> FollowUp:
    return FollowUp(
        id="f", person="p_1", campaign="sorry", signal="s", step=number, state="waiting", language="fr", decided_at=NOW, reasons=(),
        channel="email", identifier="email:a@b.fr",
    )


def test_after_a_step_comes_the_next_and_after_the_last_none() -> None:
    following = next_step(followup(), happened(), MINE, [], now=NOW)
    assert following is not None
    assert (following.step, following.state, following.due_at, following.version) == (1, "waiting", NOW + 10 * DAY, 3)
    assert following.id != "f" and following.id == (next_step(followup(), happened(), MINE, [], now=NOW) or followup()).id
    assert next_step(followup(1), happened(), MINE, [], now=NOW) is None


def test_nothing_is_said_after_the_end() -> None:
    assert next_step(followup(), happened(at=NOW - 55 * DAY), MINE, [], now=NOW) is None


def test_the_side_is_that_of_the_oldest_identifier_of_their_own() -> None:
    oldest = Identifier(id="email:old@b.fr", person="p_1", first_at=NOW - 9 * DAY)
    others = [
        Identifier(id="tel:+33612345678", person="p_1", first_at=NOW - 20 * DAY, use="shared"),
        Identifier(id="email:new@b.fr", person="p_1", first_at=NOW),
    ]
    given_ = assign(followup(), MINE, [*others, oldest], now=NOW)
    assert given_ is not None and given_.id == "sorry/email:old@b.fr" and given_.until == NOW + 30 * DAY
    assert assign(followup(), msgspec.structs.replace(MINE, content=content(share_left=0.0)), [oldest], now=NOW) is None


def test_what_is_built_in_may_run() -> None:
    sound = {**WHOLE, "receipt": WHOLE["quiet"]}
    assert [validate(each.id, each.content, sound) for each in (QUIET, RECEIPT)] == [[], []]


FAULTS: list[tuple[str, str, Content]] = [
    ("title.en", "title_missing", content(title={"fr": "Excuses"})),
    ("occasions", "no_occasion", content(occasions=())),
    ("occasions.1", "occasion_twice", content(occasions=(*CONTENT.occasions, Occasion(kind="discontent")))),
    ("occasions.0.origins", "event_has_no_origin", content(occasions=(Occasion(kind="asked", origins=("price",)),))),
    ("excluded.signals", "excludes_everybody", content(excluded=Excluded(signals=("discontent",)))),
    ("excluded.domains.0", "no_domain", content(excluded=Excluded(domains=("anne@b.fr",)))),
    ("excluded.countries.1", "no_country", content(excluded=Excluded(countries=("GB", "UK")))),
    ("excluded.persons.0", "no_person", content(excluded=Excluded(persons=("Anne",)))),
    ("steps", "no_step", content(steps=())),
    ("steps.0.template", "template_unknown", content(steps=(CampaignStep(template="nowhere"),))),
    (
        "steps.1.until_days", "until_before_after",
        content(steps=(CONTENT.steps[0], CampaignStep(template="quiet", after_days=9, until_days=8))),
    ),
    ("steps.1.template", "step_twice", content(steps=(CONTENT.steps[0], CampaignStep(template="late", after_days=9)))),
    ("steps.1.after_days", "step_too_soon", content(steps=(CONTENT.steps[0], CampaignStep(template="quiet", after_days=6)))),
    ("purpose", "purpose_of_receipts", content(purpose="receipt")),
    ("stale_days", "stale_before_step", content(steps=(CampaignStep(template="late", after_days=20),), stale_days=20)),
    ("ends_days", "ends_before_step", content(ends_days=30)),
    ("cap", "cap_below_steps", content(cap=1)),
]


def test_what_is_whole_has_no_fault() -> None:
    assert validate("sorry", CONTENT, WHOLE) == []


@pytest.mark.parametrize(("where", "code", "wrong"), FAULTS, ids=[f"{where} {code}" for where, code, _ in FAULTS])
def test_each_fault_is_found_alone_and_said_in_both_languages(where: str, code: str, wrong: Content) -> None:
    (fault,) = validate("sorry", wrong, WHOLE)
    assert (fault.where, fault.code) == (where, code)
    for language in ("fr", "en"):
        assert all(said and "{" not in said for said in fault_said(fault, language))  # type: ignore[arg-type]


@pytest.mark.parametrize("domain", ["müller.example", "xn--mller-kva.example", "MÜLLER.Example", "例え.jp", "élan.fr", "exemple.fr."])
def test_a_domain_may_be_written_as_its_owner_does(domain: str) -> None:
    assert validate("sorry", content(excluded=Excluded(domains=(domain,))), WHOLE) == []


@pytest.mark.parametrize("domain", ["müller", "anné@b.fr", "a..fr", "élan fr.fr", "-", "..", "é_.fr"])
def test_what_is_no_domain_is_a_fault_in_any_script(domain: str) -> None:
    assert [fault.code for fault in validate("sorry", content(excluded=Excluded(domains=(domain,))), WHOLE)] == ["no_domain"]


@given(st.text("abcäéøñжλ例え", min_size=1, max_size=12), st.booleans())
def test_both_spellings_of_a_domain_leave_out_the_same_addresses(label: str, other: bool) -> None:
    written = f"{label}.example"
    spelt = domain_of(written)
    assume(spelt is not None)
    address = f"email:anne@{spelt if not other else 'autre.example'}"
    out = [
        excluded(content(excluded=Excluded(domains=(each,))), Person(id="p_1"), [address], called=()) is not None
        for each in (written, str(spelt), written.upper())
    ]
    assert out == [not other] * 3


def test_whom_nobody_knows_is_named_with_what_to_do() -> None:
    (fault,) = unknown(content(excluded=Excluded(persons=("p_1", "p_2"))), {"p_2"})
    assert (fault.where, fault.code) == ("excluded.persons.1", "person_unknown")
    for language in ("fr", "en"):
        assert all(said and "{" not in said for said in fault_said(fault, language)) and "p_2" in fault_said(fault, language)[0]


def test_a_template_has_to_be_there_for_each_channel_and_language_that_may_be_used() -> None:
    lame = {**WHOLE, "late": WHOLE["late"] - {("letter", "en"), ("social", "fr")}}
    assert [fault.words["file"] for fault in validate("sorry", CONTENT, lame)] == ["late/letter.en.j2", "late/social.fr.j2"]
    by_mail = content(steps=(CampaignStep(template="late", channels=("email",)),))
    assert validate("sorry", by_mail, lame) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"share_left": 0.1}, "receipt_left_alone"), ({"approval": "colleague"}, "receipt_waits"), ({"purpose": "care"}, "receipt_purpose")],
)
def test_a_receipt_is_for_everybody_at_once(changed: dict[str, Any], code: str) -> None:
    wrong = msgspec.structs.replace(RECEIPT.content, **changed)
    assert [fault.code for fault in validate("receipt", wrong, {"receipt": WHOLE["quiet"]})] == [code]


def test_both_languages_know_the_same_faults() -> None:
    assert SAID["fr"].keys() == SAID["en"].keys() >= {code for _, code, _ in FAULTS}


@given(st.sampled_from([CONTENT, QUIET.content, RECEIPT.content, *(wrong for _, _, wrong in FAULTS)]))
def test_what_is_written_is_what_is_read(written: Content) -> None:
    assert content_of(as_json(written)) == written


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda it: it.update(share=0.1), "share"),
        (lambda it: it["steps"][1].update(after_dayz=3), "steps.1.after_dayz"),
        (lambda it: it.update(cap=0), "cap"),
        (lambda it: it["steps"][0].update(does="shout"), "steps.0.does"),
        (lambda it: it.pop("occasions"), "content"),
    ],
)
def test_a_field_that_is_not_understood_is_named(change: Callable[[Any], Any], where: str) -> None:
    import json

    it = json.loads(as_json(CONTENT))
    change(it)
    with pytest.raises(Refused) as refused:
        content_of(json.dumps(it))
    assert refused.value.where == where


def test_what_is_nested_without_end_is_refused() -> None:
    with pytest.raises(Refused):
        content_of("[" * 200_000)


def test_a_name_is_one_of_a_file() -> None:
    assert [fault.code for fault in validate("../x y", CONTENT, WHOLE)] == ["no_name"]


def test_what_is_different_between_two_versions_is_told_by_its_place() -> None:
    after = content(cap=3, steps=(*CONTENT.steps[:1], msgspec.structs.replace(CONTENT.steps[1], template="thanks")))
    assert differences(CONTENT, after) == [("steps.1.template", "quiet", "thanks"), ("cap", 2, 3)]
    assert differences(CONTENT, CONTENT) == []
