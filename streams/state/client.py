"""The one place that knows Motor: connecting, and how Structs become documents.

Its successor, PyMongo's AsyncMongoClient, is a change of this file.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec
from bson.codec_options import CodecOptions
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection, AsyncIOMotorDatabase, AsyncIOMotorGridFSBucket
from pymongo import IndexModel, ReplaceOne, UpdateOne, WriteConcern
from pymongo.errors import BulkWriteError, DuplicateKeyError, PyMongoError

__all__ = [
    "AWAY",
    "BulkWriteError",
    "Collection",
    "Database",
    "DuplicateKeyError",
    "GridFS",
    "IndexModel",
    "ReplaceOne",
    "UpdateOne",
    "among",
    "change_among",
    "connect",
    "derived",
    "from_doc",
    "insert_new",
    "ms",
    "name_of",
    "to_doc",
]

Database = AsyncIOMotorDatabase
Collection = AsyncIOMotorCollection
GridFS = AsyncIOMotorGridFSBucket

T = TypeVar("T")

DUPLICATE_KEY = 11000


def away(error: BaseException) -> bool:
    """Whether an error means that the database is not there just now, and the same call may succeed later."""
    if isinstance(error, BulkWriteError):
        failures = [*error.details.get("writeErrors", ()), *error.details.get("writeConcernErrors", ())]
        return bool(failures) and all(failure.get("code") in _STEPPED_DOWN for failure in failures)
    return (
        isinstance(error, PyMongoError)
        and not isinstance(error, DuplicateKeyError)
        and (
            type(error).__name__ in _CONNECTION
            or error.has_error_label("RetryableWriteError")
            or error.has_error_label("TransientTransactionError")
        )
    )


_STEPPED_DOWN = {64, 91, 189, 10107, 11600, 11602, 13435, 13436}
"""MongoDB's codes for a write that another primary will take, or that was not confirmed in time (error_codes.yml)."""

_CONNECTION = {
    "AutoReconnect",
    "NetworkTimeout",
    "NotPrimaryError",
    "ServerSelectionTimeoutError",
    "ConnectionFailure",
    "WaitQueueTimeoutError",
    "ExecutionTimeout",
    "WriteConcernError",
    "WTimeoutError",
    "_OperationCancelled",
}
AWAY = (PyMongoError,)


def connect(url: str, *, timeout_s: float = 5.0) -> tuple[AsyncIOMotorClient[dict[str, Any]], Database[dict[str, Any]]]:
    """A client and its database. `retryWrites=false` keeps the embedded engine quick: writes are idempotent, the runner retries."""
    parts = urlsplit(url)
    options = {"retryWrites": "false", **dict(parse_qsl(parts.query))}
    url = urlunsplit(parts._replace(path=parts.path or "/", query=urlencode(options)))
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(
        url,
        tz_aware=True,
        tzinfo=UTC,
        serverSelectionTimeoutMS=int(timeout_s * 1000),
        connectTimeoutMS=int(timeout_s * 1000),
        socketTimeoutMS=60_000,
        w="majority",
        journal=True,
        appname="egard",
    )
    return client, client.get_database(
        name_of(url), codec_options=CodecOptions(tz_aware=True, tzinfo=UTC), write_concern=WriteConcern("majority", j=True)
    )


def derived(collection: Collection[dict[str, Any]]) -> Collection[dict[str, Any]]:
    """The collection for what can be found again from an original: written without waiting for the disk.

    A database's log is in order, so that a crash loses only its end: the mark that says "done" is the last that a stage writes, and
    goes first. What is told to somebody outside - a yes of the intake, a claim before a message leaves - waits for the disk, and so for
    all before it.
    """
    return collection.with_options(write_concern=WriteConcern(w=1, j=False))


def name_of(url: str) -> str:
    """The database's name in a MongoDB URL; `egard` when it has none."""
    return urlsplit(url).path.strip("/") or "egard"


def ms(at: datetime) -> datetime:
    """UTC in whole milliseconds, as MongoDB keeps it."""
    at = at.astimezone(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def to_doc(value: msgspec.Struct) -> dict[str, Any]:
    """A document: `id` is called `_id`; fields that are None are absent, so that a sparse index does not hold them."""
    doc: dict[str, Any] = msgspec.to_builtins(value, builtin_types=(datetime, bytes))
    doc = {name: item for name, item in doc.items() if item is not None}
    if "id" in doc:
        doc = {"_id": doc.pop("id"), **doc}
    return doc


def from_doc(doc: Mapping[str, Any], struct: type[T]) -> T:
    """The Struct of a document; fields that it does not know are left out."""
    return msgspec.convert({"id": doc["_id"], **doc} if "_id" in doc else dict(doc), struct)


ASKED_AT_ONCE = 16
"""Values in one `$in`: an engine may compare each of them with each document that it finds, and then a hundred cost forty times ten."""


async def among(
    collection: Collection[dict[str, Any]], field: str, values: Iterable[Any], projection: Mapping[str, int] | None = None
) -> AsyncIterator[dict[str, Any]]:
    """The documents whose `field` is one of these, a few values at a time."""
    asked = list(dict.fromkeys(values))
    for first in range(0, len(asked), ASKED_AT_ONCE):
        async for doc in collection.find({field: {"$in": asked[first : first + ASKED_AT_ONCE]}}, projection):
            yield doc


async def change_among(
    collection: Collection[dict[str, Any]], ids: Iterable[str], change: Mapping[str, Any], *, where: Mapping[str, Any] | None = None
) -> None:
    """One change of all these documents that are as `where` says."""
    asked = list(dict.fromkeys(ids))
    for first in range(0, len(asked), ASKED_AT_ONCE):
        await collection.update_many({"_id": {"$in": asked[first : first + ASKED_AT_ONCE]}, **(where or {})}, change)


WRITTEN_AT_ONCE = 50
"""Documents in one insert. An engine keeps every page that an insert changes in its cache until the insert is whole, and the keys of a
document lie in a page each once there are many: five hundred documents of twenty keys wanted more than the cache has, and stood still."""


async def insert_new(collection: Collection[dict[str, Any]], docs: Sequence[Mapping[str, Any]]) -> set[Any]:
    """Insert those that are not there; returns the `_id`s that were new. What is written once is written so.

    Whoever waits for the disk waits once, after the last: the log is in order, so that it holds all before it.
    """
    new: set[Any] = set()
    for first in range(0, len(docs), WRITTEN_AT_ONCE):
        last = first + WRITTEN_AT_ONCE >= len(docs)
        new |= await _insert_new(collection if last else derived(collection), docs[first : first + WRITTEN_AT_ONCE])
    return new


async def _insert_new(collection: Collection[dict[str, Any]], docs: Sequence[Mapping[str, Any]]) -> set[Any]:
    ids = [doc["_id"] for doc in docs]
    try:
        await collection.insert_many([dict(doc) for doc in docs], ordered=False)
    except BulkWriteError as error:
        failures: Iterable[Mapping[str, Any]] = error.details.get("writeErrors", ())
        others = [failure for failure in failures if failure.get("code") != DUPLICATE_KEY]
        if others or error.details.get("writeConcernErrors"):
            raise
        return set(ids) - {ids[failure["index"]] for failure in failures}
    return set(ids)
