"""A hub ends when it is asked to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.embedded import hub as addresses


def test_sigterm_ends_everything(hubs: Callable[..., Any]) -> None:
    hub = hubs()
    assert len(hub.pids) >= 6
    hub.stop()
    assert hub.process is not None and hub.process.returncode == 0, hub.log.read_text()
    assert hub.left() == []
    assert addresses.read(hub.data) is None
    assert '"ready":false' in hub.egard("ops", "status", "--json", status=1)
