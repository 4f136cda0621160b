"""Judgements in words, in the reader's language: sentences that a colleague could say aloud to the person.

Every number and date in a sentence is in the signal or reason that it is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_time

from schemas.documents import Reason
from schemas.events import Signal

CHANNELS = {
    "fr": {"phone": "téléphone", "email": "e-mail", "letter": "courrier", "social": "réseaux sociaux"},
    "en": {"phone": "telephone", "email": "e-mail", "letter": "letter", "social": "social networks"},
}

SIGNALS = {
    "fr": "{who} écrit ou appelle d'ordinaire {usual} ; plus rien depuis le {since}. Le {at}, après {silent} de silence, c'est surprenant.",
    "en": "{who} usually {gets} in touch {usual}; nothing since {since}. On {at}, after {silent} of silence, that is surprising.",
}
CLOSED = {"fr": " De retour le {closed}.", "en": " Back on {closed}."}

REASONS: dict[str, dict[str, str]] = {
    "fr": {
        "quiet": "Contact d'ordinaire {usual} ; plus rien depuis le {since}, surprenant depuis le {at}.",
        "approved": "Un collègue a donné son accord.",
        "came_back": "Cette personne nous a recontactés le {at}.",
        "signal_gone": "Le silence n'en était pas un : le fil a été complété depuis.",
        "long_ago": "Ce silence surprend depuis le {at}, il y a plus de {days} jours : écrire maintenant surprendrait davantage.",
        "wrote_lately": "Nous lui avons écrit le {at}, il y a moins de {days} jours.",
        "cap_free": "Pas encore de relance dans les {days} derniers jours.",
        "cap_reached": "Relances dans les {days} derniers jours : {written} ; au plus {cap}.",
        "channel_own": "Par {channel} : le canal que cette personne a choisi {used} fois sur {total}.",
        "channel_next": "Par {channel} : utilisé {used} fois sur {total}, et le premier qui convienne.",
        "channel_not_set_up": "Le canal « {channel} » n'est pas encore configuré ici.",
        "automatic": "Une adresse automatique, que personne ne lit ({channel}).",
        "no_address": "Pas d'adresse postale complète.",
        "unreachable": "L'adresse ne répond plus ({channel}).",
        "consent_given": "Accord pour être contacté par {channel}, donné le {at} ({proof}).",
        "consent_refused": "Ne souhaite pas être contacté par {channel}, dit le {at} ({proof}).",
        "consent_missing": "Aucun accord enregistré pour être contacté par {channel}.",
        "network_unknown": "Les règles du réseau « {network} » ne sont pas connues ici.",
        "window_never": "Sur {network}, nous ne pouvons pas écrire en premier.",
        "window_shut": "{network} ne permet de répondre que {window_hours} h ; dernier message le {at}.",
        "window_open": "{network} permet de répondre à son message du {at}.",
        "no_channel": "Aucun canal ne convient.",
        "language": "En {language}, sa langue.",
        "language_assumed": "En {language} : sa langue n'est pas connue.",
        "language_next": "En {language} : nous n'avons pas de texte dans sa langue ({theirs}).",
        "daytime": "Le {at} à {time}, entre {from_hour} h et {to_hour} h chez cette personne ({zone}).",
        "template": "Le modèle ne peut pas être rempli : {what}",
        "dismissed": "Un collègue a écarté cette relance.",
    },
    "en": {
        "quiet": "Usually in touch {usual}; nothing since {since}, surprising since {at}.",
        "approved": "A colleague approved it.",
        "came_back": "This person got back in touch on {at}.",
        "signal_gone": "The silence was none: the timeline has been completed since.",
        "long_ago": "This silence has been surprising since {at}, more than {days} days ago: to write now would surprise more.",
        "wrote_lately": "We wrote to them on {at}, less than {days} days ago.",
        "cap_free": "No follow-up in the last {days} days yet.",
        "cap_reached": "Follow-ups in the last {days} days: {written}; at most {cap}.",
        "channel_own": "By {channel}: what this person chose {used} times out of {total}.",
        "channel_next": "By {channel}: used {used} times out of {total}, and the first that fits.",
        "channel_not_set_up": "The channel “{channel}” is not set up here yet.",
        "automatic": "An automatic address that nobody reads ({channel}).",
        "no_address": "There is no complete postal address.",
        "unreachable": "The address does not answer any more ({channel}).",
        "consent_given": "Agreed to be contacted by {channel} on {at} ({proof}).",
        "consent_refused": "Does not want to be contacted by {channel}, said on {at} ({proof}).",
        "consent_missing": "No agreement to be contacted by {channel} is on record.",
        "network_unknown": "The rules of the network “{network}” are not known here.",
        "window_never": "On {network} we cannot write first.",
        "window_shut": "{network} lets us answer for {window_hours} h only; their last message came on {at}.",
        "window_open": "{network} lets us answer their message of {at}.",
        "no_channel": "No channel fits.",
        "language": "In {language}, their language.",
        "language_assumed": "In {language}: their language is not known.",
        "language_next": "In {language}: we have no text in their language ({theirs}).",
        "daytime": "On {at} at {time}, between {from_hour}:00 and {to_hour}:00 where they are ({zone}).",
        "template": "The template cannot be filled: {what}",
        "dismissed": "A colleague dismissed this follow-up.",
    },
}


def signal_sentence(signal: Signal, language: str, name: str | None = None, *, tz: str = "UTC") -> str:
    """The signal as one would say it; dates in the zone `tz`."""
    tongue = _tongue(language)
    numbers = {number.name: number.value for number in signal.numbers}
    they = {"fr": "Cette personne", "en": "This person"}[tongue]
    said = SIGNALS[tongue].format(
        who=name or they, gets="gets", usual=every(numbers["usual_gap_days"], tongue), silent=days(numbers["silent_days"], tongue),
        since=day(signal.since, tongue, tz), at=day(signal.at, tongue, tz),
    )
    return said + (CLOSED[tongue].format(closed=day(signal.closed_at, tongue, tz)) if signal.closed_at else "")


def reason_sentence(reason: Reason, language: str, *, tz: str = "UTC") -> str:
    """A reason as one would say it. A code that is not known here says itself."""
    tongue = _tongue(language)
    pattern = REASONS[tongue].get(reason.code)
    if pattern is None:
        return reason.code
    said: dict[str, str] = {number.name: plain(number.value) for number in reason.numbers}
    if "usual_gap_days" in said:
        said["usual"] = every(next(number.value for number in reason.numbers if number.name == "usual_gap_days"), tongue)
    said.update(_words(reason.words, tongue, tz))
    return pattern.format_map(_Said(said))


def every(gap_days: float, language: str) -> str:
    """A rhythm: every 11 days, every two or three hours - no finer than one would say it."""
    if gap_days < 1.5:
        return {"fr": "chaque jour", "en": "every day"}[_tongue(language)]
    return {"fr": f"tous les {plain(round(gap_days))} jours", "en": f"every {plain(round(gap_days))} days"}[_tongue(language)]


def days(span_days: float, language: str) -> str:
    number = max(1, round(span_days))
    return {"fr": f"{number} jour{'s' if number > 1 else ''}", "en": f"{number} day{'s' if number > 1 else ''}"}[_tongue(language)]


def day(at: datetime, language: str, tz: str = "UTC") -> str:
    """A day in full: 12 octobre 2026, 12 October 2026."""
    return format_date(at.astimezone(ZoneInfo(tz)).date(), "long", locale=locale(language))


def plain(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.1f}"


def locale(language: str) -> Locale:
    """English as in Britain: this house writes to Europe."""
    return Locale.parse({"fr": "fr_FR", "en": "en_GB"}[_tongue(language)])


def _words(words: Mapping[str, str], tongue: str, tz: str) -> dict[str, str]:
    said = dict(words)
    for name in ("at", "since"):
        if name in words:
            at = datetime.fromisoformat(words[name])
            said[name] = day(at, tongue, words.get("zone", tz))
            if name == "at":
                said["time"] = format_time(at, "short", tzinfo=ZoneInfo(words.get("zone", tz)), locale=locale(tongue))
    if "channel" in words:
        said["channel"] = CHANNELS[tongue].get(words["channel"], words["channel"])
    for name in ("language", "theirs"):
        if words.get(name):
            said[name] = locale(tongue).languages.get(words[name], words[name])
    if "network" in words:
        said["network"] = words["network"].title()
    return said


def _tongue(language: str) -> str:
    return "fr" if language.partition("_")[0].partition("-")[0] == "fr" else "en"


class _Said(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"
