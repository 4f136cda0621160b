"""A thousand mails in a real mailbox, a hub that reads it, and an intake that is killed again and again."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pymongo
from driving import HOUSE, NOW, mail

MAILS = 1000
KILLS = 10
LOST = 50


def thousand() -> list[bytes]:
    return [
        mail(f"anne{number % 40}@client.example", NOW - timedelta(minutes=number), text=f"Bonjour, voici le relevé {number}.").replace(
            b"\n", b"\r\n"
        )
        for number in range(MAILS)
    ]


def entries(db: Any) -> Counter[str]:
    """How often each mail is on the timeline of whoever wrote it."""
    return Counter(doc["interaction"]["id"] for doc in db["timeline"].find({"role": "from"}, {"interaction.id": 1}))


def imap_source(hub: Any) -> dict[str, Any]:
    """{} as long as nothing is known of it."""
    rows = [json.loads(line) for line in hub.egard("ops", "sources", "--json").splitlines()]
    return next((row for row in rows if row["id"].startswith("imap:")), {})


def until(good: Callable[[], Any], *, within_s: float = 300.0, every_s: float = 0.01) -> Any:
    end = time.monotonic() + within_s
    while not (found := good()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(every_s)
    return found


def test_each_of_a_thousand_mails_is_on_the_timeline_exactly_once(hubs: Any, account: Any, tell: Any) -> None:
    theirs = account()
    hub = hubs(EGARD_IMAP_URLS=theirs.url)
    begun = time.monotonic()
    client: Any = pymongo.MongoClient(hub.wait(bool)["mongo"])
    db, chance, killed_at, pid = client.get_default_database(), random.Random(7), [], 0
    mails, share = thousand(), MAILS // KILLS
    for number in range(KILLS):  # a share of them comes in while it is killed: who reads quickly has not all of them before that
        pid = until(lambda old=pid: (now := hub.status().get("pids", {}).get("intake")) and now != old and now)
        filling = threading.Thread(target=theirs.put, args=mails[number * share : (number + 1) * share])
        filling.start()
        goal = number * share + chance.randint(1, share)
        until(lambda goal=goal: db["originals"].estimated_document_count() >= goal)
        time.sleep(chance.uniform(0, 0.02))
        os.kill(pid, signal.SIGKILL)
        killed_at.append(db["originals"].estimated_document_count())
        filling.join()
    until(lambda: db["originals"].estimated_document_count() == MAILS)
    hub.drained()
    took_s = time.monotonic() - begun
    found = entries(db)
    assert len(found) == MAILS and set(found.values()) == {1}
    assert all(0 < at < MAILS for at in killed_at[:-1]), killed_at
    assert theirs.unread() == MAILS

    hub.egard("ops", "reconcile")
    source = imap_source(hub)
    assert (source["mailbox"]["theirs"], source["mailbox"]["ours"], source["lacking"], source["wrong"]) == (MAILS, MAILS, 0, [])

    lost = [doc["_id"] for doc in db["originals"].find({}, {"_id": 1}).limit(LOST)]
    hashes = [id_.partition(":")[2] for id_ in lost]
    gone = db["timeline"].delete_many({"interaction.original.sha256": {"$in": hashes}}).deleted_count
    assert gone >= LOST and len(entries(db)) == MAILS - LOST
    begun = time.monotonic()
    db["originals"].delete_many({"_id": {"$in": lost}})  # last: from now on they may come back
    until(lambda: db["originals"].estimated_document_count() == MAILS, within_s=900, every_s=0.2)  # nobody asked for it
    back_s = time.monotonic() - begun
    hub.drained()
    found = entries(db)
    assert len(found) == MAILS and set(found.values()) == {1}

    begun = time.monotonic()
    theirs.put(mail("neu@client.example", NOW, text="Bonjour, une question."))
    until(lambda: len(entries(db)) == MAILS + 1)
    tell(
        f"IMAP: {MAILS} mails and {KILLS} kills (with {killed_at} of them here): each once after {took_s:.0f} s; "
        f"{LOST} lost ones back after {back_s:.0f} s; a new one on the timeline after {time.monotonic() - begun:.1f} s"
    )
    client.close()


def test_a_wrong_password_is_said_in_words_and_stands_nowhere(hubs: Any, account: Any) -> None:
    theirs = account()
    hub = hubs(EGARD_IMAP_URLS=theirs.url.replace("kept%2Capart%40all", "guessed%20at"), EGARD_LOG="debug")
    trouble = until(lambda: imap_source(hub).get("trouble"), every_s=0.5)
    assert trouble == "the server refuses the user or the password; put it right in EGARD_IMAP_URLS"
    assert "refuses the user" in hub.egard("ops", "doctor", status=1)
    assert hub.ready_by_command()["ready"]  # one source is not the hub

    def logs() -> bytes:
        return b"".join(path.read_bytes() for path in hub.data.rglob("*.log*")) + hub.log.read_bytes()

    until(lambda: b"imap.waits" in logs())
    written = logs()
    shown = hub.egard("settings") + hub.egard("ops", "sources", "--json")
    assert not any(word in written for word in (b"guessed", b"kept,apart"))
    assert "EGARD_IMAP_URLS" in shown and "guessed" not in shown and HOUSE in shown
