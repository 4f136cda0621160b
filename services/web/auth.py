"""The door: who is signed in, by a cookie that no other site can use, and forms that only our own pages can send."""

from __future__ import annotations

import hmac
import math
from urllib.parse import quote, urlsplit

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from schemas.errors import Refused
from services.web import keys
from services.web.answering import inside, shell_of, shown
from services.web.tokens import form_token
from services.web.views import DoorPage
from streams.state.sessions import LASTS

log = structlog.get_logger()

COOKIE = "egard"
OPEN = frozenset({"/sign-in", "/health", "/favicon.ico"})
"""What needs no session, besides /static/."""


@web.middleware
async def ask_who(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.method not in ("GET", "HEAD"):
        _refuse_other_sites(request)
        await _read_form(request)
    if request.path in OPEN or request.path.startswith("/static/"):
        return await handler(request)
    secret = request.cookies.get(COOKIE, "")
    name = await request.app[keys.STATE].sessions.user_of(secret) if secret else None
    user = await request.app[keys.STATE].users.get(name) if name else None
    if user is None:
        if request.method != "GET" or request.headers.get("Accept") == "text/event-stream":
            raise web.HTTPUnauthorized
        raise web.HTTPSeeOther(f"/sign-in?after={quote(request.path_qs)}" if request.path != "/" else "/sign-in")
    request[keys.USER], request[keys.SECRET] = user, secret
    if request.method not in ("GET", "HEAD"):
        form = await request.post()
        if not hmac.compare_digest(str(form.get("token", "")).encode("utf-8", "replace"), form_token(secret).encode()):
            raise web.HTTPForbidden(reason="this form is not of your session")
    return await handler(request)


def _refuse_other_sites(request: web.Request) -> None:
    """Signing in has no session yet to be bound to, so the browser's own word counts: Fetch metadata, else Origin, which is
    `null` for our own forms as well, since our pages give no referrer (Fetch, 3.1)."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin", "null")
    if site not in (None, "same-origin", "none") or (site is None and origin != "null" and urlsplit(origin).netloc != request.host):
        raise web.HTTPForbidden(reason="this form comes from another site")


async def _read_form(request: web.Request) -> None:
    """The form, kept by aiohttp for whoever asks next; what is none is the sender's fault and not ours."""
    try:
        await request.post()
    except (ValueError, LookupError, AssertionError):  # aiohttp's, for a body without its boundary, or of no known charset
        raise web.HTTPBadRequest(reason="this is no form") from None


async def show_door(request: web.Request) -> web.Response:
    return shown(request, DoorPage(shell=shell_of(request), after=inside(request.query.get("after", "/"))))


async def sign_in(request: web.Request) -> web.Response:
    form = await request.post()
    name, password, after = (str(form.get(field, "")) for field in ("name", "password", "after"))
    name, after, tries = name.strip().lower()[:200], inside(after), request.app[keys.TRIES]
    who = (("address", request.remote or ""), ("name", name, request.remote or ""))
    if wait_s := tries.wait_s(*who):
        page = DoorPage(shell=shell_of(request), name=name, after=after, wrong=True, wait_s=math.ceil(wait_s))
        answer = shown(request, page, status=429)
        answer.headers["Retry-After"] = str(math.ceil(wait_s))
        return answer
    tries.wrong(*who)  # counted before the password is looked at, so that many at once do not slip through
    user = await request.app[keys.STATE].users.check(name, password[:1000])
    if user is None:
        log.info("web.sign_in.wrong")
        return shown(request, DoorPage(shell=shell_of(request), name=name, after=after, wrong=True), status=403)
    tries.right(*who)
    secret = await request.app[keys.STATE].sessions.open(user.id)
    answer = web.Response(status=303, headers={"Location": after})
    answer.set_cookie(COOKIE, secret, max_age=int(LASTS.total_seconds()), httponly=True, samesite="Strict", secure=request.secure, path="/")
    return answer


async def sign_out(request: web.Request) -> web.Response:
    await request.app[keys.STATE].sessions.close(request[keys.SECRET])
    answer = web.Response(status=303, headers={"Location": "/sign-in"})
    answer.del_cookie(COOKIE, path="/", httponly=True, samesite="Strict")
    return answer


async def set_language(request: web.Request) -> web.Response:
    form = await request.post()
    language = form.get("language")
    if language not in ("fr", "en"):
        raise Refused("language", "this cannot be done", "go back and use the buttons of the page")
    await request.app[keys.STATE].users.set_language(request[keys.USER].id, "fr" if language == "fr" else "en")
    return web.Response(status=303, headers={"Location": inside(str(form.get("after", "/")))})
