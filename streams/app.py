"""The Faust apps, in one screenful: which stages there are, what each listens to, and who runs beside whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import faust
import faust.transport.drivers.aiokafka as driver

from schemas import topics
from schemas.errors import Refused
from streams.desk import Desk
from streams.runner import Runner, Stage, end_process
from streams.stages.act import act
from streams.stages.clock import tick
from streams.stages.compose import compose
from streams.stages.decide import decide
from streams.stages.dispatch import dispatch
from streams.stages.learn import learn
from streams.stages.let_in import let_in
from streams.stages.normalise import normalise
from streams.stages.resolve import resolve
from streams.stages.returned import returned
from streams.stages.sense import sense
from streams.stages.suggest import suggest

APPS: dict[str, tuple[Stage, ...]] = {
    "letters": (Stage("letters", (topics.RAW["letter"],), normalise, envelopes=1),),
    "path": (
        Stage("normalise", (topics.RAW["phone"], topics.RAW["email"], topics.RAW["social"]), normalise),
        Stage("resolve", (topics.INTERACTIONS,), resolve),
        Stage("sense", (topics.TIMELINE, topics.DUE), sense),
        Stage("decide", (topics.SIGNALS,), decide),
        Stage("act", (topics.COMMANDS,), act),
    ),
    "answers": (
        Stage("compose", (topics.DUE,), compose, envelopes=2),  # the first leave while the next are put into words
        Stage("dispatch", (topics.MESSAGES,), dispatch, envelopes=4),
    ),
}
"""One consumer group a speed: a slow handler would starve a quick one beside it."""

CLOCK_RUNS_IN = "path"
TICK_S = 0.5
LEARN_S = 30.0
RETURNED_S = 60.0
SUGGEST_S = 2.0
LET_IN_S = 60.0


def app_of(name: str) -> str:
    """The app that a name of an app or of a stage means."""
    for app, stages in APPS.items():
        if name == app or name in {stage.name for stage in stages} or (name == "clock" and app == CLOCK_RUNS_IN):
            return app
    raise Refused("--stages", f"there is no stage {name!r}", f"choose of {', '.join(APPS)}")


class PromptConsumer(driver.aiokafka.AIOKafkaConsumer):  # type: ignore[misc]  # aiokafka is untyped
    """Faust's driver waits up to 1.5 s for a fetch to fill; the embedded broker really takes that long, and a path has several hops.
    Where nobody looks on, a little less haste costs an idle machine less."""

    def __init__(self, *names: str, **options: Any) -> None:
        prompt = str(options.get("group_id", "")).endswith(CLOCK_RUNS_IN)
        super().__init__(*names, **{**options, "fetch_max_wait_ms": 50 if prompt else 100})


class _Aiokafka:
    """The module as the driver sees it, with that one class exchanged."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return PromptConsumer if name == "AIOKafkaConsumer" else getattr(self._module, name)


def build_app(
    name: str, desk: Desk, *, stages: Sequence[Stage] | None = None, ends: Callable[[BaseException], None] = end_process
) -> faust.App:
    """The Faust app `name` with its stages on `desk`. `ends` is called when the process must not go on."""
    settings = desk.settings
    if not isinstance(driver.aiokafka, _Aiokafka):
        driver.aiokafka = _Aiokafka(driver.aiokafka)
    run = settings.directory / "run"
    run.mkdir(parents=True, exist_ok=True)  # Faust makes its own folder in it, and not this one
    app = faust.App(
        f"{settings.prefix}egard-{name}",
        broker=f"kafka://{settings.kafka_url}",
        web_enabled=False,
        topic_partitions=topics.PARTITIONS,
        datadir=str(run / name),
        topic_allow_declare=False,
        topic_disable_leader=True,
        consumer_auto_offset_reset="earliest",
        broker_commit_interval=1.0,
        broker_session_timeout=settings.session_s,
        broker_heartbeat_interval=settings.session_s / 3,
        broker_request_timeout=30.0,
        stream_wait_empty=True,
        stream_buffer_maxsize=4096,
        consumer_max_fetch_size=16 << 20,
        logging_config=None,
    )
    for stage in APPS[name] if stages is None else stages:
        runner = Runner(stage, desk, ends=ends)
        source = app.topic(
            *(settings.topic(topic) for topic in stage.topics),
            key_type=bytes,
            value_type=bytes,
            key_serializer="raw",
            value_serializer="raw",
        )
        app.agent(source, name=stage.name, concurrency=1)(runner.follow)
    if name == CLOCK_RUNS_IN and stages is None:
        clock = Runner(Stage("clock", (), act), desk, ends=ends)
        app.task(lambda: clock.repeat(tick, every_s=TICK_S))
        learner = Runner(Stage("learn", (), act), desk, ends=ends)
        app.task(lambda: learner.repeat(learn, every_s=LEARN_S))
        follower = Runner(Stage("returned", (), act), desk, ends=ends)
        app.task(lambda: follower.repeat(returned, every_s=RETURNED_S))
        looker = Runner(Stage("suggest", (), act), desk, ends=ends)
        app.task(lambda: looker.repeat(suggest, every_s=SUGGEST_S))
        doorkeeper = Runner(Stage("let_in", (), act), desk, ends=ends)
        app.task(lambda: doorkeeper.repeat(let_in, every_s=LET_IN_S))
    return app
