"""Where our mailboxes are: what an `imaps://user:password@host:993/folder` names. Nothing here shows a password, whatever prints it."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from schemas.errors import Refused

SETTING = "EGARD_IMAP_URLS"
FORM = "write imaps://user:password@host:993/INBOX, with %40 for an @, %2C for a comma and %2F for a slash in a name or password"
PORTS = {"imaps": 993, "imap": 143}


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One folder of one account. `tls`: from the first byte; else STARTTLS, save on this machine itself. `ca`: a file with the
    certificates that are trusted instead of the system's."""

    host: str
    port: int
    tls: bool
    user: str
    password: str
    folder: str
    ca: Path | None = None

    @property
    def source(self) -> str:
        """The id of its document among the sources."""
        return f"imap:{self.user}@{self.host}/{self.folder}"

    @property
    def near(self) -> bool:
        """Whether what is said to it never leaves this machine."""
        try:
            return self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False

    def __repr__(self) -> str:
        return f"Place({self.source!r})"


def places(urls: str) -> tuple[Place, ...]:
    """The mailboxes of the setting, separated by commas. Raises Refused; the reason repeats nothing of the URL but its number."""
    found = tuple(_places(urls))
    twice = len({place.source for place in found}) < len(found)
    if twice:
        raise Refused(SETTING, "it names the same folder of the same account twice", "name each once")
    return found


def _places(urls: str) -> Iterator[Place]:
    for number, url in enumerate((url.strip() for url in urls.split(",") if url.strip()), 1):
        where = f"{SETTING}, number {number}"
        try:
            parts = urlsplit(url)
            port = parts.port
            query = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
        except ValueError:
            raise Refused(where, "it is no URL", FORM) from None
        if parts.scheme not in PORTS or not parts.hostname or not parts.username or not parts.password:
            raise Refused(where, "a scheme, a user, a password and a host are needed", FORM)
        if parts.fragment or query.keys() - {"ca"}:
            raise Refused(where, "only ?ca=FILE is known after the folder", FORM)
        yield Place(
            host=parts.hostname,
            port=port or PORTS[parts.scheme],
            tls=parts.scheme == "imaps",
            user=unquote(parts.username),
            password=unquote(parts.password),
            folder=unquote(parts.path.strip("/")) or "INBOX",
            ca=Path(query["ca"]) if "ca" in query else None,
        )
