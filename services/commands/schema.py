"""`egard schema`: the generated JSON Schema and AsyncAPI documents."""

from __future__ import annotations

import click

from schemas.errors import Refused
from schemas.generate import FOLDER, files


@click.command()
@click.option("--check", "mode", flag_value="check", help="Exit 1 when the committed files are not what the types say.")
@click.option("--write", "mode", flag_value="write", help="Write them.")
def schema(mode: str | None) -> None:
    """Write or check the schemas that are generated from the types."""
    if mode is None:
        raise Refused("schema", "say what to do", "--check or --write")
    for name, content in files().items():
        path = FOLDER / name
        if mode == "write":
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        elif not path.is_file() or path.read_bytes() != content:
            raise click.ClickException(f"{path.name}: differs from the types; run `egard schema --write`")
