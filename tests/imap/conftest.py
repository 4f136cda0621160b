"""A real IMAP server. EGARD_TEST_IMAP_URLS holds what `deploy/dovecot/dovecot.sh start` printed; without it nothing here is collected,
and pytest asked for this folder alone ends with status 5.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from urllib.parse import quote

import msgspec
import pytest
from imapclient import IMAPClient

from streams.mailboxes import Place, places

URLS = os.environ.pop("EGARD_TEST_IMAP_URLS", "").split()
collect_ignore_glob = [] if URLS else ["test_*"]


class Account:
    """Somebody's mailboxes on the server, and a mail program that is signed in to them."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.program = IMAPClient(place.host, port=place.port, ssl=False)
        self.program.login(place.user, place.password)

    @property
    def url(self) -> str:
        place = self.place
        return f"imap://{quote(place.user)}:{quote(place.password, safe='')}@{place.host}:{place.port}/{quote(place.folder)}"

    def put(self, *mails: bytes, folder: str = "INBOX") -> None:
        for mail in mails:
            self.program.append(folder, mail)

    def make_anew(self) -> None:
        """The folder, thrown away and made until it is numbered otherwise: a server may number by the second in which one is made."""
        folder = self.place.folder
        before = numbered = self.program.folder_status(folder, ["UIDVALIDITY"])
        while numbered == before:
            self.program.delete_folder(folder)
            self.program.create_folder(folder)
            numbered = self.program.folder_status(folder, ["UIDVALIDITY"])

    def unread(self, folder: str = "INBOX") -> int:
        return int(self.program.folder_status(folder, ["UNSEEN"])[b"UNSEEN"])


@pytest.fixture
def account() -> Iterator[Callable[..., Account]]:
    """`account()`: a new one; the server knows everybody who has its password."""
    opened: list[Account] = []

    def make(*, folder: str = "INBOX") -> Account:
        plain = places(URLS[0])[0]
        opened.append(Account(msgspec.structs.replace(plain, user=f"u{secrets.token_hex(4)}", folder=folder)))
        if folder != "INBOX":
            opened[-1].program.create_folder(folder)
        return opened[-1]

    yield make
    for one in opened:
        one.program.logout()


@pytest.fixture
def encrypted() -> Place:
    """The server by TLS, with the certificate that it signed itself."""
    return places(URLS[1])[0]
