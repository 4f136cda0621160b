"""The form of a campaign means the campaign that it was made of, and names every fault at its field."""

from __future__ import annotations

import string

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.campaigns import CampaignStep, Content, Excluded, Name, Occasion
from schemas.events import KINDS, ORIGINS
from schemas.interaction import CHANNELS
from services.web.campaign_form import MOST_STEPS, OCCASIONS, Typed, arranged, content_of, name_of, normal, read, typed_of

NAMES = st.from_regex(r"\A[a-z0-9][a-z0-9-]{0,39}\Z")
DAYS = st.integers(0, 366)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=100).map(str.strip)
BY_LANGUAGE = st.dictionaries(st.sampled_from(["fr", "en"]), WORDS.filter(bool))
DOMAINS = st.lists(st.from_regex(r"\A[a-z0-9]{1,20}(\.[a-z0-9]{1,9}){1,2}\Z"), unique=True, max_size=4).map(tuple)
STEPS = st.builds(
    CampaignStep,
    does=st.sampled_from(["write", "ask"]),
    template=NAMES,
    after_days=DAYS,
    until_days=DAYS,
    channels=st.lists(st.sampled_from(CHANNELS), unique=True).map(tuple),
)
CONTENTS = st.builds(
    Content,
    title=BY_LANGUAGE,
    about=BY_LANGUAGE,
    occasions=st.lists(
        st.builds(Occasion, kind=st.sampled_from(OCCASIONS), origins=st.lists(st.sampled_from(ORIGINS), unique=True).map(tuple)), max_size=6
    ).map(lambda given: tuple(each if each.kind in KINDS else Occasion(kind=each.kind) for each in given)),
    excluded=st.builds(
        Excluded,
        signals=st.lists(st.sampled_from(KINDS), unique=True).map(tuple),
        domains=DOMAINS,
        persons=st.lists(st.from_regex(r"\Ap_[0-9a-f]{8}\Z"), unique=True, max_size=3).map(tuple),
        countries=st.lists(st.text(string.ascii_uppercase, min_size=2, max_size=2), unique=True, max_size=3).map(tuple),
    ),
    steps=st.lists(STEPS, max_size=MOST_STEPS).map(tuple),
    purpose=NAMES,
    approval=st.sampled_from(["colleague", "automatic"]),
    share_left=st.floats(0, 0.5).map(lambda share: round(share, 6)),
    cap=st.integers(1, 12),
    cap_days=st.integers(1, 366),
    stale_days=st.integers(1, 366),
    ours_days=DAYS,
    answer_days=st.integers(1, 30),
    ends_days=st.integers(1, 366),
    returns_days=st.integers(1, 366),
)


def sent(typed: Typed) -> dict[str, list[str]]:
    """As a browser sends it."""
    fields = {name: list(values) for name, values in typed.values.items()}
    return fields | {f"steps.{place}.{name}": list(values) for place, step in enumerate(typed.steps) for name, values in step.items()}


@given(CONTENTS)
def test_the_form_of_a_campaign_means_that_campaign(content: Content) -> None:
    assert content_of(read(sent(typed_of(content)))) == (normal(content), ())
    assert normal(normal(content)) == normal(content)


@given(CONTENTS, st.integers(0, MOST_STEPS), st.sampled_from(["up", "down"]))
def test_a_step_that_goes_up_or_down_takes_everything_with_it_and_loses_nothing(content: Content, place: int, way: str) -> None:
    before = typed_of(content)
    after = arranged(before, f"{way}.{place}")
    assert sorted(map(repr, after.steps)) == sorted(map(repr, before.steps)) and after.values == before.values
    other = place - 1 if way == "up" else place + 1
    if place < len(before.steps) and 0 <= other < len(before.steps):
        assert after.steps[other] == before.steps[place]
        assert arranged(after, f"{'down' if way == 'up' else 'up'}.{other}") == before
    else:
        assert after == before


@given(CONTENTS)
def test_a_step_is_added_at_the_end_and_taken_away_again(content: Content) -> None:
    before = typed_of(content)
    after = arranged(before, "add")
    assert len(after.steps) == min(MOST_STEPS, len(before.steps) + 1)
    if len(before.steps) < MOST_STEPS:
        assert arranged(after, f"remove.{len(before.steps)}") == before


FIELDS = st.one_of(st.text(), st.sampled_from(["cap", "steps.0.does", "steps.007.template", "occasions"]))


@given(st.dictionaries(FIELDS, st.lists(st.text())))
def test_whatever_is_sent_is_a_campaign_or_has_a_fault(form: dict[str, list[str]]) -> None:
    content, wrong = content_of(read(form))
    assert (content is None) == bool(wrong)
    assert len({each.where for each in wrong}) == len(wrong)


STEP = CampaignStep(template="quiet")
GOOD = typed_of(Content(title={"fr": "Silence"}, occasions=(Occasion(kind="quiet"),), steps=(STEP, STEP)))


@pytest.mark.parametrize(
    ("where", "typed", "code"),
    [
        ("cap", "0", "number"),
        ("cap", "three", "number"),
        ("cap", "", "number"),
        ("ends_days", "367", "number"),
        ("ends_days", "٣", "number"),
        ("share_left", "51", "share"),
        ("share_left", "-1", "share"),
        ("share_left", "nan", "share"),
        ("share_left", "", "share"),
        ("title.fr", "x" * 121, "long"),
        ("purpose", "Not a name", "name"),
        ("approval", "nobody", "choice"),
        ("excluded.domains", "a.example, nonsense", "domain"),
        ("excluded.countries", "France", "country"),
        ("steps.1.template", "", "name"),
        ("steps.1.until_days", "-5", "number"),
        ("steps.0.does", "shout", "choice"),
    ],
)
def test_a_fault_is_named_at_its_field(where: str, typed: str, code: str) -> None:
    content, [wrong] = content_of(read(sent(GOOD) | {where: [typed]}))
    assert (content, wrong.where, wrong.code) == (None, where, code)


def test_what_is_no_country_and_no_domain_is_quoted_as_it_was_typed() -> None:
    _, wrong = content_of(read(sent(GOOD) | {"excluded.countries": ["France"], "excluded.domains": ["@Nonsense"]}))
    assert {each.where: each.words for each in wrong} == {
        "excluded.domains": {"what": "@Nonsense"},
        "excluded.countries": {"what": "France"},
    }
    content, _ = content_of(read(sent(GOOD) | {"excluded.countries": ["fr, FR; be"], "excluded.domains": ["@A.example a.example"]}))
    assert content is not None and (content.excluded.countries, content.excluded.domains) == (("FR", "BE"), ("a.example",))


@pytest.mark.parametrize(("typed", "share"), [("12,5", 0.125), ("12.5 %", 0.125), ("0", 0.0), ("50", 0.5)])
def test_a_share_is_written_as_people_write_it(typed: str, share: float) -> None:
    content, _ = content_of(read(sent(GOOD) | {"share_left": [typed]}))
    assert content is not None and content.share_left == share


def test_a_person_is_left_out_by_the_address_of_their_page() -> None:
    content, _ = content_of(read(sent(GOOD) | {"excluded.persons": ["p_1", "https://hub.example/people/p_2?before=x#e-1 /people/p_3/"]}))
    assert content is not None and content.excluded.persons == ("p_1", "p_2", "p_3")


def test_an_occasion_without_origins_means_all_of_them() -> None:
    both = (Occasion(kind="quiet", origins=("price",)), Occasion(kind="quiet"), Occasion(kind="fading", origins=("price",)))
    content = Content(title={}, occasions=both, steps=())
    assert normal(content).occasions == (Occasion(kind="quiet"), Occasion(kind="fading", origins=("price",)))


@given(st.text(max_size=200), st.sets(NAMES, max_size=4))
def test_a_title_gives_a_name_that_nobody_has(title: str, taken: set[str]) -> None:
    name = name_of(title, taken)
    assert name not in taken and name != "new"
    msgspec.convert(name, Name)


