"""Nothing disappears: every line of a mail that says something is in its text or in a cut, and a cut says where."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.interaction import Cut
from streams.channels.email.cut import cut

LINES = st.sampled_from(
    [
        "",
        "",
        "  ",
        "Hello,",
        "Thursday suits me.",
        "Is it ready?",
        "> quoted",
        ">> quoted twice",
        "> ",
        "| also quoted",
        "On 4 Mar 2024, at 09:15, Anne <anne@house.example> wrote:",
        "Le 4 mars 2024 à 09:15, Anne <anne@house.example> a écrit :",
        "-----Original Message-----",
        "---------- Forwarded message ---------",
        "From: Anne <anne@house.example>",
        "Sent: Monday, 4 March 2024 09:15",
        "Subject: The fitting",
        "Kind regards,",
        "Ada Quill",
        "07700 900461",
        "-- ",
        "Sent from my iPhone",
        "This e-mail is confidential.",
        "__________",
        "________________________________________",
        "CAUTION: This email originated from outside of the organization.",
        "```",
        "a\x00b\u200b",
    ]
)


def said_lines(text: str) -> int:
    return sum(1 for line in text.split("\n") if line.strip())


@settings(max_examples=600, deadline=None)
@given(st.lists(LINES, max_size=30), st.sampled_from(["", "Fwd: The fitting"]))
def test_every_line_that_says_something_is_in_the_text_or_in_a_cut(lines: list[str], subject: str) -> None:
    said = cut("\n".join(lines), sender="Ada Quill", subject=subject)
    assert said_lines(said.text) + sum(one.lines for one in said.cuts) == said_lines("\n".join(lines))
    assert [one.after for one in said.cuts] == sorted(one.after for one in said.cuts)
    assert all(0 <= one.after <= len(said.text.split("\n")) and one.lines > 0 for one in said.cuts)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("a:>-_@ \n\t.<é1\u2028\u00a0\r|"), max_size=400))
def test_whatever_is_written_is_read_once(body: str) -> None:
    said = cut(body)
    assert cut(body) == said
    assert set(said.text) <= set(body) | {"\n"}


def test_each_cut_says_what_it_was_and_after_which_line_it_stood() -> None:
    body = (
        "CAUTION: This email originated from outside of the organization.\nDo not click links.\n\nSee below.\n\n"
        "On 4 Mar 2024, at 09:15, Anne <anne@house.example> wrote:\n> Which day?\n\nThursday.\n\n> What time?\n> And where?\n\nTen.\n\n"
        "Kind regards,\nAda Quill\n\nThis e-mail is confidential."
    )
    said = cut(body)
    assert said.text == "See below.\n\nThursday.\n\nTen.\n\nKind regards,"
    assert said.cuts == (
        Cut(kind="banner", lines=2, after=0),
        Cut(kind="quoted", lines=2, after=1),
        Cut(kind="quoted", lines=2, after=3),
        Cut(kind="signature", lines=1, after=7),
        Cut(kind="footer", lines=1, after=7),
    )


def test_what_is_handed_on_is_forwarded_and_what_is_answered_is_quoted() -> None:
    block = "From: Anne <anne@house.example>\nSent: 4 March 2024 09:15\nSubject: The fitting\n\nIs it ready?"
    assert [one.kind for one in cut(f"For you.\n\n{block}", subject="FW: The fitting").cuts] == ["forwarded"]
    assert [one.kind for one in cut(f"It is.\n\n{block}", subject="Re: The fitting").cuts] == ["quoted"]
    assert [one.kind for one in cut(f"For you.\n\n---------- Forwarded message ---------\n{block}").cuts] == ["forwarded"]


def test_what_is_said_below_a_quotation_is_no_signature_of_what_stands_above() -> None:
    said = cut("Above.\n-- \nAda Quill\n\n> Which day?\n\nThursday, as I said.")
    assert (said.text, said.signature) == ("Above.\n\nThursday, as I said.", "Ada Quill")
