"""Who comes in, and what only our own pages can ask for."""

from __future__ import annotations

import re
from itertools import product

import pytest

from services.web import tries as tries_
from services.web.tokens import form_token
from services.web.tries import Tries
from streams.state import State
from streams.state import users as users_state
from tests.web.conftest import Client


@pytest.mark.parametrize(
    "path",
    [
        "/people",
        "/people/p_1",
        "/answers",
        "/dead",
        "/machine",
        "/sink",
        "/live",
        "/originals/email:1",
        "/scans/letter:1/1/160",
        "/letters/a.pdf",
    ],
)
async def test_nothing_is_shown_to_whom_nobody_knows(outside: Client, path: str) -> None:
    answer = await outside.get(path, allow_redirects=False)
    assert (answer.status, answer.headers["Location"].split("?")[0]) == (303, "/sign-in")


async def test_signing_in_leads_to_the_page_that_was_asked_for(outside: Client, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users_state, "COST", 2**4)
    await state.users.create("Claire", "a good password", "fr")
    answer = await outside.post(
        "/sign-in", data={"name": "claire", "password": "a good password", "after": "/answers"}, allow_redirects=False
    )
    assert (answer.status, answer.headers["Location"]) == (303, "/answers")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie


async def test_the_database_holds_neither_password_nor_cookie(page: Client, state: State) -> None:
    [cookie] = list(page.session.cookie_jar)
    kept = str([doc async for doc in state.db["sessions"].find()]) + str([doc async for doc in state.db["users"].find()])
    assert cookie.value not in kept and "a good password" not in kept


@pytest.mark.parametrize("name", ["claire", "nobody"])
async def test_a_wrong_password_and_an_unknown_name_look_the_same(page: Client, name: str) -> None:
    answer = await page.post("/sign-in", data={"name": name, "password": "wrong"})
    assert answer.status == 403
    assert "do not belong together" in await answer.text()


async def test_after_five_wrong_tries_one_waits(outside: Client, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users_state, "COST", 2**4)
    monkeypatch.setattr(tries_, "_pause_s", lambda wrong: 900.0 if wrong >= tries_.FREE else 0.0)  # two seconds are soon over
    await state.users.create("claire", "a good password", "en")
    for _ in range(5):
        assert (await outside.post("/sign-in", data={"name": "claire", "password": "wrong"})).status == 403
    answer = await outside.post("/sign-in", data={"name": "claire", "password": "a good password"})
    assert answer.status == 429
    assert int(answer.headers["Retry-After"]) >= 1


def test_the_wait_doubles_and_a_right_password_ends_it() -> None:
    now = [0.0]
    tries = Tries(lambda: now[0])
    for _ in range(5):
        tries.wrong(("address", "1"))
    assert tries.wait_s(("address", "1")) == 2.0
    tries.wrong(("address", "1"))
    assert tries.wait_s(("address", "1")) == 4.0
    assert tries.wait_s(("address", "2")) == 0.0
    now[0] = 4.0
    assert tries.wait_s(("address", "1")) == 0.0
    tries.wrong(("address", "1"))
    tries.right(("address", "1"))
    assert tries.wait_s(("address", "1")) == 0.0


@pytest.mark.parametrize("after", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/\r\nX: 1"])
async def test_one_is_never_led_to_another_site(outside: Client, state: State, monkeypatch: pytest.MonkeyPatch, after: str) -> None:
    monkeypatch.setattr(users_state, "COST", 2**4)
    await state.users.create("claire", "a good password", "en")
    answer = await outside.post("/sign-in", data={"name": "claire", "password": "a good password", "after": after}, allow_redirects=False)
    assert answer.headers["Location"] == "/"


async def test_a_form_of_another_site_is_refused(page: Client) -> None:
    assert (
        await page.post("/sign-in", data={"name": "claire", "password": "a good password"}, headers={"Sec-Fetch-Site": "cross-site"})
    ).status == 403
    assert (
        await page.post("/sign-in", data={"name": "claire", "password": "a good password"}, headers={"Origin": "https://evil.example"})
    ).status == 403


async def test_a_form_without_our_token_is_refused(page: Client, state: State) -> None:
    assert (await page.post("/do", data={"do": "dismiss", "person": "p_1", "followup": "f"})).status == 403
    assert (
        await page.post("/do", data={"do": "dismiss", "person": "p_1", "followup": "f", "token": form_token("another session")})
    ).status == 403
    assert not [doc async for doc in state.db["commands"].find()]


async def test_signing_out_ends_the_session_in_the_database(page: Client) -> None:
    [cookie] = list(page.session.cookie_jar)
    value = cookie.value
    await page.post("/sign-out", data={"token": form_token(value)})
    answer = await page.get("/people", allow_redirects=False, cookies={"egard": value})
    assert answer.status == 303


async def test_every_answer_carries_the_headers_that_keep_others_out(page: Client) -> None:
    for path in ("/people", "/nothing", "/static/egard.css", "/static/main.js"):
        headers = (await page.get(path)).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"] and "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "no-referrer")


async def test_no_page_has_a_script_or_style_in_it(page: Client) -> None:
    for path in ("/people", "/answers", "/dead", "/machine"):
        text = await (await page.get(path)).text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text)


async def test_the_language_is_the_readers(page: Client) -> None:
    assert 'lang="en"' in await (await page.get("/people")).text()
    [cookie] = list(page.session.cookie_jar)
    text = await (await page.post("/language", data={"language": "fr", "after": "/people", "token": form_token(cookie.value)})).text()
    assert 'lang="fr"' in text and "À qui penser" in text


@pytest.mark.parametrize(
    ("accepts", "spoken"), [("fr-FR,fr;q=0.9,en;q=0.8", "fr"), ("de,en;q=0.7,fr;q=0.3", "en"), ("", "en"), ("q=;;,", "en")]
)
async def test_at_the_door_the_browsers_language_counts(outside: Client, accepts: str, spoken: str) -> None:
    assert f'<html lang="{spoken}">' in await (await outside.get("/sign-in", headers={"Accept-Language": accepts})).text()


async def test_what_is_no_form_is_the_senders_fault(page: Client, state: State) -> None:
    multipart = {"Content-Type": "multipart/form-data; boundary=x"}
    unknown = {"Content-Type": "application/x-www-form-urlencoded; charset=nonesuch"}
    for path, headers in product(("/sign-in", "/do"), (multipart, {"Content-Type": "multipart/form-data"}, unknown)):
        assert (await page.post(path, data=b"no form", headers=headers)).status == 400
    assert (await page.post("/do", data={"do": "drop", "letter": "d", "token": "é"})).status == 403
    assert not [doc async for doc in state.db["commands"].find()]
