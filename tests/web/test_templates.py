"""Templates and what they are given agree; every sentence is in both catalogues."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
import msgspec
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import meta

from schemas.interaction import Channel, Direction
from services.web import rendering
from services.web.languages import CATALOGUES, Language
from services.web.pieces import days, piece
from services.web.rendering import TEMPLATES
from services.web.views import LivePage, Shell
from tests.web.told import NOW, entry, interaction

WEB = Path(rendering.__file__).parent
ROOT = Path(__file__).parents[2]
GLOBALS = {"_", "gettext", "ngettext", "pgettext", "npgettext", "range", "dict", "lipsum", "cycler", "joiner", "namespace"}
ENVIRONMENT = rendering.Renderer("Europe/Paris", "FR")._environments["en"]


def names(template: str, given: frozenset[str] = frozenset()) -> set[str]:
    """What a template asks its context for, with all that it extends and includes."""
    source = (rendering.PAGES / template).read_text("utf-8")
    tree = ENVIRONMENT.parse(source)
    own = meta.find_undeclared_variables(tree)
    local = given | {node.name for node in tree.find_all(jinja2.nodes.Name) if node.ctx == "store"}
    others: set[str] = set()
    for other in meta.find_referenced_templates(tree):
        if other and other not in ("_macros.html.j2", "campaigns/_words.html.j2"):
            others |= names(other, frozenset(local))
    return (own | others) - local - GLOBALS - {"m", "w"}


@pytest.mark.parametrize("view", TEMPLATES, ids=lambda view: view.__name__)
def test_a_template_asks_for_nothing_but_the_fields_of_its_view(view: type[msgspec.Struct]) -> None:
    assert names(TEMPLATES[view]) <= set(view.__struct_fields__)


@pytest.mark.parametrize("view", TEMPLATES, ids=lambda view: view.__name__)
def test_a_view_has_no_field_that_its_template_does_not_use(view: type[msgspec.Struct]) -> None:
    assert set(view.__struct_fields__) - {"shell"} <= names(TEMPLATES[view])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_sentence_of_the_pages_is_in_the_catalogue(language: str) -> None:
    with (CATALOGUES / language / "LC_MESSAGES" / "egard.po").open("rb") as file:
        catalogue = {message.id: message.string for message in read_po(file) if message.id}
    assert said() == set(catalogue)
    assert all(all(text) if isinstance(text, tuple) else text for text in catalogue.values())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_translation_has_the_places_of_its_sentence(language: str) -> None:
    with (CATALOGUES / language / "LC_MESSAGES" / "egard.po").open("rb") as file:
        for message in read_po(file):
            for source, text in zip(_all(message.id), _all(message.string), strict=True):
                assert message.pluralizable or set(re.findall(r"%\(\w+\)s", source)) == set(re.findall(r"%\(\w+\)s", text)), source


MEASURES: dict[Channel, dict[str, bool | int | float]] = {
    "phone": {"answered": False, "voicemail": True, "duration_s": 61.0, "wait_s": 5.0, "transferred": True},
    "social": {"rating": 4, "followers": 4200, "likes": 3},
    "letter": {"pages": 2, "confidence": 0.96},
    "email": {},
}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("direction", ["in", "out", "internal"])
@pytest.mark.parametrize("channel", MEASURES)
def test_an_entry_is_shown_with_any_of_its_measures_and_with_none(channel: Channel, direction: Direction, language: Language) -> None:
    renderer, zone = rendering.Renderer("Europe/Paris", "FR"), ZoneInfo("Europe/Paris")
    whole = MEASURES[channel]
    kept = [{name: whole[name] for name in names} for size in range(len(whole) + 1) for names in combinations(whole, size)]
    for place, measures in enumerate(kept):
        for automatic in (None, "auto_reply", "bounce", "bulk"):
            said = interaction(
                f"<{place}>", NOW, channel=channel, direction=direction, measures=measures, subject=None, text="x " * 2000 * (place % 2)
            )
            said = msgspec.structs.replace(said, automatic=automatic, act="direct" if channel == "social" else msgspec.UNSET)
            view = LivePage(shell=Shell(language=language, now=NOW), days=days([piece(entry(said), zone)]))
            assert "<article" in renderer.page(view, language)


def said() -> set[Any]:
    """The sentences of the templates, and those that Python hands to an error page."""
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
    found = {message for _, _, message, _, _ in extract_from_dir(str(rendering.PAGES), method_map=[("**.j2", "jinja2")], keywords=keywords)}
    for path in WEB.rglob("*.py"):
        text = path.read_text("utf-8")
        found |= set(re.findall(r'(?:reason=|gettext\()"([^"]+)"', text))
        for refused in re.findall(r'Refused\("\w+", "([^"]+)", "([^"]+)"\)', text):
            found |= set(refused)
    return found


def _all(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (str(text),)
