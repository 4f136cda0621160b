"""The form of a campaign: what was typed, by the place of it in the document ("steps.1.template"), and the Content that it means.

What was typed stays as it was typed, so that a form that comes back with a fault asks for nothing twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

import msgspec

from schemas.campaigns import CampaignStep, Content, EventKind, Occasion
from schemas.events import KINDS, ORIGINS
from schemas.interaction import CHANNELS

LANGUAGES = ("fr", "en")
OCCASIONS: tuple[str, ...] = (*KINDS, *get_args(EventKind))
NUMBERS = ("cap", "cap_days", "stale_days", "ours_days", "answer_days", "ends_days", "returns_days")
STEP_NUMBERS = ("after_days", "until_days")
MOST_STEPS = 12
LONGEST = 4000
"""Of what is read of one field; a longer one is nobody's typing."""

_TEXTS = tuple(f"{field}.{language}" for field in ("title", "about") for language in LANGUAGES)
_SINGLE = (*_TEXTS, *NUMBERS, "purpose", "approval", "share_left")
_SEVERAL = ("occasions", "excluded.signals", *(f"origins.{kind}" for kind in KINDS))
_WORDS = ("excluded.domains", "excluded.countries", "excluded.persons")
_STEP = re.compile(r"steps\.(\d{1,3})\.(does|template|after_days|until_days|channels)")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_DOMAIN = re.compile(r"(?=.{1,253}$)[^\s@/:,;]+(?:\.[^\s@/:,;]+)+")


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """A fault at its field. `code` and `words` make a sentence with its remedy, in the reader's language."""

    where: str
    code: str
    words: dict[str, str] = {}


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the form. `steps`: of each step, field -> values; `values`: of everything else."""

    values: dict[str, tuple[str, ...]] = {}
    steps: tuple[dict[str, tuple[str, ...]], ...] = ()

    def one(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> tuple[str, ...]:
        if found := _STEP.fullmatch(name):
            place = int(found[1])
            return self.steps[place].get(found[2], ()) if place < len(self.steps) else ()
        return self.values.get(name, ())


def typed_of(content: Content) -> Typed:
    """The form that means this content. Of several occasions of a kind there is one, with the origins of all."""
    values: dict[str, tuple[str, ...]] = {}
    for field in ("title", "about"):
        values |= {f"{field}.{language}": (text,) for language, text in getattr(content, field).items()}
    values |= {name: (str(getattr(content, name)),) for name in NUMBERS}
    values |= {"purpose": (content.purpose,), "approval": (content.approval,), "share_left": (_per_cent(content.share_left),)}
    values["occasions"] = tuple(dict.fromkeys(occasion.kind for occasion in content.occasions))
    for occasion in _one_a_kind(content.occasions):
        if occasion.origins:
            values[f"origins.{occasion.kind}"] = occasion.origins
    values["excluded.signals"] = content.excluded.signals
    values |= {f"excluded.{name}": (", ".join(getattr(content.excluded, name)),) for name in ("domains", "countries")}
    values["excluded.persons"] = content.excluded.persons
    steps = tuple(
        {
            "does": (step.does,),
            "template": (step.template,),
            "after_days": (str(step.after_days),),
            "until_days": (str(step.until_days),),
            "channels": step.channels,
        }
        for step in content.steps
    )
    return Typed(values=values, steps=steps)


def read(form: Mapping[str, Sequence[str]]) -> Typed:
    """What somebody sent; the steps in the order of their numbers, whatever these are, and nothing that the form does not have."""
    values: dict[str, tuple[str, ...]] = {}
    steps: dict[int, dict[str, tuple[str, ...]]] = {}
    for name, sent in form.items():
        clean = tuple(each.replace("\r\n", "\n").strip()[:LONGEST] for each in sent)
        if name in _SINGLE:
            values[name] = clean[:1]
        elif name in _SEVERAL or name in _WORDS:
            values[name] = tuple(each for each in clean if each)
        elif found := _STEP.fullmatch(name):
            steps.setdefault(int(found[1]), {})[found[2]] = clean
    return Typed(values=values, steps=tuple(steps[place] for place in sorted(steps)[:MOST_STEPS]))


def arranged(typed: Typed, how: str) -> Typed:
    """`add` a step, or `remove`, `up`, `down` of one ("up.1"). What cannot be done changes nothing."""
    what, _, number = how.partition(".")
    steps = list(typed.steps)
    place = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else -1
    if what == "add" and len(steps) < MOST_STEPS:
        template = steps[-1].get("template", ()) if steps else ()
        steps.append({"does": ("write",), "template": template, "after_days": ("5" if steps else "0",), "until_days": ("0",)})
    elif 0 <= place < len(steps):
        other = {"up": place - 1, "down": place + 1}.get(what, -1)
        if what == "remove":
            del steps[place]
        elif 0 <= other < len(steps):
            steps[place], steps[other] = steps[other], steps[place]
    return Typed(values=typed.values, steps=tuple(steps))


def content_of(typed: Typed) -> tuple[Content | None, tuple[Wrong, ...]]:
    """What the form means, or what keeps it from meaning anything, each at its field."""
    reading = _Reading(typed)
    given = {
        "title": reading.by_language("title", 120),
        "about": reading.by_language("about", 600),
        "occasions": reading.occasions(),
        "excluded": reading.excluded(),
        "steps": tuple(reading.step(place) for place in range(len(typed.steps))),
        "purpose": reading.name("purpose"),
        "approval": reading.choice("approval", ("colleague", "automatic")),
        "share_left": reading.share("share_left"),
        **{name: reading.number(name, Content) for name in NUMBERS},
    }
    if reading.wrong:
        return None, tuple(reading.wrong)
    return msgspec.convert(given, Content), ()


class _Reading:
    """Reads field by field and goes on after a fault, so that all are named at once."""

    def __init__(self, typed: Typed) -> None:
        self.typed, self.wrong = typed, list[Wrong]()

    def number(self, where: str, of: type, field: str = "") -> int:
        least, most = _bounds(of)[field or where]
        text = self.typed.one(where)
        value = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else -1
        if not least <= value <= most:
            self._fault(where, "number", least=str(least), most=str(most))
        return value

    def share(self, where: str) -> float:
        text = self.typed.one(where).removesuffix("%").strip().replace(",", ".")
        try:
            value = Decimal(text) if len(text) < 40 else Decimal(-1)
        except InvalidOperation:
            value = Decimal(-1)
        if not (value.is_finite() and 0 <= value <= 50):
            self._fault(where, "share")
            return 0.0
        return float(value / 100)

    def by_language(self, field: str, most: int) -> dict[str, str]:
        said = {language: text for language in LANGUAGES if (text := self.typed.one(f"{field}.{language}"))}
        for language, text in said.items():
            if len(text) > most:
                self._fault(f"{field}.{language}", "long", most=str(most))
        return said

    def name(self, where: str) -> str:
        text = self.typed.one(where)
        if not _NAME.fullmatch(text):
            self._fault(where, "name")
        return text

    def choice(self, where: str, among: Sequence[str]) -> str:
        value = self.typed.one(where)
        if value not in among:
            self._fault(where, "choice")
        return value

    def several(self, where: str, among: Sequence[str]) -> tuple[str, ...]:
        """In the order in which they are offered."""
        chosen = set(self.typed.all(where))
        return tuple(each for each in among if each in chosen)

    def occasions(self) -> tuple[dict[str, Any], ...]:
        return tuple(
            {"kind": kind, "origins": self.several(f"origins.{kind}", ORIGINS)} for kind in self.several("occasions", OCCASIONS)
        )

    def excluded(self) -> dict[str, Any]:
        domains = {each: each.lower().removeprefix("@") for each in _split(self.typed.all("excluded.domains"))}
        countries = {each: each.upper() for each in _split(self.typed.all("excluded.countries"))}
        for each, domain in domains.items():
            if not _DOMAIN.fullmatch(domain):
                self._fault("excluded.domains", "domain", what=each)
        for each, country in countries.items():
            if not re.fullmatch("[A-Z]{2}", country):
                self._fault("excluded.countries", "country", what=each)
        signals = self.several("excluded.signals", KINDS)
        return {"signals": signals, "domains": _once(domains), "countries": _once(countries), "persons": persons_of(self.typed)}

    def step(self, place: int) -> dict[str, Any]:
        where = f"steps.{place}"
        return {
            "does": self.choice(f"{where}.does", ("write", "ask")),
            "template": self.name(f"{where}.template"),
            **{name: self.number(f"{where}.{name}", CampaignStep, name) for name in STEP_NUMBERS},
            "channels": self.several(f"{where}.channels", CHANNELS),
        }

    def _fault(self, where: str, code: str, **words: str) -> None:
        if all(each.where != where for each in self.wrong):
            self.wrong.append(Wrong(where=where, code=code, words=words))


def normal(content: Content) -> Content:
    """As the form would give it back: one occasion a kind, everything in the order in which it is offered."""

    def order(chosen: Iterable[str], among: Sequence[str]) -> tuple[str, ...]:
        return tuple(each for each in among if each in set(chosen))

    by_kind: dict[str, Occasion] = {occasion.kind: occasion for occasion in _one_a_kind(content.occasions)}
    return msgspec.convert(
        msgspec.to_builtins(content)
        | {
            "occasions": [{"kind": kind, "origins": order(by_kind[kind].origins, ORIGINS)} for kind in order(by_kind, OCCASIONS)],
            "excluded": msgspec.to_builtins(content.excluded) | {"signals": order(content.excluded.signals, KINDS)},
            "steps": [msgspec.to_builtins(step) | {"channels": order(step.channels, CHANNELS)} for step in content.steps],
        },
        Content,
    )


def _one_a_kind(occasions: Iterable[Occasion]) -> list[Occasion]:
    """An occasion without origins means all of them, whatever another of the kind says."""
    found: dict[str, Occasion] = {}
    for each in occasions:
        before = found.get(each.kind)
        both = (*before.origins, *each.origins) if before and before.origins and each.origins else () if before else each.origins
        found[each.kind] = Occasion(kind=each.kind, origins=tuple(dict.fromkeys(both)))
    return list(found.values())


def _once(spelt: Mapping[str, str]) -> tuple[str, ...]:
    """What was typed, as it is kept; each once."""
    return tuple(dict.fromkeys(spelt.values()))


def _split(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for text in texts for each in re.split(r"[\s,;]+", text) if each))


def persons_of(typed: Typed) -> tuple[str, ...]:
    """Those who are left out, by their ids."""
    return tuple(dict.fromkeys(_person(each) for each in _split(typed.all("excluded.persons"))))


def _person(text: str) -> str:
    """An id, or the address of somebody's page."""
    return re.sub(r"[?#].*", "", text).rstrip("/").rpartition("/people/")[2]


def _per_cent(share: float) -> str:
    return format((Decimal(repr(share)) * 100).normalize(), "f")


def _bounds(of: type) -> dict[str, tuple[int, int]]:
    """Field -> least and most, as the schema says them."""
    found = {}
    for field in msgspec.inspect.type_info(of).fields:  # type: ignore[attr-defined]  # a StructType has fields
        if isinstance(field.type, msgspec.inspect.IntType) and field.type.ge is not None and field.type.le is not None:
            found[field.name] = field.type.ge, field.type.le
    return found


def name_of(title: str, taken: Iterable[str]) -> str:
    """A name for a new campaign, as in an address: from its title, with a number where that one is taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:34].strip("-") or "campaign"
    there = {*taken, "new"}
    return next(name for number in range(1, len(there) + 2) if (name := base if number == 1 else f"{base}-{number}") not in there)
