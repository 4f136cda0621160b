from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.errors import Refused
from services.embedded.ports import Ports


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen(1)
        yield holder.getsockname()[1]


def test_an_engine_gets_the_port_of_last_time(tmp_path: Path) -> None:
    first = Ports(tmp_path, print).of("broker")
    assert Ports(tmp_path, print).of("broker") == first


def test_a_remembered_port_that_is_taken_by_now_is_given_up(tmp_path: Path, taken: int) -> None:
    (tmp_path / "ports.json").write_text(f'{{"broker": {taken}}}')
    assert Ports(tmp_path, print).of("broker", patience_s=0) != taken


def test_no_port_is_given_twice(tmp_path: Path) -> None:
    ports = Ports(tmp_path, print)
    assert len({ports.of(name) for name in "abcdefgh"}) == 8


def test_a_default_that_is_taken_moves_and_says_so(tmp_path: Path, taken: int) -> None:
    said: list[str] = []
    address = Ports(tmp_path, said.append).address("page", "EGARD_LISTEN", f"127.0.0.1:{taken}", explicit=False)
    assert address != f"127.0.0.1:{taken}"
    assert said == [f"127.0.0.1:{taken} is taken; page uses {address} (set EGARD_LISTEN to choose)"]


def test_one_that_was_set_and_is_taken_is_an_error_that_names_it(tmp_path: Path, taken: int) -> None:
    with pytest.raises(Refused, match="EGARD_LISTEN"):
        Ports(tmp_path, print).address("page", "EGARD_LISTEN", f"127.0.0.1:{taken}", explicit=True)


def test_port_0_is_any_and_the_same_one_next_time(tmp_path: Path) -> None:
    first = Ports(tmp_path, print).address("page", "EGARD_LISTEN", "127.0.0.1:0", explicit=True)
    assert not first.endswith(":0")
    assert Ports(tmp_path, print).address("page", "EGARD_LISTEN", "127.0.0.1:0", explicit=True) == first


def test_an_address_that_is_not_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="70000 is not a port"):
        Ports(tmp_path, print).address("page", "EGARD_LISTEN", "127.0.0.1:70000", explicit=True)
