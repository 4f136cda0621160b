"""Messages from templates: nothing escapes the sandbox, nothing has a hole, and what is known is said as it is."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Refused
from schemas.interaction import CHANNELS
from streams.checking import SAMPLE, check_template, sample
from streams.limits import LIMITS
from streams.rendering import OPTIONAL, Context, Renderer, one_line, renderer

GOOD = """{% block subject %}Bonjour{% endblock %}
{% block opening %}Bonjour{% if name %} {{ name }}{% endif %},{% endblock %}
{% block promise %}Réponse sous {{ answer_within }}, {{ conditions }}.{% endblock %}
{% block closing %}{{ house }}{% endblock %}
"""
BARE = msgspec.structs.replace(SAMPLE, **dict.fromkeys(OPTIONAL))
PURPOSES = ("quiet", "receipt", "late", "thanks")


def with_template(folder: Path, source: str, name: str = "email.fr.j2") -> Renderer:
    path = folder / "messages" / "quiet" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, "utf-8")
    return Renderer(folder)


def test_a_message_in_full() -> None:
    rendered = renderer().render(
        "quiet", "email", "fr", msgspec.structs.replace(SAMPLE, name="Anne Lefèvre", house="Chauffage du Sud", colleague=None)
    )
    assert rendered.subject == "Re: Ma chaudière <s'arrête>"
    assert rendered.text.startswith("Bonjour Anne Lefèvre,\n\nNous avons eu de vos nouvelles pour la dernière fois le 22 septembre 2026.")
    assert "Quelqu'un de chez Chauffage du Sud vous répond sous 2 jours ouvrés, sans frais et sans engagement." in rendered.text
    assert str(SAMPLE.leave) in rendered.text


def test_who_approved_it_signs_it() -> None:
    assert "\nClaire Bonnet, Égard & Fils" in renderer().render("late", "email", "fr", SAMPLE).text
    assert "\nÉgard & Fils" in renderer().render("late", "email", "fr", msgspec.structs.replace(SAMPLE, colleague=None)).text


@pytest.mark.parametrize("network", sorted(LIMITS))
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_social_message_fits_into_every_network(purpose: str, language: str, network: str) -> None:
    context = sample(language) if network == "mastodon" else msgspec.structs.replace(sample(language), mention=None)
    limit = LIMITS[network]
    assert limit.count(renderer().render(purpose, "social", language, context, network=network).text) <= limit.most


def test_where_a_name_makes_it_too_long_it_goes_without() -> None:
    long = msgspec.structs.replace(SAMPLE, mention=None, name="Anne-Élisabeth " + "de La Rochebrochard " * 6)
    named, unnamed = (renderer().render("receipt", "social", "fr", long, network=network).text for network in ("telegram", "x"))
    assert "Rochebrochard" in named and "Rochebrochard" not in unnamed and "mercredi 30 septembre à 17 h" in unnamed


def test_what_is_filled_in_is_text_and_never_a_template(tmp_path: Path) -> None:
    rendered = with_template(tmp_path, GOOD).render(
        "quiet", "email", "fr", msgspec.structs.replace(SAMPLE, name="{{ house }}{% raw %}")
    )
    assert "Bonjour {{ house }}{% raw %}," in rendered.text


def test_the_html_part_says_what_the_text_says_and_escapes_it() -> None:
    rendered = renderer().render("late", "email", "fr", msgspec.structs.replace(SAMPLE, name="<script>x</script>"))
    assert rendered.html is not None
    assert "&lt;script&gt;x&lt;/script&gt;" in rendered.html and "<script" not in rendered.html
    assert f'<a href="{SAMPLE.leave}">Ne plus recevoir de message de ce genre</a>' in rendered.html
    assert 'lang="fr"' in rendered.html and "color:" not in rendered.html.replace("color-scheme", "")  # readable on light and dark
    assert rendered.html.count("<p ") == rendered.text.count("\n\n") + 1


def test_a_language_without_a_template_is_refused_by_name() -> None:
    with pytest.raises(Refused, match=r"messages/quiet/email\.de\.j2: there is no such template"):
        renderer().render("quiet", "email", "de", SAMPLE)


ATTACKS = {
    "into Python": "{{ house.__class__.__mro__ }}",
    "into Python by a filter": "{{ house|attr('__class__') }}",
    "a method": "{{ house.upper() }}",
    "a global": "{{ lipsum.__globals__ }}",
    "a loop": "{% for a in house %}{% for b in house %}x{% endfor %}{% endfor %}",
    "a loop of a thousand millions": "{% for a in range(1000000000) %}x{% endfor %}",
    "a text of a thousand millions": "{{ 'a' * 1000000000 }}",
    "a power": "{{ 10 ** 10 ** 10 }}",
    "a format": "{{ '%1000000000d'|format(1) }}",
    "a margin": "{{ house|center(1000000000) }}",
    "another file": "{% include '/etc/passwd' %}",
    "a file above": "{% include '../../../../etc/passwd' %}",
    "a parent": "{% extends 'messages/mail.html.j2' %}",
    "itself": "{% import 'messages/quiet/email.fr.j2' as me %}{{ me }}",
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "brackets without end": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "negations without end": "{{ " + "not " * 2400 + "name }}",
    "filters without end": "{{ name" + "|upper" * 1600 + " }}",
    "minus without end": "{{ " + "-" * 9000 + "1 }}",
    "choices without end": "{{ " + "name if name else " * 500 + "house }}",
    "conditions without end": "{% if name %}" * 3000 + "{% endif %}" * 3000,
    "a very long page": "mot " * 1_000_000,
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_template_reaches_nothing_and_ends_at_once(tmp_path: Path, attack: str) -> None:
    """Also where nobody checked it before."""
    began = time.process_time()
    with pytest.raises(Refused, match=r"messages/quiet/email\.fr\.j2"):
        with_template(tmp_path, GOOD.replace("{{ house }}", attack)).render("quiet", "email", "fr", SAMPLE)
    assert time.process_time() - began < 60  # a bound on what would never end, whatever the machine


PIECES = (
    "{% if name %}", "{% elif house == 'x' %}", "{% else %}", "{% endif %}", "{{ house }}", "{{ name or 'vous' }}", "{{ nobody }}", "{{",
    "}}", "{%", "%}", "{#", "#}", "{% block opening %}", "{% endblock %}", "{% for a in name %}", "{% raw %}", "{{ 'a' * 10 }}", "|upper",
    "mot ", "\n", "(", ")", "\\", "'",
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_whatever_is_written_is_refused_in_words_or_said(tmp_path_factory: pytest.TempPathFactory, middle: str) -> None:
    renderer = with_template(tmp_path_factory.mktemp("t"), GOOD.replace("{{ house }}", middle))
    found = list(check_template(renderer, "messages/quiet/email.fr.j2"))
    assert all(refusal.where.startswith("messages/quiet/email.fr.j2:") and refusal.what and refusal.remedy for refusal in found)
    try:
        assert len(renderer.render("quiet", "email", "fr", SAMPLE).text) < 20_000
    except Refused as error:
        assert error.where.startswith("messages/quiet/email.fr.j2") and found  # whoever checked it knew


@given(st.text(max_size=80))
def test_a_subject_is_one_line_whatever_is_filled_in(text: str) -> None:
    rendered = renderer().render("quiet", "email", "en", msgspec.structs.replace(SAMPLE, last_subject=f"a\r\nBcc: x@y.example\n{text}"))
    assert rendered.subject.startswith("Re: a Bcc:") and rendered.subject.splitlines() == [rendered.subject]
    assert one_line(rendered.subject) == rendered.subject


words = st.none() | st.text(min_size=1, max_size=40)
contexts = st.builds(
    Context, house=st.just("Chauffage du Sud"), last_at=st.just("12 octobre 2026"), last_channel=st.sampled_from(CHANNELS),
    answer_within=st.just("2 jours ouvrés"), answer_by=st.just("jeudi 26 novembre à 17 h"), conditions=st.just("sans frais"),
    name=words, colleague=words, last_subject=words, asked=words, matter=words, product=words, reference=words, promised=words,
    promised_by=words, missed=words, spoke_with=words, leave=st.none() | st.just("https://x.example/leave/a.b"), mention=words, phone=words,
).filter(lambda context: (context.promised is None) == (context.promised_by is None) and (context.promised or not context.missed))


@given(contexts, st.sampled_from(PURPOSES), st.sampled_from(CHANNELS), st.sampled_from(["fr", "en"]))
def test_marked_or_not_it_is_the_same_text(context: Context, purpose: str, channel, language: str) -> None:
    network = "telegram" if channel == "social" else None
    plain = renderer().render(purpose, channel, language, context, network=network)
    marked = renderer().rendered_with_marks(purpose, channel, language, context, network=network)
    assert "".join(text for text, _ in marked.marked) == plain.text == marked.text


def test_the_marks_say_which_words_are_what_we_know() -> None:
    marked = {field: text for text, field in renderer().rendered_with_marks("late", "email", "fr", SAMPLE).marked}
    for field in ("name", "last_at", "matter", "asked", "promised", "missed", "reference", "answer_by", "conditions"):
        assert marked[field].replace("\u00a0", " ") == getattr(SAMPLE, field)


@given(st.text(alphabet="\u202e\u200b\u2066\ue000\ue001\ue002ab \n", min_size=1, max_size=30))
def test_what_others_wrote_changes_neither_direction_nor_lines_nor_marks(name: str) -> None:
    rendered = renderer().rendered_with_marks("late", "email", "fr", msgspec.structs.replace(SAMPLE, name=name))
    assert not set("\u202e\u200b\u2066\ue000\ue001\ue002") & set(rendered.text)
    assert rendered.text.split("\n")[0].startswith("Bonjour") and rendered.text.split("\n")[1] == ""


def test_what_no_check_could_see_is_held_and_not_sent_with_a_hole(tmp_path: Path) -> None:
    """A branch for one name alone, which no sample has."""
    folder = tmp_path / "messages" / "mine"
    folder.mkdir(parents=True)
    blocks = {"subject": "S", "opening": "{% if name == 'Zoé' %}{{ product|upper }}{% endif %}", "promise": "P", "closing": "C"}
    source = "".join(f"{{% block {key} %}}{text}{{% endblock %}}\n" for key, text in blocks.items())
    (folder / "email.fr.j2").write_text(source, "utf-8")
    context = msgspec.structs.replace(sample("fr"), name="Zoé", product=None)
    with pytest.raises(Refused, match="something is missing"):
        Renderer(tmp_path).render("mine", "email", "fr", context)
    assert Renderer(tmp_path).render("mine", "email", "fr", msgspec.structs.replace(context, product="Atlan")).text.startswith("ATLAN")


def test_what_nobody_sees_in_a_name_is_not_sent() -> None:
    context = msgspec.structs.replace(sample("fr"), name="A\u061cn\u2060n\u00ade\U000e0041\ud800 L.")
    assert "Bonjour Anne L.," in renderer().render("quiet", "email", "fr", context).text
