"""A route as a sentence: its arguments say what it needs, and each type knows how to be obtained.

The order in which a request is examined is that of the contract (errors.md, "Order of checks"): who asks, the body,
the idempotency key, the record in the path, the parameters. A route lists its arguments in any order; the router
resolves them in this one.
"""

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from functools import cache, wraps
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args, get_origin

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from fastapi.params import Depends as DependsParam

from plantao.kit import events, idempotency, tx
from plantao.kit.bag import Bag, read_bag
from plantao.kit.errors import Refusal
from plantao.kit.params import inteiro_de
from plantao.kit.sentences import VALIDACAO, frase
from plantao.kit.wire import JSON, Contract, Envelope

C = TypeVar("C", bound=Contract)
Guard = Callable[..., Awaitable[None]]

ADMITTED = "admitted"
COMMITTED = "committed"
"""How far every request comes that writes."""


def mark(request: Request, step: str) -> None:
    """Tell whoever follows this request from inside the process how far it has come."""
    follow = getattr(request.state, "follow", None)
    if follow is not None:
        follow(step)


async def _now(request: Request) -> datetime:
    found: datetime | None = getattr(request.state, "now", None)
    if found is None:
        found = request.state.now = request.app.state.clock()
    return found


async def _bag(request: Request) -> Bag:
    state = request.state
    bag, body = await read_bag(request, getattr(state, "sink", None))
    state.resumo = (request.scope["query_string"], body)
    return bag


async def _read(request: Request) -> AsyncIterator[tx.Read]:
    async with tx.reading(request.app.state.database) as read:
        request.state.read = read
        yield read


async def _tx(request: Request, bag: Annotated[Bag, Depends(_bag)]) -> AsyncIterator[tx.Tx]:
    state = request.app.state
    async with events.writing(state.database, state.tail.wake) as writing:
        request.state.read = writing
        chave = request.headers.get("idempotency-key")
        programa = getattr(getattr(request.state, "quem", None), "id_oauth_client", None)
        if chave and programa is not None:
            chaves = _chave(request, programa, chave)
            request.state.claimed = await idempotency.begin(writing, chaves, await _now(request))
        yield writing
    mark(request, COMMITTED)


def _chave(request: Request, programa: int, chave: str) -> idempotency.Chave:
    caminho, chave = (idempotency.resumir(text.encode()) for text in (request.url.path, chave))
    resumo = idempotency.resumir(*request.state.resumo)
    return idempotency.Chave(programa, request.method, caminho, chave, resumo)


Corpo = Annotated[Bag, Depends(_bag)]
"""The parameters of the request as they were sent."""

Now = Annotated[datetime, Depends(_now)]
"""The instant of the request, read once."""

Read = Annotated[tx.Read, Depends(_read, scope="function")]
"""One consistent look at the database."""

Tx = Annotated[tx.Tx, Depends(_tx, scope="function")]
"""A transaction, committed before the response leaves."""

if TYPE_CHECKING:
    Pedido = Annotated[C, None]
else:

    class Pedido:
        """`Pedido[NovoAtendimento]`: the parameters of the request, read and without fault."""

        def __class_getitem__(cls, contract: type[Contract]) -> Any:
            return Annotated[contract, Depends(_pedido(contract))]


@cache
def _pedido(contract: type[Contract]) -> Callable[..., Awaitable[Contract]]:
    async def ler(request: Request, bag: Annotated[Bag, Depends(_bag)]) -> Contract:
        sent = bag | request.path_params
        return await contract.escolher(sent, getattr(request.state, "quem", None)).ler(sent, request.state.read)

    return ler


def id_da_rota(request: Request, nome: str) -> int:
    """An id of the path, digits only (contract README rule 7)."""
    texto: str = request.path_params[nome]
    if not (texto.isascii() and texto.isdigit()):
        raise Refusal(VALIDACAO, [frase("integer", nome)])
    return inteiro_de(texto)


class PageRouter(APIRouter):
    """Routes whose arguments are resolved in the contract's order, whatever the order they are listed in."""

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **kwargs: Any) -> None:
        """Register `endpoint` with the dependencies every route has."""
        guards = list(kwargs.pop("dependencies", None) or [])
        found = inspect.signature(endpoint, eval_str=True).parameters.values()
        needs = {_dependency(p.annotation) for p in found}
        begin = [Depends(d, scope="function") for d in (_tx, _read) if d in needs]
        kwargs["dependencies"] = [*guards, Depends(_bag), *begin]
        kwargs["response_model"] = None
        super().add_api_route(path, endpoint, **kwargs)


class Router(PageRouter):
    """Routes of the integração: each names its guard, answers an `Envelope`, and may be repeated."""

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **kwargs: Any) -> None:
        """Register `endpoint`, whose answer is an `Envelope`."""
        super().add_api_route(path, _answering(endpoint), **kwargs)


def _dependency(annotation: Any) -> Any:
    if get_origin(annotation) is Annotated:
        return next((m.dependency for m in get_args(annotation) if isinstance(m, DependsParam)), None)
    return None


def _answering(endpoint: Callable[..., Awaitable[Envelope]]) -> Callable[..., Awaitable[Response]]:
    signature = inspect.signature(endpoint, eval_str=True)
    parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in signature.parameters.values()]
    wants_request = next((p.name for p in parameters if p.annotation is Request), None)
    if wants_request is None:
        parameters.append(inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request))

    @wraps(endpoint)
    async def answer(**arguments: Any) -> Response:
        request: Request = arguments[wants_request] if wants_request else arguments.pop("request")
        reply = await endpoint(**arguments)
        palavra = getattr(request.state, "palavra_sucesso", None)
        if palavra:
            reply.status = palavra
        body = msgspec.json.encode(reply)
        claimed = getattr(request.state, "claimed", None)
        if claimed is not None:
            await idempotency.keep(request.state.read, claimed, body)
        return Response(body, media_type=JSON)

    answer.__signature__ = signature.replace(parameters=parameters, return_annotation=Response)  # type: ignore[attr-defined]
    return answer
