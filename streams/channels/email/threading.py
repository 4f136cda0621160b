"""What belongs together: an answer by its Message-IDs, and where a program writes none by its subject and those who take part."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

from streams.channels.email.ids import bare, message_id_to_interaction_id, references

_CONVERSATION = re.compile(rb"^(?:references|in-reply-to):[ \t]*((?:[^\r\n]|\r?\n[ \t])+)", re.IGNORECASE | re.MULTILINE)
_HEADER = re.compile(rb"^message-id:[ \t]*((?:[^\r\n]|\r?\n[ \t])+)", re.IGNORECASE | re.MULTILINE)


_ANSWER = r"(?:re|aw|antw|antwort|sv|vs|odp|rif|res|ynt|r[ée]p?|r[ée]f|réponse)(?:\s?[\[(]?\d{1,3}[\])]?)?\s?:"
_LEADS = re.compile(
    rf"\s*(?:(?P<answer>{_ANSWER})|(?:fwd?|tr|wg|rv|i|doorst)\s?:|\[[^\]\n]{{1,60}}\]|(?:ext|externe?|external)\s?:)", re.IGNORECASE
)
"""What programs and lists put before a subject."""


def message_id_of(interaction: str, data: bytes) -> str | None:
    """The Message-ID of a mail that we want to answer, in its original: an Interaction keeps only its hash.

    Without brackets; None where the original, a mail or a mailbox, has none of this interaction.
    """
    for found in _HEADER.finditer(data):
        message_id = bare(found[1].decode("utf-8", "replace"))
        if message_id and message_id_to_interaction_id(message_id) == interaction:
            return message_id if re.fullmatch(r"[!-~]+@[!-~]+", message_id) else None
    return None


MOST_REFERENCES = 30
"""The first and the last: a field must not grow without end, and mail programs need no more (RFC 5322, 3.6.4 sets no bound)."""


def references_of(interaction: str, data: bytes) -> tuple[str, ...]:
    """The conversation of a mail that we want to answer, by Message-IDs, oldest first, itself last; empty where it cannot be found.

    Of a mailbox, which holds many mails, nothing but the mail itself is known.
    """
    itself = message_id_of(interaction, data)
    if itself is None:
        return ()
    head = data.lstrip().partition(b"\r\n\r\n")[0].partition(b"\n\n")[0]
    found = [] if head.startswith(b"From ") else [one for header in _CONVERSATION.findall(head) for one in _bracketed(header)]
    known = [one for one in dict.fromkeys(found) if one != itself]
    return (*(known if len(known) < MOST_REFERENCES else [known[0], *known[-MOST_REFERENCES + 2 :]]), itself)


def _bracketed(header: bytes) -> list[str]:
    return [one for one in references(header.decode("utf-8", "replace")) if re.fullmatch(r"[!-;=?-~]+@[!-;=?-~]+", one)]


def subject_thread(subject: str, people: Iterable[str]) -> str | None:
    """The thread of an answer that names no mail which it answers: one subject among the same people, whoever writes.

    None unless the subject begins as answers do. The mail that began it all is not of this thread, since at its time nothing said that
    it would be answered so, and a thread is a function of the mail alone, never of what came before it.
    """
    place, answers = 0, False
    while (found := _LEADS.match(subject, place)) is not None:
        place, answers = found.end(), answers or found["answer"] is not None
    bare_subject = " ".join(subject[place:].casefold().split())
    if not answers or not bare_subject:
        return None
    return "subject-" + sha256("\0".join([bare_subject, *sorted(set(people))]).encode("utf-8", "replace")).hexdigest()[:32]
