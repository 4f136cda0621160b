"""Scans: pictures turned any way, bombs, broken files. The recogniser is the real one."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pypdfium2
import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from schemas.errors import Refusal
from schemas.interaction import Interaction, Reading
from streams.channels.letter import parse
from streams.channels.letter.clean import cleaned
from streams.channels.letter.ocr import mend

WORDS = ["Chère Madame,", "Le four est réparé depuis hier.", "Venez quand vous voudrez.", "Cordialement,"]


def page() -> Image.Image:
    document = FPDF(unit="pt", format=(360, 260))
    document.add_page()
    document.set_font("Helvetica", size=16)
    for number, line in enumerate(WORDS):
        document.text(24, 40 + 40 * number, line)
    return pypdfium2.PdfDocument(bytes(document.output()))[0].render(scale=1.7, grayscale=True).to_pil()


def saved(*pictures: Image.Image, form: str = "PNG") -> bytes:
    file = io.BytesIO()
    pictures[0].save(file, form, **({"save_all": True, "append_images": pictures[1:]} if len(pictures) > 1 else {}))
    return file.getvalue()


@pytest.mark.parametrize("degrees", [0, 90, 180])
def test_a_scan_is_read_whichever_way_it_lay(degrees: int) -> None:
    (one,) = parse(saved(page().rotate(degrees, expand=True)), Reading())
    assert isinstance(one, Interaction)
    assert one.text.split() == " ".join(WORDS).split()
    assert one.language == "fr"
    assert 0.8 < one.measures["confidence"] <= 1.0


def test_a_tiff_has_pages_and_an_empty_page_has_no_words_and_no_confidence() -> None:
    empty = Image.new("L", (200, 280), 255)
    (one,) = parse(saved(empty, empty, form="TIFF"), Reading())
    assert isinstance(one, Interaction)
    assert (one.text, one.measures) == ("", {"pages": 2})


def png_of(width: int, height: int) -> bytes:
    """A PNG of that size in a few hundred bytes: what a bomb looks like."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(9_500, 9_000), (30_000, 30_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_that_unfolds_to_too_much_is_refused_unopened(size: tuple[int, int]) -> None:
    (refusal,) = parse(png_of(*size), Reading())
    assert isinstance(refusal, Refusal)
    assert "million" in refusal.what


@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\x00", b"MM\x00*"])
@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=60))
def test_broken_pictures_are_refused(head: bytes, rest: bytes) -> None:
    found = list(parse(head + rest, Reading()))
    assert all(isinstance(one, Refusal) for one in found)
    assert found == list(parse(head + rest, Reading()))


SMALL = saved(Image.new("L", (40, 40), 255))


@settings(deadline=None, max_examples=25)
@given(st.integers(0, len(SMALL) - 1), st.binary(max_size=4), st.integers(0, 8))
def test_mutated_pictures_never_raise(place: int, put: bytes, drop: int) -> None:
    list(parse(SMALL[:place] + put + SMALL[place + drop :], Reading()))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Nantes,le 9octobre2023", "Nantes, le 9 octobre 2023"),
        ("5impasse du Lac", "5 impasse du Lac"),
        ("à l'adresse a.b@c.example, 2ème étage", "à l'adresse a.b@c.example, 2ème étage"),
        ("Antibes, 1e 28 mai, 066Q0 Antibes, 1er étage", "Antibes, le 28 mai, 06600 Antibes, 1er étage"),
        ("MmeDupont, 14h30, 1,50 €", "Mme Dupont, 14h30, 1,50 €"),
    ],
)
def test_blanks_that_recognition_lost_are_put_back(read: str, meant: str) -> None:
    assert mend(read) == meant


def test_a_page_full_of_specks_is_read_like_a_clean_one() -> None:
    rng = np.random.default_rng(7)
    pixels = np.asarray(page()).copy()
    dirt = rng.random(pixels.shape)
    pixels[dirt < 0.01] = 0
    pixels[dirt > 0.99] = 255
    (one,) = parse(saved(Image.fromarray(pixels)), Reading())
    assert isinstance(one, Interaction)
    assert one.text.split() == " ".join(WORDS).split()


def test_what_is_clean_is_left_as_it_is() -> None:
    pixels = np.asarray(page().convert("RGB"))
    assert np.array_equal(cleaned(pixels), pixels)
