"""A message that cannot be put into words says what is wrong with them; another channel is taken for what is too long alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from clocks import Clock
from knowing import give, keep_entries

from schemas.documents import Consent, Person, Step, TimelineEntry
from schemas.events import Signal
from schemas.interaction import Interaction, Original, Party
from streams.desk import Desk
from streams.drafting import Drafted, draft
from streams.rendering import renderer
from streams.rules.campaigns import QUIET
from streams.rules.occasions import of_signal

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
TOOT, MAIL = "mastodon:anne@piaille.example", "email:anne@mail.example"
BLOCKS = "{%% block subject %%}{%% endblock %%}{%% block opening %%}%s{%% endblock %%}{%% block promise %%}{%% endblock %%}"
CLOSING = "{% block closing %}Bonne journée.{% endblock %}"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The house's own template for networks."""
    file = tmp_path / "messages" / "quiet" / "social.fr.j2"
    file.parent.mkdir(parents=True)
    monkeypatch.setenv("EGARD_TEMPLATES", str(tmp_path))
    renderer.cache_clear()
    yield file
    renderer.cache_clear()


async def drafted(make_desk: Callable[..., Awaitable[Desk]]) -> Drafted:
    """For Anne, who wrote on Mastodon often and by mail once, and agreed to both."""
    desk = await make_desk(Clock(NOW), mastodon_url="https://social.example", mastodon_token="x", smtp_url="smtp://127.0.0.1:9")
    entries, steps = [], []
    for days, identifier in ((60, TOOT), (50, TOOT), (40, MAIL), (30, TOOT)):
        at, by = NOW - timedelta(days=days), ("author" if identifier == TOOT else "from")
        there = {"channel": "social", "network": "mastodon", "act": "direct"} if identifier == TOOT else {"channel": "email"}
        said = Interaction(
            id=f"i{days}", direction="in", at=at, text="Bonjour", parties=(Party(role=by, identifier=identifier, name="Anne"),),
            original=Original(sha256="0" * 64, content_type="text/plain", size=1), **there,  # type: ignore[arg-type]
        )
        entries.append(TimelineEntry(id=f"i{days}/{identifier}", identifier=identifier, role=by, at=at, received_at=at, interaction=said))
        steps.append(Step(
            at=at, id=entries[-1].id, direction="in", theirs=True, identifier=identifier, language="fr", **there,  # type: ignore[arg-type]
        ))
    await keep_entries(desk.state, entries)
    await give(desk.state, [TOOT, MAIL], "p_anne")
    await desk.state.persons.put(Person(id="p_anne", language="fr", course=tuple(steps)))
    await desk.state.consents.put([Consent(id="c", person="p_anne", purpose="care", given=True, at=NOW - timedelta(days=99), proof="x")])
    signal = Signal(id="s", person="p_anne", kind="quiet", at=NOW, since=steps[-1].at, numbers=(), evidence=())
    campaign = msgspec.structs.replace(QUIET, content=msgspec.structs.replace(QUIET.content, share_left=0.0))
    return await draft(None, of_signal(signal), campaign, desk.state, desk.settings, NOW)


async def test_a_text_for_a_network_that_has_a_hole_is_held_with_the_words_before_it(
    make_desk: Callable[..., Awaitable[Desk]], own: Path
) -> None:
    own.write_text(BLOCKS % "Bonjour, votre {{ product }} va bien ?" + CLOSING)
    held = await drafted(make_desk)
    why = held.followup.reasons[-1]
    assert (held.followup.state, held.followup.channel, why.code, held.message) == ("held", "social", "template", None)
    assert "social.fr.j2" in why.words["what"] and "votre None" in why.words["what"]


async def test_a_text_that_is_too_long_for_a_network_goes_by_their_next_channel(
    make_desk: Callable[..., Awaitable[Desk]], own: Path
) -> None:
    own.write_text(BLOCKS % ("Bonjour. " * 80) + CLOSING)
    goes = await drafted(make_desk)
    assert (goes.followup.state, goes.followup.channel) == ("waiting", "email")
    assert [reason.code for reason in goes.followup.reasons if not reason.ok] == ["too_long"]
