"""Messages from templates: nothing escapes the sandbox, nothing has a hole."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Refused
from schemas.interaction import CHANNELS
from streams.checking import BARE, SAMPLE, check
from streams.rendering import SOCIAL_CHARACTERS, Renderer, one_line, renderer

GOOD = """{% block subject %}Bonjour{% endblock %}
{% block opening %}Bonjour{% if name %} {{ name }}{% endif %},{% endblock %}
{% block promise %}Réponse sous {{ answer_within_days }} jours ouvrés, sans frais.{% endblock %}
{% block closing %}{{ house }}{% endblock %}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for channel in CHANNELS:
        for language in ("fr", "en"):
            path = tmp_path / "messages" / "quiet" / f"{channel}.{language}.j2"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(GOOD, "utf-8")
    return tmp_path


def faults(folder: Path, source: str | None, name: str = "email.fr.j2") -> list[str]:
    path = folder / "messages" / "quiet" / name
    path.unlink(missing_ok=True)
    if source is not None:
        path.write_text(source, "utf-8")
    return [str(refusal) for refusal in check(Renderer(folder))]


def test_our_own_templates_have_no_fault() -> None:
    assert [str(refusal) for refusal in check(renderer())] == []


def test_a_message_in_full() -> None:
    rendered = renderer().render("quiet", "email", "fr", msgspec.structs.replace(SAMPLE, name="Anne Lefèvre", house="Chauffage du Sud"))
    assert rendered.subject == "Re: Ma chaudière <s'arrête>"
    assert rendered.text.startswith("Bonjour Anne Lefèvre,\n\nNous avons eu de vos nouvelles pour la dernière fois le 30 septembre 2026.")
    assert "Quelqu'un de chez Chauffage du Sud vous répond sous 2 jours ouvrés, sans frais et sans engagement." in rendered.text
    assert rendered.text.endswith("Bien à vous,\nChauffage du Sud")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("context", [SAMPLE, BARE])
def test_a_social_message_fits_into_a_status(language: str, context) -> None:
    assert len(renderer().render("quiet", "social", language, context).text) <= SOCIAL_CHARACTERS


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (GOOD.replace("{{ house }}", "{{ contract }}"), "contract is not known to a message"),
        (GOOD.replace("block closing", "block ending"), "the block closing is missing"),
        (GOOD.replace("{% endblock %}", "", 1), "email.fr.j2:"),
        (GOOD.replace("{{ house }}", "{{ name.upper() }}"), "it cannot be filled"),
        (GOOD.replace("{{ house }}", "{{ house.__class__.__mro__ }}"), "it cannot be filled"),
        (GOOD.replace("{{ house }}", "Quel est votre numéro de contrat ?"), "asks for what we know"),
        (GOOD.replace("sous {{ answer_within_days }} jours ouvrés", "bientôt"), "until when"),
        (GOOD.replace("{% if name %} {{ name }}{% endif %}", " {{ name }}"), "something is missing"),
        (GOOD.replace("%}Bonjour{% endblock", "%}{% endblock"), "the subject is empty"),
        (None, "there is no such template"),
    ],
)
def test_a_fault_is_found_before_anybody_is_written_to(folder: Path, source: str | None, fault: str) -> None:
    assert any(fault in found for found in faults(folder, source)), faults(folder, source)


def test_a_status_that_is_too_long_is_found(folder: Path) -> None:
    assert any("characters are more than" in found for found in faults(folder, GOOD.replace("{{ house }}", "mot " * 150), "social.fr.j2"))


def test_templates_without_a_fault_have_none(folder: Path) -> None:
    assert [str(refusal) for refusal in check(Renderer(folder))] == []


def test_what_is_filled_in_is_text_and_never_a_template(folder: Path) -> None:
    rendered = Renderer(folder).render("quiet", "email", "fr", msgspec.structs.replace(SAMPLE, name="{{ house }}{% raw %}"))
    assert "Bonjour {{ house }}{% raw %}," in rendered.text


def test_the_html_part_escapes_what_is_filled_in(folder: Path) -> None:
    (folder / "messages" / "quiet" / "email.fr.html.j2").write_text("<p>{{ name }}</p>", "utf-8")
    rendered = Renderer(folder).render("quiet", "email", "fr", msgspec.structs.replace(SAMPLE, name="<script>x</script>"))
    assert rendered.html == "<p>&lt;script&gt;x&lt;/script&gt;</p>"


def test_a_language_without_a_template_is_refused_by_name() -> None:
    with pytest.raises(Refused, match=r"messages/quiet/email\.de\.j2: there is no such template"):
        renderer().render("quiet", "email", "de", SAMPLE)


@given(st.text(max_size=80))
def test_a_subject_is_one_line_whatever_is_filled_in(text: str) -> None:
    rendered = renderer().render("quiet", "email", "en", msgspec.structs.replace(SAMPLE, last_subject=f"a\r\nBcc: x@y.example\n{text}"))
    assert rendered.subject.startswith("Re: a Bcc:") and rendered.subject.splitlines() == [rendered.subject]
    assert one_line(rendered.subject) == rendered.subject
