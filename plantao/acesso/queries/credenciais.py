"""What can be asked about programs and their tokens."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from plantao.acesso.model import acesso_geracao, oauth_client, oauth_token, usuario
from plantao.kit.db import column, param, query
from plantao.kit.tx import Read


class ClienteApi(NamedTuple):
    """A program that may ask for tokens."""

    id_oauth_client: int
    nome: str
    segredo: str
    perfil_compat: str
    complementos: bool
    redes: list[str]
    ativo: bool


class Portador(NamedTuple):
    """Who holds an access token: the user and the program."""

    id_usuario: int
    name: str
    permissoes: list[str]
    id_oauth_client: int
    perfil_compat: str
    complementos: bool
    redes: list[str]
    expiracao: datetime


class Emitido(NamedTuple):
    """A token as it is kept."""

    par: str
    id_oauth_client: int
    id_usuario: int
    expiracao: datetime


_CLIENTE = [oauth_client.c[name] for name in ClienteApi._fields]
_cliente_api = query(
    sa.select(*_CLIENTE).where(oauth_client.c.id_oauth_client == param("id", oauth_client.c.id_oauth_client)),
    ClienteApi,
)
_clientes_api = query(sa.select(*_CLIENTE).order_by(oauth_client.c.id_oauth_client), ClienteApi)
_portador = query(
    sa.select(
        usuario.c.id,
        usuario.c.name,
        usuario.c.permissoes,
        oauth_client.c.id_oauth_client,
        oauth_client.c.perfil_compat,
        oauth_client.c.complementos,
        oauth_client.c.redes,
        oauth_token.c.expiracao,
    )
    .join_from(oauth_token, oauth_client, oauth_token.c.id_oauth_client == oauth_client.c.id_oauth_client)
    .join(usuario, oauth_token.c.id_usuario == usuario.c.id)
    .where(
        oauth_token.c.resumo == param("resumo", oauth_token.c.resumo),
        oauth_token.c.tipo == "access",
        oauth_client.c.ativo,
        usuario.c.ativo,
    ),
    Portador,
)
_renovavel = query(
    sa.select(*(oauth_token.c[name] for name in Emitido._fields)).where(
        oauth_token.c.resumo == param("resumo", oauth_token.c.resumo), oauth_token.c.tipo == "refresh"
    ),
    Emitido,
)
GERACAO = column(sa.select(acesso_geracao.c.geracao), int)
"""The number that grows when tokens die or their holders may do other things."""


async def cliente_api(read: Read, id_oauth_client: int) -> ClienteApi | None:
    """The program of an id."""
    return await read.first(_cliente_api, id=id_oauth_client)


async def clientes_api(read: Read) -> list[ClienteApi]:
    """Every program, oldest first."""
    return await read.all(_clientes_api)


async def portador(read: Read, resumo: str) -> Portador | None:
    """Who holds the access token of this digest."""
    return await read.first(_portador, resumo=resumo)


async def renovavel(read: Read, resumo: str) -> Emitido | None:
    """The refresh token of this digest."""
    return await read.first(_renovavel, resumo=resumo)
