"""The settings: one frozen Struct, read once from the environment and a file `.env`, before anything else happens."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from schemas.errors import Refused
from schemas.interaction import Own, Reading
from streams.mailboxes import places

Address = Annotated[str, Meta(pattern=r"^[^\s:]+:[0-9]{1,5}$")]
HOOK = "secret that opens /hook/<name>, of at least 8 signs; two with a comma between while it changes; `egard hooks` lists the names"
SHORTEST_SECRET = 8


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Each field is the environment variable EGARD_<FIELD>."""

    data: Annotated[str, Meta(description="directory of everything this machine keeps; --data wins")] = "data"
    kafka_url: Annotated[
        str, Meta(pattern=r"^([^\s:/,]+:[0-9]{1,5}(,|$))*$", description="host:port of a Kafka; empty: the embedded broker is started")
    ] = ""
    mongo_url: Annotated[
        str,
        Meta(pattern=r"^(mongodb(\+srv)?://\S+)?$", description="mongodb://... with a database name; empty: the embedded one is started"),
    ] = ""
    prefix: Annotated[str, Meta(pattern="^[a-z0-9._-]*$", description="put before topics and groups on a shared Kafka")] = ""
    own: Annotated[str, Meta(description="our domains, addresses, numbers, handles, separated by commas")] = ""
    region: Annotated[str, Meta(pattern="^[A-Z]{2}$", description="numbers without +33 are read as if dialled here")] = "FR"
    tz: Annotated[str, Meta(description="zone of times that are written without one")] = "Europe/Paris"
    outside_line: Annotated[
        str,
        Meta(
            pattern="^[0-9]{0,3}$",
            description="what our extensions dial before a number to get a line; empty: a 0 or 9 without which it is none",
        ),
    ] = ""
    products: Annotated[
        str, Meta(description="names of what we sell, separated by commas: discontent is counted by those that are named in it")
    ] = ""
    listen: Annotated[Address, Meta(description="address of the page")] = "127.0.0.1:8020"
    mail_listen: Annotated[Address, Meta(description="address where mail is taken in (SMTP and LMTP)")] = "127.0.0.1:8025"
    intake_listen: Annotated[Address, Meta(description="address where webhooks and `egard ingest` are taken in")] = "127.0.0.1:8021"
    public_url: Annotated[
        str, Meta(pattern=r"^(https?://[^\s?#]+)?$", description="where others reach the webhooks through a proxy, without /hook/<name>")
    ] = ""
    imap_urls: Annotated[
        str, Meta(description="mailboxes to read, separated by commas: imaps://user:password@host:993/INBOX; signs in a password as %2C")
    ] = ""
    mail_servers: Annotated[
        str,
        Meta(
            description="names by which our mail servers write Authentication-Results (authserv-id), separated by commas; none: they are"
            " believed against a sender alone"
        ),
    ] = ""
    smtp_url: Annotated[str, Meta(pattern=r"^(smtps?://\S+)?$", description="where mail goes out: smtp://user:password@host:587")] = ""
    mail_from: Annotated[str, Meta(description="the address that our mail comes from")] = ""
    dkim_key: Annotated[str, Meta(description="file with the private key that our mail is signed with (PEM); empty: not")] = ""
    dkim_selector: Annotated[
        str, Meta(pattern=r"^[A-Za-z0-9.-]*$", description="where its public key is: the part before ._domainkey of the sender's domain")
    ] = ""
    mastodon_url: Annotated[str, Meta(pattern=r"^(https?://\S+)?$", description="base URL of our account's server")] = ""
    mastodon_token: Annotated[str, Meta(description="access token that may write statuses")] = ""
    bluesky_url: Annotated[
        str, Meta(pattern=r"^https?://\S+$", description="base URL of our account's personal data server")
    ] = "https://bsky.social"
    bluesky_account: Annotated[str, Meta(description="our handle or DID on Bluesky")] = ""
    bluesky_password: Annotated[str, Meta(description="an app password of that account")] = ""
    graph_url: Annotated[
        str, Meta(pattern=r"^https?://\S+$", description="base URL of Meta's Graph API, with its version")
    ] = "https://graph.facebook.com/v23.0"
    messenger_token: Annotated[str, Meta(description="access token of our page that may write in Messenger (pages_messaging)")] = ""
    instagram_token: Annotated[str, Meta(description="access token that may write in our Instagram account's messages")] = ""
    whatsapp_token: Annotated[str, Meta(description="access token that may write by the WhatsApp Cloud API")] = ""
    whatsapp_number: Annotated[str, Meta(pattern="^[0-9]*$", description="id of our number there, not the number itself")] = ""
    whatsapp_template: Annotated[
        str,
        Meta(
            pattern="^[a-z0-9_]*$",
            description="an approved template whose body is one variable, the text: for when the 24 hours are over",
        ),
    ] = ""
    telegram_url: Annotated[
        str, Meta(pattern=r"^https?://\S+$", description="base URL of the Bot API")
    ] = "https://api.telegram.org"
    telegram_token: Annotated[str, Meta(description="token of our bot")] = ""
    house: Annotated[str, Meta(description="our name, as people read it in a message")] = "Égard"
    house_address: Annotated[str, Meta(description="our postal address, its lines separated by commas: it stands on letters")] = ""
    conditions_fr: Annotated[
        str, Meta(pattern=r"^[^\n\r{}]{1,120}$", description="on which conditions we answer, as our messages say it in French")
    ] = "sans frais et sans engagement"
    conditions_en: Annotated[
        str, Meta(pattern=r"^[^\n\r{}]{1,120}$", description="on which conditions we answer, as our messages say it in English")
    ] = "free of charge and without obligation"
    templates: Annotated[
        str, Meta(description="folder of our own message templates, messages/<purpose>/...; one that is there counts before the program's")
    ] = ""
    hours: Annotated[
        str,
        Meta(
            pattern=r"^[0-9]{1,2}-[0-9]{1,2}$",
            description="hours of their working day in which people are written to; 0-24: at any time of any day",
        ),
    ] = "9-19"
    log: Annotated[Literal["info", "debug"], Meta(description="debug: a line for each batch")] = "info"
    false_alarms: Annotated[
        float, Meta(ge=0.01, le=0.5, description="of those who come back of themselves, the share that may be missed too early")
    ] = 0.1
    session_s: Annotated[
        float, Meta(ge=1, description="seconds after which the partitions of a silent worker go to another; a Kafka asks for 6 or more")
    ] = 10.0

    hook_twilio: str = ""
    hook_vonage: str = ""
    hook_plivo: str = ""
    hook_telnyx: str = ""
    hook_aircall: str = ""
    hook_ringover: str = ""
    hook_ringcentral: str = ""
    hook_dialpad: str = ""
    hook_teams: str = ""
    hook_sipgate: str = ""
    hook_3cx: str = ""
    hook_asterisk: str = ""
    hook_freeswitch: str = ""
    hook_phone: str = ""
    hook_mastodon: str = ""
    hook_activitypub: str = ""
    hook_bluesky: str = ""
    hook_meta: str = ""
    hook_facebook: str = ""
    hook_instagram: str = ""
    hook_messenger: str = ""
    hook_whatsapp: str = ""
    hook_threads: str = ""
    hook_x: str = ""
    hook_telegram: str = ""
    hook_line: str = ""
    hook_viber: str = ""
    hook_slack: str = ""
    hook_linkedin: str = ""
    hook_youtube: str = ""
    hook_google: str = ""
    hook_trustpilot: str = ""
    hook_discourse: str = ""
    hook_reddit: str = ""
    hook_social: str = ""

    def secrets(self, hook: str) -> tuple[str, ...]:
        """Those that open a source; none: it is closed."""
        return _listed(getattr(self, f"hook_{hook}", ""))

    @property
    def authserv(self) -> tuple[str, ...]:
        return _listed(self.mail_servers)

    @property
    def reading(self) -> Reading:
        own, products = Own(names=_listed(self.own)), _listed(self.products)
        return Reading(own=own, region=self.region, tz=self.tz, products=products, outside_line=self.outside_line)

    @property
    def directory(self) -> Path:
        return Path(self.data).expanduser().resolve()

    @property
    def own_templates(self) -> Path | None:
        return Path(self.templates).expanduser().resolve() if self.templates else None

    def topic(self, name: str) -> str:
        return self.prefix + name


def _listed(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


def is_secret(field: str) -> bool:
    """Whether nobody should read its value on a screen or in a log."""
    return field.startswith("hook_") or field.endswith(("_token", "_secret", "_password", "smtp_url", "mongo_url", "imap_urls"))


def variables() -> dict[str, str]:
    """Every environment variable with what it means, in order: for --help and the documentation."""
    said: dict[str, str] = {}
    for field in msgspec.inspect.type_info(Settings).fields:  # type: ignore[attr-defined]  # a StructType has fields
        if field.name.startswith("hook_"):
            said["EGARD_HOOK_<NAME>"] = HOOK
            continue
        extra = getattr(field.type, "extra_json_schema", None) or {}
        said[f"EGARD_{field.name.upper()}"] = str(extra.get("description", ""))
    return said


def read_settings(environment: Mapping[str, str] | None = None, *, env_file: Path | None = None, **given: str | None) -> Settings:
    """The settings from `.env`, then the environment, then what was `given` on the command line (the last wins).

    Raises Refused, naming the variable, for an unknown EGARD_ name or a value of the wrong form.
    """
    found: dict[str, str] = {}
    path = env_file or Path(".env")
    if path.is_file():
        try:
            lines = path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(str(path), f"it cannot be read ({type(error).__name__})", "save it as UTF-8 text, readable by you") from None
        for number, line in enumerate(lines, 1):
            line = line.strip().removeprefix("export ")
            if not line or line.startswith("#"):
                continue
            name, equals, value = line.partition("=")
            if not equals:
                raise Refused(f"{path}:{number}", "a line is NAME=value", "write EGARD_REGION=FR, or # before a remark")
            found[name.strip()] = value.strip().strip("\"'")
    found.update(os.environ if environment is None else environment)
    known = set(Settings.__struct_fields__)
    values: dict[str, str] = {}
    for name, value in found.items():
        if not name.startswith("EGARD_"):
            continue
        field = name.removeprefix("EGARD_").lower()
        if field not in known:
            raise Refused(name, "there is no such setting", "see `egard settings` for those there are")
        values[field] = value
    values.update({name: value for name, value in given.items() if value is not None})
    try:
        settings = msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        field = str(error).rsplit("$.", 1)[-1].strip("`") if "$." in str(error) else "settings"
        shown = "" if is_secret(field) else f" is {values.get(field, '')!r}:"
        problem = str(error).split(" - at ")[0]
        raise Refused(
            f"EGARD_{field.upper()}", f"the value{shown} {problem}", variables().get(f"EGARD_{field.upper()}", "see `egard settings`")
        ) from None
    _meaningful(settings)
    return settings


def _meaningful(settings: Settings) -> None:
    """What a form alone does not tell. Raises Refused, naming the variable."""
    places(settings.imap_urls)
    if not settings.data.strip():
        raise Refused("EGARD_DATA", "it names no directory", "write a path, or leave --data out")
    try:
        ZoneInfo(settings.tz)
    except (KeyError, ValueError, OSError):
        raise Refused("EGARD_TZ", f"{settings.tz!r} is not a time zone", "write a name such as Europe/Paris") from None
    if settings.own_templates and not (settings.own_templates / "messages").is_dir():
        raise Refused("EGARD_TEMPLATES", f"{settings.templates!r} holds no folder messages", "name the folder in which it stands")
    first, _, last = settings.hours.partition("-")
    if not int(first) < int(last) <= 24:
        raise Refused("EGARD_HOURS", f"{settings.hours!r} is no part of a day", "write the first and the last hour, for example 9-19")
    for field in Settings.__struct_fields__:
        # What opens the inbox of ActivityPub is no secret: it names the servers whose signatures are believed.
        secrets = settings.secrets(field.removeprefix("hook_")) if field.startswith("hook_") and field != "hook_activitypub" else ()
        if any(len(secret) < SHORTEST_SECRET for secret in secrets):
            raise Refused(f"EGARD_{field.upper()}", "the secret could be guessed", f"take one of at least {SHORTEST_SECRET} signs")
