"""The whole way with a browser: mail comes in and is seen, a silence is noticed and explained, the answer leaves and is seen."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from playwright.sync_api import Page, expect

from tests.browser.conftest import Hub, eventually, picture

LONG_MS = 300_000
LAST = 13
ANGRY = "je suis très mécontente : la chaudière ne marche toujours pas, c'est inadmissible."
NOW = datetime.now(UTC)


def mail(number: int, at: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Anne Lefèvre <anne@exemple.fr>", "bonjour@maison.example"
    message["Subject"], message["Message-ID"], message["Date"] = (
        f"Ma chaudière, lettre {number}",
        f"<{number}@exemple.fr>",
        format_datetime(at),
    )
    said = ANGRY if number == LAST else "voici le relevé de la semaine."
    message.set_content(f"Bonjour,\n\n{said} C'est la lettre numéro {number} que je vous écris.\n\nAnne Lefèvre\n")
    return message


def sign_in(page: Page, hub: Hub) -> None:
    page.goto("/")
    page.get_by_label("Nom").fill(hub.user)
    page.get_by_label("Mot de passe").fill(hub.password)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name=re.compile("À qui penser"))).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("en direct")


def test_a_mail_is_seen_a_silence_is_explained_and_the_answer_leaves(page: Page, hub: Hub) -> None:
    sign_in(page, hub)

    # somebody writes for the first time: they are on the open list
    hub.take(mail(1, NOW - timedelta(days=124)))
    link = page.get_by_role("link", name=re.compile("Anne Lefèvre"))
    expect(link).to_be_visible(timeout=LONG_MS)
    link.click()
    expect(page.get_by_role("heading", name="Anne Lefèvre", exact=True)).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text("en direct")

    # what they said about being contacted is written down
    page.get_by_text("noter ce qui a été dit").click()
    page.get_by_role("radio", name="oui").check()
    page.get_by_label("Où cela se voit").fill("au téléphone")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Noter").dblclick(delay=120)  # as people do who take a button for an icon
    expect(page.get_by_text("C’est noté")).to_be_visible()
    expect(page.get_by_role("complementary", name="La personne")).to_contain_text("au téléphone")
    assert len(posts) == 1

    # they write every week, then no more: each mail is on the open page without a reload, in its place
    page.evaluate("window.same = true")
    hub.take_at_once(mail(number, NOW - timedelta(days=131 - 7 * number)) for number in range(2, 14))
    for number in range(2, 14):
        expect(page.get_by_role("article").filter(has_text=f"lettre {number}")).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_role("article")).to_have_count(13)
    expect(page.get_by_role("article").first).to_contain_text("lettre 13")
    assert page.evaluate("window.same") is True

    # how they sound is said beside the words that say so
    expect(page.get_by_role("article").first).to_contain_text("mécontentement", timeout=LONG_MS)
    expect(page.get_by_role("article").first).to_contain_text("«\u202f")

    # the silence is noticed, with its reasons
    rhythm = page.get_by_role("region", name="Rythme des douze derniers mois")
    expect(rhythm).to_contain_text("tous les 7 jours", timeout=LONG_MS)
    expect(rhythm).to_contain_text("surprenant")
    rhythm.get_by_text(re.compile("contacts sur lesquels cela repose")).first.click()
    evidence = rhythm.get_by_role("link", name=re.compile("^(lun|mar|mercre|jeu|vendre|same)di|^dimanche"))
    expect(evidence.first).to_be_visible()
    expect(rhythm.get_by_role("img", name=re.compile("^Depuis le")).first).to_be_visible()  # the onset stands on the strip
    needs = page.get_by_role("complementary", name="À qui penser")
    expect(needs).to_contain_text("S’éloignent")
    expect(needs.get_by_role("link", name=re.compile("Anne Lefèvre"))).to_have_attribute("aria-current", "true")
    picture(page, "signal")

    # the answer is decided with every reason; to somebody who complained a colleague sends it
    followup = page.get_by_role("region", name="Relance")
    expect(followup).to_contain_text("le canal que cette personne a choisi", timeout=LONG_MS)
    expect(followup).to_contain_text("au téléphone")
    followup.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("region", name="Relance")).to_contain_text("Envoyé", timeout=LONG_MS)
    eventually(lambda: hub.left, 300)
    assert len(hub.left) == 1
    assert b"anne@exemple.fr" in hub.left[0]

    # and stands on the timeline, on our side, and among the messages
    expect(page.get_by_role("article")).to_have_count(14, timeout=LONG_MS)
    picture(page, "answered")
    page.get_by_role("link", name="Réponses").click()
    messages = page.get_by_role("region", name=re.compile("Messages"))
    expect(messages.get_by_role("article")).to_have_count(1)
    expect(messages).to_contain_text("Envoyé")
    assert len(hub.left) == 1

    # where it began is counted among all the others, and nobody is named there
    page.get_by_role("link", name="Voix").click()
    expect(page.get_by_role("heading", name="Où le mécontentement commence")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("1 personne"))).to_be_visible()
    page.get_by_text("La même chose en tableau").click()
    expect(page.get_by_role("table").first.get_by_role("row")).to_have_count(13)  # twelve weeks and what the columns are
    expect(page.get_by_role("main")).not_to_contain_text("Lefèvre")
    picture(page, "voices")


def test_the_page_is_used_by_keyboard_and_on_a_telephone(page: Page, hub: Hub) -> None:
    sign_in(page, hub)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Chercher une personne")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="English")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="English")).to_be_hidden()
    expect(page.locator(":focus")).to_have_attribute("aria-label", re.compile("Compte"))
    page.keyboard.press("/")
    page.keyboard.type("lefev")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 personne trouvée")).to_be_visible()
    page.get_by_role("link", name=re.compile("Anne Lefèvre")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Anne Lefèvre", exact=True)).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    for path in (page.url, "/people", "/answers", "/voices", "/dead", "/machine"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_the_page_is_read_without_scripts(browser, hub: Hub) -> None:  # type: ignore[no-untyped-def]  # a Browser of the fixture
    context = browser.new_context(java_script_enabled=False, locale="en-GB", base_url=hub.page)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Name").fill(hub.user)
    page.get_by_label("Password").fill(hub.password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=re.compile("Anne Lefèvre")).click()
    expect(page.get_by_role("article").first).to_be_visible()
    page.get_by_role("link", name="Voix").click()
    page.get_by_text("La même chose en tableau").click()
    expect(page.get_by_role("table").first).to_be_visible()
    context.close()
