"""The small parts of the supervisor."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from schemas.errors import Refused, Unavailable
from services.commands.up import explicit
from services.embedded import care, hub
from services.embedded.drain import files_wait, summary
from services.embedded.engines import broker_command
from services.embedded.keeper import LONGEST_S, SHORTEST_S, Pause
from services.embedded.lock import Lock
from services.embedded.logs import Log
from services.embedded.placing import environment, port_of, reachable, without_password
from services.embedded.supervisor import DATABASE_GRACE_S, GRACE_S, LAST_GRACE_S
from streams.settings import Settings, read_settings


def test_the_pause_grows_with_each_early_death_and_begins_anew_after_a_good_run() -> None:
    pause = Pause()
    assert [pause.after(0.1) for _ in range(8)] == [SHORTEST_S, 0.4, 0.8, 1.6, 3.2, 6.4, LONGEST_S, LONGEST_S]
    assert pause.after(3600) == SHORTEST_S


def test_nobody_is_given_more_time_to_end_than_ten_seconds_in_all() -> None:
    assert GRACE_S + LAST_GRACE_S + DATABASE_GRACE_S < 10


@pytest.mark.parametrize("home", ["/dev/null/nobody", "/proc"])
def test_the_broker_is_found_where_no_home_can_be_written_to(monkeypatch: pytest.MonkeyPatch, home: str) -> None:
    monkeypatch.setenv("HOME", home)
    assert os.access(broker_command(9)[0], os.X_OK)


def test_a_lock_is_refused_to_a_second_holder_and_free_after_the_first(tmp_path: Path) -> None:
    with Lock(tmp_path), pytest.raises(Refused, match=f"process {os.getpid()}"), Lock(tmp_path):
        pass
    with Lock(tmp_path):
        pass


def test_a_log_is_bounded_and_goes_on_at_its_new_beginning(tmp_path: Path) -> None:
    log = Log(tmp_path, "web")
    writer = log.open()
    os.write(writer, b"x" * 100)
    assert not log.rotate(limit_bytes=100)
    os.write(writer, b"\nlast line\n\n")
    assert log.last_line() == "last line"
    assert log.rotate(limit_bytes=100)
    os.write(writer, b"new")
    os.close(writer)
    assert log.path.read_bytes() == b"new"
    assert log.path.with_suffix(".log.1").read_bytes().endswith(b"last line\n\n")


def test_a_path_that_stands_still_is_told_from_one_that_is_slow() -> None:
    now = 0.0
    stillness = care.Stillness(lambda: now)
    assert not stillness.noticed(7)
    now = care.STILL_S - 1
    assert not stillness.noticed(6)  # it moved
    now += care.STILL_S
    assert stillness.noticed(6)
    assert not stillness.noticed(6)  # only once in that time
    now += care.STILL_S
    assert not stillness.noticed(0)  # empty is not still
    assert not stillness.noticed(None)


def test_a_hub_is_found_by_the_file_it_wrote(tmp_path: Path) -> None:
    told = hub.Hub(pid=1, status_url="http://127.0.0.1:1", token="t", intake_url="", page="", mail="", kafka="k:1", mongo="mongodb://m")
    assert hub.read(tmp_path) is None
    hub.write(tmp_path, told)
    assert hub.read(tmp_path) == told
    with pytest.raises(Unavailable):
        hub.ask(told, timeout_s=1)
    settings = hub.with_engines(Settings(data=str(tmp_path), mongo_url="mongodb://elsewhere"))
    assert (settings.kafka_url, settings.mongo_url) == ("k:1", "mongodb://elsewhere")
    hub.remove(tmp_path)
    with pytest.raises(Unavailable, match="no hub runs"):
        hub.with_engines(Settings(data=str(tmp_path)))


def test_a_child_reads_the_very_settings_of_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EGARD_REGION", "DE")
    settings = Settings(own="house.example,@us@toots.example", region="BE", false_alarms=0.2, house="Braise & Fils")
    assert read_settings(environment(settings), env_file=Path("none")) == settings


def test_what_was_set_is_known_from_the_environment_and_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EGARD_LISTEN", "127.0.0.1:1")
    file = tmp_path / ".env"
    file.write_text("# a remark\nexport EGARD_OWN=a.example\n")
    assert {"listen", "own"} <= explicit(file)
    assert "mail_listen" not in explicit(file)


def test_addresses_are_said_as_others_can_use_them() -> None:
    assert reachable("0.0.0.0:8020") == "127.0.0.1:8020"
    assert reachable("10.0.0.1:8020") == "10.0.0.1:8020"
    assert port_of("mongodb://127.0.0.1:27017/egard?directConnection=true") == 27017
    assert port_of("127.0.0.1:9092") == 9092
    assert without_password("mongodb://me:secret@host/db") == "mongodb://host/db"


def test_a_file_in_the_inbox_is_waited_for_unless_it_is_half_there(tmp_path: Path) -> None:
    folder = tmp_path / "email"
    folder.mkdir()
    for name in (".hidden", "a.part", "b.tmp"):
        (folder / name).touch()
    assert not files_wait(tmp_path)
    (folder / "mail.eml").touch()
    assert files_wait(tmp_path)


def test_the_summary_names_every_count() -> None:
    counts = {"originals": 3, "entries": 2, "persons": 1, "signals": 0, "dead": 1, "messages": {"sent": 0, "held": 4, "uncertain": 0}}
    assert summary(counts) == "drained: 3 originals, 2 entries, 1 persons, 0 signals, 1 dead letters; messages: 0 sent, 4 held, 0 uncertain"


def test_ready_is_said_once_and_the_pipe_is_nobody_elses() -> None:
    reading, writing = os.pipe()
    code = (
        "import os; from services import notify; notify.claim(); assert 'EGARD_NOTIFY_FD' not in os.environ;"
        "notify.notify_ready(page='http://x'); notify.notify_ready(page='again')"
    )
    environment = {**os.environ, "EGARD_NOTIFY_FD": str(writing)}
    subprocess.run([sys.executable, "-c", code], pass_fds=(writing,), env=environment, check=True)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    assert said.startswith(b"READY ") and msgspec.json.decode(said.removeprefix(b"READY ")) == {"page": "http://x"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TZ", "Foo/Bar"),
        ("TZ", "../etc/passwd"),
        ("HOURS", "19-9"),
        ("HOURS", "25-99"),
        ("MONGO_URL", "localhost:27017"),
        ("KAFKA_URL", "kafka"),
        ("SMTP_URL", "http://mail.example"),
        ("MASTODON_URL", "social.example"),
        ("DATA", " "),
    ],
)
def test_a_setting_that_means_nothing_is_refused_by_its_name(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=f"^EGARD_{name}: "):
        read_settings({f"EGARD_{name}": value}, env_file=tmp_path / "none")


def test_settings_of_larger_houses_are_taken(tmp_path: Path) -> None:
    given = {
        "EGARD_KAFKA_URL": "a.example:9092,b.example:9092",
        "EGARD_MONGO_URL": "mongodb://user:secret@a.example:27017,b.example:27017/egard?replicaSet=rs0",
        "EGARD_SMTP_URL": "smtps://user:secret@mail.example:465",
        "EGARD_HOURS": "0-24",
    }
    assert read_settings(given, env_file=tmp_path / "none").kafka_url == given["EGARD_KAFKA_URL"]


def test_a_file_of_settings_that_is_no_text_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe")
    with pytest.raises(Refused, match="UnicodeDecodeError"):
        read_settings({}, env_file=tmp_path / ".env")


def test_a_directory_that_cannot_be_had_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match="nothing can be kept there"), Lock(tmp_path / "file"):
        pass
