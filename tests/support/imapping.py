"""A mail server on loopback that does what a good one never does: it forgets IDLE, will not give a mail, lies about sizes, hangs up."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

from streams.mailboxes import Place


class Server:
    """One mailbox. `asked`: every command as it came; `fetched`: the UIDs whose bytes were asked for."""

    def __init__(self) -> None:
        self.mails: dict[int, bytes] = {}
        self.uidvalidity, self.capabilities, self.password = 1, "IMAP4rev1", "right"
        self.sizes: dict[int, int] = {}
        self.withheld: set[int] = set()
        self.hang_up_after: int | None = None  # so many more mails given
        self.before_idle: dict[int, bytes] = {}  # what comes after it was asked for what is new, and before it is asked to tell
        self.asked: list[str] = []
        self.fetched: list[int] = []
        self.port = 0

    def place(self, *, host: str = "127.0.0.1", password: str = "right", ca: Path | None = None) -> Place:
        return Place(host=host, port=self.port, tls=False, user="us", password=password, folder="INBOX", ca=ca)

    async def speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            writer.write(b"* OK ready\r\n")
            while line := (await reader.readline()).decode().strip():
                tag, command = line.split(" ", 1)
                self.asked.append(command)
                if command == "IDLE":
                    self.mails |= self.before_idle
                    writer.write(b"+ idling\r\n" + (b"* %d EXISTS\r\n" % len(self.mails) if self.before_idle else b""))
                    self.before_idle = {}
                    await reader.readline()  # DONE
                for said in self.answer(command):
                    if said is None:
                        writer.close()
                        return
                    writer.write(said)
                verdict = "NO [AUTHENTICATIONFAILED] no" if command.startswith("LOGIN") and self.password not in command else "OK done"
                if command.startswith("UID FETCH") and "BODY" in command and self.withheld & set(self.named(command)):
                    verdict = "NO cannot be read"
                writer.write(f"{tag} {verdict}\r\n".encode())
                await writer.drain()
        writer.close()

    def answer(self, command: str) -> list[bytes | None]:
        """The lines before the verdict; None: it hangs up."""
        word = command.upper()
        if word == "CAPABILITY":
            return [f"* CAPABILITY {self.capabilities}\r\n".encode()]
        if word.startswith("EXAMINE"):
            return [f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.uidvalidity}] numbered\r\n".encode()]
        if word.startswith("UID SEARCH"):
            first = int(re.search(r"UID (\d+):\*", word.removeprefix("UID"))[1])  # type: ignore[index]  # it always asks so
            found = [uid for uid in self.mails if uid >= first] or sorted(self.mails)[-1:]
            return [("* SEARCH " + " ".join(map(str, found))).rstrip().encode() + b"\r\n"]
        if word.startswith("UID FETCH"):
            return self.fetch(word)
        return []

    def fetch(self, word: str) -> list[bytes | None]:
        said: list[bytes | None] = []
        for place, uid in enumerate(self.named(word), 1):
            if "RFC822.SIZE" in word:
                said.append(f"* {place} FETCH (UID {uid} RFC822.SIZE {self.sizes.get(uid, len(self.mails[uid]))})\r\n".encode())
                continue
            self.fetched.append(uid)
            if uid in self.withheld:
                continue
            if self.hang_up_after == 0:
                self.hang_up_after = None
                return [*said, None]
            self.hang_up_after = self.hang_up_after and self.hang_up_after - 1
            said.append(f"* {place} FETCH (UID {uid} BODY[] {{{len(self.mails[uid])}}}\r\n".encode() + self.mails[uid] + b")\r\n")
        return said

    def named(self, command: str) -> list[int]:
        return [uid for uid in map(int, command.split()[2].split(",")) if uid in self.mails]


@contextlib.asynccontextmanager
async def imap_server() -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.speak, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
