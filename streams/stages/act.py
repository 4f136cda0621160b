"""Carries out what a colleague decided on the page or at the command line, and writes down who did it."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Awaitable, Callable, Iterable, Sequence, Set

import msgspec

from schemas import topics
from schemas.campaigns import Campaign
from schemas.documents import Consent, FollowUp, Reason, TimelineEntry
from schemas.errors import EgardError, Refused, Unreadable
from schemas.events import CloudEvent, Command
from schemas.interaction import CHANNELS, OURS, Interaction, Original, Party
from streams import wishes
from streams.desk import Desk
from streams.drafting import draft, occasion_of
from streams.erasing import NotYet, erase
from streams.neighbours import near
from streams.rules.consent import CAMPAIGNS, EVERYTHING
from streams.rules.identity import planning
from streams.rules.identity.owning import Ruling
from streams.rules.identity.planning import Plan
from streams.rules.occasions import Happened
from streams.runner import Batch, dead_letter_as_message
from streams.settling import moved, settle
from streams.stages import campaigning
from streams.stages.decide import decide_again, reconsider
from streams.state.atoms import use_of
from streams.state.originals import PATIENCE
from streams.wire import Emit, open_event


async def act(batch: Batch, desk: Desk) -> list[Emit]:
    """Each command has an id and does the same when it comes a second time. What cannot be done is a dead letter that says why."""
    emits: list[Emit] = []
    for event in batch.events:
        if not isinstance(event, Command):
            batch.refuse(event, Unreadable("type", "a command was expected", "send it to its own topic"))
            continue
        if not await desk.state.commands.waiting([event.id]):
            continue
        details = event.arguments
        try:
            then = await DO[event.do](event, desk)
        except AsWished:
            then, details = [], {**details, "nothing": "it was so already"}
        except NotYet as waits:
            emits += waits.emits
            continue
        except EgardError as error:
            batch.refuse(event, error)
            await desk.state.commands.refuse(event.id, error.where, error.what, error.remedy)
            continue
        if event.do not in ("settle", "erase"):  # an erasure writes down nobody's name, and does so itself
            await desk.state.audit.put(event.id, person=event.person, by=event.by, did=event.do, at=event.at, details=details)
        persons = [person for person in then if isinstance(person, str)]
        emits += [emit for emit in then if isinstance(emit, Emit)]
        if persons:  # not done before sense has seen both anew
            emits += moved(event.id, persons, event.at, batch.trace(event))
        else:
            await desk.state.commands.done([event.id])
    return emits


Then = Sequence[str | Emit]
"""What follows: persons whom sense has to see anew, and events."""


class AsWished(Exception):  # somebody else was quicker
    """There was nothing to do."""


async def merge(command: Command, desk: Desk) -> Then:
    """`with`: another person; they are one. `atom`, `other`: what of each the word is about, their first unless said. No entry is
    touched."""
    state, other = desk.state, _argument(command, "with")
    if other == command.person:
        raise Refused("with", "it is the same person", "name two")
    begun = await state.rulings.of_word(command.id)  # a worker stopped in the middle
    if begun:
        one, two = begun[0].a, begun[0].b
    else:
        two = command.arguments.get("other") or await _first(other, desk, "with")
        one = command.arguments.get("atom") or await _first(command.person, desk)
    around = await near(await _starts([one, two], desk), state)
    plan = planning.merge(one, two, around.uses, around.rulings, common=around.common)
    if plan == Plan() and not begun:
        theirs = [set(around.atoms[each].owners) if each in around.atoms else set() for each in (one, two)]
        if theirs[0] & theirs[1]:
            raise AsWished
        raise Refused("with", "what they have is theirs in turn with others", "join an identifier that is theirs alone")
    await state.rulings.put(_rulings(plan, command))
    return await _rule(await state.rulings.of_word(command.id), command, desk)


async def different(command: Command, desk: Desk) -> Then:
    """`with`: another person, who is not this one. `atom`, `other`: as of `merge`."""
    if not (said := await desk.state.rulings.of_word(command.id)):
        one = command.arguments.get("atom") or await _first(command.person, desk)
        two = command.arguments.get("other") or await _first(_argument(command, "with"), desk, "with")
        if one == two:
            raise Refused("with", "they were joined meanwhile", "separate an identifier from the person")
        said = _rulings(Plan(different=((min(one, two), max(one, two)),)), command)
        await desk.state.rulings.put(said)
    return await _rule(said, command, desk)


async def split(command: Command, desk: Desk) -> Then:
    """`identifier`, or one `atom`, leaves and is the person again that it was before any joining, with what hangs on it."""
    state, theirs = desk.state, await desk.state.atoms.atoms_of([command.person])
    atom = command.arguments.get("atom")
    identifier = command.arguments.get("identifier") or (atom or "").partition("#")[0] or _argument(command, "identifier")
    leaving = {id_ for id_, each in theirs.items() if (id_ == atom if atom else each.identifier == identifier)}
    begun = [*await state.rulings.of_word(command.id), *await state.rulings.withdrawn_by(command.id)]
    if not leaving and not begun:
        raise Refused("identifier", f"{atom or identifier} is not theirs", "see `egard show PERSON` for what is")
    if leaving == theirs.keys() and not begun:
        raise Refused("identifier", f"{atom or identifier} is all that this person has", "there is nobody to separate it from")
    if leaving and leaving != theirs.keys():
        around = await near(await _starts(leaving, desk), state)
        plan = planning.split(leaving, around.uses, around.rulings, common=around.common)
        said = _rulings(plan, command)
        await _write_down(said, desk)  # those who stay together are so before what held them is taken back
        await state.rulings.withdraw(plan.withdraw, by=command.by, at=command.at, command=command.id)
        begun = [*said, *await state.rulings.of_word(command.id), *await state.rulings.withdrawn_by(command.id)]
    return await _apart(await _rule(begun, command, desk), desk)


async def unsay(command: Command, desk: Desk) -> Then:
    """`command`: what it said of two persons is taken back."""
    said = await desk.state.rulings.of_word(_argument(command, "command"))
    if not said:
        raise Refused("command", "nothing was said by it", "look at the page again")
    await desk.state.rulings.withdraw([ruling.id for ruling in said], by=command.by, at=command.at, command=command.id)
    return await _apart(await _rule(await desk.state.rulings.get([ruling.id for ruling in said]), command, desk), desk)


async def settled(command: Command, desk: Desk) -> Then:
    """A worker ended between moving something from person to person and telling that it did."""
    return await desk.state.commands.sensing(command.id)


async def _first(person: str, desk: Desk, where: str = "person") -> str:
    """The atom by which a person is meant, or whom they were joined to meanwhile. Raises Refused for one who has none that is theirs for
    good: what comes without a name from a number that was handed on stands for nobody."""
    atoms = await desk.state.atoms.atoms_of([person]) or await desk.state.atoms.atoms_of([await desk.state.atoms.now_with(person)])
    if not atoms:
        raise Refused(where, f"{person} owns no identifier", "look the person up again")
    theirs = [atom for atom in atoms.values() if not atom.eras]
    if not theirs:
        raise Refused(where, f"what {person} has is theirs in turn with others", "join an identifier that is theirs alone")
    return min(theirs, key=lambda atom: (atom.first_at, atom.id)).id


async def _starts(atoms: Iterable[str], desk: Desk) -> dict[str, tuple[str, ...]]:
    """What somebody only said to be theirs, and nobody used yet, is no atom."""
    return {id_: atom.keys for id_, atom in (await desk.state.atoms.get(set(atoms))).items()}


def _rulings(plan: Plan, command: Command) -> list[Ruling]:
    """By ids that the same word about the same two always has."""
    said = planning.carry_out(plan, (), word=command.id, at=command.at, by=command.by)
    return [msgspec.structs.replace(each, id=f"{command.id}/{each.a}/{each.b}") for each in said]


async def _write_down(said: Iterable[Ruling], desk: Desk) -> None:
    """New ones, and which atoms they are about; those that are withdrawn are about none."""
    state, rulings = desk.state, list(said)
    await state.rulings.put(rulings)
    for ruling in await state.rulings.get([ruling.id for ruling in rulings]):
        await (state.atoms.unruled if ruling.withdrawn else state.atoms.ruled)(ruling.id, [ruling.a, ruling.b])


async def _rule(said: Iterable[Ruling], command: Command, desk: Desk) -> Then:
    """Written down, found by the atoms that it is about, and done. The same again does the same."""
    state, rulings = desk.state, list(said)
    await _write_down(rulings, desk)

    async def tell(persons: Set[str]) -> None:
        await state.commands.wait_for(command.id, persons)

    await settle(await _starts([atom for ruling in rulings for atom in (ruling.a, ruling.b)], desk), state, tell)
    return await state.commands.sensing(command.id)


async def _apart(persons: Then, desk: Desk) -> Then:
    """Those who were one may not be any more: each keeps what they said about being written to."""
    await wishes.separate({person for person in persons if isinstance(person, str)}, desk.state)
    return persons


async def consent(command: Command, desk: Desk) -> Then:
    """`purpose`, `given` yes or no, `proof`, a `channel` (none: every one), and the `identifier` by which they said so; `no`: the statement
    that a yes takes back, since it was misread, and nothing else."""
    channel = command.arguments.get("channel") or None
    if channel is not None and channel not in CHANNELS:
        raise Refused("channel", f"{channel!r} is none", f"choose of {', '.join(CHANNELS)}")
    given = _argument(command, "given")
    if given not in ("yes", "no"):
        raise Refused("given", f"{given!r} is neither yes nor no", "say yes or no")
    purpose = _argument(command, "purpose")
    purposes = {EVERYTHING, CAMPAIGNS, *(campaign.content.purpose for campaign in (await desk.campaigns()).values())}
    if purpose not in purposes:
        raise Refused("purpose", f"nothing is done for {purpose!r}", f"choose of {', '.join(sorted(purposes))}; * is any contact at all")
    statement = Consent(
        id=command.id,
        person=await wishes.said_from(command.arguments.get("identifier", ""), command.person, desk.state),
        channel=channel,
        purpose=purpose,
        given=given == "yes",
        at=command.at,
        proof=_argument(command, "proof"),
    )
    if misread := command.arguments.get("no"):
        if not statement.given:
            raise Refused("given", "a no takes nothing back", "say yes or no")
        await wishes.take_back(misread, statement, desk.state)
    else:
        await wishes.keep([statement], desk.state)
    await reconsider(desk, command.person, now=desk.now())  # what was held for want of it
    return []


async def approve(command: Command, desk: Desk) -> Then:
    """`followup`: one that asks is released now. `version`: of the campaign, and `words`, their hash, as they were seen; others are not
    approved, and what would leave in others later is asked again."""
    followup = await desk.state.followups.get(_argument(command, "followup"))
    if followup is not None and any(reason.code == "approved" and reason.words.get("command") == command.id for reason in followup.reasons):
        return []  # carried out already; a worker stopped before it was written down
    if followup is None or followup.state not in ("asking", "waiting"):
        raise Refused("followup", "it is not waiting for anybody", "look at the page again: it may be sent or withdrawn already")
    seen = command.arguments.get("version") or str(followup.version)
    campaign = (await desk.campaigns(fresh=True)).get(followup.campaign)
    if campaign is not None and seen not in ("0", str(campaign.version)):
        await decide_again(followup, desk, now=desk.now())
        raise Refused("version", f"{followup.campaign} was changed since", "look at the page again: it says something else now")
    yes = {"by": command.by, "command": command.id, "at": command.at.isoformat()}
    if (user := await desk.state.users.get(command.by)) and user.name:
        yes |= {"name": user.name}
    occasion = await occasion_of(followup, desk.state, desk.settings)
    if campaign is not None and occasion is not None:
        words = command.arguments.get("words")
        if words and words != await _words(followup, occasion, campaign, desk):
            await decide_again(followup, desk, now=desk.now())
            raise Refused("words", "the message says something else by now", "look at the page again")
        yes |= {"version": str(campaign.version)}
        if told := await _words(_released(followup, yes, command), occasion, campaign, desk):  # whoever approves it signs it
            yes |= {"words": told}
    await desk.state.followups.change(_released(followup, yes, command), seen=followup.state)
    return []


def _released(followup: FollowUp, yes: dict[str, str], command: Command) -> FollowUp:
    reasons = (*followup.reasons, Reason(code="approved", words=yes))
    return msgspec.structs.replace(followup, state="waiting", due_at=command.at, reasons=reasons)


async def _words(followup: FollowUp, occasion: Happened, campaign: Campaign, desk: Desk) -> str | None:
    drafted = await draft(followup, occasion, campaign, desk.state, desk.settings, desk.now())
    return drafted.words


async def dismiss(command: Command, desk: Desk) -> Then:
    """`followup`: nobody is written to."""
    followup = await desk.state.followups.get(_argument(command, "followup"))
    if followup is not None and followup.state == "dismissed":
        return []
    if followup is None or followup.state not in ("asking", "waiting", "held"):
        raise Refused("followup", "it is no longer to be decided", "look at the page again: it may be sent or withdrawn already")
    await desk.state.followups.change(msgspec.structs.replace(followup, state="dismissed", due_at=None), seen=followup.state)
    return []


async def kept(command: Command, desk: Desk) -> Then:
    """`entry`: in which we promised something; a colleague knows that it is done. A note on the timeline says so."""
    found = await desk.state.timeline.get([_argument(command, "entry")])
    if not found:
        raise Refused("entry", "there is no such entry", "look at the page again")
    entry = found[0]
    note = Interaction(
        id=f"note:{command.id}",
        channel=entry.interaction.channel,
        network=entry.interaction.network,
        direction="internal",
        at=command.at,
        parties=(
            Party(role="agent", name=command.by),
            *[await _named(party, entry, desk) for party in entry.interaction.parties if party.identifier == entry.identifier],
        ),
        thread=entry.interaction.thread,
        in_reply_to=entry.interaction.id,
        measures={"kept": True},
        original=Original(sha256=hashlib.sha256(command.id.encode()).hexdigest(), content_type=OURS, size=0),
    )
    raw = await desk.state.originals.put_interaction(note, source="act", now=command.at)
    return [Emit(topics.RAW[note.channel], raw.original, raw)]


async def _named(party: Party, entry: TimelineEntry, desk: Desk) -> Party:
    """By the name that the entry goes by, which may have been said in its text alone: others may have the same telephone."""
    atom = (await desk.state.atoms.get([entry.atom])).get(entry.atom) if entry.atom else None
    name = use_of(atom).name if atom else None
    if atom is None or name is None:
        return party
    return msgspec.structs.replace(party, name=atom.names[0] if atom.names else " ".join(name.words).title())


async def task_done(command: Command, desk: Desk) -> Then:
    """`task`: somebody did it."""
    id_ = _argument(command, "task")
    if await desk.state.tasks.get(id_) is None:
        raise Refused("task", f"there is no task {id_}", "look at the page again")
    await desk.state.tasks.finish(id_, by=command.by, at=command.at)
    return []


async def replay(command: Command, desk: Desk) -> Then:
    """`letter`: the dead letter's event goes to its topic again; it is a dead letter no more, unless it fails again."""
    letter = await desk.state.dead_letters.get(_argument(command, "letter"))
    if letter is not None:
        with contextlib.suppress(Unreadable):  # it never could be read: it is sent as it is
            await desk.state.work.take_up(open_event(msgspec.json.decode(letter.event, type=CloudEvent)), at=desk.now() + PATIENCE)
        await desk.producer.send_bytes([dead_letter_as_message(letter)])
        await desk.state.dead_letters.replayed(letter)
    return []


async def drop(command: Command, desk: Desk) -> Then:
    """`letter`: a dead letter that nobody needs. Its original stays."""
    await desk.state.dead_letters.drop([_argument(command, "letter")])
    return []


def _argument(command: Command, name: str) -> str:
    value = command.arguments.get(name, "")
    if not value:
        raise Refused(name, "it is missing", f"say {name}=...")
    return value


DO: dict[str, Callable[[Command, Desk], Awaitable[Then]]] = {
    "merge": merge,
    "same": merge,
    "different": different,
    "split": split,
    "unsay": unsay,
    "settle": settled,
    "consent": consent,
    "approve": approve,
    "dismiss": dismiss,
    "kept": kept,
    "task_done": task_done,
    "replay": replay,
    "drop": drop,
    "erase": erase,
    **campaigning.DO,
}
