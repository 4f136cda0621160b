"""A hub ends when it is asked to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.embedded import hub as addresses


def test_sigterm_ends_everything_within_ten_seconds(hubs: Callable[..., Any]) -> None:
    hub = hubs()
    assert len(hub.pids) >= 6
    took_s = hub.stop()
    assert hub.process is not None and hub.process.returncode == 0, hub.log.read_text()
    assert took_s < 10
    assert hub.left(within_s=1) == []
    assert addresses.read(hub.data) is None
    assert '"ready":false' in hub.egard("ops", "status", "--json", status=1)
