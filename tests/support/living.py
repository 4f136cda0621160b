"""A year of two persons, with everything in it that a hub may hold of somebody; and where any word of them stands."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import bson
import msgspec
from driving import NOW, agreed, arrive, batch_of, carry, due, mail, weekly

from schemas.campaigns import Assignment
from schemas.documents import DeadLetter, Suggestion, Task, Tombstone
from schemas.events import Entry, Outcome
from schemas.interaction import Interaction, Original, Party
from streams.desk import Desk
from streams.rules.persons import person_of
from streams.stages.dispatch import dispatch
from streams.state import State

ANNE, BERT = "anne.lefevre@mail.example", "bert@people.example"
PERSON, OTHER = person_of(f"email:{ANNE}"), person_of(f"email:{BERT}")
NAME = "Annabelle Lefèvre"
WORDS = "la chaudière du grenier siffle"
NEEDLES = (ANNE, "annabelle", "lefèvre", "lefevre", "chaudière du grenier", "siffle", PERSON)


async def found(state: State, *needles: str) -> list[str]:
    """Where any of these stands: every document of every collection, as its bytes."""
    wanted = [needle.encode() for needle in needles]
    places = []
    for name in await state.db.list_collection_names():
        async for doc in state.db[name].find({}):
            raw = bson.encode(doc).lower()
            places += [f"{name} {doc['_id']}: {needle.decode()}" for needle in wanted if needle in raw]
    return places


def both(text: str, *, sender: str = ANNE, name: str = NAME, number: int = 1) -> bytes:
    """One mail with the other in copy."""
    message = message_from_bytes(mail(sender, NOW - timedelta(days=3), name=name, text=text), policy=default)
    message["Cc"] = f"{'Bert Holm' if sender == ANNE else NAME} <{BERT if sender == ANNE else ANNE}>"
    message.replace_header("Message-ID", f"<shared{number}@relay.example>")
    return message.as_bytes()


async def lived(desk: Desk, clock: Any) -> list[bytes]:
    """A year of both: mails, consents, signals, a follow-up, a message, and everything else that a hub may hold. Returns hers."""
    clock.at = NOW
    hers = [mail(ANNE, NOW - timedelta(days=90), name=NAME, text=WORDS), *weekly(ANNE, name=NAME, last=NOW - timedelta(days=42))]
    large = mail(ANNE, NOW - timedelta(days=80), name=NAME, text=(WORDS + "\n") * 9000)
    await desk.state.consents.put([agreed(ANNE), agreed(BERT)])
    await carry(desk, await arrive(desk, "email", *hers, large, *weekly(BERT, name="Bert Holm", last=NOW - timedelta(days=42))))
    await carry(desk, await arrive(desk, "email", mail(ANNE, NOW - timedelta(days=41), name=NAME, text="Ne m'écrivez plus de publicité.")))
    clock.at = NOW + timedelta(hours=2)
    await carry(desk, await due(desk), until=dispatch)
    said = Interaction(
        id="x", channel="email", direction="in", at=NOW, parties=(Party(role="from", identifier=f"email:{ANNE}", name=NAME),),
        original=Original(sha256="0", content_type="text/plain", size=1),
    )  # fmt: skip
    letter = batch_of([Entry(id="x/e", person=PERSON, identifier=f"email:{ANNE}", role="from", at=NOW, interaction=said)], NOW)
    await desk.state.dead_letters.put([
        DeadLetter(
            id="d", stage="sense", topic="timeline", partition=0, offset=0, index=0, subject="s", where="w", reason="r", remedy="m",
            event=msgspec.json.encode(letter._cargo[0].sealed), attempts=1, first_at=NOW, last_at=NOW,
        )
    ])  # fmt: skip
    for settled in (True, False):
        await desk.state.assignments.put(Assignment(
            id=f"{settled}/email:{ANNE}", campaign=str(settled), identifier=f"email:{ANNE}", person=PERSON, arm="left", version=1,
            share_left=0.5, signal="s", at=NOW, until=NOW, settled=settled,
        ))  # fmt: skip
    [anne, bert] = sorted(await desk.state.atoms.atoms_of([PERSON, OTHER]))
    await desk.state.suggestions.put(
        [Suggestion(id=f"{PERSON} {OTHER}", persons=(PERSON, OTHER), atoms=(anne, bert), names=(NAME, "Bert"), probability=0.5, at=NOW)]
    )
    await desk.state.tasks.put([Task(id="t", person=PERSON, kind="call", message="m", title=NAME, text=WORDS, made_at=NOW)])
    await desk.state.outcomes.put([Outcome(id="o", message="m", person=PERSON, state="sent", at=NOW)])
    await desk.state.audit.put("a", person=OTHER, by="claire", did="merge", at=NOW, details={"with": PERSON, "why": f"both {NAME}"})
    async for doc in desk.state.db["timeline"].find({"identifier": f"email:{ANNE}"}).limit(1):
        await desk.state.removals.put([Tombstone(id=doc["interaction"]["id"], channel="email", at=NOW)])
    return [*hers, large]
