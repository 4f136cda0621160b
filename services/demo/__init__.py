"""An invented firm and its invented customers: everything that `--demo` shows. Nothing here exists.

The numbers are of the ranges set aside for fiction, the domains of those that nobody can register.
"""

from __future__ import annotations

HOUSE = "Braise & Fils"
DOMAIN = "braise.example"
HANDLE = "braise@toots.example"
NUMBERS = ("+33536490100", "+33536490101", "+33536490102")
MAIL = f"accueil@{DOMAIN}"
REPAIRS = f"depannage@{DOMAIN}"
ACCOUNTS = f"comptes@{DOMAIN}"
MAILBOXES = {
    "breakdown": REPAIRS, "waiting": REPAIRS, "absence": REPAIRS, "product": REPAIRS,
    "invoice": ACCOUNTS, "price": ACCOUNTS, "promised": ACCOUNTS,
}
"""Where a matter goes; everything else to MAIL."""

PRODUCTS = (
    "chaudière", "pompe à chaleur", "granulés", "thermostat", "boiler", "heat pump", "pellets",
    "Atrix", "Borée", "Nivale", "Lumen",
)
"""What the firm sells: kinds and brands."""

DEMO_SETTINGS: dict[str, str] = {
    "own": ",".join((DOMAIN, f"@{HANDLE}", *NUMBERS, "postal:fr/24985/braise-fils")),
    "region": "FR",
    "tz": "Europe/Paris",
    "house": HOUSE,
    "products": ",".join(PRODUCTS),
    "hours": "0-24",  # whoever looks at night sees answers leave as well
    "mail_from": MAIL,
    "mastodon_token": "demo-may-write",
    "hook_mastodon": "demo-signs-webhooks",
}
"""What the supervisor sets with `--demo` where the user has set nothing. Sink and webhook listen on loopback alone."""
