"""What people do with a running hub, by its own doors and commands, on real engines."""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from driving import HOUSE, calls, dump, letter, mail, weekly
from receiving import Received, receiving

from schemas.interaction import Channel, Interaction
from services.embedded import hub as hubs_
from streams.channels import parse_all
from streams.settings import Settings
from streams.state import State

SECRET = "it signs"
TODAY = datetime.now(UTC).replace(microsecond=0)
"""The hub's clock is the true one: who is silent is so against today."""


@pytest.fixture(scope="module")
def outside() -> Iterator[Received]:
    with receiving() as received:
        yield received


@pytest.fixture(scope="module")
def hub(hubs: Callable[..., Any], outside: Received) -> Any:
    return hubs(EGARD_SMTP_URL=outside.url, EGARD_HOOK_MASTODON=SECRET)


async def kept(hub: Any, *, leave_out: tuple[str, ...] = ()) -> dict[str, list[dict[str, Any]]]:
    """The whole database of a hub that has nothing on its way."""
    state = State.connect(hub.drained()["mongo"])
    try:
        found = await dump(state, leave_out=leave_out)
    finally:
        state.close()
    return {name: docs for name, docs in found.items() if name not in ("users", "suggestions")}  # these are looked for beside the path


def hand_in(hub: Any, channel: str, folder: Path, *files: bytes) -> list[str]:
    """What `egard ingest` says of each."""
    paths = []
    for number, data in enumerate(files):
        paths.append(folder / f"{channel}{number}")
        paths[-1].write_bytes(data)
    said = hub.egard("ingest", channel, "--json", *map(str, paths))
    return [json.loads(line)["result"] for line in said.splitlines()]


def mbox(mails: list[bytes]) -> bytes:
    return b"".join(b"From sender Thu Jan  1 00:00:00 2026\n" + one + b"\n" for one in mails)


def status(user: str, at: datetime) -> bytes:
    """A public post to us, as Mastodon tells it to a webhook."""
    account = {"id": "274", "username": user, "acct": user, "display_name": user.title(), "url": f"https://piaille.example/@{user}"}
    said = {
        "id": "501",
        "created_at": at.isoformat().replace("+00:00", "Z"),
        "visibility": "public",
        "language": "fr",
        "uri": f"https://piaille.example/users/{user}/statuses/501",
        "url": f"https://piaille.example/@{user}/501",
        "content": "<p>Toujours pas de nouvelles de ma commande&nbsp;?</p>",
        "account": account,
        "mentions": [],
    }
    return json.dumps({"event": "status.created", "created_at": said["created_at"], "object": said}).encode()


def call_hook(hub: Any, body: bytes, secret: str = SECRET) -> int:
    found = hubs_.read(hub.data)
    assert found is not None
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Hub-Signature": signature}
    request = urllib.request.Request(f"{found.intake_url}/hook/mastodon", data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return int(error.code)


def first_of(channel: Channel, content_type: str, data: bytes) -> str:
    """The identifier of who speaks."""
    said = next(item for item in parse_all(channel, content_type, data, Settings(own=HOUSE).reading) if isinstance(item, Interaction))
    return str(said.parties[0].identifier)


async def test_four_channels_become_one_timeline_and_what_was_joined_can_be_separated(hub: Any, tmp_path: Path) -> None:
    at = TODAY - timedelta(days=3)
    by_smtp, by_lmtp = mail("jeanne@people.example", at), mail("jeanne@people.example", at - timedelta(hours=2))
    host, _, port = hub.wait(bool)["mail"].rpartition(":")
    with smtplib.SMTP(host, int(port), timeout=60) as door:
        door.sendmail("jeanne@people.example", [f"service@{HOUSE}"], by_smtp)
    with smtplib.LMTP(host, int(port), timeout=60) as door:
        assert door.sendmail("jeanne@people.example", [f"service@{HOUSE}", f"info@{HOUSE}"], by_lmtp) == {}
        assert door.getreply()[0] == 250, "one answer a recipient"
    log, paper, post = calls(1, number="0655443", name="Jeanne"), letter("Jeanne Martin"), status("jeanne", at)
    assert hand_in(hub, "phone", tmp_path, log) == ["accepted"]
    assert hand_in(hub, "letter", tmp_path, paper) == ["accepted"]
    assert call_hook(hub, post, "it lies") == 403
    assert call_hook(hub, post) == 200
    identifiers = [
        "email:jeanne@people.example",
        first_of("phone", "text/csv", log),
        first_of("letter", "application/pdf", paper),
        first_of("social", "application/json", post),
    ]
    assert [identifier.partition(":")[0] for identifier in identifiers] == ["email", "tel", "postal", "mastodon"]
    apart = await kept(hub, leave_out=("audit",))
    persons = [json.loads(hub.egard("show", "--json", identifier)) for identifier in identifiers]
    assert [len(person["entries"]) for person in persons] == [2, 1, 1, 1]
    assert len({person["person"] for person in persons}) == 4

    for other in identifiers[1:]:
        hub.egard("merge", identifiers[0], other)
        hub.drained()
    together = json.loads(hub.egard("show", "--json", identifiers[2]))
    assert together["person"] in {person["person"] for person in persons}
    assert {owned["id"] for owned in together["identifiers"]} == set(identifiers)
    assert {entry["channel"] for entry in together["entries"]} == {"email", "phone", "letter", "social"}
    assert len(together["entries"]) == 5

    for other in identifiers[1:]:
        hub.egard("split", identifiers[0], other)
        hub.drained()
    again = await kept(hub)
    said = ("audit", "commands", "rulings")
    assert {name: docs for name, docs in again.items() if name not in said} == {
        name: docs for name, docs in apart.items() if name not in said
    }
    assert all(doc["withdrawn"] for doc in again["rulings"])
    assert [doc["did"] for doc in sorted(again["audit"], key=lambda doc: doc["at"])][-6:] == ["merge"] * 3 + ["split"] * 3


async def test_what_is_handed_in_twice_is_a_duplicate_and_changes_nothing(hub: Any, tmp_path: Path) -> None:
    files = [
        *weekly("karim@people.example", last=TODAY - timedelta(days=1)),
        mbox(weekly("lea@people.example", last=TODAY - timedelta(days=2))),
    ]
    assert hand_in(hub, "email", tmp_path, *files) == ["accepted"] * len(files)
    once = await kept(hub)
    assert hand_in(hub, "email", tmp_path, *files) == ["duplicate"] * len(files)
    assert await kept(hub) == once


async def test_somebody_who_fell_silent_and_agreed_is_written_to_once_and_it_stands_on_their_timeline(
    hub: Any, outside: Received, tmp_path: Path, eventually: Any
) -> None:
    address = "marc@people.example"
    mails = weekly(address, last=TODAY - timedelta(days=60), name="Marc Petit")
    hand_in(hub, "email", tmp_path, mails[0])
    hub.drained()
    hub.egard("consent", f"email:{address}", "yes", "--proof", "said so at the counter")
    hub.drained()
    assert hand_in(hub, "email", tmp_path, mbox(mails[1:])) == ["accepted"]
    await eventually(lambda: outside.to(address))
    [answer] = outside.to(address)
    assert "Marc Petit" in str(answer["To"]) and HOUSE in str(answer["From"])

    async def on_the_timeline() -> list[dict[str, Any]]:
        shown = json.loads(hub.egard("show", "--json", f"email:{address}"))
        return [entry for entry in shown["entries"] if entry["direction"] == "out"]

    [entry] = await eventually(on_the_timeline, every_s=1.0)
    assert entry["subject"] == str(answer["Subject"])
    hub.drained()
    assert len(outside.to(address)) == 1
    assert set(outside.by_message_id().values()) == {1}
    assert len(await on_the_timeline()) == 1


def test_what_is_thought_of_somebody_can_be_asked_for_any_time_with_its_numbers(hub: Any, tmp_path: Path) -> None:
    address, last = "email:nora@people.example", TODAY - timedelta(days=70)
    complaint = mail("nora@people.example", last, text="Toujours aucune réponse, c'est inadmissible. Je suis très déçue.")
    hand_in(hub, "email", tmp_path, mbox([*weekly("nora@people.example", last=last - timedelta(days=7)), complaint]))
    hub.drained()
    now = json.loads(hub.egard("explain", "--json", address))
    kinds = {signal["kind"]: signal for signal in now["signals"]}
    assert kinds.keys() == {"quiet", "discontent"} and now["judgement"]["visits"] == now["entries"] > 3
    assert 0 < now["judgement"]["risk"] < 1 and now["judgement"]["house"] == kinds["quiet"]["model"]
    said = hub.egard("explain", address)
    assert "P(lost)" in said and "inadmissible" in said and "silence is surprising from" in said
    before = json.loads(hub.egard("explain", "--json", address, "--at", (last - timedelta(days=1)).isoformat()))
    assert before["signals"] == [] and before["entries"] == now["entries"] - 1
    assert before["judgement"]["risk"] < now["judgement"]["risk"]
    assert "--at: nothing is known of" in hub.egard("explain", address, "--at", "2001-01-01", status=2)
    assert "--at: 'soon' is not a time" in hub.egard("explain", address, "--at", "soon", status=2)
    assert "PERSON: nobody is known as" in hub.egard("explain", "email:nobody@people.example", status=2)


def test_a_second_hub_on_the_same_data_is_refused_in_one_line(hub: Any) -> None:
    [line] = hub.egard("up", status=2).splitlines()
    assert f"a hub already runs on this data (process {hub.process.pid})" in line
    assert hub.ready_by_command()["pids"]["supervisor"] == hub.process.pid
