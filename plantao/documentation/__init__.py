"""The OpenAPI of exactly what is served, and its page; every asset comes from here."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path

import msgspec
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.staticfiles import StaticFiles

from plantao.documentation.openapi import document
from plantao.kit.face import not_offered
from plantao.kit.wire import JSON

STATIC = Path(__file__).parent.parent / "static"
# Swagger UI writes styles into the page and draws its icons from `data:`; nothing comes from, or goes to, another host.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
READ = {"GET", "HEAD"}
ASSET = {"X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=3600"}


def routes(faces: Mapping[str, FastAPI]) -> list[BaseRoute]:
    """`/api/openapi.json` and `/api/docs`, for the faces that are mounted under these paths."""

    @cache
    def body() -> bytes:
        return msgspec.json.encode(document(faces))

    async def openapi(_: Request) -> Response:
        return Response(body(), headers={"Cache-Control": "no-cache"}, media_type=JSON)

    return [
        _only_read("/api/openapi.json", openapi),
        _only_read("/api/docs", _page),
        _only_read("/api/docs/{asset}", _asset),
    ]


def _only_read(path: str, endpoint: Callable[[Request], Awaitable[Response]]) -> Route:
    """A route that answers every method, and all but GET with 405 where there is something to read."""

    async def answer(request: Request) -> Response:
        response = await endpoint(request)
        return response if request.method == "GET" or response.status_code == 404 else not_offered(405, READ)

    return Route(path, answer, methods=())


_swagger_ui = StaticFiles(directory=STATIC / "swagger-ui")
_own = StaticFiles(directory=STATIC / "documentation")


async def _page(_: Request) -> Response:
    return FileResponse(STATIC / "documentation" / "page.html", headers=PAGE)


async def _asset(request: Request) -> Response:
    asset = request.path_params["asset"]
    files = _own if asset == "start.js" else _swagger_ui
    try:
        response = await files.get_response(asset, {**request.scope, "method": "GET"})
    except (HTTPException, ValueError):
        return not_offered(404, set())
    response.headers.update(ASSET)
    return response
