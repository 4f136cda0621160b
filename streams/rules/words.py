"""Judgements in words, in the reader's language: sentences that a colleague could say aloud to the person.

Every number and date in a sentence is in the signal or reason that it is about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_time

from schemas.documents import Reason
from schemas.events import Kind, Origin, OriginKind, Signal

_BREAKABLE = re.compile(r" (?=[:;?!»])|(?<=«) ")

CHANNELS = {
    "fr": {"phone": "téléphone", "email": "e-mail", "letter": "courrier", "social": "réseaux sociaux"},
    "en": {"phone": "telephone", "email": "e-mail", "letter": "letter", "social": "social networks"},
}

SIGNALS: dict[str, dict[str, str]] = {
    "fr": {
        "quiet": "{who} écrit ou appelle d'ordinaire {usual} ; plus rien depuis le {since}. À partir du {at}, après {silent} de silence,"
        " c'est surprenant.",
        "quiet_over": "{who} écrit ou appelle d'ordinaire {usual} ; rien du {since} au {closed}, un silence surprenant à partir du {at}.",
        "rarer": "{who} nous contacte moins souvent depuis le {since} : d'ordinaire {usual}, ces derniers temps {latest}.",
        "calls": "{who} nous parle moins longtemps au téléphone depuis le {since} : d'ordinaire {usual}, ces derniers temps {latest}.",
        "texts": "{who} nous écrit plus court depuis le {since} : d'ordinaire {usual} mots, ces derniers temps {latest}.",
        "channel": "{who} ne passe plus par ce canal ({channel}) : {usual} fois jusque-là, puis {latest} contacts sans.",
        "discontent": "{who} nous dit son mécontentement le {since}{quoted}.",
        "discontent_again": "{who} nous dit son mécontentement {times} depuis le {since}{quoted}.",
        "leaving": " Il est question de nous quitter.",
        "leaves": "{who} parle de nous quitter, le {last}{quoted}.",
        "misunderstood": "{who} nous écrit le {since} que nous nous comprenons mal{quoted}.",
        "misunderstood_again": "{who} nous écrit {times} depuis le {since} que nous nous comprenons mal{quoted}.",
        "promise_due": "Le {made}, nous avons promis à {who} : « {promise} ». À tenir au plus tard le {due} à {time}.",
        "promise_broken": "Le {made}, nous avons promis à {who} : « {promise} ». Le {due} à {time}, rien ne disait qu'elle ait été tenue.",
        "returned": "{who} nous recontacte le {at} ({channel}), après {silent} de silence.",
        "delighted": "{who} nous remercie chaleureusement, {times} depuis le {since}{quoted}.",
        "delighted_tells": "{who} nous recommande, le {last}{quoted}.",
    },
    "en": {
        "quiet": "{who} usually gets in touch {usual}; nothing since {since}. From {at} on, after {silent} of silence, that is surprising.",
        "quiet_over": "{who} usually gets in touch {usual}; nothing from {since} to {closed}, a silence that was surprising from {at} on.",
        "rarer": "{who} has been in touch less often since {since}: usually {usual}, lately {latest}.",
        "calls": "{who} has talked to us more briefly on the phone since {since}: usually {usual}, lately {latest}.",
        "texts": "{who} has written shorter messages since {since}: usually {usual} words, lately {latest}.",
        "channel": "{who} no longer comes this way ({channel}): {usual} times until then, {latest} contacts without it since.",
        "discontent": "{who} told us on {since} of not being content{quoted}.",
        "discontent_again": "{who} has told us {times} since {since} of not being content{quoted}.",
        "leaving": " There is talk of leaving us.",
        "leaves": "{who} spoke of leaving us on {last}{quoted}.",
        "misunderstood": "{who} wrote on {since} that we misunderstand each other{quoted}.",
        "misunderstood_again": "{who} has written {times} since {since} that we misunderstand each other{quoted}.",
        "promise_due": "On {made} we promised {who}: “{promise}”. To be kept by {due}, {time}.",
        "promise_broken": "On {made} we promised {who}: “{promise}”. By {due}, {time}, nothing here said that it was kept.",
        "returned": "{who} got back in touch on {at} ({channel}), after {silent} of silence.",
        "delighted": "{who} has thanked us warmly, {times} since {since}{quoted}.",
        "delighted_tells": "{who} recommended us on {last}{quoted}.",
    },
}
"""By kind, and by what is said of it. Ways of fading have sentences of their own, since more than one may hold."""

CLOSED: dict[str, dict[str, str]] = {
    "fr": {
        "quiet": "", "promise_due": " Réglé le {closed}.", "promise_broken": " Réglé le {closed}.",
        "promise_missed": " Rien ne dit ici qu'elle ait été tenue.",
        "returned": "", "delighted": "", "other": " C'est passé depuis le {closed}.",
    },
    "en": {
        "quiet": "", "promise_due": " Settled on {closed}.", "promise_broken": " Settled on {closed}.",
        "promise_missed": " Nothing here says that it was kept.",
        "returned": "", "delighted": "", "other": " That has been over since {closed}.",
    },
}

KIND_NAMES: dict[str, dict[str, str]] = {
    "fr": {
        "quiet": "silence", "fading": "s'éloigne", "discontent": "mécontentement", "misunderstood": "malentendu",
        "promise_due": "promesse à tenir", "promise_broken": "promesse non tenue", "returned": "de retour", "delighted": "conquis",
    },
    "en": {
        "quiet": "silent", "fading": "drifting away", "discontent": "unhappy", "misunderstood": "misunderstanding",
        "promise_due": "promise due", "promise_broken": "promise not kept", "returned": "back", "delighted": "delighted",
    },
}

ORIGINS: dict[str, dict[str, str]] = {
    "fr": {
        "broken_promise": "Cela commence après notre promesse du {at}, dont rien ne dit qu'elle ait été tenue.",
        "unanswered": "Cela commence après {message} du {at} : sans réponse de notre part.",
        "transfer": "Cela commence après {message} du {at} : transféré d'un poste à l'autre.",
        "waiting": "Cela commence après {message} du {at} : une longue attente.",
        "absence": "Cela commence après {message} du {at} : personne n'était là pour répondre.",
        "price": "Cela commence le {at}, quand il est question du prix.",
        "product": "Cela commence le {at}, quand il est question de : {products}.",
        "unknown": "Ce qui en est la cause ne se lit pas dans les échanges.",
    },
    "en": {
        "broken_promise": "It begins after our promise of {at}; nothing says that it was kept.",
        "unanswered": "It begins after {message} of {at}: we did not answer.",
        "transfer": "It begins after {message} of {at}: passed on from one desk to another.",
        "waiting": "It begins after {message} of {at}: a long wait.",
        "absence": "It begins after {message} of {at}: nobody was there to answer.",
        "price": "It begins on {at}, when the price comes up.",
        "product": "It begins on {at}, when this comes up: {products}.",
        "unknown": "What it comes from cannot be read in what was said.",
    },
}

ORIGIN_NAMES: dict[str, dict[str, str]] = {
    "fr": {
        "broken_promise": "promesse non tenue", "unanswered": "sans réponse", "transfer": "transfert", "waiting": "attente",
        "absence": "absence", "price": "prix", "product": "produit", "unknown": "non dit",
    },
    "en": {
        "broken_promise": "promise not kept", "unanswered": "not answered", "transfer": "passed on", "waiting": "waiting",
        "absence": "nobody there", "price": "price", "product": "product", "unknown": "not said",
    },
}

MESSAGES: dict[str, dict[str, str]] = {
    "fr": {"phone": "l'appel", "email": "l'e-mail", "letter": "la lettre", "social": "le message"},
    "en": {"phone": "the call", "email": "the e-mail", "letter": "the letter", "social": "the message"},
}

REASONS: dict[str, dict[str, str]] = {
    "fr": {
        "quiet": "Contact d'ordinaire {usual} ; plus rien depuis le {since}, surprenant depuis le {at}.",
        "approved": "Un collègue a donné son accord.",
        "came_back": "Cette personne nous a recontactés le {at}.",
        "signal_gone": "Le silence n'en était pas un : le fil a été complété depuis.",
        "long_ago": "Ce silence surprend depuis le {at}, il y a plus de {days} jours : écrire maintenant surprendrait davantage.",
        "unsettled": "Quelque chose n'est pas réglé depuis le {at} ({kind}) : à un collègue de décider s'il écrit lui-même.",
        "wrote_lately": "Nous lui avons écrit le {at}, il y a moins de {days} jours.",
        "cap_free": "Pas encore de relance dans les {days} derniers jours.",
        "cap_reached": "Relances dans les {days} derniers jours : {written} ; au plus {cap}.",
        "channel_own": "Par {channel} : le canal que cette personne a choisi {used} fois sur {total}.",
        "channel_next": "Par {channel} : utilisé {used} fois sur {total}, et le premier qui convienne.",
        "channel_not_set_up": "Le canal « {channel} » n'est pas encore configuré ici.",
        "automatic": "Une adresse automatique, que personne ne lit ({channel}).",
        "bounced": "Ce que nous y avons écrit est revenu le {at} : l'adresse n'existe plus ({channel}).",
        "no_address": "Pas d'adresse postale complète.",
        "unreachable": "L'adresse ne répond plus ({channel}).",
        "consent_given": "Accord pour être contacté par {channel}, donné le {at} ({proof}).",
        "consent_refused": "Ne souhaite pas être contacté par {channel}, dit le {at} ({proof}).",
        "wish_all": "A demandé le {at} à ne plus être contacté : « {proof} ».",
        "wish_channel": "A demandé le {at} à ne plus être contacté par {channel} : « {proof} ».",
        "wish_campaigns": "A demandé le {at} à ne plus recevoir de sollicitations : « {proof} ».",
        "consent_missing": "Aucun accord enregistré pour être contacté par {channel}.",
        "network_unknown": "Les règles du réseau « {network} » ne sont pas connues ici.",
        "window_never": "Sur {network}, nous ne pouvons pas écrire en premier.",
        "window_shut": "{network} ne permet de répondre que {window_hours} h ; dernier message le {at}.",
        "window_open": "{network} permet de répondre à son message du {at}.",
        "window_template": "Plus de {window_hours} h après son message du {at}, {network} ne laisse partir que des modèles approuvés.",
        "window_template_first": "Sur {network}, on ne peut écrire en premier qu'avec un modèle approuvé.",
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
        "unsettled": "Something has not been settled since {at} ({kind}): for a colleague to decide, or to write in person.",
        "wrote_lately": "We wrote to them on {at}, less than {days} days ago.",
        "cap_free": "No follow-up in the last {days} days yet.",
        "cap_reached": "Follow-ups in the last {days} days: {written}; at most {cap}.",
        "channel_own": "By {channel}: what this person chose {used} times out of {total}.",
        "channel_next": "By {channel}: used {used} times out of {total}, and the first that fits.",
        "channel_not_set_up": "The channel “{channel}” is not set up here yet.",
        "automatic": "An automatic address that nobody reads ({channel}).",
        "bounced": "What we wrote there came back on {at}: the address is no more ({channel}).",
        "no_address": "There is no complete postal address.",
        "unreachable": "The address does not answer any more ({channel}).",
        "consent_given": "Agreed to be contacted by {channel} on {at} ({proof}).",
        "consent_refused": "Does not want to be contacted by {channel}, said on {at} ({proof}).",
        "wish_all": "Asked on {at} not to be contacted any more: “{proof}”.",
        "wish_channel": "Asked on {at} not to be contacted by {channel} any more: “{proof}”.",
        "wish_campaigns": "Asked on {at} for no more mailings: “{proof}”.",
        "consent_missing": "No agreement to be contacted by {channel} is on record.",
        "network_unknown": "The rules of the network “{network}” are not known here.",
        "window_never": "On {network} we cannot write first.",
        "window_shut": "{network} lets us answer for {window_hours} h only; their last message came on {at}.",
        "window_open": "{network} lets us answer their message of {at}.",
        "window_template": "More than {window_hours} h after their message of {at}, {network} lets only approved templates through.",
        "window_template_first": "On {network} one can write first with an approved template only.",
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
    instants = {"since": signal.since, "at": signal.at, "closed": signal.closed_at}
    instants |= {key: datetime.fromisoformat(signal.words[key]) for key in ("made", "due", "last") if key in signal.words}
    said = {key: day(at, tongue, tz) for key, at in instants.items() if at is not None}
    if due_at := instants.get("due"):
        said["time"] = format_time(due_at.astimezone(ZoneInfo(tz)), "short", locale=locale(tongue))
    said["who"] = name or {"fr": "Cette personne", "en": "This person"}[tongue]
    if signal.kind in ("promise_due", "promise_broken") and not name:
        said["who"] = {"fr": "cette personne", "en": "this person"}[tongue]
    said |= {"promise": signal.words.get("promise", ""), "quoted": _quoted(signal.words.get("quotes", ""), tongue)}
    said["channel"] = CHANNELS[tongue].get(signal.words.get("channel", ""), "")
    if "silent_days" in numbers:
        said["silent"] = days(numbers["silent_days"], tongue)
    if "usual_gap_days" in numbers:
        said["usual"] = every(numbers["usual_gap_days"], tongue)
    if "messages" in numbers:
        said["times"] = _times(numbers["messages"], tongue)
    if signal.kind == "fading":
        sentence = " ".join(_fades(how, numbers, said, tongue) for how in _ways(signal))
    else:
        sentence = SIGNALS[tongue][_which(signal, numbers)].format_map(_Said(said))
        if signal.kind == "discontent" and "leaving" in _labels(signal) and not _labels(signal).isdisjoint(CROSS):
            sentence += SIGNALS[tongue]["leaving"]
    ended = CLOSED[tongue][_end(signal)].format_map(_Said(said)) if signal.closed_at else ""
    return _typeset(sentence + ended, tongue)


def origin_sentence(origin: Origin, language: str, *, tz: str = "UTC") -> str:
    """What the change began with, as one would say it."""
    tongue = _tongue(language)
    said = ORIGINS[tongue][origin.kind].format(
        at=day(origin.at, tongue, tz), message=MESSAGES[tongue][origin.channel], products=", ".join(origin.products)
    )
    return _typeset(said, tongue)


def kind_name(kind: Kind, language: str) -> str:
    """One or two words for a signal's kind."""
    return KIND_NAMES[_tongue(language)][kind]


def origin_name(kind: OriginKind, language: str) -> str:
    """One or two words for what a change began with."""
    return ORIGIN_NAMES[_tongue(language)][kind]


def _typeset(text: str, tongue: str) -> str:
    """French marks do not stand alone at the end or beginning of a line."""
    return _BREAKABLE.sub("\u202f", text) if tongue == "fr" else text


def _ways(signal: Signal) -> list[str]:
    return [signal.words["how"], *(how for how in signal.words.get("also", "").split(",") if how)]


def _end(signal: Signal) -> str:
    """How it ended: a promise that was let pass did not end well, and one that nobody came back to was not settled."""
    if signal.kind == "promise_due" and signal.closed_at == datetime.fromisoformat(signal.words["due"]):
        return "promise_missed"
    if signal.kind == "promise_broken" and len(signal.evidence) < 2:
        return "other"
    return signal.kind if signal.kind in CLOSED["en"] else "other"


def _times(count: float, tongue: str) -> str:
    return {"fr": f"{plain(count)} fois", "en": "twice" if count == 2 else f"{plain(count)} times"}[tongue]


CROSS = frozenset({"discontent", "disappointment"})


def _labels(signal: Signal) -> frozenset[str]:
    return frozenset(signal.words.get("labels", "").split(","))


def _which(signal: Signal, numbers: Mapping[str, float]) -> str:
    if signal.kind == "discontent" and "leaving" in _labels(signal) and _labels(signal).isdisjoint(CROSS):
        return "leaves"
    if signal.kind == "quiet" and signal.closed_at:
        return "quiet_over"
    if signal.kind == "delighted":
        return "delighted_tells" if "recommendation" in _labels(signal) else "delighted"
    again = signal.kind in ("discontent", "misunderstood") and numbers.get("messages", 1) > 1
    return f"{signal.kind}_again" if again else signal.kind


def _fades(how: str, numbers: Mapping[str, float], said: Mapping[str, str], tongue: str) -> str:
    name, put = {
        "rarer": ("gap_days", every), "calls": ("call_s", lasting), "texts": ("text_words", _round), "channel": ("contacts", _round),
    }[how]
    usual, latest = put(numbers[f"usual_{name}"], tongue), put(numbers[f"latest_{name}"], tongue)
    return SIGNALS[tongue][how].format_map(_Said(said, usual=usual, latest=latest))


def _quoted(quotes: str, tongue: str) -> str:
    """The words that it rests on, as they were written."""
    pair = {"fr": "« {} »", "en": "“{}”"}[tongue]
    said = ", ".join(pair.format(" ".join(quote.split())) for quote in quotes.split("\n") if quote)
    return {"fr": " : ", "en": ": "}[tongue] + said if said else ""


def lasting(span_s: float, language: str) -> str:
    """A talk: 40 s, 3 min; no finer than one would say it."""
    return f"{max(1, round(span_s))} s" if span_s < 90 else f"{round(span_s / 60)} min"


def _round(value: float, language: str) -> str:
    return plain(round(value))


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
    return _typeset(pattern.format_map(_Said(said)), tongue)


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
    if "kind" in words:
        said["kind"] = KIND_NAMES[tongue].get(words["kind"], words["kind"])
    if "network" in words:
        said["network"] = words["network"].title()
    return said


def _tongue(language: str) -> str:
    return "fr" if language.partition("_")[0].partition("-")[0] == "fr" else "en"


class _Said(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"
