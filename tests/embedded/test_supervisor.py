"""A hub with real engines, killed in every way; its children are small ones of our own."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.errors import Unavailable
from services.embedded import hub

FAKE = Path(__file__).parent / "fake_hub.py"
ANY_PORT = dict.fromkeys(("EGARD_LISTEN", "EGARD_MAIL_LISTEN", "EGARD_INTAKE_LISTEN"), "127.0.0.1:0")


class Running:
    def __init__(self, data: Path) -> None:
        self.data, self.said = data, data.parent / "said"
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        with self.said.open("ab") as said:
            environment = {**os.environ, **ANY_PORT}
            return subprocess.Popen(
                [sys.executable, str(FAKE), str(self.data)], env=environment, stdout=said, stderr=said, start_new_session=True
            )

    def status(self) -> dict[str, Any]:
        found = hub.read(self.data)
        try:
            return hub.ask(found) if found else {}
        except Unavailable:
            return {}

    def wait(self, good: Callable[[dict[str, Any]], bool], within_s: float = 300) -> dict[str, Any]:
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            said = self.status()
            if said and good(said):
                return said
            assert self.process.poll() is None, self.said.read_text()
            time.sleep(0.05)
        raise AssertionError(f"{self.status()}\n{self.said.read_text()}")

    def ready(self) -> dict[str, Any]:
        return self.wait(lambda said: bool(said["ready"]))


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    started = Running(tmp_path / "data")
    yield started
    if started.process.poll() is None:
        started.process.kill()
    started.process.wait()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone(pids: list[int], within_s: float = 300) -> bool:
    end = time.monotonic() + within_s
    while any(alive(pid) for pid in pids):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_each_process_is_started_again_and_the_readers_with_the_broker(running: Running) -> None:
    before = running.ready()
    assert set(before["pids"]) == {"supervisor", "broker", "database", "intake", "worker.path", "web"}
    assert before["backlog"] == 0
    assert before["counts"]["messages"] == {"sent": 0, "held": 0, "uncertain": 0}
    expected = {
        "broker": {"broker", "worker.path", "web"},
        "database": {"database"},
        "worker.path": {"worker.path"},
        "intake": {"intake"},
    }
    for name, renewed in expected.items():
        old = running.ready()["pids"]
        os.kill(old[name], signal.SIGKILL)
        new = running.wait(lambda said, name=name, old=old: said["ready"] and said["pids"][name] not in (None, old[name]))["pids"]  # type: ignore[misc]
        assert {key for key in old if old[key] != new[key]} == renewed, running.said.read_text()
    after = running.ready()
    assert (after["kafka"], after["mongo"], after["page"]) == (before["kafka"], before["mongo"], before["page"])


def test_nothing_is_left_running_when_the_supervisor_is_killed_and_it_starts_again_where_it_was(running: Running) -> None:
    before = running.ready()
    running.process.kill()
    running.process.wait()
    assert gone(list(before["pids"].values()))
    running.process = running.start()
    after = running.wait(lambda said: said["ready"] and said["pids"]["supervisor"] != before["pids"]["supervisor"])
    assert after["page"] == before["page"]
    assert running.said.read_text().count("sign in as admin") == 1


def test_a_stop_ends_everything_and_what_children_started_with_it(running: Running) -> None:
    said = running.ready()
    children = [int(found) for log in (running.data / "log").glob("*.log") for found in re.findall(r"child of \S+ (\d+)", log.read_text())]
    assert len(children) == 3
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(300) == 0
    assert gone([*said["pids"].values(), *children])
    assert hub.read(running.data) is None


def test_its_data_is_its_own_for_a_second_hub_and_for_strangers(running: Running) -> None:
    running.ready()
    second = subprocess.run(
        [sys.executable, "-m", "services.cli", "up", "--data", str(running.data)],
        env={**os.environ, **ANY_PORT},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert second.returncode == 2
    (line,) = second.stderr.splitlines()
    assert line.startswith(f"egard: {running.data}: a hub already runs on this data (process {running.process.pid}); stop that one first")
    assert stat.S_IMODE(hub.place(running.data).stat().st_mode) == 0o600
    assert stat.S_IMODE(running.data.stat().st_mode) == 0o700
    found = hub.read(running.data)
    assert found is not None
    stranger = hub.Hub(**{**{name: getattr(found, name) for name in found.__struct_fields__}, "token": "guessed"})
    with pytest.raises(Unavailable, match="401"):
        hub.ask(stranger)
