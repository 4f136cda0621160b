"""Real engines, one of each a session, and fresh names on them for every test.

EGARD_TEST_KAFKA_URL names a Kafka that runs already: then every test that needs a broker uses it, and none is started.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from driving import HOUSE, NOW, delete_topics, make_topics
from hypothesis.internal.conjecture import providers
from ports import free_port

from schemas.errors import Unavailable
from services.embedded import engines, hub
from services.embedded.leash import leash
from streams.desk import Desk
from streams.settings import Settings
from streams.state import State
from streams.wire import Producer

# How quick an example is says more about the machine than about us. `make test` takes the same examples each time, so that what was green
# stays green; `make properties` looks for new ones.
WITHOUT_HURRY = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("same", derandomize=True, **WITHOUT_HURRY)
hypothesis.settings.register_profile("search", derandomize=False, **WITHOUT_HURRY)
hypothesis.settings.load_profile("same")


def pytest_configure(config: pytest.Config) -> None:
    """Hypothesis draws from the constants of whatever modules of ours are loaded: other tests beside one, or a line changed elsewhere,
    would give it other examples."""
    if config.getoption("hypothesis_profile") in (None, "same"):
        assert callable(providers._get_local_constants), "a Hypothesis that names it otherwise"
        providers._get_local_constants = lambda: providers._local_constants

KAFKA_ELSEWHERE = os.environ.pop("EGARD_TEST_KAFKA_URL", "")  # taken out: to the hub it would be an unknown setting
ANY_PORT = dict.fromkeys(("EGARD_LISTEN", "EGARD_MAIL_LISTEN", "EGARD_INTAKE_LISTEN"), "127.0.0.1:0")
PATIENCE_S = 300.0
"""Every wait is for a condition; this bounds it, on a machine that does much else."""


def _engine(command: list[str], port: int) -> subprocess.Popen[bytes]:
    engine = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=leash())
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until and engine.poll() is None, f"{command[0]} does not start"
            time.sleep(0.02)
        else:
            return engine


def _end(engine: subprocess.Popen[bytes], grace_s: float) -> None:
    engine.terminate()
    try:
        engine.wait(grace_s)
    except subprocess.TimeoutExpired:
        engine.kill()
        engine.wait()


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """`host:port` of a broker."""
    if KAFKA_ELSEWHERE:
        yield KAFKA_ELSEWHERE
        return
    port = free_port()
    broker = _engine(engines.broker_command(port), port)
    yield engines.kafka_url(port)
    _end(broker, 0.2)  # it has nothing to save


@pytest.fixture(scope="session")
def mongo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database engine, with `%s` for the name of a database."""
    port = free_port()
    database = _engine(engines.database_command(port, tmp_path_factory.mktemp("database")), port)
    yield f"mongodb://127.0.0.1:{port}/%s?directConnection=true"
    _end(database, 10)


@pytest.fixture(scope="session")
def ground(kafka: str, mongo: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Settings]:
    """`ground(smtp_url=...)`: settings with a fresh prefix on the broker and a fresh database. The topics are not made yet."""

    def fresh(**given: Any) -> Settings:
        name = f"t{secrets.token_hex(5)}"
        usual = {"own": HOUSE, "mail_from": f"bonjour@{HOUSE}", "house": "Maison d'essai", "hours": "0-24"}
        session_s = 6.0 if KAFKA_ELSEWHERE else engines.SESSION_S
        data = str(tmp_path_factory.mktemp("data"))
        return Settings(
            **{"kafka_url": kafka, "mongo_url": mongo % name, "prefix": f"{name}.", "data": data, "session_s": session_s, **usual, **given}
        )

    return fresh


@pytest.fixture
async def settings(ground: Callable[..., Settings]) -> AsyncIterator[Settings]:
    """Fresh settings whose topics are there; they go with the test."""
    fresh = ground()
    await make_topics(fresh)
    yield fresh
    await delete_topics(fresh)


class Clock:
    """The moment, in a test's hands."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> Any:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def desk(mongo: str, clock: Clock, tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk on an empty database, without a broker, whose time stands still."""
    url = mongo % f"t{secrets.token_hex(5)}"
    alone = Settings(
        data=str(tmp_path), mongo_url=url, own=HOUSE, mail_from=f"bonjour@{HOUSE}", hours="0-24", smtp_url="smtp://127.0.0.1:9"
    )
    made = Desk(alone, State.connect(url), Producer(alone), now=clock)
    yield made
    await made.state.db.client.drop_database(made.state.db.name)
    await made.close()


@pytest.fixture(scope="session")
def eventually() -> Callable[..., Awaitable[Any]]:
    """`await eventually(lambda: ...)`: what it gives, once that is something."""

    async def wait(asked: Callable[[], Any], *, within_s: float = PATIENCE_S, every_s: float = 0.05) -> Any:
        until = asyncio.get_running_loop().time() + within_s
        while True:
            found = asked()
            if asyncio.iscoroutine(found):
                found = await found
            if found:
                return found
            assert asyncio.get_running_loop().time() < until, "it did not happen"
            await asyncio.sleep(every_s)

    return wait


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Hub:
    """`egard up` on a directory of its own, asked and told by the commands that people use."""

    def __init__(self, directory: Path, **given: str) -> None:
        self.data, self.log = directory / "data", directory / "hub.log"
        directory.mkdir(parents=True, exist_ok=True)
        elsewhere = (
            {"EGARD_KAFKA_URL": KAFKA_ELSEWHERE, "EGARD_PREFIX": f"t{secrets.token_hex(5)}.", "EGARD_SESSION_S": "6"}
            if KAFKA_ELSEWHERE
            else {}
        )
        told = {"EGARD_OWN": HOUSE, "EGARD_MAIL_FROM": f"bonjour@{HOUSE}", "EGARD_HOURS": "0-24", "EGARD_DATA": str(self.data)}
        theirs = {name: value for name, value in os.environ.items() if not name.startswith("EGARD_")}
        self.environment = theirs | ANY_PORT | told | elsewhere | given
        self.cwd = directory  # no .env of anybody's
        self.process: subprocess.Popen[bytes] | None = None
        self.pids: set[int] = set()

    def start(self) -> dict[str, Any]:
        """Start it, and wait until it says that it is ready."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "services.cli", "up"],
                env=self.environment,
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=leash(),
            )
        return self.wait(lambda said: said["ready"] and said["pids"]["supervisor"] == self._pid)

    @property
    def _pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def egard(self, *arguments: str, status: int | None = 0) -> str:
        """What a command prints; it must end with `status`, or anyhow."""
        done = subprocess.run(
            [sys.executable, "-m", "services.cli", *arguments],
            env=self.environment,
            cwd=self.cwd,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
        assert status is None or done.returncode == status, f"egard {arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout or done.stderr

    def status(self) -> dict[str, Any]:
        """What `egard ops status --json` prints, asked without starting a program each time; {} while there is nobody to ask.
        For what must be there `wait(bool)`."""
        found = hub.read(self.data)
        try:
            said = hub.ask(found) if found else {}
        except Unavailable:
            return {}
        self.pids |= {pid for pid in said.get("pids", {}).values() if pid}
        return said

    def wait(self, good: Callable[[dict[str, Any]], Any], *, within_s: float = PATIENCE_S) -> dict[str, Any]:
        until = time.monotonic() + within_s
        while True:
            said = self.status()
            if said and good(said):
                return said
            assert self.process is None or self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, f"{said}\n{self.log.read_text()[-3000:]}"
            time.sleep(0.1)

    def drained(self, *, within_s: float = PATIENCE_S) -> dict[str, Any]:
        return self.wait(lambda said: said["ready"] and said["backlog"] == 0, within_s=within_s)

    def ready_by_command(self) -> dict[str, Any]:
        """Asked until it says so: where a machine does much else, an engine may once answer too late."""
        until = time.monotonic() + PATIENCE_S
        while not (said := json.loads(self.egard("ops", "status", "--json", status=None)))["ready"]:
            assert time.monotonic() < until, said
        return dict(said)

    def stop(self) -> None:
        """SIGTERM, and wait until it has ended."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def left(self, *, within_s: float = PATIENCE_S) -> list[int]:
        """Which of all processes that it ever told of still run, when they had time to end."""
        until = time.monotonic() + within_s
        while time.monotonic() < until and any(map(alive, self.pids)):
            time.sleep(0.05)
        return sorted(filter(alive, self.pids))


@pytest.fixture(scope="module")
def hubs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Hub]]:
    """`hubs(EGARD_SMTP_URL=...)`: a hub that runs and is ready; stopped with the module."""
    started: list[Hub] = []

    def start(**given: str) -> Hub:
        started.append(Hub(tmp_path_factory.mktemp("hub"), **given))
        started[-1].start()
        started[-1].ready_by_command()
        return started[-1]

    yield start
    for one in started:
        if one.process is not None and one.process.poll() is None:
            one.stop()
        for pid in one.left(within_s=5):
            os.kill(pid, signal.SIGKILL)


_told: list[str] = []


@pytest.fixture(scope="session")
def tell() -> Callable[[str], None]:
    """A line for the end of the log, also of a test that passes."""
    return _told.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in _told:
        terminalreporter.write_line(line)
