"""A campaign from the first word to what it is worth: made, seen on a person, tried, started, approved, sent, answered, judged."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from schemas.campaigns import Assignment
from streams.rules.uplift import arm_of
from streams.state import State
from tests.browser.conftest import Hub, eventually, picture
from tests.browser.test_page import sign_in

LONG_MS = 300_000
NOW = datetime.now(UTC)
NAME = "des-nouvelles-de-nous"
ADDRESS = next(
    address
    for number in range(100)
    if arm_of(f"email:{(address := f'berthe{number}@exemple.fr')}", NAME, 0.1) == "written"  # nobody whom it leaves alone
)


def mail(number: int, at: datetime, answers: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = f"Berthe Morizot <{ADDRESS}>", "bonjour@maison.example"
    message["Subject"], message["Message-ID"] = f"Mon atelier, lettre {number}", f"<b{number}@exemple.fr>"
    message["Date"] = format_datetime(at)
    if answers:
        message["In-Reply-To"] = answers
    message.set_content(f"Bonjour,\n\nVoici le relevé numéro {number} de la semaine.\n\nBerthe Morizot\n")
    return message


def test_a_campaign_from_the_first_word_to_what_it_is_worth(page: Page, hub: Hub) -> None:
    sign_in(page, hub)

    # the campaign that came with the program rests meanwhile: it would be the first to write
    page.get_by_role("link", name="Relances").click()
    page.get_by_role("link", name="Plus de nouvelles").click()
    page.get_by_role("button", name="Suspendre").click()
    expect(page.get_by_text("Suspendue : ce qu’elle a décidé attend".replace(" :", "\u202f:"))).to_be_visible()
    expect(page.get_by_text("suspendue", exact=True)).to_be_visible()

    # somebody agrees to be written to, writes every week, then no more
    hub.take(mail(1, NOW - timedelta(days=124)))
    known = page.get_by_role("link", name=re.compile("Berthe Morizot"))

    def seen() -> int:
        page.goto("/people")
        return known.count()

    eventually(seen, 300)
    known.click()
    page.get_by_text("noter ce qui a été dit").click()
    page.get_by_role("radio", name="oui").check()
    page.get_by_label("Où cela se voit").fill("au téléphone")
    page.get_by_role("button", name="Noter").click()
    expect(page.get_by_text("C’est noté")).to_be_visible()
    hub.take_at_once(mail(number, NOW - timedelta(days=131 - 7 * number)) for number in range(2, 14))
    expect(page.get_by_role("region", name="Rythme des douze derniers mois")).to_contain_text("surprenant", timeout=LONG_MS)

    # made: steps come and go without a reload, and what it would say is seen as one writes
    page.get_by_role("link", name="Relances").click()
    page.get_by_role("link", name="Nouvelle", exact=True).click()
    page.evaluate("window.same = true")
    page.get_by_label("en français", exact=True).fill("Des nouvelles de nous")
    page.get_by_label("en anglais", exact=True).fill("News of us")
    page.get_by_role("checkbox", name="une personne se tait plus longtemps que d’habitude").check()
    preview = page.locator("[data-preview]")
    expect(preview).to_contain_text("Bonjour Berthe Morizot", timeout=LONG_MS)
    expect(preview.locator("mark").first).to_be_visible()
    page.get_by_role("button", name="Ajouter une étape").click()
    expect(page.get_by_role("group", name="Étape 2")).to_be_visible()
    expect(page.get_by_role("group", name="Étape 2").get_by_label("fait")).to_be_focused()
    page.get_by_role("group", name="Étape 2").get_by_label("fait").select_option("ask")
    page.get_by_role("button", name="Monter l’étape 2").click()
    expect(page.get_by_role("group", name="Étape 1").get_by_label("fait")).to_have_value("ask")
    page.get_by_role("button", name="Retirer l’étape 1").click()
    expect(page.get_by_role("group", name=re.compile("^Étape"))).to_have_count(1)
    assert page.evaluate("window.same") is True
    page.get_by_role("button", name="Enregistrer").last.click()
    expect(page).to_have_url(re.compile(f"/campaigns/{NAME}"))
    expect(page.get_by_text("brouillon", exact=True)).to_be_visible()

    # seen on a real person, in their language and in another
    preview = page.get_by_role("region", name="Aperçu sur une vraie personne")
    preview.get_by_label("Personne").select_option("Berthe Morizot")
    expect(preview).to_contain_text("Bonjour Berthe Morizot")
    expect(preview).to_contain_text(ADDRESS)
    preview.get_by_label("Langue").select_option("en")
    expect(preview).to_contain_text("Hello Berthe Morizot")
    picture(page, "campaign-draft")

    # tried: who would be written to and in which words, while nothing leaves
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Essai à blanc").click()
    would = page.get_by_role("article", name="Berthe Morizot")
    expect(would).to_contain_text("Bonjour Berthe Morizot", timeout=LONG_MS)
    words = would.locator(".letter").text_content()
    picture(page, "campaign-dry-run")
    assert hub.left == []

    # started: a colleague is asked, and says yes by a key
    page.get_by_role("link", name="Des nouvelles de nous").click()
    page.get_by_role("button", name="Démarrer").click()
    expect(page.get_by_text(re.compile("^en cours depuis"))).to_be_visible()
    today = page.get_by_role("region", name="Aujourd’hui")

    def asked() -> int:
        page.goto(f"/campaigns/{NAME}")
        return today.get_by_role("link", name="Berthe Morizot").count()

    eventually(asked, 300)
    picture(page, "campaign-running")
    today.get_by_role("link", name="Voir le message").click()
    asks = page.get_by_role("article", name="Berthe Morizot")
    assert asks.locator(".letter").text_content() == words
    page.wait_for_load_state()  # a key that is pressed before the scripts are there means nothing
    page.keyboard.press("j")
    expect(asks).to_be_focused()
    page.keyboard.press("o")

    # sent once, in the words that were tried, and answered
    eventually(lambda: hub.left, 300)
    assert len(hub.left) == 1 and ADDRESS.encode() in hub.left[0]
    expect(page.get_by_role("region", name=re.compile("Écrites"))).to_contain_text("Envoyé", timeout=LONG_MS)
    page.get_by_role("article", name="Berthe Morizot").locator("summary").first.click()
    assert page.get_by_role("article", name="Berthe Morizot").locator(".letter").text_content() == words
    sent = re.search(rb"Message-ID: (<[^>]+>)", hub.left[0], re.IGNORECASE)
    assert sent
    hub.take(mail(14, datetime.now(UTC) + timedelta(seconds=1), answers=sent[1].decode()))
    page.get_by_role("heading", name="Aujourd’hui").click()  # where somebody is reading nothing is put in its place
    expect(page.get_by_role("article", name="Berthe Morizot")).to_contain_text("a répondu le", timeout=LONG_MS)
    picture(page, "campaign-answered")

    # what it is worth is not known of one, and is shown with its interval once it is
    page.get_by_role("link", name="Des nouvelles de nous").click()
    useful = page.get_by_role("region", name="Est-ce utile")
    expect(useful).to_contain_text("On ne le sait pas encore.")
    with ThreadPoolExecutor(1) as aside:  # Playwright has a loop of its own here
        aside.submit(lambda: asyncio.run(learnt(hub))).result()
    page.reload()
    expect(useful).to_contain_text("Probablement oui.")
    expect(useful.get_by_role("img", name=re.compile("points, entre"))).to_be_visible()
    useful.get_by_text("La même chose en tableau").click()
    expect(useful.get_by_role("row", name=re.compile("^tous"))).to_contain_text("100")
    picture(page, "campaign-useful")

    # changed, with the reason in the journal and what is different
    page.get_by_role("link", name="Modifier").click()
    page.get_by_label(re.compile("Laissés tranquilles")).fill("20")
    page.get_by_label("Pourquoi").fill("une personne sur cinq")
    page.get_by_role("button", name="Enregistrer").last.click()
    journal = page.get_by_role("region", name="Journal")
    expect(journal).to_contain_text("une personne sur cinq")
    journal.get_by_role("link", name=re.compile("différence")).first.click()
    expect(page.get_by_role("main")).to_contain_text("20\u202f% sont laissés tranquilles")
    assert len(hub.left) == 1


OTHERS = ("/people", "/answers", "/suggestions", "/voices", "/dead", "/machine")
OWN = tuple(f"/{NAME}{own}" for own in ("", "/edit", "/today", "/dry-run", "/versions/2"))
PAGES = tuple(f"/campaigns{each}" for each in ("", "/new", *OWN))
UNREADABLE = (Path(__file__).parent / "unreadable.js").read_text("utf-8")
"""What of the page somebody could not read or use: text of too little contrast (WCAG 2.1, 1.4.3), controls without a name, or that the
keyboard does not reach."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_a_telephone_and_can_be_read_and_used(page: Page, hub: Hub, scheme: Literal["light", "dark"]) -> None:
    sign_in(page, hub)
    page.get_by_role("link", name=re.compile("Berthe Morizot")).first.click()
    expect(page.get_by_role("heading", name="Berthe Morizot", exact=True)).to_be_visible()
    person = urlsplit(page.url).path
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 740})
    for path in (*PAGES, *OTHERS, person):
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert page.evaluate(UNREADABLE) == [], path


def test_a_page_that_was_left_open_follows_what_is_ordered_elsewhere(page: Page, hub: Hub) -> None:
    sign_in(page, hub)
    page.goto(f"/campaigns/{NAME}")
    page.evaluate("window.same = true")
    for do, said in (("pause", "suspendue"), ("resume", re.compile("^en cours depuis"))):
        hub.egard("campaigns", do, NAME)
        expect(page.get_by_text(said, exact=True)).to_be_visible()
    assert page.evaluate("window.same") is True


def test_somebody_is_found_by_a_few_letters(page: Page, hub: Hub) -> None:
    sign_in(page, hub)
    page.goto(f"/campaigns/{NAME}/edit")
    page.get_by_label("Sur qui").press_sequentially("moriz")
    expect(page.get_by_role("combobox", name="Personne", exact=True)).to_have_text("Berthe Morizot")
    page.get_by_label("Sur qui").fill("personne de ce nom")
    expect(page.locator("[data-preview]")).to_contain_text("On ne trouve personne")
    page.get_by_role("searchbox", name="un nom, un numéro, une adresse", exact=True).fill("berthe")
    page.keyboard.press("Enter")
    found = page.get_by_role("checkbox", name="Berthe Morizot")
    expect(found).to_be_focused()
    page.keyboard.press("Space")
    page.get_by_label("Pourquoi").fill("elle nous l’a demandé")
    page.get_by_role("button", name="Enregistrer").last.click()
    expect(page.get_by_role("region", name="Ce qu’elle fait")).to_contain_text("Berthe Morizot")


def test_a_campaign_is_edited_without_scripts_and_a_fault_stands_at_its_field(browser: Any, hub: Hub) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB", base_url=hub.page)
    page = context.new_page()
    page.goto(f"/campaigns/{NAME}/edit")
    page.get_by_label("Name").fill(hub.user)
    page.get_by_label("Password").fill(hub.password)
    page.get_by_role("button", name="Sign in").click()
    page.locator("button[value=add]").click()
    expect(page.locator("[data-step]")).to_have_count(2)
    page.locator("button[value='up.1']").click()
    page.locator("button[value='remove.0']").click()
    expect(page.locator("[data-step]")).to_have_count(1)
    page.get_by_label("Au plus").fill("many")
    page.get_by_role("button", name="Enregistrer").last.click()
    expect(page.get_by_role("alert")).to_contain_text("2 points restent à corriger")  # and it is not said why
    expect(page.get_by_label("Au plus")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Au plus").fill("1")
    page.locator("[data-plain]").click()
    expect(page.locator(".marked")).to_contain_text("Berthe Morizot")
    context.close()


async def learnt(hub: Hub) -> None:
    """What a hundred others did in the months after they were written to, or were not."""
    state = State.connect(hub.mongo)
    work: list[Coroutine[Any, Any, bool]] = []
    for number in range(200):
        written, back = number % 2 == 0, number % 4 == 0 or number % 10 == 1
        assignment = Assignment(
            id=f"{NAME}/email:{number}@exemple.fr",
            campaign=NAME,
            identifier=f"email:{number}@exemple.fr",
            person=f"p_{number}",
            arm="written" if written else "left",
            version=1,
            share_left=0.1,
            channel="email",
            template="quiet",
            signal="s",
            at=NOW - timedelta(days=60),
            until=NOW - timedelta(days=30),
            returned_at=NOW - timedelta(days=50) if back else None,
            settled=True,
        )
        work.append(state.assignments.put(assignment))
    await asyncio.gather(*work)
    state.close()
