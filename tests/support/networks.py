"""Networks in the place of the world: their APIs as far as an answer needs them, strict about tokens, forms and limits, and able to
misbehave.

`deeds` is what really happened: (network, to whom, text), in order. `next` says how the coming calls that write go wrong, one word each:

    limited              refused, with a limit of `LIMIT_S` that the network then holds against every call
    silent, cut, broken  nothing is done, and no answer comes; the connection is closed; a failure inside is told
    silent after, cut after, broken after, torn after   the same, or an answer that breaks off, when it is done
    shut                 a maintenance page with Retry-After
    stranger             our token is refused
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

LIMIT_S = 90
TOKEN = "right-token"
ACCOUNT, PASSWORD, DID = "chauffage.example", "app-password", "did:plc:chauffage"
NUMBER = "1050"
THEIR_POST = "at://did:plc:anne/app.bsky.feed.post/3kaaaaaaaaaa2"
Refuse = Callable[[int, str], web.Response]


class Gone(Exception):
    """The connection ends without an answer."""


class World:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.deeds: list[tuple[str, str, str]] = []
        self.next: list[str] = []
        self.faults: list[str] = []  # what no client of the network may do
        self.silence = asyncio.Event()  # it has heard a call, and will never answer it
        self.calls = 0
        self.free_at = now()
        self.gone: set[str] = set()  # persons whom nothing reaches any more
        self.only_templates = False  # nobody wrote on WhatsApp in the last 24 hours
        self.sessions = 0
        self._made: dict[str, web.Response] = {}
        self._keys: dict[str, tuple[datetime, dict[str, Any]]] = {}
        self._records: dict[str, dict[str, Any]] = {}
        self._said: list[dict[str, Any]] = []
        self._jwt = ""

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes([
            web.post("/mastodon/api/v1/statuses", self.mastodon),
            web.post("/bluesky/xrpc/com.atproto.server.createSession", self.session),
            web.post("/bluesky/xrpc/com.atproto.repo.createRecord", self.record),
            web.get("/bluesky/xrpc/com.atproto.repo.getRecord", self.get_record),
            web.get("/bluesky/xrpc/app.bsky.feed.getPosts", self.get_posts),
            web.get("/bluesky/xrpc/chat.bsky.convo.getConvoForMembers", self.get_convo),
            web.get("/bluesky/xrpc/chat.bsky.convo.getMessages", self.get_messages),
            web.post("/bluesky/xrpc/chat.bsky.convo.sendMessage", self.send_message),
            web.post("/graph/me/messages", self.messenger),
            web.get("/graph/me/conversations", self.conversations),
            web.post(f"/graph/{NUMBER}/messages", self.whatsapp),
            web.post("/telegram/bot{token}/sendMessage", self.telegram),
        ])
        return app

    async def _write(
        self, request: web.Request, limited: web.Response, refuse: Refuse, do: Callable[[], tuple[int, dict[str, Any]]],
    ) -> web.StreamResponse:
        """One call that writes: goes wrong as it was told to, and keeps to the limit that it named."""
        self.calls += 1
        if self.now() < self.free_at:
            self.faults.append(f"asked {(self.free_at - self.now()).total_seconds():.0f} s before the limit was over")
            return limited
        how = self.next.pop(0) if self.next else ""
        if how == "limited":
            self.free_at = self.now() + timedelta(seconds=LIMIT_S)
            return limited
        if how == "shut":
            return web.Response(status=503, text="maintenance", headers={"Retry-After": str(LIMIT_S)})
        if how == "stranger":
            return refuse(401, "token")
        status, made = do() if how in ("", "silent after", "cut after", "broken after", "torn after") else (500, {})
        if how.startswith("silent"):
            self.silence.set()
            await asyncio.Event().wait()
        if how.startswith("cut"):
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if how.startswith("broken"):
            return refuse(500, "inside")
        answer = web.json_response(made, status=status)
        if how == "torn after":
            torn = web.StreamResponse(status=status, headers={"Content-Length": "4000", "Content-Type": "application/json"})
            await torn.prepare(request)
            await torn.write(bytes(answer.body or b"")[:7])  # type: ignore[arg-type]
            assert request.transport is not None
            request.transport.abort()
            return torn
        return answer

    def _deed(self, network: str, to: str, text: str) -> None:
        self.deeds.append((network, to, text))

    # Mastodon

    async def mastodon(self, request: web.Request) -> web.StreamResponse:
        def refuse(status: int, what: str) -> web.Response:
            return web.json_response({"error": what}, status=status)

        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return refuse(401, "The access token is invalid")
        asked, key = await request.json(), request.headers.get("Idempotency-Key", "")
        if len(asked["status"]) > 500:
            return refuse(422, "Validation failed: Text character limit of 500 exceeded")

        def do() -> tuple[int, dict[str, Any]]:
            known = self._keys.get(key)
            if known and self.now() - known[0] < timedelta(hours=1):
                return 200, known[1]
            number = str(len(self.deeds) + 1)
            made = {"id": number, "uri": f"https://social.example/users/chauffage/statuses/{number}", "account": {"acct": "chauffage"}}
            self._keys[key] = self.now(), made
            self._deed("mastodon", asked["status"].partition(" ")[0], asked["status"])
            return 200, made

        reset = (self.now() + timedelta(seconds=LIMIT_S)).isoformat().replace("+00:00", "Z")
        limited = web.json_response(
            {"error": "Too many requests"}, status=429,
            headers={"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset},
        )
        return await self._write(request, limited, refuse, do)

    # Bluesky

    async def session(self, request: web.Request) -> web.Response:
        asked = await request.json()
        if asked != {"identifier": ACCOUNT, "password": PASSWORD}:
            return web.json_response({"error": "AuthenticationRequired", "message": "Invalid identifier or password"}, status=401)
        self.sessions += 1
        self._jwt = f"jwt-{self.sessions}"
        return web.json_response({"did": DID, "handle": ACCOUNT, "accessJwt": self._jwt, "refreshJwt": "r"})

    def forget_session(self) -> None:
        self._jwt = "another"

    def _bluesky(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Authorization") != f"Bearer {self._jwt}":
            return web.json_response({"error": "ExpiredToken", "message": "Token has expired"}, status=400)
        return None

    async def record(self, request: web.Request) -> web.StreamResponse:
        if denied := self._bluesky(request):
            return denied
        asked = await request.json()
        record, key = asked["record"], asked.get("rkey", "")
        wrong = [
            what for what, right in {
                "repo": asked["repo"] == DID, "collection": asked["collection"] == record["$type"] == "app.bsky.feed.post",
                "rkey": re.fullmatch(r"[234567abcdefghij][2-7a-z]{12}", key), "text": len(record["text"]) <= 300,
                "createdAt": re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", record["createdAt"]),
                "reply": record["reply"]["parent"] == {"uri": THEIR_POST, "cid": "bafytheirs"}
                and record["reply"]["root"] == {"uri": "at://did:plc:root/app.bsky.feed.post/3kroot", "cid": "bafyroot"},
            }.items() if not right
        ]
        if wrong:
            return web.json_response({"error": "InvalidRequest", "message": f"Invalid {wrong}"}, status=400)

        def do() -> tuple[int, dict[str, Any]]:
            if key in self._records:
                return 500, {"error": "InternalServerError", "message": "Internal Server Error"}
            self._records[key] = {"uri": f"at://{DID}/app.bsky.feed.post/{key}", "cid": "bafyours", "value": record}
            self._deed("bluesky", "did:plc:anne", record["text"])
            return 200, {"uri": self._records[key]["uri"], "cid": "bafyours"}

        return await self._write(request, self._bluesky_limited(), self._bluesky_refuse, do)

    def _bluesky_refuse(self, status: int, what: str) -> web.Response:
        return web.json_response({"error": "InternalServerError" if status == 500 else "AuthMissing", "message": what}, status=status)

    def _bluesky_limited(self) -> web.Response:
        reset = str(int((self.now() + timedelta(seconds=LIMIT_S)).timestamp()))
        return web.json_response(
            {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}, status=429,
            headers={"RateLimit-Limit": "5000", "RateLimit-Remaining": "0", "RateLimit-Reset": reset},
        )

    def _chat(self, request: web.Request) -> web.Response | None:
        if request.headers.get("atproto-proxy") != "did:web:api.bsky.chat#bsky_chat":
            return web.json_response({"error": "MethodNotImplemented", "message": "Method Not Implemented"}, status=501)
        return self._bluesky(request)

    async def get_convo(self, request: web.Request) -> web.Response:
        if denied := self._chat(request):
            return denied
        them = request.query["members"]
        if them in self.gone:
            return web.json_response({"error": "MessagesDisabled", "message": "recipient has disabled incoming messages"}, status=400)
        return web.json_response({"convo": {"id": f"convo-{them}", "members": [{"did": them}, {"did": DID}]}})

    async def get_messages(self, request: web.Request) -> web.Response:
        if denied := self._chat(request):
            return denied
        said = [one for one in reversed(self._said) if one["to"] == request.query["convoId"]]
        return web.json_response({"messages": said})

    async def send_message(self, request: web.Request) -> web.StreamResponse:
        if denied := self._chat(request):
            return denied
        asked = await request.json()

        def do() -> tuple[int, dict[str, Any]]:
            text = asked["message"]["text"]
            said = {"id": f"3l{len(self.deeds)}", "rev": "1", "text": text, "sender": {"did": DID}, "to": asked["convoId"]}
            said["sentAt"] = self.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
            self._said.append(said)
            self._deed("bluesky", asked["convoId"].removeprefix("convo-"), text)
            return 200, said

        return await self._write(request, self._bluesky_limited(), self._bluesky_refuse, do)

    async def get_record(self, request: web.Request) -> web.Response:
        if denied := self._bluesky(request):
            return denied
        found = self._records.get(request.query["rkey"])
        if found is None:
            return web.json_response({"error": "RecordNotFound", "message": f"Could not locate record: {request.query}"}, status=400)
        return web.json_response(found)

    async def get_posts(self, request: web.Request) -> web.Response:
        if denied := self._bluesky(request):
            return denied
        root = {"uri": "at://did:plc:root/app.bsky.feed.post/3kroot", "cid": "bafyroot"}
        post = {"uri": THEIR_POST, "cid": "bafytheirs", "record": {"text": "?", "reply": {"root": root, "parent": root}}}
        return web.json_response({"posts": [post] if request.query.getall("uris") == [THEIR_POST] else []})

    # Meta

    def _graph(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self._meta(401, "Invalid OAuth access token", 190)
        return None

    def _meta(self, status: int, what: str, code: int, subcode: int = 0, **headers: str) -> web.Response:
        error: dict[str, Any] = {"message": what, "type": "OAuthException", "code": code, "fbtrace_id": "A"}
        error |= {"error_subcode": subcode} if subcode else {}
        return web.json_response({"error": error}, status=status, headers=headers)

    def _refuse(self, status: int, what: str) -> web.Response:
        return self._meta(status, what, 190 if status == 401 else 2)

    def _limited(self, code: int) -> web.Response:
        usage = '{"1":[{"type":"messenger","call_count":101,"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":2}]}'
        return self._meta(400, f"(#{code}) limit reached", code, **{"X-Business-Use-Case-Usage": usage})

    async def messenger(self, request: web.Request) -> web.StreamResponse:
        if denied := self._graph(request):
            return denied
        asked = await request.json()
        to, text = asked["recipient"]["id"], asked["message"]["text"]
        instagram = to.startswith("ig")
        if asked["messaging_type"] != "RESPONSE" or (len(text.encode()) > 1000 if instagram else len(text) > 2000):
            return self._meta(400, "(#100) Invalid parameter", 100)
        if to in self.gone:
            return self._meta(400, "(#100) No matching user found", 100, 2018001)

        def do() -> tuple[int, dict[str, Any]]:
            mid = f"m_{len(self.deeds) + 1}"
            self._deed("instagram" if instagram else "facebook", to, text)
            self._said.append({"id": mid, "message": text, "created_time": f"{self.now():%Y-%m-%dT%H:%M:%S}+0000", "to": to})
            return 200, {"recipient_id": to, "message_id": mid}

        return await self._write(request, self._limited(613), self._refuse, do)

    async def conversations(self, request: web.Request) -> web.Response:
        if denied := self._graph(request):
            return denied
        query = request.query
        if query["platform"] != ("instagram" if query["user_id"].startswith("ig") else "messenger") or "messages" not in query["fields"]:
            return self._meta(400, "(#100) Invalid parameter", 100)
        said = [one for one in reversed(self._said) if one["to"] == query["user_id"]]
        return web.json_response({"data": [{"id": "t_1", "messages": {"data": said}}]})

    async def whatsapp(self, request: web.Request) -> web.StreamResponse:
        if denied := self._graph(request):
            return denied
        asked = await request.json()
        if asked["messaging_product"] != "whatsapp" or not re.fullmatch(r"\+\d+", asked["to"]):
            return self._meta(400, "(#100) Invalid parameter", 100)
        if asked["type"] == "template":
            text = asked["template"]["components"][0]["parameters"][0]["text"]
            if re.search(r"[\n\t]| {4}", text) or asked["template"]["language"]["code"] not in ("fr", "en"):
                return self._meta(400, "(#132000) Number of parameters does not match", 132000)
        elif self.only_templates:
            return self._meta(400, "(#131047) Re-engagement message", 131047)
        else:
            text = asked["text"]["body"]
        if asked["to"] in self.gone:
            return self._meta(400, "(#131026) Message undeliverable", 131026)

        def do() -> tuple[int, dict[str, Any]]:
            self._deed("whatsapp", asked["to"], text)
            return 200, {"messaging_product": "whatsapp", "messages": [{"id": f"wamid.{len(self.deeds)}"}]}

        return await self._write(request, self._limited(80007), self._refuse, do)

    # Telegram

    async def telegram(self, request: web.Request) -> web.StreamResponse:
        def refuse(status: int, what: str, **more: Any) -> web.Response:
            return web.json_response({"ok": False, "error_code": status, "description": what, **more}, status=status)

        if request.match_info["token"] != TOKEN:
            return refuse(404, "Not Found")
        asked = await request.json()
        if len(asked["text"].encode("utf-16-le")) > 8192:
            return refuse(400, "Bad Request: message is too long")
        if str(asked["chat_id"]) in self.gone:
            return refuse(403, "Forbidden: bot was blocked by the user")

        def do() -> tuple[int, dict[str, Any]]:
            self._deed("telegram", str(asked["chat_id"]), asked["text"])
            return 200, {"ok": True, "result": {"message_id": len(self.deeds), "chat": {"id": int(asked["chat_id"])}}}

        limited = refuse(429, f"Too Many Requests: retry after {LIMIT_S}", parameters={"retry_after": LIMIT_S})
        return await self._write(request, limited, refuse, do)


def addresses(base: str) -> dict[str, str]:
    """The settings of a house that has an account everywhere."""
    return {
        "mastodon_url": f"{base}/mastodon", "mastodon_token": TOKEN, "bluesky_url": f"{base}/bluesky", "bluesky_account": ACCOUNT,
        "bluesky_password": PASSWORD, "graph_url": f"{base}/graph", "messenger_token": TOKEN, "instagram_token": TOKEN,
        "whatsapp_token": TOKEN, "whatsapp_number": NUMBER, "telegram_url": f"{base}/telegram", "telegram_token": TOKEN,
    }


