"""What is known of a customer before a ticket is opened for it."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from plantao.atendimento.model import atendimento, statuses, tipos
from plantao.cliente.model import cliente_servico
from plantao.kit.db import aside, param, query
from plantao.kit.tx import Read

RECENTES = 5


class Anterior(NamedTuple):
    """A ticket the customer already has."""

    id_atendimento: int
    protocolo: str
    id_tipo_atendimento: int | None
    id_atendimento_status: int
    data_cadastro: datetime


_a = atendimento.c
_do_cliente = (
    sa.select(*(_a[nome] for nome in Anterior._fields))
    .join(cliente_servico, cliente_servico.c.id_cliente_servico == _a.id_cliente_servico)
    .where(
        cliente_servico.c.id_cliente == param("cliente", cliente_servico.c.id_cliente),
        _a.deleted_at.is_(None),
        ~_a.rascunho,
    )
    .order_by(_a.data_cadastro.desc(), _a.id_atendimento.desc())
)
_recentes = query(_do_cliente.where(_a.id_atendimento != param("menos", _a.id_atendimento)).limit(RECENTES), Anterior)
_aberto = query(
    _do_cliente.where(
        aside(_a.data_fechamento).is_(None), _a.id_tipo_atendimento == param("tipo", _a.id_tipo_atendimento)
    ).limit(1),
    Anterior,
)


async def recentes(read: Read, id_cliente: int, *, menos: int = 0) -> list[Anterior]:
    """The last tickets of a customer but this one, the newest first."""
    found = await read.all(_recentes, cliente=id_cliente, menos=menos)
    await tipos.need(read, (anterior.id_tipo_atendimento for anterior in found))
    await statuses.need(read, (anterior.id_atendimento_status for anterior in found))
    return found


async def aberto_do_tipo(read: Read, id_cliente: int, id_tipo_atendimento: int) -> Anterior | None:
    """The newest ticket of this kind that is open for a customer."""
    return await read.first(_aberto, cliente=id_cliente, tipo=id_tipo_atendimento)
