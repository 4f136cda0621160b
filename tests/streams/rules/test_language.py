from __future__ import annotations

import pytest

from streams.rules.language import identify


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bonjour, je voudrais savoir où en est ma commande de la semaine dernière.", "fr"),
        ("Good morning, could you please tell me when the parcel will arrive?", "en"),
        ("Guten Tag, ich warte seit zwei Wochen auf eine Antwort von Ihnen.", "de"),
        ("ご連絡ありがとうございます。", "ja"),
        ("안녕하세요, 주문을 취소하고 싶습니다.", "ko"),
        ("Merci beaucoup", "fr"),
        ("OK", None),
        ("", None),
        ("https://example.org/a/b/c anne@example.fr 12345", None),
    ],
)
def test_a_language_is_named_only_where_there_is_enough_to_say(text: str, expected: str | None) -> None:
    assert identify(text) == expected
