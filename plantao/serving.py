"""Starts the server: the demonstration for anybody, the installation for whoever prepared it."""

import asyncio
import signal
import sys
from types import FrameType

import uvicorn

from plantao import schema
from plantao.acesso import queries, rules
from plantao.app import clock_of, configure, create_app, open_database
from plantao.demo.contrato import SEGREDOS, SENHA, USUARIO
from plantao.demo.load import load
from plantao.kit.errors import Refusal
from plantao.kit.settings import DEMO_SECRET_KEY, Settings
from plantao.kit.tx import reading

LOOPBACK = "127.0.0.1"
GRACE_SECONDS = 30


def serve_demo(settings: Settings) -> None:
    """Serve the sample base on loopback, made first if there is none."""
    settings = settings.model_copy(
        update={"host": LOOPBACK, "secret_key": DEMO_SECRET_KEY, "rate_limit": bool(settings.rate_limit)}
    )
    configure(settings)
    if asyncio.run(_prepare_demo(settings)):
        print(f"Base de demonstração `{settings.demo}` criada.")
    print(_welcome(settings), flush=True)
    _serve(settings)


async def _prepare_demo(settings: Settings) -> bool:
    """Make the sample base where there is nothing at all; answers whether it was made."""
    fresh = await schema.empty(settings)
    await schema.upgrade(settings)
    database = await open_database(settings)
    try:
        async with reading(database) as read:
            fresh = fresh or not await queries.ha_usuarios(read)
        if fresh:
            await load(database, settings.demo, clock_of(settings)())
    finally:
        await database.close()
    return fresh


def _welcome(settings: Settings) -> str:
    clients = "\n".join(f"  client_id {n}  client_secret {segredo}" for n, segredo in SEGREDOS.items())
    return (
        f"\nPlantão em http://{LOOPBACK}:{settings.port}  (documentação da API: /api/docs)\n"
        f"Usuário da API: {USUARIO} / {SENHA}\nClientes da API:\n{clients}\n"
        "Estas credenciais são públicas: servem só para experimentar, nunca para produção.\n"
    )


def serve_production(settings: Settings) -> None:
    """Serve the installation, or say what it lacks."""
    on = True if settings.rate_limit is None else settings.rate_limit
    settings = settings.model_copy(update={"rate_limit": on})
    configure(settings)
    asyncio.run(_refuse_unready(settings))
    _serve(settings)


async def _refuse_unready(settings: Settings) -> None:
    if settings.now:
        raise Refusal("PLANTAO_NOW só vale na demonstração; retire a variável")
    if not settings.secret_key or settings.secret_key == DEMO_SECRET_KEY:
        raise Refusal(
            "Defina PLANTAO_SECRET_KEY com um segredo próprio; por exemplo, o que este comando mostra: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    if await schema.behind(settings):
        raise Refusal("O banco de dados não está pronto para esta versão; execute: plantao migrate")
    database = await open_database(settings)
    try:
        async with reading(database) as read:
            if await rules.tem_segredo(read, list(SEGREDOS.values())):
                raise Refusal(
                    "Este banco tem as credenciais de demonstração, que são públicas; use uma pasta de dados ou um "
                    "banco vazio e execute: plantao migrate"
                )
    finally:
        await database.close()


def _serve(settings: Settings) -> None:
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        lifespan="on",
        access_log=False,
        log_level="warning",
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _already_handled)
    server = uvicorn.Server(config)
    server.run()
    if not server.started:
        sys.exit(3)


def _already_handled(number: int, _: FrameType | None) -> None:
    """Called after the server has ended because of the signal: there is nothing left to do, and nothing went wrong."""
