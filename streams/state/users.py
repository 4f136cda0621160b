"""`users`: who may sign in. Passwords are kept as scrypt, and an unknown name costs the same time as a wrong password."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from typing import Any, Literal

from schemas.documents import User
from schemas.errors import Refused
from streams.state.client import Database, DuplicateKeyError, IndexModel, from_doc, ms, to_doc

INDEXES: list[IndexModel] = []

COST, BLOCK, LANES = 2**15, 8, 1
"""scrypt's n, r, p: 32 MB and about a tenth of a second a try (RFC 7914, 2)."""

SHORTEST = 8
LONGEST_NAME = 60

Language = Literal["fr", "en"]


class Users:
    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["users"]
        self._trying = asyncio.Semaphore(2)  # each try takes 32 MB and a core

    async def create(self, name: str, password: str, language: Language = "fr", *, called: str = "") -> User:
        """`called`: what the person is called. Raises Refused for a name that is empty, taken or does not print, and for a password that is
        too short."""
        name = name.strip().lower()
        if not 0 < len(name) <= 100 or not name.isprintable():
            raise Refused("name", "a name has 1 to 100 characters, all of which print", "choose another")
        if len(password) < SHORTEST:
            raise Refused("password", f"it has fewer than {SHORTEST} characters", "choose a longer one")
        called = _called(called)
        user = User(id=name, name=called, password=await self._hashed(password), language=language, made_at=ms(datetime.now(UTC)))
        try:
            await self._docs.insert_one(to_doc(user))
        except DuplicateKeyError:
            raise Refused("name", f"{name} is taken", "choose another") from None
        return user

    async def any(self) -> bool:
        """Whether anybody can sign in."""
        return await self._docs.find_one({}, {"_id": 1}) is not None

    async def get(self, name: str) -> User | None:
        doc = await self._docs.find_one({"_id": name.strip().lower()})
        return from_doc(doc, User) if doc else None

    async def check(self, name: str, password: str) -> User | None:
        """The user, when the password is theirs. Takes the same time when nobody has that name."""
        user = await self.get(name)
        async with self._trying:
            good = await asyncio.to_thread(_matches, password, user.password if user else NOBODY)
        return user if user and good else None

    async def set_password(self, name: str, password: str) -> bool:
        """Another password; False when nobody has that name."""
        changed = await self._docs.update_one({"_id": name.strip().lower()}, {"$set": {"password": await self._hashed(password)}})
        return bool(changed.matched_count)

    async def set_name(self, name: str, called: str) -> bool:
        """What they are called; False when nobody has that name to sign in."""
        changed = await self._docs.update_one({"_id": name.strip().lower()}, {"$set": {"name": _called(called)}})
        return bool(changed.matched_count)

    async def all(self) -> list[str]:
        """The names, in order."""
        return [doc["_id"] async for doc in self._docs.find({}, {"_id": 1}).sort("_id").limit(1000)]

    async def called(self) -> dict[str, str]:
        """What they are called, by what they sign in as; of those of whom it is known."""
        found = self._docs.find({"name": {"$nin": ["", None]}}, {"name": 1}).limit(1000)
        return {doc["_id"]: doc["name"] async for doc in found}

    async def set_language(self, name: str, language: Language) -> None:
        await self._docs.update_one({"_id": name}, {"$set": {"language": language}})

    async def _hashed(self, password: str) -> str:
        salt = secrets.token_bytes(16)
        async with self._trying:
            digest = await asyncio.to_thread(_scrypt, password, salt, COST, BLOCK, LANES)
        return _written(COST, BLOCK, LANES, salt, digest)


def _called(name: str) -> str:
    """Raises Refused for what nobody is called."""
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME or re.search(r"[@/<>{}\d]", name) or not name.isprintable():
        raise Refused("name", f"nobody is called so: {LONGEST_NAME} signs at most", "write it as a message is signed")
    return name


def _scrypt(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=cost, r=block, p=lanes, maxmem=256 * cost * block, dklen=32)


def _written(cost: int, block: int, lanes: int, salt: bytes, digest: bytes) -> str:
    return f"scrypt${cost}${block}${lanes}${b64encode(salt).decode()}${b64encode(digest).decode()}"


def _matches(password: str, written: str) -> bool:
    _, cost, block, lanes, salt, digest = written.split("$")
    return hmac.compare_digest(_scrypt(password, b64decode(salt), int(cost), int(block), int(lanes)), b64decode(digest))


NOBODY = _written(COST, BLOCK, LANES, bytes(16), bytes(32))
"""What a password is compared with when nobody has that name."""
