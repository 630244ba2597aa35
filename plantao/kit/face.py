"""How a face refuses, and the door every request comes through: CORS, HEAD, the trailing slash, surprises."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter
from typing import Any

import msgspec
from fastapi import FastAPI, Request, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plantao.kit import metrics
from plantao.kit.errors import Refusal, TooMany, Unauthenticated
from plantao.kit.idempotency import Repeated
from plantao.kit.log import log
from plantao.kit.sentences import ERRO_INTERNO, NAO_DISPONIVEL
from plantao.kit.wire import JSON

METHODS = "GET, POST, PUT, DELETE, OPTIONS"
HEADERS = "Authorization, Content-Type, Idempotency-Key"
HUNG_UP = 499
"""What the log and the numbers say of a caller who did not wait for the answer."""

Answered = Callable[[Scope, int, float], None]
"""Who is told of every request of the API once it is answered: with which status, after how many seconds."""


def error_body(msg: str, errors: Sequence[str] = (), **more: Any) -> bytes:
    """The one shape of every refusal of the integração (errors.md, "Uniform shape")."""
    return msgspec.json.encode({"status": "error", "msg": msg, "errors": list(errors)} | more)


def refuse(refusal: Refusal) -> Response:
    """The integração's answer to a refusal."""
    more: dict[str, Any] = {}
    headers: dict[str, str] = {}
    if isinstance(refusal, Unauthenticated):
        more["message"] = refusal.msg
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(refusal, TooMany):
        more["retry_after"] = refusal.retry_after
        headers["Retry-After"] = str(refusal.retry_after)
    body = error_body(refusal.msg, refusal.errors, **more)
    return Response(body, refusal.status, headers, JSON)


def not_offered(status: int, allow: set[str]) -> Response:
    """An unknown path, or a known one with another method."""
    headers = {"Allow": ", ".join(sorted(allow))} if status == 405 else None
    return Response(error_body(NAO_DISPONIVEL), status, headers, JSON)


def allowed_methods(routes: Sequence[BaseRoute], scope: Scope) -> set[str]:
    """The methods offered on the path of `scope`, on whichever of the routes."""
    found: set[str] = set()
    for route in routes:
        match, _ = route.matches(scope)
        if match is not Match.NONE:
            found |= getattr(route, "methods", None) or set()
    return found


def speaks_integracao(app: FastAPI, routes: Sequence[BaseRoute]) -> None:
    """Let `app`, which serves `routes`, refuse as the integração does."""

    async def on_refusal(request: Request, refusal: Exception) -> Response:
        assert isinstance(refusal, Refusal)
        told(request, next(iter(refusal.errors), refusal.msg))
        return refuse(refusal)

    async def on_repeated(_: Request, repeated: Exception) -> Response:
        assert isinstance(repeated, Repeated)
        return Response(repeated.resposta, media_type=JSON)

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        told(request, NAO_DISPONIVEL)
        return not_offered(error.status_code, allowed_methods(routes, request.scope))

    app.add_exception_handler(Exception, surprise)
    app.add_exception_handler(Refusal, on_refusal)
    app.add_exception_handler(Repeated, on_repeated)
    app.add_exception_handler(HTTPException, on_http)


def told(request: Request, sentence: str) -> None:
    """Remember, for whoever hears of the answer, with which sentence it refuses."""
    request.state.erro = sentence


async def surprise(request: Request, error: Exception) -> Response:
    """The answer to a bug: a code to find it by, and nothing else; that the caller hung up is none."""
    if isinstance(error, ClientDisconnect):
        return Response(status_code=HUNG_UP)
    return Response(error_body(noted(request, error)), 500, media_type=JSON)


def noted(request: Request, error: Exception) -> str:
    """Log a bug; answers the sentence, with a code, that people may be told of it."""
    codigo = secrets.token_hex(4)
    log.error("surprise", codigo=codigo, path=request.url.path, exc_info=error)
    sentence = ERRO_INTERNO.format(codigo=codigo)
    told(request, sentence)
    return sentence


def preflight(scope: Scope) -> bool:
    """Whether `scope` is an OPTIONS request of the API, answered without a token (README rule 21)."""
    return scope["method"] == "OPTIONS" and of_the_api(scope)


def of_the_api(scope: Scope) -> bool:
    """Whether a browser of another origin may call this path (README rule 21)."""
    path: str = scope["path"]
    return path.startswith("/api/v1/") or path in ("/api/v1", "/oauth/token")


class Door:
    """Outermost: one log line and one number per request, CORS, HEAD as GET, no trailing slash, no leak of a bug."""

    def __init__(self, app: ASGIApp, cors_origins: Sequence[str], answered: Answered) -> None:
        self._app = app
        self._origins = cors_origins
        self._answered = answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        scope = dict(scope)
        method = scope["method"]
        if method == "HEAD":
            scope["method"] = "GET"
        if len(scope["path"]) > 1:
            scope["path"] = scope["path"].rstrip("/") or "/"
        out = _Out(send, self._cors(scope), bodiless=method == "HEAD")
        try:
            if preflight(scope):
                await self._answer_options(scope, out)
            else:
                await self._app(scope, receive, out)
        except Exception as error:
            if not out.status:
                response = await surprise(Request(scope), error)
                await response(scope, receive, out)
        seconds = perf_counter() - started
        route = getattr(scope.get("route"), "path", "")
        if not out.endless:
            metrics.count(method, route, out.status, seconds)
        if of_the_api(scope):
            self._answered(scope, out.status, seconds)
        log.info("request", method=method, path=scope["path"], status=out.status, ms=round(seconds * 1000, 2))

    def _cors(self, scope: Scope) -> list[tuple[str, str]]:
        if not of_the_api(scope):
            return []
        if "*" in self._origins:
            return [("Access-Control-Allow-Origin", "*")]
        origin = dict(scope["headers"]).get(b"origin", b"").decode("latin-1")
        allowed = origin if origin in self._origins else self._origins[0]
        return [("Access-Control-Allow-Origin", allowed), ("Vary", "Origin")]

    async def _answer_options(self, scope: Scope, out: "_Out") -> None:
        asked = dict(scope["headers"])
        headers = {}
        if b"origin" in asked and b"access-control-request-method" in asked:
            headers = {
                "Access-Control-Allow-Methods": METHODS,
                "Access-Control-Allow-Headers": HEADERS,
                "Access-Control-Max-Age": "600",
            }
        response = Response(status_code=204, headers=headers)
        await response(scope, _nothing, out)


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


class _Out:
    """What leaves: with the CORS headers, without a body for HEAD."""

    def __init__(self, send: Send, cors: list[tuple[str, str]], *, bodiless: bool) -> None:
        self._send: Callable[[Message], Awaitable[None]] = send
        self._cors = cors
        self._bodiless = bodiless
        self.status = 0
        self.endless = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            self.endless = headers.get("content-type", "").startswith("text/event-stream")
            for name, value in self._cors:
                headers[name] = value
        elif self._bodiless:
            message = {**message, "body": b""}
        await self._send(message)
