"""Jinja2 for the pages: one environment a language, and the filters that say times, durations and addresses in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2
import msgspec
import phonenumbers
from babel.dates import format_date, format_time, format_timedelta, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup

from schemas.events import Kind, OriginKind
from services.web import campaign_views, suggestion_views, views
from services.web.languages import LANGUAGES, Language, translations
from streams.rules.words import dated, every, kind_name, origin_name

TEMPLATES = views.TEMPLATES | campaign_views.TEMPLATES | suggestion_views.TEMPLATES
PAGES = Path(__file__).parents[2] / "templates" / "pages"
ROUND = 1.5
"""A larger unit from one and a half of it on, so that nothing is called a day that is longer than what is called 31 hours."""
_IDENTIFIER = re.compile(r"[a-z]+:\S+")


class Renderer:
    """Turns a view into a page or a fragment, in the reader's language and the house's time zone."""

    def __init__(self, tz: str, region: str) -> None:
        self._environments = {language: _environment(language, ZoneInfo(tz), region) for language in LANGUAGES}

    def page(self, view: msgspec.Struct, language: Language) -> str:
        """The template of this kind of view, which sees the view's fields and nothing else."""
        return self.fragment(TEMPLATES[type(view)], view, language)

    def fragment(self, template: str, view: msgspec.Struct, language: Language) -> str:
        fields = {name: getattr(view, name) for name in view.__struct_fields__}
        return self._environments[language].get_template(template).render(fields)


def _environment(language: Language, zone: ZoneInfo, region: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(PAGES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    words = _Words(language, zone, region)
    environment.filters.update(
        time=words.time,
        day=words.day,
        date=words.long_date,
        moment=words.moment,
        month=words.month,
        local_day=words.local_day,
        iso=iso,
        ago=words.ago,
        short_day=words.short_day,
        every=words.every,
        span=words.span,
        kind_named=words.kind_named,
        origin_named=words.origin_named,
        quoted=words.quoted,
        lasting=words.lasting,
        number=words.number,
        zone=words.zone,
        percent=words.percent,
        points=words.points,
        bytes=words.bytes,
        listed=words.listed,
        address=words.address,
        named=words.named,
        spelled=words.spelled,
        short=short,
        sentence=sentence,
        beginning=beginning,
    )
    return environment


def iso(at: datetime) -> str:
    """RFC 3339 in UTC with milliseconds: sorts as text."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def beginning(text: str, length: int) -> str:
    """As `short`, with the lines kept."""
    return text if len(text) <= length else text[:length].rsplit(None, 1)[0] + "…"


def sentence(text: str) -> str:
    """With a capital and a full stop, and otherwise as it was written."""
    return text[:1].upper() + text[1:] + ("" if not text or text.endswith((".", "…", "!", "?")) else ".")


def short(text: str, length: int = 160) -> str:
    """The beginning of a text, cut between words."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + "…"


class _Words:
    """How one language says a value."""

    def __init__(self, language: Language, zone: ZoneInfo, region: str) -> None:
        self._language: Language = language
        self._zone, self._region, self._text = zone, region, translations(language)
        self._locale = "en_GB" if language == "en" else language

    def time(self, at: datetime) -> str:
        return format_time(at, "short", tzinfo=self._zone, locale=self._locale)

    def day(self, at: datetime) -> str:
        """`Monday 2 March`, with the year when it is not the present one."""
        local = at.astimezone(self._zone)
        pattern = "EEEE d MMMM" if local.year == datetime.now(self._zone).year else "EEEE d MMMM y"
        return dated(local, pattern, self._language)

    def long_date(self, at: datetime) -> str:
        return dated(at.astimezone(self._zone), "long", self._language)

    def local_day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def moment(self, at: datetime) -> str:
        """`2 March, 08:15`, with the year when it is not the present one."""
        local = at.astimezone(self._zone)
        pattern = "d MMMM" if local.year == datetime.now(self._zone).year else "d MMMM y"
        return f"{dated(local, pattern, self._language)}, {local:%H:%M}"

    def month(self, at: datetime) -> str:
        return format_date(at.astimezone(self._zone), "MMM", locale=self._locale)

    def ago(self, at: datetime, now: datetime) -> str:
        """`34 days`, `2 hours`: without a direction; for less than a minute, the word for it."""
        apart = abs(now - at)
        if apart < timedelta(minutes=1):
            return self._text.gettext("just now")
        return format_timedelta(apart, granularity="minute", threshold=ROUND, format="long", locale=self._locale)

    def zone(self, at: datetime) -> str:
        """`Paris (UTC+1)`: whose clock the times are read from."""
        minutes = round((at.astimezone(self._zone).utcoffset() or timedelta()).total_seconds() / 60)
        hours, rest = divmod(abs(minutes), 60)
        offset = "UTC" + (f"{'+' if minutes > 0 else '−'}{hours}" if minutes else "") + (f":{rest:02d}" if rest else "")
        place = get_timezone_location(self._zone, locale=self._locale, return_city=True)
        return place if place == offset else f"{place} ({offset})"

    def short_day(self, at: datetime) -> str:
        """`16 Nov`"""
        return dated(at.astimezone(self._zone), "d MMM", self._language)

    def span(self, seconds: float) -> str:
        """`5 hours`, `2 days`: as one would say it, from a minute on."""
        spent = timedelta(seconds=max(60.0, seconds))
        return format_timedelta(spent, granularity="minute", threshold=ROUND, format="long", locale=self._locale)

    def kind_named(self, kind: Kind) -> str:
        """The word for a kind of signal."""
        return kind_name(kind, self._language)

    def origin_named(self, kind: OriginKind) -> str:
        """The word or two for where something began."""
        return origin_name(kind, self._language)

    def quoted(self, words: Iterable[str]) -> str:
        """What somebody said, in the quotation marks of the page's language."""
        before, after = ("«\u202f", "\u202f»") if self._language == "fr" else ("“", "”")
        return ", ".join(f"{before}{short(each, 90)}{after}" for each in words)

    def every(self, gap_days: float) -> str:
        """A rhythm, as signals say it."""
        return every(gap_days, self._language)

    def lasting(self, seconds: float) -> str:
        """`2 min 10`, `45 s`, `1 h 05`."""
        whole = round(seconds)
        if whole < 60:
            return f"{whole}\u202fs"
        minutes, rest = divmod(whole, 60)
        if minutes < 60:
            return f"{minutes}\u202fmin" + (f"\u202f{rest:02d}" if rest else "")
        return f"{minutes // 60}\u202fh\u202f{minutes % 60:02d}"

    def number(self, value: float) -> str:
        return format_decimal(value, "#,##0.##", locale=self._locale)

    def percent(self, value: float, pattern: str = "#,##0") -> str:
        return format_percent(value, f"{pattern}\u202f%" if self._language == "fr" else f"{pattern}%", locale=self._locale)

    def points(self, difference: float) -> str:
        """`+12`, `−3`, `0`: of a hundred, with the sign that a difference has."""
        whole = round(100 * difference)
        return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{abs(whole)}"

    def bytes(self, size: int) -> str:
        for unit, least in (("MB", 1_000_000), ("KB", 1_000)):
            if size >= least:
                shown = format_decimal(size / least, "#,##0.#", locale=self._locale)
                return f"{shown}\u202f{unit.replace('B', 'o') if self._language == 'fr' else unit}"
        return f"{size}\u202f{'octets' if self._language == 'fr' else 'bytes'}"

    def listed(self, names: list[str]) -> str:
        return format_list(names, locale=self._locale)

    def address(self, identifier: str) -> str:
        """An identifier as one would write it on a card."""
        scheme, _, value = identifier.partition(":")
        match scheme:
            case "tel":
                try:
                    number = phonenumbers.parse(value)
                except phonenumbers.NumberParseException:  # a name that somebody gave themselves to look like one
                    return identifier
                national = phonenumbers.region_code_for_number(number) == self._region
                form = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
                return str(phonenumbers.format_number(number, form)).replace(" ", "\u00a0")
            case "mastodon":
                return f"@{value}"
            case "postal" if value.count("/") < 2:
                return identifier
            case "postal":
                country, _, rest = value.partition("/")
                postcode, _, slug = rest.partition("/")
                return f"{slug.replace('-', ' ').title()}, {postcode.upper()} {country.upper()}"
            case _:
                return value or identifier

    def named(self, name: str) -> str:
        """A name, or an identifier for want of one."""
        return self.address(name) if _IDENTIFIER.fullmatch(name) else name

    def spelled(self, text: str) -> Markup:
        """A text that somebody wrote, its paragraphs kept."""
        paragraphs = [part.strip("\n") for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
        return Markup("").join(Markup("<p>{}</p>").format(part) for part in paragraphs)
