"""The documentation names what there is, no more and no less."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemas.topics import TOPICS
from services.cli import COMMANDS, ROOM
from streams.settings import variables

REFERENCE = (Path(__file__).parent.parent / "docs" / "reference.md").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(variables()))
def test_every_setting_is_in_the_reference(name: str) -> None:
    assert f"`{name}`" in REFERENCE


def test_the_reference_names_no_setting_that_is_gone() -> None:
    assert set(re.findall(r"`(EGARD_[A-Z_]+)`", REFERENCE)) <= set(variables())


@pytest.mark.parametrize("name", sorted(name for name, file in COMMANDS.items() if (ROOM / f"{file}.py").is_file()))
def test_every_command_is_in_the_reference(name: str) -> None:
    assert f"egard {name}" in REFERENCE


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_every_topic_is_in_the_reference(topic: str) -> None:
    assert f"`{topic}`" in REFERENCE
