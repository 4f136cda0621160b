"""A mail server in a process of its own, that may be killed at any moment: what it has said yes to stands in a file, and often more.

    python sinking.py PORT FILE
"""

from __future__ import annotations

import asyncio
import os
import re
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session

MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)


class Keeping:
    """One line a mail: its Message-ID, on the disk before the yes."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        found = MESSAGE_ID.search(bytes(envelope.content or b""))
        os.write(self._file, (found[1] if found else b"<none>") + b"\n")
        os.fdatasync(self._file)
        return "250 2.0.0 kept"


async def main(port: int, path: str) -> None:
    keeping = Keeping(path)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(keeping, hostname="sink.localhost"), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
