"""What every answer carries, and what becomes of an error: a page with a sentence, never a traceback."""

from __future__ import annotations

import secrets
from http import HTTPStatus

import msgspec
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from pymongo.errors import PyMongoError

from schemas.errors import EgardError, Refused, Unavailable
from services.web import keys
from services.web.answering import shell_of
from services.web.languages import translations
from services.web.views import ErrorPage
from streams.rules.plain_words import in_words
from streams.state.client import away

log = structlog.get_logger()

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Frame-Options": "DENY",
}


async def put_headers(request: web.Request, response: web.StreamResponse) -> None:
    """A signal of aiohttp: before any answer leaves, streams included."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-cache" if request.path.startswith("/static/") else "no-store")


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        known = error.reason in (HTTPStatus(error.status).phrase, "")  # aiohttp's own: it says nothing that the status does not
        return _page(request, error.status, "" if known else error.reason, "")
    except Refused as error:
        return _page(request, 400, error.what, error.remedy)
    except Unavailable as error:
        log.warning("web.unavailable", where=error.where)
        return _page(request, 503, error.what, error.remedy)
    except PyMongoError as error:
        if not away(error):
            return _broken(request, error)
        log.warning("web.database.away", error=type(error).__name__)
        return _page(request, 503, "", "")
    except EgardError as error:
        return _page(request, 422, error.what, error.remedy)
    except Exception as error:  # noqa: BLE001  # the edge of a request: whoever asked gets a page, the log gets the rest
        return _broken(request, error)


def _broken(request: web.Request, error: Exception) -> web.Response:
    reference = secrets.token_hex(4)
    log.error(
        "web.broken",
        path=request.match_info.route.resource and request.match_info.route.resource.canonical,
        reference=reference,
        exc_info=error,
    )
    return _page(request, 500, reference, "")


def _page(request: web.Request, status: int, what: str, remedy: str) -> web.Response:
    """`what` and `remedy` as the code says them: a sentence of the pages, or of the program."""
    shell = msgspec.structs.replace(shell_of(request), path="/people", query="", said="")
    gettext = translations(shell.language).gettext
    told = [in_words(gettext(each), shell.language) if each else "" for each in (what, remedy)]
    text = request.app[keys.RENDERER].page(ErrorPage(shell=shell, status=status, what=told[0], remedy=told[1]), shell.language)
    return web.Response(status=status, text=text, content_type="text/html")
