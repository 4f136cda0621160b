"""The test vectors of RFC 8032, 7.1, and what is near them."""

from __future__ import annotations

import pytest

from streams.channels.ed25519 import genuine

VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_vectors_of_the_rfc(key: str, message: str, signature: str) -> None:
    assert genuine(bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature))


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_nothing_near_them(key: str, message: str, signature: str) -> None:
    public, said, signed = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)
    for place in (0, 31, 32, 63):
        assert not genuine(public, said, signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :])
    assert not genuine(public, said + b"\0", signed)
    another = next(bytes.fromhex(other) for other, _, _ in VECTORS if other != key)
    assert not genuine(another, said, signed)
    assert not genuine(public, said, signed[:-1])
    assert not genuine(public[:-1], said, signed)
    higher = int.from_bytes(signed[32:], "little") + ORDER
    assert not genuine(public, said, signed[:32] + higher.to_bytes(32, "little")), (
        "the same number, written once more, is another signature"
    )


def test_what_is_no_point_of_the_curve_signs_nothing() -> None:
    assert not genuine(b"\xff" * 32, b"", b"\0" * 64)
    assert not genuine(b"\x02" + b"\0" * 31, b"", b"\0" * 64)
