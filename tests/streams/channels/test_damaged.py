"""What came in damaged is read or refused, and the same each time. `bench/fuzz.py` goes on where this ends."""

from __future__ import annotations

from random import Random

import msgspec
import pytest
from mutating import mutate, seeds

from schemas.interaction import Channel, Own, Reading
from streams.channels import CHANNELS

READING = Reading(own=Own(names=("hub.example", "chaleur.example", "+33199004100", "atelier@hub.example.com", "100")))


@pytest.mark.parametrize(("channel", "inputs"), [("email", 100), ("phone", 100), ("social", 200), ("letter", 15)])
def test_a_damaged_input_is_read_or_refused_and_the_same_each_time(channel: Channel, inputs: int) -> None:
    sown = [data for data in seeds(channel) if data[:4] != b"\x89PNG"]
    assert len(sown) >= 10
    for number in range(inputs):
        rng = Random(number)
        data = mutate(rng, rng.choice(sown), sown)
        first, second = ([msgspec.json.encode(one) for one in CHANNELS[channel](data, READING)] for _ in range(2))
        assert first == second, number
