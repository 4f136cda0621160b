"""The campaigns on the page, from a real database; what is asked for becomes a command, which no stage carries out here."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from schemas.campaigns import Assignment, Campaign, CampaignStep, CampaignVersion, Content, Occasion
from schemas.documents import FollowUp, Person, Reason, Step
from services.web.campaign_form import typed_of
from streams.composing import clock_of
from streams.handling import usual_of
from streams.rules.handling import working_days
from streams.settings import Settings
from streams.state import State
from tests.web.conftest import Client
from tests.web.test_campaign_form import sent
from tests.web.test_pages import read, token
from tests.web.told import ANNE, NOW, interaction, keep, weekly

CONTENT = Content(
    title={"fr": "Silence après une réclamation", "en": "Silence after a complaint"},
    about={"en": "Who complained and was not answered."},
    occasions=(Occasion(kind="quiet", origins=("unanswered",)),),
    steps=(CampaignStep(template="late"), CampaignStep(does="ask", template="quiet", after_days=8, until_days=21)),
    cap=2,
    share_left=0.2,
)


async def campaign(state: State, **changes: Any) -> Campaign:
    said = Campaign(id="late", version=2, content=CONTENT, changed_at=NOW, changed_by="claire", **({"state": "running"} | changes))
    await state.campaigns.put([said])
    before = msgspec.structs.replace(CONTENT, share_left=0.0, cap_days=7)
    for version, content, note in ((1, before, ""), (2, CONTENT, "one in five <b>left</b> alone")):
        told = CampaignVersion(id=f"late/{version}", campaign="late", version=version, content=content, at=NOW, by="claire", note=note)
        await state.campaign_versions.put([told])
    return said


async def decided(state: State, *states: str, person: str = "", code: str = "cap_reached") -> None:
    """Of one person, or each of another."""
    for place, how in enumerate(states):
        held = (Reason(code=code, ok=False),) if how == "held" else ()
        whom = person or f"p_{code}{place}"
        said: Any = {"person": whom, "campaign": "late", "signal": "s", "language": "fr", "decided_at": NOW, "reasons": held}
        await state.followups.put([FollowUp(id=f"f_{code}{place}", state=how, channel="email", due_at=NOW, **said)])  # type: ignore[arg-type]


async def settled(state: State, arm: str, returned: int, of: int, channel: str = "email") -> None:
    for number in range(of):
        back = NOW if number < returned else None
        said: Any = {"campaign": "late", "identifier": ANNE, "person": "p", "version": 1, "template": "late", "signal": "s"}
        id_ = f"late/{channel}-{arm}-{number}"
        await state.assignments.put(
            Assignment(id=id_, arm=arm, channel=channel, at=NOW, until=NOW, returned_at=back, settled=True, share_left=0.2, **said)  # type: ignore[arg-type]
        )


async def commands(state: State) -> list[dict[str, Any]]:
    return [doc async for doc in state.db["commands"].find()]


async def test_the_list_says_of_each_how_it_stands_whom_it_concerns_and_what_it_is_worth(page: Client, state: State) -> None:
    await campaign(state)
    await decided(state, "waiting", "asking", "held")
    await settled(state, "written", 60, 100)
    await settled(state, "left", 10, 50)
    text = await read(page, "/campaigns")
    assert "Silence after a complaint" in text and "It has been quiet" in text and "running" in text
    assert "1 to write" in text and "1 waits for approval" in text and "1 held" in text
    assert "Probably yes." in text and "+40 points" in text and "Not known yet." in text


async def test_the_numbers_of_today_add_up_and_each_no_has_its_reason(page: Client, state: State) -> None:
    await campaign(state)
    await decided(state, "waiting", "waiting", "asking", "held", "held", "composed", "withdrawn")
    await decided(state, "held", code="left_alone")
    text = await read(page, "/campaigns/late?part=today")
    assert re.findall(r'<td class="n">(\d+)</td>', text) == ["2", "1", "1", "2", "1", "1"] and "8 people" in text
    assert "2 written to often enough" in text and "20%" in text


async def test_what_it_does_is_said_in_sentences(page: Client, state: State) -> None:
    await campaign(state)
    text = " ".join((await read(page, "/campaigns/late")).split())
    assert "silent for longer than is usual for them and it began with: not answered" in text
    assert "“A late answer”, by their own channel" in text and "Wait as long as is usual for them, 8 to 21 days" in text
    assert "a colleague to call" in text and "after 60 days" in text


async def test_it_is_not_known_as_long_as_it_is_not(page: Client, state: State) -> None:
    await campaign(state)
    text = await read(page, "/campaigns/late?part=useful")
    assert "Not known yet." in text and "<svg" not in text
    await settled(state, "written", 15, 25)
    await settled(state, "left", 8, 20)
    text = await read(page, "/campaigns/late?part=useful")
    assert "Not known yet." in text and "more people are needed" in text and "that may be chance" in text and "unsure" in text
    await settled(state, "written", 90, 100, "letter")
    await settled(state, "left", 20, 100, "letter")
    text = await read(page, "/campaigns/late?part=useful")
    assert "Probably yes." in text and "letter: +70" in text and "Too few to tell: email" in " ".join(text.split())


async def test_the_preview_is_about_a_real_person_and_marks_what_we_know(page: Client, state: State) -> None:
    await campaign(state)
    person = await keep(state, *weekly(NOW - timedelta(days=60)))
    text = await read(page, f"/campaigns/late?part=preview&on={person}")
    assert "Anne Lefèvre" in text and f'href="/people/{person}#e-' in text and "<mark>" in text
    assert "No agreement to be contacted" in text and "They would not be written to:" in text
    english, french = [await read(page, f"/campaigns/late?part=preview&on={person}&in={language}") for language in ("en", "fr")]
    assert 'lang="en"' in english and 'lang="fr"' in french
    assert "Anne Lefèvre" in await read(page, "/campaigns/late?part=preview&on=p_nobody")


async def test_whom_the_preview_is_about_is_found_by_a_name_or_an_address(page: Client, state: State) -> None:
    await campaign(state)
    for name, address in (("Anne Lefèvre", "anne@exemple.fr"), ("Anne Lefèvre", "al@autre.fr"), ("Paul Roy", "paul@exemple.fr")):
        await keep(state, interaction(f"<{address}>", NOW, identifier=f"email:{address}", who=name))

    async def offered(words: str) -> list[str]:
        text = await read(page, "/campaigns/late?part=preview&who=" + quote(words))
        return re.findall(r'<option value="p_[^>]*>([^<]*)</option>', text)

    assert await offered("lefev") == ["Anne Lefèvre · al@autre.fr", "Anne Lefèvre · anne@exemple.fr"]
    assert await offered("PAUL@exemple") == ["Paul Roy"]
    text = await read(page, "/campaigns/late?part=preview&who=nobody%3Cb%3E")
    assert "Nobody is found by “nobody&lt;b&gt;”." in text and "Paul Roy" in text
    assert 'value="paul"' in await read(page, "/campaigns/late?who=paul")


async def test_who_is_left_out_is_found_ticked_and_kept_without_an_id_and_without_scripts(page: Client, state: State) -> None:
    await campaign(state)
    anne = await keep(state, interaction("<1@exemple.fr>", NOW))
    paul = await keep(state, interaction("<2@exemple.fr>", NOW, identifier="email:paul@exemple.fr", who="Paul Roy"))
    fields = sent(typed_of(CONTENT)) | {"token": [token(page)], "seen": ["2"], "note": ["not them"], "excluded.persons": [paul]}
    ticks = r'name="excluded.persons" value="(\w+)"( checked)?'
    for do in ("find", "save"):  # Enter in the field is the first button of the form, which saves
        text = await (await page.post("/campaigns/late/edit", data=pairs(fields | {"do": [do], "find": ["lefevre"]}))).text()
        assert re.findall(ticks, text) == [(paul, " checked"), (anne, "")] and "Anne Lefèvre" in text and "Paul Roy" in text
        assert await commands(state) == []
    text = await (await page.post("/campaigns/late/edit", data=pairs(fields | {"do": ["find"], "find": ["paul"]}))).text()
    assert re.findall(ticks, text) == [(paul, " checked")] and "Nobody else is found by “paul”." in text
    chosen = {"do": ["save"], "find": ["lefevre"], "find.sought": ["lefevre"], "excluded.persons": [paul, anne]}
    await page.post("/campaigns/late/edit", data=pairs(fields | chosen), allow_redirects=False)
    [command] = await commands(state)
    assert msgspec.json.decode(command["arguments"]["content"])["excluded"]["persons"] == [paul, anne]


async def asked_by_letter(state: State, persons: int, days: int) -> None:
    """Each of them asked us something by letter, and had their answer after so many days."""
    for number in range(persons):
        whom: Any = {"channel": "letter", "identifier": f"postal:fr/31000/p-{number}"}
        asked, answered = NOW - timedelta(days=50), NOW - timedelta(days=50 - days)
        course = (
            Step(at=asked, id=f"a{number}", direction="in", theirs=True, asks=True, **whom),
            Step(at=answered, id=f"b{number}", direction="out", theirs=False, **whom),
        )
        await state.persons.put(Person(id=f"p_{number}", name=f"Paul {number}", first_at=asked, last_at=answered, course=course))


async def test_a_campaign_that_names_a_time_that_the_house_does_not_keep_is_told_so(page: Client, state: State) -> None:
    await asked_by_letter(state, 12, 30)
    await campaign(state)
    usual = (await usual_of(state, Settings(), NOW))["letter"]
    days = working_days(usual, 2, clock_of(Settings()))
    assert days > 10
    for path in ("/campaigns/late", "/campaigns/late?part=preview", "/campaigns/late/edit"):
        text = await read(page, path)
        assert "An answer takes longer here than the 2 working days that are named." in text, path
        assert f"letter: usually within {days} working days, and the message says so." in text and "email: usually" not in text
    await state.users.set_language("claire", "fr")
    text = await read(page, "/campaigns/late")
    assert "Une réponse demande ici plus que les 2 jours ouvrés annoncés." in text
    assert f"courrier\u202f: d’ordinaire sous {days} jours ouvrés, et c’est ce que dit le message." in text


@pytest.mark.parametrize("persons", [12, 3])
async def test_where_the_house_keeps_the_time_or_nobody_can_tell_nothing_is_said(page: Client, state: State, persons: int) -> None:
    """Three are too few to tell."""
    await asked_by_letter(state, persons, 0 if persons == 12 else 30)
    await campaign(state)
    assert "takes longer" not in await read(page, "/campaigns/late")


async def test_an_archived_one_is_not_edited_but_may_begin_another(page: Client, state: State) -> None:
    said = await campaign(state)
    assert await state.campaigns.change(msgspec.structs.replace(said, state="archived"), seen=said)
    text = await read(page, "/campaigns/late")
    assert 'href="/campaigns/new?from=late"' in text and 'href="/campaigns/late/edit"' not in text
    assert "Silence after a complaint" not in await read(page, "/campaigns/new?from=late"), "another name is asked for"


async def test_one_is_said_as_one(page: Client, state: State) -> None:
    await campaign(state)
    await decided(state, "held", code="suppressed_wish")
    assert "1 wants to be left alone" in await read(page, "/campaigns/late")
    await decided(state, "held", "held", code="suppressed_wish")
    assert "2 want to be left alone" in await read(page, "/campaigns/late")


async def test_the_journal_has_every_version_with_its_note_and_difference(page: Client, state: State) -> None:
    await campaign(state)
    text = await read(page, "/campaigns/late")
    assert "“one in five &lt;b&gt;left&lt;/b&gt; alone”" in text
    assert 'href="/campaigns/late/versions/2"' in text and 'href="/campaigns/late/versions/1"' not in text
    text = await read(page, "/campaigns/late/versions/2")
    assert "nobody is left alone" in text and "20% are left alone" in text and "in 7 days" in text and "in 30 days" in text
    assert "How long ago" not in text
    for missing in ("versions/1", "versions/9", "nothing"):
        await read(page, f"/campaigns/late/{missing}", 404)


async def test_who_changed_it_is_called_by_their_name(page: Client, state: State) -> None:
    await campaign(state)
    assert "claire, " in await read(page, "/campaigns/late/versions/2")
    await state.users.set_name("claire", "Claire Bonnet")
    for path in ("/campaigns/late", "/campaigns/late/versions/2"):
        text = await read(page, path)
        assert "Claire Bonnet, " in text and "claire, " not in text


async def test_a_campaign_is_saved_with_what_was_seen_and_why(page: Client, state: State) -> None:
    await campaign(state)
    fields = sent(typed_of(CONTENT)) | {"cap": ["3"], "token": [token(page)], "seen": ["2"], "note": ["more often"], "do": ["save"]}
    answer = await page.post("/campaigns/late/edit", data=pairs(fields), allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/campaigns/late?said=campaign_save")
    [command] = await commands(state)
    assert (command["do"], command["person"], command["by"]) == ("campaign_save", "campaign:late", "claire")
    assert {**command["arguments"], "content": ""} == {"campaign": "late", "content": "", "seen": "2", "note": "more often"}
    assert msgspec.json.decode(command["arguments"]["content"], type=Content) == msgspec.structs.replace(CONTENT, cap=3)


async def test_a_new_one_gets_a_name_of_its_title_that_nobody_has(page: Client, state: State) -> None:
    content = msgspec.structs.replace(CONTENT, title={"fr": "Quiet", "en": "Quiet"})
    fields = sent(typed_of(content)) | {"token": [token(page)], "do": ["save"]}
    answer = await page.post("/campaigns/new", data=pairs(fields), allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/campaigns/quiet-2?said=campaign_save")
    [command] = await commands(state)
    assert command["arguments"]["campaign"] == "quiet-2" and command["arguments"]["seen"] == "0"


@pytest.mark.parametrize(
    ("where", "typed", "said", "place"),
    [
        ("cap", "many", "this is not a number from 1 to 12", "How often"),
        ("note", "", "it is not said why", "Why"),
        ("excluded.domains", "nonsense", "“nonsense” is not a domain", "Not for"),
        ("title.en", "", "the title is missing", "Name"),
        ("steps.1.after_days", "3", "leave 7 days at least", "Step 2"),
        ("ends_days", "20", "the end comes before the last step", "Ends after"),
        ("excluded.signals", "quiet", "it leaves out everybody whom it is for", "Not for"),
    ],
)
async def test_a_fault_stands_at_its_field_with_its_remedy_and_nothing_is_saved(
    page: Client, state: State, where: str, typed: str, said: str, place: str
) -> None:
    await campaign(state)
    fields = sent(typed_of(CONTENT)) | {"token": [token(page)], "seen": ["2"], "note": ["why"], "do": ["save"], where: [typed]}
    answer = await page.post("/campaigns/late/edit", data=pairs(fields))
    text = await answer.text()
    assert answer.status == 422 and f'id="i-{where}"' in text and re.search(f'id="w-{re.escape(where)}">[^<]*{said}', text), text
    assert f'<li>{place}: <a href="#i-{where}">' in text  # above the form as well
    assert await commands(state) == []
    assert f'value="{typed}"' in text  # and what was typed is not lost


async def test_whom_it_was_shown_on_is_not_forgotten_over_a_fault(page: Client, state: State) -> None:
    await campaign(state)
    person = await keep(state, interaction("<1@exemple.fr>", NOW))
    fields = sent(typed_of(CONTENT)) | {"token": [token(page)], "do": ["show"], "on": [person], "in": ["fr"], "cap": ["many"]}
    text = await (await page.post("/campaigns/late/edit?part=preview", data=pairs(fields))).text()
    assert "this is not a number from 1 to 12; write one in digits" in text
    assert f'<option value="{person}" selected>Anne Lefèvre' in text and '<option value="fr" selected>' in text


async def test_steps_are_added_taken_away_and_put_in_order_without_scripts(page: Client, state: State) -> None:
    await campaign(state)
    fields = sent(typed_of(CONTENT)) | {"token": [token(page)], "seen": ["2"], "note": ["why"]}

    async def arranged(do: str) -> list[str]:
        text = await (await page.post("/campaigns/late/edit", data=pairs(fields | {"do": [do]}))).text()
        assert 'value="why"' in text
        return re.findall(r'<select name="steps\.\d\.template".*?<option value="(\w+)" selected', text)

    assert await arranged("up.1") == ["quiet", "late"]
    assert await arranged("remove.0") == ["quiet"]
    assert await arranged("add") == ["late", "quiet", "quiet"]
    assert await commands(state) == []


async def test_a_campaign_with_faults_says_so_and_is_not_started(page: Client, state: State) -> None:
    content = msgspec.structs.replace(CONTENT, steps=())
    said = Campaign(id="bare", version=1, content=content, changed_at=NOW, changed_by="claire")
    await state.campaigns.put([said])
    assert "1 thing keeps it from running" in await read(page, "/campaigns/bare")
    answer = await page.post("/campaigns/bare", data={"token": token(page), "do": "start"})
    assert answer.url.path_qs == "/campaigns/bare?said=campaign_faults" and await commands(state) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "ce modèle n&#39;existe pas</span><small>écrivez-le, ou laissez ce canal de côté"), ("en", "there is no such template</span>")],
)
async def test_what_is_wrong_with_a_template_is_said_in_the_readers_language(page: Client, state: State, language: Any, said: str) -> None:
    await state.users.set_language("claire", language)
    content = msgspec.structs.replace(CONTENT, steps=(msgspec.structs.replace(CONTENT.steps[0], template="absent"),))
    await state.campaigns.put([Campaign(id="bare", version=1, content=content, changed_at=NOW, changed_by="claire")])
    assert said in await read(page, "/campaigns/bare")


@pytest.mark.parametrize("do", ["pause", "archive"])
async def test_a_campaign_is_paused_and_archived_by_a_command(page: Client, state: State, do: str) -> None:
    await campaign(state)
    answer = await page.post("/campaigns/late", data={"token": token(page), "do": do})
    assert answer.url.path_qs == f"/campaigns/late?said=campaign_{do}"
    [command] = await commands(state)
    assert (command["do"], command["arguments"]) == (f"campaign_{do}", {"campaign": "late"})


async def test_one_or_all_that_ask_are_approved_and_nothing_of_another_campaign(page: Client, state: State) -> None:
    await campaign(state)
    await decided(state, "asking", "asking", "held")
    other = FollowUp(id="f_other", person="p", campaign="quiet", signal="s", state="asking", language="fr", decided_at=NOW, reasons=())
    await state.followups.put([other])
    everything = ["f_cap_reached0", "f_cap_reached1", "f_cap_reached2", "f_other"]
    await page.post("/campaigns/late/today", data=pairs({"token": [token(page)], "approve": everything}))
    asked = sorted((command["do"], command["arguments"]["followup"]) for command in await commands(state))
    assert asked == [("approve", "f_cap_reached0"), ("approve", "f_cap_reached1")]


async def test_a_yes_says_to_which_words_of_each(page: Client, state: State) -> None:
    await campaign(state)
    await decided(state, "asking", "asking")
    seen = ["f_cap_reached0 0123456789abcdef", "f_other fedcba9876543210", "nonsense"]
    both = ["f_cap_reached0", "f_cap_reached1"]
    await page.post("/campaigns/late/today", data=pairs({"token": [token(page)], "approve": both, "words": seen}))
    asked = {command["arguments"]["followup"]: command["arguments"].get("words") for command in await commands(state)}
    assert asked == {"f_cap_reached0": "0123456789abcdef", "f_cap_reached1": None}


async def test_a_dry_run_says_who_and_who_not_and_writes_nothing(page: Client, state: State) -> None:
    content = msgspec.structs.replace(CONTENT, occasions=(Occasion(kind="quiet"),))
    await state.campaigns.put([Campaign(id="dry", version=1, content=content, changed_at=NOW, changed_by="claire")])
    await keep(state, *weekly(NOW - timedelta(days=60)))
    text = await read(page, "/campaigns/dry/dry-run")
    assert "Anne Lefèvre" in text and "No agreement to be contacted" in text and "Nothing is written down" in text
    assert await state.followups.of_campaign("dry") == [] and await commands(state) == []


async def test_what_somebody_wrote_into_a_campaign_is_text_and_never_markup(page: Client, state: State) -> None:
    nasty = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    content = msgspec.structs.replace(CONTENT, title={"en": nasty}, about={"en": nasty})
    await state.campaigns.put([Campaign(id="nasty", version=1, content=content, changed_at=NOW, changed_by="claire")])
    await keep(state, interaction("<1@exemple.fr>", NOW, who=nasty, subject=nasty, text=nasty))
    for path in ("", "/nasty", "/nasty/edit", "/nasty/today", "/nasty/dry-run"):
        text = await read(page, f"/campaigns{path}")
        assert "<script>alert" not in text and "<img src=x" not in text


async def test_what_is_called_in_one_language_alone_or_not_at_all_is_shown_all_the_same(page: Client, state: State) -> None:
    for name, title in (("french", {"fr": "Des nouvelles"}), ("bare", {})):
        content = Content(title=title, occasions=(), steps=())  # type: ignore[arg-type]  # keys of a table
        await state.campaigns.put([Campaign(id=name, version=1, content=content, changed_at=NOW, changed_by="claire")])
        for path in ("", "/edit", "/today", "/dry-run"):
            await read(page, f"/campaigns/{name}{path}")
    text = await read(page, "/campaigns")
    assert "Des nouvelles" in text and ">bare</a>" in text


async def test_only_who_is_signed_in_sees_or_changes_a_campaign(outside: Client, page: Client, state: State) -> None:
    answer = await page.post("/campaigns/quiet", data={"do": "archive", "token": "another"})
    assert answer.status == 403 and await commands(state) == []
    outside.session.cookie_jar.clear()
    for path in ("/campaigns", "/campaigns/quiet", "/campaigns/quiet/edit", "/campaigns/quiet/today"):
        answer = await outside.get(path, allow_redirects=False)
        assert answer.status == 303 and answer.headers["Location"].startswith("/sign-in")
    for path in ("/campaigns/quiet", "/campaigns/quiet/edit", "/campaigns/new", "/campaigns/quiet/today"):
        assert (await outside.post(path, data={"do": "archive"})).status == 401


async def test_an_answer_on_a_person_s_page_names_its_campaign(page: Client, state: State) -> None:
    await campaign(state)
    person = await keep(state, interaction("<1@exemple.fr>", NOW))
    await decided(state, "asking", person=person)
    for path in (f"/people/{person}", "/answers"):
        assert '<a class="of" href="/campaigns/late">Silence after a complaint</a>' in await read(page, path)


def pairs(fields: dict[str, list[str]]) -> list[tuple[str, str]]:
    """As a browser sends them."""
    return [(name, value) for name, values in fields.items() for value in values]
