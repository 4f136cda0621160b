"""Telnyx: webhooks, answers of the API and exports are the same calls."""

from __future__ import annotations

import msgspec
import pytest

from tests.support.calling import TELNYX, one


@pytest.mark.parametrize(("cause", "answered"), [("user_busy", False), ("originator_cancel", False), ("normal_clearing", True)])
def test_telnyx_says_by_the_cause_of_the_hangup_whether_somebody_spoke(cause: str, answered: bool) -> None:
    hangup = msgspec.json.decode(msgspec.json.encode(TELNYX[2]).replace(b"normal_clearing", cause.encode()))
    measures = one(hangup).measures
    assert measures["answered"] is answered
    assert "duration_s" not in measures, "a hangup does not say when it was answered"
