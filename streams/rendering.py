"""Messages from templates: sandboxed Jinja2, where a hole is an error and no template can reach anything but what it is given.

A template is `templates/messages/<purpose>/<channel>.<language>.j2` with four blocks - subject, opening, promise, closing. What it may be
made of stands in grammar.py, and holds here too: one that was never checked is refused as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

import jinja2
import msgspec
from jinja2.sandbox import ImmutableSandboxedEnvironment

from schemas.errors import Refused
from schemas.interaction import Channel
from streams.asking import left_over
from streams.grammar import BLOCKS, FILTERS, refused, refused_source
from streams.limits import is_flat, one_paragraph, too_long
from streams.settings import read_settings

SUBJECT_CHARACTERS = 150
LONGEST_FIELD = 300
ROOT = "messages"
_UNSEEN = re.compile("[\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\uf8ff\U000e0000-\U000e007f]")
_BREAKABLE = re.compile(r" (?=[:;?!»])|(?<=«) ")
"""French marks do not stand alone at the end or beginning of a line. (On a network that would cost signs.)"""

MAIL = f"{ROOT}/mail.html.j2"


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What a message may say: nothing else is known to a template. Days and times are already in the person's words and zone."""

    house: str
    colleague: str | None = None  # of ours, who approved it and signs
    name: str | None = None  # as they sign; None: not known
    last_at: str  # the day of what it is about: what they last said or did, their complaint
    last_channel: Channel  # by which they did
    last_subject: str | None = None  # of the mail that is answered, without Re:
    asked: str | None = None  # their question, in their words
    matter: str | None = None  # what it is about: their subject, else what we sell that they named
    product: str | None = None  # of ours, that they named
    reference: str | None = None  # their contract, customer or case number, as they wrote it
    promised: str | None = None  # what we promised them, in our words, and have not kept yet
    promised_by: str | None = None  # until when
    missed: str | None = None  # the same day, where it is over
    spoke_with: str | None = None  # who of us last answered them
    answer_within: str  # so long, in working days, whom answers waits for an answer of ours
    answer_by: str  # until then there is one, where they have asked already: "jeudi 26 novembre à 17 h"
    conditions: str  # of that answer: "sans frais et sans engagement"
    leave: str | None = None  # address of the page where they say that they want no more of this
    mention: str | None = None  # social: how the network addresses them
    phone: str | None = None  # a task: the number to call, as one dials it here

    def shorter(self) -> Context:
        """The same with nothing that a message can do without, for a network where it would be too long."""
        return msgspec.structs.replace(self, **dict.fromkeys(OPTIONAL - {"mention", "leave"}))


FIELDS = frozenset(Context.__struct_fields__)
OPTIONAL = frozenset(each.name for each in msgspec.structs.fields(Context) if not each.required)


class TooLong(Refused):
    """It says more than its network can carry; another channel may."""


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A message in words. `subject` is one line; `marked`: the text in pieces, each with the field that it is or None; () where nobody
    asked for marks."""

    subject: str
    text: str
    html: str | None = None
    marked: tuple[tuple[str, str | None], ...] = ()


class Renderer:
    """Renders from folders of templates, of which the first that has one counts; one a process is enough."""

    def __init__(self, *folders: Path) -> None:
        self.environment = _environment(jinja2.FileSystemLoader(folders or [_packaged()]))
        self._mail = _environment(jinja2.FileSystemLoader([*folders, _packaged()]), html=True).get_template(MAIL)
        self._allowed: set[str] = set()

    def render(self, purpose: str, channel: Channel, language: str, context: Context, *, network: str | None = None) -> Rendered:
        """Raises Refused, naming the template, for one that is missing or has a hole, TooLong for more than its network can carry."""
        return self._rendered(purpose, channel, language, context, network)[0]

    def rendered_with_marks(
        self, purpose: str, channel: Channel, language: str, context: Context, *, network: str | None = None
    ) -> Rendered:
        """The same, byte for byte, and `marked`."""
        rendered, used = self._rendered(purpose, channel, language, context, network)
        name = f"{ROOT}/{purpose}/{channel}.{language}.j2"
        marked = self._blocks(name, {key: _mark(key, value) for key, value in _values(used).items()})
        pieces = _pieces(_said(marked, name, flat=is_flat(network)).text)
        if "".join(text for text, _ in pieces) != rendered.text:  # a mark changed what is said, so none is given
            pieces = ((rendered.text, None),)
        return msgspec.structs.replace(rendered, marked=pieces)

    def subject(self, name: str, context: Context) -> str:
        """As it is filled in, before it is made one line."""
        return self._blocks(name, _values(context))["subject"]

    def names(self) -> list[str]:
        """Every message template there is."""
        return [name for name in self.environment.list_templates() if name.startswith(f"{ROOT}/") and name.endswith(".j2") and name != MAIL]

    def source(self, name: str) -> str:
        """Raises Refused for a file that is missing or no text."""
        try:
            return self.environment.loader.get_source(self.environment, name)[0]  # type: ignore[union-attr]  # it has a loader
        except jinja2.TemplateNotFound:
            raise Refused(name, "there is no such template", "write it, or another language's is used") from None
        except UnicodeDecodeError:
            raise Refused(f"{name}:1", "it is not UTF-8", "save it as UTF-8 text") from None

    def parsed(self, name: str) -> jinja2.nodes.Template:
        """As it is written, and not run. Raises Refused for what is no template, or too much of one."""
        source = self.source(name)
        if before := refused_source(source, name):
            raise Refused(before.where, before.what, before.remedy)
        try:
            return self.environment.parse(source, name)
        except jinja2.TemplateSyntaxError as error:
            raise Refused(f"{name}:{error.lineno}", error.message or "it is no template", "mend the template") from None
        except RecursionError:
            raise Refused(f"{name}:1", "it is nested too deep to be read", "say it in sentences") from None

    def _rendered(
        self, purpose: str, channel: Channel, language: str, context: Context, network: str | None
    ) -> tuple[Rendered, Context]:
        """And what of the context was used."""
        name = f"{ROOT}/{purpose}/{channel}.{language}.j2"
        flat = is_flat(network)
        rendered = _said(self._blocks(name, _values(context)), name, flat=flat)
        if channel == "social" and too_long(rendered.text, network):
            context = context.shorter()
            rendered = _said(self._blocks(name, _values(context)), name, flat=flat)
            if still := too_long(rendered.text, network):
                raise TooLong(name, still, "say it shorter")
        if channel == "email":
            rendered = msgspec.structs.replace(rendered, html=self._html(rendered, language, context))
        return rendered, context

    def _blocks(self, name: str, values: dict[str, str | None]) -> dict[str, str]:
        template = self._template(name)
        try:
            said = {block: "".join(template.blocks[block](template.new_context(values))) for block in BLOCKS}
            if hole := next((line for text in said.values() for line in text.split("\n") if _HOLE in line), None):
                words = left_over(hole.replace(_HOLE, "None")) or hole.replace(_HOLE, "")
                raise Refused(name, f"something is missing: {words!r}", "ask with {% if %} for what may not be known")
            return said
        except (jinja2.TemplateError, TypeError, AttributeError) as error:
            raise Refused(name, f"it cannot be filled ({error})", "a template may say what rendering.Context has") from error

    def _template(self, name: str) -> jinja2.Template:
        if name not in self._allowed:
            if first := next(refused(self.parsed(name), name, FIELDS), None):
                raise Refused(first.where, first.what, first.remedy)
            self._allowed.add(name)
        return self.environment.get_template(name)

    def _html(self, rendered: Rendered, language: str, context: Context) -> str:
        paragraphs = [paragraph.split("\n") for paragraph in rendered.text.split("\n\n")]
        return self._mail.render(
            subject=rendered.subject, paragraphs=paragraphs, language=language, house=context.house, leave=context.leave
        )


def one_line(text: str) -> str:
    """Text for a header: no line breaks or other control characters, whoever wrote what was filled in."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()


@lru_cache(maxsize=1)
def renderer() -> Renderer:
    """The one for this house: its own templates before those that come with the program."""
    own = read_settings().own_templates
    return Renderer(own, _packaged()) if own else Renderer()


def _environment(loader: jinja2.BaseLoader, *, html: bool = False) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=loader, undefined=jinja2.StrictUndefined, autoescape=html, trim_blocks=True, lstrip_blocks=True, auto_reload=False,
        finalize=None if html else _printed,
    )
    environment.globals.clear()
    if not html:
        environment.filters = {key: partial(_printed, change=getattr(str, key)) for key in FILTERS}
    return environment


def _printed(value: object, change: Callable[[str], str] = str) -> str:
    return change(value) if isinstance(value, str) else _HOLE


def _packaged() -> Path:
    import templates

    return Path(next(iter(templates.__path__)))


def _values(context: Context) -> dict[str, str | None]:
    """What others wrote is one line of text, not longer than a sentence, and changes the direction or the look of nothing after it."""
    return {key: _harmless(value) if isinstance(value, str) else value for key, value in msgspec.structs.asdict(context).items()}


def _harmless(text: str) -> str:
    return one_line(_UNSEEN.sub("", text))[:LONGEST_FIELD]


_HOLE = "\ue003"
"""What stands where nothing is known, or no text: nobody else can write it."""

_OPEN, _BETWEEN, _SHUT = "\ue000", "\ue001", "\ue002"


class _Marked(str):
    """A value between marks that is compared as if there were none."""

    value: str

    def __eq__(self, other: object) -> bool:
        return self.value == getattr(other, "value", other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


def _mark(field: str, value: str | None) -> str | None:
    if not value:
        return value
    marked = _Marked(f"{_OPEN}{field}{_BETWEEN}{value}{_SHUT}")
    marked.value = value
    return marked


def _pieces(text: str) -> tuple[tuple[str, str | None], ...]:
    first, *rest = re.split(f"{_OPEN}([a-z_]+){_BETWEEN}([^{_SHUT}]*){_SHUT}", text)
    found: list[tuple[str, str | None]] = [(first, None)]
    for field, value, between in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        found += [(value, field), (between, None)]
    return tuple(piece for piece in found if piece[0])


def _said(parts: dict[str, str], name: str, *, flat: bool) -> Rendered:
    if ".fr." in name and "/social." not in name:
        parts = {block: _BREAKABLE.sub("\u00a0", said) for block, said in parts.items()}
    text = "\n\n".join(paragraph for block in BLOCKS[1:] if (paragraph := _tidy(parts[block])))
    subject = one_line(parts["subject"])[:SUBJECT_CHARACTERS].strip()
    return Rendered(subject=subject, text=one_paragraph(text) if flat else text)


def _tidy(text: str) -> str:
    text = re.sub(r"[^\S\n\u00a0\u202f]+", " ", text.replace("\r", ""))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip(" ") for line in text.split("\n"))).strip()
