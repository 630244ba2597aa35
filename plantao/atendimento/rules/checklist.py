"""Marking what has been done of a ticket's checklist."""

from datetime import datetime

import sqlalchemy as sa

from plantao.acesso.guard import Quem
from plantao.atendimento.model import atendimento_checklist, atendimento_checklist_item
from plantao.atendimento.queries.formatado import Bruto
from plantao.atendimento.rules.eventos import ChecklistMarcado, publicar
from plantao.kit.db import change, column, param
from plantao.kit.errors import NotFound, Refusal
from plantao.kit.tx import Tx

_item = atendimento_checklist_item.c
_titulo = column(
    sa.select(_item.titulo)
    .join(
        atendimento_checklist,
        atendimento_checklist.c.id_atendimento_checklist == _item.id_atendimento_checklist,
    )
    .where(
        _item.id_atendimento_checklist_item == param("item", _item.id_atendimento_checklist_item),
        atendimento_checklist.c.id_atendimento == param("atendimento", atendimento_checklist.c.id_atendimento),
    ),
    str,
)
_marcar = change(
    sa.update(atendimento_checklist_item)
    .where(
        _item.id_atendimento_checklist_item == param("item", _item.id_atendimento_checklist_item),
        _item.concluido != param("concluido", _item.concluido),
    )
    .values(concluido=param("concluido", _item.concluido))
)


async def marcar(tx: Tx, linha: Bruto, item: int, autor: Quem, now: datetime, *, concluido: bool) -> None:
    """Say whether an item of an open ticket's checklist is done."""
    if linha.data_fechamento is not None:
        raise Refusal("Este atendimento já está fechado")
    titulo = await tx.first(_titulo, item=item, atendimento=linha.id_atendimento)
    if titulo is None:
        raise NotFound("Este item não está no checklist do atendimento.")
    if not await tx.run(_marcar, item=item, concluido=concluido):
        return
    marcado = ChecklistMarcado(
        id_atendimento=linha.id_atendimento, id_atendimento_checklist_item=item, titulo=titulo, concluido=concluido
    )
    publicar(tx, marcado, autor, now)
