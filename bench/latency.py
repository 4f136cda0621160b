"""How long from "yes, your mail is safe" to the open page: `python bench/latency.py --data DIR --password P [--rate 50] [--seconds 60]`.

Takes a running hub (`egard up`), opens the pages of fifty invented persons and sends their mails at the given rate.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import statistics
import time
from email.message import EmailMessage

import aiohttp
import aiosmtplib

from services.embedded import hub
from streams.rules.persons import person_of
from streams.settings import Settings

PERSONS = 50
CONNECTIONS = 16


async def main(asked: argparse.Namespace) -> None:
    running = hub.read(Settings(data=asked.data).directory)
    assert running, "no hub runs there"
    host, _, port = running.mail.rpartition(":")
    run = f"{time.time():.0f}"
    senders = [f"latency{number}-{run}@exemple.fr" for number in range(PERSONS)]
    accepted: dict[str, float] = {}
    seen: dict[str, float] = {}
    queue: asyncio.Queue[tuple[str, str] | None] = asyncio.Queue()

    async def send() -> None:
        async with aiosmtplib.SMTP(hostname=host, port=int(port), timeout=60) as server:
            while (item := await queue.get()) is not None:
                name, sender = item
                mail = EmailMessage()
                mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = (
                    sender,
                    "bonjour@maison.example",
                    name,
                    f"<{name}@exemple.fr>",
                )
                mail.set_content(f"Bonjour, voici {name}.")
                await server.send_message(mail, sender=sender, recipients=["bonjour@maison.example"])
                accepted[name] = time.perf_counter()

    async def watch(session: aiohttp.ClientSession, sender: str) -> None:
        path = f"/people/{person_of('email:' + sender)}"
        while not (live := re.search(r'data-live="([^"]+)"', await (await session.get(path)).text())):
            await asyncio.sleep(0.3)
        ready.append(sender)
        async with session.get(live[1].replace("&amp;", "&"), timeout=aiohttp.ClientTimeout(total=None), read_bufsize=1 << 20) as stream:
            async for line in stream.content:
                for name in re.findall(rb"mail-\w+-\d+-\w+", line):
                    seen.setdefault(name.decode(), time.perf_counter())

    ready: list[str] = []
    async with aiohttp.ClientSession(
        running.page, cookie_jar=aiohttp.CookieJar(unsafe=True), connector=aiohttp.TCPConnector(limit=0)
    ) as session:
        await session.post("/sign-in", data={"name": asked.user, "password": asked.password})
        senders_at_work = [asyncio.create_task(send()) for _ in range(CONNECTIONS)]
        for sender in senders:
            queue.put_nowait((f"first-{sender}", sender))
        watching = [asyncio.create_task(watch(session, sender)) for sender in senders]
        while len(ready) < PERSONS:
            await asyncio.sleep(0.2)
        await asyncio.sleep(1)
        began = time.perf_counter()
        total = int(asked.rate * asked.seconds)
        for number in range(total):
            await asyncio.sleep(max(0.0, began + number / asked.rate - time.perf_counter()))
            queue.put_nowait((f"mail-{run}-{number}-x", senders[number % PERSONS]))
        for _ in senders_at_work:
            queue.put_nowait(None)
        await asyncio.gather(*senders_at_work)
        took_s = time.perf_counter() - began
        for _ in range(300):
            if len(seen) >= total:
                break
            await asyncio.sleep(0.1)
        for task in watching:
            task.cancel()
    waits = sorted(max(0.0, seen[name] - at) * 1000 for name, at in accepted.items() if name in seen)
    p99 = waits[int(len(waits) * 0.99)]
    print(
        f"{total} mails at {total / took_s:.0f}/s accepted, {len(waits)} seen: "
        f"median {statistics.median(waits):.0f} ms, p99 {p99:.0f} ms, most {waits[-1]:.0f} ms"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--user", default="admin")
    parser.add_argument("--password", required=True)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    asyncio.run(main(parser.parse_args()))
