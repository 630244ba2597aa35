"""The face of pages: only the site's own pages may write, and a refusal is something a person can read."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from plantao.kit.errors import Forbidden, NotFound, Refusal, TooMany, Unauthenticated
from plantao.kit.exibir import com_ponto
from plantao.kit.face import HUNG_UP, noted
from plantao.kit.html import HEADERS, page, partial

SAFE = {"GET", "HEAD", "OPTIONS"}
OUTRO_SITE = "Este pedido veio de outro site e foi recusado."
Recognise = Callable[[Request, datetime], Awaitable[object]]
"""Finds out who is signed in, where no route asked, so that the page is theirs."""


class SameOrigin:
    """Refuses a write that does not come from a page of this site; the browser says where it comes from."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http" and scope["method"] not in SAFE and not _own(Headers(scope=scope)):
            await PlainTextResponse(OUTRO_SITE, 403, HEADERS)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _own(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")


def speaks_pages(app: FastAPI, entrance: str, recognise: Recognise) -> None:
    """Let `app` refuse with pages; whoever is not signed in is sent to `entrance` and comes back."""

    async def on_refusal(request: Request, refusal: Exception) -> Response:
        assert isinstance(refusal, Refusal)
        if isinstance(refusal, Unauthenticated):
            return _sign_in(request, refusal, entrance)
        if "application/json" in request.headers.get("accept", ""):
            said = {"erro": com_ponto(refusal.msg), "faltas": list(map(com_ponto, refusal.errors))}
            return JSONResponse(said, _status(refusal), HEADERS)
        return page(request, "painel/recusa.html", _status(refusal), recusa=refusal, titulo=_title(refusal))

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        request.state.now = request.app.state.clock()
        await recognise(request, request.state.now)
        missing = NotFound("Esta página não existe.")
        return page(request, "painel/recusa.html", error.status_code, recusa=missing, titulo=_title(missing))

    async def on_surprise(request: Request, error: Exception) -> Response:
        if isinstance(error, ClientDisconnect):
            return Response(status_code=HUNG_UP)
        refusal = Refusal(noted(request, error))
        return page(request, "painel/recusa.html", 500, recusa=refusal, titulo="Algo deu errado")

    app.add_exception_handler(Exception, on_surprise)
    app.add_exception_handler(Refusal, on_refusal)
    app.add_exception_handler(HTTPException, on_http)


def _sign_in(request: Request, refusal: Refusal, entrance: str) -> Response:
    if partial(request) or request.headers.get("sec-fetch-mode", "navigate") != "navigate":
        return PlainTextResponse(refusal.msg, 401, HEADERS)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{entrance}?volta={quote(here, safe='')}", 303, HEADERS)


def _status(refusal: Refusal) -> int:
    if isinstance(refusal, NotFound):
        return 404
    return refusal.status if isinstance(refusal, Forbidden | TooMany) else 422


def _title(refusal: Refusal) -> str:
    if isinstance(refusal, NotFound):
        return "Não encontrado"
    return "Sem acesso" if isinstance(refusal, Forbidden) else "Não foi possível"
