"""A secret of one network proves nothing of another's people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.errors import Refusal
from schemas.interaction import Interaction, Own, Reading, Removal
from streams.channels.hooks import HOOKS, believed
from streams.channels.social import parse

PAYLOADS = Path(__file__).parents[2] / "channels" / "social" / "payloads"
READING = Reading(own=Own(names=("atelier@hub.example.com",)))
GIVEN: list[tuple[str, Any]] = [
    (f"{path.stem}: {name}", payload) for path in sorted(PAYLOADS.glob("*.json")) for name, payload in json.loads(path.read_bytes()).items()
]
BOUND = {name: hook.networks for name, hook in HOOKS.items() if hook.networks}


def test_every_address_of_a_network_is_bound_to_it_and_only_the_general_one_is_open() -> None:
    assert {name for name, hook in HOOKS.items() if hook.channel == "social"} - BOUND.keys() == {"social"}


@pytest.mark.parametrize("payload", [payload for _, payload in GIVEN], ids=[name for name, _ in GIVEN])
def test_what_a_network_says_is_taken_at_its_own_address_and_refused_at_every_other(payload: Any) -> None:
    read = list(parse(json.dumps(payload).encode(), READING))
    told = [one for one in read if isinstance(one, Interaction | Removal)]
    for source in ("hook:social", "hook:phone", "folder:social", "ingest", "hook:gone"):
        assert list(believed(read, source)) == read
    for name, networks in BOUND.items():
        found = list(believed(read, f"hook:{name}"))
        assert [one for one in found if not isinstance(one, Refusal)] == [one for one in told if one.network in networks]
        others = {one.network for one in told} - networks
        refused = [one for one in found if isinstance(one, Refusal) and one not in read]
        assert len(refused) == len(others), "one clear line a network"
        assert all(f"/hook/{name}" in one.what and any(str(other) in one.what for other in others) for one in refused)
