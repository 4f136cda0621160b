"""A provider that fails is given a rest, and then one message goes to see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from streams.channels.sending import Sent
from streams.channels.social.sending.limits import LONGEST, SHORTEST, rest_of, wait_of
from streams.providers import FAILURES, LONGEST_REST, Providers

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORKED, AWAY = Sent(state="sent"), Sent(state="retry", reason="away", trouble=True)
REFUSED = Sent(state="failed", reason="550 no")


def after(*sent: Sent) -> Providers:
    providers = Providers()
    for one in sent:
        providers.told("email", one, NOW)
    return providers


def test_a_provider_rests_after_failures_in_a_row_and_not_for_what_it_refuses() -> None:
    assert after(*[AWAY] * (FAILURES - 1)).waits_until("email", NOW) is None
    assert after(*[AWAY] * (FAILURES - 1), WORKED, AWAY).waits_until("email", NOW) is None
    assert after(*[REFUSED] * 100).waits_until("email", NOW) is None
    providers = after(*[AWAY] * FAILURES)
    until = providers.waits_until("email", NOW)
    assert until is not None and until > NOW and providers.why("email") == "email rests: away"
    assert providers.waits_until("mastodon", NOW) is None, "another one has not failed"
    assert providers.waits_until(None, NOW) is None, "a letter goes by nobody's hand"


def test_after_its_rest_one_goes_to_see_and_the_others_wait_for_it() -> None:
    providers = after(*[AWAY] * FAILURES)
    then = providers.waits_until("email", NOW)
    assert then is not None
    assert providers.waits_until("email", then) is None
    second = providers.waits_until("email", then)
    assert second is not None and second > then
    providers.told("email", WORKED, then)
    assert providers.waits_until("email", then) is None and not providers.resting(then)


def test_who_went_to_see_and_never_came_back_is_not_waited_for_for_ever() -> None:
    providers = after(*[AWAY] * FAILURES)
    then = providers.waits_until("email", NOW)
    assert then is not None and providers.waits_until("email", then) is None
    assert providers.waits_until("email", then + timedelta(minutes=5)) is None


def test_the_rest_grows_while_it_fails_and_never_beyond_its_bound() -> None:
    providers, now, rests = after(*[AWAY] * FAILURES), NOW, []
    for _ in range(12):
        until = providers.waits_until("email", now)
        assert until is not None
        rests.append(until - now)
        now = until
        assert providers.waits_until("email", now) is None
        providers.told("email", AWAY, now)
    assert rests[3] > rests[0] and max(rests) <= 1.2 * LONGEST_REST


def test_a_limit_that_the_provider_names_holds_for_every_message() -> None:
    providers = after(Sent(state="sent", rest=timedelta(minutes=3)))
    assert providers.waits_until("email", NOW) == NOW + timedelta(minutes=3)
    assert providers.waits_until("email", NOW + timedelta(minutes=3)) is None


def test_what_networks_say_of_their_limits_is_understood() -> None:
    minute = timedelta(minutes=1)
    assert wait_of({"Retry-After": "60"}, NOW) == minute
    assert wait_of({"Retry-After": "Mon, 02 Mar 2026 09:01:00 GMT"}, NOW) == minute
    assert wait_of({}, NOW) is wait_of({"Retry-After": "soon"}, NOW) is None
    assert rest_of({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-03-02T09:01:00.000Z"}, NOW) == minute
    assert rest_of({"RateLimit-Remaining": "0", "RateLimit-Reset": str(int(NOW.timestamp()) + 60)}, NOW) == minute
    assert rest_of({"RateLimit-Remaining": "7", "RateLimit-Reset": "1"}, NOW) is None
    assert rest_of({"X-App-Usage": '{"call_count":28,"total_time":25,"total_cputime":25}'}, NOW) is None
    assert rest_of({"X-App-Usage": '{"call_count":99,"total_time":25,"total_cputime":25}'}, NOW) is not None
    told = '{"66":[{"type":"messenger","call_count":100,"total_cputime":0,"total_time":0,"estimated_time_to_regain_access":19}]}'
    assert rest_of({"X-Business-Use-Case-Usage": told}, NOW) == timedelta(minutes=19)


NAMES = ("Retry-After", "X-RateLimit-Remaining", "X-RateLimit-Reset", "RateLimit-Reset", "X-App-Usage", "X-Business-Use-Case-Usage")
ODD = (
    "0", "-1", "1e400", "nan", "[]", "9" * 30, '{"call_count":null}', '{"a":[{"estimated_time_to_regain_access":1e308}]}', '{"a":[7]}',
)


@given(st.dictionaries(st.sampled_from(NAMES), st.one_of(st.text(max_size=40), st.sampled_from(ODD))))
def test_whatever_a_header_says_a_wait_is_between_a_second_and_an_hour(headers: dict[str, str]) -> None:
    for wait in (wait_of(headers, NOW), rest_of(headers, NOW)):
        assert wait is None or SHORTEST <= wait <= LONGEST
