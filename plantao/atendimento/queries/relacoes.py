"""What hangs on tickets: one query for a relation, however many tickets."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from plantao.acesso.model import usuarios
from plantao.anexo.model import anexo
from plantao.atendimento.contract.formatado import Checklist, ItemChecklist, MensagemListada
from plantao.atendimento.model import (
    atendimento_checklist,
    atendimento_checklist_item,
    atendimento_disponibilidade,
    atendimento_mensagem,
    usuarios_responsaveis,
)
from plantao.kit.db import any_of, query
from plantao.kit.time import data_minuto_br, timestamp
from plantao.kit.tx import Read
from plantao.ordem_servico.contract import Periodo
from plantao.ordem_servico.model import periodos

DONO = "atendimento"


class _Mensagem(NamedTuple):
    id_atendimento_mensagem: int
    id_atendimento: int
    mensagem: str
    data_cadastro: datetime


class _Item(NamedTuple):
    id_atendimento: int
    id_atendimento_checklist: int
    titulo: str
    item: str | None
    concluido: bool | None


class _Par(NamedTuple):
    id_atendimento: int
    valor: int


_mensagens = query(
    sa.select(*(atendimento_mensagem.c[name] for name in _Mensagem._fields))
    .where(
        any_of(atendimento_mensagem.c.id_atendimento, "ids"),
        atendimento_mensagem.c.ativo,
        atendimento_mensagem.c.interna.is_(sa.false()),
    )
    .order_by(atendimento_mensagem.c.id_atendimento_mensagem.desc()),
    _Mensagem,
)
_responsaveis = query(
    sa.select(usuarios_responsaveis.c.id_atendimento, usuarios_responsaveis.c.id_usuario)
    .where(any_of(usuarios_responsaveis.c.id_atendimento, "ids"))
    .order_by(usuarios_responsaveis.c.id_atendimento, usuarios_responsaveis.c.ordem),
    _Par,
)
_disponibilidades = query(
    sa.select(atendimento_disponibilidade.c.id_atendimento, atendimento_disponibilidade.c.id_periodo_dia)
    .where(any_of(atendimento_disponibilidade.c.id_atendimento, "ids"))
    .order_by(atendimento_disponibilidade.c.id_atendimento, atendimento_disponibilidade.c.id_periodo_dia),
    _Par,
)
_anexos = query(
    sa.select(anexo.c.id_dono, sa.func.count())
    .where(anexo.c.dono == DONO, any_of(anexo.c.id_dono, "ids"))
    .group_by(anexo.c.id_dono),
    _Par,
)
_checklists = query(
    sa.select(
        atendimento_checklist.c.id_atendimento,
        atendimento_checklist.c.id_atendimento_checklist,
        atendimento_checklist.c.titulo,
        atendimento_checklist_item.c.titulo.label("item"),
        atendimento_checklist_item.c.concluido,
    )
    .outerjoin(
        atendimento_checklist_item,
        atendimento_checklist_item.c.id_atendimento_checklist == atendimento_checklist.c.id_atendimento_checklist,
    )
    .where(any_of(atendimento_checklist.c.id_atendimento, "ids"))
    .order_by(
        atendimento_checklist.c.id_atendimento_checklist, atendimento_checklist_item.c.id_atendimento_checklist_item
    ),
    _Item,
)


async def mensagens(read: Read, ids: Iterable[int]) -> dict[int, list[MensagemListada]]:
    """The messages of tickets, newest first; what is internal is not for those who ask by the API."""
    found: dict[int, list[MensagemListada]] = {}
    for row in await read.all(_mensagens, ids=list(ids)):
        mensagem = MensagemListada(
            id_atendimento_mensagem=row.id_atendimento_mensagem,
            id_atendimento=row.id_atendimento,
            mensagem=row.mensagem,
            data_cadastro_br=data_minuto_br(row.data_cadastro),
            data_cadastro_timestamp=timestamp(row.data_cadastro),
        )
        found.setdefault(row.id_atendimento, []).append(mensagem)
    return found


async def responsaveis(read: Read, ids: Iterable[int]) -> dict[int, list[int]]:
    """The users responsible for tickets, in their order; each is in the catalogue of users."""
    rows = await read.all(_responsaveis, ids=list(ids))
    await usuarios.need(read, (row.valor for row in rows))
    return _agrupados(rows)


async def disponibilidades(read: Read, ids: Iterable[int]) -> dict[int, list[Periodo]]:
    """The periods chosen for tickets."""
    rows = await read.all(_disponibilidades, ids=list(ids))
    await periodos.need(read, (row.valor for row in rows))
    return {chave: [_periodo(valor) for valor in valores] for chave, valores in _agrupados(rows).items()}


def _periodo(id_periodo_dia: int) -> Periodo:
    p = periodos[id_periodo_dia]
    return Periodo(
        id_periodo_dia=p.id_periodo_dia, descricao=p.descricao, hora_inicio=p.hora_inicio, hora_fim=p.hora_fim
    )


def _agrupados(rows: list[_Par]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row.id_atendimento, []).append(row.valor)
    return found


async def contagem_de_anexos(read: Read, ids: Iterable[int]) -> dict[int, int]:
    """How many files tickets have; a ticket without any is absent."""
    return {row.id_atendimento: row.valor for row in await read.all(_anexos, ids=list(ids))}


async def checklists(read: Read, ids: Iterable[int]) -> dict[int, list[Checklist]]:
    """The checklists of tickets."""
    found: dict[int, dict[int, Checklist]] = {}
    for row in await read.all(_checklists, ids=list(ids)):
        do_atendimento = found.setdefault(row.id_atendimento, {})
        checklist = do_atendimento.setdefault(
            row.id_atendimento_checklist,
            Checklist(id_atendimento_checklist=row.id_atendimento_checklist, titulo=row.titulo, itens=[]),
        )
        if row.item is not None:
            checklist.itens.append(ItemChecklist(titulo=row.item, concluido=bool(row.concluido)))
    return {chave: list(valores.values()) for chave, valores in found.items()}
