"""The whole application served by uvicorn on loopback, in a thread of the test: for what only a real line can show."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, ClassVar, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import BaseRoute

from plantao.acesso.rules import sessao
from plantao.acesso.rules.credenciais import resumir_token
from plantao.app import create_app
from plantao.kit.events import Event, Happened, publish, writing
from plantao.kit.live import Aviso, shows
from plantao.kit.settings import Settings
from plantao.kit.time import Clock
from plantao.kit.tx import Read
from plantao.serving import Server
from tools.serverproc import LOOPBACK

SECONDS = 30.0
"""How long anything may take before the test gives up; no test depends on it."""
ANA = 22

T = TypeVar("T")


class Avisou(Event, frozen=True, kw_only=True):
    """Something screens are told as it is."""

    name: ClassVar[str] = "teste.avisou"
    tipo: str
    dados: dict[str, Any]


@shows(Avisou)
async def avisou(read: Read, happened: Happened, evento: Avisou) -> list[Aviso]:
    return [Aviso(evento.tipo, evento.dados)]


class _Listening(Server):
    """Says when it listens."""

    def __init__(self, app: Starlette, port: int) -> None:
        super().__init__(uvicorn.Config(app, host=LOOPBACK, port=port, lifespan="on", log_level="critical"))
        self.listens = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.loop = asyncio.get_running_loop()
        self.listens.set()


class Served:
    """The application on a test's copy of the world; it may be stopped and started again at the same address."""

    def __init__(self, settings: Settings, clock: Clock, routes: Sequence[BaseRoute] = ()) -> None:
        self._settings = settings
        self._clock = clock
        self._routes = routes
        with socket.create_server((LOOPBACK, 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://{LOOPBACK}:{self.port}"

    def start(self, *routes: BaseRoute) -> None:
        """Serve, with these routes before all others, and wait until it listens."""
        self.app = create_app(self._settings, self._clock, work=False)
        self.app.router.routes[:0] = [*routes, *self._routes]
        self._server = _Listening(self.app, self.port)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        assert self._server.listens.wait(SECONDS)

    def stop(self) -> None:
        """End as TERM does: no more connections, whatever is under way is finished."""
        self._server.should_exit = True
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()

    def restart(self, *routes: BaseRoute) -> None:
        """End, and serve again."""
        self.stop()
        self.start(*routes)

    def run(self, what: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Run something beside the application, in its loop."""
        return asyncio.run_coroutine_threadsafe(what(), self._server.loop).result(SECONDS)

    def sign_in(self, id_usuario: int = ANA) -> str:
        """A new session's token: the value of its cookie."""

        async def enter() -> str:
            state = self.app.state
            async with writing(state.database, state.tail.wake) as tx:
                token, _ = await sessao.entrar(tx, id_usuario, None, "", self._clock(), ficar=False)
            return token

        return self.run(enter)

    def sign_out(self, id_usuario: int = ANA) -> None:
        """End every session of a user."""

        async def leave() -> None:
            async with writing(self.app.state.database, self.app.state.tail.wake) as tx:
                await sessao.sair_de_todas(tx, id_usuario, self._clock())

        self.run(leave)

    def end(self, token: str, id_usuario: int = ANA) -> None:
        """End one session of a user."""

        async def leave() -> None:
            async with writing(self.app.state.database, self.app.state.tail.wake) as tx:
                await sessao.sair(tx, resumir_token(token), id_usuario, self._clock())

        self.run(leave)

    def tell(self, *avisos: tuple[str, dict[str, Any]], to: Sequence[str] = ("todos",)) -> None:
        """Let these happen, in one transaction."""

        async def happen() -> None:
            async with writing(self.app.state.database, self.app.state.tail.wake) as tx:
                for tipo, dados in avisos:
                    publish(tx, Avisou(tipo=tipo, dados=dados), about="teste:1", to=to, by=None, now=self._clock())

        self.run(happen)


def html(body: str, **headers: str) -> Response:
    """A page of the test's own."""
    return Response(f"<!doctype html>{body}", headers=headers, media_type="text/html")
