"""One spelling per address: `scheme:value`, so that equal strings mean the same place to reach somebody.

A value that cannot be read gives None, never a made-up identifier.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from schemas.interaction import Own, Party

# What exchanges and carriers write in the place of a number that the caller does not show; the last five are the words as
# they are dialled on a keypad (documented by Twilio and others).
_WORDS_FOR_NOBODY = (
    "anonymous anonyme unknown inconnu restricted private prive privé privat unavailable indisponible withheld blocked masque masqué"
    " hidden secret cache caché none null nobody asterisk unbekannt anonym -1 -2 -3"
    " 266696687 2562533 7378742833 8656696 86282452253"
)
_WITHHELD = frozenset(_WORDS_FOR_NOBODY.split())
_EXTENSION_OF_NUMBER = re.compile(r"[\s,;]*(?:\b(?:ext|extension|poste|x|p)|#)[.:]?\s*\d{1,6}$", re.IGNORECASE)
_EXTENSION = re.compile(r"[0-9a-z*#._+-]{1,32}", re.IGNORECASE)
_DOMAIN = re.compile(r"[^\s@<>\"(),:;\\\x00-\x1f\x7f]+|\[[0-9a-f.:v]+\]", re.IGNORECASE)
_LOCAL = re.compile(r"[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f]+|\"(?:[^\"\\\x00-\x1f\x7f]|\\[\x20-\x7e])+\"")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_UNFOLDED = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})


def email(address: str) -> str | None:
    """`email:` in lower case, the domain as IDNA A-label; tags after a plus are kept."""
    text = unicodedata.normalize("NFC", address).strip().strip("<>").strip()
    text = text[7:] if text[:7].lower() == "mailto:" else text
    local, at, domain = text.rpartition("@")
    domain = domain.rstrip(".")
    if not at or len(text) > 320 or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        return None
    if local.startswith('"'):
        bare = re.sub(r"\\(.)", r"\1", local[1:-1])
        local = bare if _LOCAL.fullmatch(bare) and not bare.startswith('"') else local
    host = _a_label(domain)
    return f"email:{local.lower()}@{host}" if host else None


def tel(number: str, region: str) -> str | None:
    """`tel:` in E.164; a national number is read as if dialled in `region` (two capitals).

    None for a withheld, empty or impossible number, and for short codes, which have no E.164 form. Possible is enough:
    ranges that nobody has been given (those reserved for fiction) are numbers too.
    """
    if number.isascii() and number.removeprefix("+").isdigit() and number not in _WITHHELD and (plain := _plain_tel(number, region)):
        return plain
    text = unicodedata.normalize("NFKC", number).strip().strip("\"'<>").strip()
    text = re.sub(r"^(?:tel|sips?|whatsapp|callto):", "", text, flags=re.IGNORECASE)
    text = re.split(r"[@;]", text, maxsplit=1)[0]
    if text.lower() in _WITHHELD:
        return None
    text = _EXTENSION_OF_NUMBER.sub("", text)
    digits = re.sub(r"[^0-9]", "", text)
    if not 6 <= len(digits) <= 20 or re.search(r"[^\d\s+().\-/\u00a0\u2010-\u2015]", text) or text.count("+") > 1:
        return None
    return _tel(text, region)


@lru_cache(maxsize=8_192)
def is_given_out(identifier: str) -> bool:
    """Whether a `tel:` is of a range that its country gives to telephones: not those kept for fiction, nor those that cannot be."""
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(identifier.removeprefix("tel:")))
    except phonenumbers.NumberParseException:
        return False


def ext(number: str) -> str | None:
    """`ext:`, an extension of our own telephone system."""
    text = number.strip().lower()
    return f"ext:{text}" if _EXTENSION.fullmatch(text) else None


_NO_ACCOUNT = re.compile(r"[\s/@:]")


def mastodon(acct: str, host: str) -> str | None:
    """`mastodon:user@host`; `host` is filled in for an account of the server that speaks."""
    user, _, server = acct.strip().lstrip("@").partition("@")
    label = _a_label((server or host).strip().rstrip("."))
    if not user or not label or _NO_ACCOUNT.search(user + label):
        return None
    return f"mastodon:{user.lower()}@{label}"


def postal(country: str, postcode: str, name: str) -> str | None:
    """`postal:country/postcode/slug of the name`, ASCII and lower case. None when one of the three is empty."""
    parts = (slug(country), slug(postcode).replace("-", ""), slug(name))
    return "postal:" + "/".join(parts) if all(parts) else None


def slug(text: str) -> str:
    """`text` in ASCII lower case, words joined by hyphens."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(_UNFOLDED)).encode("ascii", "ignore").decode()
    return _NOT_SLUG.sub("-", folded).strip("-")


def scheme_of(identifier: str) -> str:
    return identifier.partition(":")[0]


def is_own(identifier: str | None, own: Own, region: str = "FR") -> bool:
    """Whether the address is one of ours: a domain of ours or below it, an address, a number, a handle; `ext:` always."""
    if identifier is None:
        return False
    scheme, _, value = identifier.partition(":")
    if scheme == "ext":
        return True
    ours = _ours(own, region)
    if identifier in ours.identifiers:
        return True
    if scheme not in ("email", "mastodon"):
        return scheme not in ("tel", "postal") and value.lower() in ours.handles
    domain = value.rpartition("@")[2]
    return domain in ours.domains or domain.endswith(ours.below)


def is_us(party: Party, own: Own, region: str = "FR") -> bool:
    """Whether they are one of us: by their address, or because what came was delivered to them."""
    return party.ours is True or is_own(party.identifier, own, region)


class _Ours(NamedTuple):
    identifiers: frozenset[str]
    domains: frozenset[str]
    below: tuple[str, ...]  # the domains, each with a point before it
    handles: frozenset[str]  # bare ids and names of accounts, lower case: of whichever network


@lru_cache(maxsize=64)
def _ours(own: Own, region: str) -> _Ours:
    identifiers: set[str | None] = set()
    domains: set[str | None] = set()
    for given in own.names:
        name = given.strip()
        if re.match(r"[a-z]+:[^/\s]", name, re.IGNORECASE) and scheme_of(name).lower() not in ("sip", "sips", "mailto", "callto"):
            scheme, _, value = name.partition(":")
            spelt = email(value) if scheme == "email" else tel(value, region) if scheme == "tel" else None
            identifiers.add(spelt or f"{scheme.lower()}:{value}")
        elif name.startswith("@"):
            user, at, host = name[1:].partition("@")
            if at and user:
                identifiers.add(mastodon(name, host))
            else:
                domains.add(_a_label(user) if "." in user else None)
        elif "@" in name:
            identifiers.update((email(name), mastodon(name, "")))
        elif re.fullmatch(r"[\d\s+().\-/]+", name):
            identifiers.add(tel(name, region))
        elif "." in name:
            domains.add(_a_label(name.rstrip(".")))
    handles = {name.strip().removeprefix("@").lower() for name in own.names}
    named = frozenset(domain for domain in domains if domain)
    return _Ours(
        identifiers=frozenset(identifier for identifier in identifiers if identifier),
        domains=named,
        below=tuple(f".{domain}" for domain in named),
        handles=frozenset(handle for handle in handles if handle),
    )


class _Plan(NamedTuple):
    """How the numbers of a country are dialled. `abroad` and `prefix`: what comes before a number; `lengths`: digits without them."""

    code: str
    abroad: re.Pattern[str]
    prefix: re.Pattern[str]
    number: re.Pattern[str]
    lengths: frozenset[int]


@lru_cache(maxsize=512)
def _plan(region: str) -> _Plan | None:
    import phonenumbers

    told = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    if told is None or told.general_desc is None:
        return None
    return _Plan(
        code=str(told.country_code),
        abroad=re.compile(told.international_prefix or "$"),
        prefix=re.compile(told.national_prefix_for_parsing or "$"),
        number=re.compile(told.general_desc.national_number_pattern or "$"),
        lengths=frozenset(told.general_desc.possible_length) - frozenset(told.general_desc.possible_length_local_only),
    )


def _plain_tel(text: str, region: str) -> str | None:
    """What `_tel` says of most numbers, `0199001234` and `+33199001234`, but ten times sooner. None: ask it."""
    import phonenumbers

    far = text[0] == "+"
    if far:
        codes = (phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(text[1:end])) for end in (2, 3, 4))
        region = next((regions[0] for regions in codes if regions and text[1] != "0"), "")
    plan = _plan(region)
    if plan is None or (not far and (text.startswith(plan.code) or plan.abroad.match(text))):
        return None
    national = text[1 + len(plan.code) :] if far else text
    if before := plan.prefix.match(national):
        if before.lastindex or plan.number.fullmatch(national):
            return None
        national = national[before.end() :]
    main = _plan(phonenumbers.region_code_for_country_code(int(plan.code)))
    possible = main is not None and len(national) in plan.lengths & main.lengths and national[0] != "0"
    return f"tel:+{plan.code}{national}" if possible else None


@lru_cache(maxsize=65536)
def _tel(text: str, region: str) -> str | None:
    import phonenumbers  # its tables take a while to load: most commands never need them

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return "tel:" + str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def domain(text: str) -> str | None:
    """A domain as it stands in identifiers, however it is written: müller.example and xn--mller-kva.example are one."""
    return _a_label(text.rstrip("."))


@lru_cache(maxsize=4096)
def _a_label(domain: str) -> str | None:
    if domain.isascii():
        return domain.lower() or None
    import idna

    try:
        return idna.encode(domain, uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        pass
    try:
        return domain.lower().encode("idna").decode()
    except UnicodeError:
        return None
