"""What can be asked about orders."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from plantao.acesso.model import usuarios
from plantao.cliente.queries import Resumo
from plantao.kit.db import any_of, column, param, query
from plantao.kit.settings import Instance
from plantao.kit.time import data_hora_br, data_minuto_br
from plantao.kit.tx import Read
from plantao.ordem_servico.contract import MensagemDaOrdem, OrdemServicoFormatada, Periodo
from plantao.ordem_servico.model import (
    FINALIZADO,
    TipoOrdemServico,
    ordem_servico,
    ordem_servico_mensagem,
    ordem_servico_tecnico,
    periodos,
    tipos_ordem_servico,
)

AMOSTRA = 200
"""How many of the last orders say which kind is usual."""


class OrdemDoAtendimento(NamedTuple):
    """An order as a ticket shows it."""

    id_atendimento: int
    id_ordem_servico: int
    numero: int
    id_cliente_servico: int
    id_tipo_ordem_servico: int
    id_usuario_abertura: int
    id_usuario_fechamento: int | None
    descricao_abertura: str
    descricao_servico: str
    descricao_fechamento: str | None
    status: str
    status_fechamento: str | None
    data_cadastro: datetime
    data_inicio_programado: datetime | None
    data_termino_programado: datetime | None
    data_inicio_executado: datetime | None
    data_termino_executado: datetime | None


class Contagem(NamedTuple):
    """How many orders a ticket has, and how many of them are finished."""

    id_atendimento: int
    total: int
    fechadas: int


class _Mensagem(NamedTuple):
    id_ordem_servico_mensagem: int
    id_ordem_servico: int
    mensagem: str
    data_cadastro: datetime


_do_atendimento = query(
    sa.select(*(ordem_servico.c[name] for name in OrdemDoAtendimento._fields))
    .where(any_of(ordem_servico.c.id_atendimento, "ids"))
    .order_by(ordem_servico.c.id_ordem_servico),
    OrdemDoAtendimento,
)
_contagens = query(
    sa.select(
        ordem_servico.c.id_atendimento,
        sa.func.count(),
        sa.func.sum(sa.case((ordem_servico.c.status == FINALIZADO, 1), else_=0)),
    )
    .where(any_of(ordem_servico.c.id_atendimento, "ids"))
    .group_by(ordem_servico.c.id_atendimento),
    Contagem,
)
_mensagens = query(
    sa.select(*(ordem_servico_mensagem.c[name] for name in _Mensagem._fields))
    .where(any_of(ordem_servico_mensagem.c.id_ordem_servico, "ids"))
    .order_by(ordem_servico_mensagem.c.id_ordem_servico_mensagem.desc()),
    _Mensagem,
)


async def dos_atendimentos(read: Read, ids: Iterable[int]) -> list[OrdemDoAtendimento]:
    """The orders of tickets, oldest first."""
    rows = await read.all(_do_atendimento, ids=list(ids))
    await tipos_ordem_servico.need(read, (row.id_tipo_ordem_servico for row in rows))
    await usuarios.need(read, (i for row in rows for i in (row.id_usuario_abertura, row.id_usuario_fechamento)))
    return rows


async def contagens(read: Read, ids: Iterable[int]) -> dict[int, Contagem]:
    """How many orders tickets have; a ticket without any is absent."""
    return {row.id_atendimento: row for row in await read.all(_contagens, ids=list(ids))}


async def mensagens(read: Read, ids: Iterable[int]) -> dict[int, list[MensagemDaOrdem]]:
    """The messages of orders, newest first."""
    found: dict[int, list[MensagemDaOrdem]] = {}
    for row in await read.all(_mensagens, ids=list(ids)):
        mensagem = MensagemDaOrdem(
            id_ordem_servico_mensagem=row.id_ordem_servico_mensagem,
            id_ordem_servico=row.id_ordem_servico,
            mensagem=row.mensagem,
            data_cadastro_br=data_minuto_br(row.data_cadastro),
        )
        found.setdefault(row.id_ordem_servico, []).append(mensagem)
    return found


def formatada(ordem: OrdemDoAtendimento, resumo: Resumo) -> OrdemServicoFormatada:
    """An order as it is written inside a ticket."""
    fechou = usuarios.get(ordem.id_usuario_fechamento)
    return OrdemServicoFormatada(
        id_ordem_servico=ordem.id_ordem_servico,
        numero_ordem_servico=str(ordem.numero),
        data_cadastro=data_hora_br(ordem.data_cadastro),
        tipo=tipos_ordem_servico[ordem.id_tipo_ordem_servico].descricao,
        data_inicio_programado=_data(ordem.data_inicio_programado),
        data_termino_programado=_data(ordem.data_termino_programado),
        data_inicio_executado=_data(ordem.data_inicio_executado),
        data_termino_executado=_data(ordem.data_termino_executado),
        descricao_abertura=ordem.descricao_abertura,
        descricao_servico=ordem.descricao_servico,
        descricao_fechamento=ordem.descricao_fechamento,
        usuario_abertura=usuarios[ordem.id_usuario_abertura].name,
        usuario_fechamento=fechou.name if fechou else None,
        status=ordem.status,
        status_fechamento=ordem.status_fechamento,
        cliente=resumo.cliente,
        servico=resumo.servico,
    )


def _data(instant: datetime | None) -> str | None:
    return None if instant is None else data_hora_br(instant)


def disponibilidade() -> list[Periodo]:
    """The active periods of the day, by id."""
    return [
        Periodo(id_periodo_dia=p.id_periodo_dia, descricao=p.descricao, hora_inicio=p.hora_inicio, hora_fim=p.hora_fim)
        for p in periodos
        if p.ativo
    ]


_por_finalizar = query(
    sa.select(ordem_servico.c.id_ordem_servico, ordem_servico.c.status).where(
        ordem_servico.c.id_atendimento == param("atendimento", ordem_servico.c.id_atendimento),
        ordem_servico.c.status != FINALIZADO,
    ),
    lambda ident, status: (ident, status),
)
_ultimos_tipos = column(
    sa.select(ordem_servico.c.id_tipo_ordem_servico).order_by(ordem_servico.c.id_ordem_servico.desc()).limit(AMOSTRA),
    int,
)
_tecnicos = query(
    sa.select(ordem_servico_tecnico.c.id_ordem_servico, ordem_servico_tecnico.c.id_usuario)
    .where(any_of(ordem_servico_tecnico.c.id_ordem_servico, "ids"))
    .order_by(ordem_servico_tecnico.c.id_ordem_servico, ordem_servico_tecnico.c.ordem),
    lambda ordem, tecnico: (ordem, tecnico),
)


async def por_finalizar(read: Read, id_atendimento: int) -> dict[int, str]:
    """The status of each unfinished order of a ticket."""
    return dict(await read.all(_por_finalizar, atendimento=id_atendimento))


async def tipo_usual(read: Read) -> TipoOrdemServico:
    """The kind a person is offered first: of the active ones but the API's, the one opened most often lately."""
    da_api = Instance.settings.tipo_ordem_padrao
    usos = Counter(await read.all(_ultimos_tipos))
    ativos = [tipo for tipo in tipos_ordem_servico if tipo.ativo]
    return max(ativos, key=lambda tipo: (tipo.descricao != da_api, usos[tipo.id_tipo_ordem_servico]))


async def tecnicos(read: Read, ids: Iterable[int]) -> dict[int, list[int]]:
    """The technicians of orders, in their order; each is in the catalogue of users."""
    pares = await read.all(_tecnicos, ids=list(ids))
    await usuarios.need(read, (tecnico for _, tecnico in pares))
    found: dict[int, list[int]] = {}
    for ordem, tecnico in pares:
        found.setdefault(ordem, []).append(tecnico)
    return found
