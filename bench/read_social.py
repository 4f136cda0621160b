"""How fast what networks send is read, beside `json.loads` of the same bytes alone: `python bench/read_social.py [NETWORK]`.

A row a network, and one for all: microseconds a payload, and the ratio, of which more is better. The payloads are those of the tests; each
is read with a text of its own, so that no answer about its language is remembered. One core, the time of the processor, the best of seven
rounds.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from schemas.interaction import Own, Reading  # noqa: E402
from streams.channels.social import parse  # noqa: E402

FOLDER = ROOT / "tests" / "channels" / "social" / "payloads"
READING = Reading(own=Own(names=("atelier@hub.example.com", "@atelier", "100", "70001")))
COPIES, ROUNDS = 60, 7


def varied(value: Any, chance: Random) -> Any:
    """The same payload with other words: a number behind every text of several words."""
    if isinstance(value, dict):
        return {name: varied(inner, chance) for name, inner in value.items()}
    if isinstance(value, list):
        return [varied(inner, chance) for inner in value]
    worded = isinstance(value, str) and " " in value and not value.startswith(("{", "http"))
    return f"{value} {chance.randrange(10**7)}" if worded else value


def seconds(work: Any, copies: list[bytes]) -> float:
    began = time.process_time()
    for data in copies:
        work(data)
    return time.process_time() - began


def main(asked: list[str]) -> None:
    named: dict[str, list[Any]] = {}
    for path in sorted(FOLDER.glob("*.json")):
        for name, payload in json.loads(path.read_bytes()).items():
            network = name.split()[0] if path.stem in ("others", "rooms") else path.stem
            if list(parse(json.dumps(payload).encode(), READING)):
                named.setdefault(network, []).append(payload)
    print(f"{'network':<12}{'payloads':>9}{'read us':>9}{'json us':>9}{'ratio':>7}")
    all_reading = all_decoding = 0.0
    chosen = {network: several for network, several in named.items() if not asked or network in asked}
    for network, several in chosen.items():
        reading = decoding = float("inf")
        for round_ in range(ROUNDS):
            chance = Random(f"{network}/{round_}")
            copies = [json.dumps(varied(payload, chance)).encode() for payload in several for _ in range(COPIES)]
            reading = min(reading, seconds(lambda data: list(parse(data, READING)), copies) / len(copies))
            decoding = min(decoding, seconds(json.loads, copies) / len(copies))
        print_row(network, len(several), reading, decoding)
        all_reading, all_decoding = all_reading + reading * len(several), all_decoding + decoding * len(several)
    payloads = sum(map(len, chosen.values()))
    if len(chosen) > 1:
        print_row("all", payloads, all_reading / payloads, all_decoding / payloads)


def print_row(name: str, payloads: int, reading: float, decoding: float) -> None:
    print(f"{name:<12}{payloads:>9}{reading * 1e6:>9.1f}{decoding * 1e6:>9.1f}{decoding / reading:>7.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
