"""Everything on this machine: engines and services as children, each started again when it dies, all ended with their parent.

The broker keeps its log in memory: when it is lost, whoever reads from it is started again with it, and the clock hands on again
what the database holds as not yet carried on.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import ClientError, ClientSession, ClientTimeout

from schemas.errors import EgardError, Refused, Unavailable
from schemas.interaction import CHANNELS
from schemas.topics import PARTITIONS, TOPICS
from services.embedded import engines, hub
from services.embedded.child import Process
from services.embedded.jobs import Job
from services.embedded.keeper import Keeper
from services.embedded.leash import memory_bytes
from services.embedded.logs import Log
from services.embedded.ports import Ports
from services.embedded.status import StatusServer
from services.embedded.topics import create_topics
from streams.settings import Settings
from streams.state import State
from streams.state.client import AWAY
from streams.state.tally import Tally

READY_WITHIN_S = 120.0
ENGINE_WITHIN_S = 60.0
PING_EVERY_S = 1.0
SILENT_S = 60.0  # an engine that runs and has not answered for so long is started again
GRACE_S = 4.5
LAST_GRACE_S = 0.5  # the broker waits for its clients for 5 s, and has nothing to save
DATABASE_GRACE_S = 3.5  # with the two above under the 10 s in which everything has ended
HOLD_GRACE_S = 3.0
BROKER_SOFT_BYTES = 600 * 2**20  # renewed at a quiet moment
BROKER_HARD_BYTES = 2**30  # renewed now
QUIET_S = 3.0
SERVABLE_S = 5.0  # --once: as long as an `egard ingest` that waits may need to find us

Say = Callable[[str], None]


class Supervisor:
    """One run of `egard up`. `explicit`: the names of settings that somebody set, so that a taken port is an error and not moved."""

    def __init__(
        self, settings: Settings, jobs: Sequence[Job], *, say: Say, explicit: frozenset[str] = frozenset(), once: bool = False
    ) -> None:
        self._say, self._once, self._jobs = say, once, jobs
        self._directory = settings.directory
        self._run, self._logs = self._directory / "run", self._directory / "log"
        self._token = secrets.token_urlsafe(24)
        self._stopping = False
        self._prepared = asyncio.Event()
        self._refusal: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._own_broker, self._own_database = not settings.kafka_url, not settings.mongo_url
        for directory in (self._directory, self._run):
            directory.mkdir(parents=True, exist_ok=True)
            directory.chmod(0o700)
        self.settings = self._placed(settings, explicit)
        self._kafka = engines.Kafka(self.settings.kafka_url)
        self._kafka_good = self._database_good = False
        self.state = State.connect(self.settings.mongo_url, timeout_s=3.0)
        self._tally = Tally(self.state.db)
        self._status = StatusServer(self.describe, self._token)
        environment = self._environment()
        self.broker = (
            self._engine(
                "broker",
                lambda: engines.broker_command(_port(self.settings.kafka_url)),
                self._broker_ready,
                came=self._broker_came,
                went=self._broker_went,
            )
            if self._own_broker
            else None
        )
        self.database = (
            self._engine(
                "database",
                lambda: engines.database_command(_port(self.settings.mongo_url.rpartition("/")[0]), self._directory / "db"),
                self._database_ready,
            )
            if self._own_database
            else None
        )
        self.children = [(job, self._child(job, environment)) for job in jobs]

    # -- addresses

    def _placed(self, settings: Settings, explicit: frozenset[str]) -> Settings:
        """The settings with every port decided, so that a child that is started again is found where it was."""
        ports = Ports(self._run, self._say)
        given: dict[str, str] = {"data": str(self._directory)}
        for field, name in (("listen", "page"), ("intake_listen", "intake"), ("mail_listen", "mail")):
            given[field] = ports.address(name, f"EGARD_{field.upper()}", getattr(settings, field), explicit=field in explicit)
        if self._own_broker:
            given["kafka_url"] = engines.kafka_url(ports.of("broker"))
        if self._own_database:
            given["mongo_url"] = engines.mongo_url(ports.of("database"))
        if any(job.name == "sink" for job in self._jobs):
            given["smtp_url"] = settings.smtp_url or f"smtp://127.0.0.1:{ports.of('sink.mail')}"
            given["mastodon_url"] = settings.mastodon_url or f"http://127.0.0.1:{ports.of('sink.social')}"
        return msgspec.structs.replace(settings, **given)

    def _environment(self) -> dict[str, str]:
        """What the children are told: our environment and every setting as it is now (a `.env` included)."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("EGARD_")}
        return ours | {f"EGARD_{field.upper()}": str(getattr(self.settings, field)) for field in Settings.__struct_fields__}

    def addresses(self, status_url: str) -> hub.Hub:
        return hub.Hub(
            pid=os.getpid(),
            status_url=status_url,
            token=self._token,
            intake_url=f"http://{_reachable(self.settings.intake_listen)}",
            page=f"http://{_reachable(self.settings.listen)}",
            mail=_reachable(self.settings.mail_listen),
            kafka=self.settings.kafka_url,
            mongo=self.settings.mongo_url,
        )

    # -- life

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; with once until everything is drained. Raises what cannot be cured by trying again."""
        tasks: list[asyncio.Task[Any]] = []
        try:
            hub.write(self._directory, self.addresses(await self._status.start()))
            work = [keeper.keep() for keeper in self._keepers()]
            work += [self._watch_kafka(), self._watch_database(), self._prepare(), self._take_care()]
            for engine in (self.broker, self.database):
                if engine is not None:
                    engine.may_run.set()
            if self._once:
                work.append(self._until_drained(stop))
            tasks += [asyncio.create_task(self._guarded(part)) for part in work]
            stopped = asyncio.create_task(stop.wait())
            tasks.append(stopped)
            await asyncio.wait((stopped, self._refusal), return_when=asyncio.FIRST_COMPLETED)
            if self._refusal.done():
                self._refusal.result()
        finally:
            self._stopping = True
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._kafka.close()
            await self._stop_children()
            self.state.close()
            await self._status.close()
            hub.remove(self._directory)

    async def _guarded(self, work: Any) -> None:
        """An error in one of our own tasks ends the hub, with its reason: half a hub that looks whole would be worse."""
        try:
            await work
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001  # handed over to run
            if not self._refusal.done():
                self._refusal.set_exception(error)

    async def _stop_children(self) -> None:
        """Those who write first, the database last. Each waits for what it has begun, but not for ever."""
        await asyncio.gather(*(keeper.stop(GRACE_S) for job, keeper in self.children if not job.last))
        others = [keeper for job, keeper in self.children if job.last] + ([self.broker] if self.broker else [])
        await asyncio.gather(*(keeper.stop(LAST_GRACE_S) for keeper in others))
        if self.database is not None:
            await self.database.stop(DATABASE_GRACE_S)

    def kill(self) -> None:
        """Everything at once: for somebody who asks twice."""
        for keeper in self._keepers():
            if keeper.process is not None:
                keeper.process.kill()

    def _keepers(self) -> list[Keeper]:
        return [keeper for keeper in (self.broker, self.database, *(keeper for _, keeper in self.children)) if keeper is not None]

    def _child(self, job: Job, environment: dict[str, str]) -> Keeper:
        return Keeper(
            job.name,
            lambda: job.command,
            environment=environment | ({"EGARD_TOKEN": self._token} if job.guards else {}),
            log=Log(self._logs, job.name),
            say=self._say,
            wait_ready=_says_ready,
            says_ready=True,
            ends=job.ends,
        )

    # -- engines

    def _engine(self, name: str, command: Callable[[], Sequence[str]], wait_ready: Callable[[Process], Any], **hooks: Any) -> Keeper:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("EGARD_")}
        return Keeper(name, command, environment=environment, log=Log(self._logs, name), say=self._say, wait_ready=wait_ready, **hooks)

    async def _broker_ready(self, process: Process) -> bool:
        """It answers, and has our topics."""
        while process.status is None:
            if await self._kafka.topics() is not None:
                try:
                    await create_topics(self.settings.kafka_url, self.settings.prefix)
                except Unavailable:
                    continue
                return True
            await asyncio.sleep(0.05)
        return False

    async def _broker_came(self) -> None:
        self._kafka_good = True
        await self._kafka.close()
        if self._prepared.is_set():
            self._release()

    async def _broker_went(self) -> None:
        self._kafka_good = False
        await self._kafka.close()
        if not self._stopping:
            await self._hold_readers()

    async def _hold_readers(self) -> None:
        await asyncio.gather(*(keeper.hold(HOLD_GRACE_S) for job, keeper in self.children if job.with_broker))

    async def _database_ready(self, process: Process) -> bool:
        while process.status is None:
            if await self._ping():
                return True
            await asyncio.sleep(0.1)
        return False

    async def _ping(self, within_s: float = 5.0) -> bool:
        try:
            await self.state.ping(within_s=within_s)
        except (*AWAY, TimeoutError):
            return False
        return True

    async def _watch_kafka(self) -> None:
        """An outside broker: is it there, and has it our topics? Our own: does it still answer?"""
        silent_since = _clock()
        while True:
            known = await self._kafka.topics() if self.broker is None or self.broker.ready else None
            if known is not None:
                if self.broker is None and any(known.get(self.settings.topic(name), 0) < PARTITIONS for name in TOPICS):
                    with contextlib.suppress(Unavailable):
                        await create_topics(self.settings.kafka_url, self.settings.prefix)
                        await self._kafka.close()
                silent_since = _clock()
            elif self.broker is not None and self.broker.ready and _clock() - silent_since > SILENT_S and self.broker.process:
                self._say(f"the broker has not answered for {SILENT_S:.0f} s and is started again")
                self.broker.process.kill()
            if self.broker is not None and not self.broker.ready:
                silent_since = _clock()
            self._kafka_good = known is not None
            await asyncio.sleep(PING_EVERY_S)

    async def _watch_database(self) -> None:
        silent_since = _clock()
        while True:
            good = await self._ping()
            self._database_good = good
            if good or (self.database is not None and not self.database.ready):
                silent_since = _clock()
            elif self.database is not None and self.database.process and _clock() - silent_since > SILENT_S:
                self._say(f"the database has not answered for {SILENT_S:.0f} s and is started again")
                self.database.process.kill()
            await asyncio.sleep(PING_EVERY_S)

    async def _prepare(self) -> None:
        """Indexes and the first account, once both engines answer; then the children may run."""
        told = False
        started_at = _clock()
        while not (self._kafka_good and self._database_good):
            if not told and _clock() - started_at > 10:
                told = True
                self._say(f"waiting: {'; '.join(self._reasons()[:2])}")
            await asyncio.sleep(0.05)
        while True:
            try:
                await self.state.prepare()
                account = await self._first_account()
                break
            except AWAY:
                await asyncio.sleep(0.5)
        self._prepared.set()
        self._release()
        while self._reasons():  # noqa: ASYNC110  # a handful of processes come and go: no single event tells it
            await asyncio.sleep(0.05)
        page = f"http://{_reachable(self.settings.listen)}"
        self._say(f"ready: {page}")
        if account is not None:
            self._say(f"sign in as {account[0]} with the password {account[1]} (shown this once)")

    async def _first_account(self) -> tuple[str, str] | None:
        if await self.state.users.any():
            return None
        name, password = "admin", secrets.token_urlsafe(9)
        await self.state.users.create(name, password, "fr")
        return name, password

    def _release(self) -> None:
        for _, keeper in self.children:
            keeper.may_run.set()

    async def _take_care(self) -> None:
        """Logs stay bounded, and the broker is renewed before its memory runs out: the clock hands on again what was on its way."""
        while True:
            await asyncio.sleep(5)
            for keeper in self._keepers():
                keeper.log.rotate()
            if self.broker is None or not self.broker.ready or self.broker.pid is None:
                continue
            used = memory_bytes(self.broker.pid)
            if used > BROKER_HARD_BYTES or (used > BROKER_SOFT_BYTES and await self._backlog() == 0):
                self._say(f"the broker holds {used >> 20} MB and is renewed, with its readers")
                await self._hold_readers()
                await self.broker.stop(LAST_GRACE_S)

    # -- what is told

    def _reasons(self) -> list[str]:
        """Why the hub is not ready; none: it is."""
        reasons = ["it is being stopped"] if self._stopping else []
        if not self._database_good or (self.database is not None and not self.database.ready):
            reasons.append("the database does not answer")
        if not self._kafka_good or (self.broker is not None and not self.broker.ready):
            reasons.append("the broker does not answer")
        reasons += [f"{keeper.name} is being started" for _, keeper in self.children if not (keeper.ready or keeper.done)]
        return reasons

    async def _backlog(self) -> int | None:
        try:
            async with asyncio.timeout(3):
                return await self._tally.backlog(datetime.now(UTC))
        except (*AWAY, TimeoutError):
            return None

    async def describe(self) -> dict[str, Any]:
        """The object of `egard ops status --json`."""
        backlog, counts = await self._backlog(), None
        if backlog is not None:
            with contextlib.suppress(*AWAY, TimeoutError):
                async with asyncio.timeout(4):
                    counts = msgspec.to_builtins(await self._tally.counts(quiet=backlog == 0))
        reasons = self._reasons() + (["the database does not answer in time"] if backlog is None and self._database_good else [])
        pids: dict[str, int | None] = {"supervisor": os.getpid()}
        pids |= {keeper.name: keeper.pid for keeper in self._keepers()}
        return {
            "ready": not reasons,
            "reasons": reasons,
            "page": f"http://{_reachable(self.settings.listen)}",
            "mail": _reachable(self.settings.mail_listen),
            "kafka": self.settings.kafka_url,
            "mongo": _without_password(self.settings.mongo_url),
            "pids": pids,
            "backlog": backlog,
            "counts": counts,
        }

    # -- --once

    async def _until_drained(self, stop: asyncio.Event) -> None:
        """Ends the hub when nothing is on its way, nothing came in lately, and whoever was waiting to hand something over could do so."""
        ready_since: float | None = None
        quiet_since = _clock()
        while True:
            await asyncio.sleep(0.25)
            if self._reasons():
                ready_since = None
                continue
            ready_since = ready_since or _clock()
            backlog, last_at = await self._backlog(), await self._last_intake()
            endless = [keeper for job, keeper in self.children if job.ends and not keeper.done]
            recent = last_at is not None and (datetime.now(UTC) - last_at).total_seconds() < QUIET_S
            if backlog != 0 or recent or endless or _waiting_files(self._directory / "inbox"):
                quiet_since = _clock()
            elif _clock() - ready_since >= SERVABLE_S and _clock() - quiet_since >= QUIET_S:
                counts = await self._tally.counts(quiet=True)
                self._say(summary(msgspec.to_builtins(counts)))
                stop.set()
                return

    async def _last_intake(self) -> datetime | None:
        """When something came in last; now when intake does not say, so that nobody is cut off."""
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=3)) as session,
                session.get(
                    f"http://{_reachable(self.settings.intake_listen)}/status", headers={"Authorization": f"Bearer {self._token}"}
                ) as answer,
            ):
                said = (await answer.json()).get("last_at") if answer.status == 200 else "now"
        except (ClientError, OSError, TimeoutError, ValueError):
            said = "now"
        if said is None:
            return None
        try:
            return msgspec.convert(said, datetime)
        except msgspec.ValidationError:
            return datetime.now(UTC)


def summary(counts: dict[str, Any]) -> str:
    messages = ", ".join(f"{number} {state}" for state, number in counts["messages"].items())
    return (
        f"drained: {counts['originals']} originals, {counts['entries']} entries, {counts['persons']} persons, {counts['signals']} signals, "
        f"{counts['dead']} dead letters, messages: {messages}"
    )


async def _says_ready(process: Process) -> bool:
    return await process.ready(READY_WITHIN_S) is not None


def _waiting_files(inbox: Path) -> bool:
    """Whether a watched folder still holds something that will be taken in."""
    folders = [inbox / channel for channel in CHANNELS if (inbox / channel).is_dir()]
    return any(
        file.is_file() and file.name[0] != "." and file.suffix not in (".part", ".tmp") for folder in folders for file in folder.iterdir()
    )


def _reachable(address: str) -> str:
    """What a client on this machine asks, for an address that listens everywhere."""
    host, _, port = address.rpartition(":")
    return f"127.0.0.1:{port}" if host == "0.0.0.0" else address  # noqa: S104  # compared, not bound


def _without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])


def _clock() -> float:
    return asyncio.get_running_loop().time()


__all__ = ["EgardError", "Refused", "Supervisor", "summary"]
