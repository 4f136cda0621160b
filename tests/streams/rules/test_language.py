from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.rules import language
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Est-ce que vous avez reçu ma lettre ?", "fr"),
        ("je ne sais pas quand nous serons là", "fr"),
        ("when will you be able to send it to me", "en"),
        ("wann können wir mit einer Antwort von Ihnen rechnen", "de"),
        ("wanneer kan ik het pakket bij jullie ophalen", "nl"),
        ("cuando puedo pasar por la tienda a recoger el pedido", "es"),
        ("quando posso passar pela loja para buscar a encomenda", "pt"),
        ("quando posso passare in negozio per ritirare il pacco", "it"),
    ],
)
def test_small_words_tell_the_language_without_the_model(text: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unasked() -> None:
        raise AssertionError("the model was asked")

    monkeypatch.setattr(language, "_identifier", unasked)
    assert identify(text) == expected


@pytest.mark.parametrize(
    ("text", "not_this"),
    [
        ("Apaga a tenda e vai para a casa con ela, que non hai outra cousa que facer", "pt"),  # Galician
        ("La botiga no té els llibres que li vaig demanar fa tres setmanes", "es"),  # Catalan
        ("Nu am primit coletul pe care l-am comandat la voi săptămâna trecută", "fr"),  # Romanian
        ("Jeg har ikke fått svar fra dere enda, og det er to uker siden", "de"),  # Norwegian
    ],
)
def test_a_neighbour_is_not_taken_for_the_greater_language(text: str, not_this: str) -> None:
    assert identify(text) != not_this


@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted(language.WORDS["fr"].split() + language.WORDS["en"].split())), max_size=12), st.randoms())
def test_the_order_of_small_words_does_not_matter(words: list[str], chance: Random) -> None:
    shuffled = [*words]
    chance.shuffle(shuffled)
    assert language._by_small_words(" ".join(words)) == language._by_small_words(" ".join(shuffled))
