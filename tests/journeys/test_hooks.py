"""A call and a post that come by webhook are on the timeline once, however often and by whichever way they are told, and say what their
source said last."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from signing import BASE, SECRET, mac, sent

from services.embedded import hub as hubs_

AT = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
CALLER, CALLED = "+33199001401", "+33199004100"


@pytest.fixture(scope="module")
def hub(hubs: Callable[..., Any]) -> Any:
    return hubs(EGARD_HOOK_TWILIO=f"the secret before, {SECRET}", EGARD_HOOK_MASTODON=SECRET, EGARD_PUBLIC_URL=BASE)


def call_back(hub: Any, path: str, headers: dict[str, str], body: bytes) -> int:
    found = hubs_.read(hub.data)
    assert found is not None
    request = urllib.request.Request(f"{found.intake_url}{path}", data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return int(error.code)


def status_callback(sid: str = "CA7", caller: str = CALLER, status: str = "completed", after_s: int = 67) -> tuple[dict[str, str], bytes]:
    """What Twilio tells of a call while it goes on, with its signature over the public address."""
    form = {"CallSid": sid, "AccountSid": "AC1", "From": caller, "To": CALLED, "Direction": "inbound", "CallStatus": status}
    form |= {"Timestamp": format_datetime(AT + timedelta(seconds=after_s))} | ({"CallDuration": "67"} if status == "completed" else {})
    told = "".join(name + form[name] for name in sorted(form))
    headers = {"X-Twilio-Signature": mac(f"{BASE}/hook/twilio{told}".encode(), "sha1"), "Content-Type": "application/x-www-form-urlencoded"}
    return headers, urlencode(form).encode()


def call_of_the_api() -> bytes:
    times = {"start_time": format_datetime(AT), "end_time": format_datetime(AT + timedelta(seconds=67)), "duration": "67"}
    call = {"sid": "CA7", "account_sid": "AC1", "from": CALLER, "to": CALLED, "direction": "inbound", "status": "completed"}
    return json.dumps(call | times).encode()


def status_of_the_api(user: str = "maud") -> dict[str, Any]:
    account = {"id": "9", "username": user, "acct": user, "url": f"https://piaille.example/@{user}"}
    written = {"id": "77", "created_at": AT.isoformat().replace("+00:00", "Z"), "visibility": "public", "account": account, "mentions": []}
    return written | {"uri": f"https://piaille.example/users/{user}/statuses/77", "content": "<p>Toujours rien&nbsp;?</p>"}


async def test_a_call_and_a_post_by_webhook_are_there_once(hub: Any, tmp_path: Path, eventually: Any) -> None:
    headers, body = status_callback()
    assert call_back(hub, "/hook/twilio", headers | {"X-Twilio-Signature": "it lies"}, body) == 403
    assert [call_back(hub, "/hook/twilio", headers, body) for _ in range(2)] == [200, 200]
    post = json.dumps({"event": "status.created", "object": status_of_the_api()}).encode()
    told = sent("mastodon", AT, body=post)
    assert [call_back(hub, told.target, told.headers, told.body) for _ in range(2)] == [200, 200]
    assert call_back(hub, "/hook/line", sent("line", AT).headers, b"{}") == 404, "nobody opened it"

    (tmp_path / "call").write_bytes(call_of_the_api())
    (tmp_path / "post").write_bytes(json.dumps(status_of_the_api()).encode())
    for channel, name in (("phone", "call"), ("social", "post")):
        assert json.loads(hub.egard("ingest", channel, "--json", str(tmp_path / name)))["result"] == "accepted"
    hub.drained()
    for identifier in (f"tel:{CALLER}", "mastodon:maud@piaille.example"):
        person = json.loads(hub.egard("show", "--json", identifier))
        assert len(person["entries"]) == 1, person

    def listed() -> dict[str, Any]:
        return {row["name"]: row for row in map(json.loads, hub.egard("hooks", "--json").splitlines())}

    rows = await eventually(lambda: (rows := listed())["twilio"]["accepted"] and rows["twilio"]["refused"] and rows)  # told once a second
    assert [rows["twilio"][name] for name in ("open", "address", "accepted", "refused")] == [True, f"{BASE}/hook/twilio", 1, 1]
    assert rows["twilio"]["last_at"]
    assert not rows["line"]["open"]
    assert SECRET not in hub.egard("hooks", "twilio") + hub.egard("settings") + "".join(
        path.read_text("utf-8", "replace") for path in (hub.data / "log").iterdir()
    )


def telegram(update: int, name: str, text: str, **more: Any) -> dict[str, Any]:
    zoe = {"id": 42, "is_bot": False, "first_name": "Zoé"}
    message = {"message_id": 12, "date": int(AT.timestamp()), "chat": {"id": 42, "type": "private"}, "from": zoe, "text": text}
    return {"update_id": update, name: message | more}


def test_a_post_a_message_and_a_call_say_what_their_source_said_last(hub: Any, tmp_path: Path) -> None:
    def hand_in(*payloads: dict[str, Any]) -> None:
        for number, payload in enumerate(payloads):
            (tmp_path / f"{number}").write_text(json.dumps(payload))
            assert json.loads(hub.egard("ingest", "social", "--json", str(tmp_path / f"{number}")))["result"] == "accepted"
        hub.drained()

    def exported(identifier: str) -> dict[str, Any]:
        """The one entry of theirs."""
        [entry] = [line for line in map(json.loads, hub.egard("export", identifier).splitlines()) if "interaction" in line]
        return dict(entry)

    said = status_of_the_api("nina")
    edited = said | {"content": "<p>Tout est arrivé, merci.</p>", "edited_at": (AT + timedelta(minutes=5)).isoformat()}
    post = json.dumps({"event": "status.created", "object": said}).encode()
    told = sent("mastodon", AT, body=post)
    assert call_back(hub, told.target, told.headers, told.body) == 200
    edit_date = int(AT.timestamp()) + 60
    hand_in(
        {"stream": ["user"], "event": "status.update", "payload": json.dumps(edited)},
        telegram(8, "edited_message", "Avez-vous des bols verts ?", edit_date=edit_date),  # before what it edits
        telegram(7, "message", "Avez-vous des bols bleus ?"),
    )
    for status, after_s in (("completed", 67), ("ringing", 0), ("in-progress", 9)):
        assert call_back(hub, "/hook/twilio", *status_callback("CA8", "+33199001402", status, after_s)) == 200
    hub.drained()

    nina = exported("mastodon:nina@piaille.example")
    assert nina["interaction"]["text"] == "Tout est arrivé, merci."
    assert [each["text"] for each in nina["earlier"]] == ["Toujours rien\N{NO-BREAK SPACE}?"]
    [zoe] = [line for line in map(json.loads, hub.egard("export", "--all").splitlines()) if line["interaction"]["network"] == "telegram"]
    assert zoe["interaction"]["text"] == "Avez-vous des bols verts ?"
    assert [each["text"] for each in zoe["earlier"]] == ["Avez-vous des bols bleus ?"]
    call = exported("tel:+33199001402")["interaction"]
    assert (call["measures"]["answered"], call["measures"]["duration_s"]) == (True, 67)
    assert datetime.fromisoformat(call["at"]) == AT

    uri = said["uri"]
    gone = {"id": f"{uri}#delete", "type": "Delete", "actor": uri.partition("/statuses")[0], "object": {"id": uri, "type": "Tombstone"}}
    hand_in({"@context": "https://www.w3.org/ns/activitystreams", **gone})
    nina = exported("mastodon:nina@piaille.example")
    assert nina["removed_at"] and nina["interaction"]["text"] == "" and "earlier" not in nina
    everything = hub.egard("export", "mastodon:nina@piaille.example")
    assert "rien" not in everything and "arrivé" not in everything
