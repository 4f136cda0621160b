"""Two addresses of one person: suggested, joined by a key, one timeline; separated, two again under the addresses that they had."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from playwright.sync_api import Page, expect

from tests.browser.conftest import Hub, picture
from tests.browser.test_page import sign_in

LONG_MS = 300_000
NOW = datetime.now(UTC)
HOME, WORK = "clemence.vasseur@exemple.fr", "c.vasseur@ailleurs.example"


def mail(address: str, text: str, days: int) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = f"Clémence Vasseur <{address}>", "bonjour@maison.example"
    message["Subject"], message["Message-ID"] = text, f"<{days}@{address.partition('@')[2]}>"
    message["Date"] = format_datetime(NOW - timedelta(days=days))
    message.set_content(f"Bonjour,\n\n{text}.\n")
    return message


def test_two_are_joined_by_a_key_seen_as_one_and_separated_again(page: Page, hub: Hub) -> None:
    sign_in(page, hub)
    hub.take(mail(HOME, "Le portail est bloqué", 9))
    hub.take(mail(WORK, "Et la facture", 3))
    both = page.get_by_role("main").get_by_role("link", name=re.compile("Clémence Vasseur"))
    expect(both).to_have_count(2, timeout=LONG_MS)
    bookmarks = {}
    for place in (0, 1):
        both.nth(place).click()
        expect(page.get_by_role("article")).to_have_count(1)
        address = HOME if "portail" in page.get_by_role("article").inner_text() else WORK
        bookmarks[address] = page.url
        page.go_back()
        expect(both).to_have_count(2)
    assert set(bookmarks) == {HOME, WORK} and len(set(bookmarks.values())) == 2

    # the two are suggested, with the reason, and a person's page says so as well
    page.get_by_role("link", name="Doublons").click()
    pair = page.get_by_role("article").filter(has_text="Clémence Vasseur")
    expect(pair).to_contain_text("Les deux s’appellent Clémence Vasseur", timeout=LONG_MS)
    expect(pair).to_contain_text(HOME)
    expect(pair).to_contain_text(WORK)
    expect(pair).to_contain_text(re.compile(r"environ \d+ sur \d+"))
    picture(page, "suggestion")

    # by keyboard: to the first, aside, back, and yes
    page.wait_for_load_state()  # a key that is pressed before the scripts are there means nothing
    page.keyboard.press("j")
    expect(pair).to_be_focused()
    page.keyboard.press("s")
    expect(pair).to_be_focused()
    page.keyboard.press("y")
    expect(page.get_by_role("status").filter(has_text="Une seule personne")).to_be_visible()
    expect(page.get_by_text("Personne ne ressemble à quelqu’un d’autre")).to_be_visible()

    # taken back by a key, and said again
    page.keyboard.press("u")
    expect(page.get_by_role("status").filter(has_text="Réponse reprise")).to_be_visible(timeout=LONG_MS)
    expect(pair).to_be_focused()
    page.keyboard.press("y")
    expect(page.get_by_text("Personne ne ressemble à quelqu’un d’autre")).to_be_visible()

    # one timeline, which both bookmarks lead to
    page.get_by_role("region", name="Réponses récentes").get_by_role("link", name="Clémence Vasseur").click()
    for where in (None, *bookmarks.values()):
        if where:
            page.goto(where)
        expect(page.get_by_role("article")).to_have_count(2, timeout=LONG_MS)
        expect(page.get_by_role("complementary", name="La personne")).to_contain_text(HOME)
        expect(page.get_by_role("complementary", name="La personne")).to_contain_text(WORK)
    picture(page, "joined")

    # separated: two again, each at the address that it had
    card = page.get_by_role("complementary", name="La personne")
    card.get_by_text("séparer", exact=True).first.click()  # the addresses stand in their order
    card.get_by_role("button", name="Séparer").first.click()
    expect(page.get_by_text("Séparé")).to_be_visible()
    for address, said in ((HOME, "portail"), (WORK, "facture")):
        page.goto(bookmarks[address])
        expect(page).to_have_url(bookmarks[address])
        expect(page.get_by_role("article")).to_have_count(1, timeout=LONG_MS)
        expect(page.get_by_role("article")).to_contain_text(said)

    # and a colleague who has separated them is not asked
    page.goto("/suggestions")
    expect(page.get_by_text("Personne ne ressemble à quelqu’un d’autre")).to_be_visible()


def test_the_suggestions_fit_a_telephone(page: Page, hub: Hub) -> None:
    sign_in(page, hub)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/suggestions")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
