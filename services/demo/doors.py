"""Hands things in through the doors that are open to anybody: the intake's HTTP, its mail listener, the webhook."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from email.parser import BytesHeaderParser
from email.utils import getaddresses

import aiosmtplib
import msgspec
from aiohttp import ClientError, ClientSession, ClientTimeout

from schemas.errors import Unavailable
from services.demo.forms.posts import sign
from services.demo.history import Handing
from services.embedded import hub
from streams.settings import Settings

AT_ONCE = 8
PATIENCE_S = 120.0
PAUSES_S = (0.1, 0.2, 0.4, 0.8, 1.5)
"""Between two tries; the last for all that follow."""

ANSWER = msgspec.json.Decoder(dict[str, object])


class Doors:
    """Runs inside `async with`. A hub that starts, or starts again, is waited for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def __aenter__(self) -> Doors:
        self._http = ClientSession(timeout=ClientTimeout(total=60))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    async def hand(self, handing: Handing, *, patience_s: float = PATIENCE_S) -> str:
        """`accepted`, `duplicate` or `refused`. Raises Unavailable when no hub has answered for `patience_s`."""
        clock = asyncio.get_running_loop().time
        gives_up_at = clock() + patience_s
        tries = 0
        while True:
            found = hub.read(self._settings.directory)
            try:
                if found is not None:
                    return await (self._mail(found, handing) if handing.door == "smtp" else self._post(found, handing))
            except (ClientError, aiosmtplib.SMTPException, TimeoutError, OSError, Unavailable):
                pass  # it is not there yet, or not just now
            if clock() > gives_up_at:
                raise Unavailable(
                    "intake", f"no hub has taken anything for {patience_s:.0f} s", f"start it with `egard up --data {self._settings.data}`"
                )
            await asyncio.sleep(PAUSES_S[min(tries, len(PAUSES_S) - 1)])
            tries += 1

    async def hand_all(self, handings: Iterable[Handing]) -> Counter[str]:
        """All of them, a few at once, begun in their order; how many had which result."""
        waiting = iter(handings)
        results: Counter[str] = Counter()

        async def one_after_another() -> None:
            for handing in waiting:
                results[await self.hand(handing)] += 1

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(one_after_another())
        return results

    async def backlog(self) -> int | None:
        """What the hub has accepted and not yet carried on; None when it does not say."""
        found = hub.read(self._settings.directory)
        if found is None:
            return None
        try:
            said = await asyncio.to_thread(hub.ask, found)
        except Unavailable:
            return None
        backlog = said.get("backlog")
        return backlog if isinstance(backlog, int) else None

    async def _post(self, found: hub.Hub, handing: Handing) -> str:
        headers = {"Content-Type": handing.content_type, "X-Egard-Name": handing.name}
        if handing.door == "hook":
            url = f"{found.intake_url}/hook/mastodon"
            headers["X-Hub-Signature"] = sign(handing.data, self._settings.secrets("mastodon")[0])
        else:
            url = f"{found.intake_url}/ingest/{handing.channel}"
            headers["Authorization"] = f"Bearer {found.token}"
        async with self._http.post(url, data=handing.data, headers=headers) as answer:
            if answer.status in (401, 503):  # a hub that started anew has a new token
                raise Unavailable("intake", f"it answers {answer.status}", "it is tried again")
            body = await answer.read()
        try:
            return str(ANSWER.decode(body)["result"])
        except (msgspec.DecodeError, KeyError):
            return "refused"

    async def _mail(self, found: hub.Hub, handing: Handing) -> str:
        host, _, port = found.mail.rpartition(":")
        headers = BytesHeaderParser().parsebytes(handing.data)
        [(_, sender)] = getaddresses([str(headers["From"])])
        recipients = [address for _, address in getaddresses([str(headers["To"])])]
        try:
            await aiosmtplib.send(
                handing.data, sender=sender, recipients=recipients, hostname=host, port=int(port), start_tls=False, timeout=30
            )
        except aiosmtplib.SMTPResponseException as error:
            if error.code >= 500:
                return "refused"
            raise
        return "accepted"
