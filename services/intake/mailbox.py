"""One folder of one mailbox, asked in IMAP (RFC 9051): blocking, for a thread of its own.

Nothing there is ever changed: it is only EXAMINEd and PEEKed at, so that a mail that nobody has read stays unread.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from schemas.errors import Unavailable
from streams.mailboxes import SETTING, Place

CONNECT_S, ANSWER_S = 8.0, 60.0
RENEW_S = 300.0
"""After so long an IDLE is ended and begun anew, with a look at what is there: RFC 2177 allows 29 minutes, routers on the way less."""

POLL_S = 60.0
"""Where a server has no IDLE."""

WINDOW = 50_000
"""UIDs asked for at once: a line of an answer is at most a million bytes long."""

CODES = {
    "AUTHENTICATIONFAILED": "the server refuses the user or the password",
    "AUTHORIZATIONFAILED": "the server lets this user in, but not into this mailbox",
    "EXPIRED": "the password has expired",
    "CONTACTADMIN": "the server wants its administrator to be asked",
    "PRIVACYREQUIRED": "the server takes no password over a connection that anybody can read",
    "UNAVAILABLE": "the server cannot check the password just now",
    "LIMIT": "the server says that there are too many connections",
    "INUSE": "the mailbox is in use and locked",
    "NONEXISTENT": "there is no such folder",
    "NOPERM": "the server does not let this user read the folder",
}
"""Response codes of RFC 5530: what the server's own words say is in its own language, and may hold an address."""


class Denied(Unavailable):
    """It will not be otherwise in a moment: a wrong password tried again and again locks the account."""


class Client(IMAPClient):  # type: ignore[misc]  # it has no types
    """IMAPClient waits for the socket alone, and hears nothing of what was read from it along with an earlier line: a server tells of a
    mail that came just before IDLE in the same breath in which it takes the IDLE."""

    def _poll_socket(self, sock: socket.socket, timeout: float | None = None) -> object:
        with contextlib.suppress(OSError):  # of TLS, when there is nothing; the socket does not block here
            if self._imap.file.peek(1):
                return True
        return super()._poll_socket(sock, timeout)


class Mailbox:
    """A connection, once it was opened. Everything raises Unavailable when it is lost, in words that hold no password."""

    _client: Client

    def __init__(self, place: Place) -> None:
        self._place, self._idling, self._looked_at, self._woken = place, False, 0.0, False
        self.uidvalidity, self._exists, self.idles = 0, 0, False
        self.warned = False

    def open(self) -> None:
        place = self._place
        with self._in_words():
            self._client = client = Client(
                place.host,
                port=place.port,
                ssl=place.tls,
                ssl_context=_trusted(place) if place.tls else None,
                timeout=SocketTimeout(connect=CONNECT_S, read=ANSWER_S),
            )
            if self._woken:
                return
            self._enter(client)

    def _enter(self, client: Client) -> None:
        place = self._place
        if not place.tls and not place.near:
            if not client.has_capability("STARTTLS"):
                raise Denied(place.source, "the server offers no STARTTLS, and the password would be readable on the way", "write imaps://")
            client.starttls(_trusted(place))
        if client.has_capability("AUTH=PLAIN"):
            client.plain_login(place.user, place.password)  # it takes any letter; LOGIN takes ASCII
        else:
            client.login(place.user, place.password)
        self._examine()
        self.idles = bool(client.has_capability("IDLE"))

    def is_renumbered(self) -> bool:
        """The folder opened anew: whether its mails have other numbers now. A server tells by a warning, by hanging up, or not at all."""
        self._rest()
        before = self.uidvalidity
        with self._in_words():
            self._examine()
        self.warned = False
        return self.uidvalidity != before

    def _examine(self) -> None:
        place = self._place
        try:
            said = self._client.select_folder(place.folder, readonly=True)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            what = _coded(error) or f"the folder {place.folder} cannot be opened"
            raise Unavailable(place.source, what, f"see that {SETTING} names one of this account") from None
        self.uidvalidity, self._exists = int(said[b"UIDVALIDITY"]), int(said[b"EXISTS"])

    def uids(self, after: int = 0) -> list[int]:
        """Those greater than `after`, ascending."""
        self._rest()
        found: set[int] = set()
        with self._in_words():
            self._hear(self._client.noop()[1])  # so that the server tells of what is new
            self._told_of_more()
            for first in range(1, max(2, self._exists + 1), WINDOW):
                last = "*" if first + WINDOW > self._exists else str(first + WINDOW - 1)
                found.update(self._client.search(["ALL" if (first, last) == (1, "*") else f"{first}:{last}", "UID", f"{after + 1}:*"]))
        self._looked_at = time.monotonic()
        return sorted(uid for uid in found if uid > after)  # "9:*" is the last mail even when its UID is 5

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """In bytes, as the server says; a mail that is gone is absent."""
        self._rest()
        with self._in_words():
            told = self._client.fetch(uids, ["RFC822.SIZE"])
            return {uid: int(told[uid].get(b"RFC822.SIZE") or 0) for uid in uids if uid in told}

    def mails(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The bytes as they lie there. One that the server cannot give is absent, and so is one that is gone."""
        self._rest()
        with self._in_words():
            try:
                told = self._client.fetch(uids, ["BODY.PEEK[]"])
            except IMAPClientAbortError:
                raise
            except IMAPClientError:
                if len(uids) == 1:
                    return {}
            else:
                return {uid: bytes(told[uid][b"BODY[]"] or b"") for uid in uids if b"BODY[]" in told.get(uid, ())}
        return {uid: data for one in uids for uid, data in self.mails([one]).items()}  # the others, without the one that it cannot give

    def wait(self, for_s: float) -> bool:
        """At most `for_s`; whether it is time to look what is new: the server said something, or nobody has looked for long."""
        if not self.idles:
            time.sleep(for_s)
            return time.monotonic() - self._looked_at >= POLL_S
        begun = time.monotonic()
        with self._in_words():
            if not self._idling:
                if self._told_of_more():  # while we asked for something else, and IDLE will not repeat it
                    return True
                self._client.idle()
                self._idling = True
            said = self._client.idle_check(timeout=for_s)
            self._hear(said)
        now = time.monotonic()
        early = now - begun < for_s / 2  # nothing was said and the wait is over: the connection is closed, and the next command says so
        return bool(said) or early or now - self._looked_at >= RENEW_S

    def wake(self) -> None:
        """From another thread: whoever waits for the server waits no more, and has lost it."""
        self._woken = True
        with contextlib.suppress(OSError, AttributeError):  # it may not be there yet
            socket.socket.shutdown(self._client.socket(), socket.SHUT_RDWR)  # TLS of its own would want to say goodbye, and wait

    def close(self) -> None:
        with contextlib.suppress(OSError, AttributeError, IMAPClientError):
            self._client.shutdown()

    def _told_of_more(self) -> bool:
        """Whether the server said since the last time how many mails there are. IMAPClient shows that only of NOOP and IDLE."""
        return bool(self._client._imap.response("EXISTS")[1] != [None])

    def _rest(self) -> None:
        """Out of IDLE, in which nothing can be asked."""
        if self._idling:
            self._idling = False
            with self._in_words():
                self._hear(self._client.idle_done()[1])

    def _hear(self, said: Iterable[tuple[Any, ...]]) -> None:
        self.warned = self.warned or any(one[:1] == (b"NO",) for one in said)

    @contextlib.contextmanager
    def _in_words(self) -> Iterator[None]:
        """Whatever goes wrong between us and the server, as Unavailable."""
        place, again = self._place, "it is tried again by itself"
        try:
            yield
        except LoginError as error:
            if isinstance(error.__context__, IMAPClientAbortError):  # it has not even answered
                raise Unavailable(place.source, "the connection was lost while we said who we are", again) from None
            raise Denied(place.source, _coded(error) or CODES["AUTHENTICATIONFAILED"], f"put it right in {SETTING}") from None
        except ssl.SSLCertVerificationError as error:
            remedy = "trust its issuer with ?ca=FILE, or name the host as the certificate does"
            raise Denied(place.source, f"the certificate is not accepted ({error.verify_message})", remedy) from None
        except ssl.SSLError:
            raise Denied(place.source, "no TLS is spoken there", "see the port: imaps is 993, imap 143") from None
        except UnicodeEncodeError:
            raise Denied(place.source, "the server takes names and passwords in ASCII alone", f"take another in {SETTING}") from None
        except IMAPClientAbortError:
            raise Unavailable(place.source, "the connection was lost", again) from None
        except (IMAPClientError, KeyError, ValueError) as error:
            raise Unavailable(place.source, _coded(error) or "the server did not do what it was asked", again) from None
        except TimeoutError:
            raise Unavailable(place.source, "no answer in time", again) from None
        except ConnectionRefusedError:
            raise Unavailable(place.source, f"nothing listens on port {place.port}", again) from None
        except OSError as error:
            unknown = type(error).__name__ in ("gaierror", "herror")
            what = "the host is not known" if unknown else f"it cannot be reached ({error.strerror or type(error).__name__})"
            raise Unavailable(place.source, what, again) from None


def _trusted(place: Place) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(place.ca) if place.ca else None)
    except (OSError, ssl.SSLError):
        raise Denied(place.source, f"{place.ca} holds no certificates that can be read", "give ?ca= a file in PEM form") from None


def _coded(error: Exception) -> str | None:
    """What a response code says, in our words."""
    return next((said for code, said in CODES.items() if f"[{code}" in str(error)), None)
