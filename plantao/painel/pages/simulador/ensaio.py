"""A call tried on the real route: the whole server is called as a program calls it, from inside this process."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from time import perf_counter
from typing import Any, NamedTuple

import httpx2
from fastapi import Request
from starlette.types import Receive, Scope, Send

from plantao.acesso.guard import endereco
from plantao.acesso.model import usuarios
from plantao.acesso.rules import revogar
from plantao.acesso.rules.clientes_api import emprestar_token
from plantao.kit import events
from plantao.kit.events import Happened, Position, writing
from plantao.kit.route import ADMITTED, COMMITTED
from plantao.kit.tx import Read, reading
from plantao.painel.pages.simulador.central import ANSWER_SECONDS, LIGACAO, Enviada, enviar
from plantao.pbx.api import IDENTIFIED
from plantao.pbx.queries.simulada import Simulada, uma

TELL_SECONDS = {"notificar": 1.0, "cancelar": 0.2}
"""How long we wait for this process to tell its screens what was published; a cancel may find nothing to publish."""
LOOK_SECONDS = 0.005
LEMBRADAS = 200


class Entregas:
    """When this process had told its screens of each of the last events; hears the tail after them."""

    def __init__(self) -> None:
        self._quando: OrderedDict[Position, float] = OrderedDict()

    async def heard(self, happened: Happened) -> None:
        """Every screen was told by now."""
        self._quando[happened.position] = perf_counter()
        if len(self._quando) > LEMBRADAS:
            self._quando.popitem(last=False)

    def quando(self, happened: Happened) -> float | None:
        """When, if it was."""
        return self._quando.get(happened.position)


class Tempos(NamedTuple):
    """When the exchange spoke, how many ms later each step was done, and on how many browsers it is."""

    inicio: datetime
    admitida: int | None = None
    identificada: int | None = None
    gravada: int | None = None
    enviada: int | None = None
    telas: int = 0


class Ensaiada(NamedTuple):
    """What was sent, and the call that came of it."""

    enviada: Enviada
    final_do_token: str
    chamada: Simulada | None
    tempos: Tempos


async def ensaiar(request: Request, programa: int, ditos: list[tuple[str, dict[str, Any]]]) -> list[Ensaiada]:
    """Say these to the route, one after the other, as a program that was let in for it."""
    async with _token(request, programa) as (id_usuario, token):
        return [await _uma(request, id_usuario, token, verbo, corpo) for verbo, corpo in ditos]


@asynccontextmanager
async def _token(request: Request, programa: int) -> AsyncIterator[tuple[int, str]]:
    """A token that lives as long as it is needed."""
    state = request.app.state
    async with writing(state.database, state.tail.wake) as tx:
        id_usuario, token = await emprestar_token(tx, programa, state.clock())
    try:
        yield id_usuario, token
    finally:
        async with writing(state.database, state.tail.wake) as tx:
            await revogar(tx, state.clock(), token=token)


async def _uma(request: Request, id_usuario: int, token: str, verbo: str, corpo: dict[str, Any]) -> Ensaiada:
    state = request.app.state
    async with reading(state.database) as read:
        antes = await events.newest(read)
    marcas: dict[str, int] = {}
    inicio, partida = state.clock(), perf_counter()

    def seguir(etapa: str) -> None:
        marcas[etapa] = _ms(partida, perf_counter())

    async with _central(request, token, seguir) as central:
        enviada = await enviar(central, f"{LIGACAO}{verbo}", corpo)
    tempos = Tempos(inicio, marcas.get(ADMITTED), marcas.get(IDENTIFIED), marcas.get(COMMITTED))
    chamada = None
    if enviada.aceita:
        chamada, entregue = await _publicada(state, antes, id_usuario, corpo, partida + TELL_SECONDS[verbo])
        telas = state.hub.readers(f"usuario:{chamada.id_usuario}") if chamada else 0
        tempos = tempos._replace(enviada=_ms(partida, entregue) if entregue else None, telas=telas)
    if chamada and verbo == "cancelar":
        tempos = Tempos(chamada.notificada or inicio)
    return Ensaiada(enviada, token[-4:], chamada, tempos)


@asynccontextmanager
async def _central(request: Request, token: str, seguir: Callable[[str], None]) -> AsyncIterator[httpx2.AsyncClient]:
    """The exchange: it calls from where the browser is, and through every layer of the server."""

    async def servidor(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {"follow": seguir}
        await request.app.state.servidor(scope, receive, send)

    transporte = httpx2.ASGITransport(servidor, raise_app_exceptions=False, client=(endereco(request) or "", 0))
    headers = {"authorization": f"Bearer {token}"}
    base = str(request.base_url)
    async with httpx2.AsyncClient(
        transport=transporte, base_url=base, headers=headers, timeout=ANSWER_SECONDS
    ) as central:
        yield central


async def _publicada(
    state: Any, antes: Position, id_usuario: int, corpo: Mapping[str, Any], limite: float
) -> tuple[Simulada | None, float | None]:
    """The call that was spoken of, and when this process had told its screens, unless that takes too long."""
    while True:
        async with reading(state.database) as read:
            happened, chamada = await _dita(read, antes, id_usuario, corpo)
        entregue = state.entregas.quando(happened) if happened else None
        if entregue is not None or perf_counter() > limite:
            return chamada, entregue
        await asyncio.sleep(LOOK_SECONDS)


async def _dita(
    read: Read, antes: Position, id_usuario: int, corpo: Mapping[str, Any]
) -> tuple[Happened | None, Simulada | None]:
    """What this user has just let happen to a call of this extension."""
    onde = [None if corpo.get(campo) is None else str(corpo[campo]) for campo in ("ramal", "identificador_interno")]
    for happened in reversed(await events.after(read, antes)):
        noun, _, ident = happened.about.partition(":")
        if noun == "ligacao" and happened.id_usuario == id_usuario:
            chamada = await uma(read, int(ident))
            if chamada and [chamada.ramal, chamada.identificador_interno] == onde:
                await usuarios.need(read, [chamada.id_usuario])
                return happened, chamada
    return None, None


def _ms(partida: float, chegada: float) -> int:
    return round((chegada - partida) * 1000)
