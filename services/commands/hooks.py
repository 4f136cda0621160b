"""`egard hooks`: who may call by HTTP, and what to set up at the provider's."""

from __future__ import annotations

import asyncio
from datetime import datetime

import click
import msgspec

from schemas.documents import Source
from schemas.errors import EgardError, Refused
from services.commands.lines import say
from services.embedded import hub
from services.embedded.placing import reachable
from streams.channels.hooks import HOOKS, variable
from streams.channels.social.verify import word
from streams.settings import Settings, read_settings


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """`last_at`, `accepted`, `refused`, `refusal`: None where no hub runs that could tell. Nothing here tells a secret."""

    name: str
    channel: str
    open: bool
    address: str
    setting: str
    holds: str
    setup: str
    last_at: datetime | None = None
    accepted: int | None = None
    refused: int | None = None
    refusal: str | None = None


@click.command("hooks")
@click.argument("name", required=False)
@click.option("--data", metavar="DIR", help="The hub's data (EGARD_DATA).")
@click.option("--json", "as_json", is_flag=True, help="A JSON line a source.")
def command(name: str | None, data: str | None, as_json: bool) -> None:
    """List the addresses of webhooks: which are open, when they were last heard; of one, NAME, what to set up at the provider's."""
    if name is not None and name not in HOOKS:
        raise Refused("NAME", f"there is no source {name[:40]!r}", f"choose of {', '.join(HOOKS)}")
    settings = read_settings(data=data)
    rows = [row for row in _rows(settings, asyncio.run(_heard(settings))) if name in (None, row.name)]
    if as_json:
        for row in rows:
            say(msgspec.json.encode(row))
        return
    if name is None:
        say(f"{'name':<13}{'channel':<9}{'open':<6}{'last event':<18}{'refused':>8}  address")
        for row in rows:
            say(
                f"{row.name:<13}{row.channel:<9}{'yes' if row.open else '-':<6}{_at(row):<18}{_number(row.refused):>8}  {row.address}"
            )
        return
    [row] = rows
    say(
        f"address   {row.address}\nsetting   {row.setting}: {row.holds}; {'it is set' if row.open else 'not set, so the source is closed'}"
    )
    if not settings.public_url:
        say("          the provider needs an address that the world can reach: set EGARD_PUBLIC_URL to it, without /hook/<name>")
    say(f"there     {row.setup}\nevents    {_number(row.accepted)}, the last {_at(row)}")
    say(f"refused   {_number(row.refused)}{f', the last: {row.refusal}' if row.refusal else ''}")


def _rows(settings: Settings, heard: dict[str, Source] | None) -> list[Row]:
    base = settings.public_url.rstrip("/") or _own_address(settings)
    rows = []
    for name, hook in HOOKS.items():
        secrets, url = settings.secrets(name), f"{base}/hook/{name}"
        to_say = word(secrets[0]) if secrets else "(told here when the secret is set)"
        source = Source(id="") if heard is None else heard.get(f"hook:{name}", Source(id=""))
        rows.append(
            Row(
                name=name,
                channel=hook.channel,
                open=bool(secrets),
                address=url,
                setting=variable(name),
                holds=hook.secret,
                setup=hook.setup.replace("{url}", url).replace("{word}", to_say),
                last_at=source.last_at,
                accepted=None if heard is None else source.accepted,
                refused=None if heard is None else source.refused,
                refusal=source.refusal,
            )
        )
    return rows


def _own_address(settings: Settings) -> str:
    """Of the hub that runs on the data, else where it would listen."""
    running = hub.read(settings.directory)
    return running.intake_url if running else f"http://{reachable(settings.intake_listen)}"


async def _heard(settings: Settings) -> dict[str, Source] | None:
    """What came from where; None when no hub runs, or its database does not answer."""
    from streams.state import State
    from streams.state.client import AWAY

    try:
        state = State.connect(hub.with_engines(settings).mongo_url)
    except EgardError:
        return None
    try:
        await state.ping()
        return {source.id: source for source in await state.sources.all()}
    except (*AWAY, TimeoutError):
        return None
    finally:
        state.close()


def _at(row: Row) -> str:
    return f"{row.last_at:%Y-%m-%d %H:%M}" if row.last_at else "-"


def _number(value: int | None) -> str:
    return "-" if value is None else str(value)
