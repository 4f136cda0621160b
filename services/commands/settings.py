"""`egard settings`: every setting, what it means and what it is now."""

from __future__ import annotations

import click
import msgspec

from services.commands.lines import say
from streams.settings import Settings, is_secret, read_settings, variables


@click.command("settings")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: variable -> value and meaning.")
def command(as_json: bool) -> None:
    """List the settings (environment variables, or lines of a file .env)."""
    settings = read_settings()
    rows = {name: (_shown(settings, name.removeprefix("EGARD_").lower()), meaning) for name, meaning in variables().items()}
    if as_json:
        say(msgspec.json.encode({name: {"value": value, "meaning": meaning} for name, (value, meaning) in rows.items()}))
        return
    width = max(len(name) for name in rows)
    for name, (value, meaning) in rows.items():
        say(f"{name:<{width}}  {value or '-'}\n{'':<{width}}    {meaning}")


def _shown(settings: Settings, field: str) -> str:
    if field == "hook_<name>":
        names = [name.removeprefix("hook_") for name in Settings.__struct_fields__ if name.startswith("hook_") and getattr(settings, name)]
        return f"(set) {', '.join(names)}" if names else ""
    value = str(getattr(settings, field))
    return "(set)" if value and is_secret(field) else value
