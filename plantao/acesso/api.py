"""`POST /oauth/token`: a password or a refresh token for a pair of tokens (contract autenticacao.md)."""

from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import FastAPI, Request, Response
from pydantic_core import PydanticCustomError
from starlette.exceptions import HTTPException

from plantao.acesso import queries, rules
from plantao.acesso.contract import TokenReply
from plantao.acesso.guard import endereco
from plantao.kit import events, tx
from plantao.kit.bag import Bag, read_bag
from plantao.kit.columns import INT64_MAX
from plantao.kit.errors import Malformed, Refusal
from plantao.kit.face import allowed_methods, not_offered, refuse, surprise, told
from plantao.kit.params import ler_inteiro, ler_texto
from plantao.kit.route import Now
from plantao.kit.wire import JSON, enviado

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class OAuthRefusal(Exception):
    """A refusal in the words of the vendor's OAuth server."""

    def __init__(self, status: int, error: str, description: str, hint: str | None = None) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error, "error_description": description}
        if hint:
            self.body["hint"] = hint
        self.body["message"] = description


def _unsupported() -> OAuthRefusal:
    text = "The authorization grant type is not supported by the authorization server."
    return OAuthRefusal(400, "unsupported_grant_type", text, "Check that all required parameters have been provided")


def _invalid_request(hint: str) -> OAuthRefusal:
    text = (
        "The request is missing a required parameter, includes an invalid parameter value, includes a parameter more "
        "than once, or is otherwise malformed."
    )
    return OAuthRefusal(400, "invalid_request", text, hint)


def _invalid_client() -> OAuthRefusal:
    return OAuthRefusal(401, "invalid_client", "Client authentication failed")


def _invalid_credentials() -> OAuthRefusal:
    return OAuthRefusal(401, "invalid_credentials", "The user credentials were incorrect.")


def _invalid_grant() -> OAuthRefusal:
    return OAuthRefusal(401, "invalid_grant", "The refresh token is invalid.")


app = FastAPI(openapi_url=None, redirect_slashes=False)


@app.post("/token")
async def token(request: Request, now: Now) -> Response:
    """Answer a pair of tokens to a program and its user."""
    request.app.state.limits.token(endereco(request) or "")
    try:
        bag, _ = await read_bag(request, None)
    except Malformed:
        raise _invalid_request("Check the request body") from None
    grant = _text(bag, "grant_type")
    if grant not in ("password", "refresh_token"):
        raise _unsupported()
    client_id, secret = _required(bag, "client_id"), _required(bag, "client_secret")
    if grant == "password":
        username, password = _required(bag, "username"), _required(bag, "password")
        reply = await _by_password(request, await _program(request, client_id, secret), username, password, now)
    else:
        refresh = _required(bag, "refresh_token")
        reply = await _by_refresh(request, await _program(request, client_id, secret), refresh, now)
    return Response(msgspec.json.encode(reply), headers=NO_STORE, media_type=JSON)


def _text(bag: Mapping[str, Any], name: str) -> str:
    value = bag.get(name)
    try:
        return ler_texto(value) if enviado(value) else ""
    except PydanticCustomError:
        return ""


def _required(bag: Bag, name: str) -> str:
    raw = bag.get(name)
    text = raw if name == "password" and isinstance(raw, str) else _text(bag, name)
    if not text:
        raise _invalid_request(f"Check the `{name}` parameter")
    return text


async def _program(request: Request, client_id: str, secret: str) -> int:
    try:
        number = ler_inteiro(client_id)
    except PydanticCustomError:
        raise _invalid_client() from None
    async with tx.reading(request.app.state.database) as read:
        found = await queries.cliente_api(read, number) if 0 <= number <= INT64_MAX else None
    request.state.id_oauth_client = found and number
    if not rules.segredo_confere(found, secret):
        raise _invalid_client()
    return number


async def _by_password(request: Request, program: int, username: str, password: str, now: Now) -> TokenReply:
    state = request.app.state
    async with tx.reading(state.database) as read:
        user = await queries.usuario_por_email(read, username)
    matches = await rules.senha_confere(password, user.senha if user else None)
    if user is None or not matches or not rules.pode_usar_api(user.permissoes):
        raise _invalid_credentials()
    async with events.writing(state.database, state.tail.wake) as writing:
        return await rules.emitir(writing, program, user.id, now)


async def _by_refresh(request: Request, program: int, refresh: str, now: Now) -> TokenReply:
    state = request.app.state
    async with events.writing(state.database, state.tail.wake) as writing:
        reply = await rules.renovar(writing, program, refresh, now)
        if reply is None:
            raise _invalid_grant()
        return reply


@app.exception_handler(OAuthRefusal)
async def _oauth_refusal(request: Request, refusal: OAuthRefusal) -> Response:
    told(request, refusal.body.get("hint") or refusal.body["message"])
    return Response(msgspec.json.encode(refusal.body), refusal.status, NO_STORE, JSON)


@app.exception_handler(Refusal)
async def _refusal(request: Request, refusal: Refusal) -> Response:
    told(request, refusal.msg)
    return refuse(refusal)


app.add_exception_handler(Exception, surprise)


@app.exception_handler(HTTPException)
async def _http(request: Request, error: HTTPException) -> Response:
    return not_offered(error.status_code, allowed_methods(app.routes, request.scope))
