"""A call and a post that come by webhook are on the timeline once, however often and by whichever way they are told."""

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
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return int(error.code)


def status_callback() -> tuple[dict[str, str], bytes]:
    """Twilio's last word about a call, with its signature over the public address."""
    form = {"CallSid": "CA7", "AccountSid": "AC1", "From": CALLER, "To": CALLED, "Direction": "inbound", "CallStatus": "completed"}
    form |= {"CallDuration": "67", "Timestamp": format_datetime(AT + timedelta(seconds=67))}
    told = "".join(name + form[name] for name in sorted(form))
    headers = {"X-Twilio-Signature": mac(f"{BASE}/hook/twilio{told}".encode(), "sha1"), "Content-Type": "application/x-www-form-urlencoded"}
    return headers, urlencode(form).encode()


def call_of_the_api() -> bytes:
    times = {"start_time": format_datetime(AT), "end_time": format_datetime(AT + timedelta(seconds=67)), "duration": "67"}
    call = {"sid": "CA7", "account_sid": "AC1", "from": CALLER, "to": CALLED, "direction": "inbound", "status": "completed"}
    return json.dumps(call | times).encode()


def status_of_the_api() -> dict[str, Any]:
    account = {"id": "9", "username": "maud", "acct": "maud", "url": "https://piaille.example/@maud"}
    written = {"id": "77", "created_at": AT.isoformat().replace("+00:00", "Z"), "visibility": "public", "account": account, "mentions": []}
    return written | {"uri": "https://piaille.example/users/maud/statuses/77", "content": "<p>Toujours rien&nbsp;?</p>"}


def test_a_call_and_a_post_by_webhook_are_there_once(hub: Any, tmp_path: Path) -> None:
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

    rows = {row["name"]: row for row in map(json.loads, hub.egard("hooks", "--json").splitlines())}
    assert [rows["twilio"][name] for name in ("open", "address", "accepted", "refused")] == [True, f"{BASE}/hook/twilio", 1, 1]
    assert rows["twilio"]["last_at"]
    assert not rows["line"]["open"]
    assert SECRET not in hub.egard("hooks", "twilio") + hub.egard("settings") + "".join(
        path.read_text("utf-8", "replace") for path in (hub.data / "log").iterdir()
    )
