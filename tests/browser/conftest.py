"""A browser before a running hub: `egard up` on a directory of its own, mail that really goes in and out."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from receiving import Received, receiving

START_S = 300.0
PATIENCE_MS = 180_000
EGARD = (sys.executable, "-P", "-m", "services.cli")


class Hub(msgspec.Struct, frozen=True, kw_only=True):
    """`page`: its address; `mongo`: of its database; `mail`: host and port that take mail in; `left`: the mails that it sent."""

    page: str
    mongo: str
    mail: tuple[str, int]
    user: str
    password: str
    left: list[bytes]
    data: Path
    environment: dict[str, str]

    def egard(self, *words: str) -> None:
        """A command of egard's on this hub. What it orders may not be done yet: a page shows when it is."""
        done = subprocess.run(
            [*EGARD, *words, "--data", str(self.data)], env=self.environment, cwd=self.data, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0 or "not done yet" in done.stderr, done.stderr

    def take(self, mail: EmailMessage) -> None:
        """A mail from outside; returns when the hub has said yes."""
        with smtplib.SMTP(*self.mail, timeout=120) as server:
            server.send_message(mail, from_addr="anne@exemple.fr", to_addrs=["bonjour@maison.example"])

    def take_at_once(self, mails: Iterable[EmailMessage]) -> None:
        """As one mailbox: however slow the machine is, nobody is missed between two of them."""
        box = self.data / "at-once.mbox"
        box.write_bytes(b"".join(b"From sender Thu Jan  1 00:00:00 2026\n" + mail.as_bytes() + b"\n" for mail in mails))
        self.egard("ingest", "email", str(box))


@pytest.fixture(scope="module")
def outside() -> Iterator[Received]:
    with receiving() as received:
        yield received


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, outside: Received) -> Iterator[Hub]:
    data = tmp_path_factory.mktemp("hub")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EGARD_")} | {
        "EGARD_LISTEN": "127.0.0.1:0",
        "EGARD_MAIL_LISTEN": "127.0.0.1:0",
        "EGARD_INTAKE_LISTEN": "127.0.0.1:0",
        "EGARD_OWN": "maison.example",
        "EGARD_MAIL_FROM": "bonjour@maison.example",
        "EGARD_SMTP_URL": outside.url,
        "PYTHONUNBUFFERED": "1",
    }
    log = data / "up.log"
    with log.open("wb") as output:
        running = subprocess.Popen([*EGARD, "up", "--data", str(data)], env=environment, cwd=data, stdout=output, stderr=subprocess.STDOUT)
    try:

        def ready() -> dict[str, Any] | None:
            assert running.poll() is None, log.read_text("utf-8")
            asked = subprocess.run(
                [*EGARD, "ops", "status", "--data", str(data), "--json"], env=environment, cwd=data, capture_output=True, check=False
            )
            return json.loads(asked.stdout) if asked.returncode == 0 else None

        status = eventually(ready, START_S, lambda: log.read_text("utf-8"))
        found = re.search(r"sign in as (\S+) with the password (\S+)", log.read_text("utf-8"))
        assert found, log.read_text("utf-8")
        host, _, mail_port = status["mail"].rpartition(":")
        mongo = json.loads((data / "run" / "hub.json").read_text("utf-8"))["mongo"]
        yield Hub(
            page=status["page"], mongo=mongo, mail=(host, int(mail_port)), user=found[1], password=found[2], left=outside.raw, data=data,
            environment=environment,
        )
    finally:
        running.send_signal(signal.SIGTERM)
        try:
            running.wait(120)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    assert program, "no Chromium in PATH: install it, on Debian or Ubuntu with `apt-get install chromium`"
    arguments = ["--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--no-first-run"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    expect.set_options(timeout=PATIENCE_MS)  # the machine may have much to do beside this
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=arguments)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, hub: Hub) -> Iterator[Page]:
    """An empty page in French, of which every error of the console counts as a failure."""
    with closing(browser.new_context(locale="fr-FR", base_url=hub.page, viewport={"width": 1280, "height": 900})) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        errors: list[str] = []
        page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        assert errors == []


def eventually(ask: Callable[[], Any], within_s: float, otherwise: Callable[[], str] = lambda: "") -> Any:
    """What `ask` gives as soon as it is true; fails after that time."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if found := ask():
            return found
        time.sleep(0.2)
    raise AssertionError(f"not within {within_s:.0f} s {otherwise()}")


def picture(page: Page, name: str) -> None:
    """Keep what is seen, when EGARD_TEST_PICTURES names a folder."""
    if folder := os.environ.get("EGARD_TEST_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
