"""The checklists of a ticket: copied from those of its kind, then marked as they are done."""

from datetime import datetime
from itertools import groupby
from typing import NamedTuple

import sqlalchemy as sa

from plantao.acesso.guard import Quem
from plantao.atendimento.model import atendimento_checklist, atendimento_checklist_item
from plantao.atendimento.queries.formatado import Bruto
from plantao.atendimento.rules.eventos import ChecklistMarcado, publicar
from plantao.kit.db import change, column, param, query
from plantao.kit.errors import NotFound, Refusal
from plantao.kit.text import fold
from plantao.kit.tx import Tx

_lista = atendimento_checklist.c
_item = atendimento_checklist_item.c


class _Modelo(NamedTuple):
    id_atendimento_checklist: int
    lista: str
    item: str


_modelos = query(
    sa.select(_lista.id_atendimento_checklist, _lista.titulo, _item.titulo.label("item"))
    .join(atendimento_checklist_item, _item.id_atendimento_checklist == _lista.id_atendimento_checklist)
    .where(_lista.id_tipo_atendimento == param("tipo", _lista.id_tipo_atendimento))
    .order_by(_lista.id_atendimento_checklist, _item.id_atendimento_checklist_item),
    _Modelo,
)
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


class _Item(NamedTuple):
    id_atendimento_checklist_item: int
    titulo: str


_itens = query(
    sa.select(_item.id_atendimento_checklist_item, _item.titulo)
    .join(
        atendimento_checklist,
        atendimento_checklist.c.id_atendimento_checklist == _item.id_atendimento_checklist,
    )
    .where(atendimento_checklist.c.id_atendimento == param("atendimento", atendimento_checklist.c.id_atendimento)),
    _Item,
)
PROTOCOLO = ("inform", "protocolo")
"""The beginnings of the words by which the item is known that asks for the protocolo to be told: no key names it."""


async def copiar(tx: Tx, id_atendimento: int, id_tipo_atendimento: int) -> None:
    """Give a new ticket the checklists of its kind, nothing of them done."""
    modelos = await tx.all(_modelos, tipo=id_tipo_atendimento)
    for (_, titulo), itens in groupby(modelos, key=lambda modelo: modelo[:2]):
        copia = await tx.insert(atendimento_checklist, id_atendimento=id_atendimento, titulo=titulo)
        rows = [{"id_atendimento_checklist": copia, "titulo": modelo.item} for modelo in itens]
        await tx.insert_many(atendimento_checklist_item, rows)


async def marcar_protocolo(tx: Tx, id_atendimento: int) -> None:
    """The protocolo was told to the customer: what asks for it is done. Whoever told it publishes that."""
    for item in await tx.all(_itens, atendimento=id_atendimento):
        if all(palavra in fold(item.titulo) for palavra in PROTOCOLO):
            await tx.run(_marcar, item=item.id_atendimento_checklist_item, concluido=True)


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
