"""What is sensed of people, on the pages: who needs us and why, since when and where it began, how they sound, what we promised."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import msgspec
import pytest
from knowing import give

from schemas.documents import Told
from schemas.events import Kind, Number, Origin, Signal
from schemas.interaction import OURS, Interaction, Party
from schemas.topics import TIMELINE
from services.web.pages import voices
from services.web.pages.voices import covered
from services.web.pieces import anchor
from streams.rules.identity.uses import Use
from streams.settings import Settings
from streams.state import State
from streams.wire import Emit, Producer
from tests.web.conftest import Client
from tests.web.test_live import articles, following, hears, open_page
from tests.web.test_pages import read
from tests.web.told import NOW, entry, interaction, keep

DAY = timedelta(days=1)
NASTY = "<script>alert(1)</script>"

WORDS: dict[Kind, dict[str, str]] = {
    "promise_due": {"promise": "before noon", "made": (NOW - DAY).isoformat(), "due": (NOW + DAY).isoformat()},
    "promise_broken": {"promise": "within two days", "made": (NOW - 9 * DAY).isoformat(), "due": (NOW - 7 * DAY).isoformat()},
    "fading": {"how": "rarer"},
    "discontent": {"quotes": "still nothing"},
    "misunderstood": {"quotes": "not what I asked"},
    "delighted": {"quotes": "thank you so much"},
    "returned": {"channel": "email"},
}
NUMBERS = ("usual_gap_days", "latest_gap_days", "silent_days", "messages")


def signal(person: str, kind: Kind, *, days_ago: float = 3, **more: Any) -> Signal:
    at = NOW - days_ago * DAY
    numbers = tuple(Number(name=name, value=9, unit="d") for name in NUMBERS)
    return Signal(
        **{
            "id": f"{person}{kind}{days_ago}", "person": person, "kind": kind, "at": at, "since": at - DAY, "numbers": numbers,
            "evidence": ("e",), "words": WORDS.get(kind, {}), **more,
        }
    )  # fmt: skip


def origin(said: Interaction, kind: Any, **more: Any) -> Origin:
    return Origin(kind=kind, entry=entry(said).id, at=said.at or NOW, channel=said.channel, **more)


async def meet(state: State, name: str, *kinds: Kind) -> str:
    """Somebody with one contact, of whom this was noticed."""
    identifier = f"email:{name.lower()}@exemple.fr"
    person = await keep(state, interaction(f"<{name}@exemple.fr>", NOW, identifier=identifier, who=name))
    await state.signals.put([signal(person, kind) for kind in kinds])
    return person


async def sense(state: State, person: str, told: dict[str, dict[str, Any]], *signals: Signal) -> None:
    """What the steps of these entries hold, and these signals alone."""
    known = await state.persons.get(person)
    assert known
    await state.signals.withdraw([each.id for each in await state.signals.of(person)])
    course = tuple(msgspec.structs.replace(step, **told.get(step.id, {})) for step in known.course)
    assert await state.persons.put(msgspec.structs.replace(known, course=course, signals=signals))
    await state.signals.put(signals)


def plain(text: str) -> str:
    """What one reads of it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


async def test_everybody_stands_once_under_the_most_pressing_reason(page: Client, state: State) -> None:
    await meet(state, "Hadrien", "returned")
    await meet(state, "Ulla", "misunderstood", "delighted")
    await meet(state, "Dora", "discontent", "fading")
    await meet(state, "Paul", "quiet", "promise_broken")
    await meet(state, "Petra", "promise_due")
    text = await read(page, "/people")
    needs = text[: text.index("Lately in touch")]
    order = ["What we promised", "Petra", "Paul", "Drifting away", "Dora", "Unhappy", "Ulla", "Happy", "Hadrien"]
    places = [needs.index(f"<b>{name}</b>" if f"<b>{name}</b>" in needs else name) for name in order]
    assert places == sorted(places)
    assert [needs.count(f"<b>{name}</b>") for name in ("Petra", "Paul", "Dora", "Ulla", "Hadrien")] == [1, 1, 1, 1, 1]
    assert "“before noon”" in needs and "still nothing" not in needs


async def test_the_list_beside_a_person_has_the_same_reasons(page: Client, state: State) -> None:
    dora = await meet(state, "Dora", "discontent")
    await meet(state, "Petra", "promise_due")
    needs = await read(page, f"/people/{dora}?part=needs")
    assert needs.index("What we promised") < needs.index("Petra") < needs.index("Unhappy") < needs.index("Dora")
    assert "Drifting away" not in needs and "Happy<" not in needs
    assert needs.count('aria-current="true"') == 1


async def test_more_than_is_shown_is_said(page: Client, state: State) -> None:
    for number in range(31):
        await meet(state, f"Paul{number}", "promise_due")
    needs = await read(page, "/people?part=lists")
    assert plain(needs).count("What we promised 30+") == 1


async def test_each_open_signal_says_where_it_began_once_and_leads_there(page: Client, state: State) -> None:
    call = interaction("call-1", NOW - 30 * DAY, channel="phone", text="")
    person = await keep(state, call, interaction("<1@exemple.fr>", NOW - 25 * DAY))
    began = origin(call, "waiting")
    signals = [signal(person, kind, days_ago=10, origin=began, evidence=(entry(call).id,)) for kind in ("discontent", "quiet")]
    over = signal(person, "fading", days_ago=200, closed_at=NOW - 100 * DAY)
    await sense(state, person, {}, *signals, over)
    text = await read(page, f"/people/{person}")
    link = f'href="#{anchor(entry(call).id)}"'
    assert text.count(f'<a class="begins" {link}>It begins after the call') == 1
    mark = re.search(rf'<a class="mark" {link} aria-label="([^"]+)">', text)
    assert mark and "waiting" in mark.group(1) and "#o-waiting" in text
    assert "Since " in text[mark.end() :] and "diamond" in text
    assert (
        text.index("usually gets in touch") < text.index("still nothing") < text.index("Noticed before") < text.index("less often")
    )
    chips = re.findall(r'<span class="chip hot">([^<]+)</span>', text)
    assert chips == ["silent", "unhappy"]


async def test_what_lies_further_back_than_the_page_is_linked_all_the_same(page: Client, state: State) -> None:
    said = [interaction(f"<{number}@exemple.fr>", NOW - number * DAY, text="") for number in range(1, 156)]
    person = await keep(state, *said)
    await sense(state, person, {}, signal(person, "fading", origin=origin(said[-1], "price"), evidence=(entry(said[-1]).id,)))
    text = await read(page, f"/people/{person}")
    [link] = set(re.findall(r'class="begins" href="(/people/[^"]+)#', text))
    assert f'id="{anchor(entry(said[-1]).id)}"' not in text
    assert f'id="{anchor(entry(said[-1]).id)}"' in await read(page, link)


async def test_under_what_they_said_stands_how_it_sounds_and_the_words_it_rests_on(page: Client, state: State) -> None:
    said, calm = interaction("<1@exemple.fr>", NOW - DAY), interaction("<2@exemple.fr>", NOW)
    person = await keep(state, said, calm)
    told = {
        entry(said).id: {"labels": ("disappointment", "leaving"), "quotes": ("toujours rien", "dommage")},
        entry(calm).id: {"labels": ("thanks",), "quotes": ()},
    }
    await sense(state, person, told)
    found = articles(await read(page, f"/people/{person}"))
    assert "It sounds like: disappointment, talk of leaving · “toujours rien”, “dommage”" in plain(found[anchor(entry(said).id)])
    assert 'class="tone hot"' in found[anchor(entry(said).id)] and 'class="tone calm"' in found[anchor(entry(calm).id)]


async def test_under_what_we_promised_stands_what_became_of_it_and_the_card_has_the_open_ones_first(page: Client, state: State) -> None:
    ours = [interaction(f"<{number}@us>", NOW - number * DAY, direction="out") for number in (40, 20, 10, 1)]
    late = interaction("<late@us>", NOW - 12 * DAY, direction="out")
    person = await keep(state, interaction("<1@exemple.fr>", NOW - 50 * DAY), *ours, late)
    dues = {40: (-30, "the oldest"), 20: (-19, "the missed"), 10: (-8.5, "the forgotten"), 1: (2, "the open")}
    told = {entry(said).id: {"promises": (Told(NOW + days * DAY, words),)} for said, (days, words) in zip(ours, dues.values(), strict=True)}
    told[entry(ours[3]).id]["machine"] = told[entry(ours[2]).id]["machine"] = True
    await sense(state, person, told)
    text = await read(page, f"/people/{person}")
    found = {number: plain(articles(text)[anchor(entry(said).id)]) for number, said in zip((40, 20, 10, 1), ours, strict=True)}
    assert "Promise: “the open” · to be kept by" in found[1]
    assert "Promise: “the forgotten” · not kept for 8 days" in found[10]
    part = await read(page, f"/people/{person}?part=card")
    timeline = text[text.index("data-timeline") : text.index('class="card"')]
    twins = [set(re.findall(r'<p class="promise.*?</p>', where)) for where in (timeline, part[part.index("<template") :])]
    assert len(twins[0]) == 4 and twins[0] == twins[1], "a live page renews what stands beside the entries"
    card = plain(re.sub(r"<template.*?</template>", "", part, flags=re.DOTALL))
    assert card.index("the open") < card.index("the forgotten") < card.index("2 earlier ones") < card.index("the oldest")
    assert "Between us They began our only conversation." in card or re.search(r"They began \d of our \d conversations\.", card)


async def test_a_colleague_may_note_that_a_promise_is_kept(page: Client, state: State) -> None:
    ours = interaction("<1@us>", NOW - DAY, direction="out")
    person = await keep(state, ours)
    await sense(state, person, {entry(ours).id: {"promises": (Told(NOW + DAY, "before noon"),)}})
    card = await read(page, f"/people/{person}?part=card")
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', card[card.index("before noon") : card.index("It is kept")]))
    answer = await page.post("/do", data={name: unescape(value) for name, value in form.items()}, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, f"/people/{person}?said=kept")
    [command] = [doc async for doc in state.db["commands"].find()]
    assert (command["do"], command["person"], command["arguments"]) == ("kept", person, {"entry": entry(ours).id})


async def test_such_a_note_says_who_made_it_and_is_no_original(page: Client, state: State) -> None:
    note = interaction("note:1", NOW, direction="internal", text="", measures={"kept": True})
    parties = (Party(role="agent", name="claire"), *note.parties)
    kept = msgspec.structs.replace(note, parties=parties, original=msgspec.structs.replace(note.original, content_type=OURS))
    person = await keep(state, interaction("<1@exemple.fr>", NOW - DAY), msgspec.structs.replace(kept, parties=parties[::-1]))
    [found] = [markup for markup in articles(await read(page, f"/people/{person}")).values() if "claire" in markup]
    assert "claire notes: the promise is kept" in plain(found) and "/originals/" not in found and "among ourselves" not in found


async def test_without_any_promise_the_card_says_so(page: Client, state: State) -> None:
    person = await keep(state, interaction("<1@exemple.fr>", NOW))
    card = plain(await read(page, f"/people/{person}?part=card"))
    assert "We have promised nothing that is still open." in card and "earlier" not in card
    assert "They began our only conversation." in card


async def test_a_promise_arrives_as_the_page_would_show_it(page: Client, state: State, settings: Settings) -> None:
    person = await keep(state, interaction("<1@exemple.fr>", NOW - DAY))
    await hears(page)
    _, live = await open_page(page, person)
    said = interaction("<2@us>", NOW, direction="out", text="Nous revenons vers vous sous 48 h.")
    producer = Producer(settings)
    try:
        async with page.get(live) as stream:
            await producer.send([Emit(TIMELINE, person, entry(said, person=person))])
            _, _, data = await following(stream)
    finally:
        await producer.stop()
    await keep(state, said)
    later, _ = await open_page(page, person)
    place = anchor(entry(said).id)
    assert "Promise:" in data and articles(data)[place] == articles(later)[place]


async def test_words_that_somebody_wrote_are_never_markup(page: Client, state: State) -> None:
    said, ours = interaction("<1@exemple.fr>", NOW - 2 * DAY), interaction("<2@us>", NOW - DAY, direction="out")
    person = await keep(state, said, ours)
    told = {entry(said).id: {"labels": ("discontent",), "quotes": (NASTY,)}, entry(ours).id: {"promises": (Told(NOW + DAY, NASTY),)}}
    began = origin(said, "product", products=(NASTY,), site=f"ext:{NASTY}")
    signals = [
        signal(person, "discontent", words={"quotes": NASTY}, origin=began),
        signal(person, "promise_due", words={**WORDS["promise_due"], "promise": NASTY}),
    ]
    await sense(state, person, told, *signals)
    for path in (f"/people/{person}", "/people", "/voices"):
        text = await read(page, path)
        assert NASTY not in text and "&lt;script&gt;" in text, path
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", text)


def begun(number: int, at: datetime, **more: Any) -> Signal:
    about = {"kind": "waiting", "entry": f"e{number}", "at": at, "channel": "phone", **more}
    return signal(f"p_{number}", "discontent", id=str(number), at=at, since=at, origin=Origin(**about))


async def test_voices_count_where_it_begins_and_name_nobody(page: Client, state: State) -> None:
    signals = [
        begun(number, NOW - number * DAY, site="tel:+33561000001", products=("Atlan 24",), thread="t", reach=100) for number in range(12)
    ]
    await state.signals.put([*signals, begun(13, NOW - 90 * DAY), begun(14, NOW, kind="broken_promise", channel="email")])
    for name in ("anne", "luc"):
        identifier = f"postal:fr/31000/{name}-lefevre"
        use = Use(id=f"{identifier}#", identifier=identifier, first_at=NOW, written=f"{name} Lefèvre")
        await state.atoms.learn({use.id: use})
    await give(state, ["postal:fr/31000/anne-lefevre"], "p_1")
    await give(state, ["postal:fr/31000/luc-lefevre"], "p_2")
    text = await read(page, "/voices")
    said = plain(text)
    assert "13 beginnings · 13 people" in said and "Too few" not in said
    for count in ("Atlan 24 12", "05 61 00 00 01 12", "phone 12", "email 1"):
        assert count in said, count
    assert "A conversation (phone) One person first, then 11 others" in said and "together they reach 1,200 followers" in said
    assert "A household in 31000 FR One person first, then 1 other," in said
    assert not re.search(r"lef[eè]vre|/people/p_|p_1", text, re.IGNORECASE)
    rows = re.findall(r"<tr><th scope=\"row\"><time.*?</tr>", text, re.DOTALL)
    assert len(rows) == 12 and sum(int(plain(row).split()[-1]) for row in rows) == 13
    assert text.count('<rect class="o o-broken_promise"') == 1 and 'aria-current="page">Voices' in text


async def test_few_voices_are_not_compared_and_none_are_said_to_be_none(page: Client, state: State) -> None:
    empty = plain(await read(page, "/voices"))
    assert "Nothing has begun in this time." in empty and "What carries it" not in empty
    await state.signals.put([begun(1, NOW, channel="letter")])
    text = plain(await read(page, "/voices?part=told"))
    assert "1 beginning · 1 person" in text and "Too few to compare" in text and "%" not in text
    assert "None of our product words" in text and "Nothing is shared by more than one" in text


def test_with_too_much_to_count_only_whole_weeks_are_told() -> None:
    thursday = datetime(2026, 11, 26, 9, tzinfo=UTC)
    assert [covered(thursday, thursday - days * DAY) for days in (80.5, 80, 73.5, 73, 10.5, 1)] == [12, 11, 11, 10, 2, 1]


@pytest.mark.parametrize("accepts", ["fr", "en"])
async def test_each_kind_of_signal_is_said_in_both_languages(page: Client, state: State, accepts: str) -> None:
    user = await state.users.get("claire")
    assert user
    await state.db["users"].update_one({"_id": "claire"}, {"$set": {"language": accepts}})
    call = interaction("call-1", NOW - 30 * DAY, channel="phone", text="")
    person = await keep(state, call)
    kinds: tuple[Kind, ...] = ("quiet", *WORDS)
    await sense(state, person, {}, *(signal(person, kind, origin=origin(call, "transfer")) for kind in kinds))
    text = await read(page, f"/people/{person}")
    assert text.count('<div class="signal"') == len(kinds) == 8
    assert text.count('class="chip hot"') == 6


async def test_where_it_began_is_said_with_what_is_open_and_not_with_what_is_over(page: Client, state: State) -> None:
    call = interaction("call-1", NOW - 30 * DAY, channel="phone", text="")
    person = await keep(state, call, interaction("<1@exemple.fr>", NOW - 25 * DAY))
    began = origin(call, "waiting")
    over = signal(person, "promise_broken", days_ago=20, closed_at=NOW - 10 * DAY, origin=began)
    await sense(state, person, {}, over, signal(person, "discontent", days_ago=8, origin=began))
    text = await read(page, f"/people/{person}")
    assert text.count("It begins after the call") == 1
    assert text.index("still nothing") < text.index("It begins after the call") < text.index("Noticed before")


async def test_an_open_signal_is_shown_however_many_came_after_it(page: Client, state: State) -> None:
    person = await keep(state, interaction("<1@exemple.fr>", NOW))
    later = [signal(person, "promise_due", days_ago=70 - number, closed_at=NOW - (69 - number) * DAY) for number in range(60)]
    await sense(state, person, {}, signal(person, "discontent", days_ago=80), *later)
    assert "still nothing" in await read(page, f"/people/{person}?part=state")


async def test_a_row_counts_from_the_change_or_from_what_happened(page: Client, state: State) -> None:
    for name, kind in (("Hadrien", "returned"), ("Petra", "promise_broken"), ("Dora", "discontent"), ("Ulla", "delighted")):
        person = await keep(state, interaction(f"<{name}@exemple.fr>", NOW, identifier=f"email:{name.lower()}@exemple.fr", who=name))
        await state.signals.put([signal(person, kind, days_ago=3, since=NOW - 60 * DAY)])  # type: ignore[arg-type]
    last = await keep(state, interaction("<zoe@exemple.fr>", NOW, identifier="email:zoe@exemple.fr", who="Zoé"))
    words = {"quotes": "merci", "last": (NOW - 2 * DAY).isoformat()}
    await state.signals.put([signal(last, "delighted", days_ago=9, since=NOW - 60 * DAY, words=words)])
    ages = dict(re.findall(r"<b>(\w+)</b><time[^>]*>([^<]+)</time>", await read(page, "/people?part=lists")))
    assert ages == {"Hadrien": "3 days", "Petra": "3 days", "Dora": "2 months", "Ulla": "3 days", "Zoé": "2 days"}


async def test_only_what_they_did_counts_as_a_contact_of_an_address(page: Client, state: State) -> None:
    note = interaction("note:1", NOW, direction="internal", text="", measures={"kept": True})
    ours = interaction("<3@us>", NOW - DAY, direction="out")
    person = await keep(state, interaction("<1@exemple.fr>", NOW - 3 * DAY), interaction("<2@exemple.fr>", NOW - 2 * DAY), ours, note)
    card = plain(await read(page, f"/people/{person}?part=card"))
    assert "2 contacts · since" in card and "3 contacts" not in card and "4 contacts" not in card


@pytest.mark.parametrize(("days_ago", "classes"), [(200, ["surprising"]), (60, ["surprising minor"]), (20, [])])
async def test_the_word_stands_over_the_silence_that_it_means_or_nowhere(
    page: Client, state: State, days_ago: int, classes: list[str]
) -> None:
    person = await keep(state, interaction("<1@exemple.fr>", NOW - 300 * DAY))
    await sense(state, person, {}, signal(person, "quiet", days_ago=days_ago))
    text = await read(page, f"/people/{person}?part=state")
    [deadline] = re.findall(r'<line class="deadline" x1="([\d.]+)%"', text)
    words = re.findall(r'<text class="(surprising[^"]*)" x="([\d.]+)%" dx="5" y="15">', text)
    assert words == [(each, deadline) for each in classes] and text.count(">surprising</text>") == len(classes)


async def test_promises_do_not_take_the_room_of_what_the_voices_count(page: Client, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "MOST_SIGNALS", 20)
    promised = [signal("p", "promise_due", id=f"due {number}", at=NOW, since=NOW - DAY) for number in range(30)]
    await state.signals.put([*promised, *(begun(number, NOW - 5 * number * DAY) for number in range(11))])
    assert "11 beginnings · 11 people" in plain(await read(page, "/voices?part=told"))
