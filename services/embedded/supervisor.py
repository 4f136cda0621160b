"""Everything on this machine: engines and services as children, each started again when it dies, all ended with their parent.

The broker keeps its log in memory: when it is lost, whoever reads from it is started again with it, and the clock hands on again
what the database holds as not yet carried on.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from schemas.campaigns import CampaignVersion
from services.embedded import engines, hub
from services.embedded.care import care
from services.embedded.child import Process
from services.embedded.drain import drained, summary
from services.embedded.health import Health
from services.embedded.jobs import Job
from services.embedded.keeper import Keeper
from services.embedded.logs import Log
from services.embedded.placing import addresses, environment, others, placed, port_of
from services.embedded.report import Report
from services.embedded.status import StatusServer
from streams.desk import utc_now
from streams.filling import fill
from streams.rules.campaigns import BUILT_IN
from streams.settings import Settings
from streams.state import State
from streams.state.client import AWAY
from streams.state.tally import Tally

READY_WITHIN_S = 120.0
HOLD_GRACE_S = 3.0
GRACE_S = 4.5
LAST_GRACE_S = 0.5  # the broker waits for its clients for 5 s, and has nothing to save
DATABASE_GRACE_S = 3.5  # with the two above under the 10 s in which everything has ended


class Supervisor:
    """One run of `egard up`. `explicit`: the names of settings that somebody set, so that a taken port is an error and not moved."""

    def __init__(
        self,
        settings: Settings,
        jobs: Sequence[Job],
        *,
        say: Callable[[str], None],
        explicit: frozenset[str] = frozenset(),
        once: bool = False,
    ) -> None:
        self._say, self._once = say, once
        self._directory = directory = settings.directory
        for name in ("run", "db", "log", "inbox", "print"):  # theirs alone; the directory itself may be somebody's for other things too
            (directory / name).mkdir(parents=True, exist_ok=True)
            (directory / name).chmod(0o700)
        self.settings = placed(settings, run=directory / "run", sink=any(job.last for job in jobs), explicit=explicit, say=say)
        self.state = State.connect(self.settings.mongo_url, timeout_s=3.0)
        self.health = Health(self.settings, self.state, say)
        self._report = Report(self.settings, Tally(self.state.db))
        self._token = secrets.token_urlsafe(24)
        self._prepared = self._stopping = False
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not settings.kafka_url:
            self.health.broker = Keeper(
                "broker",
                engines.broker_command(port_of(self.settings.kafka_url)),
                environment=others(),
                log=self._log("broker"),
                say=say,
                wait_ready=self.health.broker_ready,
                came=self._broker_came,
                went=self._broker_went,
            )
        if not settings.mongo_url:
            self.health.database = Keeper(
                "database",
                engines.database_command(port_of(self.settings.mongo_url), directory / "db"),
                environment=others(),
                log=self._log("database"),
                say=say,
                wait_ready=self.health.database_ready,
            )
        self.children = [(job, self._child(job)) for job in jobs]

    def _child(self, job: Job) -> Keeper:
        told = environment(self.settings) | ({"EGARD_TOKEN": self._token} if job.guards else {})
        return Keeper(
            job.name,
            job.command,
            environment=told,
            log=self._log(job.name),
            say=self._say,
            wait_ready=_says_ready,
            says_ready=True,
            ends=job.ends,
        )

    def _log(self, name: str) -> Log:
        return Log(self._directory / "log", name)

    def _keepers(self) -> list[Keeper]:
        return [
            keeper for keeper in (self.health.broker, self.health.database, *(keeper for _, keeper in self.children)) if keeper is not None
        ]

    # life

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; with `once` until everything is drained. Raises what cannot be cured by trying again."""
        status = StatusServer(self.describe, self._token)
        tasks: list[asyncio.Task[Any]] = []
        try:
            found = addresses(self.settings, status_url=await status.start(), token=self._token)
            hub.write(self._directory, found)
            for engine in (self.health.broker, self.health.database):
                if engine is not None:
                    engine.may_run.set()
            work: list[Coroutine[Any, Any, None]] = [keeper.keep() for keeper in self._keepers()]
            work += [self.health.watch_broker(), self.health.watch_database(), self._prepare(found), self._care()]
            if self._once:
                work.append(self._end_when_drained(found, stop))
            tasks += [asyncio.create_task(self._guarded(part)) for part in work]
            stopped = asyncio.create_task(stop.wait())
            tasks.append(stopped)
            await asyncio.wait((stopped, self._failed), return_when=asyncio.FIRST_COMPLETED)
            if self._failed.done():
                self._failed.result()
        finally:
            self._stopping = True
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.health.close()
            await self._stop_children()
            self.state.close()
            await status.close()
            hub.remove(self._directory)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """An error in one of our own tasks ends the hub, with its reason: half a hub that looks whole would be worse."""
        try:
            await work
        except Exception as error:  # noqa: BLE001  # raised again by run
            if not self._failed.done():
                self._failed.set_exception(error)

    async def _stop_children(self) -> None:
        """Those who write first, the database last. Each may end what it has begun, but not for ever."""
        await asyncio.gather(*(keeper.stop(GRACE_S) for job, keeper in self.children if not job.last))
        last = [keeper for job, keeper in self.children if job.last] + ([self.health.broker] if self.health.broker else [])
        await asyncio.gather(*(keeper.stop(LAST_GRACE_S) for keeper in last))
        if self.health.database is not None:
            await self.health.database.stop(DATABASE_GRACE_S)

    def kill(self) -> None:
        """Everything at once: for somebody who asks twice."""
        for keeper in self._keepers():
            if keeper.process is not None:
                keeper.process.kill()

    async def _prepare(self, found: hub.Hub) -> None:
        """Indexes and the first account, once both engines answer; then the children may run."""
        waited_s = 0.0
        while missing := self.health.reasons():
            await asyncio.sleep(0.05)
            waited_s += 0.05
            if abs(waited_s - 10) < 0.025:
                self._say(f"still waiting: {', '.join(missing)}")
        while not self._prepared:
            try:
                await self.state.prepare()
                await self._built_in_campaigns()
                await fill(self.state, self.settings.reading, now=utc_now, say=self._say)
                await self._first_account()
                self._prepared = True
            except AWAY:
                await asyncio.sleep(0.5)
        self._release()
        while self.reasons():  # noqa: ASYNC110  # a handful of processes come and go: no single event tells it
            await asyncio.sleep(0.05)
        self._say(f"ready: {found.page}")

    async def _built_in_campaigns(self) -> None:
        """As documents, once: what somebody has made of them stays."""
        for campaign in BUILT_IN.values():
            first = CampaignVersion(
                id=f"{campaign.id}/{campaign.version}", campaign=campaign.id, version=campaign.version, content=campaign.content,
                at=campaign.changed_at, by=campaign.changed_by,
            )
            await self.state.campaign_versions.put([first])
        await self.state.campaigns.put(list(BUILT_IN.values()))

    async def _first_account(self) -> None:
        if not await self.state.users.any():
            name, password = "admin", secrets.token_urlsafe(9)
            await self.state.users.create(name, password, "fr")
            self._say(f"sign in as {name} with the password {password} (shown this once)")

    async def _end_when_drained(self, found: hub.Hub, stop: asyncio.Event) -> None:
        def busy() -> bool:
            return any(job.ends and not keeper.done for job, keeper in self.children)

        await drained(found, self._directory / "inbox", ready=lambda: not self.reasons(), busy=busy, backlog=self._report.backlog)
        counts = await self._report.counts(quiet=True)
        self._say(summary(counts) if counts else "drained")
        stop.set()

    # the broker and its readers

    async def _broker_came(self) -> None:
        if self._prepared:
            self._release()

    async def _broker_went(self) -> None:
        await self.health.broker_lost()
        await self._hold_readers()

    async def _hold_readers(self) -> None:
        await asyncio.gather(*(keeper.hold(HOLD_GRACE_S) for job, keeper in self.children if job.with_broker))

    def _release(self) -> None:
        for _, keeper in self.children:
            keeper.may_run.set()

    async def _restart_readers(self) -> None:
        await self._hold_readers()
        if self.health.broker is None or self.health.broker.ready:
            self._release()

    async def _renew_broker(self) -> None:
        if self.health.broker is not None:
            await self._hold_readers()
            await self.health.broker.stop(LAST_GRACE_S)

    async def _care(self) -> None:
        await care(
            self._keepers(),
            self.health.broker,
            backlog=self._report.backlog,
            restart_readers=self._restart_readers,
            renew_broker=self._renew_broker,
            say=self._say,
        )

    # what is told

    def reasons(self) -> list[str]:
        """Why the hub is not ready; none: it is."""
        starting = [f"{keeper.name} is being started" for _, keeper in self.children if not (keeper.ready or keeper.done)]
        return [*(["it is being stopped"] if self._stopping else []), *self.health.reasons(), *starting]

    async def describe(self) -> dict[str, Any]:
        """The object of `egard ops status --json`."""
        said = await self._report.whole(self.reasons(), {keeper.name: keeper.pid for keeper in self._keepers()})
        later = self.reasons()  # counting took a while: ready is what holds at its end
        return said | {"ready": said["ready"] and not later, "reasons": said["reasons"] or later}


async def _says_ready(process: Process) -> bool:
    return await process.ready(READY_WITHIN_S) is not None
