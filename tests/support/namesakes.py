"""People who write and call, and in how many ways a house may take them for one another."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from schemas.interaction import Interaction, Original, Own, Party

HOUSE = "house.example"
OWN = Own(names=(HOUSE,))
START = datetime(2025, 1, 6, 9, tzinfo=UTC)


def said(
    identifier: str,
    name: str | None = None,
    *,
    text: str = "",
    signature: str | None = None,
    address: str | None = None,
    about: str | None = None,
    day: int = 0,
    beside: Sequence[Party] = (),
    direction: str = "in",
) -> Interaction:
    """What one person wrote or said to us; the same arguments give the same interaction."""
    scheme = identifier.partition(":")[0]
    channel, role = {"email": ("email", "from"), "tel": ("phone", "caller"), "postal": ("letter", "sender")}.get(
        scheme, ("social", "author")
    )
    more = {key: value for key, value in (("address", address), ("about", about)) if value}
    id_ = hashlib.sha256(repr((identifier, name, text, signature, address, about, day, beside)).encode()).hexdigest()[:16]
    theirs, ours = Party(role=role, identifier=identifier, name=name, **more), Party(role="to", identifier=f"email:service@{HOUSE}")  # type: ignore[arg-type]
    return Interaction(
        id=id_,
        channel=channel,  # type: ignore[arg-type]
        direction=direction,  # type: ignore[arg-type]
        at=START + timedelta(days=day),
        parties=(theirs, ours, *beside),
        text=text,
        original=Original(sha256="0" * 64, content_type="text/plain", size=1),
        **({"signature": signature} if signature else {}),
    )


ANNE = "email:anne.royer@mail.example"
MOBILE = "tel:+33639981001"
OTHER = "tel:+33639981002"

ONE, TWO = [0, 0], [0, 1]
SITUATIONS: dict[str, tuple[list[Interaction], list[int]]] = {
    "a number in one's own signature": (
        [said(ANNE, "Anne Royer", signature="Anne Royer\nPort. 06 39 98 10 01"), said(MOBILE)],
        ONE,
    ),
    "one's own number, in a sentence never heard before": (
        [said(ANNE, "Anne Royer", text="Vous m'aurez plus facilement sur mon portable, le 06 39 98 10 01."), said(MOBILE)],
        ONE,
    ),
    "a number of whom nothing is known but that it is one's wife's": (
        [said(ANNE, "Anne Royer", text="Le mieux est d'appeler mon mari, au 06 39 98 10 01."), said(MOBILE)],
        TWO,
    ),
    "her number": ([said(ANNE, "Anne Royer", text="Her number is +33 6 39 98 10 01."), said(MOBILE)], TWO),
    "somebody else's name beside the number": (
        [said(ANNE, "Anne Royer", text="Pour la suite, Paul Garnier répond au 06 39 98 10 01."), said(MOBILE)],
        TWO,
    ),
    "what was passed on": (
        [said(ANNE, "Anne Royer", text="I am forwarding a note from paul.garnier@mail.example."), said("email:paul.garnier@mail.example")],
        TWO,
    ),
    "a switchboard in the signature": (
        [said(ANNE, "Anne Royer", signature="Anne Royer\nStandard 01 99 00 10 01"), said("tel:+33199001001")],
        TWO,
    ),
    "a mailbox of the house in the signature": (
        [said(ANNE, "Anne Royer", signature="Anne Royer\ncontact@atelier.example"), said("email:contact@atelier.example")],
        TWO,
    ),
    "a slip: somebody else's number, who says their name": (
        [
            said(ANNE, "Anne Royer", signature="Anne Royer\nPort. 06 39 98 10 01"),
            said(MOBILE, text="Bonjour, Marc Delorme à l'appareil. Une question."),
        ],
        TWO,
    ),
    "the boss in the assistant's signature": (
        [
            said("email:a.royer@firm.example", "Anne Royer", signature="P/o Marc Delorme\nAnne Royer, assistante"),
            said("email:m.delorme@firm.example", "Marc Delorme"),
        ],
        TWO,
    ),
    "a note after a plus": ([said("email:anne.royer+shop@mail.example"), said(ANNE)], ONE),
    "the same name in the same house": (
        [
            said(ANNE, "Anne Royer", signature="Anne Royer\n12 rue des Lilas, 75011 Paris"),
            said("postal:fr/75011/royer-anne", "Mme ROYER Anne", address="12 R. des Lilas, 75011 PARIS"),
        ],
        ONE,
    ),
    "namesakes of one town": (
        [
            said("postal:fr/75011/anne-royer", "Anne Royer", address="12 rue des Lilas, 75011 Paris"),
            said("postal:fr/75011/anne-royer", "Anne Royer", address="80 avenue Gambetta, 75011 Paris"),
        ],
        TWO,
    ),
    "father and son": (
        [
            said("postal:fr/75011/jean-royer-pere", "Jean Royer père", address="12 rue des Lilas, 75011 Paris"),
            said("postal:fr/75011/jean-royer-fils", "Jean Royer fils", address="12 rue des Lilas, 75011 Paris"),
        ],
        TWO,
    ),
    "a father, and a letter that says neither father nor son": (
        [
            said(ANNE, "Jean Royer père", signature="Jean Royer\n12 rue des Lilas, 75011 Paris"),
            said("postal:fr/75011/jean-royer", "Jean Royer", address="12 rue des Lilas, 75011 Paris"),
        ],
        TWO,
    ),
    "a mother in the house of a father and a son": (
        [
            said(ANNE, "Anne Royer", signature="Anne Royer\n12 rue des Lilas, 75011 Paris"),
            said("postal:fr/75011/anne-royer", "Anne Royer", address="12 rue des Lilas, 75011 Paris"),
            said("postal:fr/75011/jean-royer-fils", "Jean Royer fils", address="12 rue des Lilas, 75011 Paris"),
            said("postal:fr/75011/jean-royer-pere", "Jean Royer père", address="12 rue des Lilas, 75011 Paris"),
        ],
        [0, 0, 2, 3],
    ),
    "an initial after Mme, and another of the house": (
        [
            said("postal:fr/75011/m-royer", "Mme M. Royer", address="12 rue des Lilas, 75011 Paris"),
            said("postal:fr/75011/anne-royer", "Mme Anne Royer", address="12 rue des Lilas, 75011 Paris"),
        ],
        TWO,
    ),
    "twins one letter apart": (
        [
            said("postal:fr/75011/lina-royer", "Lina Royer", address="12 rue des Lilas, 75011 Paris"),
            said("postal:fr/75011/lisa-royer", "Lisa Royer", address="12 rue des Lilas, 75011 Paris"),
        ],
        TWO,
    ),
    "a name and a customer number": (
        [
            said(ANNE, "Anne Royer", text="Client n° 4512399."),
            said("email:lune12@mail.example", "Royer Anne", text="Ma référence client est le 4512399."),
        ],
        ONE,
    ),
    "a household's customer number": (
        [said(ANNE, "Anne Royer", text="Client n° 4512399."), said("email:lune12@mail.example", "Paul Royer", text="Client n° 4512399.")],
        TWO,
    ),
    "a name alone": ([said(ANNE, "Anne Royer"), said("email:lune12@mail.example", "Anne Royer")], TWO),
    "a nickname, and a number of one's own": (
        [
            said("email:liz@mail.example", "Elizabeth Hartley", signature="Elizabeth Hartley\nMobile 06 39 98 10 01"),
            said(MOBILE, "Liz Hartley"),
        ],
        ONE,
    ),
    "a profile that names the address": (
        [said("mastodon:lune@social.example", "La lune", about="Jardin. On m'écrit à anne.royer@mail.example"), said(ANNE, "Anne Royer")],
        ONE,
    ),
    "a profile that names a husband": (
        [said("mastodon:lune@social.example", about="Mariée à @paul@social.example"), said("mastodon:paul@social.example")],
        TWO,
    ),
}


def crowd(seed: int, size: int) -> list[Interaction]:
    """What a few people of few names say over a year, by few addresses: so that they meet each other's in every way, right and wrong."""
    random = Random(seed)
    names = [
        "Anne Royer", "A. Royer", "Anne Martin", "Anna Royer", "Marc Delorme", "Royer", "Marc", "Jean Royer père", "Jean Royer fils",
        "Atelier Royer SARL",
    ]  # fmt: skip
    addresses = [
        "email:a.royer@mail.example", "email:a.royer+shop@mail.example", "email:contact@atelier.example", "email:md@mail.example",
        "tel:+33639981001", "tel:+33639981002", "tel:+33199001001", "mastodon:lune@social.example",
        "postal:fr/75011/anne-royer", "postal:fr/75011/jean-royer",
    ]  # fmt: skip
    houses = ["12 rue des Lilas, 75011 Paris", "12 r. des Lilas, 75011 PARIS", "80 avenue Gambetta, 75011 Paris"]
    cards = [
        "06 39 98 10 01", "06 39 98 10 02", "Standard 01 99 00 10 01", "01 99 00 10 01", "md@mail.example", "Client n° 4512399", houses[0],
    ]  # fmt: skip
    found = {}
    while len(found) < size:
        identifier = random.choice(addresses)
        name = random.choice([None, None, *names])
        letter = identifier.startswith("postal:")
        card = None if letter or random.random() < 0.5 else f"{name or random.choice(names)}\n{random.choice(cards)}"
        one = said(
            identifier,
            name,
            signature=card,
            address=random.choice(houses) if letter else None,
            day=random.randrange(365),
            beside=[Party(role="cc", identifier=random.choice(addresses[:4]), name=random.choice(names))] if random.random() < 0.1 else (),
        )
        found[one.id] = one
    return list(found.values())
