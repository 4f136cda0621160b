"""A letter is a file: whole, the same whenever it is made again, and readable."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pypdfium2
import pytest

from schemas.documents import Message
from streams.channels.letter.send import address_lines, manifest_line, pdf_of, send, told
from streams.channels.sending import Outside
from streams.settings import Settings

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MESSAGE = Message(
    id="m_1",
    followup="f_1",
    person="p_1",
    campaign="quiet",
    purpose="care",
    channel="letter",
    identifier="postal:fr/31000/anne-lefevre",
    name="Anne Lefèvre",
    address="8 rue des Tilleuls, 31000 Toulouse",
    language="fr",
    subject="Depuis vos nouvelles du 12 octobre",
    text="Bonjour Anne Lefèvre,\n\nL’œuvre coûte 12 € — déjà prête…\n\nBien à vous,\nChauffage du Sud",
    message_id="abc@exemple.fr",
    made_at=NOW,
    sent_at=NOW,
)


def outside(directory: Path) -> Outside:
    return Outside(
        settings=Settings(data=str(directory), house="Chauffage du Sud"), now=NOW, http=lambda: pytest.fail("a letter needs no HTTP")
    )


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document).replace("\r", "")
    finally:
        document.close()


async def test_a_letter_lies_in_the_print_folder_with_its_accents(tmp_path: Path) -> None:
    sent = await send(MESSAGE, outside(tmp_path))
    assert (sent.state, sent.reply) == ("sent", "m_1.pdf")
    said = words_of((tmp_path / "print" / "m_1.pdf").read_bytes())
    for part in (
        "Anne Lefèvre",
        "8 rue des Tilleuls",
        "31000 Toulouse",
        "2 mars 2026",
        "Depuis vos nouvelles",
        "L’œuvre coûte 12 €",
        "Bien à vous",
    ):
        assert part in said, part


async def test_made_again_it_is_the_same_file_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    await send(MESSAGE, outside(tmp_path))
    before = (tmp_path / "print" / "m_1.pdf").read_bytes()
    await send(MESSAGE, outside(tmp_path))
    assert [path.name for path in (tmp_path / "print").iterdir()] == ["m_1.pdf"]
    assert (tmp_path / "print" / "m_1.pdf").read_bytes() == before


async def test_without_an_address_there_is_no_letter(tmp_path: Path) -> None:
    sent = await send(msgspec.structs.replace(MESSAGE, address=None), outside(tmp_path))
    assert sent.state == "held" and not (tmp_path / "print").exists()


async def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "print").write_text("a file in the way")
    assert (await send(MESSAGE, outside(tmp_path))).state == "retry"


async def test_a_polish_name_loses_its_stroke_and_a_chinese_one_is_a_colleagues(tmp_path: Path) -> None:
    assert "Lucja" in words_of(pdf_of(msgspec.structs.replace(MESSAGE, name="Łucja"), outside(tmp_path).settings))
    sent = await send(msgspec.structs.replace(MESSAGE, name="王芳"), outside(tmp_path))
    assert sent.state == "held" and sent.reason and "王" in sent.reason


def test_whoever_posts_it_knows_where_to() -> None:
    assert manifest_line(MESSAGE) == "m_1.pdf\t2026-03-02\tAnne Lefèvre, 8 rue des Tilleuls, 31000 Toulouse"
    assert address_lines(MESSAGE) == ["Anne Lefèvre", "8 rue des Tilleuls", "31000 Toulouse"]


def test_the_letter_is_on_the_timeline_once() -> None:
    said = told(MESSAGE, Settings())
    assert said == told(MESSAGE, Settings())
    assert (said.channel, said.direction, said.parties[1].identifier) == ("letter", "out", MESSAGE.identifier)
