"""What is said within something: a signature, winmail.dat, an invitation, another message."""

from __future__ import annotations

import base64
import struct
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.interaction import Interaction, Reading
from streams.channels.email import parse
from streams.channels.email.envelopes import unarmoured, unsigned
from streams.channels.email.rtf import rtf_to_text, unpack
from streams.channels.email.tnef import Letter, read

INNER = "Content-Type: text/plain; charset=utf-8\r\n\r\nLe brûleur s'est éteint cette nuit.\r\n".encode()


def one(body: str | bytes, fields: str = "", kind: str = "") -> Interaction:
    if isinstance(body, bytes):
        body, fields = base64.encodebytes(body).decode(), f"{fields}Content-Transfer-Encoding: base64\n"
    head = f"From: ada@quill.example\nMIME-Version: 1.0\n{fields}{f'Content-Type: {kind}' if kind else 'X-Kind: none'}\n"
    (said,) = parse(f"{head}\n{body}".encode(), Reading())
    assert isinstance(said, Interaction)
    return said


def attached(said: Interaction) -> list[tuple[str | None, str, int]]:
    return [(each.name, each.content_type, each.size) for each in said.attachments]


def der(tag: int, *content: bytes) -> bytes:
    data = b"".join(content)
    size = len(data).to_bytes(4, "big").lstrip(b"\0")
    return bytes([tag]) + (bytes([len(data)]) if len(data) < 128 else bytes([0x80 | len(size)]) + size) + data


def endless(tag: int, *content: bytes) -> bytes:
    return bytes([tag, 0x80]) + b"".join(content) + b"\0\0"


SIGNED, DATA, ENVELOPED = (der(6, bytes.fromhex("2a864886f70d0107") + bytes([n])) for n in (2, 1, 3))
VERSION, DIGESTS = der(2, b"\1"), der(0x31, der(0x30, der(6, b"\x2b\x0e\x03\x02\x1a"), der(5)))
AT_ONCE = der(0x30, SIGNED, der(0xA0, der(0x30, VERSION, DIGESTS, der(0x30, DATA, der(0xA0, der(4, INNER))), der(0x31))))
PIECES = endless(0x30, DATA, endless(0xA0, endless(0x24, der(4, INNER[:20]), der(4, INNER[20:]))))
IN_PIECES = endless(0x30, SIGNED, endless(0xA0, endless(0x30, VERSION, DIGESTS, PIECES)))
SECRET = der(0x30, ENVELOPED, der(0xA0, der(0x30, VERSION, der(4, b"\x8f" * 40))))


@pytest.mark.parametrize("signed", [AT_ONCE, IN_PIECES])
def test_a_mail_that_is_only_signed_is_read(signed: bytes) -> None:
    said = one(signed, kind='application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"')
    assert said.text == "Le brûleur s'est éteint cette nuit."
    assert said.attachments == ()


def test_an_encrypted_mail_has_no_text_and_is_named() -> None:
    said = one(SECRET, kind='application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"')
    assert (said.text, attached(said)) == ("", [("smime.p7m", "application/pkcs7-mime", len(SECRET))])
    body = "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
    body += "--b\nContent-Type: application/octet-stream; name=encrypted.asc\n\nhQE\n--b--\n"
    said = one(body, kind='multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b')
    assert (said.text, attached(said)[0][1]) == ("", "application/pgp-encrypted")


def test_a_detached_signature_is_an_attachment_and_not_text() -> None:
    body = "--b\n\nBonjour\n--b\nContent-Type: application/pgp-signature; name=signature.asc\n\n-----BEGIN PGP SIGNATURE-----\n--b--\n"
    said = one(body, kind='multipart/signed; protocol="application/pgp-signature"; boundary=b')
    assert (said.text, [each[:2] for each in attached(said)]) == ("Bonjour", [("signature.asc", "application/pgp-signature")])


CLEAR = """\
-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

The boiler went out.
- -- a dash at the beginning

Comment: it smells
-----BEGIN PGP SIGNATURE-----

iQEzBAEBCAAdFiEE
-----END PGP SIGNATURE-----
P.S. Ring twice."""


def test_armour_is_no_text() -> None:
    assert unarmoured(CLEAR) == ("The boiler went out.\n-- a dash at the beginning\n\nComment: it smells\nP.S. Ring twice.", ())
    said = one("Voici :\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n=aB3d\n-----END PGP MESSAGE-----\n")
    assert (said.text, [each[:2] for each in attached(said)]) == ("Voici :", [("message.asc", "application/pgp-encrypted")])
    said = one("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENB\n-----END PGP PUBLIC KEY BLOCK-----\nMa clé.")
    assert (said.text, [each[:2] for each in attached(said)]) == ("Ma clé.", [("key.asc", "application/pgp-keys")])
    assert unarmoured("-----BEGIN PGP MESSAGE-----\ncut off")[0] == ""


def attribute(id_: int, value: bytes) -> bytes:
    return struct.pack("<BII", 1, id_, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def properties(found: dict[int, bytes]) -> bytes:
    """Of binary ones, by id."""
    every = (struct.pack("<HHII", 0x102, id_, 1, len(value)) + value + b"\0" * (-len(value) % 4) for id_, value in found.items())
    return struct.pack("<IHHI", len(found) + 1, 3, 0x3FDE, 65001) + b"".join(every)


def winmail(*attributes: bytes) -> bytes:
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(attributes)


FILE = attribute(0x69002, b"\0" * 14) + attribute(0x18010, b"photo.jp\0") + attribute(0x6800F, b"picture")
FILE += attribute(0x69005, properties({0x3707: b"photo de la chaudiere.jpeg\0", 0x370E: b"image/jpeg\0"}))
WINMAIL = winmail(attribute(0x69007, struct.pack("<Q", 1252)), attribute(0x2800C, "La chaudière fuit.\0".encode("cp1252")), FILE)


def test_what_is_in_winmail_dat_comes_out_of_it() -> None:
    said = one(WINMAIL, "Content-Disposition: attachment; filename=winmail.dat\n", "application/ms-tnef")
    assert said.text == "La chaudière fuit."
    (photo,) = said.attachments
    assert (photo.name, photo.content_type, photo.size, photo.sha256) == (
        "photo de la chaudiere.jpeg", "image/jpeg", 7, sha256(b"picture").hexdigest()
    )  # fmt: skip


def test_the_words_beside_winmail_dat_are_those_that_count() -> None:
    body = "--b\n\nCi-joint.\n--b\nContent-Type: application/octet-stream; name=winmail.dat\n"
    body += f"Content-Transfer-Encoding: base64\n\n{base64.b64encode(WINMAIL).decode()}\n--b--\n"
    said = one(body, kind="multipart/mixed; boundary=b")
    assert (said.text, [each[0] for each in attached(said)]) == ("Ci-joint.", ["photo de la chaudiere.jpeg"])


def test_its_html_and_its_rich_text_are_read_too_and_messages_within() -> None:
    html = read(winmail(attribute(0x69003, properties({0x1013: "<p>Ça fuit</p><p>encore</p>".encode()}))))
    assert html is not None and html.text.split() == ["Ça", "fuit", "encore"]
    raw = rb"{\rtf1\ansi\ansicpg1252 D\'e9j\'e0 deux fois.\par Et \u8364?50}"
    packed = struct.pack("<II4sI", len(raw) + 12, len(raw), b"MELA", 0) + raw
    rich = read(winmail(attribute(0x69003, properties({0x1009: packed}))))
    assert rich == Letter("Déjà deux fois.\nEt €50", ())
    within = attribute(0x69002, b"\0" * 14) + attribute(0x69005, properties({0x3001: b"Devis\0", 0x3701: b"\0" * 16 + WINMAIL}))
    inner = read(winmail(within))
    assert inner is not None
    assert [(each.name, each.data) for each in inner.files] == [
        ("photo de la chaudiere.jpeg", b"picture"),
        ("Devis", "La chaudière fuit.".encode()),
    ]


def test_packed_rich_text_is_unpacked() -> None:
    packed = bytes.fromhex("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0")
    assert unpack(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_of_html_in_rich_text_the_words_remain() -> None:
    rtf = rb"{\rtf1\ansi\fromhtml1{\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 "
    rtf += rb"Bonjour{\*\htmltag84 <br>}\htmlrtf\par\htmlrtf0 Ada\htmlrtf }\htmlrtf0{\*\htmltag72 </p>}}"
    assert rtf_to_text(rtf) == "Bonjour\nAda"


@given(st.integers(0, len(WINMAIL)), st.binary(max_size=8))
def test_a_broken_one_is_kept_as_it_is_or_read_as_far_as_it_goes(at: int, put: bytes) -> None:
    read(WINMAIL[:at] + put + WINMAIL[at + len(put) :])
    unsigned(IN_PIECES[:at] + put + IN_PIECES[at + len(put) :])
    rtf_to_text(WINMAIL[at:] + put)


INVITATION = """\
BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VTIMEZONE
DTSTART:19700101T000000
END:VTIMEZONE
BEGIN:VEVENT
SUMMARY;LANGUAGE=fr:Visite de la chaufferie
DTSTART;TZID=Europe/Paris:20260312T140000
LOCATION:4 rue des Lilas\\, Albi
DESCRIPTION:Merci d'apporter
  les plans.\\nAda
END:VEVENT
END:VCALENDAR
"""


def test_an_invitation_without_other_words_says_what_when_and_where() -> None:
    said = one(INVITATION, kind="text/calendar; method=REQUEST; charset=utf-8; name=invite.ics")
    assert (
        said.text == "Visite de la chaufferie, 2026-03-12 14:00 (Europe/Paris), 4 rue des Lilas, Albi\n\nMerci d'apporter les plans.\nAda"
    )
    assert [each[:2] for each in attached(said)] == [("invite.ics", "text/calendar")]
    beside = one(f"--b\n\nVenez !\n--b\nContent-Type: text/calendar\n\n{INVITATION}\n--b--\n", kind="multipart/alternative; boundary=b")
    assert beside.text == "Venez !"
    assert one(INVITATION.replace("REQUEST", "REPLY"), kind="text/calendar; method=REPLY").text == ""


def test_a_message_within_is_kept_although_a_field_of_it_cannot_be_written_again() -> None:
    body = "--b\n\nVoyez.\n--b\nContent-Type: message/rfc822\n\nSubject: Devis\nStatus: new\x0bAction: wait\n\nJamais.\n--b--\n"
    said = one(body, kind="multipart/mixed; boundary=b")
    assert (said.text, attached(said)) == ("Voyez.", [("Devis", "message/rfc822", 48)])


def test_a_message_within_is_an_attachment_of_the_name_of_its_subject() -> None:
    body = (
        "--b\n\nVoyez.\n--b\nContent-Type: message/rfc822\n\nFrom: bob@x.example\nSubject: =?utf-8?q?Votre_d=C3=A9lai?=\n\nJamais.\n--b--\n"
    )
    said = one(body, kind="multipart/mixed; boundary=b")
    assert (said.text, [each[:2] for each in attached(said)]) == ("Voyez.", [("Votre délai", "message/rfc822")])
