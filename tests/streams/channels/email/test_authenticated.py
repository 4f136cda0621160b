"""What a server says of who a mail is from: believed of the house's own, and of nobody whom the sender can be."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.interaction import Own
from streams.channels.email.authenticated import LONGEST_HEADER, Sender, sender_of
from streams.channels.email.ids import message_id_to_interaction_id

ID = message_id_to_interaction_id("1@sender.example")
MOST_S = 3.0
HOUSE = Own(names=("house.example", "hello@shop.example"))
TAKEN = "Received: from out.sender.example (out.sender.example [192.0.2.1])\n by mx.house.example (Postfix) with ESMTPS id 4; 1 Oct 2026"
STORED = "Received: from mx.house.example by store.internal.lan with LMTP id 7; Thu, 1 Oct 2026 09:00:01 +0200"
THEIRS = "Received: from laptop (unknown [198.51.100.7])\n by out.sender.example with ESMTPSA id 3; Thu, 1 Oct 2026 08:59:59 +0200"


def of(*header: str, servers: tuple[str, ...] = (), own: Own = HOUSE, interaction: str = ID) -> Sender:
    mail = ("\n".join(header), "Message-ID: <1@sender.example>", "From: Anne <anne@sender.example>", "", FAILED)
    return sender_of(interaction, "\n".join(mail).encode(), servers=servers, own=own, region="FR")


def results(said: str, by: str = "mx.house.example") -> str:
    return f"Authentication-Results: {by};\n {said}"


FAILED = results("dmarc=fail (p=reject dis=none) header.from=sender.example")


@pytest.mark.parametrize(
    "header",
    [
        pytest.param((FAILED, TAKEN, THEIRS), id="as Postfix's filters write it"),
        pytest.param((STORED, FAILED, TAKEN, THEIRS), id="handed on to the mailbox"),
        pytest.param((TAKEN, FAILED, THEIRS), id="below, as some filters and Gmail write it"),
        pytest.param((STORED, results("spf=pass smtp.mailfrom=x"), FAILED, TAKEN), id="one field for each program"),
        pytest.param((results("DMARC = Fail action=none"), TAKEN), id="in capitals"),
        pytest.param((results('dkim=pass reason="good; (dmarc=pass" header.d=z.example; dmarc=fail'), TAKEN), id="words in quotes"),
        pytest.param((results("dmarc/1=fail", "mx.house.example 1"), TAKEN), id="with versions"),
    ],
)
def test_the_house_s_server_says_that_it_is_not_from_there(header: tuple[str, ...]) -> None:
    assert of(*header) == Sender(forged="dmarc=fail")
    assert of(*header, servers=("MX.house.example",)) == Sender(forged="dmarc=fail")


def test_a_provider_s_server_is_the_house_s_where_it_took_the_mail_in() -> None:
    gmail = (
        "Delivered-To: hello@shop.example\nReceived: by 2002:a05:7108:1234:b0:2a with SMTP id q9; Thu, 1 Oct 2026 00:00:01 -0700 (PDT)",
        "Received: from out.sender.example (out.sender.example. [192.0.2.1])\n        by mx.google.com with ESMTPS id a1; Thu, 1 Oct 2026",
        "Authentication-Results: mx.google.com;\n       dkim=none; spf=softfail (google.com: domain of x) smtp.mailfrom=a@b;\n"
        "       dmarc=fail (p=QUARANTINE sp=NONE dis=QUARANTINE) header.from=sender.example",
    )
    assert of(*gmail) == Sender(forged="dmarc=fail")
    nameless = (
        "Received: from AM0.eurprd04.prod.outlook.com (2603::1) by\n DB9.eurprd04.prod.outlook.com with HTTPS; Thu, 1 Oct 2026",
        "Authentication-Results: spf=fail (sender IP is 192.0.2.1)\n smtp.mailfrom=sender.example; dkim=none (message not signed)\n"
        " header.d=none;dmarc=none action=none header.from=sender.example;compauth=fail",
        "Received: from out.sender.example (192.0.2.1) by AM0.mail.protection.outlook.com\n (10.0.0.1) with Microsoft SMTP Server",
    )
    assert of(*nameless) == Sender(forged="spf=fail")


def test_a_failing_spf_alone_counts_only_without_a_good_signature() -> None:
    assert of(results("spf=fail smtp.mailfrom=x; dkim=none"), TAKEN) == Sender(forged="spf=fail")
    assert of(results("spf=hardfail"), TAKEN) == Sender(forged="spf=fail")
    for fine in ("spf=fail; dkim=pass header.d=x", "spf=fail; dmarc=pass", "spf=softfail; dkim=fail", "spf=none; dmarc=none", "none", ""):
        assert of(results(fine), TAKEN) == Sender(), fine


@pytest.mark.parametrize(
    "header",
    [
        pytest.param((TAKEN, results("dmarc=fail", "out.sender.example"), THEIRS), id="the sender's server speaks of who handed it in"),
        pytest.param((results("dmarc=fail", "filter.else.example"), TAKEN), id="somebody else's"),
        pytest.param((results("dmarc=fail", "out.sender.example"), FAILED, TAKEN), id="not the uppermost"),
        pytest.param((TAKEN, "X-Authentication-Results: mx.house.example; dmarc=fail"), id="another field"),
        pytest.param(("ARC-Authentication-Results: i=1; mx.house.example; dmarc=fail", TAKEN), id="of a chain"),
        pytest.param((TAKEN,), id="the body says so"),
        pytest.param((results("(dmarc=fail) x.dmarc=fail"), TAKEN), id="a remark"),
    ],
)
def test_what_is_not_the_house_s_server_s_word_counts_for_nothing(header: tuple[str, ...]) -> None:
    assert of(*header) == Sender()


def test_proved_is_only_who_a_server_vouches_for_that_was_named_to_us() -> None:
    passed = results("dmarc=pass header.from=sender.example")
    assert of(passed, TAKEN) == Sender(), "the sender may have written that"
    assert of(passed, TAKEN, servers=("mx.house.example",)) == Sender(proved=True)
    assert of(passed, TAKEN, servers=("mx.else.example",)) == Sender()
    below = (FAILED, TAKEN, passed, THEIRS)
    assert of(*below, servers=("mx.house.example",)) == Sender(forged="dmarc=fail"), "what came with it is older"


def test_of_a_mailbox_the_mail_itself_is_asked_and_of_a_mail_within_a_mail_nothing() -> None:
    other = f"From a Thu Oct  1 09:00:00 2026\n{results('dmarc=pass')}\n{TAKEN}\nMessage-ID: <2@sender.example>\n\nhello\n\n"
    mail = f"From a Thu Oct  1 09:00:00 2026\n{FAILED}\n{TAKEN}\nMessage-ID: <1@sender.example>\n\nhello\n"
    assert sender_of(ID, (other + mail).encode(), servers=(), own=HOUSE, region="FR").forged == "dmarc=fail"
    assert of(FAILED, TAKEN, interaction="email-of-somebody-within") == Sender()


@given(st.text(max_size=300), st.text(st.sampled_from("()\"\\;= dmarcfail/1\n"), max_size=200))
def test_whatever_stands_there_is_read_without_complaint(one: str, two: str) -> None:
    for servers in ((), ("mx.house.example",)):
        mail = f"Authentication-Results: {one}\nAuthentication-Results: mx.house.example;{two}\nReceived: {one} by {two}\nFrom: a\n\n"
        sender_of(ID, mail.encode("utf-8", "replace"), servers=servers, own=HOUSE, region="FR")


@pytest.mark.parametrize("field", ["spf=x", "(" * 1950 + ")" * 1950, '"\\' * 1950, "(" * 3900, "spf=x;" * 600])
def test_however_much_a_sender_writes_there_nobody_waits(field: str) -> None:
    written = f"Authentication-Results: {field}\n"
    mail = written * (LONGEST_HEADER // len(written)) + "Message-ID: <1@sender.example>\n\n"
    begun = process_time()
    assert sender_of(ID, mail.encode(), servers=("mx.house.example",), own=HOUSE, region="FR") == Sender()
    assert process_time() - begun < MOST_S
