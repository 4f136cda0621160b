"""`/answers`: what waits for a colleague, what will be written and when, what was held back and why, what left."""

from __future__ import annotations

import asyncio

from aiohttp import web

from schemas.documents import FollowUp, Message
from services.web import keys
from services.web.answering import BOUND, shell_of, shown
from services.web.campaign_names import campaign_titles
from services.web.naming import titles
from services.web.reasons import put, stands, to_do
from services.web.views import AnswersPage, Decision, Gone, Reason

PARTS = {"lists": "answers/_lists.html.j2"}


async def answers(request: web.Request) -> web.Response:
    shell = shell_of(request, "answers")
    state = request.app[keys.STATE]
    followups, messages, tasks, campaigns = await asyncio.gather(
        state.followups.recent(BOUND, now=shell.now),
        state.messages.recent(BOUND, now=shell.now),
        state.tasks.open(BOUND),
        campaign_titles(request, shell.language),
    )
    concerned = {each.person for group in (followups, messages, tasks) for each in group}
    names = titles((await state.persons.get_many(concerned)).values())
    tz = request.app[keys.SETTINGS].tz
    by_followup = {message.followup: message for message in messages}
    by_id = {said.id: said for said in followups} | await state.followups.get_many({message.followup for message in messages})

    def reasons_of(said: FollowUp | None) -> tuple[Reason, ...]:
        given = said.reasons if said else ()
        return tuple(put(reason, shell.language, tz) for reason in given)

    def stand(message: Message | None, said: FollowUp | None) -> str:
        return stands(message, said.reasons if said else (), shell.language, tz)

    def decided(said: FollowUp) -> Decision:
        return Decision(
            said=said,
            name=names.get(said.person, said.person),
            reasons=reasons_of(said),
            message=by_followup.get(said.id),
            stands=stand(by_followup.get(said.id), said),
            campaign=campaigns.get(said.campaign, ""),
        )

    def left(message: Message) -> Gone:
        said = by_id.get(message.followup)
        name = names.get(message.person, message.person)
        return Gone(said=message, name=name, stands=stand(message, said), reasons=reasons_of(said))

    view = AnswersPage(
        shell=shell,
        tasks=tuple(to_do(task, names.get(task.person, task.person), shell.language) for task in tasks),
        asking=tuple(decided(said) for said in followups if said.state == "asking"),
        coming=tuple(decided(said) for said in followups if said.state == "waiting"),
        held=tuple(decided(said) for said in followups if said.state in ("held", "withdrawn", "dismissed")),
        gone=tuple(left(message) for message in messages),
    )
    return shown(request, view, parts=PARTS)
