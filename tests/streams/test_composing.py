"""A follow-up in words: what is known is said, to whom it was said, and nothing of it in public."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from schemas.campaigns import Campaign, CampaignStep
from schemas.documents import FollowUp, Message, Person, Reason, Step, TimelineEntry, Told
from schemas.errors import Refused
from schemas.interaction import Channel, Interaction, Original, Party, Spot
from streams.composing import Composed, composed, message_key, message_of, words_of
from streams.rules.campaigns import QUIET
from streams.rules.occasions import Happened
from streams.rules.promises.reader import promises_in
from streams.settings import Settings

NOW = datetime(2026, 11, 23, 9, 20, tzinfo=UTC)  # a Monday, 10:20 in Paris
WROTE = datetime(2026, 10, 12, 8, tzinfo=UTC)
MAIL = "email:anne@example.fr"
SETTINGS = Settings(house="Chauffage du Sud", products="Atlan 24,Thermo", own="exemple.fr")
SAID = "Bonjour,\nma chaudière Atlan 24 s'arrête (contrat n° CT-2024-118). Quand le technicien passe-t-il ?\nAnne"


def entry(identifier: str = MAIL, *, channel: Channel = "email", at: datetime = WROTE, direction: Any = "in", **more: Any) -> TimelineEntry:
    name = more.pop("name", "Anne Lefèvre")
    role = {"email": "from", "social": "author", "letter": "sender", "phone": "caller"}[channel]
    said = Interaction(
        id=f"{channel}:{at:%m%d%H}", channel=channel, direction=direction, at=at,
        parties=(Party(role=role, identifier=identifier, name=name, **more.pop("party", {})),),
        original=Original(sha256="0" * 64, content_type="text/plain", size=1), **more,
    )
    return TimelineEntry(id=f"{said.id}/{identifier}", identifier=identifier, role=role, at=at, received_at=at, interaction=said)


def step(of: TimelineEntry, **more: Any) -> Step:
    said = of.interaction
    return Step(
        at=of.at, id=of.id, channel=said.channel, direction=said.direction, theirs=said.direction == "in", identifier=of.identifier or "",
        network=said.network, **more,
    )


WRITTEN = entry(subject="Re: Ma chaudière", text=SAID)
PROMISED = entry(at=WROTE + timedelta(days=1), direction="out", subject="Re: Ma chaudière", name="Claire Bonnet")
COURSE = (
    step(WRITTEN, asks=True, topics=("product:Atlan 24",)),
    step(PROMISED, promises=(Told(datetime(2026, 10, 15, 21, tzinfo=UTC), "un technicien passe jeudi"),)),
)


def occasion(entries: tuple[TimelineEntry, ...], **more: Any) -> Happened:
    evidence = (entries[-1].id,) if entries else ()
    return Happened(id="s_1", person="p_1", **{"kind": "discontent", "at": WROTE, "since": WROTE, "evidence": evidence} | more)


def compose(
    template: str = "late", *, channel: Channel = "email", identifier: str = MAIL, language: str = "fr",
    entries: tuple[TimelineEntry, ...] = (PROMISED, WRITTEN), course: tuple[Step, ...] = COURSE, reasons: tuple[Reason, ...] = (),
    network: str | None = None, now: datetime = NOW, about: Happened | None = None, **more: Any,
) -> Composed:
    followup = FollowUp(
        id="f_1", person="p_1", campaign="c", signal="s_1", state="waiting", channel=channel, identifier=identifier, network=network,
        language=language, decided_at=now, reasons=reasons, reply_to=entries[-1].interaction.id if entries else None,
    )
    content = msgspec.structs.replace(QUIET.content, steps=(CampaignStep(template=template),))
    campaign: Campaign = msgspec.structs.replace(QUIET, content=content)
    person = Person(id="p_1", course=course)
    return composed(followup, about or occasion(entries), campaign, list(entries), person, SETTINGS, now=now, **more)


def text_of(*given: Any, **more: Any) -> str:
    return compose(*given, **more).message.text.replace("\u00a0", " ")


def test_a_late_answer_says_what_we_know_and_asks_for_nothing() -> None:
    message = compose(leave="https://x.example/leave/a").message
    text = message.text.replace("\u00a0", " ")
    assert message.subject == "Re: Ma chaudière"
    for said in (
        "Bonjour Anne Lefèvre,", "Vous nous avez écrit le 12 octobre 2026 au sujet de « Ma chaudière »", "Quand le technicien passe-t-il ?",
        "« un technicien passe jeudi », pour le 15 octobre 2026", "Votre référence est CT-2024-118.",
        "au plus tard le mercredi 25 novembre, sans frais et sans engagement", "https://x.example/leave/a",
    ):
        assert said in text, said
    assert message.leave == "https://x.example/leave/a" and message.html and "Ma chaudière" in message.html


def test_a_message_is_a_function_of_what_it_is_given() -> None:
    assert compose() == compose()
    assert compose().message.id == f"m_{message_key('f_1')}" == compose(now=NOW + timedelta(days=1)).message.id


def test_the_pieces_are_the_text_and_name_the_entry_that_tells_each() -> None:
    made = compose()
    assert "".join(piece.text for piece in made.known) == made.message.text
    told = {piece.field: piece.entry for piece in made.known if piece.field}
    assert told["matter"] == told["asked"] == told["reference"] == told["last_at"] == WRITTEN.id
    assert told["promised"] == told["missed"] == PROMISED.id and told["house"] is None


def test_whoever_needs_no_pieces_gets_the_same_message() -> None:
    followup = FollowUp(
        id="f_1", person="p_1", campaign="c", signal="s_1", state="waiting", channel="email", identifier=MAIL, language="fr",
        decided_at=NOW, reasons=(),
    )
    given = (followup, occasion((WRITTEN,)), QUIET, [WRITTEN], Person(id="p_1", course=COURSE), SETTINGS)
    message = message_of(*given, now=NOW)
    assert isinstance(message, Message) and message == composed(*given, now=NOW).message


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("channel", ["email", "letter", "social"])
@pytest.mark.parametrize("usual", [None, timedelta(hours=1), timedelta(hours=6), timedelta(hours=14), timedelta(hours=40)])
def test_a_receipt_is_a_promise_that_can_be_read_again(language: str, channel: Channel, usual: timedelta | None) -> None:
    """By whoever reads what we send, and with the end that was meant."""
    identifier = {"email": MAIL, "letter": "postal:fr/31000/anne", "social": "mastodon:anne@exemple.social"}[channel]
    said = entry(identifier, channel=channel, text=SAID, act="direct", at=NOW) if channel == "social" else entry(
        identifier, channel=channel, text=SAID, at=NOW)
    text = text_of("receipt", channel=channel, identifier=identifier, language=language, entries=(said,), course=(step(said),), usual=usual)
    (promise,) = promises_in(text, language=language, at=NOW, tz="Europe/Paris", region="FR")
    meant = {None: "2026-11-25T23:59", 1: "2026-11-23T12:00", 6: "2026-11-23T19:00", 14: "2026-11-24T19:00", 40: "2026-11-27T23:59"}
    due = datetime.fromisoformat(meant[usual and int(usual / timedelta(hours=1))] + "+01:00")
    assert abs(promise.due - due) <= timedelta(minutes=1), (promise, text)


def test_who_approved_it_signs_and_an_account_called_admin_does_not() -> None:
    def signed(by: str) -> str:
        return text_of(reasons=(Reason(code="approved", words={"by": by}),))

    assert "Claire Bonnet, de chez Chauffage du Sud, vous répond" in signed("Claire Bonnet")
    assert "Claire, de chez" in signed("claire")
    for by in ("admin", "root", "x7", "claire@exemple.fr"):
        assert "Quelqu'un de chez Chauffage du Sud vous répond" in signed(by)
    named = text_of(reasons=(Reason(code="approved", words={"by": "admin", "name": "Claire Bonnet"}),))
    assert "Claire Bonnet, de chez Chauffage du Sud, vous répond" in named


@pytest.mark.parametrize(("language", "said"), [("fr", "au prix d'un appel local"), ("en", "at the price of a local call")])
def test_the_conditions_are_those_of_the_house(language: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    own = msgspec.structs.replace(SETTINGS, conditions_fr="au prix d'un appel local", conditions_en="at the price of a local call")
    monkeypatch.setitem(globals(), "SETTINGS", own)
    assert f", {said}" in text_of(language=language)


def test_times_are_those_where_the_person_is() -> None:
    text = text_of(language="en", usual=timedelta(hours=6), reasons=(Reason(code="daytime", words={"zone": "America/New_York"}),))
    assert "by 13:00 on Monday 23 November" in text


def test_in_public_nothing_is_said_of_what_they_told_us() -> None:
    acct = "mastodon:anne@exemple.social"
    said = entry(acct, channel="social", network="mastodon", text=SAID, act="reply")
    course = (step(said, asks=True, topics=("product:Atlan 24",)), *COURSE[1:])
    for template in ("quiet", "late", "receipt", "thanks"):
        made = compose(template, channel="social", identifier=acct, network="mastodon", entries=(said,), course=course)
        assert not {"asked", "matter", "product", "reference", "promised", "missed"} & {piece.field for piece in made.known}
        assert "@anne@exemple.social " in made.message.text


def test_what_a_message_of_ours_promised_is_quoted_by_the_one_that_is_about_it_alone() -> None:
    sent = frozenset({PROMISED.interaction.id})
    assert "technicien passe jeudi" in compose().message.text
    assert "technicien passe jeudi" not in compose(sent=sent).message.text
    about = occasion((PROMISED,), kind="promise_broken", since=PROMISED.at)
    assert "technicien passe jeudi" in compose(sent=sent, about=about).message.text


def test_what_differs_in_days_alone_is_said_in_the_same_words() -> None:
    def said(**more: Any) -> str:
        made = compose(**more)
        return words_of(made.message, made.known)

    assert said() == said(now=NOW + timedelta(days=1))
    assert said(leave="https://bonjour.example/leave/x") == said(leave="https://bonjour.example/leave/y")
    others = (said(template="quiet"), said(language="en"), said(sent=frozenset({PROMISED.interaction.id})), said(channel="letter"))
    assert len({said(), *others}) == len(others) + 1


def test_a_promise_whose_day_has_not_come_is_not_called_late() -> None:
    early = datetime(2026, 10, 14, 9, tzinfo=UTC)
    assert "ce n'est pas fait" not in text_of(now=early) and "ce n'est pas fait" in text_of()
    assert "Si ce n'est pas fait, un mot de vous suffit" in text_of("quiet", now=early)


def test_a_call_is_a_script_for_a_colleague() -> None:
    number = "tel:+33639981240"
    called = entry(number, channel="phone", text="Contrat CT-2024-118, la chaudière s'arrête.")
    text = text_of(channel="phone", identifier=number, entries=(called,), course=(step(called), *COURSE[1:]))
    for said in (
        "Numéro : 06 39 98 12 40", "Pourquoi : un message du 12 octobre 2026 est resté sans réponse", "- référence : CT-2024-118",
        "Promis pour le 15 octobre 2026", "Ne pas demander ce que nous avons déjà : son nom, son numéro, sa référence",
        "Vous nous avez appelés le 12 octobre 2026", "au plus tard le mercredi 25 novembre",
        "Sur messagerie : « Bonjour, ici Chauffage du Sud.", "À noter ensuite",
    ):
        assert said in text, said
    voicemail = text.partition("Sur messagerie")[2].partition("»")[0]
    assert "Anne" not in voicemail and "CT-2024" not in voicemail and "chaudière" not in voicemail  # others may listen


def test_a_number_on_a_letter_is_their_reference() -> None:
    post = "postal:fr/31000/anne"
    spot = Spot(kind="reference", value="AB 4471", page=1, box=(0.1, 0.1, 0.3, 0.12), sure=0.97)
    letter = entry(post, channel="letter", text="Bonjour.", spots=(spot,), party={"address": "8 rue des Tilleuls, 31000 Toulouse"})
    message = compose(channel="letter", identifier=post, entries=(letter,), course=(step(letter),)).message
    assert "Votre référence est AB 4471." in message.text and message.address == "8 rue des Tilleuls, 31000 Toulouse"


@pytest.mark.parametrize("name", ["anne@example.fr", "www.gagnez.example", "06 39 98 12 40", "<script>", "A" * 80, ""])
def test_nobody_is_greeted_by_what_is_no_name(name: str) -> None:
    assert text_of(entries=(entry(text=SAID, name=name or None),)).startswith("Bonjour,\n")


def test_what_was_taken_back_is_not_quoted() -> None:
    gone = msgspec.structs.replace(WRITTEN, removed_at=NOW)
    text = text_of(entries=(gone,))
    assert "Quand le technicien" not in text and "CT-2024" not in text


def test_a_colleague_is_asked_also_where_no_number_is_known() -> None:
    made = compose(channel="phone", identifier="", entries=(), course=COURSE)
    assert "Numéro" not in made.message.text and made.message.subject.startswith("Appeler cette personne")
    with pytest.raises(Refused, match="names no address"):
        compose(channel="email", identifier="", entries=())


@pytest.mark.parametrize("hostile", ["a" * 1_000_000, "a " * 500_000 + "?", "?" * 200_000, "Contrat " * 100_000, "\n" * 1_000_000])
def test_nothing_takes_long_whatever_somebody_wrote(hostile: str) -> None:
    began = time.process_time()
    compose(entries=(PROMISED, entry(subject=hostile, text=hostile, name=hostile)))
    assert time.process_time() - began < 60  # a bound on what would never end, whatever the machine


def test_the_day_that_is_named_is_the_day_on_which_they_spoke() -> None:
    """Also where it is about what we did, or about a course of weeks."""
    later = WROTE + timedelta(days=30)
    broken = occasion((PROMISED,), kind="promise_broken", since=PROMISED.at, at=later)
    assert "Vous nous avez écrit le 12 octobre 2026" in text_of(about=broken)
    chat = step(entry(at=WROTE + timedelta(days=20), text="Merci."))
    fading = occasion((WRITTEN,), kind="fading", since=WROTE + timedelta(days=25), at=later)
    assert "Vous nous avez écrit le 12 octobre 2026" in text_of(about=fading, course=(*COURSE, chat))


@pytest.mark.parametrize("lure", ["https://win.example/x", "www.win.example", "win.example/now", "casino-royal.xyz", "claim@win.example"])
def test_no_forger_has_us_carry_a_link_to_somebody_else(lure: str) -> None:
    forged = entry(subject=f"Vous avez gagné {lure}", text=f"Bonjour,\navez-vous vu {lure} ce matin ?\nAnne")
    message = compose("receipt", entries=(forged,), course=(step(forged, asks=True),)).message
    assert lure not in message.subject + message.text + (message.html or "")
