"""What each page says, from a real database."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from knowing import give
from markupsafe import escape
from PIL import Image

from schemas.documents import Consent, DeadLetter, FollowUp, Message, MessageState, Reason, Task
from services.web.app import LARGEST_FORM
from services.web.pieces import anchor
from services.web.rendering import _Words
from services.web.tokens import form_token
from streams.settings import Settings
from streams.state import State
from streams.state.sources import News
from streams.strangers import TOO_MANY, WHAT
from tests.web.conftest import Client
from tests.web.told import ANNE, NOW, interaction, keep, weekly


async def read(page: Client, path: str, status: int = 200) -> str:
    answer = await page.get(path)
    assert answer.status == status, await answer.text()
    return await answer.text()


def token(page: Client) -> str:
    [cookie] = list(page.session.cookie_jar)
    return form_token(cookie.value)


async def test_who_is_missed_stands_first_with_a_sentence(page: Client, state: State) -> None:
    await keep(state, *weekly(NOW - timedelta(days=60)))
    await keep(state, interaction("<p@exemple.fr>", NOW, identifier="email:paul@exemple.fr", who="Paul Girard"))
    text = await read(page, "/people")
    assert text.index("Who needs us") < text.index("Anne Lefèvre") < text.index("Lately in touch") < text.index("Paul Girard")
    assert "every 7 days" in text


async def test_a_person_shows_the_signal_and_the_contacts_it_rests_on(page: Client, state: State) -> None:
    person = await keep(state, *weekly(NOW - timedelta(days=60)))
    text = await read(page, f"/people/{person}")
    assert "every 7 days" in text and "surprising" in text
    assert f'href="#{anchor("<w0@exemple.fr>/" + ANNE)}"' in text
    assert f'id="{anchor("<w0@exemple.fr>/" + ANNE)}"' in text


async def test_theirs_and_ours_stand_on_two_sides_and_a_call_says_how_long_one_waited(page: Client, state: State) -> None:
    call = interaction(
        "call-1",
        NOW,
        channel="phone",
        text="",
        identifier="tel:+33639981240",
        measures={"answered": True, "wait_s": 540, "duration_s": 130},
    )
    person = await keep(
        state,
        interaction("<1@exemple.fr>", NOW - timedelta(days=1)),
        call,
        interaction("<2@us>", NOW - timedelta(hours=1), direction="out"),
    )
    text = re.sub(r"[ \n]+", " ", await read(page, f"/people/{person}"))
    assert "waited 9\u202fmin · spoke for 2\u202fmin\u202f10" in text
    assert text.count('class="entry theirs"') == 2 and text.count('class="entry ours"') == 1
    assert "06\u00a039\u00a098\u00a012\u00a040" in text


async def test_what_somebody_wrote_is_text_and_never_markup(page: Client, state: State) -> None:
    nasty = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    person = await keep(state, interaction("<1@exemple.fr>", NOW, text=nasty, subject=nasty, who=nasty))
    for path in ("/people", f"/people/{person}"):
        text = await read(page, path)
        assert "<script>alert" not in text and "<img src=x" not in text and "&lt;script&gt;" in text


@pytest.mark.parametrize("who", ["tel:oops", "tel:", "postal:", "postal:x", "email:", "A:B", "Dr:Anne", ":", "<script>:x"])
async def test_a_name_that_looks_like_an_address_is_shown_and_breaks_nothing(page: Client, state: State, who: str) -> None:
    person = await keep(state, interaction("<m@exemple.fr>", NOW, who=who))
    for path in ("/people", "/people?q=anne", f"/people/{person}", "/campaigns/quiet", "/campaigns/new"):
        assert str(escape(who)) in await read(page, path), path


async def test_a_follow_up_says_every_reason_and_what_was_sent(page: Client, state: State) -> None:
    person = await keep(state, *weekly(NOW - timedelta(days=60)))
    [signal] = await state.signals.of(person)
    held = Reason(code="consent_missing", ok=False, words={"channel": "email"})
    common = {"person": person, "campaign": "quiet", "language": "fr"}
    await state.followups.put(
        [
            FollowUp(
                id="f1",
                signal=signal.id,
                state="composed",
                channel="email",
                identifier=ANNE,
                due_at=NOW,
                decided_at=NOW,
                reasons=(Reason(code="approved"),),
                **common,
            ),  # type: ignore[arg-type]
            FollowUp(
                id="f2", signal="other", state="held", channel=None, identifier=None, due_at=None, decided_at=NOW, reasons=(held,), **common
            ),  # type: ignore[arg-type]
        ]
    )
    await state.messages.put(
        Message(
            id="m1",
            followup="f1",
            purpose="care",
            channel="email",
            identifier=ANNE,
            name="Anne Lefèvre",
            subject="Des nouvelles ?",
            text="Bonjour",
            message_id="<m1@us>",
            state="sent",
            made_at=NOW,
            sent_at=NOW,
            reply="250 OK",
            **common,
        )
    )  # type: ignore[arg-type]
    for path in (f"/people/{person}", "/answers"):
        text = await read(page, path)
        for said in ("A colleague approved it.", "No agreement to be contacted", "Des nouvelles ?"):
            assert said in text
        assert "250 OK" not in text  # what a server says is for the log


@pytest.mark.parametrize(
    ("state_of_it", "code", "said"),
    [
        ("held", "wish_campaigns", "A demandé le 2 septembre 2026 à ne plus recevoir de sollicitations\u202f: «\u202fplus de"),
        ("held", "came_back", "Cette personne nous a recontactés le 2 septembre 2026."),
        ("held", "signal_gone", "Le silence n&#39;en était pas un"),
        ("failed", "the server cannot be reached: TimeoutError", "le serveur est injoignable (TimeoutError)"),
        ("failed", "550 5.1.1 no such user", "550 5.1.1 no such user"),
        ("uncertain", "the sender stopped in the middle", "l&#39;envoi s&#39;est arrêté en chemin"),
    ],
)
async def test_why_a_message_did_not_leave_is_said_in_the_readers_language(
    page: Client, state: State, state_of_it: MessageState, code: str, said: str
) -> None:
    await state.users.set_language("claire", "fr")
    person = await keep(state, interaction("<1@exemple.fr>", NOW))
    words = {"at": "2026-09-02T08:00:00Z", "proof": "plus de lettres"}
    reasons = (Reason(code=code, ok=False, words=words),) if code in ("wish_campaigns", "came_back") else ()
    followup = FollowUp(
        id="f1", signal="s", person=person, campaign="quiet", language="fr", state="held", channel="email", identifier=ANNE, due_at=None,
        decided_at=NOW, reasons=reasons,
    )
    message = Message(
        id="m1", followup="f1", person=person, campaign="quiet", language="fr", purpose="care", channel="email", identifier=ANNE,
        subject="Des nouvelles ?", text="Bonjour", message_id="<m1@us>", state=state_of_it, made_at=NOW, reason=code,
    )
    await state.followups.put([followup])
    await state.messages.put(message)
    await state.tasks.put([Task(id="t", person=person, kind="uncertain", message="m1", title="Des nouvelles ?", text=code, made_at=NOW)])
    for path in (f"/people/{person}", "/answers"):
        fates = re.findall(r'<p class="fate">(.*?)</p>', await read(page, path), re.DOTALL)
        assert fates and all(said in fate for fate in fates)
    if state_of_it != "held":
        assert said in re.findall(r'<section class="task".*?</section>', await read(page, "/answers"), re.DOTALL)[0]


async def test_that_too_many_strangers_ask_is_said_in_the_reader_s_language(page: Client, state: State) -> None:
    await state.users.set_language("claire", "fr")
    person = await keep(state, interaction("<1@exemple.fr>", NOW))
    text = WHAT.format("email")
    await state.tasks.put([Task(id="many", person=person, kind="many", message="", title=TOO_MANY, text=text, made_at=NOW)])
    (task,) = re.findall(r'<section class="task".*?</section>', await read(page, "/answers"), re.DOTALL)
    assert "Beaucoup d&#39;inconnus" in task and "En une heure" in task and "(email)" in task and TOO_MANY not in task


async def test_the_latest_word_on_a_purpose_and_channel_counts(page: Client, state: State) -> None:
    person = await keep(state, interaction("<1@exemple.fr>", NOW))
    await state.consents.put(
        [
            Consent(
                id=f"c{days}",
                person=person,
                channel="email",
                purpose="care",
                given=given,
                at=NOW - timedelta(days=days),
                proof=f"proof {days}",
            )
            for days, given in ((9, True), (2, False))
        ]
    )
    text = await read(page, f"/people/{person}")
    assert "proof 2" in text and "proof 9" not in text


async def test_a_no_that_was_misread_leads_to_its_words_and_is_taken_back_there(page: Client, state: State) -> None:
    person = await keep(state, interaction("<1@exemple.fr>", NOW))
    (step,) = (await state.persons.get(person)).course
    wish = Consent(id="w", person=person, purpose="*", given=False, at=NOW, proof="plus de nouvelles", entry=step.id)
    await state.consents.put([wish])
    text = await read(page, f"/people/{person}")
    assert re.search(r'<a href="[^"]+">[^<]*plus de nouvelles[^<]*</a>', text)
    form = re.search(r'<form[^>]*>(?:(?!</form>).)*name="given" value="yes"(?:(?!</form>).)*</form>', text, re.DOTALL)
    assert form is not None
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    await page.post("/do", data={**hidden, "do": "consent", "proof": "asked them on the phone"})
    (command,) = await state.commands.standing(datetime.now(UTC) + timedelta(minutes=1))
    assert command.arguments == {"purpose": "*", "given": "yes", "no": "w", "proof": "asked them on the phone"}
    await state.consents.put([msgspec.structs.replace(wish, id="y", given=True, at=NOW + timedelta(minutes=1), proof="asked them")])
    said = (await read(page, f"/people/{person}")).partition("asked them")[0].rpartition("<dd>")[2]
    assert "no longer a no" in said and "yes" not in said, "it agrees to nothing"


async def test_an_earlier_no_is_shown_again_once_a_later_one_proved_misread(page: Client, state: State) -> None:
    person = await keep(state, interaction("<1@exemple.fr>", NOW))
    earlier, later = (
        Consent(id=f"w{days}", person=person, purpose="*", given=False, at=NOW - timedelta(days=days), proof=f"words {days}")
        for days in (9, 2)
    )
    taken = msgspec.structs.replace(later, id="y", given=True, at=NOW, takes_back=later.id, proof="asked them")
    await state.consents.put([earlier, later, taken])
    text = await read(page, f"/people/{person}")
    assert "words 9" in text and "words 2" not in text and "asked them" not in text


async def test_a_person_is_found_by_the_beginning_of_a_name_or_number(page: Client, state: State) -> None:
    await keep(state, interaction("<1@exemple.fr>", NOW), interaction("c1", NOW, channel="phone", identifier="tel:+33639981240"))
    await keep(state, interaction("<p@exemple.fr>", NOW, identifier="email:paul@exemple.fr", who="Paul Girard"))
    for query in ("lefevre", "06 39 98"):
        text = await read(page, f"/people?q={query}")
        assert "Anne Lefèvre" in text and "Paul Girard" not in text


async def test_the_address_of_somebody_joined_to_another_leads_to_them(page: Client, state: State) -> None:
    anne = await keep(state, interaction("<1@exemple.fr>", NOW))
    other = await keep(state, interaction("<2@exemple.fr>", NOW, identifier="email:a.lefevre@travail.example"))
    await give(state, ["email:a.lefevre@travail.example"], anne)
    answer = await page.get(f"/people/{other}")
    assert answer.url.path == f"/people/{anne}"


async def test_nobody_is_not_found(page: Client) -> None:
    assert "There is nothing here" in await read(page, "/people/p_nobody", 404)


async def test_a_dead_letter_shows_reason_remedy_and_original_and_can_be_tried_again(page: Client, state: State) -> None:
    [(raw, _)] = await state.originals.put([("phone", "text/csv", "ingest", b"calldate;src\n<b>")], now=NOW)
    await state.dead_letters.put(
        [
            DeadLetter(
                id="d1",
                stage="normalise",
                topic="raw.phone",
                partition=1,
                offset=1,
                index=0,
                subject=raw.original,
                original=raw.original,
                where="row 14",
                reason='duration: "3m20" is not a number of seconds',
                remedy="export the column as billsec",
                event=b"{}",
                attempts=1,
                first_at=NOW,
                last_at=NOW,
            )
        ]
    )
    text = await read(page, "/dead")
    assert (
        "is not a number of seconds" in text and "Export the column as billsec." in text and "calldate;src" in text and "&lt;b&gt;" in text
    )
    await state.users.set_language("claire", "fr")
    text = await read(page, "/dead")
    assert "dans «\u202fligne 14\u202f»" in text and "&#34;3m20&#34; n&#39;est pas un nombre de secondes." in text
    assert "Exportez la colonne en billsec." in text
    assert "is not" not in text and "Export the" not in text
    answer = await page.post("/do", data={"token": token(page), "after": "/dead", "letter": "d1", "do": "replay"}, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/dead?said=replay")
    [command] = [doc async for doc in state.db["commands"].find()]
    assert (command["do"], command["by"], command["arguments"]) == ("replay", "claire", {"letter": "d1"})


async def test_a_decision_is_kept_before_anything_is_answered(page: Client, state: State) -> None:
    person = await keep(state, interaction("<1@exemple.fr>", NOW))
    await page.post(
        "/do",
        data={
            "token": token(page),
            "person": person,
            "do": "consent",
            "purpose": "care",
            "channel": "",
            "given": "yes",
            "proof": "said so",
        },
    )
    [command] = await state.commands.standing(datetime.now(UTC) + timedelta(minutes=1))
    assert (command.do, command.person, command.arguments) == ("consent", person, {"purpose": "care", "given": "yes", "proof": "said so"})
    assert await state.consents.of(person) == []


async def test_what_nobody_can_do_is_refused(page: Client, state: State) -> None:
    for data in (
        {"do": "erase_everything", "person": "p"},
        {"do": "erase", "person": "p"},
        {"do": "settle", "person": "p"},
        {"do": "campaign_save", "person": "campaign:quiet", "campaign": "quiet"},
        {"do": "merge"},
        {"do": "dismiss", "person": "p", "followup": "x" * 3000},
    ):
        assert (await page.post("/do", data={"token": token(page), **data})).status == 400
    assert not [doc async for doc in state.db["commands"].find()]


async def test_only_what_was_done_is_said_to_be_done(page: Client) -> None:
    assert 'class="said"' in await read(page, "/people?said=task_done")
    for nothing in ("settle", "<b>", "x" * 500):
        assert 'class="said"' not in await read(page, f"/people?said={nothing}"), nothing


@pytest.mark.parametrize(
    ("tz", "english", "french"),
    [
        ("Europe/Paris", "Paris (UTC+2)", "Paris (UTC+2)"),
        ("UTC", "UTC", "UTC"),
        ("America/St_Johns", "St John’s (UTC−2:30)", "Saint-Jean de Terre-Neuve (UTC−2:30)"),
        ("Asia/Kolkata", "Kolkata (UTC+5:30)", "Kolkata (UTC+5:30)"),
    ],
)
def test_it_is_said_whose_clock_the_times_are_read_from(tz: str, english: str, french: str) -> None:
    summer = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert [_Words(language, ZoneInfo(tz), "FR").zone(summer) for language in ("en", "fr")] == [english, french]


async def test_a_task_waits_for_a_colleague(page: Client, state: State) -> None:
    person = await keep(state, interaction("<1@exemple.fr>", NOW))
    await state.tasks.put(
        [
            Task(
                id="t1",
                person=person,
                kind="call",
                message="m",
                title="Call Anne Lefèvre",
                text="Hello",
                identifier="tel:+33639981240",
                made_at=NOW,
            )
        ]
    )
    assert "Call Anne Lefèvre" in await read(page, "/answers")
    assert "I have called" in await read(page, f"/people/{person}")


async def test_an_original_is_a_file_and_never_a_page(page: Client, state: State) -> None:
    [(raw, _)] = await state.originals.put([("email", "text/html", "smtp", b"<script>alert(1)</script>")], now=NOW)
    answer = await page.get(f"/originals/{raw.original}")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert await answer.read() == b"<script>alert(1)</script>"


async def test_a_scan_is_drawn_and_a_broken_one_says_so(page: Client, state: State) -> None:
    letter = io.BytesIO()
    Image.new("RGB", (1240, 1754), "white").save(letter, "PDF")
    [(good, _), (broken, _)] = await state.originals.put(
        [("letter", "application/pdf", "ingest", letter.getvalue()), ("letter", "application/pdf", "ingest", b"%PDF-1.4 nothing")], now=NOW
    )
    answer = await page.get(f"/scans/{good.original}/1/160")
    assert Image.open(io.BytesIO(await answer.read())).size[0] == 160
    assert (await page.get(f"/scans/{broken.original}/1/160")).status == 422
    assert (await page.get(f"/scans/{good.original}/1/99999")).status == 404


async def test_in_the_demo_one_sees_what_left(page: Client, state: State, settings: Settings) -> None:
    assert (await page.get("/sink")).status == 404
    mails, letters = Path(settings.data) / "sink" / "mail", Path(settings.data) / "print"
    mails.mkdir(parents=True)
    letters.mkdir()
    (mails / "1.eml").write_bytes(
        "To: anne@exemple.fr\nSubject: Des nouvelles ?\nContent-Type: text/plain; charset=utf-8\n\nBonjour ché\n".encode()
    )
    (mails / "2.eml").write_bytes(b"\xff\xfe half")
    (letters / "l1.pdf").write_bytes(b"%PDF-1.4")
    letter = Message(
        id="l1", followup="f", person="p_1", campaign="quiet", purpose="care", channel="letter",
        identifier="postal:fr/24000/anne-lefevre", language="fr", subject="Votre courrier", text="Bonjour Anne,", message_id="-",
        made_at=NOW, state="sent",
    )
    await state.messages.put(letter)
    text = await read(page, "/sink")
    assert "Des nouvelles ?" in text and "Bonjour ché" in text and "l1.pdf" in text
    assert "Anne Lefevre, 24000 FR" in text and "Votre courrier" in text and "Bonjour Anne," in text
    for name in ("x" * 4000, "x" * 300, "l2", "%00", "..%2fl1"):
        assert (await page.get(f"/letters/{name}.pdf")).status == 404, name
    assert (await page.get("/letters/l1.pdf")).status == 200
    assert (await page.get("/letters/..%2Fsink%2Fmail%2F1.eml")).status == 404


async def test_the_timeline_goes_on_further_back(page: Client, state: State) -> None:
    person = await keep(
        state, *[interaction(f"<{number}@exemple.fr>", NOW - timedelta(hours=number), subject=f"No {number}.") for number in range(160)]
    )
    text = await read(page, f"/people/{person}")
    assert "No 149." in text and "No 150." not in text
    older = text.split("?before=")[1].split('"')[0]
    assert "No 150." in await read(page, f"/people/{person}?before={older}")


async def test_a_part_is_a_piece_of_the_page(page: Client, state: State) -> None:
    person = await keep(state, *weekly(NOW - timedelta(days=60)))
    for path, part in (
        (f"/people/{person}", "state"),
        (f"/people/{person}", "card"),
        (f"/people/{person}", "needs"),
        ("/people", "lists"),
        ("/answers", "lists"),
    ):
        fragment = await read(page, f"{path}?part={part}")
        assert "<html" not in fragment and fragment.strip()
    assert (await page.get(f"/people/{person}?part=else")).status == 404


async def test_the_machine_says_how_it_is(page: Client) -> None:
    text = await read(page, "/machine")
    assert "On the way" in text and "Nothing has come yet." in text


async def test_the_machine_says_where_things_come_from_and_what_is_wrong_there(page: Client, state: State) -> None:
    now, day = datetime.now(UTC), timedelta(days=1)
    for days in range(30, 9, -1):
        await state.sources.heard([News(source="smtp", first_at=now - days * day, last_at=now - days * day, accepted=1)])
    await state.sources.refused("hook:twilio", "the signature is wrong", now)
    await state.sources.read_to("imap:us@mail.example/INBOX", 1, 1000)
    await state.sources.counted("imap:us@mail.example/INBOX", theirs=1000, ours=950, left_out=2, at=now)
    await state.sources.troubled("imap:us@mail.example/INBOX", "the server refuses the user or the password", now)
    text = await read(page, "/machine")
    assert "950 of 1,000 mails that lie there are here · 2 left out, too large" in text and "the signature is wrong" in text
    assert "the server refuses the user or the password" in text and "which is longer than usual (at most 24 hours)" in text
    assert text.count("longer than usual") == 1
    await state.users.set_language("claire", "fr")
    text = await read(page, "/machine")
    assert "le serveur refuse l&#39;utilisateur ou le mot de passe" in text and "the server" not in text


@pytest.mark.parametrize("path", ["/nothing", "/people/p_nobody", "/campaigns/nothing", "/originals/email:none/text", "/people?part=none"])
async def test_an_error_is_told_in_the_language_of_whoever_reads_and_one_can_go_on(page: Client, state: State, path: str) -> None:
    await state.users.set_language("claire", "fr")
    text = await read(page, path, 404)
    assert 'lang="fr"' in text and "Il n’y a rien ici" in text and not re.search(r"Not Found|there is|nobody|no such", text)
    assert f'name="token" value="{token(page)}"' in text, "one can still sign out, or have the page in English"


NASTY = (
    "", "x" * 5000, "<script>alert(1)</script>",
    "\u202eabc", "a\x00b", "😀" * 99, "../../etc/passwd", "-1", "1e999", "[]", '{"$gt":""}', "%00",
)  # fmt: skip
ASKED = (
    "people?q", "people?before", "people?part", "people?said", "people?join", "campaigns/quiet?on", "campaigns/quiet?at",
    "campaigns/quiet?who", "campaigns/new?from", "suggestions?of", "suggestions?tick", "dead?before", "answers?part",
)  # fmt: skip


@pytest.mark.parametrize("value", NASTY)
async def test_whatever_stands_in_an_address_is_answered(page: Client, value: str) -> None:
    for asked in ASKED:
        path, _, name = asked.partition("?")
        answer = await page.get(f"/{path}", params={name: value}, allow_redirects=False)
        assert answer.status in (200, 400, 404), asked
        assert "<script>alert(1)" not in await answer.text()


@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize("do", ["approve", "consent", "split", "replay", "kept"])
async def test_whatever_stands_in_a_form_is_refused_or_waits_whole_for_the_stage(page: Client, state: State, do: str, value: str) -> None:
    names = ("followup", "identifier", "letter", "entry", "purpose", "proof")
    form = {"token": token(page), "do": do, "person": "p_nobody"} | dict.fromkeys(names, value)
    answer = await page.post("/do", data=form, allow_redirects=False)
    assert answer.status in (303, 400), await answer.text()
    kept = [doc async for doc in state.db["commands"].find()]
    assert [set(doc["arguments"].values()) for doc in kept] == ([{value} - {""}] if answer.status == 303 else [])


async def test_more_than_a_form_holds_is_refused_in_a_sentence(page: Client) -> None:
    form = f"token={token(page)}&do=consent&proof=".encode()
    answer = await page.post(
        "/do", data=BytesIO(form.ljust(LARGEST_FORM + 1, b"x")), headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert answer.status == 413
    assert "More was sent than a form of this page holds." in await answer.text()


@pytest.mark.parametrize("before", ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "0001-01-01", "soon", ""])
async def test_a_time_that_is_none_or_beyond_the_calendar_is_told(page: Client, state: State, before: str) -> None:
    person = await keep(state, interaction("<1@exemple.fr>", NOW))
    for path in (f"/people/{person}", "/dead"):
        answer = await page.get(f"{path}?before={before}")
        assert answer.status == 400, path


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (20, "just now"),
        (60, "1 minute"),
        (71, "1 minute"),
        (100, "2 minutes"),
        (89 * 60, "89 minutes"),
        (2 * 3600, "2 hours"),
        (35 * 3600, "35 hours"),
        (37 * 3600, "2 days"),
        (40 * 86400, "6 weeks"),
        (44 * 86400, "6 weeks"),
        (46 * 86400, "2 months"),
    ],
)
def test_an_age_is_said_in_minutes_and_longer(seconds: int, words: str) -> None:
    assert _Words("en", ZoneInfo("UTC"), "FR").ago(NOW - timedelta(seconds=seconds), NOW) == words
