"""A letter is a file and a line in the manifest: whole, the same whenever it is made again, and readable through its window."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
import pypdfium2
import pytest

from schemas.documents import Message
from schemas.interaction import Party
from streams.channels.letter.envelopes import address_lines, form_of
from streams.channels.letter.page import Letter, letter_of
from streams.channels.letter.printing import MANIFEST, lines, put
from streams.channels.letter.send import send, told
from streams.channels.sending import Outside
from streams.rules.identity.uses import told as learnt
from streams.rules.plain_words import in_words
from streams.settings import Settings

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MESSAGE = Message(
    id="m_3fa2bc9d",
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
SETTINGS = Settings(house="Chauffage du Sud", house_address="14 quai de Tounis, 31000 Toulouse")
TO = {
    "FR": (
        "postal:fr/31000/anne-lefevre", "Anne Lefèvre",
        "Résidence Les Tilleuls, bâtiment B, appartement 12, 8 rue des Tilleuls, 31000 Toulouse",
    ),
    "GB": ("postal:gb/ls1/margaret-okafor", "Margaret Okafor", "Flat 3, 14 Abbey Road, Leeds LS1 4AB"),
    "US": ("postal:us/62704/james-whitfield", "James Whitfield", "742 Evergreen Terrace, Apt 4, Springfield, IL 62704"),
    "DE": ("postal:de/10115/jonas-weiss", "Jonas Weiß", "Invalidenstraße 117, 10115 Berlin"),
}
MM = 72 / 25.4


def outside(directory: Path) -> Outside:
    settings = msgspec.structs.replace(SETTINGS, data=str(directory))
    return Outside(settings=settings, now=NOW, http=lambda: pytest.fail("a letter needs no HTTP"))


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document).replace("\r", "")
    finally:
        document.close()


def seen_through(pdf: bytes, window: tuple[float, float, float, float]) -> str:
    """What of the first page lies within the edges, in mm from the left and the top."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        height = page.get_height()
        left, top, right, bottom = (edge * MM for edge in window)
        return page.get_textpage().get_text_bounded(left=left, right=right, top=height - top, bottom=height - bottom).replace("\r", "")
    finally:
        document.close()


def to(country: str) -> Message:
    identifier, name, address = TO[country]
    return msgspec.structs.replace(MESSAGE, identifier=identifier, name=name, address=address)


async def test_a_letter_lies_in_the_print_folder_with_its_accents(tmp_path: Path) -> None:
    sent = await send(MESSAGE, outside(tmp_path))
    assert (sent.state, sent.reply) == ("sent", "m_3fa2bc9d.pdf")
    said = words_of((tmp_path / "print" / "m_3fa2bc9d.pdf").read_bytes())
    for part in (
        "Anne Lefèvre", "8 rue des Tilleuls", "31000 TOULOUSE", "2 mars 2026", "Notre référence : 3FA2BC9D", "14 quai de Tounis",
        "Depuis vos nouvelles", "L’œuvre coûte 12 €", "Bien à vous",
    ):
        assert part in said, part


@pytest.mark.parametrize("country", TO)
def test_the_window_of_their_envelope_shows_the_whole_address_and_nothing_else(country: str) -> None:
    message = to(country)
    letter = letter_of(message, SETTINGS)
    shown = [line.strip() for line in seen_through(letter.pdf, form_of(country).window).split("\n") if line.strip()]
    abroad = {"GB": "Royaume-Uni", "US": "États-Unis", "DE": "Allemagne"}.get(country)
    assert letter.country == country
    assert shown == address_lines(message.name, message.address or "", country, abroad=abroad)


async def test_a_line_that_is_longer_than_the_window_is_broken_or_the_letter_is_held(tmp_path: Path) -> None:
    street = "12 bis avenue du Maréchal de Lattre de Tassigny et du Général Leclerc"
    letter = letter_of(msgspec.structs.replace(MESSAGE, address=f"{street}, 31000 Toulouse"), SETTINGS)
    shown = " ".join(seen_through(letter.pdf, form_of("FR").window).split())
    assert shown == f"Anne Lefèvre {street} 31000 TOULOUSE"
    sent = await send(msgspec.structs.replace(MESSAGE, address=f"{street * 6}, 31000 Toulouse"), outside(tmp_path))
    assert sent.state == "held" and not (tmp_path / "print" / MANIFEST).exists()
    assert sent.reason and "window" in sent.reason and "fenêtre" in in_words(sent.reason, "fr")


@pytest.mark.parametrize(
    ("country", "abroad", "lines_"),
    [
        ("FR", None, ["Anne Lefèvre", "Résidence Les Tilleuls", "bâtiment B", "appartement 12", "8 rue des Tilleuls", "31000 TOULOUSE"]),
        ("GB", "Royaume-Uni", ["Margaret Okafor", "Flat 3, 14 Abbey Road", "LEEDS", "LS1 4AB", "ROYAUME-UNI"]),
        ("US", "États-Unis", ["James Whitfield", "742 Evergreen Terrace, Apt 4", "SPRINGFIELD IL 62704", "ÉTATS-UNIS"]),
        ("DE", None, ["Jonas Weiß", "Invalidenstraße 117", "10115 BERLIN"]),
    ],
)
def test_an_address_is_written_as_the_post_there_reads_it(country: str, abroad: str | None, lines_: list[str]) -> None:
    _, name, address = TO[country]
    assert address_lines(name, address, country, abroad=abroad) == lines_


@pytest.mark.parametrize("country", TO)
def test_made_again_it_is_the_same_to_the_byte(country: str) -> None:
    assert letter_of(to(country), SETTINGS) == letter_of(to(country), SETTINGS)


async def test_made_again_there_is_one_file_and_one_line(tmp_path: Path) -> None:
    for _ in range(2):
        await send(MESSAGE, outside(tmp_path))
    room = tmp_path / "print"
    pdf = (room / "m_3fa2bc9d.pdf").read_bytes()
    assert sorted(path.name for path in room.iterdir() if not path.name.startswith(".lock")) == ["m_3fa2bc9d.pdf", MANIFEST]
    (line,) = lines(room)
    assert (line.file, line.person, line.message, line.pages, line.country) == ("m_3fa2bc9d.pdf", "p_1", "m_3fa2bc9d", 1, "FR")
    assert line.sha256 == sha256(pdf).hexdigest()


def test_many_that_print_at_once_lose_no_line(tmp_path: Path) -> None:
    letter = letter_of(MESSAGE, SETTINGS)
    messages = [msgspec.structs.replace(MESSAGE, id=f"m_{number:04}") for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda message: put(tmp_path, message, letter), [*messages, *messages]))
    assert sorted(line.message for line in lines(tmp_path)) == [message.id for message in messages]


@pytest.mark.parametrize("left", [b'{"file": "m_', b"\0" * 40, b"\xff"])
async def test_half_a_line_is_gone_with_the_next_letter(tmp_path: Path, left: bytes) -> None:
    await send(MESSAGE, outside(tmp_path))
    manifest = tmp_path / "print" / MANIFEST
    manifest.write_bytes(manifest.read_bytes() + left)
    await send(msgspec.structs.replace(MESSAGE, id="m_2"), outside(tmp_path))
    assert [msgspec.json.decode(line)["message"] for line in manifest.read_bytes().splitlines()] == ["m_3fa2bc9d", "m_2"]


async def test_a_line_without_its_end_is_kept(tmp_path: Path) -> None:
    await send(MESSAGE, outside(tmp_path))
    manifest = tmp_path / "print" / MANIFEST
    manifest.write_bytes(manifest.read_bytes().rstrip())
    for id_ in ("m_3fa2bc9d", "m_2"):
        await send(msgspec.structs.replace(MESSAGE, id=id_), outside(tmp_path))
    assert [line.message for line in lines(tmp_path / "print")] == ["m_3fa2bc9d", "m_2"] and manifest.read_bytes().count(b"\n") == 2


async def test_a_line_that_somebody_broke_costs_no_other(tmp_path: Path) -> None:
    await send(MESSAGE, outside(tmp_path))
    manifest = tmp_path / "print" / MANIFEST
    manifest.write_bytes(b"12 letters so far\n" + manifest.read_bytes())
    for id_ in ("m_2", "m_3fa2bc9d"):
        await send(msgspec.structs.replace(MESSAGE, id=id_), outside(tmp_path))
    assert [line.message for line in lines(tmp_path / "print")] == ["m_3fa2bc9d", "m_2"] and manifest.read_bytes().startswith(b"12 letters")


async def test_the_manifest_only_grows(tmp_path: Path) -> None:
    manifest = tmp_path / "print" / MANIFEST
    before, inode = b"", None
    for number in range(5):
        await send(msgspec.structs.replace(MESSAGE, id=f"m_{number}"), outside(tmp_path))
        now = manifest.read_bytes()
        assert now.startswith(before) and now.count(b"\n") == number + 1 and inode in (None, manifest.stat().st_ino)
        before, inode = now, manifest.stat().st_ino


async def test_a_letter_whose_line_is_missing_gets_it_when_it_is_done_again(tmp_path: Path) -> None:
    """Who sent it was stopped between the two; the message is still under way, and is done again."""
    room = tmp_path / "print"
    await send(MESSAGE, outside(tmp_path))
    (room / MANIFEST).unlink()
    (room / MANIFEST).mkdir()
    assert (await send(MESSAGE, outside(tmp_path))).state == "retry" and (room / "m_3fa2bc9d.pdf").exists()
    (room / MANIFEST).rmdir()
    assert (await send(MESSAGE, outside(tmp_path))).state == "sent"
    assert [line.file for line in lines(room)] == ["m_3fa2bc9d.pdf"]


async def test_a_letter_in_other_words_counts_as_it_is_now(tmp_path: Path) -> None:
    for minute, text in enumerate(("Bonjour", "Bonsoir")):
        made_at = NOW + timedelta(minutes=minute)
        await send(msgspec.structs.replace(MESSAGE, text=text, made_at=made_at), outside(tmp_path))
    (line,) = lines(tmp_path / "print")
    assert line.sha256 == sha256((tmp_path / "print" / line.file).read_bytes()).hexdigest()


@pytest.mark.parametrize("taken", [False, True])
async def test_a_letter_that_the_manifest_names_is_not_made_again_whatever_the_settings_are_by_now(tmp_path: Path, taken: bool) -> None:
    """Who sent it was stopped before it said so; meanwhile it may have been printed, and taken away."""
    await send(MESSAGE, outside(tmp_path))
    room = tmp_path / "print"
    pdf, manifest = (room / "m_3fa2bc9d.pdf").read_bytes(), (room / MANIFEST).read_bytes()
    if taken:
        (room / "m_3fa2bc9d.pdf").unlink()
    for address in ("1 place du Capitole, 31000 Toulouse", "x" * 4000):
        again = outside(tmp_path)
        again = msgspec.structs.replace(again, settings=msgspec.structs.replace(again.settings, house_address=address))
        sent = await send(MESSAGE, again)
        assert (sent.state, sent.reply) == ("sent", "m_3fa2bc9d.pdf")
    assert (room / MANIFEST).read_bytes() == manifest
    assert list(room.glob("*.pdf")) == [] if taken else (room / "m_3fa2bc9d.pdf").read_bytes() == pdf


async def test_drafts_that_were_left_behind_are_gone_with_the_next_letter(tmp_path: Path) -> None:
    room = tmp_path / "print"
    room.mkdir()
    for name in (".m_9.pdf.4711.part", ".manifest.jsonl.4711.part", ".draft.part"):
        (room / name).write_bytes(b"%PDF-1")
    await send(MESSAGE, outside(tmp_path))
    assert list(room.glob(".*.part")) == []


WRITER = """
import sys
from pathlib import Path
import msgspec
from schemas.documents import Message
from schemas.interaction import Party
from streams.channels.letter.page import Letter
from streams.channels.letter.printing import put
message = msgspec.json.decode(sys.stdin.buffer.read(), type=Message)
for number in range(10**6):
    put(Path(sys.argv[1]), msgspec.structs.replace(message, id=f"m_{number}"), Letter(pdf=b"x" * 200_000, pages=1, country="FR"))
"""


def test_a_writer_that_is_killed_leaves_whole_letters_and_whole_lines(tmp_path: Path) -> None:
    """Wherever it is; what was left is made good by whoever comes next."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdin=subprocess.PIPE) as writer:
        assert writer.stdin
        writer.stdin.write(msgspec.json.encode(MESSAGE))
        writer.stdin.close()
        while len(lines(tmp_path)) < 5:
            assert writer.poll() is None
            time.sleep(0.02)
        writer.kill()
    put(tmp_path, MESSAGE, Letter(pdf=b"x", pages=1, country="FR"))
    raw = (tmp_path / MANIFEST).read_bytes().splitlines()
    assert len(raw) == len(lines(tmp_path)) and not list(tmp_path.glob(".*.part"))
    for line in lines(tmp_path):
        assert sha256((tmp_path / line.file).read_bytes()).hexdigest() == line.sha256
    assert len(list(tmp_path.glob("*.pdf"))) - len(raw) <= 1, "a letter without its line is done again"


def test_a_long_letter_goes_on_and_says_on_which_page_one_is() -> None:
    paragraphs = [f"{number}. " + "Une phrase assez longue pour remplir la ligne. " * 6 for number in range(14)]
    text = "\n\n".join([*paragraphs, "Bien à vous,\nNous"])
    letter = letter_of(msgspec.structs.replace(MESSAGE, text=text), SETTINGS)
    said = words_of(letter.pdf)
    assert letter.pages == 2 and "1/2" in said and "2/2" in said and all(f"{number}. Une" in said for number in range(14))
    assert "1/1" not in words_of(letter_of(MESSAGE, SETTINGS).pdf)


@pytest.mark.parametrize("count", range(12, 20))
def test_a_signature_never_stands_alone(count: int) -> None:
    paragraph = "Une phrase assez longue pour remplir la ligne, et même deux de ces lignes-là, sans plus."
    text = "\n\n".join([*[paragraph] * count, "Bien à vous,\nNous"])
    document = pypdfium2.PdfDocument(letter_of(msgspec.structs.replace(MESSAGE, text=text), SETTINGS).pdf)
    last = document[len(document) - 1].get_textpage().get_text_bounded()
    document.close()
    assert "Bien à vous" in last and "Une phrase" in last


@pytest.mark.parametrize("name", ["Ελένη Παπαδοπούλου", "Наталья Ковальчук", "Łucja Dvořáková", "Gülşen Şahin"])
def test_names_of_europe_are_printed_as_they_are_written(name: str) -> None:
    assert name in words_of(letter_of(msgspec.structs.replace(MESSAGE, name=name), SETTINGS).pdf)


async def test_a_name_that_cannot_be_printed_is_a_colleagues(tmp_path: Path) -> None:
    sent = await send(msgspec.structs.replace(MESSAGE, name="王芳"), outside(tmp_path))
    assert sent.state == "held" and sent.reason and "王" in sent.reason and not (tmp_path / "print").exists()


def test_a_smile_is_left_out() -> None:
    assert "Merci !" in words_of(letter_of(msgspec.structs.replace(MESSAGE, text="Merci ! \U0001f600"), SETTINGS).pdf)


async def test_without_an_address_there_is_no_letter(tmp_path: Path) -> None:
    sent = await send(msgspec.structs.replace(MESSAGE, address=None), outside(tmp_path))
    assert sent.state == "held" and not (tmp_path / "print").exists()


async def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "print").write_text("a file in the way")
    assert (await send(MESSAGE, outside(tmp_path))).state == "retry"


def test_the_letter_is_on_the_timeline_once() -> None:
    said = told(MESSAGE, Settings())
    assert said == told(MESSAGE, Settings())
    assert (said.channel, said.direction, said.parties[1].identifier) == ("letter", "out", MESSAGE.identifier)


@pytest.mark.parametrize("address", [MESSAGE.address, "La Grange Basse, 31000 Toulouse", "Flat 3, 14 Abbey Road, 31000 Toulouse"])
def test_it_stands_under_the_house_from_which_they_wrote(address: str) -> None:
    """Else whoever gets a letter would be somebody else of that name in that town."""
    letter = told(msgspec.structs.replace(MESSAGE, address=address), SETTINGS)
    theirs = Party(role="sender", identifier=MESSAGE.identifier, name=MESSAGE.name, address=address)
    wrote = msgspec.structs.replace(letter, direction="in", parties=(theirs,))
    assert learnt(letter, SETTINGS.reading.own, "FR", at=NOW).atoms == learnt(wrote, SETTINGS.reading.own, "FR", at=NOW).atoms


def test_a_receipt_is_no_answer_of_a_human() -> None:
    assert told(msgspec.structs.replace(MESSAGE, purpose="receipt"), Settings()).automatic == "auto_reply"
    assert told(MESSAGE, Settings()).automatic is None
