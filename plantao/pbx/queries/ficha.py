"""Clients as the window of a call shows them, in a number of queries that does not depend on how many they are."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from plantao.acesso.model import usuarios
from plantao.atendimento.model import atendimento, tipos
from plantao.cliente.model import cliente_servico
from plantao.cliente.queries.linhas import Cadastro, cadastros
from plantao.kit.db import any_of, aside, param, query
from plantao.kit.tx import Read
from plantao.ordem_servico.model import FINALIZADO, ordem_servico, ordem_servico_tecnico

ABERTOS = 9
"""How many open tickets of a client a window lists."""


class Aberto(NamedTuple):
    """An open ticket of a client."""

    id_atendimento: int
    id_cliente: int
    id_cliente_servico: int
    protocolo: str
    id_tipo_atendimento: int | None
    id_atendimento_status: int
    id_usuario_responsavel: int | None
    data_cadastro: datetime
    parado_desde: datetime | None
    segundos_parado: int
    descricao_abertura: str


class Ordem(NamedTuple):
    """An unfinished order of a client."""

    id_ordem_servico: int
    id_cliente: int
    id_atendimento: int | None
    numero: int
    id_tipo_ordem_servico: int
    status: str
    data_inicio_programado: datetime | None
    data_termino_programado: datetime | None
    id_usuario: int | None


class Ficha(NamedTuple):
    """A client as the window shows one."""

    cadastro: Cadastro
    abertos: list[Aberto]
    ordens: list[Ordem]


_cs = cliente_servico.c
_a = atendimento.c
_ABERTO = [_cs.id_cliente if name == "id_cliente" else _a[name] for name in Aberto._fields]
_de_aberto = sa.select(*_ABERTO).join(cliente_servico, _cs.id_cliente_servico == _a.id_cliente_servico)
_abertos = query(
    _de_aberto.where(
        any_of(_cs.id_cliente, "ids"), aside(_a.data_fechamento).is_(None), ~_a.rascunho, _a.deleted_at.is_(None)
    )
    .order_by(_a.id_atendimento.desc())
    .limit(ABERTOS * 10),
    Aberto,
)
_aberto = query(_de_aberto.where(_a.id_atendimento == param("id", _a.id_atendimento)), Aberto)
_os, _ost = ordem_servico.c, ordem_servico_tecnico.c
_ordens = query(
    sa.select(
        _os.id_ordem_servico,
        _cs.id_cliente,
        _os.id_atendimento,
        _os.numero,
        _os.id_tipo_ordem_servico,
        _os.status,
        _os.data_inicio_programado,
        _os.data_termino_programado,
        _ost.id_usuario,
    )
    .select_from(ordem_servico)
    .join(cliente_servico, _cs.id_cliente_servico == _os.id_cliente_servico)
    .outerjoin(ordem_servico_tecnico, sa.and_(_ost.id_ordem_servico == _os.id_ordem_servico, _ost.ordem == 0))
    .where(any_of(_cs.id_cliente, "ids"), _os.status != FINALIZADO)
    .order_by(_os.id_ordem_servico.desc()),
    Ordem,
)


async def abertos(read: Read, ids: list[int]) -> list[Aberto]:
    """The open tickets of clients, newest first."""
    rows = await read.all(_abertos, ids=ids)
    await tipos.need(read, (row.id_tipo_atendimento for row in rows))
    await usuarios.need(read, (row.id_usuario_responsavel for row in rows))
    return rows


async def fichas(read: Read, ids: Iterable[int]) -> list[Ficha]:
    """Clients as a window shows them, in the order of `ids`."""
    wanted = list(ids)
    return await _fichas(read, wanted, await abertos(read, wanted)) if wanted else []


async def ficha_aberta(read: Read, id_cliente: int) -> Ficha:
    """A client as the window shows one whose ticket is open: the others they have are not listed any more."""
    [ficha] = await _fichas(read, [id_cliente], [])
    return ficha


async def _fichas(read: Read, ids: list[int], dos_clientes: list[Aberto]) -> list[Ficha]:
    ordens = await read.all(_ordens, ids=ids)
    return [
        Ficha(
            cadastro,
            [row for row in dos_clientes if row.id_cliente == cadastro.quem.id_cliente],
            [row for row in ordens if row.id_cliente == cadastro.quem.id_cliente],
        )
        for cadastro in await cadastros(read, ids)
    ]


async def do_atendimento(read: Read, id_atendimento: int) -> Aberto:
    """The ticket of a call, open or closed meanwhile."""
    return await read.one(_aberto, id=id_atendimento)
