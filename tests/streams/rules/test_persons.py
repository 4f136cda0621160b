"""Whose timeline an interaction belongs on."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from schemas.interaction import Interaction, Original, Own, Party
from streams.rules.persons import entry_id, main_identifier, others, person_of

OWN = Own(names=("exemple.fr", "+33199004000", "nous@social.example"))


def said(direction: str, *parties: Party, channel: str = "email") -> Interaction:
    return Interaction(
        id="i1",
        channel=channel,
        direction=direction,
        at=datetime(2026, 3, 2, tzinfo=UTC),
        parties=parties,
        original=Original(sha256="0" * 64, content_type="text/plain", size=1),
    )


def names(interaction: Interaction) -> list[str | None]:
    return [party.identifier for party in others(interaction, OWN, "FR")]


def test_a_mail_is_on_the_timeline_of_its_sender_and_of_everybody_who_got_it_but_not_on_ours() -> None:
    mail = said(
        "in",
        Party(role="from", identifier="email:anne@client.example"),
        Party(role="reply_to", identifier="email:anne.bis@client.example"),
        Party(role="to", identifier="email:service@exemple.fr"),
        Party(role="cc", identifier="email:luc@client.example"),
    )
    assert names(mail) == ["email:anne@client.example", "email:luc@client.example"]


def test_whom_we_mention_in_our_answer_is_addressed_by_it() -> None:
    parties = (
        Party(role="author", identifier="mastodon:nous@social.example"),
        Party(role="mention", identifier="mastodon:anne@piaille.example"),
    )
    assert names(said("out", *parties, channel="social")) == ["mastodon:anne@piaille.example"]


def test_whom_somebody_else_mentions_took_no_part() -> None:
    parties = (
        Party(role="author", identifier="mastodon:anne@piaille.example"),
        Party(role="mention", identifier="mastodon:celebrity@big.example"),
        Party(role="mention", identifier="mastodon:nous@social.example"),
    )
    assert names(said("in", *parties, channel="social")) == ["mastodon:anne@piaille.example"]


def test_a_withheld_number_belongs_to_nobody() -> None:
    call = said("in", Party(role="caller", identifier=None), Party(role="callee", identifier="tel:+33199004000"), channel="phone")
    assert names(call) == []
    assert entry_id(call, None) == "i1/-"
    assert main_identifier(call) == "tel:+33199004000"


@given(st.text(min_size=1))
def test_the_same_identifier_is_the_same_person_everywhere(identifier: str) -> None:
    assert person_of(identifier) == person_of(identifier)
    assert person_of(identifier) != person_of(identifier + "x")
    assert person_of(identifier).startswith("p_")
