"""Starts the server: the demonstration for anybody, the installation for whoever prepared it."""

import asyncio
import gc
import ipaddress
import signal
import socket
import sys
from types import FrameType

import sqlalchemy as sa
import uvicorn
from alembic.util import CommandError

from plantao import acesso, cliente, schema
from plantao.app import clock_of, configure, create_app, open_database
from plantao.demo.contrato import SEGREDOS, SENHA, USUARIO
from plantao.demo.load import load
from plantao.kit.errors import Refusal
from plantao.kit.reach import absent, reach
from plantao.kit.settings import DEMO_SECRET_KEY, Settings
from plantao.kit.tx import Read, reading

LOOPBACK = "127.0.0.1"
PESSOAS = ("camila@provedor.com.br", "ana@provedor.com.br", "helena@provedor.com.br")
GRACE_SECONDS = 30
SECRET_LENGTH = 32


def serve_demo(settings: Settings) -> None:
    """Serve the sample base on loopback, made first if there is none."""
    if not _is_loopback(settings.host):
        raise Refusal(
            f"A demonstração só atende em {LOOPBACK}, porque as suas credenciais são públicas; retire PLANTAO_HOST"
        )
    settings = settings.model_copy(
        update={"host": LOOPBACK, "secret_key": DEMO_SECRET_KEY, "rate_limit": bool(settings.rate_limit)}
    )
    configure(settings)
    asyncio.run(_refuse_foreign(settings))
    _refuse_busy_port(settings)
    if asyncio.run(_prepare_demo(settings)):
        print(f"Base de demonstração `{settings.demo}` criada.")
    print(_welcome(settings, asyncio.run(_people(settings))), flush=True)
    _serve(settings)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _refuse_foreign(settings: Settings) -> None:
    await reach(settings)
    if await schema.run(settings, _foreign):
        raise Refusal(
            "Aqui já há dados que não são os da demonstração, e ela não mexe neles; informe outra pasta em "
            "PLANTAO_DATA_DIR ou um banco vazio em PLANTAO_DATABASE_URL"
        )


def _foreign(connection: sa.Connection) -> bool:
    """Whether there are data of others; asked before the schema is touched, so of what every version has."""
    tables = sa.inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        return bool(tables)
    usuario, programa = acesso.model.usuario, acesso.model.oauth_client
    segredos = [acesso.rules.resumir_segredo(segredo) for segredo in SEGREDOS.values()]

    def any_row(table: sa.Table, *which: sa.ColumnElement[bool]) -> bool:
        asked = sa.select(sa.literal(1)).select_from(table).where(*which).limit(1)
        return table.name in tables and connection.scalar(asked) is not None

    used = any_row(programa) or any_row(usuario, usuario.c.email.is_not(None)) or any_row(cliente.model.cliente)
    return used and not any_row(programa, programa.c.segredo.in_(segredos))


async def refuse_behind(settings: Settings) -> None:
    """Refuse a database that is not what this version needs, and leave it, or the place where none is, as it was."""
    if not absent(settings):
        await reach(settings)
        if not await schema.behind(settings):
            return
    raise Refusal("O banco de dados não está pronto para esta versão; execute: plantao migrate")


async def upgrade(settings: Settings) -> None:
    """Bring the schema to this version, or say why it cannot be."""
    await reach(settings)
    try:
        await schema.upgrade(settings)
    except CommandError:
        raise Refusal(
            "O esquema do banco de dados é de uma versão mais nova do Plantão, ou de outro programa; atualize o "
            "Plantão ou informe outro banco"
        ) from None


async def _prepare_demo(settings: Settings) -> bool:
    """Make the sample base where there is nothing at all; answers whether it was made."""
    await upgrade(settings)
    database = await open_database(settings)
    try:
        async with reading(database) as read:
            fresh = not (await acesso.queries.alguem_entra(read) or await cliente.queries.ha_clientes(read))
        if fresh:
            await load(database, settings.demo, clock_of(settings)())
    finally:
        await database.close()
    return fresh


def _welcome(settings: Settings, people: str) -> str:
    clients = "\n".join(f"  client_id {n}  client_secret {segredo}" for n, segredo in SEGREDOS.items())
    return (
        f"\nPlantão em http://{LOOPBACK}:{settings.port}  (documentação da API: /api/docs)\n"
        f"{people}Usuário da API: {USUARIO} / {SENHA}\nClientes da API:\n{clients}\n"
        "Estas credenciais são públicas: servem só para experimentar, nunca para produção.\n"
    )


async def _people(settings: Settings) -> str:
    """Who may sign in at the desk of the base that is here; the fixture of the contract has nobody but the API user."""
    database = await open_database(settings)
    try:
        async with reading(database) as read:
            names = [nome for nome in PESSOAS if await acesso.queries.usuario_por_email(read, nome)]
    finally:
        await database.close()
    return f"Central: entre como {', '.join(names[:-1])} ou {names[-1]}, senha {SENHA}\n" if names else ""


def _refuse_busy_port(settings: Settings) -> None:
    """Say so before anything is made or claimed."""
    try:
        socket.create_server((settings.host, settings.port)).close()
    except OSError as error:
        raise Refusal(
            f"Não é possível atender em {settings.host}:{settings.port} ({error.strerror}); informe outra porta em "
            "PLANTAO_PORT"
        ) from None


def serve_production(settings: Settings) -> None:
    """Serve the installation, or say what it lacks."""
    on = True if settings.rate_limit is None else settings.rate_limit
    settings = settings.model_copy(update={"rate_limit": on})
    configure(settings)
    asyncio.run(_refuse_unready(settings))
    _refuse_busy_port(settings)
    _serve(settings)


async def _refuse_unready(settings: Settings) -> None:
    if settings.now:
        raise Refusal("PLANTAO_NOW só vale na demonstração; retire a variável")
    if len(settings.secret_key) < SECRET_LENGTH or settings.secret_key == DEMO_SECRET_KEY:
        raise Refusal(
            f"Defina PLANTAO_SECRET_KEY com um segredo próprio, de pelo menos {SECRET_LENGTH} caracteres; por exemplo, "
            'o que este comando mostra: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    await refuse_behind(settings)
    database = await open_database(settings)
    try:
        async with reading(database) as read:
            if await acesso.rules.tem_segredo(read, list(SEGREDOS.values())) or await _has_demo_password(read):
                raise Refusal(
                    "Este banco tem as credenciais de demonstração, que são públicas; use uma pasta de dados ou um "
                    "banco vazio e execute: plantao migrate"
                )
    finally:
        await database.close()


async def _has_demo_password(read: Read) -> bool:
    found = await acesso.queries.usuario_por_email(read, USUARIO)
    return found is not None and await acesso.rules.senha_confere(SENHA, found.senha)


class Server(uvicorn.Server):
    """Ends the streams of the desk first: they never end by themselves, and the end would wait for them."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.config.app.state.hub.close()  # type: ignore[union-attr]
        await super().shutdown(sockets)


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
    server = Server(config)
    gc.freeze()  # what was imported stays: a collection need not walk through it, again and again
    server.run()
    if not server.started:
        sys.exit(3)


def _already_handled(number: int, _: FrameType | None) -> None:
    """Called after the server has ended because of the signal: there is nothing left to do, and nothing went wrong."""
