"""Why a decision fell as it did, and why a message stands as it does, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from schemas.documents import Message, Task
from schemas.documents import Reason as Code
from services.web.languages import Language
from services.web.views import Reason, ToDo
from streams.rules.plain_words import in_words
from streams.rules.sentences import REASONS
from streams.rules.words import reason_sentence


def put(reason: Code, language: Language, tz: str) -> Reason:
    """As a page shows it."""
    if what := reason.words.get("what"):
        reason = msgspec.structs.replace(reason, words={**reason.words, "what": in_words(what, language)})
    return Reason(ok=reason.ok, sentence=reason_sentence(reason, language, tz=tz))


def stands(message: Message | None, reasons: Iterable[Code], language: Language, tz: str) -> str:
    """Why it is held, has failed, waits or is uncertain: a reason of its follow-up, or what the sender said; else empty."""
    code = message.reason if message else None
    if not code:
        return ""
    if code not in REASONS[language]:
        return in_words(code, language)
    known = next((reason for reason in reasons if reason.code == code), Code(code=code, ok=False))
    return put(known, language, tz).sentence


def to_do(task: Task, name: str, language: Language) -> ToDo:
    """What to say on the telephone is in the person's language; what became of a message, in the reader's."""
    if task.kind == "many":
        task = msgspec.structs.replace(task, title=in_words(task.title, language))
    return ToDo(said=task, name=name, text=task.text if task.kind in ("call", "write") else in_words(task.text, language))
