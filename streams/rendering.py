"""Messages from templates: sandboxed Jinja2, where a hole is an error and no template can reach anything but what it is given.

A template is `templates/messages/<purpose>/<channel>.<language>.j2` with four blocks - subject, opening, promise, closing -, and may have
a second part in HTML, `<channel>.<language>.html.j2`, where everything that is filled in is escaped.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import jinja2
import msgspec
from jinja2.sandbox import ImmutableSandboxedEnvironment

from schemas.errors import Refused
from schemas.interaction import Channel

BLOCKS = ("subject", "opening", "promise", "closing")
SOCIAL_CHARACTERS = 500
"""Mastodon's limit; a network with a shorter one gets a row of its own when it is sent to."""

SUBJECT_CHARACTERS = 150
ROOT = "messages"


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What a message may say: nothing else is known to a template. Dates are already in the person's words."""

    name: str | None  # as they sign; None: not known
    house: str
    last_at: str  # the day of what they last said or did
    last_channel: Channel  # by which they did
    last_subject: str | None  # of their last mail, without Re:
    answer_within_days: int  # working days until whom answers has an answer of ours
    mention: str | None = None  # social: how the network addresses them
    phone: str | None = None  # a task: the number to call


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A message in words. `subject` is one line."""

    subject: str
    text: str
    html: str | None = None


class Renderer:
    """Renders from a folder of templates; one a process is enough."""

    def __init__(self, templates: Path | None = None) -> None:
        loader = jinja2.FileSystemLoader(templates or _packaged())
        self.environment = ImmutableSandboxedEnvironment(
            loader=loader,
            undefined=jinja2.StrictUndefined,
            autoescape=lambda name: bool(name) and name.endswith(".html.j2"),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
            auto_reload=False,
        )
        self.environment.globals.clear()

    def render(self, purpose: str, channel: Channel, language: str, context: Context) -> Rendered:
        """Raises Refused, naming the template, for one that is missing, has a hole, or says more than its channel can carry."""
        name = f"{ROOT}/{purpose}/{channel}.{language}.j2"
        parts = self._blocks(name, context)
        subject = one_line(parts["subject"])[:SUBJECT_CHARACTERS].strip()
        text = "\n\n".join(paragraph for block in BLOCKS[1:] if (paragraph := _tidy(parts[block])))
        if channel == "social" and len(text) > SOCIAL_CHARACTERS:
            raise Refused(name, f"{len(text)} characters are more than the {SOCIAL_CHARACTERS} of a status", "say it shorter")
        html_name = f"{ROOT}/{purpose}/{channel}.{language}.html.j2"
        html = self._html(html_name, context) if channel == "email" and html_name in self.environment.list_templates() else None
        return Rendered(subject=subject, text=text, html=html)

    def names(self) -> list[str]:
        """Every message template there is."""
        return [name for name in self.environment.list_templates() if name.startswith(f"{ROOT}/") and name.endswith(".j2")]

    def _blocks(self, name: str, context: Context) -> dict[str, str]:
        template = self._template(name)
        missing = [block for block in BLOCKS if block not in template.blocks]
        if missing:
            raise Refused(name, f"the block {missing[0]} is missing", f"a message has {', '.join(BLOCKS)}")
        values = msgspec.structs.asdict(context)
        try:
            return {block: "".join(template.blocks[block](template.new_context(values))) for block in BLOCKS}
        except jinja2.TemplateError as error:
            raise Refused(name, f"it cannot be filled ({error.message})", "a template may say what rendering.Context has") from error

    def _html(self, name: str, context: Context) -> str:
        try:
            return self._template(name).render(msgspec.structs.asdict(context))
        except jinja2.TemplateError as error:
            raise Refused(name, f"it cannot be filled ({error.message})", "a template may say what rendering.Context has") from error

    def _template(self, name: str) -> jinja2.Template:
        try:
            return self.environment.get_template(name)
        except jinja2.TemplateNotFound:
            raise Refused(name, "there is no such template", "write it, or another language's is used") from None
        except jinja2.TemplateSyntaxError as error:
            raise Refused(name, f"line {error.lineno}: {error.message}", "mend the template") from error


def one_line(text: str) -> str:
    """Text for a header: no line breaks or other control characters, whoever wrote what was filled in."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()


@lru_cache(maxsize=1)
def renderer() -> Renderer:
    """The one for the templates that come with the program."""
    return Renderer()


def _packaged() -> Path:
    import templates

    return Path(next(iter(templates.__path__)))


def _tidy(text: str) -> str:
    text = re.sub(r"[^\S\n]+", " ", text.replace("\r", ""))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()
