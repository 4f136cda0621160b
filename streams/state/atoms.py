"""`atoms`: who owns what. An atom is an identifier under one name that it is used with; entries belong to atoms, persons own atoms.

What is known of an atom (`Use`) is kept as one MessagePack value and only ever united with more, by compare-and-set on `rev`. Who owns it
is written by `streams.settling` alone: whoever wrote evidence reads the neighbourhood afterwards, decides, writes, and reads again until
nothing is to be written. So of two who write at once the later sees both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from collections.abc import Collection as Many
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any, NamedTuple, Protocol

import msgspec

from schemas.documents import Atom, Identifier, Turn
from schemas.errors import Unavailable
from streams.rules import search
from streams.rules.identity.owning import MOST_NAMES, most_of, owned
from streams.rules.identity.uses import Use, block_of_mentioned, blocks_of, keys_of, nameless
from streams.rules.persons import person_of
from streams.state.client import Database, IndexModel, UpdateOne, among, change_among, from_doc, insert_new, ms, to_doc
from streams.state.together import Together

INDEXES = [
    IndexModel([("owners", 1)]),
    IndexModel([("homes", 1)]),
    IndexModel([("keys", 1)]),
    IndexModel([("words", 1)]),
    IndexModel([("blocks", 1)]),
    IndexModel([("news", 1)], sparse=True),
]

MOST_FOUND = 2000
MOST_AT_ONCE = 512
MOST_SHARERS = 20
TRIES = 20
KEYS_AT_ONCE = 16


class Placed(Protocol):
    """An entry, on the timeline or on its way."""

    @property
    def id(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def identifier(self) -> str | None: ...
    @property
    def atom(self) -> str | None: ...


class Learnt(NamedTuple):
    """What is known of an atom now. `news`: it may be somebody else's by that."""

    use: Use
    news: bool


class Owning(msgspec.Struct, frozen=True, kw_only=True):
    """Whose an atom is."""

    owners: tuple[str, ...] = ()
    eras: tuple[tuple[datetime, str], ...] = ()
    until: datetime | None = None

    def at(self, when: datetime) -> str | None:
        """None: nobody's, as what is only called the house's."""
        if not self.eras:
            return self.owners[0] if self.owners else None
        return next((person for since, person in reversed(self.eras) if since <= when), self.eras[0][1])


class Atoms:
    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["atoms"]
        self._of, self._sharing = Together(self._of_each), Together(self._sharing_each)

    async def learn(self, uses: Mapping[str, Use]) -> dict[str, Learnt]:
        """Unite what is known with these. Nothing is written where nothing is new.

        On the disk when this returns: resolve remembers whom it has met, and would not write them again to a database that forgot.
        """
        waiting, learnt, news = dict(uses), dict[str, Learnt](), set[str]()
        for _ in range(TRIES):
            if not waiting:
                return learnt
            there = {doc["_id"]: doc async for doc in among(self._docs, "_id", waiting, {"evidence": 1, "rev": 1})}
            fresh = [waiting[id_] for id_ in waiting if id_ not in there]
            new = await insert_new(self._docs, [_first_doc(use) for use in fresh])
            learnt |= {use.id: Learnt(use, True) for use in fresh if use.id in new}
            writes: dict[str, UpdateOne] = {}
            for id_, doc in there.items():
                known = _use(doc)
                use = unite(known, waiting[id_])
                if _decisive(use) != _decisive(known):
                    news.add(id_)
                learnt[id_] = Learnt(use, id_ in news)
                if use != known:
                    change = {"$set": _evidence(use), "$inc": {"rev": 1, "news": 1}}
                    writes[id_] = UpdateOne({"_id": id_, "rev": doc["rev"]}, change)
            good = not writes or (await self._docs.bulk_write([*writes.values()], ordered=False)).matched_count == len(writes)
            waiting = {id_: use for id_, use in waiting.items() if (id_ not in learnt) or (not good and id_ in writes)}
        raise Unavailable("atoms", "somebody else writes the same identifiers all the time", "it is tried again")

    async def unlearn(self, atom: Atom, use: Use) -> bool:
        """`use` is all that is known of `atom`, as it was read, from now on; False when somebody wrote meanwhile."""
        change = {"$set": _evidence(use), "$inc": {"rev": 1, "news": 1}}
        return bool((await self._docs.update_one({"_id": atom.id, "rev": atom.rev}, change)).matched_count)

    async def others_called(self, persons: Many[str], but: Many[str]) -> set[str]:
        """Which of these persons own something else than `but`."""
        return {owner async for atom in self._owned_by(persons) if atom.id not in but for owner in atom.owners}

    async def get(self, ids: Many[str]) -> dict[str, Atom]:
        return {doc["_id"]: from_doc(doc, Atom) async for doc in among(self._docs, "_id", ids)}

    async def having(self, keys: Many[str]) -> tuple[dict[str, frozenset[str]], dict[str, Atom]]:
        """Which atoms have each of these keys, and the atoms; of a key that is common nothing."""
        having: dict[str, frozenset[str]] = {}
        found: dict[str, Atom] = {}
        asked = sorted(keys)
        for start in range(0, len(asked), KEYS_AT_ONCE):
            some = asked[start : start + KEYS_AT_ONCE]
            docs = [doc async for doc in self._docs.find({"keys": {"$in": some}}).limit(MOST_AT_ONCE)]
            if len(docs) == MOST_AT_ONCE:
                docs = [doc for key in some async for doc in self._docs.find({"keys": key}).limit(most_of(key) + 1)]
            together: dict[str, set[str]] = {key: set() for key in some}
            for doc in docs:
                for key in together.keys() & set(doc["keys"]):
                    together[key].add(doc["_id"])
            having |= {key: frozenset(ids) for key, ids in together.items() if len(ids) <= most_of(key)}
            found |= {doc["_id"]: from_doc(doc, Atom) for doc in docs if any(key in having for key in doc["keys"])}
        return having, found

    async def all_having(self, key: str) -> dict[str, Atom]:
        """Every atom that has it, however many."""
        return {doc["_id"]: from_doc(doc, Atom) async for doc in self._docs.find({"keys": key})}

    async def own(self, atoms: Iterable[Atom]) -> None:
        """Whose they are from now on, in this order."""
        writes = []
        for atom in atoms:
            doc = to_doc(atom)
            keep = {name: doc[name] for name in ("owners", "use", "eras", "homes", "until", "reach") if name in doc}
            gone = {name: "" for name in ("until", "reach") if name not in doc}
            writes.append(UpdateOne({"_id": atom.id}, {"$set": keep, "$inc": {"news": 1}, **({"$unset": gone} if gone else {})}))
        if writes:
            await self._docs.bulk_write(writes, ordered=True)

    async def ruled(self, ruling: str, atoms: Many[str]) -> None:
        """A ruling is about these."""
        for atom in sorted(atoms):
            await self._docs.update_one({"_id": atom}, {"$addToSet": {"ruled": ruling}, "$inc": {"news": 1}})

    async def unruled(self, ruling: str, atoms: Many[str]) -> None:
        """It is withdrawn."""
        for atom in sorted(atoms):
            await self._docs.update_one({"_id": atom}, {"$pull": {"ruled": ruling}, "$inc": {"news": 1}})

    async def owning(self, atoms: Iterable[str]) -> dict[str, Owning]:
        """Of those that are known."""
        wanted = {"owners": 1, "eras": 1, "until": 1}
        return {doc["_id"]: msgspec.convert(doc, Owning) async for doc in among(self._docs, "_id", atoms, wanted)}

    async def owners(self, entries: Iterable[Placed]) -> dict[str, str]:
        """By entry, whose it is; what is not learnt yet is its identifier's. What is under nobody is left out."""
        placed = [entry for entry in entries if entry.identifier]
        known = await self.owning({atom_of(entry) for entry in placed})
        return {entry.id: owner_of(entry, known) for entry in placed}

    async def of(self, person: str) -> list[Identifier]:
        """What a person owns, an identifier each."""
        return await self._of(person)

    async def of_many(self, persons: Many[str]) -> dict[str, list[Identifier]]:
        theirs: dict[str, dict[str, list[Atom]]] = {person: {} for person in persons}
        async for atom in self._owned_by(theirs):
            for person in theirs.keys() & set(atom.owners):
                theirs[person].setdefault(atom.identifier, []).append(atom)
        return {
            person: [_view(person, identifier, atoms) for identifier, atoms in sorted(owned_.items())] for person, owned_ in theirs.items()
        }

    async def atoms_of(self, persons: Many[str]) -> dict[str, Atom]:
        """Every atom that any of these owns."""
        return {atom.id: atom async for atom in self._owned_by(persons)}

    async def _owned_by(self, persons: Many[str]) -> AsyncIterator[Atom]:
        async for doc in among(self._docs, "owners", persons):
            yield from_doc(doc, Atom)

    async def now_with(self, person: str) -> str:
        """Who owns today what this person id was made for: a bookmark of somebody joined to another still leads to them."""
        cursor = self._docs.find({"homes": person}).sort([("first_at", 1), ("_id", 1)]).limit(MOST_SHARERS)
        found = [from_doc(doc, Atom) async for doc in cursor]
        first = min((atom for atom in found if atom.owners), key=lambda atom: (atom.first_at, atom.id), default=None)
        return person if first is None else first.owners[0]

    async def sharing(self, identifier: str) -> list[str]:
        """The persons who use an identifier, a few of very many."""
        return await self._sharing(identifier)

    async def _sharing_each(self, identifiers: list[str]) -> list[list[str]]:
        keys, found = [f"id:{each}" for each in dict.fromkeys(identifiers)], dict[str, list[dict[str, Any]]]()
        wanted = {"owners": 1, "identifier": 1}
        for start in range(0, len(keys), KEYS_AT_ONCE):
            some = keys[start : start + KEYS_AT_ONCE]
            docs = [doc async for doc in self._docs.find({"keys": {"$in": some}}, wanted).limit(MOST_AT_ONCE)]
            if len(docs) == MOST_AT_ONCE:
                each = [{"keys": key, "identifier": key.removeprefix("id:")} for key in some]
                docs = [doc for query in each async for doc in self._docs.find(query, wanted).limit(MOST_SHARERS)]
            for doc in docs:
                found.setdefault(doc["identifier"], []).append(doc)
        return [sorted({person for doc in found.get(each, [])[:MOST_SHARERS] for person in doc["owners"]}) for each in identifiers]

    async def _of_each(self, persons: list[str]) -> list[list[Identifier]]:
        found = await self.of_many(set(persons))
        return [found[person] for person in persons]

    async def giving(self, identifier: str) -> list[str]:
        """The persons who say that an identifier is theirs, whether they use it or not; a few of very many."""
        cursor = self._docs.find({"keys": f"id:{identifier}"}, {"owners": 1}).limit(MOST_SHARERS)
        return sorted({person async for doc in cursor for person in doc["owners"]})

    async def called(self, identifier: str) -> list[tuple[datetime, str]]:
        """The atoms of an identifier that were used, by when first."""
        cursor = self._docs.find({"keys": f"id:{identifier}", "identifier": identifier}, {"owners": 1, "first_at": 1})
        return sorted([(doc["first_at"], doc["_id"]) async for doc in cursor if doc["owners"]])

    async def whose(self, identifier: str, person: str) -> str:
        """Whom something to `identifier` reaches that was meant for `person`, as they were called then."""
        sharing = await self.sharing(identifier)
        if person in sharing or len(sharing) >= MOST_SHARERS:
            return person
        return sharing[0] if len(sharing) == 1 else await self.now_with(person)

    async def found(self, query: str, limit: int = 100) -> list[str]:
        """The persons who have a word that begins as each word of the query does: one indexed range, by the longest of them."""
        starts = search.asked(query)
        if not starts:
            return []
        cursor = self._docs.find({"words": {"$gte": starts[0], "$lt": starts[0] + "\uffff"}}, {"owners": 1, "words": 1}).limit(MOST_FOUND)
        matching = [doc["owners"] async for doc in cursor if search.matches(doc["words"], starts)]
        return list(dict.fromkeys(person for owners in matching for person in owners))[:limit]

    async def restless(self, limit: int) -> list[str]:
        """Of whom something is new, and nobody has looked yet who else they may be. An engine may find all before it gives some: ask for
        many at once."""
        return [doc["_id"] async for doc in self._docs.find({"news": {"$gte": 1}}, {"_id": 1}).limit(limit)]

    async def looked_at(self, atoms: Iterable[Atom]) -> None:
        """As they were read: of whom something became new since, they are looked at again."""
        alike: dict[int | None, list[str]] = defaultdict(list)
        for atom in atoms:
            alike[atom.news].append(atom.id)
        for news, ids in alike.items():
            await change_among(self._docs, ids, {"$unset": {"news": ""}}, where={"news": news})

    async def stir(self, atoms: Iterable[str]) -> None:
        """Look again who else these may be."""
        await change_among(self._docs, atoms, {"$inc": {"news": 1}})

    async def of_blocks(self, blocks: AbstractSet[str], most: int) -> list[Atom]:
        """The atoms that have any of these; a block of more than `most` is left out."""
        having: dict[str, dict[str, Any]] = defaultdict(dict)
        asked = sorted(blocks)
        for start in range(0, len(asked), KEYS_AT_ONCE):
            some = asked[start : start + KEYS_AT_ONCE]
            docs = [doc async for doc in self._docs.find({"blocks": {"$in": some}}).limit(MOST_AT_ONCE)]
            if len(docs) == MOST_AT_ONCE:
                docs = [doc for block in some async for doc in self._docs.find({"blocks": block}).limit(most + 1)]
            for doc in docs:
                for block in blocks & set(doc["blocks"]):
                    having[block][doc["_id"]] = doc
        found = {id_: doc for docs in having.values() if len(docs) <= most for id_, doc in docs.items() if doc["owners"]}
        return [from_doc(doc, Atom) for doc in found.values()]

    async def mentioning(self, identifiers: Iterable[str]) -> set[str]:
        """The atoms in whose words one of these stands, and cannot be read whose it is."""
        return {doc["_id"] async for doc in among(self._docs, "blocks", [block_of_mentioned(each) for each in identifiers], {"_id": 1})}

    async def bearing(self, words: Many[str], most: int = 1000) -> dict[str, int]:
        """How many atoms have each of these words, as far as `most`."""
        return {word: await self._docs.count_documents({"words": word}, limit=most) for word in sorted(words)}

    async def count(self) -> int:
        """How many there are, about."""
        return int(await self._docs.estimated_document_count())


def atom_of(entry: Placed) -> str:
    """An entry that was written before there were atoms, or an event of that time, is its identifier's."""
    return entry.atom or nameless(entry.identifier or "")


def owner_of(entry: Placed, known: Mapping[str, Owning]) -> str:
    owning = known.get(atom_of(entry))
    return (owning.at(entry.at) if owning else None) or person_of(entry.identifier or "")


def use_of(atom: Atom) -> Use:
    """What is known of it."""
    return msgspec.msgpack.decode(atom.evidence, type=Use)


def decided(
    atom: Atom,
    person: str,
    use: Any,
    eras: Iterable[tuple[datetime, str]],
    homes: Iterable[str],
    until: datetime | None,
    reach: int,
) -> Atom:
    """The atom as it is to be owned."""
    turns = tuple((ms(since), whose) for since, whose in eras)
    owners = tuple(sorted({whose for _, whose in turns})) or (person,)
    return msgspec.structs.replace(
        atom,
        owners=owners if use_of(atom).heard else (),
        use=use,
        eras=turns,
        homes=tuple(homes),
        until=until and ms(until),
        reach=None if reach == MOST_NAMES else reach,
    )


def unite(known: Use, use: Use) -> Use:
    from streams.rules.identity.uses import unite_uses

    return unite_uses(known, use)


def _decisive(use: Use) -> Use:
    """What may decide whose it is."""
    return msgspec.structs.replace(use, written=None, beside=(), mentioned=())


def _use(doc: Mapping[str, Any]) -> Use:
    return msgspec.msgpack.decode(doc["evidence"], type=Use)


def _evidence(use: Use) -> dict[str, Any]:
    names = [use.written] if use.written else []
    return {
        "evidence": msgspec.msgpack.encode(use),
        "names": names,
        "words": sorted(search.words_of(use.identifier, names)) if use.heard else [],
        "keys": sorted(keys_of(use)),
        "blocks": sorted(blocks_of(use)) if use.heard else [],
        "first_at": ms(use.first_at),
    }


def _first_doc(use: Use) -> dict[str, Any]:
    """As it is where nobody else is near, which is nearly always."""
    alone = owned([use])[use.id]
    return {
        "_id": use.id,
        "identifier": use.identifier,
        "owners": [alone.person] if use.heard else [],
        "use": alone.use,
        "eras": [],
        "ruled": [],
        "homes": [person_of(use.id), person_of(use.identifier)],
        **_evidence(use),
        "rev": 1,
        "news": 1,
        "schema": 1,
    }


def _view(person: str, identifier: str, atoms: list[Atom]) -> Identifier:
    return Identifier(
        id=identifier,
        person=person,
        homes=tuple(sorted({home for atom in atoms for home in atom.homes})),
        names=tuple(sorted({name for atom in atoms for name in atom.names})),
        first_at=min(atom.first_at for atom in atoms),
        atoms=tuple(sorted(atom.id for atom in atoms if not atom.eras)),
        turns=tuple(turn for atom in atoms for turn in _turns(person, atom)),
        use=max(atom.use for atom in atoms),
    )


def _turns(person: str, atom: Atom) -> Iterable[Turn]:
    for place, (since, whose) in enumerate(atom.eras):
        if whose == person:
            until = atom.eras[place + 1][0] if place + 1 < len(atom.eras) else None
            yield Turn(atom=atom.id, since=since if place else None, until=until)
