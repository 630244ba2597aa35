"""Puts the faces together: integração, OAuth, the desk, the documentation; and opens what they stand on."""

import asyncio
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, nullcontext
from typing import Any

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from plantao import documentation
from plantao.acesso.api import app as oauth
from plantao.acesso.guard import Entradas, Limits, Tokens, anotar
from plantao.acesso.model import PERMISSOES_DO_PAPEL, Papel
from plantao.acesso.rules.requisicoes import registrar
from plantao.atendimento.api import router as atendimento
from plantao.atendimento.queries.abertos import Abertos
from plantao.kit import html, log, metrics
from plantao.kit.catalogue import CatalogoAlterado, Catalogue
from plantao.kit.db import Database
from plantao.kit.events import Happened, settle_restored, writing
from plantao.kit.face import Door, not_offered, speaks_integracao
from plantao.kit.ledger import Ledger
from plantao.kit.live import Hub
from plantao.kit.postgres import PostgresDatabase
from plantao.kit.settings import Instance, Settings
from plantao.kit.sqlite import SqliteDatabase
from plantao.kit.storage import Storage
from plantao.kit.tail import Hearer, Tail
from plantao.kit.time import Clock, Zone, frozen_clock, real_clock
from plantao.kit.tx import reading
from plantao.ordem_servico.api import router as ordem_servico
from plantao.painel.face import mesa
from plantao.painel.pages.simulador.ensaio import Entregas
from plantao.painel.queries.busca import buscar
from plantao.pbx.api import router as pbx
from plantao.worker import working

API = "/api/v1/integracao"
ROUTERS = (atendimento, ordem_servico, pbx)


def integracao() -> FastAPI:
    """The integração's face: every route of the contract that is served."""
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    for router in ROUTERS:
        app.include_router(router)
    speaks_integracao(app, [route for router in ROUTERS for route in router.routes])
    return app


async def open_database(settings: Settings) -> Database:
    """The database the settings name."""
    if settings.is_postgres:
        return await PostgresDatabase.open(settings.database_url, settings.database_pool)
    return SqliteDatabase(settings.sqlite_file)


def clock_of(settings: Settings) -> Clock:
    """The machine's clock, or the frozen one of a demonstration."""
    return frozen_clock(settings.now) if settings.now else real_clock


def configure(settings: Settings) -> None:
    """Make `settings` those of this process, and let it log."""
    log.configure()
    Instance.configure(settings)
    Zone.configure(settings.timezone)


def create_app(settings: Settings, clock: Clock | None = None, *, work: bool = True) -> Starlette:
    """The whole server as one ASGI application."""
    configure(settings)
    faces = [integracao(), oauth, mesa()]

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        database = await open_database(settings)
        async with writing(database, lambda: None) as tx:
            await settle_restored(tx)
        async with reading(database) as read:
            await Catalogue.load_all(read)
        tail = Tail(database)
        now = clock or clock_of(settings)
        hub = Hub(database, now)
        requisicoes = Ledger(database, registrar)
        entregas = Entregas()
        shared = {
            "database": database,
            "clock": now,
            "tail": tail,
            "hub": hub,
            "tokens": Tokens(tail, remember=settings.is_postgres),
            "limits": Limits(settings),
            "entradas": Entradas(),
            "requisicoes": requisicoes,
            "servidor": app,
            "entregas": entregas,
            "abertos": Abertos(),
            "storage": Storage(settings.attachments_dir, settings.max_file_size, settings.max_files),
        }
        for served in (app, *faces):
            for name, value in shared.items():
                setattr(served.state, name, value)
        tail.hear(_catalogue_hearer(database))
        tail.hear(hub.heard)
        tail.hear(entregas.heard)
        tail.listen(hub.passing)
        await tail.start()
        async with requisicoes.kept(), _serving(database, now, tail) if work else nullcontext():
            yield
            hub.close()
        await tail.stop()
        await database.close()

    origins = [o.strip() for o in settings.cors_origins.split(",") if o.strip()] or ["*"]
    app = Starlette(
        lifespan=life,
        middleware=[Middleware(Door, cors_origins=origins, answered=anotar)],
        routes=[
            Mount(API, app=faces[0]),
            Mount("/oauth", app=faces[1]),
            Route("/saude", _healthy),
            Route("/metrics", _metrics),
            *documentation.routes({"/oauth": faces[1], API: faces[0]}),
            *(Route(prefix, _Unknown) for prefix in ("/oauth", "/api", "/graphql")),
            *(Mount(prefix, app=_unknown) for prefix in ("/api", "/graphql")),
            Mount("/", app=faces[2]),
        ],
    )
    app.router.redirect_slashes = False
    app.router.default = _unknown
    return app


@asynccontextmanager
async def _serving(database: Database, clock: Clock, tail: Tail) -> AsyncIterator[None]:
    """What a server does besides answering."""
    async with working(database, clock, tail):
        prepared = asyncio.create_task(prepare(database))
        try:
            yield
        finally:
            await prepared


async def prepare(database: Database) -> None:
    """Compile what the first page and the first search would have to wait for."""
    try:
        await asyncio.to_thread(html.compile_all)
        async with reading(database) as read:
            await buscar(read, "maria silva", 1, PERMISSOES_DO_PAPEL[Papel.ATENDENTE])
    except Exception:
        log.log.exception("prepare")


def _catalogue_hearer(database: Database) -> Hearer:
    async def heard(happened: Happened) -> None:
        if happened.name == CatalogoAlterado.name:
            async with reading(database) as read:
                await Catalogue.refresh(read, happened.data["tabela"])

    return heard


async def _healthy(_: Request) -> Response:
    return PlainTextResponse("ok")


async def _metrics(_: Request) -> Response:
    return Response(metrics.page(), media_type="text/plain; version=0.0.4")


class _Unknown:
    """An ASGI application for a path with nothing behind it, whatever the method."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._answer = _unknown(scope, receive, send)

    def __await__(self) -> Generator[Any, None, None]:
        return self._answer.__await__()


async def _unknown(scope: Scope, receive: Receive, send: Send) -> None:
    await not_offered(404, set())(scope, receive, send)
