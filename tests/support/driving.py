"""Letters to the house, and the stages driven by hand on a real database: no broker, no waiting, the moment in the test's hands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import msgspec
from aiokafka.admin import AIOKafkaAdminClient
from fpdf import FPDF

from schemas.documents import Consent, FollowUp, Message
from schemas.events import CloudEvent, Command, Due, Entry, Event, Leaving, Raw, Said, Signal
from schemas.interaction import Channel
from schemas.topics import PARTITIONS, TOPICS
from services.embedded.engines import Kafka
from services.embedded.topics import create_topics
from streams.desk import Desk
from streams.rules.persons import person_of
from streams.runner import Batch, Cargo
from streams.settings import Settings
from streams.stages.act import act
from streams.stages.compose import compose
from streams.stages.decide import decide
from streams.stages.dispatch import dispatch
from streams.stages.normalise import normalise
from streams.stages.resolve import entry_event, resolve
from streams.stages.sense import sense
from streams.state import COLLECTIONS, State
from streams.wire import Emit, open_event, seal

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUSE = "house.example"

STAGES: tuple[tuple[type | tuple[type, ...], Callable[..., Any]], ...] = (
    (Raw, normalise),
    (Said, resolve),
    ((Entry, Due), sense),
    (Signal, decide),
    (Due, compose),
    (Leaving, dispatch),
)
"""What each stage takes, in the order of the path."""


def mail(sender: str, at: datetime, *, name: str = "", text: str = "Bonjour, voici le relevé du compteur de cette semaine.") -> bytes:
    """One message to us; the same arguments give the same bytes."""
    message = EmailMessage()
    message["From"] = f"{name or sender.partition('@')[0].title()} <{sender}>"
    message["To"] = f"service@{HOUSE}"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{at:%Y%m%d%H%M%S}.{sender}>"
    message["Subject"] = f"Ma commande du {at:%d/%m}"
    message.set_content(text)
    return message.as_bytes()


def calls(count: int, *, number: str = "0612345", name: str = "Anne") -> bytes:
    """A Master.csv of Asterisk: `count` calls in to us, each answered, each from another number."""
    rows = [
        f'"","{number}{n:03}","0536490100","from-trunk","""{name}"" <{number}{n:03}>","PJSIP/trunk-0{n}","PJSIP/4021-0{n}","Dial",'
        f'"PJSIP/4021,30,tT","2026-10-0{n} 10:00:00","2026-10-0{n} 10:00:09","2026-10-0{n} 10:02:09",129,120,"ANSWERED","DOCUMENTATION",'
        f'"17700000{n}.1",""\n'
        for n in range(1, count + 1)
    ]
    return "".join(rows).encode()


def letter(sender: str) -> bytes:
    """On paper, as PDF with a text layer; the same sender gives the same bytes."""
    page = FPDF()
    page.set_creation_date(NOW)
    page.add_page()
    page.set_font("helvetica", size=11)
    for x, y, line in (
        (25, 24, sender),
        (25, 30, "12 rue des Lilas"),
        (25, 36, "31000 Toulouse"),
        (110, 52, "Maison d'essai"),
        (110, 58, "3 place du Port"),
        (110, 64, "34000 Montpellier"),
        (110, 78, "Toulouse, le 3 octobre 2026"),
        (25, 96, "Objet : ma commande"),
        (25, 108, "Madame, Monsieur,"),
        (25, 120, "Ma commande n'est toujours pas arrivée, et je ne sais plus à qui m'adresser."),
        (25, 140, sender),
    ):
        page.text(x, y, line)
    return bytes(page.output())


def weekly(sender: str, *, count: int = 6, last: datetime = NOW - timedelta(days=40), name: str = "") -> list[bytes]:
    """A person who wrote once a week until `last`, and has been silent since."""
    return [mail(sender, last - timedelta(days=7 * back), name=name) for back in reversed(range(count))]


def agreed(sender: str, *, given: bool = True, at: datetime = NOW - timedelta(days=300)) -> Consent:
    """Somebody said yes (or no) to being written to."""
    person = person_of(f"email:{sender}")
    return Consent(id=f"consent of {sender}", person=person, purpose="care", given=given, at=at, proof="said so at the counter")


def batch_of(events: Iterable[Event], now: datetime) -> Batch:
    cargo = []
    for index, event in enumerate(events):
        sealed = msgspec.json.decode(seal(Emit("test", "key", event)), type=CloudEvent)
        cargo.append(Cargo(open_event(sealed), sealed, "test", 0, 0, index))
    return Batch("test", cargo, now)


async def handle(stage: Callable[..., Any], desk: Desk, events: Iterable[Event]) -> list[Event]:
    """One batch of one stage; gives what it emits. A dead letter fails the test."""
    batch = batch_of(events, desk.now())
    emits: Sequence[Emit] = await stage(batch, desk) if batch.events else []
    assert not batch.dead, batch.dead
    return [emit.event for emit in emits]


async def arrive(desk: Desk, channel: Channel, *files: bytes) -> list[Raw]:
    """Kept, as the intake keeps them."""
    return [raw for raw, _ in await desk.state.originals.put([(channel, "message/rfc822", "test", file) for file in files], now=desk.now())]


async def carry(desk: Desk, events: Iterable[Event], *, until: Callable[..., Any] | None = None) -> list[Event]:
    """Everything that these events cause, stage after stage; with `until` what would come to that stage."""
    waiting = list(events)
    for takes, stage in STAGES:
        if stage is until:
            break
        mine = [event for event in waiting if isinstance(event, takes)]
        emitted = await handle(stage, desk, mine)
        if stage is sense:  # compose hears of due moments as well
            mine = [event for event in mine if not isinstance(event, Due)]
        waiting = [event for event in waiting if event not in mine] + emitted
    return [event for event in waiting if until is None or isinstance(event, next(takes for takes, stage in STAGES if stage is until))]


async def due(desk: Desk) -> list[Due]:
    """What the clock would say now."""
    now = desk.now()
    silences = [Due(kind="silence", id=person, person=person, at=at) for person, at in await desk.state.persons.due(now)]
    waiting = [(followup, followup.due_at) for followup in await desk.state.followups.due(now)]
    return silences + [Due(kind="followup", id=one.id, person=one.person, at=at) for one, at in waiting if at]


async def standing(desk: Desk) -> list[Event]:
    """What the clock would hand on now, since it stood still too long."""
    entries = [each for each in await desk.state.timeline.standing(desk.now()) if each.identifier]
    owners = await desk.state.atoms.owners(entries)
    raws = [raw for raw, _ in await desk.state.originals.standing(desk.now())]
    return [*raws, *(entry_event(entry, owners[entry.id]) for entry in entries)]


async def dump(state: State, *, leave_out: Iterable[str] = ()) -> dict[str, list[dict[str, Any]]]:
    """Every document of every collection, in order. `leave_out`: fields, for what may differ; sets are kept in no order."""
    gone = {"version", "rev", "news", *leave_out}
    found: dict[str, list[dict[str, Any]]] = {}
    for name in (*COLLECTIONS, "originals.files", "originals.chunks"):
        docs = []
        async for doc in state.db[name].find({}):
            doc = {field: value for field, value in doc.items() if field not in gone}
            docs.append(doc)
        if docs and name not in ("leases", "sessions", "sources"):  # the last counts how often things came
            found[name] = sorted(docs, key=lambda doc: str(doc["_id"]))
    return found


async def make_topics(settings: Settings) -> None:
    """Returns when the broker tells of all of them: an Apache Kafka says yes a little earlier."""
    await create_topics(settings.kafka_url, settings.prefix)
    broker = Kafka(settings.kafka_url)
    async with asyncio.timeout(300):
        while True:
            known = await broker.topics() or {}
            if all(known.get(settings.topic(name)) == PARTITIONS for name in TOPICS):
                break
            await asyncio.sleep(0.05)
    await broker.close()


async def delete_topics(settings: Settings) -> None:
    """What a test made on a broker goes with it: a real one would soon have thousands of partitions."""
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_url)
    await admin.start()
    try:
        await admin.delete_topics([settings.topic(name) for name in TOPICS])
    finally:
        await admin.close()


async def approved(desk: Desk, followup: FollowUp) -> None:
    """By a colleague, now."""
    order = {"followup": followup.id}
    command = Command(id=f"yes {desk.now()}", do="approve", person=followup.person, by="claire", at=desk.now(), arguments=order)
    await desk.state.commands.put(command, hand_on_at=desk.now())
    await act(batch_of([command], desk.now()), desk)
    assert await desk.state.commands.refusal(command.id) is None


async def goes_on(desk: Desk, run: Any) -> list[Message]:
    """Compose and dispatch, as far as the clock says now."""
    emits = await run(compose, desk, *(each for each in await due(desk) if each.kind == "followup"))
    ready = [Leaving(id=one.id, person=one.person) for one in await desk.state.messages.standing(desk.now())]
    leaving = {event.id: event for event in (*ready, *(emit.event for emit in emits))}
    await run(dispatch, desk, *leaving.values())
    return [message for id_ in leaving if (message := await desk.state.messages.get(id_))]
