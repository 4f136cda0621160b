"""Times, numbers and conditions of an answer, as a message says them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from streams.rules.words import dated


def at_said(at: datetime, hour: bool, language: str, zone: str, *, now: datetime) -> str:
    """After "au plus tard le" and "by": jeudi 26 novembre à 17 h; 17:00 on Thursday 26 November. The year where it is not this one,
    the day before without an hour at midnight."""
    local = at.astimezone(ZoneInfo(zone))
    if hour and (local.hour, local.minute) == (0, 0):  # nobody is sure which night is meant
        local, hour = local - timedelta(minutes=1), False
    year = "" if local.year == now.astimezone(ZoneInfo(zone)).year else " y"
    said = dated(local.date(), f"EEEE d MMMM{year}", language)
    if not hour:
        return said
    if language == "fr":
        return f"{said} à {local.hour} h" + (f" {local.minute:02}" if local.minute else "")
    return f"{local:%H:%M} on {said}"


def within_said(days: int, language: str) -> str:
    """After "sous" and "within": 2 jours ouvrés, 2 working days."""
    if language == "fr":
        return f"{days} jour ouvré" if days == 1 else f"{days} jours ouvrés"
    return f"{days} working day" if days == 1 else f"{days} working days"


def dialled(number: str, region: str) -> str:
    """A number as one dials it from `region`: 06 39 98 12 40, or +44 7700 900123."""
    import phonenumbers  # its tables take a while to load

    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return number
    here = parsed.country_code == phonenumbers.country_code_for_region(region)
    form = phonenumbers.PhoneNumberFormat.NATIONAL if here else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)
