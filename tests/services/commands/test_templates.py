"""`egard templates`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from services.commands.templates import command
from streams.rendering import renderer


def test_our_own_templates_pass() -> None:
    result = CliRunner().invoke(command, ["check"])
    assert result.exit_code == 0 and result.output.endswith("templates, 0 faults\n")


def test_a_fault_is_named_and_the_exit_status_says_so(tmp_path: Path) -> None:
    path = tmp_path / "messages" / "quiet" / "email.fr.j2"
    path.parent.mkdir(parents=True)
    path.write_text("{% block subject %}{{ nothing }}{% endblock %}", "utf-8")
    result = CliRunner().invoke(command, ["check", "--folder", str(tmp_path)])
    assert result.exit_code == 1
    assert "messages/quiet/email.fr.j2:1: nothing is not known to a message" in result.output


def test_a_preview_is_what_a_person_would_read() -> None:
    result = CliRunner().invoke(command, ["preview", "email", "--language", "en", "--name", "Anne"], env={"EGARD_HOUSE": "Heating Ltd"})
    assert result.exit_code == 0
    assert (
        result.output.startswith("Re: My boiler")
        and "Hello Anne," in result.output
        and "Heating Ltd" in result.output
    )


def test_a_preview_of_nothing_is_refused_in_one_line() -> None:
    result = CliRunner().invoke(command, ["preview", "email", "--purpose", "nothing"])
    assert result.exit_code == 1 and result.output.startswith("Error: messages/nothing/email.fr.j2: there is no such template")


def test_a_house_has_templates_of_its_own_before_those_of_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = {"subject": "Des nouvelles", "opening": "Bonjour,", "promise": "Un mot, si vous voulez.", "closing": "{{ house }} {{ leave }}"}
    path = tmp_path / "messages" / "quiet" / "email.fr.j2"
    path.parent.mkdir(parents=True)
    path.write_text("".join(f"{{% block {key} %}}{text}{{% endblock %}}" for key, text in blocks.items()), "utf-8")
    monkeypatch.setenv("EGARD_TEMPLATES", str(tmp_path))
    renderer.cache_clear()
    try:
        assert "Un mot, si vous voulez." in CliRunner().invoke(command, ["preview", "email"]).output
        assert "Hello Anne" in CliRunner().invoke(command, ["preview", "email", "--language", "en"]).output
        monkeypatch.setenv("EGARD_TEMPLATES", str(tmp_path / "messages"))
        renderer.cache_clear()
        wrong = CliRunner().invoke(command, ["check"])
        assert wrong.exit_code == 1 and "EGARD_TEMPLATES" in wrong.output
    finally:
        renderer.cache_clear()
