"""Clients as a call knows them: by key, by code, by telephone."""

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa

from plantao.cliente.model import cliente, cliente_telefone
from plantao.kit.db import any_of, column, param, query
from plantao.kit.tx import Read


class Identificado(NamedTuple):
    """A client as a call shows it."""

    id_cliente: int
    codigo_cliente: int
    nome_razaosocial: str


class ComTelefone(NamedTuple):
    """A client and one of its telephones."""

    id_cliente: int
    codigo_cliente: int
    nome_razaosocial: str
    telefone: str


_IDENTIFICADO = [cliente.c[name] for name in Identificado._fields]
_por_id = query(sa.select(*_IDENTIFICADO).where(any_of(cliente.c.id_cliente, "ids")), Identificado)
_qualquer_um = column(sa.select(cliente.c.id_cliente).limit(1), int)
_id_do_codigo = column(
    sa.select(cliente.c.id_cliente).where(cliente.c.codigo_cliente == param("codigo", cliente.c.codigo_cliente)), int
)
_por_chave = query(
    sa.select(*_IDENTIFICADO, cliente_telefone.c.telefone)
    .join(cliente, cliente.c.id_cliente == cliente_telefone.c.id_cliente)
    .where(cliente_telefone.c.chave == param("chave", cliente_telefone.c.chave), cliente.c.ativo)
    .order_by(cliente_telefone.c.id_cliente, cliente_telefone.c.posicao),
    ComTelefone,
)


async def identificados(read: Read, ids: Iterable[int]) -> list[Identificado]:
    """Clients as a call shows them."""
    return await read.all(_por_id, ids=list(ids))


async def id_do_codigo(read: Read, codigo_cliente: int) -> int | None:
    """The key of the client people call by this number."""
    return await read.first(_id_do_codigo, codigo=codigo_cliente)


async def por_chave_de_telefone(read: Read, chave: str) -> list[ComTelefone]:
    """The active clients one of whose telephones may be this one; `kit/br.py` says how sure."""
    return await read.all(_por_chave, chave=chave)


async def ha_clientes(read: Read) -> bool:
    """Whether there is any client."""
    return await read.first(_qualquer_um) is not None
