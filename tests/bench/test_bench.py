"""That the measuring works; what it measures is for a quiet machine and a person to judge."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from click.testing import CliRunner

from schemas.events import Said
from schemas.interaction import Interaction
from services.bench import reading
from services.bench.crowd import crowd
from services.bench.made import BEGIN, key_of, mails, sealed, single
from services.bench.mailbox import KINDS, mixed
from services.bench.measures import quantiles, throughput
from services.bench.stand import stand
from services.bench.sweep import EVERY, persons, sweep
from services.bench.table import at_least, at_most, failed, line
from services.commands.bench import bench
from streams.channels.email import parse
from streams.settings import Settings
from streams.wire import open_event, partition_of, unwrap


def test_envelopes_and_single_messages_hold_the_same_events() -> None:
    enveloped = [open_event(each) for _, value, _ in sealed(0, 130) for each in unwrap(value, {})]
    assert [event.interaction.id for event in enveloped if isinstance(event, Said)] == [
        f"email:bench-{n}@courrier.example" for n in range(130)
    ]
    assert sum(count for _, _, count in sealed(0, 130)) == sum(count for _, _, count in single(0, 130)) == 130


def test_an_envelope_lies_where_its_events_belong() -> None:
    for partition, value, _ in sealed(0, 700):
        events = [open_event(each) for each in unwrap(value, {})]
        assert {partition_of(key_of(event)) for event in events if isinstance(event, Said)} == {partition}


def test_the_mails_are_whole_and_another_run_gives_others() -> None:
    read = [interaction for data in mails(4, run="a") for interaction in parse(data, Settings(own="chaleur.example").reading)]
    assert len({interaction.id for interaction in read}) == 4
    assert list(mails(2, run="a")) == list(mails(2, run="a")) != list(mails(2, run="b"))


def test_the_mails_of_every_kind_are_read_as_what_they_are() -> None:
    read = [interaction for data in mixed(len(KINDS), run="a") for interaction in parse(data, Settings(own="chaleur.example").reading)]
    assert [one.automatic for one in read if isinstance(one, Interaction) and one.automatic] == ["bulk", "auto_reply", "bounce"]
    assert len({one.id for one in read if isinstance(one, Interaction)}) == len(KINDS)
    assert list(mixed(12, run="a")) == list(mixed(12, run="a")) != list(mixed(12, run="b"))


async def test_reading_a_mail_is_measured_against_finding_its_body() -> None:
    ratio, ours, alone = await reading.mails(count=24, rounds=1)
    assert ratio.goal == ">= 0.4" and ours.value > 0 and alone.value > 0


def test_a_missed_goal_is_seen() -> None:
    rows = [at_most("hop", "median", 31, 30, "ms"), at_least("stage", "ratio", 0.9, 0.85, "x")]
    assert failed(rows) == rows[:1]
    assert "NO" in line(rows[0])
    assert "yes" in line(rows[1])


def test_quantiles_of_a_hundred_are_the_middle_and_the_last() -> None:
    assert quantiles([float(n) for n in range(1, 101)]) == (50.5, 100.0)


def test_an_unknown_measure_is_refused_before_anything_starts() -> None:
    with pytest.raises(Exception, match="there is no 'speed'"):
        CliRunner().invoke(bench, ["speed"], catch_exceptions=False)


async def test_the_runner_on_engines_of_its_own_tells_its_cost() -> None:
    async with asyncio.timeout(120), stand() as on:
        cost = await throughput(on, "runner", 1_000)
    assert cost.events == 1_000
    assert cost.cpu_s > 0


def test_of_a_crowd_so_many_are_due_at_each_moment_and_the_others_much_later_or_never() -> None:
    crowd = list(persons(2_000, due=200, rounds=4))
    assert len({each.id for each in crowd}) == 2_000
    due = sorted(each.due_at for each in crowd if each.due_at)
    for number in range(4):
        assert sum(BEGIN + EVERY * number < at <= BEGIN + EVERY * (number + 1) for at in due) == 200
    assert sum(at > BEGIN + EVERY * 400 for at in due) == len(due) - 800 and 1_600 < len(due) < 2_000
    places = [place for place, each in enumerate(crowd) if each.due_at and each.due_at <= BEGIN + EVERY]
    assert max(after - before for before, after in pairwise(places)) < 2 * 2_000 / 200, "all over the crowd"


async def test_the_sweep_among_few_and_many_tells_what_it_costs() -> None:
    async with asyncio.timeout(120), stand() as on:
        rows = await sweep(on, sizes=(100, 900), due=50, rounds=4)
    told = {row.what.strip(): row for row in rows}
    assert {"50 due among 100, a tick", "50 due among 900, a tick"} <= set(told) and all(row.value > 0 for row in rows)
    assert [row.goal for row in rows if row.met is not None] == ["<= 1.3"]
    assert all(line(row).startswith("sweep") for row in rows)


async def test_resolve_among_few_and_many_tells_what_it_costs() -> None:
    async with asyncio.timeout(120), stand() as on:
        rows = await crowd(on, sizes=(50, 400), count=100, rounds=1)
    told = {row.what.strip(): row for row in rows}
    assert {"at 50 persons", "at 400 persons"} <= set(told) and all(row.value > 0 for row in rows)
    assert [row.goal for row in rows if row.met is not None] == [">= 0.6"]
