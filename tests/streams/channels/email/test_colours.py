"""Answers in another colour within what is quoted are theirs, where it is certain that they are answers."""

from __future__ import annotations

import pytest

from schemas.interaction import Interaction, Reading
from streams.channels.email import parse
from streams.channels.email.colours import announces, hue_of
from streams.channels.email.cut import cut
from streams.channels.email.html import html_to_text

ASKED = "<div>1. How many shelves?</div>{0}<div>2. Which wood?</div>{1}<div>With our thanks, the workshop</div>"
OUTLOOK = (
    '<hr tabindex="-1"><div id="divRplyFwdMsg"><b>From:</b> The Workshop &lt;post@workshop.example&gt;<br>'
    "<b>Sent:</b> 4 March 2024 09:15<br><b>To:</b> Ada Quill<br><b>Subject:</b> Two questions</div>"
)
RULED = OUTLOOK.replace('id="divRplyFwdMsg"', 'style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"')


def in_colour(words: str, colour: str) -> str:
    return f'<div style="font-size:11pt; color: {colour}">{words}</div>'


def read(top: str, above: str, colour: str, below: str = "") -> str:
    asked = ASKED.format(in_colour("Nine of them.", colour), in_colour("Oak, please.", colour))
    return cut(html_to_text(f"<html><body><div>{top}</div>{above}{asked}{below}</body></html>")).text


@pytest.mark.parametrize("above", [OUTLOOK, RULED])
@pytest.mark.parametrize(
    ("top", "colour"),
    [
        ("Please find my answers in red below.", "red"),
        ("Vous trouverez mes réponses en rouge.", "rgb(255, 0, 0)"),
        ("Réponses ci-dessous en bleu", "#0070C0"),
        ("Meine Antworten in rot:", "#C00000"),
        ("Mis respuestas en verde.", "#00B050"),
        ("My comments are below.", "#7030a0"),
        ("Le mie risposte a colori.", "orange"),
    ],
)
def test_answers_in_the_colour_that_is_named_are_theirs(above: str, top: str, colour: str) -> None:
    assert read(top, above, colour) == f"{top}\nNine of them.\nOak, please."


def test_answers_in_a_blockquote_are_theirs_too() -> None:
    said = read("See my answers in red.", '<blockquote type="cite">', "red", "</blockquote>")
    assert said == "See my answers in red.\nNine of them.\nOak, please."


def test_a_single_colour_after_each_question_needs_no_announcement() -> None:
    assert read("Good morning,", OUTLOOK, "red") == "Good morning,\nNine of them.\nOak, please."


def test_an_answer_on_the_line_of_its_question_is_parted_from_it() -> None:
    said = html_to_text(f'See my replies in red.{OUTLOOK}<ul><li>How many? <span style="color:red">Nine.</span></li></ul>')
    assert said.rstrip("> \n").split("\n")[-2:] == ["> - How many?", "Nine."]


@pytest.mark.parametrize(
    ("top", "asked"),
    [
        ("Thank you.", '<p style="color:red">IMPORTANT: closed on Monday.</p><p>Which day?</p>'),  # theirs who wrote before
        ("See my answers in red.", '<p style="color:#1f497d">Which day?</p><p style="color:black">And where?</p>'),  # another colour
        ("See my answers in red.", '<p>Which <a style="color:red" href="https://x.example">day</a>?</p>'),  # a link
        ("See my answers below.", '<p style="color:red">One?</p><p style="color:blue">Two.</p>'),  # which of them?
    ],
)
def test_other_colours_are_part_of_what_is_quoted(top: str, asked: str) -> None:
    assert cut(html_to_text(f"<p>{top}</p>{OUTLOOK}{asked}")).text == top


def test_hues_are_told_from_every_way_to_write_a_colour() -> None:
    written = {"red": ["red", "#F00", "#c00000", "rgb(192,0,0)", "#FF0000 !important"], "blue": ["#0070c0", "navy", "#00f"]}
    assert {hue: {hue_of(value) for value in values} for hue, values in written.items()} == {hue: {hue} for hue in written}
    assert {hue_of(value) for value in ("black", "#333", "windowtext", "inherit", "rgb(10,10,10)", "", "#xyz")} == {None}


def test_it_is_told_whether_a_text_announces_colours() -> None:
    assert announces("Bonjour,\nmes réponses en rouge ci-dessous")
    assert not announces("Le fauteuil rouge est arrivé. Merci de votre appel.")


def test_of_two_versions_the_one_with_colours_is_read_where_they_are_announced() -> None:
    top = "Mes réponses en rouge ci-dessous."
    html = f"<p>{top}</p>{OUTLOOK}{ASKED.format(in_colour('Neuf.', 'red'), in_colour('Du chêne.', 'red'))}"
    plain = f"{top}\n\nFrom: The Workshop <post@workshop.example>\nSent: 4 March 2024\nSubject: Two\n\nOne?\nNeuf.\nTwo?\nDu chêne.\n"
    mail = (
        "From: ada@client.example\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n"
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n--b\nContent-Type: text/html; charset=utf-8\n\n{html}\n--b--\n"
    )
    (said,) = parse(mail.encode(), Reading())
    assert isinstance(said, Interaction)
    assert said.text == f"{top}\nNeuf.\nDu chêne."
