"""Tickets, orders and calls as a search or the page of a client lists them, each in one query however many they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from plantao.acesso.model import usuarios
from plantao.atendimento.model import atendimento, tipos
from plantao.atendimento.queries.busca import VIVO
from plantao.cliente.model import cliente, cliente_servico
from plantao.kit.db import any_of, column, param, query
from plantao.kit.tx import Read
from plantao.ordem_servico.model import FINALIZADO, ordem_servico, ordem_servico_tecnico, tipos_ordem_servico
from plantao.pbx.model import ligacao


class Atendimento(NamedTuple):
    """A ticket."""

    id_atendimento: int
    protocolo: str
    id_tipo_atendimento: int | None
    id_atendimento_status: int
    id_usuario_responsavel: int | None
    data_cadastro: datetime
    data_fechamento: datetime | None
    parado_desde: datetime | None
    segundos_parado: int
    id_cliente: int
    nome_razaosocial: str


class Ordem(NamedTuple):
    """An order."""

    id_ordem_servico: int
    numero: int
    id_atendimento: int | None
    id_tipo_ordem_servico: int
    status: str
    status_fechamento: str | None
    data_cadastro: datetime
    data_inicio_programado: datetime | None
    data_termino_programado: datetime | None
    id_cliente: int
    nome_razaosocial: str
    id_usuario: int | None


class Ligacao(NamedTuple):
    """A call."""

    id_ligacao: int
    telefone: str | None
    status: str
    data_cadastro: datetime
    id_usuario: int | None
    id_cliente: int | None
    nome_razaosocial: str | None
    id_atendimento: int | None
    anotacao: str | None
    em_uso: datetime | None
    data_cancelamento: datetime | None


_a, _os, _l, _cs = atendimento.c, ordem_servico.c, ligacao.c, cliente_servico.c
_ost = ordem_servico_tecnico.c
_DE_OUTRAS = {
    "id_cliente": _cs.id_cliente,
    "nome_razaosocial": cliente.c.nome_razaosocial,
    "id_usuario": _ost.id_usuario,
}

_atendimentos = query(
    sa.select(*(_DE_OUTRAS[name] if name in _DE_OUTRAS else _a[name] for name in Atendimento._fields))
    .join(cliente_servico, _cs.id_cliente_servico == _a.id_cliente_servico)
    .join(cliente, cliente.c.id_cliente == _cs.id_cliente)
    .where(any_of(_a.id_atendimento, "ids"), VIVO),
    Atendimento,
)
_ordens = query(
    sa.select(*(_DE_OUTRAS[name] if name in _DE_OUTRAS else _os[name] for name in Ordem._fields))
    .join(cliente_servico, _cs.id_cliente_servico == _os.id_cliente_servico)
    .join(cliente, cliente.c.id_cliente == _cs.id_cliente)
    .outerjoin(ordem_servico_tecnico, sa.and_(_ost.id_ordem_servico == _os.id_ordem_servico, _ost.ordem == 0))
    .where(any_of(_os.id_ordem_servico, "ids")),
    Ordem,
)
_ligacoes = query(
    sa.select(*(cliente.c.nome_razaosocial if name == "nome_razaosocial" else _l[name] for name in Ligacao._fields))
    .outerjoin(cliente, cliente.c.id_cliente == _l.id_cliente)
    .where(any_of(_l.id_ligacao, "ids")),
    Ligacao,
)
_limite = param("limite", sa.BigInteger())
_dos_clientes = column(
    sa.select(_a.id_atendimento)
    .join(cliente_servico, _cs.id_cliente_servico == _a.id_cliente_servico)
    .where(any_of(_cs.id_cliente, "ids"), VIVO)
    .order_by(_a.data_fechamento.is_not(None), _a.id_atendimento.desc())
    .limit(_limite),
    int,
)
_ordens_dos_clientes = column(
    sa.select(_os.id_ordem_servico)
    .join(cliente_servico, _cs.id_cliente_servico == _os.id_cliente_servico)
    .where(any_of(_cs.id_cliente, "ids"))
    .order_by(_os.status == FINALIZADO, _os.id_ordem_servico.desc())
    .limit(_limite),
    int,
)
_ligacoes_dos_clientes = column(
    sa.select(_l.id_ligacao)
    .where(any_of(_l.id_cliente, "ids"))
    .order_by(_l.data_cadastro.desc(), _l.id_ligacao.desc())
    .limit(_limite),
    int,
)


async def atendimentos(read: Read, ids: Sequence[int]) -> list[Atendimento]:
    """Tickets in the order of `ids`, the open ones first."""
    rows = await read.all(_atendimentos, ids=ids) if ids else []
    await tipos.need(read, (row.id_tipo_atendimento for row in rows))
    await usuarios.need(read, (row.id_usuario_responsavel for row in rows))
    lugar = {i: n for n, i in enumerate(ids)}
    return sorted(rows, key=lambda row: (row.data_fechamento is not None, lugar[row.id_atendimento]))


async def ordens(read: Read, ids: Sequence[int]) -> list[Ordem]:
    """Orders in the order of `ids`."""
    rows = await read.all(_ordens, ids=ids) if ids else []
    await tipos_ordem_servico.need(read, (row.id_tipo_ordem_servico for row in rows))
    await usuarios.need(read, (row.id_usuario for row in rows))
    lugar = {i: n for n, i in enumerate(ids)}
    return sorted(rows, key=lambda row: lugar[row.id_ordem_servico])


async def ligacoes(read: Read, ids: Sequence[int]) -> list[Ligacao]:
    """Calls in the order of `ids`."""
    rows = await read.all(_ligacoes, ids=ids) if ids else []
    await usuarios.need(read, (row.id_usuario for row in rows))
    lugar = {i: n for n, i in enumerate(ids)}
    return sorted(rows, key=lambda row: lugar[row.id_ligacao])


async def atendimentos_dos_clientes(read: Read, clientes: Sequence[int], limite: int) -> list[int]:
    """The tickets of clients, the open ones first, then the newest."""
    return await read.all(_dos_clientes, ids=clientes, limite=limite) if clientes else []


async def ordens_dos_clientes(read: Read, clientes: Sequence[int], limite: int) -> list[int]:
    """The orders of clients, the unfinished ones first, then the newest."""
    return await read.all(_ordens_dos_clientes, ids=clientes, limite=limite) if clientes else []


async def ligacoes_dos_clientes(read: Read, clientes: Sequence[int], limite: int) -> list[int]:
    """The calls of clients, the newest first."""
    return await read.all(_ligacoes_dos_clientes, ids=clientes, limite=limite) if clientes else []
