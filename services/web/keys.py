"""What the application's handlers find in it, by typed key."""

from __future__ import annotations

import asyncio
from zoneinfo import ZoneInfo

from aiohttp import web

from schemas.documents import User
from services.web.hub import Hub
from services.web.rendering import Renderer
from services.web.scans import Scanner
from services.web.tries import Tries
from streams.settings import Settings
from streams.state import State
from streams.wire import Producer

SETTINGS = web.AppKey("settings", Settings)
STATE = web.AppKey("state", State)
RENDERER = web.AppKey("renderer", Renderer)
HUB = web.AppKey("hub", Hub)
PRODUCER = web.AppKey("producer", Producer)
SCANNER = web.AppKey("scanner", Scanner)
TRIES = web.AppKey("tries", Tries)
ZONE = web.AppKey("zone", ZoneInfo)
LISTENING = web.AppKey("listening", asyncio.Event)

USER = web.RequestKey("user", User)
SECRET = web.RequestKey("secret", str)
