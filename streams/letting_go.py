"""How documents of each collection go, or come to say nothing of whom."""

from __future__ import annotations

from typing import Any

from streams.state import State
from streams.state.belongings import Theirs, drop

Docs = list[dict[str, Any]]


async def gone(name: str, docs: Docs, theirs: Theirs, state: State) -> None:
    await drop(state.db, name, [doc["_id"] for doc in docs])


async def _gone_originals(_: str, docs: Docs, theirs: Theirs, state: State) -> None:
    await state.originals.erase([doc["_id"] for doc in docs])


async def _gone_rulings(name: str, docs: Docs, theirs: Theirs, state: State) -> None:
    for doc in docs:
        await state.atoms.unruled(doc["_id"], {doc["a"], doc["b"]} - theirs.atoms)
    await gone(name, docs, theirs, state)


async def _nameless_assignments(name: str, docs: Docs, theirs: Theirs, state: State) -> None:
    """That one of so many came back is a number; of whom nothing is known yet there is none."""
    for doc in docs:
        nobody = await state.erased.stands_for(doc["identifier"])
        if doc["settled"] and doc["identifier"] != nobody:
            kept = {**doc, "_id": f"{doc['campaign']}/{nobody}", "identifier": nobody, "person": nobody, "signal": ""}
            await state.db[name].replace_one({"_id": kept["_id"]}, kept, upsert=True)
    await gone(name, docs, theirs, state)


async def _nameless_audit(name: str, docs: Docs, theirs: Theirs, state: State) -> None:
    """Who did something when stays; of whom and what it said does not."""
    meant = theirs.called | theirs.identifiers | theirs.interactions
    for doc in docs:
        person = await state.erased.stands_for(doc["person"]) if doc["person"] in meant else doc["person"]
        await state.db[name].update_one({"_id": doc["_id"]}, {"$set": {"person": person, "details": {}}})


async def _nameless_mails(name: str, docs: Docs, theirs: Theirs, state: State) -> None:
    """Known, and left out: it is not fetched again."""
    for doc in docs:
        await state.db[name].update_one({"_id": doc["_id"]}, {"$unset": {"original": ""}})


async def _nameless_campaigns(name: str, docs: Docs, theirs: Theirs, state: State) -> None:
    for doc in docs:
        left = [each for each in doc["content"]["excluded"]["persons"] if each not in theirs.called]
        await state.db[name].update_one({"_id": doc["_id"]}, {"$set": {"content.excluded.persons": left}})


_OTHERWISE = {
    "originals": _gone_originals,
    "rulings": _gone_rulings,
    "assignments": _nameless_assignments,
    "audit": _nameless_audit,
    "mailbox_mails": _nameless_mails,
    "campaigns": _nameless_campaigns,
    "campaign_versions": _nameless_campaigns,
}


async def let_go(name: str, docs: Docs, theirs: Theirs, state: State) -> None:
    """Documents of the collection `name` that are about them. The same again changes nothing."""
    await _OTHERWISE.get(name, gone)(name, docs, theirs, state)
