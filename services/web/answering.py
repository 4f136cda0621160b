"""What the handlers share: the frame of a page, and a view as an answer."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from aiohttp import web

from services.web import keys
from services.web.languages import preferred
from services.web.tokens import form_token
from services.web.views import Shell

BOUND = 60
"""The longest list of a page."""


def shell_of(request: web.Request, here: str = "") -> Shell:
    """Take it before anything is read: `live` is the place from which the page then listens."""
    user = request.get(keys.USER)
    secret = request.get(keys.SECRET, "")
    query = {name: value for name, value in request.query.items() if name not in ("part", "said")}
    return Shell(
        language=user.language if user else preferred(request.headers.get("Accept-Language", "")),
        now=datetime.now(UTC),
        user=user.id if user else None,
        name=(user.name or user.id) if user else "",
        token=form_token(secret) if secret else "",
        path=str(request.rel_url.with_query(query)),
        here=here,
        live=request.app[keys.HUB].position,
        demo=(request.app[keys.SETTINGS].directory / "sink").is_dir(),
        query=request.query.get("q", "").strip()[:100],
        said=request.query.get("said", ""),
    )


def shown(request: web.Request, view: msgspec.Struct, *, parts: dict[str, str] | None = None, status: int = 200) -> web.Response:
    """The whole page, or the fragment that `?part=` names."""
    renderer, language = request.app[keys.RENDERER], view.shell.language  # type: ignore[attr-defined]  # every page has one
    part = request.query.get("part")
    if part is None:
        return web.Response(status=status, text=renderer.page(view, language), content_type="text/html")
    if part not in (parts or {}):
        raise web.HTTPNotFound(reason="there is no such part")
    return web.Response(status=status, text=renderer.fragment((parts or {})[part], view, language), content_type="text/html")


def before_of(request: web.Request) -> datetime | None:
    """`?before=`: a list goes on from there; without an offset it is read in the zone of the house."""
    if "before" not in request.query:
        return None
    try:
        at = datetime.fromisoformat(request.query["before"])
        return (at if at.tzinfo else at.replace(tzinfo=request.app[keys.ZONE])).astimezone(UTC)
    except (ValueError, OverflowError):
        raise web.HTTPBadRequest(reason="before: it is not a time") from None


def inside(path: str) -> str:
    """A path of this site, whatever was asked for."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/"
