"""`/answers`: what waits for a colleague, what will be written and when, what was held back and why, what left."""

from __future__ import annotations

import asyncio

from aiohttp import web

from schemas.documents import FollowUp, Message
from services.web import keys
from services.web.answering import BOUND, shell_of, shown
from services.web.naming import titles
from services.web.views import AnswersPage, Decision, Gone, Reason, ToDo
from streams.rules.words import reason_sentence

PARTS = {"lists": "answers/_lists.html.j2"}


async def answers(request: web.Request) -> web.Response:
    shell = shell_of(request, "answers")
    state = request.app[keys.STATE]
    followups, messages, tasks = await asyncio.gather(
        state.followups.recent(BOUND, now=shell.now), state.messages.recent(BOUND, now=shell.now), state.tasks.open(BOUND)
    )
    concerned = {each.person for group in (followups, messages, tasks) for each in group}
    names = titles((await state.persons.get_many(concerned)).values())
    tz = request.app[keys.SETTINGS].tz
    by_followup = {message.followup: message for message in messages}
    by_id = {said.id: said for said in followups} | await state.followups.get_many({message.followup for message in messages})

    def reasons_of(said: FollowUp | None) -> tuple[Reason, ...]:
        given = said.reasons if said else ()
        return tuple(Reason(ok=reason.ok, sentence=reason_sentence(reason, shell.language, tz=tz)) for reason in given)

    def decided(said: FollowUp) -> Decision:
        return Decision(said=said, name=names.get(said.person, said.person), reasons=reasons_of(said), message=by_followup.get(said.id))

    def left(message: Message) -> Gone:
        return Gone(said=message, name=names.get(message.person, message.person), reasons=reasons_of(by_id.get(message.followup)))

    view = AnswersPage(
        shell=shell,
        tasks=tuple(ToDo(said=task, name=names.get(task.person, task.person)) for task in tasks),
        asking=tuple(decided(said) for said in followups if said.state == "asking"),
        coming=tuple(decided(said) for said in followups if said.state == "waiting"),
        held=tuple(decided(said) for said in followups if said.state in ("held", "withdrawn", "dismissed")),
        gone=tuple(left(message) for message in messages),
    )
    return shown(request, view, parts=PARTS)
