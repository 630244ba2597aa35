"""The live connection of a browser: `GET /ao-vivo` (design §8)."""

from collections.abc import Callable

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from plantao import acesso
from plantao.acesso.guard import Atendente, Pessoa
from plantao.acesso.rules.sessao import SessaoEncerrada
from plantao.kit.html import HEADERS
from plantao.kit.live import Audiences, Hub, doubtful, frame, unspell
from plantao.kit.route import PageRouter
from plantao.kit.time import Clock
from plantao.kit.tx import Read

doubtful(SessaoEncerrada)


def router(versao: Callable[[], str]) -> PageRouter:
    """The route, which says at each connection which `versao` of the desk is served by now."""
    router = PageRouter()

    @router.get("/ao-vivo")
    async def ao_vivo(request: Request, quem: Atendente, desde: str = "") -> Response:
        """Events as they happen, from `Last-Event-ID` or `desde` on."""
        state = request.app.state
        hub: Hub = state.hub
        position = unspell(request.headers.get("last-event-id") or desde)
        greeting = frame("versao", {"versao": versao()})
        told = hub.stream(quem, _audiences(quem, state.clock), position, greeting)
        return StreamingResponse(told, headers=HEADERS | {"X-Accel-Buffering": "no"}, media_type="text/event-stream")

    return router


def _audiences(quem: Pessoa, clock: Clock) -> Audiences:
    async def now(read: Read) -> list[str] | None:
        sessao = await acesso.queries.sessao_viva(read, quem.sessao, clock())
        if sessao is None:
            return None
        setor = [] if sessao.id_setor is None else [f"setor:{sessao.id_setor}"]
        return [f"usuario:{sessao.id_usuario}", *setor, "todos"]

    return now
